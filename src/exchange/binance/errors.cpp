// SPDX-License-Identifier: BSL-1.0
#include "exchange/binance/errors.hpp"

#include "exchange/binance/rest_complaint.hpp"

#include <charconv>

namespace holdfast::binance {

using enum name;

std::string words_of(const members& in)
{
    const bool both = !in[code].text.empty() && !in[msg].text.empty();
    return std::string(in[code].text) + (both ? ": " : "") + std::string(in[msg].text);
}

// errors.md, "10xx - General Server or Network issues".
bool is_passing(std::string_view code) noexcept
{
    return code == "-1000" || code == "-1001" || code == "-1003" || code == "-1008";
}

failure failure_of(const members& in, errc otherwise, std::string about)
{
    const failure complaint = complaint_of(in[code].text, in[msg].text, {});
    failure why(otherwise, std::move(about) + words_of(in));
    if (complaint.code == condition::rate_limited) {
        why.code = complaint.code;
        why.retry_after = complaint.retry_after;
    }
    return why;
}

std::optional<unsigned> used_weight_of(const http_response& answer)
{
    const std::string_view told = answer.header("x-mbx-used-weight-1m");
    unsigned weight = 0;
    const auto read = std::from_chars(told.data(), told.data() + told.size(), weight);
    if (told.empty() || read.ec != std::errc() || read.ptr != told.data() + told.size())
        return std::nullopt;
    return weight;
}

} // namespace holdfast::binance
