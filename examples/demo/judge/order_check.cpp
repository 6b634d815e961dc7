// SPDX-License-Identifier: BSL-1.0
#include "demo/judge/order_check.hpp"

#include <boost/json.hpp>

#include <utility>

namespace hf = holdfast;

namespace demo {

namespace {

using hf::sim::venue;

namespace json = boost::json;

/// The number of that name, wherever it stands in the message.
std::optional<std::uint64_t> number_in(const json::value& in, std::string_view name)
{
    if (const json::array* rows = in.if_array())
        return rows->empty() ? std::nullopt : number_in(rows->front(), name);
    const json::object* members = in.if_object();
    if (!members)
        return std::nullopt;
    if (const json::value* found = members->if_contains(name); found && found->is_number()) {
        boost::system::error_code none;
        const auto number = found->to_number<std::uint64_t>(none);
        return none ? std::nullopt : std::optional(number);
    }
    for (const json::key_value_pair& member : *members)
        if (const auto inside = number_in(member.value(), name))
            return inside;
    return std::nullopt;
}

json::value read(std::string_view text)
{
    boost::system::error_code failed;
    return json::parse(text, failed);
}

std::string_view last_name(venue which) noexcept
{
    switch (which) {
    case venue::okx: return "seqId";
    case venue::bulk: return "timestamp";
    case venue::binance_spot:
    case venue::binance_usdm:
    case venue::bybit: break;
    }
    return "u";
}

} // namespace

void order_check::restart(const hf::snapshot& whole)
{
    fresh_ = true;
    last_ = whole.ids.last;
    if (venue_ == venue::bulk) // in the unit of the messages, whichever that is
        last_ = number_in(read(whole.raw.bytes), last_name(venue_));
}

bool order_check::follows(const hf::data& message)
{
    if (numberless_)
        return true;
    const json::value text = read(message.raw.bytes);
    const auto last = number_in(text, last_name(venue_));
    const auto before = std::exchange(last_, last);
    const bool after_snapshot = std::exchange(fresh_, false);
    if (!last)
        return false;
    if (!before)
        return true;
    switch (venue_) {
    case venue::binance_spot: {
        const auto first = number_in(text, "U");
        return first && *first <= *before + 1;
    }
    case venue::binance_usdm: {
        const auto first = number_in(text, "U");
        const auto previous = number_in(text, "pu");
        return (previous && *previous == *before) || (after_snapshot && first && *first <= *before);
    }
    case venue::bybit: return *last == *before + 1;
    case venue::okx: {
        const auto previous = number_in(text, "prevSeqId");
        return previous && (*previous == *before || (after_snapshot && *previous <= *before));
    }
    case venue::bulk: return *last >= *before;
    }
    return false;
}

} // namespace demo
