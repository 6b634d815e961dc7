// SPDX-License-Identifier: BSL-1.0
#include "raw.hpp"

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

namespace rig::raw {

int dial(const task_sheet& sheet)
{
    addrinfo hints{};
    hints.ai_family = AF_INET;
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    if (getaddrinfo(sheet.host.c_str(), sheet.port.c_str(), &hints, &found) != 0)
        throw std::runtime_error("unknown host " + sheet.host);
    const int made = socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const bool open = made >= 0 && connect(made, found->ai_addr, found->ai_addrlen) == 0;
    freeaddrinfo(found);
    if (!open)
        throw std::runtime_error("cannot connect to " + sheet.host + ':' + sheet.port);
    const int on = 1;
    setsockopt(made, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return made;
}

std::string upgrade_request(const task_sheet& sheet)
{
    return "GET " + sheet.target + " HTTP/1.1\r\nHost: " + sheet.host + ':' + sheet.port +
           "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
           "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
}

std::string text_frame(std::string_view text)
{
    if (text.size() > 125)
        throw std::invalid_argument("too long for a short frame");
    std::string frame{static_cast<char>(0x81), static_cast<char>(0x80 | text.size())};
    frame.append(4, '\0'); // A mask of zeros changes nothing.
    return frame += text;
}

} // namespace rig::raw
