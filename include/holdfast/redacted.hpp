// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_REDACTED_HPP
#define HOLDFAST_REDACTED_HPP

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace holdfast {

/// A URL, message, header or error text without secrets: keys, signatures, listen keys, tokens and
/// passphrases are replaced by `***`.
///
/// They are found by their names, in queries (also percent-encoded ones), JSON (also JSON quoted in JSON, or
/// with single quotes), headers and prose (`API key: abc`); by their form, 40 or more letters and digits in a
/// row as no word and no number has them (a listen key in a path); by their place, a user and password in a
/// URL; and private keys in PEM by their frame. It would rather take out too much than too little, and what
/// it has taken out it leaves as it is a second time.
///
/// It is a net under the rope: a short secret without a name gets through.
///
/// @code
/// redacted("/api/v3/account?timestamp=1&signature=c8db56") == "/api/v3/account?timestamp=1&signature=***"
/// @endcode
[[nodiscard]] std::string redacted(std::string_view text);

/// The same, and takes these secrets out wherever they stand; empty ones are ignored.
[[nodiscard]] std::string redacted(std::string_view text, std::span<const std::string_view> known);

/// The beginning of what a peer said, fit for one line of a log: redacted, made printable (`printable.hpp`),
/// and only then cut after at most `most` bytes, so that no half of a secret is left.
[[nodiscard]] std::string redacted_excerpt(std::string_view text, std::size_t most = 200,
                                           std::span<const std::string_view> known = {});

} // namespace holdfast

#endif
