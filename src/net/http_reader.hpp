// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_NET_HTTP_READER_HPP
#define HOLDFAST_SRC_NET_HTTP_READER_HPP

#include <holdfast/network.hpp>
#include <holdfast/runtime.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace holdfast::net {

/// How the body of an answer ends (RFC 9112 §6.3).
struct body_framing {
    bool chunked = false;
    std::optional<std::uint64_t> length{}; ///< Neither: with the line.
    bool keep_alive = false;
};

/// Reads one HTTP/1 answer from a line, within bounds: of the head, of the interim answers before it, of the
/// body. Beast understands the head; the body is put together here, because Beast 1.81 trips over chunks that
/// come in small pieces.
class http_reader {
public:
    /// @param most     bytes of body
    /// @param already  what has been read from the line
    http_reader(byte_stream& line, std::size_t most, std::string already = {})
        : line_(line), most_(most), received_(std::move(already)), begun_(!received_.empty())
    {
    }

    /// Completes with the final answer in `into`; as far as it has come, also after a failure or a
    /// cancellation. Errors: disconnected, malformed, body_too_big.
    [[nodiscard]] task<result<>> read(http_response& into);

    /// The server had begun to answer.
    [[nodiscard]] bool begun() const noexcept { return begun_; }
    /// The answer has ended, and nothing but the next request may follow.
    [[nodiscard]] bool line_is_free() const noexcept { return framing_.keep_alive && received_.empty(); }

private:
    [[nodiscard]] task<result<>> read_head(http_response& into);
    [[nodiscard]] task<result<>> read_chunks(std::string& body);
    [[nodiscard]] task<result<>> read_length(std::string& body);
    [[nodiscard]] task<result<>> read_to_the_end(std::string& body);
    [[nodiscard]] task<result<>> receive();
    void take(std::string& body, std::size_t n);

    byte_stream& line_;
    std::size_t most_;
    std::array<char, 16384> block_;
    std::string received_; ///< And not used yet.
    bool begun_;
    bool ended_ = false;
    body_framing framing_{};
};

} // namespace holdfast::net

#endif
