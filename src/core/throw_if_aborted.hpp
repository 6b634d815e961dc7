// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_CORE_THROW_IF_ABORTED_HPP
#define HOLDFAST_SRC_CORE_THROW_IF_ABORTED_HPP

#include <holdfast/error.hpp>
#include <holdfast/task.hpp>

#include <boost/asio/error.hpp>

namespace holdfast::io {

/// Throws if the operation failed because of the coroutine's cancellation; what it achieved is never lost.
inline void throw_if_aborted(const error_code& ec, const asio::cancellation_state& state)
{
    if (ec && cancelled(state))
        throw system_error(asio::error::operation_aborted);
}

} // namespace holdfast::io

#endif
