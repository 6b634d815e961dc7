// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_WIRE_WEBSOCKET_INFLATER_HPP
#define HOLDFAST_SRC_WIRE_WEBSOCKET_INFLATER_HPP

#include <holdfast/memory/slab.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

struct z_stream_s;

namespace holdfast::wire {

enum class inflate_verdict : std::uint8_t {
    ok,
    too_big, ///< The message has more bytes than it may have.
    corrupt, ///< This is not DEFLATE (RFC 1951), or it breaks off in the middle.
};

/// What became of a piece of a message: its bytes, in the slab, followed by `slab::padding` readable bytes.
struct inflated {
    inflate_verdict verdict = inflate_verdict::ok;
    std::string_view bytes{};
};

/// Inflates the compressed messages of one connection (RFC 7692 §7.2.2). There is one, for as long as the
/// connection lives, and every compressed message goes through it in order: a message may refer to the last
/// 32 KiB of those before it. A sender that has given up context takeover just never does.
///
/// A whole message in one frame is delivered from where it was inflated. A message in fragments is inflated
/// as its bytes come; each piece becomes an uncompressed fragment for whoever puts messages together:
///
/// @code
/// const inflated whole = inflater_.inflate(payload, true, *out.memory);
/// @endcode
/// @code
/// slab passing;
/// const inflated piece = inflater_.inflate(bytes, frame.final && bytes_are_the_last_of_it, passing);
/// feed(server_frame(code, final, piece.bytes.size()).bytes());
/// feed(piece.bytes);
/// @endcode
///
/// After a verdict other than `ok` every further piece has the same one and no bytes.
class inflater {
public:
    /// @param max_message  bytes of one message, inflated; no more than these are ever made room for
    explicit inflater(std::size_t max_message);
    inflater(const inflater&) = delete;
    inflater& operator=(const inflater&) = delete;
    ~inflater();

    /// Inflates the next piece of the present message into the slab. Pieces may be cut anywhere and be empty.
    ///
    /// @param last  the message ends with this piece; the next one begins another
    [[nodiscard]] inflated inflate(std::string_view piece, bool last, slab& into);

private:
    class destination;

    [[nodiscard]] inflate_verdict run(std::string_view bytes, std::size_t spare, destination& to);
    [[nodiscard]] inflate_verdict finish(std::string_view rest, destination& to);
    [[nodiscard]] bool between_blocks() const noexcept;
    void begin_anew();

    std::unique_ptr<z_stream_s> zlib_;
    std::size_t max_message_;
    std::size_t message_ = 0; ///< Bytes of the present message so far.
    std::size_t growth_ = 8;  ///< How many times larger the next piece will become: a guess.
    inflate_verdict verdict_ = inflate_verdict::ok;
};

} // namespace holdfast::wire

#endif
