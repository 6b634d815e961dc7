// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_CORE_TIMER_WAIT_HPP
#define HOLDFAST_SRC_CORE_TIMER_WAIT_HPP

#include <holdfast/runtime.hpp>

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <utility>

namespace holdfast {

/// Completes when the timer expires (no error) or is cancelled, or with the coroutine's cancellation. Not a
/// coroutine: what waits on a hot path waits with one frame less.
[[nodiscard]] inline task<> expiry(timer_port& timer, error_code& ec)
{
    auto start = [&timer](auto handler) { timer.async_wait(std::move(handler)); };
    auto token = asio::redirect_error(asio::use_awaitable, ec);
    return asio::async_initiate<decltype(token)&, void(error_code)>(start, token);
}

} // namespace holdfast

#endif
