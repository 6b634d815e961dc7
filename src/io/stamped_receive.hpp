// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_IO_STAMPED_RECEIVE_HPP
#define HOLDFAST_SRC_IO_STAMPED_RECEIVE_HPP

#ifdef __linux__

#include "io/some_buffers.hpp"

#include <holdfast/error.hpp>
#include <holdfast/policy/clock.hpp>

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>

#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstddef>
#include <cstring>
#include <ctime>

namespace holdfast::io {

namespace asio = boost::asio;

/// What one call of the system has received.
struct stamped_bytes {
    error_code ec{};
    std::size_t count = 0;
    wall_time stamp{};
};

/// The stamp that came beside the bytes (socket(7), SO_TIMESTAMPNS).
inline wall_time stamp_of(msghdr& received)
{
    for (cmsghdr* c = CMSG_FIRSTHDR(&received); c; c = CMSG_NXTHDR(&received, c))
        if (c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_TIMESTAMPNS) {
            timespec at{};
            std::memcpy(&at, CMSG_DATA(c), sizeof at);
            return wall_time(std::chrono::seconds(at.tv_sec) + std::chrono::nanoseconds(at.tv_nsec));
        }
    return {};
}

inline stamped_bytes receive_stamped(int socket, const some_buffers<asio::mutable_buffer>& into)
{
    std::array<iovec, some_buffers<asio::mutable_buffer>::most> places{};
    alignas(cmsghdr) std::array<std::byte, CMSG_SPACE(sizeof(timespec))> beside{};
    msghdr what{};
    what.msg_iov = places.data();
    for (const asio::mutable_buffer& one : into)
        places[what.msg_iovlen++] = {one.data(), one.size()};
    what.msg_control = beside.data();
    what.msg_controllen = beside.size();
    const ssize_t n = ::recvmsg(socket, &what, MSG_DONTWAIT);
    if (n < 0)
        return {{errno, boost::system::system_category()}};
    if (n == 0)
        return {asio::error::eof};
    return {{}, static_cast<std::size_t>(n), stamp_of(what)};
}

} // namespace holdfast::io

#endif

#endif
