// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_CORE_ONWARD_HPP
#define HOLDFAST_SRC_CORE_ONWARD_HPP

#include <holdfast/runtime.hpp>

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>

#include <cstddef>
#include <utility>

namespace holdfast::net {

/// A step of an operation: the step's function is called with the step's outcome and with the handler of the
/// whole operation, which travels inside the pending step. Nobody else keeps it: a handler kept by the object
/// that it keeps alive would be a ring, and leak when the context is destroyed.
template <class Step>
struct onward {
    io_handler whole;
    Step step;

    void operator()(error_code ec, std::size_t n = 0) { step(ec, n, std::move(whole)); }
};

template <class Step>
onward(io_handler, Step) -> onward<Step>;

} // namespace holdfast::net

// The step runs on the whole operation's executor and is cancelled with it. It does not use its allocator: in
// Boost 1.81 that one lives in the handler, and would be asked to free memory after the handler is gone.

template <class Step, class Default>
struct boost::asio::associated_executor<holdfast::net::onward<Step>, Default>
    : boost::asio::associated_executor<holdfast::io_handler, Default> {
    static auto get(const holdfast::net::onward<Step>& handler, const Default& otherwise = Default()) noexcept
    {
        return associated_executor<holdfast::io_handler, Default>::get(handler.whole, otherwise);
    }
};

template <class Step, class Default>
struct boost::asio::associated_cancellation_slot<holdfast::net::onward<Step>, Default>
    : boost::asio::associated_cancellation_slot<holdfast::io_handler, Default> {
    static auto get(const holdfast::net::onward<Step>& handler, const Default& otherwise = Default()) noexcept
    {
        return associated_cancellation_slot<holdfast::io_handler, Default>::get(handler.whole, otherwise);
    }
};

#endif
