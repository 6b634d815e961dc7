// SPDX-License-Identifier: BSL-1.0
#include "sim/venue/bybit/recorded.hpp"

#include "sim/venue/bybit/control.hpp"
#include "sim/venue/json_read.hpp"

#include <boost/json.hpp>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace holdfast::sim::bybit {

namespace {

namespace json = boost::json;

/// A book, or changes of one.
struct shown_book {
    std::string symbol{};
    std::uint64_t update = 0;
    std::vector<priced> bids{};
    std::vector<priced> asks{};
};

std::optional<shown_book> book_in(const json::object& outer, std::string_view key)
{
    const json::object* data = object_of(outer, key);
    if (!data)
        return std::nullopt;
    const auto update = number_of(*data, "u");
    auto bids = levels_of(*data, "b");
    auto asks = levels_of(*data, "a");
    if (!update || !bids || !asks)
        return std::nullopt;
    return shown_book{text_of(*data, "s"), *update, std::move(*bids), std::move(*asks)};
}

} // namespace

std::optional<recorded> read_recorded(std::string_view frame)
{
    json::error_code failed;
    const json::value parsed = json::parse(frame, failed);
    const json::object* outer = failed ? nullptr : parsed.if_object();
    if (!outer || !outer->contains("data"))
        return std::nullopt;
    recorded out;
    out.topic = text_of(*outer, "topic");
    out.payload = frame;
    if (out.topic.empty())
        return std::nullopt;
    const auto spec = understand(out.topic);
    out.symbol = spec ? spec->symbol : std::string();
    if (!spec || !out.topic.starts_with("orderbook."))
        return out;
    auto book = book_in(*outer, "data");
    if (!book)
        return std::nullopt;
    const bool whole = text_of(*outer, "type") == "snapshot" || book->update == 1;
    out.what = whole ? recorded::kind::whole_book : recorded::kind::book_changes;
    out.first = out.last = book->update;
    out.sequenced = true;
    out.bids = std::move(book->bids);
    out.asks = std::move(book->asks);
    return out;
}

std::optional<recorded_snapshot> read_recorded_snapshot(std::string_view body)
{
    json::error_code failed;
    const json::value parsed = json::parse(body, failed);
    const json::object* outer = failed ? nullptr : parsed.if_object();
    const auto book = outer ? book_in(*outer, "result") : std::nullopt;
    if (!book)
        return std::nullopt;
    recorded_snapshot out{book->symbol, book->update, {}};
    out.book.bids.insert(book->bids.begin(), book->bids.end());
    out.book.asks.insert(book->asks.begin(), book->asks.end());
    return out;
}

} // namespace holdfast::sim::bybit
