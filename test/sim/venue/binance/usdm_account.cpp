// SPDX-License-Identifier: BSL-1.0
#include "sim/account/account_dialect.hpp"
#include "sim/account/matching_engine.hpp"

#include <holdfast/account.hpp>
#include <holdfast/account/dialect.hpp>
#include <holdfast/exchange/binance/usdm_account.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

// The adapter and the simulated exchange, which were written from the same documents and not from each other.

namespace {

using namespace holdfast;
using namespace holdfast::literals;
using namespace std::chrono_literals;
namespace usdm = holdfast::binance::usdm;
using kind = decoded::kind;
using sim::fixed;
using sim::one;

const std::string symbol = "BTCUSDT";
const wall_time opening{std::chrono::seconds(1'767'225'600)};

sim::exchange_config a_market()
{
    sim::exchange_config config;
    config.venue = sim::venue::binance_usdm;
    return config;
}

std::shared_ptr<const binance::signer> keys_of(const sim::account_config& owner)
{
    return usdm::make_signer({.api_key = secret::from_text(owner.api_key),
                              .key = signing_key::hmac_sha256(secret::from_text(owner.secret)).value()});
}

new_order buy(std::string client_id, decimal price, decimal quantity)
{
    return {.symbol = symbol,
            .client_id = std::move(client_id),
            .side = side::buy,
            .price = price,
            .quantity = quantity};
}

new_order sell(std::string client_id, decimal price, decimal quantity)
{
    new_order order = buy(std::move(client_id), price, quantity);
    order.side = side::sell;
    return order;
}

// ---- the exchange, with one client ----------------------------------------------------------------------

/// What the exchange said to one message; the views in `said` live as long as this.
struct heard {
    heard(std::string bytes, const adapter& by) : text(std::move(bytes))
    {
        std::vector<decoded> out;
        by.decode(text, false, *memory, out);
        said = out.front();
    }
    std::string text;
    std::shared_ptr<slab> memory = std::make_shared<slab>();
    decoded said;
};

struct bourse {
    explicit bourse(const sim::account_config& whose = sim::account_config())
        : stream(usdm::make_account_adapter(keys_of(whose))),
          trading(usdm::make_trade_adapter(keys_of(whose)))
    {
        quote(100 * one, 101 * one);
    }

    [[nodiscard]] sim::back_office office()
    {
        return {accounts, listen_keys, config.account, config.rules, now};
    }

    /// The market's best prices, ten units each.
    void quote(fixed bid, fixed ask, fixed size = 10 * one)
    {
        accounts.on_best(symbol, bid, size, ask, size, now);
    }

    // ---- REST: as a session asks it

    [[nodiscard]] http_response send(const http_request& request)
    {
        const std::string target = request.url.substr(request.url.find('/', 8));
        if (target == "/fapi/v1/time")
            return {.status = 200,
                    .body = "{\"serverTime\":" + std::to_string(now.time_since_epoch() / 1ms) + "}"};
        std::vector<std::pair<std::string, std::string>> headers;
        for (const auto& [name, value] : request.headers)
            headers.emplace_back(lower(name), value);
        const auto reply = dialect.request(
            {.verb = request.verb, .target = target, .headers = headers, .body = request.body}, office());
        BOOST_TEST_REQUIRE(reply.has_value(), target);
        BOOST_TEST(reply->weight == request.weight, target);
        return {.status = reply->reply.status, .body = reply->reply.body};
    }

    [[nodiscard]] http_response ask(http_request request)
    {
        ++requests;
        const signer& me = *stream->account()->identity();
        if (request.auth == request_auth::signature)
            me.sign(request, now);
        else if (request.auth == request_auth::key)
            me.identify(request);
        return send(request);
    }

    // ---- orders

    [[nodiscard]] sim::private_reaction react(const order_command& command)
    {
        const auto text = trading->account()->write(7, command, now);
        BOOST_TEST_REQUIRE(text.has_value(), text.error().text);
        return dialect.receive(orders, *text, office()).value();
    }

    [[nodiscard]] heard order(const order_command& command)
    {
        heard answer(react(command).replies.at(0), *trading);
        BOOST_TEST((answer.said.what == kind::answer), answer.text);
        BOOST_TEST(answer.said.request_id == 7U);
        return answer;
    }

    std::string placed(const order_command& command)
    {
        const heard answer = order(command);
        BOOST_TEST_REQUIRE((answer.said.answer->verdict == order_answer::acknowledged), answer.text);
        return std::string(answer.said.answer->order_id);
    }

    // ---- the user's stream

    void open_stream()
    {
        const auto key = stream->account()->decode_key(ask(stream->account()->create_key()));
        BOOST_TEST_REQUIRE(key.has_value(), key.error().text);
        dial(stream->account()->endpoint(*key));
    }

    void dial(const std::string& url)
    {
        user = {.target = url.substr(url.find('/', 8))};
        BOOST_TEST(dialect.serves(user.target));
        dialect.open(user, office());
    }

    [[nodiscard]] std::vector<std::string> told()
    {
        std::vector<std::string> all;
        for (const sim::account_news& news : accounts.take_news())
            for (std::string& text : dialect.print(user, news, office()))
                all.push_back(std::move(text));
        return all;
    }

    void follow(account& mine)
    {
        for (const std::string& text : told()) {
            const heard h(text, *stream);
            BOOST_TEST_REQUIRE((h.said.what == kind::data), text << ": " << h.said.text);
            if (const auto* all = std::get_if<std::span<const account_change>>(&h.said.content))
                for (const account_change& change : *all)
                    mine.apply(change, {.epoch = 1, .exchange_time = h.said.exchange_time});
        }
    }

    // ---- reconciliation

    [[nodiscard]] account_state fetch(wall_time since)
    {
        const account_dialect& rest = *stream->account();
        account_state truth{.covers = whole_account, .as_of = now, .fills_since = since};
        std::vector<account_question> open = rest.questions({.symbols = {symbol}, .fills_since = since});
        while (!open.empty()) {
            const account_question what = std::move(open.back());
            open.pop_back();
            auto page = rest.decode(what, ask(rest.ask(what)));
            BOOST_TEST_REQUIRE(page.has_value(), page.error().message());
            append(truth.open_orders, page->found.open_orders);
            append(truth.fills, page->found.fills);
            append(truth.balances, page->found.balances);
            append(truth.positions, page->found.positions);
            if (page->next)
                open.push_back(*page->next);
        }
        return truth;
    }

    std::vector<finding> reconcile(account& mine, wall_time since = opening)
    {
        auto found = mine.reconcile(fetch(since), {.epoch = 1, .exchange_time = now});
        mine.open(1, {});
        BOOST_TEST_REQUIRE(mine.verified(), mine.reason().message());
        return found;
    }

    static std::string lower(std::string text)
    {
        std::ranges::transform(text, text.begin(),
                               [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; });
        return text;
    }

    template <class T>
    static void append(std::vector<T>& to, const std::vector<T>& from)
    {
        to.insert(to.end(), from.begin(), from.end());
    }

    sim::exchange_config config = a_market();
    sim::broker accounts{config};
    sim::listen_keys listen_keys{};
    wall_time now = opening;
    const sim::private_dialect& dialect = sim::binance_usdm_private_dialect();
    std::shared_ptr<const adapter> stream;
    std::shared_ptr<const adapter> trading;
    sim::private_client user{};
    sim::private_client orders = at_ws_api();
    std::size_t requests = 0;

private:
    [[nodiscard]] sim::private_client at_ws_api()
    {
        sim::private_client made{.target = "/ws-fapi/v1?returnRateLimits=false"};
        BOOST_TEST(dialect.serves(made.target));
        dialect.open(made, office());
        return made;
    }
};

std::string plain(const decimal& number)
{
    return number.is_zero() ? "0" : number.str();
}

/// The account in one text, so that a difference can be read.
std::string shown(std::vector<order> orders, std::vector<fill> fills, const std::vector<balance>& balances,
                  const std::vector<position>& positions)
{
    std::ranges::sort(orders, {}, &order::id);
    std::ranges::sort(fills, {}, [](const fill& f) { return std::stoull(f.key); });
    std::string text;
    for (const order& o : orders)
        text += "order " + o.id + " " + o.client_id + " " + std::string(to_string(o.state)) + " " +
                plain(o.filled) + "/" + o.quantity.str() + " at " + o.price.str() + "\n";
    for (const fill& f : fills)
        text += "fill " + f.key + " of " + f.order_id + " " + f.quantity.str() + " at " + f.price.str() +
                " fee " + f.fee.value_or(decimal()).str() + (f.maker ? " maker" : " taker") + "\n";
    for (const balance& b : balances)
        text += "balance " + b.asset + " " + b.total.str() + "\n";
    for (const position& p : positions)
        text += "position " + p.symbol + " " + p.size.str() + " at " +
                p.entry_price.value_or(decimal()).str() + "\n";
    return text;
}

std::string shown(const account& mine)
{
    BOOST_TEST_REQUIRE(mine.verified(), mine.reason().message());
    return shown(mine.open_orders().value(), mine.fills_since(opening).value(), mine.balances().value(),
                 mine.positions().value());
}

std::string shown(const sim::broker& accounts)
{
    const account_state truth = accounts.truth({});
    return shown(truth.open_orders, truth.fills, truth.balances, truth.positions);
}

std::string code_of(const heard& answer)
{
    return std::to_string(answer.said.answer->code);
}

} // namespace

BOOST_AUTO_TEST_SUITE(sim_binance_usdm_account)

BOOST_AUTO_TEST_CASE(an_account_that_only_listens_stays_true)
{
    bourse at;
    account mine;
    at.open_stream();
    at.reconcile(mine);
    at.now += 1s;
    at.placed(buy("rests", "100"_dec, "3"_dec));
    at.placed(buy("takes", "101.5"_dec, "2"_dec));
    at.now += 1s;
    at.quote(99 * one, 100 * one, one);
    at.follow(mine);
    BOOST_TEST(shown(mine) == shown(at.accounts));
    BOOST_TEST(mine.fills_counted() == 2U);
    BOOST_TEST(mine.fills_repeated() == 2U); // TRADE_LITE and ORDER_TRADE_UPDATE tell each.
}

BOOST_AUTO_TEST_CASE(fault_28_an_account_that_heard_nothing_is_put_right_by_rest)
{
    bourse at;
    account mine;
    at.reconcile(mine);
    at.now += 1s;
    at.placed(buy("rests", "100"_dec, "3"_dec));
    at.placed(sell("takes", "99"_dec, "2"_dec));
    at.now += 1min;
    const auto found = at.reconcile(mine);
    BOOST_TEST(shown(mine) == shown(at.accounts));
    BOOST_TEST(found.size() == 4U); // An order, a fill, a balance, a position.
    BOOST_TEST(at.reconcile(mine).empty());
}

BOOST_AUTO_TEST_CASE(a_position_that_is_turned_round_and_closed_stays_true)
{
    bourse at;
    account mine;
    at.open_stream();
    at.reconcile(mine);
    const std::pair<order_command, std::string> steps[] = {{buy("long", "101"_dec, "2"_dec), "2"},
                                                           {sell("short", "100"_dec, "5"_dec), "-3"},
                                                           {buy("flat", "101"_dec, "3"_dec), "0"}};
    for (const auto& [command, size] : steps) {
        at.now += 1s;
        at.placed(command);
        at.follow(mine);
        BOOST_TEST((mine.position_of(symbol).value().size == decimal::parse(size)), size);
        BOOST_TEST(shown(mine) == shown(at.accounts));
    }
}

BOOST_AUTO_TEST_CASE(an_order_that_is_taken_back_is_told_as_such)
{
    bourse at;
    account mine;
    at.open_stream();
    at.reconcile(mine);
    at.now += 1s;
    const std::string id = at.placed(buy("mine", "90"_dec, "1"_dec));
    at.follow(mine);
    BOOST_TEST(mine.open_orders().value().size() == 1U);
    at.placed(order_cancel{.symbol = symbol, .client_id = "mine"});
    at.follow(mine);
    BOOST_TEST(mine.open_orders().value().empty());
    BOOST_TEST((mine.order_of(symbol, id).value()->state == order_state::cancelled));
}

BOOST_AUTO_TEST_CASE(every_way_to_last_arrives_as_it_was_meant)
{
    for (const time_in_force lasts :
         {time_in_force::good_till_cancelled, time_in_force::post_only, time_in_force::immediate_or_cancel}) {
        bourse at;
        at.open_stream();
        new_order order = buy("mine", "99"_dec, "1"_dec);
        order.lasts = lasts;
        at.placed(order);
        const heard h(at.told().at(0), *at.stream);
        const auto changes = std::get<std::span<const account_change>>(h.said.content);
        BOOST_TEST((std::get<order_report>(changes[0]).lasts == lasts));
    }
}

BOOST_AUTO_TEST_CASE(orders_that_cannot_be_are_rejected_with_the_exchanges_code)
{
    bourse at;
    at.placed(buy("here", "90"_dec, "1"_dec));
    new_order post_only = buy("maker", "102"_dec, "1"_dec);
    post_only.lasts = time_in_force::post_only;
    new_order reduce_only = sell("less", "99"_dec, "1"_dec);
    reduce_only.reduce_only = true;
    new_order elsewhere = buy("else", "1"_dec, "1"_dec);
    elsewhere.symbol = "NOPEUSDT";
    new_order hedged = buy("hedged", "90"_dec, "1"_dec);
    hedged.leg = position_leg::long_leg;
    const std::pair<order_command, std::string> wrong[] = {
        {buy("here", "90"_dec, "1"_dec), "-4116"},
        {buy("rich", "100"_dec, "10000000"_dec), "-2019"},
        {post_only, "-5022"},
        {reduce_only, "-2022"},
        {elsewhere, "-1121"},
        {hedged, "-4061"},
        {order_cancel{.symbol = symbol, .client_id = "gone"}, "-2011"},
        {order_cancel{.symbol = symbol, .order_id = "999"}, "-2011"}};
    for (const auto& [command, code] : wrong) {
        const heard answer = at.order(command);
        BOOST_TEST((answer.said.answer->verdict == order_answer::rejected), answer.text);
        BOOST_TEST(code_of(answer) == code, answer.text);
    }
}

BOOST_AUTO_TEST_CASE(fault_30_done_and_not_known_leaves_an_order_in_doubt_that_a_look_up_finds)
{
    bourse at;
    const auto reaction = at.react(buy("mine", "90"_dec, "1"_dec));
    BOOST_TEST(reaction.executed);
    const heard answer(reaction.doubt, *at.trading);
    BOOST_TEST((answer.said.answer->verdict == order_answer::in_doubt));
    const order_reference which{.symbol = symbol, .client_id = "mine"};
    const account_dialect& rest = *at.trading->account();
    const auto found = rest.decode_look_up(which, at.ask(rest.look_up(which)));
    BOOST_TEST_REQUIRE(found.has_value());
    BOOST_TEST((found->value().state == order_state::open));
}

BOOST_AUTO_TEST_CASE(an_order_is_found_by_either_id_open_or_over_and_one_that_never_was_is_not)
{
    bourse at;
    const account_dialect& rest = *at.trading->account();
    const auto look_up = [&](const order_reference& which) {
        return rest.decode_look_up(which, at.ask(rest.look_up(which))).value();
    };
    const std::string id = at.placed(buy("mine", "101"_dec, "1"_dec));
    const auto by_name = look_up({.symbol = symbol, .client_id = "mine"});
    const auto by_id = look_up({.symbol = symbol, .client_id = "mine", .order_id = id});
    BOOST_TEST_REQUIRE(by_name.has_value());
    BOOST_TEST((by_name->state == order_state::filled));
    BOOST_TEST((by_name->average_price == "101"_dec));
    BOOST_TEST((by_id == by_name));
    BOOST_TEST(!look_up({.symbol = symbol, .client_id = "never"}).has_value());
}

BOOST_AUTO_TEST_CASE(more_fills_than_a_page_are_all_fetched)
{
    bourse at;
    for (int i = 0; i < 2500; ++i) {
        at.now += 10ms;
        at.placed(buy("b" + std::to_string(i), "101"_dec, "0.001"_dec));
    }
    const account_state fetched = at.fetch(opening);
    std::set<std::string> ids;
    for (const fill& f : fetched.fills)
        ids.insert(f.key);
    BOOST_TEST(ids.size() == 2500U);
    BOOST_TEST(at.requests == 3U + 4U); // The clock, and three pages.
}

BOOST_AUTO_TEST_CASE(more_fills_of_one_moment_than_a_page_are_all_fetched)
{
    bourse at;
    for (int i = 0; i < 1200; ++i)
        at.placed(buy("b" + std::to_string(i), "101"_dec, "0.001"_dec));
    std::set<std::string> ids;
    for (const fill& f : at.fetch(opening).fills)
        ids.insert(f.key);
    BOOST_TEST(ids.size() == 1200U);
}

BOOST_AUTO_TEST_CASE(fills_of_weeks_ago_are_all_fetched)
{
    bourse at;
    for (int i = 0; i < 4; ++i) {
        at.placed(buy("b" + std::to_string(i), "101"_dec, "1"_dec));
        at.now += i == 1 ? 24h * 20 : 24h * 6;
    }
    BOOST_TEST(at.fetch(opening).fills.size() == 4U);
    BOOST_TEST(at.fetch(opening + 1ms).fills.size() == 3U);
}

BOOST_AUTO_TEST_CASE(somebody_elses_key_and_signature_are_refused)
{
    const std::pair<sim::account_config, std::string> wrong[] = {{{.api_key = "another"}, "-2015"},
                                                                 {{.secret = "another"}, "-1022"}};
    for (const auto& [whose, code] : wrong) {
        bourse at(whose);
        const heard answer = at.order(buy("mine", "90"_dec, "1"_dec));
        BOOST_TEST(code_of(answer) == code);
        const account_dialect& rest = *at.stream->account();
        const auto what = rest.questions({.parts = {.balances = true}}).at(0);
        const auto page = rest.decode(what, at.ask(rest.ask(what)));
        BOOST_TEST_REQUIRE(page.has_error());
        BOOST_TEST(page.error().text.starts_with(code), page.error().text);
        BOOST_TEST(at.accounts.arrivals().empty());
    }
}

BOOST_AUTO_TEST_CASE(fault_31_a_signature_of_the_wrong_time_blames_the_clock)
{
    bourse at;
    const account_dialect& rest = *at.stream->account();
    const auto what = rest.questions({.parts = {.balances = true}}).at(0);
    for (const duration off : {duration(-6s), duration(2s)}) {
        http_request request = rest.ask(what);
        rest.identity()->sign(request, at.now + off);
        const auto page = rest.decode(what, at.send(request));
        BOOST_TEST_REQUIRE(page.has_error());
        BOOST_TEST((page.error().code == errc::login_expired));
    }
}

BOOST_AUTO_TEST_CASE(fault_26_a_listen_key_lives_an_hour_from_each_refresh)
{
    bourse at;
    const account_dialect& rest = *at.stream->account();
    const auto make = [&] { return rest.decode_key(at.ask(rest.create_key())); };
    const auto keep = [&](const std::string& key) { return rest.decode_key(at.ask(rest.refresh_key(key))); };
    const std::string first = make().value();
    BOOST_TEST(make().value() == first);
    at.now += 50min;
    BOOST_TEST(keep(first).has_value());
    at.now += 50min;
    BOOST_TEST(keep(first).value() == first);
    at.now += 61min;
    BOOST_TEST((keep(first).error().code == errc::login_expired));
    BOOST_TEST(make().value() != first);
}

BOOST_AUTO_TEST_CASE(fault_26_a_stream_with_a_wrong_key_is_opened_and_stays_silent)
{
    bourse at;
    at.open_stream();
    at.dial(at.stream->account()->endpoint("somethingElse"));
    at.placed(buy("mine", "90"_dec, "1"_dec));
    BOOST_TEST(at.told().empty());
}

BOOST_AUTO_TEST_CASE(fault_26_a_stream_whose_key_has_died_falls_silent)
{
    bourse at;
    at.open_stream();
    at.placed(buy("first", "90"_dec, "1"_dec));
    BOOST_TEST(at.told().size() == 1U);
    at.now += 61min;
    at.placed(buy("second", "90"_dec, "1"_dec));
    BOOST_TEST(at.told().empty());
}

BOOST_AUTO_TEST_CASE(fault_26_a_key_that_expires_is_announced_once)
{
    bourse at;
    at.open_stream();
    const heard h(at.dialect.expire(at.user, at.office()), *at.stream);
    BOOST_TEST((h.said.what == kind::login_expired));
    at.placed(buy("mine", "90"_dec, "1"_dec));
    BOOST_TEST(at.told().empty());
    BOOST_TEST(at.dialect.expire(at.user, at.office()).empty());
    BOOST_TEST(at.dialect.expire(at.orders, at.office()).empty());
}

BOOST_AUTO_TEST_CASE(a_stream_can_be_opened_for_some_events_alone)
{
    bourse at;
    at.open_stream();
    at.dial("wss://fstream.binance.com/private/ws?listenKey=" + at.listen_keys.current +
            "&events=ORDER_TRADE_UPDATE/ACCOUNT_UPDATE");
    at.placed(buy("mine", "101"_dec, "1"_dec));
    for (const std::string& text : at.told())
        BOOST_TEST(text.find("TRADE_LITE") == std::string::npos, text);
}

BOOST_AUTO_TEST_CASE(the_dead_mans_switch_takes_orders_back_and_can_be_disarmed)
{
    bourse at;
    const account_dialect& rest = *at.trading->account();
    const auto arm = [&](duration timeout) {
        for (const http_request& request : rest.arm_dead_man(timeout, {symbol}))
            BOOST_TEST(rest.decode_dead_man(at.ask(request)).has_value());
    };
    at.placed(buy("mine", "90"_dec, "1"_dec));
    arm(30s);
    arm(0s);
    at.accounts.advance(at.now += 31s);
    BOOST_TEST(at.accounts.open_orders().size() == 1U);
    arm(30s);
    at.accounts.advance(at.now += 31s);
    BOOST_TEST(at.accounts.open_orders().empty());
}

BOOST_AUTO_TEST_CASE(trades_are_asked_for_by_id_or_by_time_and_not_by_both)
{
    bourse at;
    const auto code = [&](const std::string& query) {
        http_request request{.url = "https://fapi.binance.com/fapi/v1/userTrades?" + query,
                             .weight = 5,
                             .auth = request_auth::signature};
        return at.ask(request).body;
    };
    BOOST_TEST(code("symbol=BTCUSDT&fromId=1&startTime=1").find("-1128") != std::string::npos);
    BOOST_TEST(code("symbol=BTCUSDT&startTime=0&endTime=604800001").find("-4165") != std::string::npos);
    BOOST_TEST(code("symbol=BTCUSDT&limit=1001").find("-1130") != std::string::npos);
    BOOST_TEST(code("fromId=1").find("-1102") != std::string::npos);
    BOOST_TEST(code("symbol=BTCUSDT&startTime=0&endTime=604800000") == "[]");
}

BOOST_AUTO_TEST_CASE(orders_over_rest_do_what_orders_over_websocket_do)
{
    bourse at;
    const auto send = [&](http_verb verb, unsigned weight, const std::string& query) {
        return at.ask({.verb = verb,
                       .url = "https://fapi.binance.com/fapi/v1/order?" + query,
                       .weight = weight,
                       .auth = request_auth::signature});
    };
    const http_response placed =
        send(http_verb::post, 0,
             "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&price=90&quantity=1&newClientOrderId=mine");
    BOOST_TEST(placed.status == 200U, placed.body);
    BOOST_TEST(at.accounts.open_orders().size() == 1U);
    const http_response gone = send(http_verb::del, 1, "symbol=BTCUSDT&origClientOrderId=mine");
    BOOST_TEST(gone.status == 200U, gone.body);
    BOOST_TEST(at.accounts.open_orders().empty());
}

BOOST_AUTO_TEST_CASE(what_is_not_about_accounts_is_left_to_others)
{
    bourse at;
    BOOST_TEST(!at.dialect.request({.target = "/fapi/v1/depth?symbol=BTCUSDT"}, at.office()).has_value());
    BOOST_TEST(!at.dialect.serves("/public/ws"));
    BOOST_TEST(!at.dialect.serves("/private/wsx"));
}

BOOST_AUTO_TEST_SUITE_END()
