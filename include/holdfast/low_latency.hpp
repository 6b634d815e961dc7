// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_LOW_LATENCY_HPP
#define HOLDFAST_LOW_LATENCY_HPP

#include <holdfast/task.hpp>

#include <cstddef>

namespace boost::asio {
class io_context;
} // namespace boost::asio

namespace holdfast {

/// What there is for those who count microseconds. All of it is off by default, because it costs.
///
/// - `run_busy` keeps the thread awake, so that no message waits for the operating system to wake it up.
///   Costs a core, at 100 % for as long as it runs. Give it one of its own: pin the thread
///   (`pthread_setaffinity_np`), and keep everything else off that core (`isolcpus`, `taskset`). With fewer
///   cores than busy threads it makes everything slower.
/// - `websocket_options::kernel_timestamps` tells how long a message was on its way from the kernel to you
///   (`stamp::kernel_received`, against `runtime::wall_now`). Costs the reader next to nothing: other system
///   calls, not more; but while one socket asks, the kernel looks at the clock for every packet of the
///   machine.
/// - The kernel can poll the network card, too: `sysctl net.core.busy_poll=50` (socket(7), SO_BUSY_POLL)
///   makes every poll of the context look there. The option on a socket does nothing for one that is waited
///   for in epoll, as all are here; so the library does not offer it.

/// Runs the context like its own `run()`, but asks for work again and again where that would sleep.
///
/// Returns when the context has been stopped or has run out of work, and leaves with the exceptions of
/// handlers; afterwards the context is as after `run()`.
/// @returns the number of handlers that were run
///
/// Thread safety: that of `run()`. Handlers posted by other threads are found within about a microsecond;
/// they need no wake-up. Not for contexts with a `sim::world`, which drives its context itself.
///
/// @code
/// asio::io_context io(1);
/// asio::co_spawn(io, trade(), rethrow);
/// run_busy(io);
/// @endcode
std::size_t run_busy(asio::io_context& context);

} // namespace holdfast

#endif
