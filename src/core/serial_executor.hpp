// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_CORE_SERIAL_EXECUTOR_HPP
#define HOLDFAST_SRC_CORE_SERIAL_EXECUTOR_HPP

#include <holdfast/task.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <string>

namespace holdfast {

/// Why handlers on this executor may run at the same time, as far as its type tells; empty if it does not.
[[nodiscard]] std::string why_not_serial(const asio::any_io_executor& executor);

/// Finds out whether several threads run the executor's `io_context`, which no type tells: two handlers that
/// look out for each other. Done once for each context, and never in simulated time, where one thread runs
/// everything.
///
/// Completes in a fraction of a millisecond. Errors: throws `error` (misused).
[[nodiscard]] task<> must_be_serial(asio::any_io_executor executor);

} // namespace holdfast

#endif
