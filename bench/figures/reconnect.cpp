// SPDX-License-Identifier: BSL-1.0
// How long a session over TLS needs from the loss of its line until its book's topic is verified again, the
// pause that it makes on purpose left out. The exchange is a process of its own that cuts the line again and
// again. (The client notices the reset when it arrives; on this machine that is no time at all.)

#include "support/figure.hpp"
#include "support/venue.hpp"

#include <holdfast/observer.hpp>
#include <holdfast/runtime.hpp>
#include <holdfast/session.hpp>

#include <array>
#include <numeric>
#include <optional>
#include <string_view>

namespace {

namespace hf = holdfast;
namespace spot = holdfast::binance::spot;
using namespace std::chrono_literals;

constexpr std::size_t laps_wanted = 60;

enum stage : std::size_t { dial, tls, upgrade, subscribe, rest, splice, stages };
constexpr std::array<std::string_view, stages> stage_names{"dial",      "tls",  "upgrade",
                                                           "subscribe", "rest", "splice"};

/// The times of one recovery, in milliseconds.
using lap = std::array<double, stages>;

std::optional<stage> stage_of(hf::phase p)
{
    switch (p) {
    case hf::phase::resolving:
    case hf::phase::connecting: return dial;
    case hf::phase::securing: return tls;
    case hf::phase::upgrading: return upgrade;
    case hf::phase::subscribing: return subscribe;
    case hf::phase::recovering: return rest;
    default: return std::nullopt;
    }
}

/// Takes the time of every stage between a loss and the next verified state.
class stopwatch final : public hf::observer {
public:
    explicit stopwatch(hf::runtime& clock) : clock_(clock) {}

    void at_phase(const hf::phase_changed& change) override
    {
        if (change.to == hf::phase::backing_off) {
            now_ = {};
        } else if (stage_ != stages) {
            now_[stage_] += since_last();
            if (change.to == hf::phase::verified && change.epoch > 1)
                laps_.push_back(now_);
        }
        last_ = clock_.now();
        stage_ = stage_of(change.to).value_or(stages);
    }

    /// The snapshot is there; what is left is to wait for a message that fits.
    void at_snapshot()
    {
        if (stage_ != rest)
            return;
        now_[rest] += since_last();
        last_ = clock_.now();
        stage_ = splice;
    }

    [[nodiscard]] const std::vector<lap>& laps() const noexcept { return laps_; }

private:
    [[nodiscard]] double since_last() const
    {
        return std::chrono::duration<double, std::milli>(clock_.now() - last_).count();
    }

    hf::runtime& clock_;
    hf::time_point last_{};
    std::size_t stage_ = stages;
    lap now_{};
    std::vector<lap> laps_{};
};

hf::task<> follow(hf::stream events, std::shared_ptr<stopwatch> watch)
{
    while (watch->laps().size() < laps_wanted) {
        const auto batch = co_await events.receive();
        if (!batch)
            break;
        for (const hf::event& e : *batch)
            if (std::holds_alternative<hf::snapshot>(e))
                watch->at_snapshot();
    }
}

hf::task<> take_laps(spot::endpoints where, hf::session_config config, std::shared_ptr<stopwatch> watch)
{
    config.watch = watch;
    config.retry.initial = config.retry.ceiling = 1ms;
    hf::session feed(co_await hf::asio::this_coro::executor, spot::make_adapter(where), config);
    co_await hf::race(feed.run(), follow(feed.subscribe(spot::depth("BTCUSDT")), watch));
}

void report(const std::vector<lap>& laps)
{
    const auto median_of = [&laps](auto measure) {
        std::vector<double> all;
        for (const lap& one : laps)
            all.push_back(measure(one));
        return figure::median(all);
    };
    const auto up_to = [](stage end) {
        return [end](const lap& one) { return std::accumulate(one.begin(), one.begin() + end, 0.0); };
    };
    std::fprintf(
        stderr,
        "from the loss of the line to verified, the pause left out: %.2f ms, of which the snapshot is there "
        "after %.2f ms, and the rest is waiting for the exchange's next message, which it sends every 100 ms "
        "(medians of %zu)\n",
        median_of(up_to(stages)), median_of(up_to(splice)), laps.size());
    figure::print("reconnect_to_verified_ms", median_of(up_to(stages)));
    figure::print("reconnect_to_snapshot_ms", median_of(up_to(splice)));
    for (std::size_t i = 0; i != stages; ++i) {
        const std::string name(stage_names[i]);
        figure::print("reconnect_" + name + "_ms", median_of([i](const lap& one) { return one[i]; }));
    }
}

} // namespace

int main()
{
    hf::sim::exchange_config market;
    market.burst_every = 5ms;
    market.faults.faults = {hf::sim::fault::cut};
    market.faults.every = 300ms;
    hf::sim::server_config secure;
    secure.tls = true;
    const figure::venue venue(market, secure);

    hf::asio::io_context io{1};
    hf::session_config config;
    config.connection.tls.extra_ca = venue.authority();
    const auto watch = std::make_shared<stopwatch>(hf::runtime::of(io.get_executor()));
    hf::asio::co_spawn(io, take_laps(venue.where(), config, watch), hf::rethrow);
    io.run();
    report(watch->laps());
}
