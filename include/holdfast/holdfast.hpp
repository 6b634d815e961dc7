// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_HOLDFAST_HPP
#define HOLDFAST_HOLDFAST_HPP

/// The whole library but its exchanges: managed connections with state that is verified or closed, never
/// wrong.

#include <holdfast/account.hpp>
#include <holdfast/account_keeper.hpp>
#include <holdfast/adapter.hpp>
#include <holdfast/beast_network.hpp>
#include <holdfast/book_keeper.hpp>
#include <holdfast/channel.hpp>
#include <holdfast/config.hpp>
#include <holdfast/dead_mans_switch.hpp>
#include <holdfast/error.hpp>
#include <holdfast/event.hpp>
#include <holdfast/exposure_gate.hpp>
#include <holdfast/governor.hpp>
#include <holdfast/lifecycle.hpp>
#include <holdfast/low_latency.hpp>
#include <holdfast/observer.hpp>
#include <holdfast/order.hpp>
#include <holdfast/order_book.hpp>
#include <holdfast/phase.hpp>
#include <holdfast/runtime.hpp>
#include <holdfast/secret.hpp>
#include <holdfast/session.hpp>
#include <holdfast/signing.hpp>
#include <holdfast/stats.hpp>
#include <holdfast/stream.hpp>
#include <holdfast/task.hpp>
#include <holdfast/time.hpp>
#include <holdfast/topic.hpp>
#include <holdfast/version.hpp>

#endif
