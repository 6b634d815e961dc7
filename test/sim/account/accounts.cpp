// SPDX-License-Identifier: BSL-1.0
#include "sim/lab.hpp"

#include <holdfast/exchange/binance/keys.hpp>
#include <holdfast/exchange/bybit/keys.hpp>
#include <holdfast/secret.hpp>
#include <holdfast/signing.hpp>

#include <algorithm>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// An account at the simulated exchange: who hears of it, what becomes of orders as the market moves, and what
// the faults of accounts do. In the words of Binance, whose listen keys and orders over both lines need most
// of it.

BOOST_AUTO_TEST_SUITE(sim_accounts)

namespace {

using namespace holdfast;
using namespace holdfast::test;
using kind = sim::output::kind;
using sim::fault;

bool has(std::string_view text, std::string_view words)
{
    return text.find(words) != std::string_view::npos;
}

/// An exchange, and the owner of its account.
struct owned_lab : lab {
    explicit owned_lab(sim::exchange_config config = sim::config_of(sim::venue::binance_usdm)) : lab(config)
    {
        run(1s);
    }

    [[nodiscard]] wall_time wall() const { return venue.config().wall_zero + now.time_since_epoch(); }

    sim::http_reply ask_rest(http_verb verb, const std::string& target, request_auth how,
                             std::string body = {})
    {
        http_request request{.verb = verb, .url = "http://exchange.test" + target, .body = std::move(body)};
        if (how == request_auth::signature)
            owner->sign(request, wall());
        else
            owner->identify(request);
        std::vector<std::pair<std::string, std::string>> headers;
        for (const auto& [name, value] : request.headers) {
            std::string lower = name;
            std::ranges::transform(lower, lower.begin(), [](char c) {
                return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
            });
            headers.emplace_back(lower, value);
        }
        const std::string_view target_signed = std::string_view(request.url).substr(20);
        return venue.request({verb, target_signed, headers, request.body}, now);
    }

    void post(const std::string& target, std::string body)
    {
        const auto reply = ask_rest(http_verb::post, target, request_auth::signature, std::move(body));
        BOOST_TEST(has(reply.body, "\"retCode\":0"), reply.body);
    }

    std::string listen_key()
    {
        const auto reply = ask_rest(http_verb::post, "/fapi/v1/listenKey", request_auth::key);
        BOOST_REQUIRE_EQUAL(reply.status, 200u);
        return std::string(json::parse(reply.body).as_object().at("listenKey").as_string());
    }

    /// A line on which the owner hears of everything.
    sim::connection_id listen() { return connect("/private/ws/" + listen_key()); }

    sim::http_reply order(const std::string& client_id, const std::string& more)
    {
        return ask_rest(http_verb::post, "/fapi/v1/order?symbol=BTCUSDT&newClientOrderId=" + client_id + more,
                        request_auth::signature);
    }
    sim::http_reply buy(const std::string& client_id)
    {
        return order(client_id, "&side=BUY&type=MARKET&quantity=0.001");
    }
    sim::http_reply bid(const std::string& client_id, const std::string& price)
    {
        return order(client_id, "&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.001&price=" + price);
    }

    /// An order over WebSocket.
    void buy_on(sim::connection_id id, const std::string& client_id)
    {
        const auto& binance_owner = dynamic_cast<const binance::signer&>(*owner);
        venue.receive(id,
                      binance_owner.ws_request("1", "order.place",
                                               {{"symbol", "BTCUSDT"},
                                                {"side", "BUY"},
                                                {"type", "MARKET"},
                                                {"quantity", "0.001"},
                                                {"newClientOrderId", client_id}},
                                               wall()),
                      now);
        run(0s);
    }

    std::string best_bid()
    {
        return std::string(venue.best_at("BTCUSDT", venue.last_id("BTCUSDT")).value().bid.price);
    }

    [[nodiscard]] std::vector<std::string> stories() const
    {
        std::vector<std::string> out;
        for (const sim::injection& i : venue.faults().log())
            out.push_back(std::string(to_string(i.what)) + ": " + i.text);
        return out;
    }

    std::shared_ptr<const signer> owner = binance::usdm::make_signer(
        {.api_key = secret::from_text(venue.config().account.api_key),
         .key = signing_key::hmac_sha256(secret::from_text(venue.config().account.secret)).value()});
};

std::size_t mentions(const std::vector<std::string>& texts, std::string_view words)
{
    return static_cast<std::size_t>(
        std::ranges::count_if(texts, [&](const std::string& t) { return has(t, words); }));
}

constexpr std::string_view about_orders = "ORDER_TRADE_UPDATE";
constexpr std::string_view about_a_fill = "\"x\":\"TRADE\"";

} // namespace

// ---- who hears of it

BOOST_AUTO_TEST_CASE(the_owner_hears_of_an_order_and_of_what_it_did)
{
    owned_lab f;
    const auto line = f.listen();
    BOOST_TEST(f.buy("alpha").status == 200u);
    f.run(0s);
    const auto heard = f.texts(line);
    BOOST_TEST(mentions(heard, about_orders) == 2u); // taken, and filled
    BOOST_TEST(mentions(heard, "ACCOUNT_UPDATE") > 0u);
}

BOOST_AUTO_TEST_CASE(nobody_else_hears_of_it)
{
    owned_lab f;
    const auto market = f.connect("/public/stream");
    BOOST_TEST(has(f.subscribe(market, "btcusdt@depth@100ms"), "\"result\":null"));
    const auto wrong = f.connect("/private/ws/somebody-elses-key");
    (void)f.listen();
    (void)f.buy("alpha");
    f.run(1s);
    BOOST_TEST(mentions(f.texts(market), about_orders) == 0u);
    BOOST_TEST(f.texts(wrong).empty());
}

BOOST_AUTO_TEST_CASE(two_lines_of_the_owner_hear_the_same)
{
    owned_lab f;
    const auto one = f.listen();
    const auto other = f.listen();
    (void)f.buy("alpha");
    f.run(0s);
    BOOST_TEST(f.texts(one) == f.texts(other), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(an_order_over_a_line_of_its_own_is_answered_there_and_told_on_the_other)
{
    owned_lab f;
    const auto line = f.listen();
    const auto orders = f.connect("/ws-fapi/v1");
    f.buy_on(orders, "alpha");
    BOOST_TEST(mentions(f.texts(orders), "\"status\":200") == 1u);
    BOOST_TEST(mentions(f.texts(line), about_a_fill) == 1u);
}

BOOST_AUTO_TEST_CASE(the_answer_comes_before_the_news)
{
    owned_lab f(sim::config_of(sim::venue::binance_spot));
    f.owner = binance::spot::make_signer(
        {.api_key = secret::from_text(f.venue.config().account.api_key),
         .key = signing_key::hmac_sha256(secret::from_text(f.venue.config().account.secret)).value()});
    const auto line = f.connect("/ws-api/v3");
    (void)f.ask(line, f.owner->login("1", f.wall()));
    (void)f.texts(line);
    f.buy_on(line, "alpha");
    const auto heard = f.texts(line);
    BOOST_TEST_REQUIRE(heard.size() > 2u);
    BOOST_TEST(has(heard[0], "\"status\":200"));
    BOOST_TEST(has(heard[1], "executionReport"));
}

// ---- the market

BOOST_AUTO_TEST_CASE(an_order_waits_for_the_market_and_is_told_when_it_comes)
{
    owned_lab f;
    const auto line = f.listen();
    (void)f.bid("alpha", f.best_bid());
    f.run(0s);
    BOOST_TEST(mentions(f.texts(line), about_a_fill) == 0u);
    for (int minutes = 0; minutes < 60 && !f.venue.account_truth().open_orders.empty(); ++minutes)
        f.run(1min);
    BOOST_TEST(f.venue.account_truth().open_orders.empty());
    BOOST_TEST(f.venue.account_truth().fills.back().maker);
    BOOST_TEST(mentions(f.texts(line), about_a_fill) > 0u);
}

BOOST_AUTO_TEST_CASE(the_dead_mans_switch_works_at_its_time)
{
    owned_lab f;
    (void)f.bid("alpha", "1000");
    (void)f.ask_rest(http_verb::post, "/fapi/v1/countdownCancelAll?symbol=BTCUSDT&countdownTime=5000",
                     request_auth::signature);
    f.run(4999ms);
    BOOST_TEST(f.venue.account_truth().open_orders.size() == 1u);
    f.run(1ms);
    BOOST_TEST(f.venue.account_truth().open_orders.empty());
}

BOOST_AUTO_TEST_CASE(the_dead_mans_switch_needs_no_market)
{
    sim::exchange_config config = sim::config_of(sim::venue::binance_usdm);
    config.burst_every = 1h;
    owned_lab f(config);
    (void)f.ask_rest(http_verb::post, "/fapi/v1/countdownCancelAll?symbol=BTCUSDT&countdownTime=5000",
                     request_auth::signature);
    BOOST_TEST((f.venue.next_event() == f.now + 5s));
}

// Bybit watches the line itself: no request feeds the switch.
BOOST_AUTO_TEST_CASE(the_dead_mans_switch_works_when_the_line_that_it_watches_is_gone)
{
    owned_lab f(sim::config_of(sim::venue::bybit));
    const auto keys = bybit::make_signer(
        {.api_key = secret::from_text(f.venue.config().account.api_key),
         .key = signing_key::hmac_sha256(secret::from_text(f.venue.config().account.secret)).value()});
    f.owner = keys;
    const auto line = f.connect("/v5/private");
    (void)f.ask(line, keys->login("1", f.wall()));
    (void)f.ask(line, R"({"op":"subscribe","args":["dcp.future"]})");
    f.post("/v5/order/disconnected-cancel-all", R"({"product":"DERIVATIVES","timeWindow":10})");
    f.post("/v5/order/create",
           R"({"category":"linear","symbol":"BTCUSDT","side":"Buy","orderType":"Limit","qty":"0.001",)"
           R"("price":"1000"})");
    f.run(1min);
    BOOST_TEST(f.venue.account_truth().open_orders.size() == 1u);
    f.venue.closed(line, f.now);
    f.run(10s);
    BOOST_TEST(f.venue.account_truth().open_orders.empty());
}

// ---- requests

BOOST_AUTO_TEST_CASE(what_an_account_is_asked_counts_as_any_request)
{
    sim::exchange_config config = sim::config_of(sim::venue::binance_usdm);
    config.rules.rest_weight = 100;
    owned_lab f(config);
    const auto all_orders = [&] {
        return f.ask_rest(http_verb::get, "/fapi/v1/openOrders", request_auth::signature).status;
    };
    BOOST_TEST(all_orders() == 200u); // 40 each
    BOOST_TEST(all_orders() == 200u);
    BOOST_TEST(all_orders() == 200u);
    BOOST_TEST(f.buy("alpha").status == 429u);
    BOOST_TEST(f.venue.order_arrivals().empty());
}

BOOST_AUTO_TEST_CASE(only_what_is_known_can_be_posted)
{
    owned_lab f;
    BOOST_TEST(
        f.venue.request({.verb = http_verb::post, .target = "/fapi/v1/depth?symbol=BTCUSDT"}, f.now).status ==
        405u);
    BOOST_TEST(f.venue.request({.verb = http_verb::post, .target = "/fapi/v1/order"}, f.now).status == 401u);
}

BOOST_AUTO_TEST_CASE(a_request_that_is_refused_by_a_fault_is_not_carried_out)
{
    for (const fault what : {fault::rest_429, fault::rest_500, fault::rest_never}) {
        owned_lab f;
        f.venue.faults().inject(what);
        const auto reply = f.buy("alpha");
        BOOST_TEST((reply.status != 200u || reply.never), to_string(what));
        BOOST_TEST(f.venue.order_arrivals().empty(), to_string(what));
    }
}

BOOST_AUTO_TEST_CASE(a_request_that_is_answered_with_garbage_is_carried_out)
{
    std::set<std::string> kinds;
    for (int i = 0; i < 30; ++i) {
        sim::exchange_config config = sim::config_of(sim::venue::binance_usdm);
        config.faults.seed = static_cast<std::uint64_t>(i);
        owned_lab f(config);
        f.venue.faults().inject(fault::rest_garbage);
        const auto reply = f.buy("alpha");
        json::error_code failed;
        (void)json::parse(reply.body, failed);
        BOOST_TEST(failed.failed());
        BOOST_TEST(f.venue.account_truth().fills.size() == 1u);
        kinds.insert(f.stories().front());
    }
    BOOST_TEST(kinds.size() == 3u);
}

BOOST_AUTO_TEST_CASE(an_account_has_no_old_snapshots)
{
    owned_lab f;
    f.venue.faults().inject(fault::rest_stale);
    BOOST_TEST(f.buy("alpha").status == 200u);
    BOOST_TEST(f.venue.faults().injected() == 0u);
}

BOOST_AUTO_TEST_CASE(the_log_of_faults_has_no_signatures)
{
    owned_lab f;
    f.venue.faults().inject(fault::rest_500);
    (void)f.buy("alpha");
    BOOST_TEST(f.venue.faults().log().front().topic == "/fapi/v1/order");
}

// ---- answers and reports that go wrong

BOOST_AUTO_TEST_CASE(fault_30_an_order_is_carried_out_and_the_line_cut)
{
    owned_lab f;
    const auto line = f.listen();
    const auto orders = f.connect("/ws-fapi/v1");
    f.venue.faults().inject(fault::lose_answer);
    f.buy_on(orders, "alpha");
    BOOST_TEST(f.texts(orders).empty());
    BOOST_TEST(f.venue.connections().size() == 1u);
    BOOST_TEST(f.venue.account_truth().fills.size() == 1u);
    BOOST_TEST(mentions(f.texts(line), about_a_fill) == 1u);
    BOOST_TEST(f.stories().front().starts_with("lose_answer"));
}

BOOST_AUTO_TEST_CASE(fault_30_an_order_is_carried_out_and_answered_with_doubt)
{
    owned_lab f;
    const auto orders = f.connect("/ws-fapi/v1");
    f.venue.faults().inject(fault::doubt_answer);
    f.buy_on(orders, "alpha");
    BOOST_TEST(mentions(f.texts(orders), "-1007") == 1u);
    BOOST_TEST(f.venue.account_truth().fills.size() == 1u);
}

BOOST_AUTO_TEST_CASE(fault_30_the_same_by_rest)
{
    owned_lab lost;
    lost.venue.faults().inject(fault::lose_answer);
    BOOST_TEST(lost.buy("alpha").never);
    BOOST_TEST(lost.venue.account_truth().fills.size() == 1u);

    owned_lab doubted;
    doubted.venue.faults().inject(fault::doubt_answer);
    BOOST_TEST(doubted.buy("alpha").status == 503u);
    BOOST_TEST(doubted.venue.account_truth().fills.size() == 1u);
}

BOOST_AUTO_TEST_CASE(an_order_that_is_refused_is_no_chance_to_lose_its_answer)
{
    owned_lab f;
    f.venue.faults().inject(fault::lose_answer);
    BOOST_TEST(f.order("alpha", "&side=BUY&type=MARKET&quantity=900000").status == 400u);
    BOOST_TEST(f.venue.faults().injected() == 0u);
}

BOOST_AUTO_TEST_CASE(fault_28_a_report_is_lost)
{
    owned_lab f;
    const auto line = f.listen();
    f.venue.faults().inject(fault::lose_report);
    (void)f.buy("alpha");
    f.run(0s);
    BOOST_TEST(mentions(f.texts(line), about_orders) == 1u);
}

BOOST_AUTO_TEST_CASE(fault_29_an_execution_is_reported_twice)
{
    owned_lab f;
    const auto line = f.listen();
    f.venue.faults().inject(fault::repeat_fill);
    (void)f.buy("alpha");
    f.run(0s);
    BOOST_TEST(mentions(f.texts(line), about_a_fill) == 2u);
    BOOST_TEST(f.venue.account_truth().fills.size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_line_that_is_mute_says_nothing_of_accounts_either)
{
    owned_lab f;
    const auto line = f.listen();
    f.venue.faults().inject(fault::mute);
    f.run(0s);
    (void)f.buy("alpha");
    f.run(0s);
    BOOST_TEST(f.texts(line).empty());
}

// ---- listen keys

BOOST_AUTO_TEST_CASE(fault_26_a_key_that_is_not_refreshed_expires_and_that_is_said)
{
    owned_lab f;
    const auto line = f.listen();
    f.run(59min);
    (void)f.ask_rest(http_verb::put, "/fapi/v1/listenKey", request_auth::key);
    f.run(59min);
    BOOST_TEST(mentions(f.texts(line), "listenKeyExpired") == 0u);
    f.run(1min);
    BOOST_TEST(mentions(f.texts(line), "listenKeyExpired") == 1u);
    (void)f.buy("alpha");
    f.run(1s);
    BOOST_TEST(f.texts(line).empty());
}

BOOST_AUTO_TEST_CASE(fault_26_a_key_can_expire_early)
{
    owned_lab f;
    const auto line = f.listen();
    f.venue.faults().inject(fault::expire_key);
    f.run(0s);
    BOOST_TEST(mentions(f.texts(line), "listenKeyExpired") == 1u);
    BOOST_TEST(has(f.ask_rest(http_verb::put, "/fapi/v1/listenKey", request_auth::key).body, "-1125"));
    (void)f.buy("alpha");
    f.run(1s);
    BOOST_TEST(f.texts(line).empty());
}

BOOST_AUTO_TEST_CASE(a_key_can_expire_in_the_middle_of_what_it_is_told)
{
    owned_lab f;
    const auto line = f.listen();
    f.venue.faults().inject(fault::expire_key, {.after = 1});
    f.run(1s);
    BOOST_TEST(f.texts(line).empty());
    (void)f.buy("alpha"); // four messages
    f.run(0s);
    const auto heard = f.texts(line);
    BOOST_TEST_REQUIRE(heard.size() == 3u);
    BOOST_TEST(has(heard.back(), "listenKeyExpired"));
}

BOOST_AUTO_TEST_CASE(fault_26_a_key_can_die_and_nobody_is_told)
{
    owned_lab f;
    const auto line = f.listen();
    f.venue.faults().inject(fault::kill_key);
    f.run(0s);
    (void)f.buy("alpha");
    f.run(10min);
    BOOST_TEST(f.texts(line).empty());
    BOOST_TEST(f.venue.connections().size() == 1u); // its pings go on
    const auto anew = f.listen();
    (void)f.buy("beta");
    f.run(0s);
    BOOST_TEST(mentions(f.texts(anew), about_a_fill) == 1u);
}

BOOST_AUTO_TEST_CASE(fault_26_a_key_can_be_deleted_by_another_process)
{
    owned_lab f;
    const auto line = f.listen();
    f.venue.kill_listen_key();
    (void)f.buy("alpha");
    f.run(1s);
    BOOST_TEST(f.texts(line).empty());
    BOOST_TEST(has(f.ask_rest(http_verb::put, "/fapi/v1/listenKey", request_auth::key).body, "-1125"));
}

// ---- all together

BOOST_AUTO_TEST_CASE(the_faults_of_accounts_have_their_turn_on_lines_that_are_somebodys)
{
    sim::exchange_config config = sim::config_of(sim::venue::binance_usdm);
    config.burst_every = 1s;
    config.rules.attempts = 0;
    config.rules.rest_weight = 0;
    config.faults.faults = {sim::all_faults.begin(), sim::all_faults.end()};
    config.faults.every = 2s;
    config.faults.mute_for = 1s;
    owned_lab f(config);
    std::optional<sim::connection_id> line;
    sim::connection_id next = 1000;
    for (int i = 0; i < 6000; ++i) {
        f.run(500ms);
        const auto open = f.venue.connections();
        if (line && std::ranges::find(open, *line) == open.end())
            line.reset();
        const auto key = f.ask_rest(http_verb::post, "/fapi/v1/listenKey", request_auth::key);
        json::error_code failed;
        const json::value body = json::parse(key.body, failed);
        if (i % 40 == 0 && line)
            f.venue.closed(*std::exchange(line, std::nullopt), f.now);
        if (!line && !failed && body.is_object() && body.as_object().contains("listenKey")) {
            const auto target = "/private/ws/" + std::string(body.as_object().at("listenKey").as_string());
            if (!f.venue.accept(++next, f.now) && f.venue.upgrade(next, target, f.now).status == 101) {
                f.venue.open(next, target, f.now);
                line = next;
            }
        }
        (void)f.buy("order-" + std::to_string(i));
        f.received.clear();
    }
    for (const fault what : sim::all_faults) {
        const bool of_data = sim::moment_of(what) == sim::fault_moment::frame ||
                             sim::moment_of(what) == sim::fault_moment::control || what == fault::rest_stale;
        const bool unknown = what == fault::leave; // the exchange has no words for it
        BOOST_TEST((f.venue.faults().injected(what) > 0u) == (!of_data && !unknown), to_string(what));
    }
}

BOOST_AUTO_TEST_CASE(an_account_is_checked_with_the_rest)
{
    const auto complaint = [](auto change) {
        sim::exchange_config config;
        change(config.account);
        return sim::check(config);
    };
    BOOST_TEST(complaint([](sim::account_config&) {}) == "");
    BOOST_TEST(has(complaint([](sim::account_config& a) { a.api_key.clear(); }), "api_key"));
    BOOST_TEST(has(complaint([](sim::account_config& a) { a.secret.clear(); }), "secret"));
    BOOST_TEST(has(complaint([](sim::account_config& a) { a.quote = 1'000'000'001; }), "quote"));
    BOOST_TEST(has(complaint([](sim::account_config& a) { a.base = 1'000'000'001; }), "base"));
    BOOST_TEST(has(complaint([](sim::account_config& a) { a.key_life = 999ms; }), "key_life"));
}

BOOST_AUTO_TEST_SUITE_END()
