#ifndef HOLDFAST_NET_BEAST_HTTP_HPP
#define HOLDFAST_NET_BEAST_HTTP_HPP

#include "wire/url.hpp"

#include <holdfast/network.hpp>
#include <holdfast/runtime.hpp>

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace holdfast::net {

/// The status line and the headers of an answer to the end of its blank line; nothing if they are not HTTP.
[[nodiscard]] std::optional<http_response> parse_head(std::string_view head, wall_time now);

/// An answer, and what became of the line it came on.
struct answer {
    http_response response{};
    bool keep = false; ///< The line may carry the next request,
    duration idle{};   ///< after no more than this; zero: the server does not say.
};

/// How an exchange ended, and whether the server had begun to answer by then.
struct exchange_end {
    result<answer> what;
    bool begun = false;
};

/// Completes with the answer to one HTTP/1.1 request on this line, its body decompressed.
/// Errors: disconnected, malformed, body_too_big. After a cancellation the line is of no more use.
[[nodiscard]] task<exchange_end> http_exchange(std::shared_ptr<byte_stream> line, const wire::url& to,
                                               const http_request& request);

/// Completes with the answer on this line, of which some bytes have been read already.
/// @param most  bytes of body, at most
[[nodiscard]] task<exchange_end> read_answer(std::shared_ptr<byte_stream> line, std::string already,
                                             std::size_t most);

} // namespace holdfast::net

#endif
