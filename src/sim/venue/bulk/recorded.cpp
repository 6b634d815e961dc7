// SPDX-License-Identifier: BSL-1.0
#include "sim/venue/bulk/recorded.hpp"

#include "sim/venue/bulk/control.hpp"
#include "sim/venue/json_read.hpp"

#include <boost/json.hpp>

#include <cmath>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace holdfast::sim::bulk {

namespace {

namespace json = boost::json;

/// Numbers are numbers here; a double has fifteen digits, and prices have fewer.
std::optional<fixed> bare_amount_of(const json::object& in, std::string_view key)
{
    constexpr double most = 9e10;
    const json::value* v = in.if_contains(key);
    if (!v || !v->is_number())
        return std::nullopt;
    const double number = v->to_number<double>();
    if (!(number >= 0 && number < most))
        return std::nullopt;
    return std::llround(number * static_cast<double>(one));
}

std::optional<std::vector<priced>> side_of(const json::value& v)
{
    if (!v.is_array())
        return std::nullopt;
    std::vector<priced> out;
    for (const json::value& entry : v.get_array()) {
        const json::object* level = entry.if_object();
        const auto price = level ? bare_amount_of(*level, "px") : std::nullopt;
        const auto quantity = price ? bare_amount_of(*level, "sz") : std::nullopt;
        if (!quantity)
            return std::nullopt;
        out.emplace_back(*price, *quantity);
    }
    return out;
}

/// Milliseconds or nanoseconds, whichever it is, as nanoseconds.
std::optional<std::uint64_t> time_of(const json::object& in)
{
    constexpr std::int64_t far_future_in_ms = 10'000'000'000'000;
    const json::value* v = in.if_contains("timestamp");
    if (!v || !v->is_int64() || v->get_int64() < 0)
        return std::nullopt;
    const std::int64_t stamp = v->get_int64();
    return static_cast<std::uint64_t>(stamp < far_future_in_ms ? stamp * 1'000'000 : stamp);
}

/// A book, or changes of one.
struct shown_book {
    std::uint64_t time = 0;
    bool whole = false;
    std::string symbol{};
    std::vector<priced> bids{};
    std::vector<priced> asks{};
};

std::optional<shown_book> book_of(const json::object& in)
{
    const auto time = time_of(in);
    const json::value* levels = in.if_contains("levels");
    const json::array* both = levels ? levels->if_array() : nullptr;
    if (!time || !both || both->size() != 2)
        return std::nullopt;
    auto bids = side_of((*both)[0]);
    auto asks = side_of((*both)[1]);
    if (!bids || !asks)
        return std::nullopt;
    return shown_book{*time, text_of(in, "updateType") == "snapshot", text_of(in, "symbol"), std::move(*bids),
                      std::move(*asks)};
}

} // namespace

std::optional<recorded> read_recorded(std::string_view frame)
{
    json::error_code failed;
    const json::value parsed = json::parse(frame, failed);
    const json::object* outer = failed ? nullptr : parsed.if_object();
    const json::object* data = outer ? object_of(*outer, "data") : nullptr;
    if (!data)
        return std::nullopt;
    recorded out;
    out.topic = text_of(*outer, "topic");
    out.payload = frame;
    if (out.topic.empty())
        return std::nullopt;
    const auto spec = understand(out.topic);
    out.symbol = spec ? spec->symbol : std::string();
    if (!spec || spec->what != topic_spec::kind::book_changes)
        return out;
    const json::object* inner = object_of(*data, "book");
    auto book = inner ? book_of(*inner) : std::nullopt;
    if (!book)
        return std::nullopt;
    out.what = book->whole ? recorded::kind::whole_book : recorded::kind::book_changes;
    out.first = out.last = book->time;
    out.bids = std::move(book->bids);
    out.asks = std::move(book->asks);
    return out;
}

std::optional<recorded_snapshot> read_recorded_snapshot(std::string_view body)
{
    json::error_code failed;
    const json::value parsed = json::parse(body, failed);
    const json::object* outer = failed ? nullptr : parsed.if_object();
    const auto book = outer ? book_of(*outer) : std::nullopt;
    if (!book)
        return std::nullopt;
    recorded_snapshot out{book->symbol, book->time, {}};
    out.book.bids.insert(book->bids.begin(), book->bids.end());
    out.book.asks.insert(book->asks.begin(), book->asks.end());
    return out;
}

} // namespace holdfast::sim::bulk
