// SPDX-License-Identifier: BSL-1.0
#include "sim/account/account_dialect.hpp"
#include "sim/account/matching_engine.hpp"

#include <holdfast/account.hpp>
#include <holdfast/account/dialect.hpp>
#include <holdfast/exchange/bulk/account.hpp>
#include <holdfast/sim/bulk_transaction.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

/// The adapter for BULK's accounts and the exchange that pretends to be BULK, together and without a wire
/// between them.

namespace {

using namespace holdfast;
using namespace holdfast::literals;
using namespace std::chrono_literals;

constexpr sim::fixed units(std::int64_t count)
{
    return count * sim::one;
}

// An account as text, by the ids that its owner knows.
std::string line_of(const order& o, const std::string& id)
{
    return id + " " + std::string(to_string(o.state)) + " " + (o.side == side::buy ? "buy " : "sell ") +
           o.price.str() + "x" + o.quantity.str() + " filled " + o.filled.str() + "\n";
}

struct exchange_floor {
    explicit exchange_floor(sim::account_config owner = {}) : config(configured(std::move(owner)))
    {
        quote(100, 101);
    }

    static sim::exchange_config configured(sim::account_config owner)
    {
        sim::exchange_config c = sim::config_of(sim::venue::bulk);
        c.account = std::move(owner);
        return c;
    }

    [[nodiscard]] sim::back_office office() { return {accounts, keys, config.account, config.rules, now}; }
    [[nodiscard]] const account_dialect& dialect() const { return *adapter_->account(); }

    // ---- the wire

    // What the exchange answers, and what it tells besides.
    void send(const std::string& text)
    {
        now += 1ms;
        auto reaction = desk.receive(client, text, office());
        BOOST_TEST_REQUIRE(reaction.has_value(), text);
        for (const std::string& reply : reaction->replies)
            hear(reply);
        deliver();
    }

    // The news, of which some may get lost.
    void deliver(bool lost = false)
    {
        for (const sim::account_news& news : accounts.take_news())
            for (const std::string& text : desk.print(client, news, office()))
                if (!lost)
                    hear(text);
    }

    void hear(const std::string& text)
    {
        slab memory;
        std::vector<decoded> all;
        adapter_->decode(text, false, memory, all);
        for (const decoded& said : all) {
            BOOST_TEST_REQUIRE((said.what != decoded::kind::malformed), text + ": " + std::string(said.text));
            if (said.what == decoded::kind::data)
                apply(said);
            else
                last = keep(said);
        }
    }

    void apply(const decoded& said)
    {
        stamp at;
        at.epoch = 1;
        at.received = time_point(1s);
        at.exchange_time = said.exchange_time;
        for (const account_change& change : std::get<std::span<const account_change>>(said.content)) {
            ++changes_told;
            mine.apply(change, at);
        }
    }

    // The last word that was not about the account.
    struct word {
        decoded::kind what{};
        std::string topic{};
        std::string text{};
        answer_report answer{};
        std::string order_id{};
    };

    static word keep(const decoded& said)
    {
        word kept{said.what, std::string(said.topic_name), std::string(said.text), {}, {}};
        if (said.answer) {
            kept.answer = *said.answer;
            kept.order_id = said.answer->order_id;
        }
        return kept;
    }

    void subscribe()
    {
        const std::vector<topic> topics = dialect().topics();
        send(adapter_->subscribe(1, topics));
    }

    // ---- orders

    ready_order order_of(side side, std::string_view price, std::string_view quantity,
                         time_in_force lasts = time_in_force::good_till_cancelled)
    {
        new_order o;
        o.symbol = "BTC-USD";
        o.side = side;
        o.type = price.empty() ? order_type::market : order_type::limit;
        o.lasts = lasts;
        o.price = decimal::parse(price).value_or(decimal());
        o.quantity = decimal::parse(quantity).value();
        return sim::bulk_place(config.account, o, ++nonce);
    }

    order_answer request(const ready_order& order)
    {
        last = {};
        send(dialect().write(7, order, now).value());
        BOOST_TEST_REQUIRE((last.what == decoded::kind::answer), last.text);
        return last.answer.verdict;
    }

    std::string placed(side side, std::string_view price, std::string_view quantity)
    {
        const ready_order order = order_of(side, price, quantity);
        BOOST_TEST_REQUIRE((request(order) == order_answer::acknowledged), last.text);
        return order.order_id;
    }

    void quote(std::int64_t bid, std::int64_t ask, sim::fixed quantity = units(1))
    {
        now += 1ms;
        accounts.on_best("BTC-USD", units(bid), quantity, units(ask), quantity, now);
    }

    // ---- REST

    [[nodiscard]] http_response ask(const http_request& request)
    {
        const std::string_view prefix = "https://exchange-api.bulk.trade";
        BOOST_TEST_REQUIRE(request.url.starts_with(prefix));
        const std::string target = request.url.substr(prefix.size());
        const auto reply = desk.request({request.verb, target, request.headers, request.body}, office());
        BOOST_TEST_REQUIRE(reply.has_value());
        ++requests;
        return {reply->reply.status, {}, reply->reply.body, {}};
    }

    [[nodiscard]] account_state fetched(wall_time fills_since = {})
    {
        account_state state;
        state.covers = whole_account;
        state.as_of = now;
        state.fills_since = fills_since;
        auto open = dialect().questions({.fills_since = fills_since});
        while (!open.empty()) {
            const account_question what = open.back();
            open.pop_back();
            auto page = dialect().decode(what, ask(dialect().ask(what)));
            BOOST_TEST_REQUIRE(page.has_value(), page.error().message());
            append(state.open_orders, page->found.open_orders);
            append(state.fills, page->found.fills);
            append(state.balances, page->found.balances);
            append(state.positions, page->found.positions);
            if (page->next)
                open.push_back(*page->next);
        }
        return state;
    }

    template <class T>
    static void append(std::vector<T>& to, const std::vector<T>& from)
    {
        to.insert(to.end(), from.begin(), from.end());
    }

    std::vector<finding> reconcile()
    {
        stamp at;
        at.epoch = 1;
        at.received = time_point(1s);
        auto found = mine.reconcile(fetched(mine.fills_needed_since().value_or(wall_time())), at);
        mine.open(1, time_point(1s));
        BOOST_TEST_REQUIRE(mine.verified());
        return found;
    }

    // The order, found as a session looks for it.
    [[nodiscard]] result<std::optional<order>> look_up(const std::string& id)
    {
        const order_reference which{"BTC-USD", "", id};
        auto found = dialect().decode_look_up(which, ask(dialect().look_up(which)));
        if (!found && found.error().code == errc::order_not_found)
            found = dialect().decode_look_up(which, ask(dialect().look_up_ended(which)));
        return found;
    }

    // ---- the truth

    // The exchange counts its orders; its clients know them by their hashes.
    [[nodiscard]] std::string truth_in_words() const
    {
        std::string text;
        const account_state truth = accounts.truth(now);
        std::vector<order> orders = truth.open_orders;
        std::ranges::sort(orders, {}, &order::client_id);
        for (const order& o : orders)
            text += line_of(plain(o), o.client_id);
        return text + rest_in_words(truth.balances.at(0), truth.positions);
    }

    [[nodiscard]] std::string mine_in_words() const
    {
        std::string text;
        for (const order& o : mine.open_orders().value())
            text += line_of(plain(o), o.id);
        return text + rest_in_words(mine.balance_of("USDC").value(), mine.positions().value());
    }

    static std::string rest_in_words(const balance& money, const std::vector<position>& positions)
    {
        std::string text = money.asset + " " + plain(money.total).str() + "\n";
        for (const position& p : positions)
            text += p.symbol + " " + plain(p.size).str() + " at " +
                    plain(p.entry_price.value_or(decimal())).str() + "\n";
        return text;
    }

    // Without zeros at the end.
    static decimal plain(const decimal& number)
    {
        std::string text = number.str();
        if (text.find('.') != std::string::npos) {
            text.erase(text.find_last_not_of('0') + 1);
            if (text.ends_with('.'))
                text.pop_back();
        }
        return decimal::parse(text).value();
    }
    static order plain(order o)
    {
        o.price = plain(o.price);
        o.quantity = plain(o.quantity);
        o.filled = plain(o.filled);
        return o;
    }

    sim::exchange_config config;
    sim::broker accounts{config};
    sim::listen_keys keys{};
    const sim::private_dialect& desk = sim::bulk_private_dialect();
    sim::private_client client{};
    wall_time now{std::chrono::seconds(1'767'225'600)};
    std::shared_ptr<const adapter> adapter_ = bulk::make_account_adapter(config.account.api_key);
    account mine{};
    std::uint64_t nonce = 0;
    std::size_t changes_told = 0;
    std::size_t requests = 0;
    word last{};
};

// One that is subscribed and verified.
struct trading_floor : exchange_floor {
    explicit trading_floor(sim::account_config owner = {}) : exchange_floor(std::move(owner))
    {
        subscribe();
        (void)reconcile();
    }
};

} // namespace

BOOST_AUTO_TEST_SUITE(sim_bulk_account)

BOOST_AUTO_TEST_CASE(a_subscription_is_acknowledged_and_begins_with_the_account)
{
    exchange_floor f;
    f.subscribe();
    BOOST_TEST((f.last.what == decoded::kind::ack));
    BOOST_TEST(f.last.topic == f.dialect().topics().at(0).name());
    BOOST_TEST(f.changes_told == 1U);
}

BOOST_AUTO_TEST_CASE(nobody_has_an_account_but_its_owner)
{
    exchange_floor f;
    f.send(R"({"method":"subscribe","subscription":[{"type":"account","user":"somebody"}]})");
    BOOST_TEST((f.last.what == decoded::kind::reject));
    BOOST_TEST(f.client.topics.empty());
}

BOOST_AUTO_TEST_CASE(markets_are_not_its_business)
{
    exchange_floor f;
    BOOST_TEST(!f.desk.receive(
        f.client, R"({"method":"subscribe","subscription":[{"type":"ticker","symbol":"BTC-USD"}]})",
        f.office()));
    BOOST_TEST(!f.desk.receive(f.client, R"({"method":"unsubscribe","topic":"ticker.BTC-USD"})", f.office()));
    BOOST_TEST(!f.desk.receive(f.client, "{", f.office()));
}

BOOST_AUTO_TEST_CASE(who_unsubscribes_hears_nothing_more)
{
    trading_floor f;
    f.send(f.adapter_->unsubscribe(2, f.dialect().topics()));
    BOOST_TEST((f.last.what == decoded::kind::ack));
    const std::size_t before = f.changes_told;
    (void)f.placed(side::buy, "90", "1");
    BOOST_TEST(f.changes_told == before);
}

BOOST_AUTO_TEST_CASE(an_order_rests_under_the_id_that_was_known_before)
{
    trading_floor f;
    const ready_order order = f.order_of(side::buy, "90", "0.5");
    BOOST_TEST((f.request(order) == order_answer::acknowledged));
    BOOST_TEST(f.last.order_id == order.order_id);
    BOOST_TEST((f.mine.order_of("BTC-USD", order.order_id).value().value().state == order_state::open));
}

BOOST_AUTO_TEST_CASE(an_order_that_takes_is_filled_at_once)
{
    trading_floor f;
    const std::string id = f.placed(side::buy, "", "0.5");
    BOOST_TEST((f.mine.order_of("BTC-USD", id).value().value().state == order_state::filled));
    BOOST_TEST(f.mine.position_of("BTC-USD").value().size == "0.5"_dec);
    BOOST_TEST(f.mine_in_words() == f.truth_in_words());
}

BOOST_AUTO_TEST_CASE(a_fill_is_told_as_it_happened)
{
    trading_floor f;
    const std::string id = f.placed(side::sell, "", "0.5");
    const auto fills = f.mine.fills_since(wall_time()).value();
    BOOST_TEST_REQUIRE(fills.size() == 1U);
    BOOST_TEST(fills[0].order_id == id);
    BOOST_TEST((fills[0].side == side::sell));
    BOOST_TEST(fills[0].price == "100"_dec);
    BOOST_TEST(!fills[0].maker);
    BOOST_TEST(fills[0].fee.value() == f.accounts.truth(f.now).fills.at(0).fee.value());
}

BOOST_AUTO_TEST_CASE(an_order_that_waits_is_filled_by_pieces_as_a_maker)
{
    trading_floor f;
    const std::string id = f.placed(side::buy, "95", "2");
    f.quote(93, 94, units(1) / 2);
    f.deliver();
    BOOST_TEST((f.mine.order_of("BTC-USD", id).value().value().state == order_state::partially_filled));
    BOOST_TEST(f.mine.fills_since(wall_time()).value().at(0).maker);
    BOOST_TEST((f.mine.fills_since(wall_time()).value().at(0).side == side::buy));
    BOOST_TEST(f.mine_in_words() == f.truth_in_words());
}

BOOST_AUTO_TEST_CASE(a_sale_that_waits_is_told_as_one)
{
    trading_floor f;
    (void)f.placed(side::sell, "200", "1");
    BOOST_TEST(f.mine_in_words() == f.truth_in_words());
}

BOOST_AUTO_TEST_CASE(an_order_is_taken_back)
{
    trading_floor f;
    const std::string id = f.placed(side::sell, "200", "1");
    BOOST_TEST((f.request(sim::bulk_cancel(f.config.account, {"BTC-USD", "", id}, 99)) ==
                order_answer::acknowledged));
    BOOST_TEST((f.mine.order_of("BTC-USD", id).value().value().state == order_state::cancelled));
    BOOST_TEST(f.mine_in_words() == f.truth_in_words());
}

BOOST_AUTO_TEST_CASE(an_order_that_is_not_there_is_not_taken_back)
{
    trading_floor f;
    BOOST_TEST((f.request(sim::bulk_cancel(f.config.account, {"BTC-USD", "", "nothing"}, 99)) ==
                order_answer::rejected));
    BOOST_TEST(f.last.text == "cancelOneRejected: Order not found");
}

BOOST_AUTO_TEST_CASE(an_order_that_would_rest_and_may_not_expires)
{
    trading_floor f;
    const ready_order order = f.order_of(side::buy, "90", "1", time_in_force::immediate_or_cancel);
    BOOST_TEST((f.request(order) == order_answer::acknowledged));
    BOOST_TEST((f.mine.order_of("BTC-USD", order.order_id).value().value().state == order_state::expired));
}

BOOST_AUTO_TEST_CASE(a_post_only_order_that_would_take_is_rejected)
{
    trading_floor f;
    BOOST_TEST(
        (f.request(f.order_of(side::buy, "102", "1", time_in_force::post_only)) == order_answer::rejected));
    BOOST_TEST(f.last.text == "rejectedCrossing");
}

BOOST_AUTO_TEST_CASE(an_order_that_costs_too_much_is_rejected)
{
    trading_floor f;
    BOOST_TEST((f.request(f.order_of(side::buy, "90", "1000000")) == order_answer::rejected));
    BOOST_TEST(f.last.text == "error: Insufficient margin");
}

BOOST_AUTO_TEST_CASE(an_order_of_nothing_is_rejected)
{
    trading_floor f;
    BOOST_TEST((f.request(f.order_of(side::buy, "90", "0")) == order_answer::rejected));
    BOOST_TEST(f.last.text == "rejectedInvalid: invalid price or size");
}

BOOST_AUTO_TEST_CASE(the_same_transaction_twice_leaves_a_doubt_that_a_look_up_ends)
{
    trading_floor f;
    const ready_order order = f.order_of(side::buy, "90", "1");
    BOOST_TEST((f.request(order) == order_answer::acknowledged));
    BOOST_TEST((f.request(order) == order_answer::in_doubt));
    BOOST_TEST((f.look_up(order.order_id).value().value().state == order_state::open));
    BOOST_TEST(f.accounts.truth(f.now).open_orders.size() == 1U);
}

// ---- signatures

BOOST_AUTO_TEST_CASE(a_signature_of_another_key_is_none)
{
    trading_floor f;
    sim::account_config thief = f.config.account;
    thief.secret = "guessed";
    new_order order{.symbol = "BTC-USD", .price = "90"_dec, .quantity = "1"_dec};
    BOOST_TEST((f.request(sim::bulk_place(thief, order, 1)) == order_answer::rejected));
    BOOST_TEST(f.last.text == "error: bad signature");
    BOOST_TEST(f.accounts.truth(f.now).open_orders.empty());
}

BOOST_AUTO_TEST_CASE(a_transaction_of_another_account_is_refused)
{
    trading_floor f;
    sim::account_config other = f.config.account;
    other.api_key = "somebody";
    new_order order{.symbol = "BTC-USD", .price = "90"_dec, .quantity = "1"_dec};
    BOOST_TEST((f.request(sim::bulk_place(other, order, 1)) == order_answer::rejected));
    BOOST_TEST(f.last.text == "error: unauthorized signer");
}

BOOST_AUTO_TEST_CASE(what_was_changed_after_it_was_signed_is_refused)
{
    trading_floor f;
    for (const auto& [what, by] : {std::pair<std::string, std::string>{"\"sz\":1", "\"sz\":2"},
                                   {"\"nonce\":", "\"nonce\":9"},
                                   {",\"i\":false", ""}}) {
        ready_order order = f.order_of(side::buy, "90", "1");
        order.body.replace(order.body.find(what), what.size(), by);
        BOOST_TEST((f.request(order) == order_answer::rejected), what);
        BOOST_TEST(f.last.text == "error: bad signature");
    }
}

BOOST_AUTO_TEST_CASE(a_key_in_pem_signs_with_ed25519)
{
    sim::account_config owner; // The key of RFC 8410 §10.3.
    owner.secret = "-----BEGIN PRIVATE KEY-----\n"
                   "MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n"
                   "-----END PRIVATE KEY-----\n";
    trading_floor f(owner);
    (void)f.placed(side::buy, "90", "1");
    BOOST_TEST(f.mine_in_words() == f.truth_in_words());
}

BOOST_AUTO_TEST_CASE(equal_orders_have_different_ids)
{
    exchange_floor f;
    BOOST_TEST(f.order_of(side::buy, "90", "1").order_id != f.order_of(side::buy, "90", "1").order_id);
}

BOOST_AUTO_TEST_CASE(an_order_that_bulk_does_not_have_is_not_built)
{
    exchange_floor f;
    BOOST_CHECK_THROW((void)f.order_of(side::buy, "90", "1", time_in_force::fill_or_kill),
                      std::invalid_argument);
}

// ---- REST

BOOST_AUTO_TEST_CASE(rest_shows_what_the_stream_has_told)
{
    trading_floor f;
    (void)f.placed(side::buy, "95", "2");
    (void)f.placed(side::sell, "200", "1");
    (void)f.placed(side::sell, "", "0.25");
    f.quote(93, 94, units(1) / 2);
    f.deliver();
    BOOST_TEST(f.reconcile().empty());
    BOOST_TEST(f.mine_in_words() == f.truth_in_words());
}

BOOST_AUTO_TEST_CASE(rest_shows_what_the_stream_has_not_told)
{
    trading_floor f;
    const std::string id = f.placed(side::buy, "95", "2");
    f.quote(93, 94, units(1) / 2);
    f.deliver(true);
    const auto found = f.reconcile();
    const auto missed = std::ranges::find_if(
        found, [](const finding& one) { return std::holds_alternative<missed_fill>(one); });
    BOOST_TEST_REQUIRE((missed != found.end()));
    BOOST_TEST(std::get<missed_fill>(*missed).theirs.order_id == id);
    BOOST_TEST(f.mine_in_words() == f.truth_in_words());
}

BOOST_AUTO_TEST_CASE(a_fill_that_rest_and_stream_tell_counts_once)
{
    trading_floor f;
    (void)f.placed(side::buy, "", "0.25");
    (void)f.reconcile();
    BOOST_TEST(f.mine.fills_counted() == 1U);
}

BOOST_AUTO_TEST_CASE(more_fills_than_a_page_are_all_told)
{
    exchange_floor f;
    constexpr std::size_t many = 2500;
    for (std::size_t i = 0; i < many; ++i)
        (void)f.accounts.place({.symbol = "BTC-USD",
                                .client_id = "order-" + std::to_string(i),
                                .buy = i % 2 == 0,
                                .market = true,
                                .quantity = units(1) / 100},
                               f.now += 1ms);
    const account_state state = f.fetched();
    BOOST_TEST(state.fills.size() == many);
    BOOST_TEST(f.requests == 4U); // The account, and three pages.
    std::vector<std::string> keys;
    for (const fill& one : state.fills)
        keys.push_back(one.key);
    std::ranges::sort(keys);
    BOOST_TEST((std::ranges::adjacent_find(keys) == keys.end()));
}

BOOST_AUTO_TEST_CASE(pages_are_asked_for_as_far_back_as_needed)
{
    exchange_floor f;
    for (int i = 0; i < 2500; ++i)
        (void)f.accounts.place({.symbol = "BTC-USD",
                                .client_id = "order-" + std::to_string(i),
                                .buy = i % 2 == 0,
                                .market = true,
                                .quantity = units(1) / 100},
                               f.now += 1ms);
    BOOST_TEST(f.fetched(f.now - 9ms).fills.size() == 10U);
    BOOST_TEST(f.requests == 2U);
}

BOOST_AUTO_TEST_CASE(an_open_order_is_found)
{
    trading_floor f;
    const std::string id = f.placed(side::buy, "90", "1");
    BOOST_TEST((f.look_up(id).value().value().state == order_state::open));
}

BOOST_AUTO_TEST_CASE(an_order_that_has_ended_is_found)
{
    trading_floor f;
    const std::string id = f.placed(side::sell, "", "0.5");
    const order found = f.look_up(id).value().value();
    BOOST_TEST((found.state == order_state::filled));
    BOOST_TEST((found.side == side::sell));
    BOOST_TEST(found.average_price.value() == "100"_dec);
}

BOOST_AUTO_TEST_CASE(an_order_that_never_arrived_is_not_found)
{
    trading_floor f;
    (void)f.placed(side::sell, "", "0.5");
    const auto found = f.look_up(f.order_of(side::buy, "90", "1").order_id);
    BOOST_TEST_REQUIRE(found.has_value());
    BOOST_TEST(!found->has_value());
}

BOOST_AUTO_TEST_CASE(transactions_are_taken_over_rest_too)
{
    trading_floor f;
    http_request request;
    request.verb = http_verb::post;
    request.url = "https://exchange-api.bulk.trade/api/v1/order";
    request.body = f.order_of(side::buy, "90", "1").body;
    BOOST_TEST(f.ask(request).body.find("\"resting\"") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_question_about_nobody_is_refused)
{
    exchange_floor f;
    const auto stranger = bulk::make_account_adapter("somebody");
    const account_question what = stranger->account()->questions({}).at(0);
    const auto page = stranger->account()->decode(what, f.ask(stranger->account()->ask(what)));
    BOOST_TEST((!page && page.error().code == errc::http_status));
    BOOST_TEST(page.error().text == "HTTP 404: ACCOUNT_NOT_FOUND: account not found");
}

BOOST_AUTO_TEST_CASE(a_cursor_that_leads_nowhere_is_expired)
{
    exchange_floor f;
    account_question what = f.dialect().questions({}).at(1);
    what.cursor = "77";
    BOOST_TEST(f.ask(f.dialect().ask(what)).status == 410U);
}

BOOST_AUTO_TEST_SUITE_END()
