// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_NET_BEAST_HTTP_HPP
#define HOLDFAST_SRC_NET_BEAST_HTTP_HPP

#include "wire/http/url.hpp"

#include <holdfast/network.hpp>
#include <holdfast/runtime.hpp>

#include <cstddef>
#include <memory>
#include <string>

namespace holdfast::net {

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

/// Completes when the answer on this line, of which some bytes have been read already, is in `into`; as far
/// as it has come, also when this fails or is cancelled.
/// @param most  bytes of body, at most
[[nodiscard]] task<result<>> read_answer(std::shared_ptr<byte_stream> line, std::string already,
                                         std::size_t most, http_response& into);

/// Completes at once with whether a line that should be idle is: no byte has come on it and it has not ended.
/// After a cancellation the line is of no more use.
[[nodiscard]] task<bool> is_idle(byte_stream& line);

} // namespace holdfast::net

#endif
