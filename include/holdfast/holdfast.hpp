#ifndef HOLDFAST_HOLDFAST_HPP
#define HOLDFAST_HOLDFAST_HPP

/// The whole library: one managed connection that is verified or closed, never wrong.

#include <holdfast/adapter.hpp>
#include <holdfast/beast_network.hpp>
#include <holdfast/channel.hpp>
#include <holdfast/config.hpp>
#include <holdfast/error.hpp>
#include <holdfast/event.hpp>
#include <holdfast/governor.hpp>
#include <holdfast/lifecycle.hpp>
#include <holdfast/low_latency.hpp>
#include <holdfast/observer.hpp>
#include <holdfast/order_book.hpp>
#include <holdfast/phase.hpp>
#include <holdfast/runtime.hpp>
#include <holdfast/session.hpp>
#include <holdfast/stats.hpp>
#include <holdfast/stream.hpp>
#include <holdfast/task.hpp>
#include <holdfast/time.hpp>
#include <holdfast/topic.hpp>

#endif
