// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_WIRE_HTTP_CHUNKED_BODY_HPP
#define HOLDFAST_SRC_WIRE_HTTP_CHUNKED_BODY_HPP

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace holdfast::wire {

enum class body_verdict : std::uint8_t {
    more,      ///< It goes on.
    done,      ///< This was the end of it.
    too_big,   ///< It has more bytes than it may have.
    malformed, ///< This is no chunked body.
};

/// Puts a chunked body together (RFC 9112 §7.1), from pieces that may be cut anywhere. Extensions and
/// trailers are passed over, and bounded.
class chunked_body {
public:
    explicit chunked_body(std::size_t most) : most_(most) {}

    /// Takes what belongs to the body off the bytes and appends what they hold to `body`. After a verdict
    /// other than `more` there is nothing left to be done.
    [[nodiscard]] body_verdict put(std::string_view& bytes, std::string& body);

private:
    enum class part : std::uint8_t { size, data, data_end, trailer };
    static constexpr std::size_t longest_line = 4096;
    static constexpr std::size_t most_trailer = 8192; ///< Bytes, all lines together.

    [[nodiscard]] bool take_line(std::string_view& bytes);
    [[nodiscard]] body_verdict on_line();
    [[nodiscard]] body_verdict on_size();
    void take_data(std::string_view& bytes, std::string& body);

    std::size_t most_;
    part part_ = part::size;
    std::string line_{};     ///< The present line as far as it is there.
    std::uint64_t left_ = 0; ///< Of the present chunk.
    std::size_t total_ = 0;  ///< Of all chunks that have been announced.
    std::size_t trailer_ = 0;
};

} // namespace holdfast::wire

#endif
