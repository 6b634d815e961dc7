// SPDX-License-Identifier: BSL-1.0
// A thousand sessions in one process: the CPU time they take when nothing happens, on real sockets; and how
// long they need after a total outage until all are verified, in virtual time, against the best that the
// exchange's limits allow.

#include "support/figure.hpp"
#include "support/fleet.hpp"
#include "support/venue.hpp"

#include <holdfast/governor.hpp>
#include <holdfast/sim/world.hpp>
#include <holdfast/time.hpp>

#include <deque>
#include <optional>
#include <stdexcept>
#include <string>

#include <sys/resource.h>

namespace {

namespace hf = holdfast;
namespace spot = holdfast::binance::spot;
using namespace std::chrono_literals;

constexpr std::size_t sessions = 1000;

double seconds(hf::duration time)
{
    return std::chrono::duration<double>(time).count();
}

// ---- idle ---------------------------------------------------------------------------------------------

hf::task<> idle(figure::fleet& fleet, double& percent)
{
    constexpr auto round_of_pings = 20s; // the exchange's; ours are due after 15 s of silence
    co_await fleet.until_verified();
    co_await hf::sleep_for(2s);
    const auto from = co_await hf::now();
    const auto used_before = figure::cpu_time();
    co_await hf::sleep_for(round_of_pings);
    const auto used = figure::cpu_time() - used_before;
    percent = 100 * seconds(used) / seconds(co_await hf::now() - from);
}

void measure_idle()
{
    ::rlimit files{};
    ::getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &files);

    hf::sim::exchange_config market;
    market.burst_every = 1h;
    market.rules.attempts = 0;
    market.rules.rest_weight = 0;
    hf::sim::server_config server;
    server.max_connections = 4 * sessions;
    const figure::venue venue(market, server);

    hf::asio::io_context io{1};
    spot::options dialect;
    dialect.where = venue.where();
    dialect.snapshot_levels = 100;
    dialect.depth_cadence = {};
    figure::fleet fleet(io.get_executor(), spot::make_adapter(dialect), spot::depth("BTCUSDT"));
    constexpr std::size_t addresses =
        4; // each with budgets of its own, or this would take a quarter of an hour
    for (std::size_t i = 0; i != addresses; ++i) {
        hf::session_config config;
        config.budgets = std::make_shared<hf::governor>();
        fleet.start(sessions / addresses, config);
    }

    double percent = 0;
    hf::asio::co_spawn(io, idle(fleet, percent), [&io](const std::exception_ptr& error) {
        io.stop();
        hf::rethrow(error);
    });
    io.run();
    std::fprintf(stderr, "%zu idle sessions: %.3f %% of a core\n", sessions, percent);
    figure::print("idle_1000_cpu_percent", percent, 1);
}

// ---- recovery -----------------------------------------------------------------------------------------

/// So much weight in any stretch of a window, used as early as can be.
class ideal_budget {
public:
    ideal_budget(unsigned limit, hf::duration window) : limit_(limit), window_(window) {}

    /// When a cost that may be taken from `earliest` on is taken; callers come in the order of time.
    hf::duration take(hf::duration earliest, unsigned cost)
    {
        hf::duration at = std::max(earliest, last_);
        while (used_ + cost > limit_) {
            at = std::max(at, taken_.front().at + window_);
            used_ -= taken_.front().cost;
            taken_.pop_front();
        }
        taken_.push_back({at, cost});
        used_ += cost;
        return last_ = at;
    }

private:
    struct entry {
        hf::duration at;
        unsigned cost;
    };
    unsigned limit_;
    hf::duration window_;
    std::deque<entry> taken_{};
    unsigned used_ = 0;
    hf::duration last_{};
};

/// The best that the limits allow on a network without delay: everybody connects as soon as an attempt is
/// free, and asks for one snapshot as soon as its weight is free.
hf::duration optimum(const hf::exchange_limits& limits, unsigned snapshot_weight)
{
    ideal_budget attempts(limits.attempts, limits.attempts_window);
    ideal_budget weight(limits.rest_weight, limits.rest_window);
    hf::duration last{};
    for (std::size_t i = 0; i != sessions; ++i)
        last = weight.take(attempts.take({}, 1), snapshot_weight);
    return last;
}

void run_until_verified(hf::sim::world& world, hf::asio::io_context& io, figure::fleet& fleet)
{
    bool done = false;
    hf::asio::co_spawn(io, fleet.until_verified(), [&done](const std::exception_ptr& error) {
        done = true;
        hf::rethrow(error);
    });
    if (!world.run_until([&done] { return done; }, 1h))
        throw std::runtime_error("not everybody is verified after an hour");
}

/// The exchange loses all its connections at once, and its machine refuses new ones for so long.
hf::duration recovery_after(hf::duration down, const hf::address& exchange, hf::asio::io_context& io,
                            figure::fleet& fleet)
{
    auto& world = hf::sim::world::of(io.get_executor());
    const hf::time_point outage = world.now();
    world.set_reach(exchange, hf::sim::reach::refused);
    for (hf::sim::live_link& link : world.links())
        link.cut();
    world.run_for(down);
    world.set_reach(exchange, hf::sim::reach::open);
    (void)world.run_until([&fleet] { return !fleet.verified(); }, 1s); // they notice
    run_until_verified(world, io, fleet);
    return world.now() - outage;
}

void measure_recovery()
{
    hf::asio::io_context io{1};
    auto& world = hf::asio::make_service<hf::sim::world>(io, 1);
    hf::sim::exchange_config market;
    market.burst_every = 4s;
    hf::sim::exchange exchange(market);
    hf::sim::server_config how;
    how.at = {"10.0.0.1", 443};
    how.max_connections = 4 * sessions;
    hf::sim::server server(io.get_executor(), exchange, how);
    hf::asio::co_spawn(io, server.run(), hf::rethrow);

    const auto dialect = spot::make_adapter(spot::endpoints{server.ws_url(), server.rest_url()});
    const hf::exchange_limits limits = dialect->limits();
    const hf::topic topic = spot::depth("BTCUSDT");
    figure::fleet fleet(io.get_executor(), dialect, topic);
    fleet.start(sessions, {});
    run_until_verified(world, io, fleet);

    const hf::duration best = optimum(limits, dialect->snapshot_request(topic).weight);
    const auto measure = [&](const std::string& name, hf::duration down, std::optional<double> target) {
        world.run_for(limits.attempts_window + 10s); // the budgets are whole again
        const hf::duration took = recovery_after(down, how.at, io, fleet);
        std::fprintf(
            stderr,
            "%zu sessions lose an exchange that is away for %.0f s: all verified %.1f s after the loss; the "
            "limits allow %.1f s\n",
            sessions, seconds(down), seconds(took), seconds(down + best));
        figure::print(name, seconds(took) / seconds(down + best), target);
    };
    measure("recovery_1000_vs_budget", 0s, 1.2);
    measure("recovery_1000_down_1min_vs_budget", 1min, std::nullopt);
    if (const auto& seen = exchange.stats(); seen.turned_away + seen.limited != 0)
        std::fprintf(stderr, "the exchange turned away %llu attempts and %llu requests\n",
                     static_cast<unsigned long long>(seen.turned_away),
                     static_cast<unsigned long long>(seen.limited));
    server.stop();
    world.run_for(1s);
}

} // namespace

int main()
{
    measure_idle();
    measure_recovery();
}
