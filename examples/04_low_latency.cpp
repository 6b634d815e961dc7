// SPDX-License-Identifier: BSL-1.0
// Measures how long messages wait between the kernel and the user's coroutine: first on a thread that sleeps
// while there is nothing to do, then on one that never sleeps. The exchange is simulated, on a core of its
// own, behind real sockets. Never to sleep pays where nobody else wants the core; on a busy machine it is the
// slower way.
#include <holdfast/exchange/binance.hpp>
#include <holdfast/holdfast.hpp>
#include <holdfast/sim/exchange.hpp>
#include <holdfast/sim/server.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <algorithm>
#include <iostream>
#include <thread>
#include <vector>

#ifdef __linux__
#include <pthread.h>
#include <sched.h>
#endif

namespace hf = holdfast;
namespace spot = holdfast::binance::spot;
using namespace std::chrono_literals;
using delays = std::vector<hf::duration>;

/// Keeps this thread on the first or the last of the cores that it may use. In earnest, on one that the
/// system leaves alone (`isolcpus`).
void pin([[maybe_unused]] bool to_last)
{
#ifdef __linux__
    cpu_set_t cores;
    pthread_getaffinity_np(pthread_self(), sizeof cores, &cores);
    int chosen = -1;
    for (int core = 0; core != CPU_SETSIZE; ++core)
        if (CPU_ISSET(core, &cores) && (chosen < 0 || to_last))
            chosen = core;
    CPU_ZERO(&cores);
    CPU_SET(chosen, &cores);
    pthread_setaffinity_np(pthread_self(), sizeof cores, &cores);
#endif
}

/// The exchange in its thread, for as long as the object lives.
class exchange_thread {
public:
    exchange_thread()
    {
        hf::asio::co_spawn(io_, server_.run(), hf::rethrow);
        thread_ = std::thread([this] {
            pin(false);
            io_.run();
        });
    }
    ~exchange_thread()
    {
        hf::asio::post(io_, [this] { server_.stop(); });
        thread_.join();
    }

    [[nodiscard]] spot::endpoints where() const { return {server_.ws_url(), server_.rest_url()}; }

private:
    static hf::sim::exchange_config lively()
    {
        hf::sim::exchange_config market;
        market.burst_every = 2ms;
        return market;
    }

    hf::asio::io_context io_{1};
    hf::sim::exchange venue_{lively()};
    hf::sim::server server_{io_.get_executor(), venue_};
    std::thread thread_{};
};

hf::task<> measure(hf::stream quotes, delays* measured)
{
    const auto executor = co_await hf::asio::this_coro::executor;
    const hf::runtime& clock = hf::runtime::of(executor);
    while (auto batch = co_await quotes.receive()) {
        const hf::wall_time now = clock.wall_now();
        for (const hf::event& ev : *batch)
            if (const auto* said = std::get_if<hf::data>(&ev);
                said && said->kernel_received != hf::wall_time())
                measured->push_back(now - said->kernel_received);
    }
}

hf::task<> follow(spot::endpoints where, delays* measured)
{
    const auto executor = co_await hf::asio::this_coro::executor;
    hf::session_config config;
    config.connection.kernel_timestamps = true;
    hf::session feed(executor, spot::make_adapter(where), config);
    hf::stream quotes = feed.subscribe(spot::book_ticker("BTCUSDT"));
    co_await hf::race(feed.run(), measure(std::move(quotes), measured), hf::sleep_for(2s));
}

delays run_thread(const spot::endpoints& where, bool busy)
{
    delays measured;
    std::thread trading([&] {
        pin(true);
        hf::asio::io_context io(1);
        hf::asio::co_spawn(io, follow(where, &measured), hf::rethrow);
        if (busy)
            hf::run_busy(io); // instead of io.run()
        else
            io.run();
    });
    trading.join();
    return measured;
}

void print(const char* how, delays measured)
{
    std::sort(measured.begin(), measured.end());
    std::cout << how << ": " << measured.size() << " messages";
    for (const unsigned percent : {50u, 90u, 99u})
        if (!measured.empty())
            std::cout << ", p" << percent << ' '
                      << double(measured[measured.size() * percent / 100].count()) / 1000 << " us";
    std::cout << '\n';
}

int main()
{
    const exchange_thread venue;
    const delays asleep = run_thread(venue.where(), false);
    print("asleep", asleep);
    if (std::thread::hardware_concurrency() < 2) {
        std::cout << "busy: not without a second core\n";
        return 0;
    }
    const delays busy = run_thread(venue.where(), true);
    print("busy  ", busy);
    return asleep.empty() || busy.empty() ? 1 : 0;
}
