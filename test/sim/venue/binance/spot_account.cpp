// SPDX-License-Identifier: BSL-1.0
#include "sim/account/account_dialect.hpp"
#include "sim/account/matching_engine.hpp"
#include "sim/venue/binance/words.hpp"

#include <holdfast/account.hpp>
#include <holdfast/account/dialect.hpp>
#include <holdfast/exchange/binance/spot_account.hpp>
#include <holdfast/policy/random.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

// The adapter and the simulated exchange, which were written from the same documents and not from one
// another.

namespace {

using namespace holdfast;
using namespace std::chrono_literals;
namespace spot = holdfast::binance::spot;
using kind = decoded::kind;
using sim::fixed;
using sim::one;

std::shared_ptr<const adapter> adapter_of(const std::string& key, const std::string& secret_text)
{
    binance::credentials mine{.api_key = secret::from_text(key),
                              .key = signing_key::hmac_sha256(secret::from_text(secret_text)).value(),
                              .recv_window = {}};
    return spot::make_account_adapter(spot::make_signer(std::move(mine)));
}

sim::exchange_config two_symbols()
{
    sim::exchange_config config = sim::config_of(sim::venue::binance_spot);
    config.symbols = {"BTCUSDT", "ETHUSDT"};
    return config;
}

/// An account at the exchange, and a connection to it, without sockets.
struct counter {
    [[nodiscard]] sim::back_office office() { return {accounts, keys, config.account, config.rules, now}; }

    /// What the exchange says to a message, understood.
    std::vector<decoded> send(const std::string& text)
    {
        last = language.receive(line, text, office()).value();
        return understand(last.replies);
    }

    std::vector<decoded> understand(std::vector<std::string> messages)
    {
        std::vector<decoded> said;
        for (std::string& message : messages) {
            kept.push_back(std::make_unique<std::string>(std::move(message)));
            exchange->decode(*kept.back(), false, memory, said);
        }
        return said;
    }

    decoded log_in() { return send(dialect().login(++requests, now)).at(0); }

    decoded request(const order_command& command)
    {
        return send(dialect().write(++requests, command, now).value()).at(0);
    }

    /// What the stream tells of all that has happened.
    std::vector<decoded> news()
    {
        std::vector<std::string> messages;
        for (const sim::account_news& each : accounts.take_news())
            for (std::string& text : language.print(line, each, office()))
                messages.push_back(std::move(text));
        return understand(std::move(messages));
    }

    /// Keeps an account from it.
    void follow(account& mine)
    {
        for (const decoded& said : news()) {
            BOOST_TEST_REQUIRE((said.what == kind::data), said.text);
            for (const account_change& each : std::get<std::span<const account_change>>(said.content))
                mine.apply(each, {.epoch = 1, .exchange_time = said.exchange_time});
        }
    }

    http_response fetch(http_request question)
    {
        if (question.auth == request_auth::signature)
            dialect().identity()->sign(question, signing_time.value_or(now));
        std::vector<std::pair<std::string, std::string>> headers;
        for (const auto& [name, value] : question.headers)
            headers.emplace_back(name == "X-MBX-APIKEY" ? "x-mbx-apikey" : name, value);
        const auto answered = language.request({.verb = question.verb,
                                                .target = std::string_view(question.url).substr(host.size()),
                                                .headers = headers,
                                                .body = question.body},
                                               office());
        BOOST_TEST_REQUIRE(answered.has_value(), question.url);
        BOOST_TEST(answered->weight == question.weight, question.url);
        http_response answer;
        answer.status = answered->reply.status;
        answer.body = answered->reply.body;
        return answer;
    }

    /// The whole account as REST has it.
    account_state reconciled(wall_time since, std::vector<std::string> symbols = {"BTCUSDT"})
    {
        account_state found;
        found.covers = dialect().parts();
        found.as_of = now;
        found.fills_since = since;
        for (account_question next :
             dialect().questions({.symbols = std::move(symbols), .fills_since = since}))
            for (bool more = true; more; ++pages) {
                auto page = dialect().decode(next, fetch(dialect().ask(next)));
                BOOST_TEST_REQUIRE(page.has_value(), page.error().message());
                std::ranges::move(page->found.open_orders, std::back_inserter(found.open_orders));
                std::ranges::move(page->found.fills, std::back_inserter(found.fills));
                std::ranges::move(page->found.balances, std::back_inserter(found.balances));
                more = page->next.has_value();
                next = page->next.value_or(next);
            }
        return found;
    }

    result<std::optional<order>> look_up(const order_reference& which)
    {
        return dialect().decode_look_up(which, fetch(dialect().look_up(which)));
    }

    void quote(fixed bid, fixed ask, fixed quantity = one)
    {
        accounts.on_best("BTCUSDT", bid * one, quantity, ask * one, quantity, now);
    }

    [[nodiscard]] const account_dialect& dialect() const { return *exchange->account(); }

    static constexpr std::string_view host = "https://api.binance.com";

    sim::exchange_config config = two_symbols();
    sim::broker accounts{config};
    sim::listen_keys keys{};
    const sim::private_dialect& language = sim::binance_spot_private_dialect();
    std::shared_ptr<const adapter> exchange = adapter_of(config.account.api_key, config.account.secret);
    wall_time now = config.wall_zero + 1h;
    std::optional<wall_time> signing_time{};
    sim::private_client line = opened();
    sim::private_reaction last{};
    std::uint64_t requests = 0;
    unsigned pages = 0;
    slab memory{};
    std::vector<std::unique_ptr<std::string>> kept{};

private:
    sim::private_client opened()
    {
        sim::private_client fresh;
        fresh.target = exchange->endpoint({}).substr(std::string_view("wss://ws-api.binance.com:443").size());
        BOOST_TEST_REQUIRE(language.serves(fresh.target));
        language.open(fresh, office());
        return fresh;
    }
};

new_order bid(const std::string& client_id, const std::string& price, const std::string& quantity)
{
    return {.symbol = "BTCUSDT",
            .client_id = client_id,
            .side = side::buy,
            .price = decimal::parse(price).value(),
            .quantity = decimal::parse(quantity).value()};
}

new_order market_order(const std::string& client_id, side way, const std::string& quantity)
{
    return {.symbol = "BTCUSDT",
            .client_id = client_id,
            .side = way,
            .type = order_type::market,
            .quantity = decimal::parse(quantity).value()};
}

account_options without_positions()
{
    return {.parts = {.orders = true, .fills = true, .balances = true, .positions = false}};
}

/// An account that is verified, as of now.
account opened_at(counter& there)
{
    account mine({}, without_positions());
    static_cast<void>(mine.reconcile(there.reconciled(there.now), {.epoch = 1}));
    mine.open(1, {});
    BOOST_TEST_REQUIRE(mine.verified(), mine.reason().message());
    there.now += 1s;
    return mine;
}

std::vector<std::string> keys_of(const std::vector<fill>& fills)
{
    std::set<std::string> keys;
    for (const fill& f : fills)
        keys.insert(f.symbol + " " + f.key);
    return {keys.begin(), keys.end()};
}

/// The fills that there really were.
std::vector<std::string> true_keys(const counter& there, wall_time since, std::string_view symbol = "BTCUSDT")
{
    std::vector<fill> fills = there.accounts.truth(there.now).fills;
    std::erase_if(fills, [&](const fill& f) { return f.at < since || f.symbol != symbol; });
    return keys_of(fills);
}

/// Bought and sold in turn, one fill each, from now on.
void fill_some(counter& there, int times, duration apart)
{
    there.quote(100, 101, 1000 * one);
    for (int i = 0; i != times; ++i) {
        const bool buys = i % 2 == 0;
        static_cast<void>(there.accounts.place(
            {.symbol = "BTCUSDT", .buy = buys, .market = true, .quantity = one / 100}, there.now));
        there.now += apart;
    }
}

} // namespace

BOOST_AUTO_TEST_SUITE(sim_binance_spot_account_login)

BOOST_AUTO_TEST_CASE(the_owner_is_let_in_and_subscribed)
{
    counter there;
    BOOST_TEST((there.log_in().what == kind::login));
    BOOST_TEST(there.line.topics == std::vector<std::string>{"userData"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(nobody_else_is)
{
    counter there;
    there.exchange = adapter_of(there.config.account.api_key, "another secret");
    const decoded wrong_signature = there.log_in();
    BOOST_TEST((wrong_signature.what == kind::login_refused));
    BOOST_TEST(wrong_signature.text == "-1022: Signature for this request is not valid.");
    BOOST_TEST(!wrong_signature.again);
    there.exchange = adapter_of("another key", there.config.account.secret);
    BOOST_TEST(there.log_in().text == "-2015: Invalid API-key, IP, or permissions for action.");
    BOOST_TEST(!there.line.ours);
}

BOOST_AUTO_TEST_CASE(a_clock_that_is_wrong_is_to_blame_for_itself)
{
    for (const duration off : {-6s, 1s}) {
        counter there;
        const std::string text = there.dialect().login(1, there.now + off);
        const decoded said = there.send(text).at(0);
        BOOST_TEST((said.what == kind::login_refused));
        BOOST_TEST(said.answer->code == -1021);
        BOOST_TEST(said.again);
    }
    counter there;
    BOOST_TEST((there.send(there.dialect().login(1, there.now - 5s)).at(0).what == kind::login));
}

BOOST_AUTO_TEST_CASE(a_login_that_expires_says_so_and_nothing_more)
{
    counter there;
    static_cast<void>(there.log_in());
    const auto said = there.understand({there.language.expire(there.line, there.office())});
    BOOST_TEST((said.at(0).what == kind::login_expired));
    static_cast<void>(there.request(bid("mine-1", "100", "1")));
    BOOST_TEST(there.news().empty());
}

BOOST_AUTO_TEST_CASE(nothing_is_told_before_the_login)
{
    counter there;
    static_cast<void>(there.request(bid("mine-1", "100", "1")));
    BOOST_TEST(there.news().empty());
}

BOOST_AUTO_TEST_CASE(what_is_no_request_is_refused)
{
    counter there;
    BOOST_TEST((there.send("hello").at(0).what == kind::reject));
    BOOST_TEST((there.send(R"({"id":"7","method":"bake"})").at(0).answer->code == -1020));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(sim_binance_spot_account_orders)

BOOST_AUTO_TEST_CASE(an_order_is_taken_and_told)
{
    counter there;
    static_cast<void>(there.log_in());
    account mine = opened_at(there);
    const decoded answer = there.request(bid("mine-1", "100", "1"));
    BOOST_TEST((answer.answer->verdict == order_answer::acknowledged));
    BOOST_TEST(answer.answer->order_id == "1");
    BOOST_TEST(there.last.executed);
    there.follow(mine);
    const auto open = mine.open_orders().value();
    BOOST_TEST_REQUIRE(open.size() == 1U);
    BOOST_TEST(open.front().client_id == "mine-1");
    BOOST_TEST((mine.balance_of("USDT").value().locked == "100.05"_dec));
}

BOOST_AUTO_TEST_CASE(what_the_stream_tells_is_what_rest_says_and_what_is)
{
    counter there;
    static_cast<void>(there.log_in());
    account mine = opened_at(there);
    there.quote(100, 101, one / 2);
    static_cast<void>(there.request(bid("filled-in-two", "100", "1")));
    static_cast<void>(there.request(bid("rests", "90", "1")));
    static_cast<void>(there.request(market_order("sold", side::sell, "0.25")));
    there.now += 1s;
    there.quote(99, 100, one / 2);
    there.now += 1s;
    there.quote(98, 99, one);
    static_cast<void>(there.request(order_cancel{.symbol = "BTCUSDT", .client_id = "rests"}));
    static_cast<void>(there.request(bid("stays", "80", "2")));
    there.follow(mine);
    const wall_time opening = there.config.wall_zero + 1h;
    const auto found = mine.reconcile(there.reconciled(opening), {.epoch = 1});
    BOOST_TEST(found.empty(), (found.empty() ? "" : to_string(found.front())));
    const account_state truth = there.accounts.truth(there.now);
    BOOST_TEST(mine.open_orders().value().size() == 1U);
    BOOST_TEST(mine.open_orders().value().front().id == truth.open_orders.front().id);
    BOOST_TEST(keys_of(mine.fills_since(opening).value()).size() == 3U);
    for (const balance& real : truth.balances)
        BOOST_TEST(mine.balance_of(real.asset).value().total == real.total, real.asset);
}

BOOST_AUTO_TEST_CASE(what_the_stream_did_not_tell_is_found)
{
    counter there;
    account mine = opened_at(there);
    there.quote(100, 101, one);
    static_cast<void>(there.request(bid("taken", "101", "1")));
    static_cast<void>(there.request(bid("rests", "90", "1")));
    BOOST_TEST(there.news().empty()); // Nobody is logged in.
    mine.close(errc::disconnected, 1, {});
    const auto found = mine.reconcile(there.reconciled(there.now - 1h), {.epoch = 2});
    const auto count = [&]<class Finding>(std::type_identity<Finding>) {
        return std::ranges::count_if(found,
                                     [](const finding& f) { return std::holds_alternative<Finding>(f); });
    };
    BOOST_TEST(count(std::type_identity<missed_fill>()) == 1);
    BOOST_TEST(count(std::type_identity<unknown_order>()) == 1);
    BOOST_TEST(count(std::type_identity<drifted_balance>()) == 2);
}

BOOST_AUTO_TEST_CASE(a_post_only_order_rests_or_is_refused)
{
    counter there;
    static_cast<void>(there.log_in());
    there.quote(100, 101);
    new_order order = bid("maker", "100", "1");
    order.lasts = time_in_force::post_only;
    BOOST_TEST((there.request(order).answer->verdict == order_answer::acknowledged));
    const auto told = there.news();
    const auto report =
        std::get<order_report>(std::get<std::span<const account_change>>(told.at(0).content)[0]);
    BOOST_TEST((report.type == order_type::limit));
    BOOST_TEST((report.lasts == time_in_force::post_only));
    order.client_id = "taker";
    order.price = "101"_dec;
    BOOST_TEST(there.request(order).text == "-2010: Order would immediately match and take.");
}

BOOST_AUTO_TEST_CASE(a_cancelled_order_is_told_under_its_own_client_id)
{
    counter there;
    static_cast<void>(there.log_in());
    static_cast<void>(there.request(bid("mine-1", "100", "1")));
    static_cast<void>(there.news());
    const decoded answer =
        there.request(order_cancel{.symbol = "BTCUSDT", .client_id = "mine-1", .order_id = "1"});
    BOOST_TEST((answer.answer->verdict == order_answer::acknowledged));
    BOOST_TEST(answer.answer->order_id == "1");
    const auto told = there.news();
    const auto report =
        std::get<order_report>(std::get<std::span<const account_change>>(told.at(0).content)[0]);
    BOOST_TEST((report.state == order_state::cancelled));
    BOOST_TEST(report.client_id == "mine-1");
}

BOOST_AUTO_TEST_CASE(refusals_have_the_exchanges_codes)
{
    counter there;
    there.quote(100, 101);
    static_cast<void>(there.request(bid("mine-1", "100", "1")));
    BOOST_TEST(there.request(bid("mine-1", "100", "1")).text == "-2010: Duplicate order sent.");
    BOOST_TEST(there.request(bid("rich", "100", "1000000")).text ==
               "-2010: Account has insufficient balance for requested action.");
    BOOST_TEST(!there.last.executed);
    new_order elsewhere = bid("elsewhere", "100", "1");
    elsewhere.symbol = "DOGEUSDT";
    BOOST_TEST(there.request(elsewhere).text == "-1121: Invalid symbol.");
    BOOST_TEST(there.request(order_cancel{.symbol = "BTCUSDT", .client_id = "none"}).text ==
               "-2011: Unknown order sent.");
    static_cast<void>(there.request(order_cancel{.symbol = "BTCUSDT", .client_id = "mine-1"}));
    BOOST_TEST(there.request(order_cancel{.symbol = "BTCUSDT", .client_id = "mine-1"}).text ==
               "-2011: Unknown order sent.");
}

BOOST_AUTO_TEST_CASE(an_order_with_a_wrong_signature_is_not_executed)
{
    counter there;
    there.exchange = adapter_of(there.config.account.api_key, "another secret");
    BOOST_TEST(there.request(bid("mine-1", "100", "1")).answer->code == -1022);
    BOOST_TEST(there.accounts.arrivals().empty());
}

BOOST_AUTO_TEST_CASE(an_order_that_was_changed_on_its_way_is_not_executed)
{
    counter there;
    std::string text = there.dialect().write(1, bid("mine-1", "100", "1"), there.now).value();
    text.replace(text.find(R"("quantity":"1")"), 14, R"("quantity":"9")");
    BOOST_TEST(there.send(text).at(0).answer->code == -1022);
}

BOOST_AUTO_TEST_CASE(the_exchange_can_do_it_and_say_that_it_does_not_know)
{
    counter there;
    static_cast<void>(there.request(bid("mine-1", "100", "1")));
    const auto said = there.understand({there.last.doubt});
    BOOST_TEST((said.at(0).what == kind::answer));
    BOOST_TEST((said.at(0).answer->verdict == order_answer::in_doubt));
}

BOOST_AUTO_TEST_CASE(a_look_up_finds_open_orders_and_ended_ones)
{
    counter there;
    const order_reference which{.symbol = "BTCUSDT", .client_id = "mine-1"};
    BOOST_TEST(!there.look_up(which).value().has_value());
    static_cast<void>(there.request(bid("mine-1", "100", "1")));
    BOOST_TEST((there.look_up(which).value()->state == order_state::open));
    BOOST_TEST((there.look_up({.symbol = "BTCUSDT", .order_id = "1"}).value()->client_id == "mine-1"));
    static_cast<void>(there.request(order_cancel{.symbol = "BTCUSDT", .client_id = "mine-1"}));
    BOOST_TEST((there.look_up(which).value()->state == order_state::cancelled));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(sim_binance_spot_account_rest)

BOOST_AUTO_TEST_CASE(questions_of_others_are_refused)
{
    counter there;
    const http_request question = there.dialect().ask({.part = {.orders = true}});
    there.signing_time = there.now - 6s;
    BOOST_TEST((there.dialect().decode({}, there.fetch(question)).error().code == errc::login_expired));
    there.signing_time.reset();
    there.exchange = adapter_of(there.config.account.api_key, "another secret");
    BOOST_TEST(there.dialect().decode({}, there.fetch(question)).error().text ==
               "-1022: Signature for this request is not valid.");
    there.exchange = adapter_of("another key", there.config.account.secret);
    BOOST_TEST((there.dialect().decode({}, there.fetch(question)).error().code == errc::unauthorized));
}

BOOST_AUTO_TEST_CASE(what_is_not_about_accounts_is_somebody_elses)
{
    counter there;
    BOOST_TEST(!there.language.request({.target = "/api/v3/time"}, there.office()).has_value());
    BOOST_TEST(!there.language.request({.verb = http_verb::post, .target = "/api/v3/account"}, there.office())
                    .has_value());
}

BOOST_AUTO_TEST_CASE(trades_have_the_rules_of_the_documents)
{
    counter there;
    const auto code = [&](const std::string& query) {
        http_request question{.url = std::string(counter::host) + "/api/v3/myTrades?" + query,
                              .weight = query.find("orderId") == std::string::npos ? 20U : 5U,
                              .auth = request_auth::signature};
        const std::string body = there.fetch(question).body;
        return body.substr(0, body.find(','));
    };
    BOOST_TEST(code("limit=5") == R"({"code":-1102)");
    BOOST_TEST(code("symbol=DOGEUSDT") == R"({"code":-1121)");
    BOOST_TEST(code("symbol=BTCUSDT&fromId=1&startTime=1700000000000") == R"({"code":-1128)");
    BOOST_TEST(code("symbol=BTCUSDT&startTime=1700000000000&endTime=1700086400001") == R"({"code":-1127)");
    BOOST_TEST(code("symbol=BTCUSDT&startTime=1700000000000&endTime=1700086400000") == "[]");
    BOOST_TEST(code("symbol=BTCUSDT&orderId=1") == "[]");
}

BOOST_AUTO_TEST_CASE(a_few_fills_are_one_page)
{
    counter there;
    fill_some(there, 999, 1s);
    const account_state found = there.reconciled(there.config.wall_zero);
    BOOST_TEST(keys_of(found.fills) == true_keys(there, there.config.wall_zero),
               boost::test_tools::per_element());
    BOOST_TEST(there.pages == 3U);
}

BOOST_AUTO_TEST_CASE(more_fills_than_a_page_are_one_page_if_those_that_matter_are)
{
    counter there;
    fill_some(there, 2500, 1s);
    const wall_time since = there.now - 500s;
    const account_state found = there.reconciled(since);
    BOOST_TEST(keys_of(found.fills) == true_keys(there, since), boost::test_tools::per_element());
    BOOST_TEST(there.pages == 3U);
}

BOOST_AUTO_TEST_CASE(no_fill_is_missed_where_they_take_many_pages)
{
    counter there;
    const wall_time since = there.now - 30min;
    fill_some(there, 4321, 1s);
    const account_state found = there.reconciled(since);
    BOOST_TEST(keys_of(found.fills) == true_keys(there, since), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(no_fill_is_missed_where_they_happen_at_once)
{
    counter there;
    const wall_time since = there.now;
    fill_some(there, 2500, 0s);
    const account_state found = there.reconciled(since);
    BOOST_TEST(keys_of(found.fills) == true_keys(there, since), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(no_fill_is_missed_after_days_without_any)
{
    counter there;
    const wall_time since = there.now;
    there.now += 60h;
    fill_some(there, 700, 1s);
    there.now += 100h;
    fill_some(there, 1500, 1s);
    const account_state found = there.reconciled(since);
    BOOST_TEST(keys_of(found.fills) == true_keys(there, since), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(all_fills_since_the_beginning_take_no_search)
{
    counter there;
    fill_some(there, 2500, 1s);
    const account_state found = there.reconciled({});
    BOOST_TEST(found.fills.size() >= 2500U);
    BOOST_TEST(keys_of(found.fills).size() == 2500U);
    BOOST_TEST(there.pages == 5U);
}

BOOST_AUTO_TEST_CASE(each_symbol_has_its_own_fills)
{
    counter there;
    const wall_time since = there.now;
    fill_some(there, 1200, 1s);
    there.accounts.on_best("ETHUSDT", 10 * one, one, 11 * one, one, there.now);
    static_cast<void>(
        there.accounts.place({.symbol = "ETHUSDT", .market = true, .quantity = one}, there.now));
    const account_state found = there.reconciled(since, {"ETHUSDT"});
    BOOST_TEST(keys_of(found.fills) == true_keys(there, since, "ETHUSDT"), boost::test_tools::per_element());
    BOOST_TEST(found.fills.size() == 1U);
}

BOOST_AUTO_TEST_CASE(no_fill_is_missed_whenever_they_happened)
{
    for (std::uint64_t seed = 1; seed != 9; ++seed) {
        counter there;
        splitmix64 random(seed);
        for (int bursts = 0; bursts != 8; ++bursts) {
            there.now += std::chrono::milliseconds(random.below(200'000'000));
            fill_some(there, static_cast<int>(random.below(600)),
                      std::chrono::milliseconds(random.below(40)));
        }
        const wall_time since = there.config.wall_zero + std::chrono::seconds(random.below(800'000));
        const account_state found = there.reconciled(since);
        BOOST_TEST_INFO("seed " << seed);
        BOOST_TEST(keys_of(found.fills) == true_keys(there, since), boost::test_tools::per_element());
    }
}

BOOST_AUTO_TEST_SUITE_END()
