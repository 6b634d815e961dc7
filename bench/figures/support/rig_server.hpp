// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_BENCH_FIGURES_SUPPORT_RIG_SERVER_HPP
#define HOLDFAST_BENCH_FIGURES_SUPPORT_RIG_SERVER_HPP

#include "other_process.hpp"

#include "server/venue.hpp"

#include <cerrno>
#include <csignal>
#include <functional>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>

#include <netinet/in.h>
#include <sys/socket.h>

namespace figure {

/// The rig's server without TLS, in a process of its own.
class rig_server {
public:
    rig_server() : process_(play) {}

    /// `ws://127.0.0.1:PORT/stream?QUERY`
    [[nodiscard]] std::string url(std::string_view query) const
    {
        return "ws://" + host() + "/stream?" += query;
    }
    [[nodiscard]] std::string rest() const { return "http://" + host(); }

private:
    static void play(const other_process::say_function& say)
    {
        std::signal(SIGPIPE, SIG_IGN);
        ::sockaddr_in at{};
        at.sin_family = AF_INET;
        at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        ::socklen_t size = sizeof at;
        auto* const name = reinterpret_cast<::sockaddr*>(&at);
        const int door = ::socket(AF_INET, SOCK_STREAM, 0);
        if (::bind(door, name, size) != 0 || ::listen(door, 16) != 0 || ::getsockname(door, name, &size) != 0)
            throw std::system_error(errno, std::generic_category(), "cannot listen");
        say(std::to_string(ntohs(at.sin_port)));
        for (rig::venue venue;;)
            if (const int guest = ::accept(door, nullptr, nullptr); guest >= 0)
                std::thread(serve, std::ref(venue), guest).detach();
    }

    static void serve(rig::venue& venue, int guest)
    {
        try {
            rig::line line(guest, nullptr);
            venue.serve(line);
        } catch (const rig::line_ended&) {
            // The client has what it wanted.
        }
    }

    [[nodiscard]] std::string host() const { return "127.0.0.1:" + process_.told(); }

    other_process process_;
};

} // namespace figure

#endif
