#include "order_check.hpp"

#include <charconv>
#include <utility>

namespace hf = holdfast;

namespace demo {

namespace {

using hf::sim::venue;

/// The number behind a key in the text as the exchange sent it.
std::optional<std::uint64_t> number_in(std::string_view json, std::string_view key) noexcept
{
    const std::size_t at = json.find(key);
    if (at == std::string_view::npos)
        return std::nullopt;
    std::uint64_t number = 0;
    const char* const begin = json.data() + at + key.size();
    if (std::from_chars(begin, json.data() + json.size(), number).ec != std::errc())
        return std::nullopt;
    return number;
}

std::string_view last_key(venue which) noexcept
{
    switch (which) {
    case venue::okx: return R"("seqId":)";
    case venue::bulk: return R"("timestamp":)";
    case venue::binance_spot:
    case venue::binance_usdm:
    case venue::bybit: break;
    }
    return R"("u":)";
}

} // namespace

void order_check::restart(const hf::snapshot& whole) noexcept
{
    fresh_ = true;
    last_ = whole.ids.last;
    if (venue_ == venue::bulk) // in the unit of the messages, whichever that is
        last_ = number_in(whole.raw.bytes, last_key(venue_));
}

bool order_check::follows(const hf::data& message) noexcept
{
    if (numberless_)
        return true;
    const std::string_view text = message.raw.bytes;
    const auto last = number_in(text, last_key(venue_));
    const auto before = std::exchange(last_, last);
    const bool after_snapshot = std::exchange(fresh_, false);
    if (!last)
        return false;
    if (!before)
        return true;
    switch (venue_) {
    case venue::binance_spot: {
        const auto first = number_in(text, R"("U":)");
        return first && *first <= *before + 1;
    }
    case venue::binance_usdm: {
        const auto first = number_in(text, R"("U":)");
        const auto previous = number_in(text, R"("pu":)");
        return (previous && *previous == *before) || (after_snapshot && first && *first <= *before);
    }
    case venue::bybit: return *last == *before + 1;
    case venue::okx: {
        const auto previous = number_in(text, R"("prevSeqId":)");
        return previous && (*previous == *before || (after_snapshot && *previous <= *before));
    }
    case venue::bulk: return *last >= *before;
    }
    return false;
}

} // namespace demo
