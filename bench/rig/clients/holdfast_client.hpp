// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_BENCH_RIG_CLIENTS_HOLDFAST_CLIENT_HPP
#define HOLDFAST_BENCH_RIG_CLIENTS_HOLDFAST_CLIENT_HPP

#include "client.hpp"

#include <holdfast/adapter.hpp>
#include <holdfast/task.hpp>

#include <memory>

namespace rig {

/// The dialect, at the place that the task sheet names. `content`: prices and levels are decoded, too.
[[nodiscard]] std::shared_ptr<const holdfast::adapter> adapter_of(const task_sheet& sheet,
                                                                  bool content = true);

/// Each reads until the meter has seen all messages, or throws. The arguments must outlive the coroutine.

/// The network port alone: connections, frames and batches, no session. Counts messages.
[[nodiscard]] holdfast::task<> read_batches(const task_sheet& sheet, meter& gauge);

/// A session, with everything that makes its streams trustworthy (epochs, watchdog, sequence rule),
/// delivering to a user's coroutine, which counts the messages and has their bytes for a parser of its own.
[[nodiscard]] holdfast::task<> follow_session(const task_sheet& sheet, meter& gauge);

/// The same, and all prices are decoded.
[[nodiscard]] holdfast::task<> follow_decoded(const task_sheet& sheet, meter& gauge);

/// The same, and every event is applied to an order book, which has to be verified at the end.
[[nodiscard]] holdfast::task<> keep_book(const task_sheet& sheet, meter& gauge);

/// The main function of a client that runs one of these.
[[nodiscard]] int run_holdfast_client(int argc, char** argv,
                                      holdfast::task<> (*read)(const task_sheet&, meter&));

} // namespace rig

#endif
