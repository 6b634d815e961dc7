// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_CORE_POST_HANDLER_HPP
#define HOLDFAST_SRC_CORE_POST_HANDLER_HPP

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/post.hpp>

#include <utility>

namespace holdfast {

/// Calls the handler with the arguments at the next turn of the executor, on the handler's own executor.
template <class Handler, class... Args>
void deliver(const boost::asio::any_io_executor& executor, Handler handler, Args... args)
{
    boost::asio::post(executor, [executor, h = std::move(handler), ... a = std::move(args)]() mutable {
        const auto own = boost::asio::get_associated_executor(h, executor);
        boost::asio::dispatch(
            own, [h = std::move(h), ... a = std::move(a)]() mutable { std::move(h)(std::move(a)...); });
    });
}

} // namespace holdfast

#endif
