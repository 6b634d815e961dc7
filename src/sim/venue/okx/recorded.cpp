// SPDX-License-Identifier: BSL-1.0
#include "sim/venue/okx/recorded.hpp"

#include "sim/venue/json_read.hpp"
#include "sim/venue/okx/control.hpp"
#include "sim/venue/okx/topics.hpp"
#include "sim/venue/request_target.hpp"

#include <boost/json.hpp>

#include <charconv>
#include <utility>
#include <vector>

namespace holdfast::sim::okx {

namespace json = boost::json;

namespace {

/// A whole number, which OKX writes now as a number, now as text; `-1` stands for none.
std::optional<std::uint64_t> id_of(const json::object& row, std::string_view key)
{
    if (const auto number = number_of(row, key))
        return number;
    const std::string text = text_of(row, key);
    std::uint64_t id = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), id);
    const bool whole = failed == std::errc() && end == text.data() + text.size();
    return whole ? std::optional(id) : std::nullopt;
}

/// The one row of a message's or an answer's data.
const json::object* first_row(const json::object& outer)
{
    const json::value* data = outer.if_contains("data");
    const json::array* rows = data ? data->if_array() : nullptr;
    return rows && !rows->empty() ? rows->front().if_object() : nullptr;
}

bool has_lists(const json::object& row)
{
    const json::value* bids = row.if_contains("bids");
    const json::value* asks = row.if_contains("asks");
    return bids && asks && bids->is_array() && asks->is_array();
}

/// A message whose numbers have more places than there are here is passed on without its levels.
recorded book_in(const json::object& row, bool whole, recorded out)
{
    auto bids = levels_of(row, "bids");
    auto asks = levels_of(row, "asks");
    out.what = whole ? recorded::kind::whole_book : recorded::kind::book_changes;
    out.unheld = !bids || !asks;
    if (out.unheld)
        return out;
    if (!whole && !out.numberless)
        out.previous = id_of(row, "prevSeqId");
    out.bids = std::move(*bids);
    out.asks = std::move(*asks);
    return out;
}

recorded best_in(const json::object& row, recorded out)
{
    const auto bids = levels_of(row, "bids");
    const auto asks = levels_of(row, "asks");
    if (!bids || !asks)
        return out;
    const priced bid = bids->empty() ? priced() : bids->front();
    const priced ask = asks->empty() ? priced() : asks->front();
    out.what = recorded::kind::best;
    out.best = {out.last, bid.first, bid.second, ask.first, ask.second};
    return out;
}

/// `tradeId` is the last of `count` trades that one taker made at one price.
recorded trade_in(const json::object& row, recorded out)
{
    out.last = id_of(row, "tradeId").value_or(0);
    out.first = out.last - id_of(row, "count").value_or(1) + 1;
    return out;
}

/// Books of before 2026 have no numbers: their times stand in for them.
std::optional<recorded> numbered(const json::object& row, recorded out)
{
    const auto number = id_of(row, "seqId");
    const auto at = number ? number : id_of(row, "ts");
    if (!at || !has_lists(row))
        return std::nullopt;
    out.numberless = !number;
    out.first = out.last = *at;
    return out;
}

} // namespace

std::optional<recorded> understand_recorded(std::string_view frame)
{
    json::error_code failed;
    const json::value parsed = json::parse(frame, failed);
    const json::object* outer = failed ? nullptr : parsed.if_object();
    const json::object* argument = outer ? object_of(*outer, "arg") : nullptr;
    const json::object* row = outer && !outer->contains("event") ? first_row(*outer) : nullptr;
    if (!argument || !row)
        return std::nullopt;
    recorded out;
    out.topic = topic_named(*argument);
    out.symbol = instrument_named(out.topic);
    out.payload = frame;
    const auto spec = spec_of(out.topic);
    out.sequenced = spec && spec->sequenced;
    const std::string channel = channel_named(out.topic);
    if (channel == "trades" || channel == "trades-all")
        return trade_in(*row, std::move(out));
    if (!spec || channel == "tickers")
        return out;
    auto book = numbered(*row, std::move(out));
    if (!book)
        return std::nullopt;
    if (channel == "bbo-tbt")
        return best_in(*row, std::move(*book));
    const bool whole = channel == "books5" || text_of(*outer, "action") == "snapshot" ||
                       (!book->numberless && !id_of(*row, "prevSeqId"));
    return book_in(*row, whole, std::move(*book));
}

std::optional<recorded_snapshot> understand_recorded_snapshot(std::string_view url, std::string_view body)
{
    json::error_code failed;
    const json::value parsed = json::parse(body, failed);
    const json::object* outer = failed ? nullptr : parsed.if_object();
    const json::object* row = outer && text_of(*outer, "code") == "0" ? first_row(*outer) : nullptr;
    const auto id = row ? id_of(*row, "seqId") : std::nullopt;
    const auto bids = row ? levels_of(*row, "bids") : std::nullopt;
    const auto asks = row ? levels_of(*row, "asks") : std::nullopt;
    if (!id || !bids || !asks)
        return std::nullopt;
    recorded_snapshot out{url_target(url).value("instId").value_or(""), *id, {}};
    out.book.bids.insert(bids->begin(), bids->end());
    out.book.asks.insert(asks->begin(), asks->end());
    return out;
}

} // namespace holdfast::sim::okx
