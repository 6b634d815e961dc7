// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_EXCHANGE_COMMON_COMPLAINT_WORDS_HPP
#define HOLDFAST_SRC_EXCHANGE_COMMON_COMPLAINT_WORDS_HPP

#include <holdfast/error.hpp>
#include <holdfast/network.hpp>
#include <holdfast/policy/clock.hpp>

#include <string>
#include <string_view>

/// What exchanges say in words alone, however they spell it: case, punctuation and blanks do not count.
namespace holdfast {

/// "Too many visits", "Access too frequent", "Rate limit reached" and the like.
[[nodiscard]] bool says_too_fast_in_words(std::string_view words);

/// "Invalid symbol", "Instrument ID doesn't exist" and the like.
[[nodiscard]] bool says_unknown_symbol_in_words(std::string_view words);

/// How long to wait where the words say "until", and then a moment in seconds or milliseconds since 1970: 1 s
/// to 7 days, 1 s where the moment is only just past (an answer takes its time, and clocks differ). Zero
/// where the words do not say it, where the moment is past by more than 10 s, and where it is not known what
/// time it is (the epoch).
[[nodiscard]] duration until_moment_in(std::string_view words, wall_time now);

/// A complaint about an answer, with the exchange's words without secrets; it asks to wait for `pause`, or
/// longer if the answer says so.
[[nodiscard]] failure complaint_about(const http_response& answer, errc what, std::string_view words,
                                      duration pause);

/// The same for an answer that is nothing of the exchange's own (a page of its edge): a complaint if its
/// words say that we are too fast, and otherwise none. Statuses that say that by themselves (403, 418, 429)
/// are left to `rest_verdict`.
[[nodiscard]] failure complaint_in_plain_words(const http_response& answer, duration pause);

} // namespace holdfast

#endif
