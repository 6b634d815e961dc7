#include "follower.hpp"
#include "performances.hpp"
#include "survey.hpp"

#include <holdfast/exchange/binance.hpp>
#include <holdfast/sim/exchange.hpp>
#include <holdfast/sim/server.hpp>
#include <holdfast/time.hpp>

#include <algorithm>
#include <iostream>

namespace hf = holdfast;
namespace sim = holdfast::sim;
namespace spot = holdfast::binance::spot;
using namespace std::chrono_literals;

namespace demo {

namespace {

// Everything happens faster than at a real exchange, so that there is something to see in seconds.

/// What is performed, and for how long.
struct programme {
    std::vector<std::string> symbols{};
    hf::duration silence = 1s;    ///< How long a healthy book may say nothing.
    hf::duration trouble{};       ///< How long things are broken.
    hf::duration at_most = 60s;   ///< How long they may take to heal.
    unsigned snapshot_levels = 0; ///< As many as there are.

    /// How long everything must stay verified at the end: longer than the slowest fault takes to be noticed.
    [[nodiscard]] hf::duration calm() const { return 4 * silence; }
};

std::vector<std::string> invented_symbols(unsigned count)
{
    std::vector<std::string> symbols{"BTCUSDT", "ETHUSDT", "SOLUSDT", "BNBUSDT", "XRPUSDT"};
    symbols.resize(std::min<std::size_t>(symbols.size(), count));
    while (symbols.size() < count)
        symbols.push_back("COIN" + std::to_string(symbols.size()) + "USDT");
    return symbols;
}

programme with_own_market(const options& chosen)
{
    programme p;
    p.symbols = invented_symbols(chosen.symbols.value_or(3));
    p.trouble = chosen.seconds.value_or(20s);
    p.snapshot_levels = 100;
    return p;
}

programme with_tape(const options& chosen)
{
    const auto sped = [&](hf::duration d) {
        return hf::duration(static_cast<hf::duration::rep>(static_cast<double>(d.count()) / chosen.speed));
    };
    const survey found = survey_tape(chosen.tape);
    programme p;
    p.symbols = found.symbols;
    if (chosen.symbols)
        p.symbols.resize(std::min<std::size_t>(p.symbols.size(), *chosen.symbols));
    p.silence = std::max<hf::duration>(p.silence, 2 * sped(found.silence));
    p.trouble = sped(found.length);
    if (chosen.seconds)
        p.trouble = std::min<hf::duration>(p.trouble, *chosen.seconds);
    p.snapshot_levels = 1000;
    return p;
}

/// The last part of the time is for healing.
programme planned(const options& chosen)
{
    programme p = chosen.tape.empty() ? with_own_market(chosen) : with_tape(chosen);
    const hf::duration whole = p.trouble;
    p.trouble = std::max(whole - p.calm() - 1s, whole / 2);
    if (!chosen.tape.empty())
        p.at_most = whole - p.trouble; // what was not healed when the tape ends never is
    return p;
}

sim::exchange_config exchange_for(const options& chosen, const programme& plan, hf::runtime& clock)
{
    sim::exchange_config c;
    c.symbols = plan.symbols;
    c.seed = chosen.seed;
    c.levels = 60;
    c.rules.ping_interval = 1s;
    c.rules.pong_timeout = 2s;
    c.wall_zero = clock.wall_now() - clock.now().time_since_epoch();
    c.faults.seed = chosen.seed;
    c.faults.faults = chosen.faults;
    c.faults.every = 400ms;
    c.faults.quiet_after = plan.trouble;
    c.faults.mute_for = 3s;
    c.faults.slow_for = 1s;
    return c;
}

hf::session_config impatient(const sim::server& server, const programme& plan)
{
    hf::session_config c;
    c.connection.tls.extra_ca = server.authority();
    c.connection.timeouts = {.resolve = 1s, .connect = 1s, .tls = 1s, .upgrade = 1s, .request = 1s};
    c.retry = {.initial = 50ms, .ceiling = 500ms, .stable_after = 1s};
    c.recovery.retry = {.initial = 50ms, .ceiling = 500ms, .stable_after = 1s};
    c.heartbeat = {.ping_after = 300ms, .dead_after = 1s, .data_timeout = 2 * plan.silence};
    c.recovery.quiet_confirm = 500ms;
    c.rate_limit_pause = 1s;
    return c;
}

spot::options dialect_of(const sim::server& server, const programme& plan)
{
    spot::options o;
    o.where = {server.ws_url(), server.rest_url()};
    o.snapshot_levels = plan.snapshot_levels;
    o.depth_cadence = plan.silence;
    o.first_data = 2 * plan.silence;
    return o;
}

hf::task<> run_programme(follower& followed, story& told, programme plan)
{
    co_await hf::sleep_for(plan.trouble);
    told.catch_up();
    told.say("calm", "nothing is broken any more; everything must heal");
    co_await followed.until_calm(plan.calm(), plan.at_most);
}

/// The figures are taken while everybody still stands.
hf::task<> direct(follower& followed, story& told, programme plan)
{
    co_await hf::race(run_programme(followed, told, std::move(plan)), hf::until_signal());
    followed.conclude();
}

} // namespace

hf::task<> perform_simulated(options chosen, tally& counts)
{
    const auto executor = co_await hf::asio::this_coro::executor;
    hf::runtime& clock = hf::runtime::of(executor);
    const programme plan = planned(chosen);

    sim::exchange venue(exchange_for(chosen, plan, clock));
    if (!chosen.tape.empty())
        venue.add_tape({.file = chosen.tape, .speed = chosen.speed});
    sim::server_config secure;
    secure.tls = true;
    sim::server server(executor, venue, secure);

    const auto told = std::make_shared<story>(std::cout, clock, counts, &venue.faults());
    follower followed(executor, spot::make_adapter(dialect_of(server, plan)), impatient(server, plan), told,
                      counts);
    for (const std::string& symbol : plan.symbols)
        followed.follow(symbol, &venue);
    told->say("follows", std::to_string(plan.symbols.size()) + " books at " + server.ws_url());

    co_await hf::race(server.run(), followed.run(), direct(followed, *told, plan));
}

} // namespace demo
