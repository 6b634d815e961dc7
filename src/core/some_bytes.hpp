// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_CORE_SOME_BYTES_HPP
#define HOLDFAST_SRC_CORE_SOME_BYTES_HPP

#include <holdfast/runtime.hpp>

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <span>
#include <utility>

namespace holdfast::io {

/// Reads at least one byte. Not a coroutine, so that a hot loop reads with one frame less: `into` and `ec`
/// must outlive the operation, and the caller looks at its own cancellation.
[[nodiscard]] inline task<std::size_t> some_bytes(byte_stream& from, const asio::mutable_buffer& into,
                                                  error_code& ec)
{
    auto start = [&from, &into](auto handler) { from.async_read_some({&into, 1}, std::move(handler)); };
    auto token = asio::redirect_error(asio::use_awaitable, ec);
    return asio::async_initiate<decltype(token)&, void(error_code, std::size_t)>(start, token);
}

} // namespace holdfast::io

#endif
