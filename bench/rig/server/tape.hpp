// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_BENCH_RIG_SERVER_TAPE_HPP
#define HOLDFAST_BENCH_RIG_SERVER_TAPE_HPP

#include "protocol.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rig {

/// How the frames of a connection are compressed (RFC 7692).
enum class compression { none, takeover, no_takeover };

/// One WebSocket frame around the payload, as a server sends it: unmasked, not fragmented.
void append_frame(std::string& to, unsigned char first_byte, std::string_view payload);

inline constexpr unsigned char text_frame = 0x81;

/// The text of a short compressed message, the first of its connection (RFC 7692 §7.2.2).
[[nodiscard]] std::string inflate_first(std::string message);

/// Frames, encoded before they are needed.
struct tape {
    std::string bytes{};
    std::vector<std::size_t> ends{}; ///< Where each frame ends.

    [[nodiscard]] std::string_view frame(std::size_t n) const
    {
        const std::size_t begin = n == 0 ? 0 : ends[n - 1];
        return std::string_view(bytes).substr(begin, ends[n] - begin);
    }
    /// All of the first `count` frames.
    [[nodiscard]] std::string_view first(std::size_t count) const
    {
        return std::string_view(bytes).substr(0, count == 0 ? 0 : ends[count - 1]);
    }
};

/// Encodes each tape once. Thread-safe.
class tape_shelf {
public:
    /// A tape of at least that many frames.
    [[nodiscard]] std::shared_ptr<const tape> take(size_class payload, compression how, std::uint64_t count);

private:
    std::mutex mutex_{};
    std::map<std::pair<size_class, compression>, std::shared_ptr<const tape>> made_{};
};

} // namespace rig

#endif
