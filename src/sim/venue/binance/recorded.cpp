// SPDX-License-Identifier: BSL-1.0
#include "sim/venue/binance/recorded.hpp"

#include "sim/venue/json_read.hpp"
#include "sim/venue/request_target.hpp"
#include "wire/text/ascii_case.hpp"

#include <boost/json.hpp>

#include <utility>

namespace holdfast::sim::binance {

namespace {

namespace json = boost::json;

// The updates of USD-M name the one before, those of spot do not.
std::optional<recorded> changes_in(const json::object& data, bool linked, recorded out)
{
    out.previous = number_of(data, "pu");
    if (out.previous.has_value() != linked)
        return std::nullopt;
    const auto first = number_of(data, "U");
    const auto last = number_of(data, "u");
    auto bids = levels_of(data, "b");
    auto asks = levels_of(data, "a");
    if (!first || !last || !bids || !asks)
        return std::nullopt;
    out.what = recorded::kind::book_changes;
    out.first = *first;
    out.last = *last;
    out.sequenced = true;
    out.bids = std::move(*bids);
    out.asks = std::move(*asks);
    return out;
}

std::optional<recorded> best_in(const json::object& data, recorded out)
{
    const auto id = number_of(data, "u");
    const auto bid = amount_of(data.if_contains("b"));
    const auto bid_quantity = amount_of(data.if_contains("B"));
    const auto ask = amount_of(data.if_contains("a"));
    const auto ask_quantity = amount_of(data.if_contains("A"));
    if (!id || !bid || !bid_quantity || !ask || !ask_quantity)
        return std::nullopt;
    out.what = recorded::kind::best;
    out.first = out.last = *id;
    out.best = {*id, *bid, *bid_quantity, *ask, *ask_quantity};
    return out;
}

recorded trade_in(const json::object& data, std::string_view id_key, recorded out)
{
    const auto id = number_of(data, id_key);
    out.sequenced = id.has_value();
    out.first = out.last = id.value_or(0);
    return out;
}

/// The payload's bytes as they were sent: what stands between `"data":` and the last brace.
std::optional<std::string> unwrapped(std::string_view frame)
{
    const std::size_t at = frame.find("\"data\":");
    const std::size_t end = frame.rfind('}');
    if (at == std::string_view::npos || end == std::string_view::npos || end < at + 7)
        return std::nullopt;
    return std::string(frame.substr(at + 7, end - at - 7));
}

} // namespace

std::optional<recorded> read_recorded(std::string_view frame, bool linked)
{
    json::error_code failed;
    const json::value parsed = json::parse(frame, failed);
    const json::object* outer = failed ? nullptr : parsed.if_object();
    const json::value* inner = outer ? outer->if_contains("data") : nullptr;
    auto payload = unwrapped(frame);
    if (!inner || !inner->is_object() || !payload)
        return std::nullopt;
    const json::object& data = inner->get_object();
    recorded out;
    out.topic = text_of(*outer, "stream");
    out.symbol = text_of(data, "s");
    out.payload = std::move(*payload);
    if (out.topic.empty())
        return std::nullopt;
    const std::string name = text_of(data, "e");
    if (name == "depthUpdate")
        return changes_in(data, linked, std::move(out));
    if (name == "trade")
        return trade_in(data, "t", std::move(out));
    if (name == "aggTrade")
        return trade_in(data, "a", std::move(out));
    if (out.topic.ends_with("@bookTicker"))
        return best_in(data, std::move(out));
    return out;
}

std::optional<recorded_snapshot> read_recorded_snapshot(std::string_view url, std::string_view body)
{
    json::error_code failed;
    const json::value parsed = json::parse(body, failed);
    const json::object* book = failed ? nullptr : parsed.if_object();
    if (!book)
        return std::nullopt;
    const auto id = number_of(*book, "lastUpdateId");
    const auto bids = levels_of(*book, "bids");
    const auto asks = levels_of(*book, "asks");
    if (!id || !bids || !asks)
        return std::nullopt;
    recorded_snapshot out{wire::upper_case(url_target(url).value("symbol").value_or("")), *id, {}};
    out.book.bids.insert(bids->begin(), bids->end());
    out.book.asks.insert(asks->begin(), asks->end());
    return out;
}

} // namespace holdfast::sim::binance
