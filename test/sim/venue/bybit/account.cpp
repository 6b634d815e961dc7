// SPDX-License-Identifier: BSL-1.0
#include <holdfast/account.hpp>
#include <holdfast/exchange/bybit/account.hpp>
#include <holdfast/exchange/bybit/keys.hpp>

#include "sim/account/account_dialect.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cctype>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

// The adapter and the simulated exchange, each written from the exchange's documents, and nothing between
// them.

namespace {

using namespace holdfast;
using namespace std::chrono_literals;
using kind = decoded::kind;
using sim::one;

constexpr wall_time noon{1'767'225'600'123ms};

std::shared_ptr<const signer> signer_of(const sim::account_config& owner)
{
    return bybit::make_signer({.api_key = secret::from_text(owner.api_key),
                               .key = signing_key::hmac_sha256(secret::from_text(owner.secret)).value()});
}

sim::exchange_config two_symbols()
{
    sim::exchange_config config;
    config.venue = sim::venue::bybit;
    config.symbols = {"BTCUSDT", "ETHUSDT"};
    return config;
}

// A message and what it said; the views live as long as this.
struct heard {
    heard(const adapter& by, std::string bytes) : text(std::move(bytes))
    {
        by.decode(text, false, *memory, all);
        BOOST_TEST_REQUIRE(all.size() == 1U, text);
        BOOST_TEST_REQUIRE((all.front().what != kind::malformed), all.front().text);
    }

    [[nodiscard]] const decoded& one() const { return all.front(); }

    std::string text;
    std::shared_ptr<slab> memory = std::make_shared<slab>();
    std::vector<decoded> all{};
};

std::string target_of(const std::string& url)
{
    return url.substr(url.find('/', url.find("://") + 3));
}

std::string in_lower_case(std::string text)
{
    std::ranges::transform(text, text.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

// An account at the exchange, and its owner with a connection of each kind.
struct venture {
    explicit venture(bybit::account_adapter_options chosen = {})
        : stream(bybit::make_account_adapter(signer_of(config.account), chosen)),
          desk(bybit::make_trade_adapter(signer_of(config.account), chosen))
    {
        line.target = "/v5/private";
        orders.target = "/v5/trade";
    }

    [[nodiscard]] sim::back_office office() { return {broker, keys, config.account, rules, now}; }

    // ---- over sockets
    [[nodiscard]] std::string say(sim::private_client& from, const std::string& text)
    {
        const auto reaction = exchange.receive(from, text, office());
        BOOST_TEST_REQUIRE(reaction.has_value());
        BOOST_TEST_REQUIRE(reaction->replies.size() == 1U);
        last = *reaction;
        return reaction->replies.front();
    }

    [[nodiscard]] heard log_in(sim::private_client& from, const adapter& with)
    {
        return {with, say(from, with.account()->login(1, now))};
    }

    void open_both()
    {
        BOOST_TEST_REQUIRE((log_in(line, *stream).one().what == kind::login));
        BOOST_TEST_REQUIRE((log_in(orders, *desk).one().what == kind::login));
        const auto topics = stream->account()->topics();
        const heard ack(*stream, say(line, stream->subscribe(2, topics)));
        BOOST_TEST_REQUIRE((ack.one().what == kind::ack), ack.text);
        BOOST_TEST_REQUIRE(ack.one().request_id == 2U);
    }

    [[nodiscard]] heard command(const order_command& what)
    {
        return {*desk, say(orders, desk->account()->write(++last_request, what, now).value())};
    }

    std::string place(std::string client_id, side way, decimal price, decimal quantity)
    {
        const heard h = command(new_order{.symbol = "BTCUSDT",
                                          .client_id = std::move(client_id),
                                          .side = way,
                                          .price = price,
                                          .quantity = quantity});
        BOOST_TEST_REQUIRE((h.one().answer->verdict == order_answer::acknowledged), h.text);
        BOOST_TEST(h.one().request_id == last_request);
        return std::string(h.one().answer->order_id);
    }

    void best(sim::fixed bid, sim::fixed ask, sim::fixed quantity)
    {
        broker.on_best("BTCUSDT", bid, quantity, ask, quantity, now);
    }

    // What the exchange has told since the last time.
    [[nodiscard]] std::vector<std::string> told()
    {
        std::vector<std::string> texts;
        for (const sim::account_news& news : broker.take_news())
            for (std::string& text : exchange.print(line, news, office()))
                texts.push_back(std::move(text));
        return texts;
    }

    void follow(account& mine, const std::vector<std::string>& texts) const
    {
        for (const std::string& text : texts) {
            const heard h(*stream, text);
            stamp at;
            at.epoch = 1;
            at.exchange_time = h.one().exchange_time;
            for (const account_change& change : std::get<std::span<const account_change>>(h.one().content))
                mine.apply(change, at);
        }
    }

    void follow(account& mine) { follow(mine, told()); }

    // ---- over REST
    [[nodiscard]] http_response fetch(http_request asked, const signer& by)
    {
        if (asked.auth == request_auth::signature)
            by.sign(asked, now + clock_error);
        for (auto& [name, value] : asked.headers)
            name = in_lower_case(name);
        const std::string target = target_of(asked.url);
        const auto reply = exchange.request({asked.verb, target, asked.headers, asked.body}, office());
        BOOST_TEST_REQUIRE(reply.has_value(), target);
        ++requests;
        return {.status = reply->reply.status,
                .headers = reply->reply.headers,
                .body = reply->reply.body,
                .retry_after = {}};
    }

    [[nodiscard]] http_response fetch(http_request asked)
    {
        return fetch(std::move(asked), *stream->account()->identity());
    }

    [[nodiscard]] account_state ask_for_everything(wall_time fills_since)
    {
        account_state all;
        all.covers = whole_account;
        all.as_of = now;
        all.fills_since = fills_since;
        const account_dialect& dialect = *stream->account();
        for (std::optional<account_question> q : as_optional(dialect.questions({.fills_since = fills_since})))
            while (q) {
                auto page = dialect.decode(*q, fetch(dialect.ask(*q)));
                BOOST_TEST_REQUIRE(page.has_value(), page.error().message());
                append(page->found, all);
                q = page->next;
            }
        return all;
    }

    [[nodiscard]] result<std::optional<order>> look_up(const std::string& client_id)
    {
        const order_reference which{"BTCUSDT", client_id, ""};
        const account_dialect& dialect = *desk->account();
        return dialect.decode_look_up(which, fetch(dialect.look_up(which)));
    }

    sim::exchange_config config = two_symbols();
    sim::broker broker{config};
    sim::listen_keys keys{};
    sim::exchange_rules rules{};
    wall_time now = noon;
    duration clock_error{};
    const sim::private_dialect& exchange = sim::bybit_private_dialect();
    std::shared_ptr<const adapter> stream;
    std::shared_ptr<const adapter> desk;
    sim::private_client line{};
    sim::private_client orders{};
    sim::private_reaction last{};
    std::uint64_t last_request = 10;
    std::size_t requests = 0;

private:
    static std::vector<std::optional<account_question>> as_optional(const std::vector<account_question>& all)
    {
        return {all.begin(), all.end()};
    }

    static void append(account_state& page, account_state& to)
    {
        const auto move_all = [](auto& from, auto& into) {
            std::ranges::move(from, std::back_inserter(into));
        };
        move_all(page.open_orders, to.open_orders);
        move_all(page.fills, to.fills);
        move_all(page.balances, to.balances);
        move_all(page.positions, to.positions);
    }
};

// What an account that knows this would find in the truth.
std::vector<finding> differences(account& known, const account_state& truth)
{
    stamp at;
    at.epoch = 1;
    return known.reconcile(truth, at);
}

std::string all_of(const std::vector<finding>& found)
{
    std::string text;
    for (const finding& f : found)
        text += to_string(f) + "\n";
    return text;
}

account opened(venture& with)
{
    account mine;
    BOOST_TEST(differences(mine, with.ask_for_everything(with.now - 1h)).empty());
    mine.open(1, time_point());
    BOOST_TEST_REQUIRE(mine.verified());
    return mine;
}

} // namespace

// ---- who is let in ----------------------------------------------------------------------------------------

BOOST_AUTO_TEST_SUITE(sim_bybit_logins)

BOOST_AUTO_TEST_CASE(private_addresses_are_those_of_the_account_and_of_orders)
{
    const sim::private_dialect& exchange = sim::bybit_private_dialect();
    BOOST_TEST(exchange.serves("/v5/private"));
    BOOST_TEST(exchange.serves("/v5/trade?max_active_time=1m"));
    BOOST_TEST(!exchange.serves("/v5/public/linear"));
}

BOOST_AUTO_TEST_CASE(the_owner_is_let_in_at_both)
{
    venture v;
    BOOST_TEST((v.log_in(v.line, *v.stream).one().what == kind::login));
    BOOST_TEST((v.log_in(v.orders, *v.desk).one().what == kind::login));
    BOOST_TEST(v.line.ours);
    BOOST_TEST(v.orders.ours);
}

BOOST_AUTO_TEST_CASE(fault_27_nobody_else_is)
{
    for (const bool key : {true, false}) {
        venture v;
        sim::account_config other = v.config.account;
        (key ? other.api_key : other.secret) += "x";
        const auto stranger = bybit::make_account_adapter(signer_of(other));
        const heard h = v.log_in(v.line, *stranger);
        BOOST_TEST((h.one().what == kind::login_refused));
        BOOST_TEST(h.one().answer->code == (key ? 10003 : 10004));
        BOOST_TEST(!h.one().again);
        BOOST_TEST(!v.line.ours);
    }
}

BOOST_AUTO_TEST_CASE(fault_31_a_login_that_is_over_is_tried_again_with_a_new_clock)
{
    venture v;
    for (const auto& [from, with] : {std::pair{&v.line, v.stream}, {&v.orders, v.desk}}) {
        const heard h(*with, v.say(*from, with->account()->login(1, v.now - 1min)));
        BOOST_TEST((h.one().what == kind::login_refused));
        BOOST_TEST(h.one().again);
        BOOST_TEST(with->account()->identity()->blames_the_clock(static_cast<int>(h.one().answer->code)));
    }
}

BOOST_AUTO_TEST_CASE(a_second_login_changes_nothing)
{
    venture v;
    v.open_both();
    BOOST_TEST((v.log_in(v.orders, *v.desk).one().what == kind::login));
}

BOOST_AUTO_TEST_CASE(fault_27_without_a_login_nothing_is_told_and_nothing_done)
{
    venture v;
    const heard refused(*v.stream, v.say(v.line, v.stream->subscribe(2, v.stream->account()->topics())));
    BOOST_TEST((refused.one().what == kind::reject));
    const std::string text = v.desk->account()->write(3, order_cancel{"BTCUSDT", "a", ""}, v.now).value();
    slab memory;
    std::vector<decoded> out;
    const std::string reply = v.say(v.orders, text);
    v.desk->decode(reply, false, memory, out);
    BOOST_TEST((out.at(0).answer->verdict == order_answer::rejected));
    BOOST_TEST((out.at(1).what == kind::login_expired));
}

BOOST_AUTO_TEST_CASE(a_topic_is_subscribed_once_and_only_if_there_is_one)
{
    venture v;
    v.open_both();
    const std::vector<topic> again{topic("order")};
    const heard twice(*v.stream, v.say(v.line, v.stream->subscribe(3, again)));
    BOOST_TEST((twice.one().what == kind::ack));
    BOOST_TEST(twice.one().topic_name == "order");
    const std::vector<topic> odd{topic("odor")};
    BOOST_TEST((heard(*v.stream, v.say(v.line, v.stream->subscribe(4, odd))).one().what == kind::reject));
}

BOOST_AUTO_TEST_CASE(pings_are_answered_at_both)
{
    venture v;
    BOOST_TEST(
        (heard(*v.stream, v.say(v.line, v.stream->keepalive().ping_text)).one().what == kind::heartbeat));
    BOOST_TEST(
        (heard(*v.desk, v.say(v.orders, v.desk->keepalive().ping_text)).one().what == kind::heartbeat));
}

BOOST_AUTO_TEST_CASE(a_request_is_signed_by_its_owner_or_refused)
{
    venture v;
    sim::account_config other = v.config.account;
    other.secret += "x";
    const account_dialect& dialect = *v.stream->account();
    for (const account_question& q : dialect.questions({})) {
        const auto page = dialect.decode(q, v.fetch(dialect.ask(q), *signer_of(other)));
        BOOST_TEST((page.error().code == errc::unauthorized));
        BOOST_TEST(page.error().text.find(v.config.account.api_key) == std::string::npos);
    }
}

BOOST_AUTO_TEST_CASE(a_request_without_a_signature_is_refused_by_its_status)
{
    venture v;
    const account_dialect& dialect = *v.stream->account();
    const account_question q = dialect.questions({}).front();
    http_request bare = dialect.ask(q);
    bare.auth = request_auth::nobody;
    BOOST_TEST((dialect.decode(q, v.fetch(bare)).error().code == errc::unauthorized));
}

BOOST_AUTO_TEST_CASE(fault_31_a_request_of_another_time_blames_the_clock)
{
    for (const duration off : {duration(-1min), duration(1min), duration(1s)}) {
        venture v;
        v.clock_error = off;
        const account_dialect& dialect = *v.stream->account();
        const account_question q = dialect.questions({}).front();
        BOOST_TEST((dialect.decode(q, v.fetch(dialect.ask(q))).error().code == errc::login_expired));
    }
}

BOOST_AUTO_TEST_SUITE_END()

// ---- what is told -----------------------------------------------------------------------------------------

BOOST_AUTO_TEST_SUITE(sim_bybit_account)

BOOST_AUTO_TEST_CASE(an_account_that_follows_the_stream_is_the_exchanges)
{
    venture v;
    v.open_both();
    account mine = opened(v);
    v.best(99 * one, 101 * one, one);
    v.place("a", side::buy, "100"_dec, "2"_dec);
    v.place("b", side::sell, "105"_dec, "0.5"_dec);
    v.place("c", side::buy, "101"_dec, "1.5"_dec); // Takes 1 of it.
    v.now += 5ms;
    v.best(100 * one, 100 * one, one / 2);
    (void)v.command(order_cancel{"BTCUSDT", "b", ""});
    v.now += 5ms;
    v.follow(mine);
    BOOST_TEST(mine.fills_counted() == 3U);
    BOOST_TEST_REQUIRE(mine.verified());
    const auto found = differences(mine, v.broker.truth(v.now));
    BOOST_TEST(found.empty(), all_of(found));
}

BOOST_AUTO_TEST_CASE(a_position_turns_round_and_profit_is_paid)
{
    venture v;
    v.open_both();
    account mine = opened(v);
    v.best(100 * one, 101 * one, 3 * one);
    v.place("a", side::buy, "101"_dec, "1"_dec);
    v.best(110 * one, 111 * one, 3 * one);
    v.now += 1ms;
    v.place("b", side::sell, "110"_dec, "3"_dec);
    v.follow(mine);
    BOOST_TEST(mine.position_of("BTCUSDT").value().size == "-2"_dec);
    const auto found = differences(mine, v.broker.truth(v.now));
    BOOST_TEST(found.empty(), all_of(found));
}

BOOST_AUTO_TEST_CASE(fault_29_the_same_fill_told_twice_is_counted_once)
{
    venture v;
    v.open_both();
    account mine = opened(v);
    v.best(99 * one, 100 * one, one);
    v.place("a", side::buy, "100"_dec, "1"_dec);
    const std::vector<std::string> texts = v.told();
    v.follow(mine, texts);
    v.follow(mine, texts);
    BOOST_TEST(mine.fills_counted() == 1U);
    BOOST_TEST(mine.fills_repeated() == 1U);
    BOOST_TEST(differences(mine, v.broker.truth(v.now)).empty());
}

BOOST_AUTO_TEST_CASE(topics_of_one_category_are_told_under_their_names)
{
    venture v;
    v.open_both();
    v.line.topics = {"execution.linear", "order.spot"};
    v.best(99 * one, 100 * one, one);
    v.place("a", side::buy, "100"_dec, "1"_dec);
    const std::vector<std::string> texts = v.told();
    BOOST_TEST_REQUIRE(texts.size() == 1U);
    BOOST_TEST(heard(*v.stream, texts.front()).one().topic_name == "execution.linear");
}

BOOST_AUTO_TEST_CASE(who_has_not_subscribed_is_told_nothing)
{
    venture v;
    v.open_both();
    v.line.topics.clear();
    v.place("a", side::buy, "100"_dec, "1"_dec);
    BOOST_TEST(v.told().empty());
}

BOOST_AUTO_TEST_CASE(fault_28_what_was_not_told_is_found)
{
    venture v;
    v.open_both();
    account mine = opened(v);
    v.best(99 * one, 101 * one, one);
    v.place("a", side::buy, "100"_dec, "2"_dec);
    v.follow(mine);
    v.now += 1s;
    v.best(99 * one, 100 * one, one);
    (void)v.told(); // Lost.
    const auto found = differences(mine, v.ask_for_everything(noon - 1h));
    BOOST_TEST(std::ranges::count_if(
                   found, [](const finding& f) { return std::holds_alternative<missed_fill>(f); }) == 1);
    BOOST_TEST(std::ranges::count_if(
                   found, [](const finding& f) { return std::holds_alternative<drifted_position>(f); }) == 1);
    BOOST_TEST(differences(mine, v.broker.truth(v.now)).empty());
}

BOOST_AUTO_TEST_SUITE_END()

// ---- what is answered -------------------------------------------------------------------------------------

BOOST_AUTO_TEST_SUITE(sim_bybit_account_rest)

BOOST_AUTO_TEST_CASE(more_orders_than_a_page_holds)
{
    venture v;
    v.open_both();
    for (int i = 0; i < 120; ++i)
        v.place("o-" + std::to_string(i), side::buy, "10"_dec, "0.01"_dec);
    const account_state all = v.ask_for_everything(noon);
    BOOST_TEST(all.open_orders.size() == 120U);
    account mine;
    (void)differences(mine, all);
    BOOST_TEST(differences(mine, v.broker.truth(v.now)).empty());
}

// v5/order/execution: pages of 100, many of one millisecond.
BOOST_AUTO_TEST_CASE(fault_28_more_fills_than_a_page_holds_at_one_moment)
{
    venture v;
    v.open_both();
    v.place("a", side::buy, "100"_dec, "3"_dec);
    for (int i = 0; i < 300; ++i)
        v.best(99 * one, 100 * one, one / 100);
    const account_state all = v.ask_for_everything(noon);
    std::set<std::string> keys;
    for (const fill& f : all.fills)
        keys.insert(f.key);
    BOOST_TEST(all.fills.size() == 300U);
    BOOST_TEST(keys.size() == 300U);
    account mine;
    (void)differences(mine, all);
    const auto found = differences(mine, v.broker.truth(v.now));
    BOOST_TEST(found.empty(), all_of(found));
}

BOOST_AUTO_TEST_CASE(fault_28_fills_of_three_weeks)
{
    venture v;
    v.open_both();
    v.place("a", side::buy, "100"_dec, "3"_dec);
    for (int day = 0; day < 20; ++day) {
        v.best(99 * one, 100 * one, one / 100);
        v.now += 24h;
    }
    std::set<std::string> keys;
    for (const fill& f : v.ask_for_everything(noon).fills)
        keys.insert(f.key);
    BOOST_TEST(keys.size() == 20U);
}

BOOST_AUTO_TEST_CASE(a_range_of_more_than_a_week_is_refused)
{
    venture v;
    http_request asked;
    asked.url = "https://api.bybit.com/v5/execution/"
                "list?category=linear&startTime=1700000000000&endTime=1700604800001";
    asked.auth = request_auth::signature;
    BOOST_TEST(v.fetch(asked).body.find("\"retCode\":10001") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(lists_are_as_long_as_the_exchange_allows)
{
    for (const char* path : {"order/realtime?category=linear&settleCoin=USDT&limit=51",
                             "execution/list?category=linear&limit=101",
                             "position/list?category=linear&settleCoin=USDT&limit=201",
                             "order/realtime?category=linear", "position/list?category=linear",
                             "execution/list?category=nonsense", "account/wallet-balance?accountType=SPOT"}) {
        venture v;
        http_request asked;
        asked.url = "https://api.bybit.com/v5/" + std::string(path);
        asked.auth = request_auth::signature;
        BOOST_TEST(v.fetch(asked).body.find("\"retCode\":10001") != std::string::npos, path);
    }
}

BOOST_AUTO_TEST_CASE(a_symbol_that_was_never_traded_has_an_empty_position)
{
    venture v;
    http_request asked;
    asked.url = "https://api.bybit.com/v5/position/list?category=linear&symbol=ETHUSDT";
    asked.auth = request_auth::signature;
    account_question about;
    about.part = {.positions = true};
    const auto page = v.stream->account()->decode(about, v.fetch(asked));
    BOOST_TEST(page.value().found.positions.at(0).size.is_zero());
    BOOST_TEST(page->found.positions.at(0).update == 0U);
}

BOOST_AUTO_TEST_CASE(what_is_not_about_accounts_is_left_to_others)
{
    venture v;
    BOOST_TEST(!v.exchange.request({http_verb::get, "/v5/market/time", {}, {}}, v.office()).has_value());
}

BOOST_AUTO_TEST_SUITE_END()

// ---- orders -----------------------------------------------------------------------------------------------

BOOST_AUTO_TEST_SUITE(sim_bybit_account_orders)

BOOST_AUTO_TEST_CASE(what_the_exchange_refuses_has_its_code)
{
    venture v;
    v.open_both();
    v.best(99 * one, 101 * one, one);
    v.place("used", side::buy, "90"_dec, "1"_dec);
    const new_order good{.symbol = "BTCUSDT", .client_id = "new", .price = "100"_dec, .quantity = "1"_dec};
    const auto code_of = [&](auto change) {
        new_order wish = good;
        change(wish);
        const heard h = v.command(wish);
        BOOST_TEST((h.one().answer->verdict == order_answer::rejected), h.text);
        return h.one().answer->code;
    };
    BOOST_TEST(code_of([](new_order& o) { o.symbol = "XRPUSDT"; }) == 10001);
    BOOST_TEST(code_of([](new_order& o) { o.client_id = "used"; }) == 110072);
    BOOST_TEST(code_of([](new_order& o) { o.quantity = "9999999"_dec; }) == 110007);
    BOOST_TEST(code_of([](new_order& o) { o.reduce_only = true; }) == 110017);
    BOOST_TEST(code_of([](new_order& o) { o.leg = position_leg::long_leg; }) == 10001);
    BOOST_TEST(code_of([](new_order& o) {
                   o.price = "101"_dec;
                   o.lasts = time_in_force::post_only;
               }) == 170218);
}

BOOST_AUTO_TEST_CASE(an_order_is_taken_back_once)
{
    venture v;
    v.open_both();
    const std::string id = v.place("a", side::buy, "90"_dec, "1"_dec);
    const heard done = v.command(order_cancel{"BTCUSDT", "", id});
    BOOST_TEST((done.one().answer->verdict == order_answer::acknowledged));
    BOOST_TEST(done.one().answer->order_id == id);
    BOOST_TEST(v.command(order_cancel{"BTCUSDT", "", id}).one().answer->code == 110008);
    BOOST_TEST(v.command(order_cancel{"BTCUSDT", "never", ""}).one().answer->code == 110001);
}

BOOST_AUTO_TEST_CASE(every_duration_ends_as_it_has_to)
{
    venture v;
    v.open_both();
    v.best(99 * one, 100 * one, one);
    const auto state_of = [&](std::string id, time_in_force lasts, decimal quantity) {
        (void)v.command(new_order{
            .symbol = "BTCUSDT", .client_id = id, .lasts = lasts, .price = "100"_dec, .quantity = quantity});
        return v.look_up(id).value().value().state;
    };
    BOOST_TEST(
        (state_of("gtc", time_in_force::good_till_cancelled, "2"_dec) == order_state::partially_filled));
    BOOST_TEST((state_of("ioc", time_in_force::immediate_or_cancel, "2"_dec) == order_state::cancelled));
    BOOST_TEST((state_of("fok", time_in_force::fill_or_kill, "2"_dec) == order_state::cancelled));
    BOOST_TEST((state_of("fok-1", time_in_force::fill_or_kill, "1"_dec) == order_state::filled));
}

BOOST_AUTO_TEST_CASE(a_market_order_is_filled_at_the_best_price)
{
    venture v;
    v.open_both();
    v.best(99 * one, 100 * one, one);
    (void)v.command(
        new_order{.symbol = "BTCUSDT", .client_id = "m", .type = order_type::market, .quantity = "0.5"_dec});
    const order found = v.look_up("m").value().value();
    BOOST_TEST((found.state == order_state::filled));
    BOOST_TEST((found.type == order_type::market));
    BOOST_TEST((found.average_price == "100"_dec));
}

BOOST_AUTO_TEST_CASE(fault_30_an_order_in_doubt_is_looked_up)
{
    venture v;
    v.open_both();
    v.place("a", side::buy, "90"_dec, "1"_dec);
    BOOST_TEST(v.last.executed);
    const heard doubtful(*v.desk, v.last.doubt);
    BOOST_TEST((doubtful.one().answer->verdict == order_answer::in_doubt));
    BOOST_TEST(doubtful.one().request_id == v.last_request);
    BOOST_TEST((v.look_up("a").value().value().state == order_state::open));
    BOOST_TEST(!v.look_up("b").value().has_value());
}

BOOST_AUTO_TEST_CASE(an_order_that_ended_is_found_with_what_was_filled)
{
    venture v;
    v.open_both();
    v.best(99 * one, 100 * one, one / 4);
    v.place("a", side::buy, "100"_dec, "1"_dec);
    (void)v.command(order_cancel{"BTCUSDT", "a", ""});
    const order found = v.look_up("a").value().value();
    BOOST_TEST((found.state == order_state::cancelled));
    BOOST_TEST(found.filled == "0.25"_dec);
}

BOOST_AUTO_TEST_CASE(an_order_that_was_sent_too_long_ago_is_refused)
{
    venture v;
    v.open_both();
    const std::string text =
        v.desk->account()->write(3, order_cancel{"BTCUSDT", "a", ""}, v.now - 6s).value();
    const heard h(*v.desk, v.say(v.orders, text));
    BOOST_TEST((h.one().answer->verdict == order_answer::rejected));
    BOOST_TEST(v.desk->account()->identity()->blames_the_clock(static_cast<int>(h.one().answer->code)));
}

BOOST_AUTO_TEST_SUITE_END()

// ---- the dead man's switch --------------------------------------------------------------------------------

BOOST_AUTO_TEST_SUITE(sim_bybit_dead_man)

// An order, a switch of 30 s, and the connection that is watched.
struct armed : venture {
    armed() : venture({.cancel_on_disconnect = true})
    {
        open_both();
        place("a", side::buy, "90"_dec, "1"_dec);
        const account_dialect& dialect = *stream->account();
        for (const http_request& asked : dialect.arm_dead_man(30s, {}))
            BOOST_TEST_REQUIRE(dialect.decode_dead_man(fetch(asked)).has_value());
    }

    [[nodiscard]] bool open_after(duration time)
    {
        now += time;
        broker.advance(now);
        return !broker.open_orders().empty();
    }
};

BOOST_FIXTURE_TEST_CASE(while_the_connection_is_there_nothing_is_cancelled, armed)
{
    BOOST_TEST(open_after(1h));
}

BOOST_FIXTURE_TEST_CASE(fault_30_when_it_has_been_gone_for_long_enough_everything_is, armed)
{
    exchange.closed(line, office());
    BOOST_TEST(open_after(29s));
    BOOST_TEST(!open_after(1s));
}

BOOST_FIXTURE_TEST_CASE(a_new_connection_in_time_stops_the_clock, armed)
{
    exchange.closed(line, office());
    BOOST_TEST(open_after(29s));
    line.topics.clear();
    (void)say(line, stream->subscribe(3, stream->account()->topics()));
    BOOST_TEST(open_after(1h));
}

BOOST_AUTO_TEST_CASE(without_the_topic_the_switch_does_not_work)
{
    venture v;
    v.open_both();
    v.place("a", side::buy, "90"_dec, "1"_dec);
    v.broker.watch_for(30s);
    v.exchange.closed(v.line, v.office());
    v.now += 1h;
    v.broker.advance(v.now);
    BOOST_TEST(v.broker.open_orders().size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_window_out_of_range_is_refused)
{
    venture v({.cancel_on_disconnect = true});
    const account_dialect& dialect = *v.stream->account();
    BOOST_TEST(dialect.decode_dead_man(v.fetch(dialect.arm_dead_man(301s, {}).at(0))).has_error());
    BOOST_TEST(dialect.decode_dead_man(v.fetch(dialect.arm_dead_man(2s, {}).at(0))).has_error());
}

BOOST_AUTO_TEST_SUITE_END()
