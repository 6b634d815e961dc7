// SPDX-License-Identifier: BSL-1.0
#include <holdfast/low_latency.hpp>

#include <boost/asio/io_context.hpp>

namespace holdfast {

namespace {

/// Leaves the core's other thread, if it has one, the time between two looks.
void pause() noexcept
{
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    asm volatile("yield");
#endif
}

} // namespace

std::size_t run_busy(asio::io_context& context)
{
    std::size_t handlers = 0;
    while (!context.stopped()) {
        const std::size_t found = context.poll();
        handlers += found;
        if (found == 0)
            pause();
    }
    return handlers;
}

} // namespace holdfast
