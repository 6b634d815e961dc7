// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_WIRE_WEBSOCKET_FRAME_WRITER_HPP
#define HOLDFAST_SRC_WIRE_WEBSOCKET_FRAME_WRITER_HPP

#include "wire/websocket/frame_parser.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace holdfast::wire {

/// The header of a frame as a server writes it (RFC 6455 §5.2): no mask, nothing reserved, the length in the
/// fewest bytes that hold it.
class server_frame {
public:
    constexpr server_frame(opcode code, bool final, std::uint64_t payload) noexcept
    {
        bytes_[0] = static_cast<char>((final ? 0x80U : 0U) | static_cast<unsigned>(code));
        const std::size_t extended = payload < 126 ? 0 : payload < 65'536 ? 2 : 8;
        bytes_[1] = static_cast<char>(extended == 0 ? payload : extended == 2 ? 126 : 127);
        for (std::size_t i = extended; i != 0; --i, payload >>= 8U)
            bytes_[1 + i] = static_cast<char>(payload & 0xffU);
        size_ = 2 + extended;
    }

    [[nodiscard]] constexpr std::string_view bytes() const noexcept { return {bytes_.data(), size_}; }

private:
    std::array<char, 10> bytes_{};
    std::size_t size_;
};

} // namespace holdfast::wire

#endif
