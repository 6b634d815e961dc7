// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_IO_TCP_HPP
#define HOLDFAST_SRC_IO_TCP_HPP

#include <holdfast/runtime.hpp>

#include <memory>

namespace holdfast::io {

/// `runtime::connect` and `runtime::listen` with the system's sockets.
[[nodiscard]] task<result<std::unique_ptr<byte_stream>>> connect_tcp(address to, socket_options how);
[[nodiscard]] result<std::unique_ptr<listener>> listen_tcp(const asio::any_io_executor& executor,
                                                           const address& at);

} // namespace holdfast::io

#endif
