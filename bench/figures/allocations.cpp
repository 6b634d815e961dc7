// SPDX-License-Identifier: BSL-1.0
// How often a session allocates for a message when it has been running for a while: quotes and changes of a
// book, a hundred at a time and one at a time, taken by a coroutine of the user's. The server is a process of
// its own.

#include "support/figure.hpp"
#include "support/rig_server.hpp"

#include <holdfast/exchange/binance.hpp>
#include <holdfast/session.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/this_coro.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <new>

// ---- the count ----------------------------------------------------------------------------------------
// Everything goes through malloc: new, OpenSSL, the C library itself. Only glibc lets a program stand before
// its own.

namespace {
std::uint64_t allocated = 0;
} // namespace

#if defined(__GLIBC__)
extern "C" {
void* __libc_malloc(std::size_t);
void* __libc_calloc(std::size_t, std::size_t);
void* __libc_realloc(void*, std::size_t);
void* __libc_memalign(std::size_t, std::size_t);

void* malloc(std::size_t size)
{
    ++allocated;
    return __libc_malloc(size);
}
void* calloc(std::size_t count, std::size_t size)
{
    ++allocated;
    return __libc_calloc(count, size);
}
void* realloc(void* old, std::size_t size)
{
    ++allocated;
    return __libc_realloc(old, size);
}
void* aligned_alloc(std::size_t alignment, std::size_t size)
{
    ++allocated;
    return __libc_memalign(alignment, size);
}
int posix_memalign(void** made, std::size_t alignment, std::size_t size)
{
    ++allocated;
    *made = __libc_memalign(alignment, size);
    return *made == nullptr ? 12 : 0; // ENOMEM
}
}
#else
void* operator new(std::size_t size)
{
    ++allocated;
    if (void* made = std::malloc(size))
        return made;
    throw std::bad_alloc();
}
void operator delete(void* made) noexcept
{
    std::free(made);
}
void operator delete(void* made, std::size_t) noexcept
{
    std::free(made);
}
#endif

namespace {

namespace hf = holdfast;
namespace spot = holdfast::binance::spot;

struct tally {
    std::uint64_t messages = 0;
    std::uint64_t batches = 0;
    std::uint64_t allocations = 0;
};

/// What there was when the session had settled down, and what there is at the end.
hf::task<> take(hf::stream events, const hf::session& feed, std::uint64_t count, tally& spent)
{
    const auto state = [&feed] { return tally{feed.stats().messages, feed.stats().batches, allocated}; };
    const std::uint64_t settled = count / 10;
    std::uint64_t seen = 0;
    tally before;
    while (seen < count) {
        const auto batch = co_await events.receive();
        if (!batch)
            co_return;
        for (const hf::event& e : *batch)
            seen += std::holds_alternative<hf::data>(e) ? 1 : 0;
        if (before.messages == 0 && seen >= settled)
            before = state();
    }
    const tally after = state();
    spent = {after.messages - before.messages, after.batches - before.batches,
             after.allocations - before.allocations};
}

hf::task<> follow(spot::endpoints where, std::string url, hf::topic on, std::uint64_t count, tally& spent)
{
    hf::session_config config;
    config.url = std::move(url);
    hf::session feed(co_await hf::asio::this_coro::executor, spot::make_adapter(std::move(where)), config);
    co_await hf::race(feed.run(), take(feed.subscribe(on), feed, count, spent));
}

void measure(const figure::rig_server& server, const std::string& name, const hf::topic& on,
             const std::string& query, std::uint64_t count)
{
    hf::asio::io_context io{1};
    tally spent;
    const std::string url = server.url(query + "&count=" + std::to_string(count));
    hf::asio::co_spawn(io, follow({url, server.rest()}, url, on, count, spent), hf::rethrow);
    io.run();
    const auto share = [](std::uint64_t of, std::uint64_t whole) {
        return static_cast<double>(of) / static_cast<double>(whole);
    };
    std::fprintf(stderr, "%s: %.1f messages a wake-up, %.3f allocations a message, %.2f a wake-up\n",
                 name.c_str(), share(spent.messages, spent.batches), share(spent.allocations, spent.messages),
                 share(spent.allocations, spent.batches));
    figure::print("allocations_per_message_" + name, share(spent.allocations, spent.messages), 0);
}

} // namespace

int main()
{
    const figure::rig_server server;
    const hf::topic quotes = spot::book_ticker("BTCUSDT");
    const hf::topic book = spot::depth("BTCUSDT");
    measure(server, "burst", quotes, "payload=s&mode=burst", 100'000);
    measure(server, "single", quotes, "payload=s&mode=pace", 100'000);
    measure(server, "depth_burst", book, "payload=m&mode=burst&start=rest", 20'000);
    measure(server, "depth_single", book, "payload=m&mode=pace&start=rest", 20'000);
}
