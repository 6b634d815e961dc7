// SPDX-License-Identifier: BSL-1.0
#include "exchange/bybit/rest_answer.hpp"

#include "exchange/bybit/answer_codes.hpp"
#include "exchange/bybit/control.hpp"
#include "exchange/bybit/rest_complaint.hpp"
#include "wire/text/excerpt.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <string>
#include <utility>

namespace holdfast::bybit::rest {

using wire::written;

namespace {

using namespace std::chrono_literals;

constexpr std::array<std::int64_t, 2> no_such_order{110'001, 170'213}; // Of contracts, and of spot.

// v5/error: key, signature, permission, login, address; an expired key.
constexpr std::array<std::int64_t, 6> wrong_credentials{10'003, 10'004, 10'005, 10'007, 10'010, 33'004};

bool is_one_of(std::int64_t code, std::span<const std::int64_t> those) noexcept
{
    return std::ranges::find(those, code) != those.end();
}

// v5/rate-limit: 403 for an address that is too fast, which then has to be silent for 10 minutes.
errc meaning_of_status(unsigned status) noexcept
{
    switch (status) {
    case 200: return errc::malformed;
    case 401: return errc::unauthorized;
    case 403: return errc::banned;
    case 429: return errc::rate_limited;
    default: return errc::http_status;
    }
}

// An answer that is no JSON of the exchange: what stands before it speaks.
failure refusal_by_status(const http_response& answer, std::string_view why)
{
    failure refused(meaning_of_status(answer.status), std::string(why) + ": " + wire::excerpt(answer.body));
    refused.http_status = answer.status;
    refused.retry_after = answer.retry_after;
    if (answer.status == 403)
        refused.retry_after = std::max<duration>(refused.retry_after, 10min);
    return refused;
}

errc meaning_of(std::int64_t number, const signer& identity) noexcept
{
    if (blames_the_clock(identity, number))
        return errc::login_expired;
    return is_one_of(number, wrong_credentials) ? errc::unauthorized : errc::http_status;
}

wall_time time_in(const frame& in) noexcept
{
    const auto stamp = wire::to_id(in.outer[member::time], written::either);
    const auto at = stamp ? wire::to_time(*stamp) : std::nullopt;
    return at.value_or(wall_time());
}

failure refusal_by_code(const http_response& answer, const frame& in, const signer& identity, slab& memory)
{
    failure refused(meaning_of(code_of(in.outer), identity), fit_to_tell(words_of(in.outer, memory)));
    refused.http_status = answer.status;
    return refused;
}

} // namespace

bool says_no_such_order(std::int64_t code) noexcept
{
    return is_one_of(code, no_such_order);
}

// Errors have status 200, too.
result<contents> open_answer(const http_response& answer, const signer& identity, slab& memory)
{
    frame in;
    const std::string_view broken = read_frame(answer.body, memory, in);
    if (!broken.empty() || !in.outer.has(member::ret_code))
        return refusal_by_status(answer, broken.empty() ? "not an answer of this exchange" : "not JSON");
    const std::int64_t code = code_of(in.outer);
    if (complains_of_speed(in.outer))
        return complaint_in(answer, {});
    if (refuses(in.outer) && !says_no_such_order(code))
        return refusal_by_code(answer, in, identity, memory);
    if (answer.status != 200)
        return refusal_by_status(answer, "an answer that agrees, with a status that does not");
    return contents{code, in.data, time_in(in)};
}

} // namespace holdfast::bybit::rest
