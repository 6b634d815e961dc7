// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_BENCH_RIG_CLIENTS_RAW_HPP
#define HOLDFAST_BENCH_RIG_CLIENTS_RAW_HPP

#include "client.hpp"

#include <cstddef>
#include <cstring>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

/// The least that a WebSocket client can be: a blocking socket, a handshake that believes the server, and a
/// frame parser that knows whole unmasked frames only.
namespace rig::raw {

/// A connected blocking TCP socket; throws `std::runtime_error`.
[[nodiscard]] int dial(const task_sheet& sheet);

[[nodiscard]] std::string upgrade_request(const task_sheet& sheet);
/// A short masked text frame (RFC 6455 §5.3 wants the mask).
[[nodiscard]] std::string text_frame(std::string_view text);

/// Asks for the upgrade, subscribes and takes the acknowledgement, byte by byte, so that nothing behind it is
/// taken.
/// @param line  has `read(char*, std::size_t)`, which throws at the end, and `write(std::string_view)`
template <class Line>
void open(Line& line, const task_sheet& sheet)
{
    const auto read_one = [&line] {
        char one = 0;
        line.read(&one, 1);
        return one;
    };
    line.write(upgrade_request(sheet));
    std::string head;
    while (!head.ends_with("\r\n\r\n"))
        head += read_one();
    if (!head.starts_with("HTTP/1.1 101"))
        throw std::runtime_error("refused: " + head);
    line.write(text_frame(sheet.subscribe()));
    read_one();
    for (char left = read_one(); left != 0; --left)
        read_one();
}

/// Reads up to 256 KiB at a time and parses the frames where they lie. Calls `on_message(text)` for every one
/// until it returns true.
template <class Line, class OnMessage>
void read_frames(Line& line, OnMessage on_message)
{
    constexpr std::size_t size = std::size_t(256) << 10;
    const auto buffer = std::make_unique_for_overwrite<char[]>(size);
    std::size_t end = 0;
    for (;;) {
        end += line.read(buffer.get() + end, size - end);
        std::size_t begin = 0;
        while (end - begin >= 4) {
            const auto at = [&](std::size_t i) { return static_cast<unsigned char>(buffer[begin + i]); };
            std::size_t header = 2;
            std::size_t payload = at(1);
            if (payload == 126) {
                header = 4;
                payload = at(2) * 256U + at(3);
            } else if (payload > 126) {
                throw std::runtime_error("a frame that this client does not know");
            }
            if (end - begin < header + payload)
                break;
            if (on_message(std::string_view(buffer.get() + begin + header, payload)))
                return;
            begin += header + payload;
        }
        std::memmove(buffer.get(), buffer.get() + begin, end - begin);
        end -= begin;
    }
}

} // namespace rig::raw

#endif
