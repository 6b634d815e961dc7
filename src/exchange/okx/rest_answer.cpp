// SPDX-License-Identifier: BSL-1.0
#include "exchange/okx/rest_answer.hpp"

#include "exchange/common/complaint_words.hpp"
#include "exchange/okx/control.hpp"
#include "exchange/okx/rest_complaint.hpp"
#include "wire/json/json_cursor.hpp"
#include "wire/json/json_member.hpp"

#include <holdfast/redacted.hpp>

#include <charconv>
#include <limits>

namespace holdfast::okx {

namespace {

enum class name : std::uint8_t { code, msg, count };

// 50101 to 50119: the key, the passphrase, the address, the signature.
bool says_who_are_you(std::int64_t code) noexcept
{
    return code >= 50101 && code <= 50119;
}

errc kind_of(unsigned status, std::int64_t code, const signer& by) noexcept
{
    if (code > 0 && code <= std::numeric_limits<int>::max() && by.blames_the_clock(static_cast<int>(code)))
        return errc::login_expired;
    if (status == 429)
        return errc::rate_limited;
    if (status == 401 || says_who_are_you(code))
        return errc::unauthorized;
    return status == 403 ? errc::forbidden : errc::http_status;
}

} // namespace

// "Error code", REST. 50013: HTTP 429, "Systems are busy"; 50040: too frequent operations; 50061: the orders
// of the sub-account.
bool says_too_fast(std::int64_t code, std::string_view words)
{
    return code == 50011 || code == 50013 || code == 50040 || code == 50061 ||
           (code != 0 && says_too_fast_in_words(words));
}

std::optional<std::int64_t> code_of(std::string_view text) noexcept
{
    std::int64_t code = 0;
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, code);
    return error == std::errc() && stop == end ? std::optional(code) : std::nullopt;
}

std::optional<rest_answer> read_answer(std::string_view body, slab& memory)
{
    wire::json_members<name> read;
    rest_answer made;
    wire::json_cursor in(body, memory);
    std::string_view key;
    for (in.begin_object(); in.next_key(key);)
        if (key == "code")
            read.read(name::code, in, memory);
        else if (key == "msg")
            read.read(name::msg, in, memory);
        else if (key == "data" && made.data.empty())
            made.data = in.skip();
        else
            in.skip();
    const auto code = code_of(read[name::code].text);
    if (!in.finish() || !code)
        return std::nullopt;
    made.code = *code;
    made.words = read[name::msg].text;
    return made;
}

failure refusal_in(const http_response& answer, const std::optional<rest_answer>& said, const signer& by)
{
    if (failure complaint = complaint_in(answer, {}); complaint.code == make_error_code(errc::rate_limited))
        return complaint;
    failure why;
    const bool refused = said && said->code != 0;
    if (answer.status == 200 && !refused)
        why = failure(errc::malformed, "not an answer of this exchange");
    else if (refused)
        why = failure(kind_of(answer.status, said->code, by),
                      redacted_excerpt(words_of(std::to_string(said->code), said->words), 500));
    else
        why = failure(kind_of(answer.status, 0, by), "HTTP " + std::to_string(answer.status));
    why.http_status = answer.status;
    why.retry_after = answer.retry_after;
    return why;
}

result<std::string_view> data_of(const http_response& answer, const signer& by, slab& memory)
{
    const auto said = read_answer(answer.body, memory);
    if (said && said->code == 0 && answer.status == 200 && !said->data.empty())
        return said->data;
    return refusal_in(answer, said, by);
}

} // namespace holdfast::okx
