// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_IO_DIRECT_HPP
#define HOLDFAST_SRC_IO_DIRECT_HPP

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/io_context.hpp>

#include <type_traits>
#include <utility>

namespace holdfast::io {

/// The executor of most programs, whose context runs every handler in the one thread that serves it.
using context_executor = boost::asio::io_context::executor_type;

/// The plain executor inside, or nothing for strands, pools and others.
[[nodiscard]] inline const context_executor* plain(const boost::asio::any_io_executor& executor) noexcept
{
    return executor.target<context_executor>();
}

/// A handler that runs where its operation completes, without being asked for an executor of its own: a
/// type-erased one costs Asio three allocations an operation. Only for objects on a plain executor, whose
/// operations are begun by coroutines of that same executor.
template <class Handler>
struct direct {
    Handler whole;

    template <class... Results>
    void operator()(Results... results)
    {
        std::move(whole)(results...);
    }
};

/// The handler as an object on that kind of executor may take it.
template <class Executor, class Handler>
[[nodiscard]] auto taken_by(Handler handler)
{
    if constexpr (std::is_same_v<Executor, context_executor>)
        return direct<Handler>{std::move(handler)};
    else
        return handler;
}

} // namespace holdfast::io

template <class Handler, class Default>
struct boost::asio::associated_cancellation_slot<holdfast::io::direct<Handler>, Default>
    : boost::asio::associated_cancellation_slot<Handler, Default> {
    static auto get(const holdfast::io::direct<Handler>& handler,
                    const Default& otherwise = Default()) noexcept
    {
        return associated_cancellation_slot<Handler, Default>::get(handler.whole, otherwise);
    }
};

#endif
