// SPDX-License-Identifier: BSL-1.0
#include "stage.hpp"

#include "demo/exchanges.hpp"
#include "demo/hurry.hpp"

#include <holdfast/account/finding.hpp>
#include <holdfast/beast_network.hpp>
#include <holdfast/time.hpp>

#include <utility>
#include <vector>

namespace hf = holdfast;
namespace sim = holdfast::sim;
using namespace std::chrono_literals;
using namespace hf::literals;

namespace maker {

namespace {

constexpr hf::duration silence = 1s; ///< How long a healthy book may say nothing.

constexpr quoting_rules rules{.size = "0.00200"_dec, .bound = "0.00600"_dec, .tick = "0.01"_dec};

sim::exchange_config exchange_for(const options& chosen, hf::duration trouble, const std::string& symbol,
                                  const sim::account_config& owner, hf::runtime& clock)
{
    sim::exchange_config c = demo::hurried(chosen.exchange, chosen.seed, clock);
    c.symbols = {symbol};
    c.account = owner;
    c.account.oddities = true;
    c.faults.faults = chosen.faults;
    // The maker has to leave through its market, which must not expire, run empty or be shut for good
    // meanwhile.
    for (const sim::fault what : sim::edge_faults)
        c.faults.faults.erase(what);
    c.faults.every = 1s;
    c.faults.quiet_after = trouble;
    return c;
}

sim::server_config secure()
{
    sim::server_config c;
    c.tls = true;
    return c;
}

demo::manner manner_of(const sim::server& server)
{
    demo::manner m;
    m.ws = server.ws_url();
    m.rest = server.rest_url();
    m.silence = silence;
    m.audit_every = 1s;
    return m;
}

std::shared_ptr<hf::network> network_for(const hf::asio::any_io_executor& executor, const sim::server& server,
                                         const backstage& behind)
{
    const hf::session_config c = demo::impatient(server, silence);
    std::shared_ptr<hf::network> net = hf::make_beast_network(executor, c.connection);
    return behind.tap ? behind.tap(std::move(net)) : net;
}

hf::session_config market_config(const sim::server& server, story& told, const backstage& behind)
{
    hf::session_config c = demo::impatient(server, silence);
    c.watch = behind.log ? hf::log_to(*behind.log) : told.about("the book's line");
    return c;
}

/// Accounts may be silent for as long as nothing happens to them.
hf::session_config account_config(const sim::server& server, story& told, std::string_view name,
                                  const backstage& behind)
{
    hf::session_config c = demo::impatient(server, silence);
    c.heartbeat.data_timeout = 0s;
    c.login.timeout = 1s;
    c.watch = behind.log ? hf::log_to(*behind.log) : told.about(name);
    return c;
}

/// Null where orders go the same way as what is told about them.
std::unique_ptr<hf::session> trading_session(const hf::asio::any_io_executor& executor, const membership& at,
                                             const std::shared_ptr<hf::network>& net,
                                             const hf::session_config& config)
{
    auto dialect = trade_adapter(at);
    return dialect ? std::make_unique<hf::session>(executor, std::move(dialect), net, config) : nullptr;
}

hf::account_keeper_config keeping(const std::string& symbol, story& told, std::function<void()> at_change)
{
    hf::account_keeper_config c;
    c.symbols = {symbol};
    c.reconcile_every = 2s;
    c.settle = 200ms;
    c.rest_lag = 200ms;
    c.retry = {.initial = 50ms, .ceiling = 500ms, .stable_after = 1s};
    c.at_finding = [&told](const hf::finding& found) { told.say("found", to_string(found)); };
    c.at_change = std::move(at_change);
    return c;
}

} // namespace

stage::stage(const hf::asio::any_io_executor& executor, const options& chosen, hf::duration trouble,
             const backstage& behind, std::ostream& out, tally& counted)
    : counts(counted), clock(hf::runtime::of(executor)), symbol(demo::spelled(chosen.exchange, "BTC")),
      book_topic(demo::book_of(chosen.exchange, symbol)),
      venue(exchange_for(chosen, trouble, symbol, behind.owner, clock)), server(executor, venue, secure()),
      at{chosen.exchange, server.ws_url(), server.rest_url(), behind.owner},
      net(network_for(executor, server, behind)), told(out, clock, venue.faults()),
      watching(venue, book_topic, clock, told, counts),
      market(executor, demo::adapter_for(chosen.exchange, manner_of(server)), net,
             market_config(server, told, behind)),
      account(executor, account_adapter(at), net, account_config(server, told, "the account's line", behind)),
      trading(trading_session(executor, at, net, account_config(server, told, "the line of orders", behind))),
      depth(market.subscribe(book_topic)), book(depth.doubts(), demo::books_of(chosen.exchange)),
      keeper(account, keeping(symbol, told, [this] { account_changed(); })), gate(executor),
      book_is_right(gate.require("book")), account_is_right(gate.require("account")),
      strategy({at, symbol, trading ? *trading : account, keeper, book, gate, watching, told, counts}, rules,
               clock.random())
{
}

hf::task<> stage::run()
{
    std::vector<hf::task<>> all;
    all.push_back(server.run());
    all.push_back(market.run());
    all.push_back(account.run());
    if (trading)
        all.push_back(trading->run());
    all.push_back(keeper.run());
    all.push_back(keep_book());
    all.push_back(watching.look_at(gate));
    all.push_back(keep_telling());
    co_await hf::race(std::move(all));
}

/// The gate looks after each event: what shuts and opens within one batch must not pass unseen.
hf::task<> stage::keep_book()
{
    while (auto batch = co_await depth.receive())
        for (const hf::event& next : *batch) {
            book.apply(next);
            book_is_right.follow(book);
        }
}

hf::task<> stage::keep_telling()
{
    for (;;) {
        co_await hf::sleep_for(50ms);
        told.catch_up();
    }
}

void stage::account_changed()
{
    account_is_right.follow(keeper.mine());
    watching.at_change(keeper.mine(), keeper.stats().reconciliations);
}

void stage::conclude()
{
    counts.exchange = at.where;
    counts.seed = venue.config().seed;
    watching.conclude(keeper.mine(), strategy.flat());
    counts.fills = keeper.mine().fills_counted();
    counts.reconciliations = keeper.stats().reconciliations;
    counts.findings = keeper.stats().findings;
    counts.distrusts = keeper.stats().distrusts;
    told.end();
}

} // namespace maker
