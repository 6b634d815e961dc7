// SPDX-License-Identifier: BSL-1.0
// The memory of an idle, verified session over TLS: what 200 more of them add to a process, divided by 200.
// The exchange is a process of its own, and its market stands still; nobody keeps a book.

#include "support/figure.hpp"
#include "support/fleet.hpp"
#include "support/venue.hpp"

#include <holdfast/time.hpp>

#include <fstream>

#if defined(__GLIBC__)
#include <malloc.h>
#endif
#include <unistd.h>

namespace {

namespace hf = holdfast;
namespace spot = holdfast::binance::spot;
using namespace std::chrono_literals;

constexpr std::size_t sessions = 200;

struct footprint {
    double resident_kib = 0;
    double allocated_kib = 0; ///< What is in use of the heap, for comparison.
};

footprint measure()
{
    footprint now;
#if defined(__GLIBC__)
    ::malloc_trim(0);
    const auto heap = ::mallinfo2();
    now.allocated_kib = static_cast<double>(heap.uordblks + heap.hblkhd) / 1024;
#endif
    long pages = 0;
    long resident = 0;
    std::ifstream("/proc/self/statm") >> pages >> resident;
    now.resident_kib = static_cast<double>(resident * ::sysconf(_SC_PAGESIZE)) / 1024;
    return now;
}

hf::task<> grow(figure::fleet& fleet, const hf::session_config& config, footprint& before, footprint& after)
{
    // The first session brings what there is once a process: the authorities, OpenSSL's tables, the
    // allocator's arenas.
    fleet.start(1, config);
    co_await fleet.until_verified();
    before = measure();
    fleet.start(sessions, config);
    co_await fleet.until_verified();
    co_await hf::sleep_for(2s);
    after = measure();
}

} // namespace

int main()
{
    hf::sim::exchange_config market;
    market.burst_every = 1h;
    hf::sim::server_config secure;
    secure.tls = true;
    const figure::venue venue(market, secure);

    hf::asio::io_context io{1};
    spot::options dialect;
    dialect.where = venue.where();
    dialect.snapshot_levels = 100; // so that all snapshots fit into a minute's budget
    dialect.depth_cadence = {};
    hf::session_config config;
    config.connection.tls.extra_ca = venue.authority();
    figure::fleet fleet(io.get_executor(), spot::make_adapter(dialect), spot::depth("BTCUSDT"));

    footprint before;
    footprint after;
    hf::asio::co_spawn(io, grow(fleet, config, before, after), [&io](const std::exception_ptr& error) {
        io.stop();
        hf::rethrow(error);
    });
    io.run();

    const auto each = [](double first, double last) { return (last - first) / sessions; };
    std::fprintf(stderr,
                 "an idle session over TLS, verified, no book: %.1f KiB resident, %.1f KiB on the heap (%zu "
                 "sessions)\n",
                 each(before.resident_kib, after.resident_kib),
                 each(before.allocated_kib, after.allocated_kib), sessions);
    figure::print("idle_session_kib", each(before.resident_kib, after.resident_kib), 150);
}
