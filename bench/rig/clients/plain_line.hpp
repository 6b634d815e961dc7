// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_BENCH_RIG_CLIENTS_PLAIN_LINE_HPP
#define HOLDFAST_BENCH_RIG_CLIENTS_PLAIN_LINE_HPP

#include "raw.hpp"

#include <sys/socket.h>
#include <unistd.h>

namespace rig::raw {

class plain_line {
public:
    explicit plain_line(const task_sheet& sheet) : socket_(dial(sheet)) {}
    ~plain_line() { ::close(socket_); }
    plain_line(const plain_line&) = delete;
    plain_line& operator=(const plain_line&) = delete;

    std::size_t read(char* into, std::size_t room)
    {
        const auto got = recv(socket_, into, room, 0);
        if (got <= 0)
            throw std::runtime_error("the connection has ended");
        return static_cast<std::size_t>(got);
    }

    void write(std::string_view bytes)
    {
        if (send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(bytes.size()))
            throw std::runtime_error("cannot send");
    }

private:
    int socket_;
};

} // namespace rig::raw

#endif
