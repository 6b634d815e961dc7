// SPDX-License-Identifier: BSL-1.0
#include "sim/account/account_dialect.hpp"

#include <holdfast/account.hpp>
#include <holdfast/account/dialect.hpp>
#include <holdfast/exchange/okx/account.hpp>
#include <holdfast/exchange/okx/keys.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cctype>
#include <memory>
#include <string>
#include <utility>
#include <vector>

// The private side of the simulated OKX, and our adapter for the real one: each was written from the
// documentation alone, so that they check each other.

namespace {

using namespace holdfast;
using namespace holdfast::literals;
using namespace std::chrono_literals;
using kind = decoded::kind;

const sim::private_dialect& language = sim::okx_private_dialect();
const std::string symbol = "BTC-USDT";

sim::exchange_config spot_exchange()
{
    sim::exchange_config config;
    config.venue = sim::venue::okx;
    config.symbols = {symbol};
    return config;
}

std::shared_ptr<const signer> signer_of(const sim::account_config& owner)
{
    return okx::make_signer({secret::from_text(owner.api_key),
                             signing_key::hmac_sha256(secret::from_text(owner.secret)).value(),
                             secret::from_text(owner.passphrase)});
}

constexpr sim::fixed of(std::int64_t whole, std::int64_t hundredths = 0)
{
    return whole * sim::one + hundredths * sim::one / 100;
}

// A message that the exchange has sent, and what it said.
struct heard {
    heard(const adapter& by, std::string bytes) : text(std::make_shared<std::string>(std::move(bytes)))
    {
        by.decode(*text, false, *memory, all);
        BOOST_TEST_REQUIRE((all.front().what != kind::malformed), all.front().text << ": " << *text);
    }

    [[nodiscard]] const decoded& said() const { return all.front(); }
    [[nodiscard]] const answer_report& answer() const
    {
        BOOST_TEST_REQUIRE((said().what == kind::answer && said().answer != nullptr));
        return *said().answer;
    }

    std::shared_ptr<const std::string> text;
    std::shared_ptr<slab> memory = std::make_shared<slab>();
    std::vector<decoded> all;
};

// An exchange with one client, who keeps an account.
struct trading_floor {
    explicit trading_floor(sim::account_config client = {}) : signs(signer_of(client))
    {
        who.target = "/ws/v5/private";
        language.open(who, office());
        accounts.on_best(symbol, of(99), of(1000), of(101), of(1000), now);
    }

    [[nodiscard]] sim::back_office office() { return {accounts, keys, config.account, config.rules, now}; }

    // ---- over the connection

    std::vector<heard> say(std::string_view text)
    {
        std::vector<heard> out;
        sim::private_reaction done = language.receive(who, text, office()).value();
        for (std::string& reply : done.replies)
            out.emplace_back(*client, std::move(reply));
        return out;
    }

    heard log_in() { return say(desk().login(1, now)).front(); }

    std::vector<heard> subscribe() { return say(client->subscribe(2, desk().topics())); }

    heard send(const order_command& command)
    {
        now += 1ms;
        return say(desk().write(++request, command, now).value()).front();
    }

    heard place(std::string client_id, const char* price, const char* quantity, side which = side::buy,
                time_in_force lasts = time_in_force::good_till_cancelled)
    {
        return send(new_order{.symbol = symbol,
                              .client_id = std::move(client_id),
                              .side = which,
                              .lasts = lasts,
                              .price = decimal::parse(price).value(),
                              .quantity = decimal::parse(quantity).value()});
    }

    void move_market(sim::fixed bid, sim::fixed ask, sim::fixed quantity = of(1000))
    {
        now += 1ms;
        accounts.on_best(symbol, bid, quantity, ask, quantity, now);
    }

    // The client hears what has happened.
    void listen()
    {
        for (const sim::account_news& news : accounts.take_news())
            for (std::string& text : language.print(who, news, office()))
                take(heard(*client, std::move(text)));
    }

    void take(const heard& message)
    {
        const auto& changes = std::get<std::span<const account_change>>(message.said().content);
        stamp at{.epoch = 1};
        at.exchange_time = message.said().exchange_time;
        for (const account_change& change : changes)
            mine.apply(change, at);
    }

    // ---- by REST

    [[nodiscard]] http_response ask(http_request asked)
    {
        if (asked.auth == request_auth::signature)
            signs->sign(asked, now);
        for (auto& [name, value] : asked.headers)
            std::ranges::transform(name, name.begin(), [](unsigned char c) { return char(std::tolower(c)); });
        const std::string target = asked.url.substr(std::string_view("http://exchange").size());
        const sim::http_question question{asked.verb, target, asked.headers, asked.body};
        const auto answer = language.request(question, office());
        BOOST_TEST_REQUIRE(answer.has_value(), target);
        BOOST_TEST(answer->weight == asked.weight);
        return {.status = answer->reply.status, .body = answer->reply.body};
    }

    [[nodiscard]] account_state fetch(wall_time fills_since, wall_time exchange_time)
    {
        account_state all{.covers = desk().parts(), .as_of = now, .fills_since = fills_since};
        auto questions =
            desk().questions({.parts = desk().parts(), .fills_since = fills_since, .now = exchange_time});
        while (!questions.empty()) {
            const account_question asked = questions.back();
            questions.pop_back();
            const auto page = desk().decode(asked, ask(desk().ask(asked)));
            BOOST_TEST_REQUIRE(page.has_value(), (page ? "" : page.error().text));
            std::ranges::copy(page->found.open_orders, std::back_inserter(all.open_orders));
            std::ranges::copy(page->found.fills, std::back_inserter(all.fills));
            std::ranges::copy(page->found.balances, std::back_inserter(all.balances));
            if (page->next)
                questions.push_back(*page->next);
        }
        return all;
    }

    [[nodiscard]] account_state fetch() { return fetch(opened, now); }

    std::vector<finding> reconcile()
    {
        auto found = mine.reconcile(fetch(), {.epoch = 1});
        mine.open(1, time_point());
        return found;
    }

    [[nodiscard]] result<std::optional<order>> look_up(const order_reference& which)
    {
        return desk().decode_look_up(which, ask(desk().look_up(which)));
    }

    [[nodiscard]] const account_dialect& desk() const { return *client->account(); }

    sim::exchange_config config = spot_exchange();
    wall_time opened = config.wall_zero;
    wall_time now = opened;
    sim::broker accounts{config};
    sim::listen_keys keys{};
    sim::private_client who{};
    std::shared_ptr<const signer> signs;
    std::shared_ptr<const adapter> client = okx::make_account_adapter(
        signs, {.where = {"ws://exchange", "http://exchange"}, .inst_type = "SPOT"});
    account mine{account::doubts(),
                 {.parts = {.orders = true, .fills = true, .balances = true}, .ended_orders = 1000}};
    std::uint64_t request = 100;
};

// A client who is let in, has subscribed and knows where it stands.
struct open_floor : trading_floor {
    open_floor()
    {
        BOOST_TEST_REQUIRE((log_in().said().what == kind::login));
        for (const heard& message : subscribe())
            BOOST_TEST_REQUIRE((message.said().what == kind::ack || message.said().what == kind::data));
        static_cast<void>(reconcile());
    }
};

// ---- accounts as text, to be compared --------------------------------------------------------------------

// Without zeros at the end: the truth has eight digits behind the point.
std::string as_text(const decimal& number)
{
    std::string text = number.str();
    if (text.find('.') != std::string::npos)
        text.erase(text.find_last_not_of('0') + 1);
    return text.ends_with('.') ? text.substr(0, text.size() - 1) : text;
}

std::string text_of(std::vector<order> orders)
{
    std::ranges::sort(orders, {}, &order::client_id);
    std::string text;
    for (const order& o : orders)
        text += o.symbol + " " + o.id + " " + o.client_id + (o.side == side::buy ? " buy " : " sell ") +
                as_text(o.price) + " x " + as_text(o.quantity) + ", " + as_text(o.filled) + " filled, " +
                std::string(to_string(o.state)) + "\n";
    return text;
}

std::string text_of(std::vector<fill> fills)
{
    std::ranges::sort(fills, {}, &fill::key);
    std::string text;
    for (const fill& f : fills)
        text += f.symbol + " " + f.key + " of " + f.order_id + " " + f.client_id +
                (f.side == side::buy ? " buy " : " sell ") + as_text(f.price) + " x " + as_text(f.quantity) +
                (f.maker ? " maker" : " taker") + " for " + as_text(f.fee.value()) + " " + f.fee_asset +
                " at " + std::to_string(f.at.time_since_epoch().count()) + "\n";
    return text;
}

std::string text_of(std::vector<balance> balances)
{
    std::ranges::sort(balances, {}, &balance::asset);
    std::string text;
    for (const balance& b : balances)
        text += b.asset + " " + as_text(b.total) + ", " + as_text(b.available.value()) + " available, " +
                as_text(b.locked.value()) + " locked\n";
    return text;
}

void expect_truth(trading_floor& floor)
{
    const account_state truth = floor.accounts.truth(floor.now);
    BOOST_TEST(text_of(floor.mine.open_orders().value()) == text_of(truth.open_orders));
    BOOST_TEST(text_of(floor.mine.fills_since(floor.opened).value()) == text_of(truth.fills));
    BOOST_TEST(text_of(floor.mine.balances().value()) == text_of(truth.balances));
}

} // namespace

// ---- who is let in ----------------------------------------------------------------------------------------

BOOST_AUTO_TEST_SUITE(sim_okx_account_login)

BOOST_AUTO_TEST_CASE(the_owner_is)
{
    trading_floor floor;
    BOOST_TEST((floor.log_in().said().what == kind::login));
    BOOST_TEST(floor.who.ours);
}

BOOST_AUTO_TEST_CASE(others_are_told_why_not)
{
    const auto code = [](auto change) {
        sim::account_config other;
        change(other);
        const heard h = trading_floor(other).log_in();
        BOOST_TEST((h.said().what == kind::login_refused && !h.said().again));
        return h.said().answer->code;
    };
    BOOST_TEST(code([](auto& other) { other.secret = "another"; }) == 60007);
    BOOST_TEST(code([](auto& other) { other.passphrase = "another"; }) == 60024);
    BOOST_TEST(code([](auto& other) { other.api_key = "another"; }) == 60005);
}

BOOST_AUTO_TEST_CASE(who_has_a_wrong_clock_may_try_again)
{
    trading_floor floor;
    for (const duration off : {-31s, 31s}) {
        const heard h = floor.say(floor.desk().login(1, floor.now + off)).front();
        BOOST_TEST((h.said().what == kind::login_refused && h.said().again));
    }
}

BOOST_AUTO_TEST_CASE(nothing_is_told_and_no_order_taken_before_that)
{
    trading_floor floor;
    BOOST_TEST((floor.subscribe().front().said().what == kind::login_expired));
    BOOST_TEST((floor.place("a1", "98", "1").answer().verdict == order_answer::rejected));
    BOOST_TEST(floor.accounts.arrivals().empty());
}

BOOST_AUTO_TEST_CASE(questions_without_the_owners_signature_are_refused)
{
    sim::account_config other;
    other.secret = "another";
    trading_floor floor(other);
    const account_question balances{.part = {.balances = true}};

    const auto page = floor.desk().decode(balances, floor.ask(floor.desk().ask(balances)));

    BOOST_TEST_REQUIRE(!page.has_value());
    BOOST_TEST((page.error().code == errc::unauthorized && page.error().text == "50113: Invalid signature."));
}

BOOST_AUTO_TEST_CASE(and_those_that_are_signed_too_early_or_too_late)
{
    trading_floor floor;
    http_request asked = floor.desk().ask({.part = {.balances = true}});
    for (const duration off : {-31s, 31s}) {
        floor.signs->sign(asked, floor.now + off);
        asked.auth = request_auth::nobody;
        const auto page = floor.desk().decode({.part = {.balances = true}}, floor.ask(asked));
        BOOST_TEST((page.error().code == errc::login_expired));
    }
}

BOOST_AUTO_TEST_CASE(the_balances_come_with_the_subscription)
{
    trading_floor floor;
    static_cast<void>(floor.log_in());
    const std::vector<heard> messages = floor.subscribe();
    BOOST_TEST_REQUIRE(messages.size() == 3U);
    const auto changes = std::get<std::span<const account_change>>(messages[2].said().content);
    BOOST_TEST(changes.size() == 2U);
}

BOOST_AUTO_TEST_CASE(other_addresses_and_questions_are_not_its_business)
{
    trading_floor floor;
    BOOST_TEST((language.serves("/ws/v5/private") && !language.serves("/ws/v5/public")));
    BOOST_TEST(!language.request({.target = "/api/v5/public/time"}, floor.office()).has_value());
}

BOOST_AUTO_TEST_SUITE_END()

// ---- what becomes of orders -------------------------------------------------------------------------------

BOOST_AUTO_TEST_SUITE(sim_okx_account_orders)

BOOST_AUTO_TEST_CASE(an_order_that_waits)
{
    open_floor floor;
    const heard h = floor.place("a1", "98", "2");
    BOOST_TEST((h.answer().verdict == order_answer::acknowledged && h.said().request_id == floor.request));

    floor.listen();

    BOOST_TEST(floor.mine.open_orders().value().front().id == h.answer().order_id);
    expect_truth(floor);
}

BOOST_AUTO_TEST_CASE(an_order_that_is_filled_in_pieces_as_a_maker)
{
    open_floor floor;
    static_cast<void>(floor.place("a1", "98", "2"));
    floor.move_market(of(97), of(98), of(0, 50));
    floor.move_market(of(97), of(97, 50), of(1));
    floor.listen();
    BOOST_TEST(floor.mine.open_orders().value().front().filled == "1.5"_dec);
    expect_truth(floor);

    floor.move_market(of(96), of(97), of(1));
    floor.listen();

    BOOST_TEST(floor.mine.open_orders().value().empty());
    expect_truth(floor);
}

BOOST_AUTO_TEST_CASE(a_market_order_that_takes)
{
    open_floor floor;
    static_cast<void>(floor.send(new_order{.symbol = symbol,
                                           .client_id = "a1",
                                           .side = side::sell,
                                           .type = order_type::market,
                                           .quantity = "0.25"_dec}));
    floor.listen();
    BOOST_TEST(floor.mine.fills_since(floor.opened).value().size() == 1U);
    expect_truth(floor);
}

BOOST_AUTO_TEST_CASE(what_must_not_rest_is_taken_out)
{
    open_floor floor;
    floor.move_market(of(99), of(101), of(1));
    const heard h = floor.place("a1", "101", "3", side::buy, time_in_force::immediate_or_cancel);
    floor.listen();

    const auto known = floor.mine.order_of(symbol, h.answer().order_id).value();
    BOOST_TEST((known && known->state == order_state::cancelled && known->filled == "1"_dec));
    expect_truth(floor);
}

BOOST_AUTO_TEST_CASE(an_order_is_taken_back_by_either_id_and_only_once)
{
    open_floor floor;
    const std::string first(floor.place("a1", "98", "2").answer().order_id);
    static_cast<void>(floor.place("a2", "98", "2"));
    BOOST_TEST((floor.send(order_cancel{symbol, "", first}).answer().verdict == order_answer::acknowledged));
    BOOST_TEST((floor.send(order_cancel{symbol, "a2", ""}).answer().verdict == order_answer::acknowledged));

    const heard again = floor.send(order_cancel{symbol, "a2", ""});

    BOOST_TEST((again.answer().verdict == order_answer::rejected && again.answer().code == 51400));
    floor.listen();
    expect_truth(floor);
}

BOOST_AUTO_TEST_CASE(orders_are_refused_with_the_exchanges_codes)
{
    open_floor floor;
    static_cast<void>(floor.place("a1", "98", "1"));
    const auto code = [](const heard& h) {
        BOOST_TEST((h.answer().verdict == order_answer::rejected));
        return h.answer().code;
    };
    BOOST_TEST(code(floor.place("a1", "98", "1")) == 51016);
    BOOST_TEST(code(floor.place("a2", "98", "100000")) == 51008);
    BOOST_TEST(code(floor.place("a3", "101", "1", side::buy, time_in_force::post_only)) == 1);
    BOOST_TEST(code(floor.send(new_order{
                   .symbol = "ETH-USDT", .client_id = "a4", .price = "98"_dec, .quantity = "1"_dec})) ==
               51001);
    floor.listen();
    expect_truth(floor);
}

BOOST_AUTO_TEST_CASE(a_request_that_comes_after_its_deadline_is_refused)
{
    open_floor floor;
    const new_order order{.symbol = symbol, .client_id = "a1", .price = "98"_dec, .quantity = "1"_dec};
    const std::string text = floor.desk().write(7, order, floor.now).value();
    floor.now += 6s;

    const heard h = floor.say(text).front();

    BOOST_TEST((h.answer().verdict == order_answer::rejected && h.answer().code == 50036));
}

BOOST_AUTO_TEST_CASE(an_order_that_is_carried_out_can_be_answered_with_a_doubt)
{
    open_floor floor;
    const new_order order{.symbol = symbol, .client_id = "a1", .price = "98"_dec, .quantity = "1"_dec};
    const auto done =
        language.receive(floor.who, floor.desk().write(7, order, floor.now).value(), floor.office());
    BOOST_TEST_REQUIRE(done->executed);

    const heard h(*floor.client, done->doubt);

    BOOST_TEST((h.answer().verdict == order_answer::in_doubt && h.said().request_id == 7));
}

BOOST_AUTO_TEST_CASE(an_order_can_be_looked_up_while_it_lives_and_after)
{
    open_floor floor;
    const std::string id(floor.place("a1", "98", "2").answer().order_id);
    const auto state = [&](const order_reference& which) {
        return floor.look_up(which).value().value().state;
    };
    BOOST_TEST((state({symbol, "a1", ""}) == order_state::open));

    floor.move_market(of(97), of(98));

    BOOST_TEST((state({symbol, "a1", ""}) == order_state::filled));
    BOOST_TEST((state({symbol, "", id}) == order_state::filled));
}

BOOST_AUTO_TEST_CASE(an_order_that_never_came_is_not_known)
{
    open_floor floor;
    const auto found = floor.look_up({symbol, "never", ""});
    BOOST_TEST((found.has_value() && !found->has_value()));
    const auto elsewhere = floor.look_up({"ETH-USDT", "never", ""});
    BOOST_TEST(!elsewhere.has_value());
}

BOOST_AUTO_TEST_CASE(an_order_that_was_cancelled_without_a_fill_is_known_for_two_hours_more)
{
    open_floor floor;
    static_cast<void>(floor.place("a1", "98", "2"));
    static_cast<void>(floor.send(order_cancel{symbol, "a1", ""}));
    floor.now += 2h;
    BOOST_TEST((floor.look_up({symbol, "a1", ""}).value().value().state == order_state::cancelled));
    floor.now += 1s;
    BOOST_TEST(!floor.look_up({symbol, "a1", ""}).value().has_value());
}

BOOST_AUTO_TEST_CASE(the_dead_mans_switch_cancels_everything)
{
    open_floor floor;
    static_cast<void>(floor.place("a1", "98", "2"));
    const auto arm = [&](duration timeout) {
        return floor.desk().decode_dead_man(floor.ask(floor.desk().arm_dead_man(timeout, {}).front()));
    };
    BOOST_TEST(arm(10s).has_value());
    BOOST_TEST((floor.accounts.armed_until() == floor.now + 10s));
    BOOST_TEST(!arm(9s).has_value());
    BOOST_TEST(arm(0s).has_value());
    BOOST_TEST((floor.accounts.armed_until() == wall_time::max()));
}

BOOST_AUTO_TEST_SUITE_END()

// ---- the account over REST --------------------------------------------------------------------------------

BOOST_AUTO_TEST_SUITE(sim_okx_account_rest)

BOOST_AUTO_TEST_CASE(what_was_not_heard_is_found)
{
    open_floor floor;
    static_cast<void>(floor.place("a1", "98", "2"));
    static_cast<void>(floor.place("a2", "97", "2"));
    floor.listen();
    floor.move_market(of(97), of(98));
    static_cast<void>(floor.accounts.take_news());

    const std::vector<finding> found = floor.reconcile();

    const auto count = [&]<class T>(std::type_identity<T>) {
        return std::ranges::count_if(found, [](const finding& f) { return std::holds_alternative<T>(f); });
    };
    BOOST_TEST(count(std::type_identity<missed_fill>()) == 1);
    BOOST_TEST(count(std::type_identity<ghost_order>()) == 1);
    BOOST_TEST(count(std::type_identity<drifted_balance>()) == 2);
    expect_truth(floor);
}

BOOST_AUTO_TEST_CASE(more_fills_than_a_page_has_room_for_all_at_the_same_moment)
{
    open_floor floor;
    for (int i = 0; i != 250; ++i) {
        static_cast<void>(floor.place("a" + std::to_string(i), "101", "0.01"));
        floor.now -= 1ms;
    }
    static_cast<void>(floor.accounts.take_news());
    static_cast<void>(floor.reconcile());
    BOOST_TEST(floor.mine.fills_since(floor.opened).value().size() == 250U);
    expect_truth(floor);
}

BOOST_AUTO_TEST_CASE(a_number_of_fills_that_fills_its_pages)
{
    open_floor floor;
    for (int i = 0; i != 200; ++i)
        static_cast<void>(floor.place("a" + std::to_string(i), "101", "0.01"));
    BOOST_TEST(text_of(floor.fetch().fills) == text_of(floor.accounts.truth(floor.now).fills));
}

BOOST_AUTO_TEST_CASE(more_open_orders_than_a_page_has_room_for)
{
    open_floor floor;
    for (int i = 0; i != 230; ++i)
        static_cast<void>(floor.place("a" + std::to_string(i), "98", "0.01"));
    BOOST_TEST(text_of(floor.fetch().open_orders) == text_of(floor.accounts.truth(floor.now).open_orders));
}

BOOST_AUTO_TEST_CASE(a_fill_of_the_very_moment_that_is_asked_for_is_there)
{
    open_floor floor;
    static_cast<void>(floor.place("a1", "101", "1"));
    const wall_time filled = floor.now;
    floor.now += 1min;
    BOOST_TEST(floor.fetch(filled, floor.now).fills.size() == 1U);
}

BOOST_AUTO_TEST_CASE(fills_of_more_than_three_days_ago_are_found)
{
    open_floor floor;
    static_cast<void>(floor.place("a1", "101", "1"));
    const wall_time filled = floor.now;
    floor.now += 24h * 4;
    static_cast<void>(floor.place("a2", "101", "1"));
    BOOST_TEST(floor.fetch(filled, floor.now).fills.size() == 2U);
}

BOOST_AUTO_TEST_CASE(so_they_are_while_the_exchanges_time_is_not_known)
{
    open_floor floor;
    static_cast<void>(floor.place("a1", "101", "1"));
    BOOST_TEST(floor.fetch(floor.opened, wall_time()).fills.size() == 1U);
}

BOOST_AUTO_TEST_CASE(parameters_that_make_no_sense_are_refused)
{
    open_floor floor;
    const auto refused = [&](const std::string& target) {
        const http_response answer =
            floor.ask({.url = "http://exchange/api/v5" + target,
                       .weight = target.find("history") == std::string::npos ? 1U : 2U,
                       .auth = request_auth::signature});
        return answer.status == 400;
    };
    BOOST_TEST(refused("/trade/fills?limit=101"));
    BOOST_TEST(refused("/trade/fills?after=x"));
    BOOST_TEST(refused("/trade/fills?instType=COINS"));
    BOOST_TEST(refused("/trade/fills-history"));
    BOOST_TEST(refused("/trade/order?ordId=1"));
    BOOST_TEST(!refused("/trade/orders-pending?instType=SWAP"));
}

BOOST_AUTO_TEST_SUITE_END()
