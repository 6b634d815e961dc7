// SPDX-License-Identifier: BSL-1.0
#include "exchange/binance/market_adapter.hpp"

#include "exchange/binance/errors.hpp"
#include "exchange/binance/frame_ids.hpp"
#include "wire/http/percent_encode.hpp"
#include "wire/text/ascii_case.hpp"

#include <holdfast/adapter_kit.hpp>

#include <algorithm>
#include <variant>

namespace holdfast::binance {

namespace {

std::string control(std::string_view method, std::uint64_t id, std::span<const topic> topics)
{
    return "{\"method\":\"" + std::string(method) + "\",\"params\":" + kit::list_of(topics) +
           ",\"id\":" + std::to_string(id) + "}";
}

} // namespace

std::string market_adapter::subscribe(std::uint64_t id, std::span<const topic> topics) const
{
    return control("SUBSCRIBE", id, topics);
}

std::string market_adapter::unsubscribe(std::uint64_t id, std::span<const topic> topics) const
{
    return control("UNSUBSCRIBE", id, topics);
}

void market_adapter::decode(std::string_view bytes, bool binary, slab& memory,
                            std::vector<decoded>& out) const
{
    decoded& said = out.emplace_back();
    if (binary) {
        said.text = "a binary message where only text is spoken";
        return;
    }
    if (!decode_content_ && read_ids(of_, bytes, memory, said))
        return;
    frame read;
    said.text = read_frame(bytes, memory, read);
    if (said.text.empty())
        return understand(of_, read, memory, said);
    said.topic_name = read.outer[name::stream].text;
}

result<rest_snapshot> market_adapter::decode_snapshot(const topic& on, std::string_view body,
                                                      slab& memory) const
{
    frame read;
    const std::string_view broken = read_frame(body, memory, read);
    if (!broken.empty())
        return failure(errc::malformed, on.str() + ": the snapshot is not JSON: " + std::string(broken));
    if (read.outer.has(name::code))
        return failure_of(read.outer, errc::snapshot_failed, on.str() + ": ");
    decoded said;
    const std::string wrong = read_book(read.event(), said);
    if (!wrong.empty())
        return failure(errc::malformed, on.str() + ": the snapshot is not a book: " + wrong);
    rest_snapshot fresh;
    fresh.ids = said.ids;
    fresh.exchange_time = said.exchange_time;
    fresh.levels = std::get<book_levels>(said.content);
    return fresh;
}

topic_traits traits_of(stream_kind kind, continuity rule, depth_pace pace)
{
    topic_traits known;
    switch (kind) {
    case stream_kind::depth:
        known.rule = rule;
        known.recovery = recovery::rest_snapshot;
        known.cadence = pace.cadence;
        known.first_data = pace.first_data;
        break;
    case stream_kind::partial_depth: known.first_data = pace.first_data; break;
    case stream_kind::trade:
    case stream_kind::agg_trade: known.rule = continuity::contiguous; break;
    case stream_kind::book_ticker: break;
    case stream_kind::shutdown:
    case stream_kind::other: known.rule = continuity::audited; break; // No ids: whatever comes is new.
    }
    return known;
}

http_request book_request(const std::string& where, const topic& on, unsigned levels, unsigned weight)
{
    const std::string_view stream = on.name();
    http_request ask;
    ask.url = where +
              "?symbol=" + wire::percent_encode(wire::upper_case(stream.substr(0, stream.find('@')))) +
              "&limit=" + std::to_string(levels);
    ask.weight = weight;
    return ask;
}

topic stream_of(std::string_view symbol, std::string_view kind)
{
    if (symbol.empty())
        throw error(failure(errc::invalid_config, "symbol: empty"));
    return topic(wire::lower_case(symbol) + std::string(kind));
}

topic partial_depth_of(std::string_view symbol, unsigned levels, std::string_view suffix)
{
    if (levels != 5 && levels != 10 && levels != 20)
        throw error(failure(errc::invalid_config,
                            "levels: " + std::to_string(levels) + ", and has to be 5, 10 or 20"));
    return stream_of(symbol, "@depth" + std::to_string(levels) + std::string(suffix));
}

topic klines_of(std::string_view symbol, std::string_view interval,
                std::span<const std::string_view> intervals)
{
    std::string known;
    for (const std::string_view one : intervals)
        known += (known.empty() ? "" : ", ") + std::string(one);
    if (std::ranges::find(intervals, interval) == intervals.end())
        throw error(failure(errc::invalid_config,
                            "interval: " + std::string(interval) + ", and has to be one of " + known));
    return stream_of(symbol, "@kline_" + std::string(interval));
}

} // namespace holdfast::binance
