#ifndef HOLDFAST_REDACTED_HPP
#define HOLDFAST_REDACTED_HPP

#include <string>
#include <string_view>

namespace holdfast {

/// A URL, message, header or error text fit for a log: keys, signatures, listen keys, tokens and passphrases are
/// replaced by `***`.
///
/// They are found by their names, in queries, JSON (also JSON quoted in JSON) and headers; by their form, 40 or
/// more letters and digits in a row as no word and no number has them (a listen key in a path); and private keys in PEM by their frame. It would
/// rather take out too much than too little, and what it has taken out it leaves as it is a second time.
///
/// It is a net under the rope: a short secret without a name gets through.
///
/// @code
/// redacted("/api/v3/account?timestamp=1&signature=c8db56") == "/api/v3/account?timestamp=1&signature=***"
/// @endcode
[[nodiscard]] std::string redacted(std::string_view text);

} // namespace holdfast

#endif
