// SPDX-License-Identifier: BSL-1.0
#include "exchange/binance/market_messages.hpp"

#include "exchange/binance/errors.hpp"
#include "wire/text/ascii_case.hpp"

#include <algorithm>

namespace holdfast::binance {

using wire::json_member;
using wire::written;
using enum name;

namespace {

// Ids and times are numbers, prices and quantities strings.
using reader = wire::member_reader<written::bare, written::quoted>;

// What an event is that came without the name of its stream.
stream_kind kind_of_event(const members& in) noexcept
{
    if (in[e].text == "depthUpdate")
        return stream_kind::depth;
    if (in[e].text == "trade")
        return stream_kind::trade;
    if (in[e].text == "aggTrade")
        return stream_kind::agg_trade;
    if (in[e].text == "serverShutdown")
        return stream_kind::shutdown;
    if (in[e].text == "bookTicker")
        return stream_kind::book_ticker;
    if (in.has(last_update_id))
        return stream_kind::partial_depth;
    return !in.has(e) && in.has(u) && in.has(B) && in.has(A) ? stream_kind::book_ticker : stream_kind::other;
}

std::string_view suffix_of(stream_kind kind) noexcept
{
    switch (kind) {
    case stream_kind::depth: return "@depth";
    case stream_kind::trade: return "@trade";
    case stream_kind::agg_trade: return "@aggTrade";
    case stream_kind::book_ticker: return "@bookTicker";
    case stream_kind::partial_depth:
    case stream_kind::shutdown:
    case stream_kind::other: break;
    }
    return {};
}

// The time that an event has, if it has one.
void read_time(const members& in, decoded& to)
{
    const auto stamp = to_id(in[E], written::bare);
    if (const auto at = stamp ? wire::to_time(*stamp) : std::nullopt)
        to.exchange_time = *at;
}

void read_update(const members& in, reader& read, decoded& to)
{
    read.expect(in[e].text == "depthUpdate", "not a depthUpdate");
    to.what = decoded::kind::data;
    to.ids.first = read.id(in[U], "U");
    to.ids.last = read.id(in[u], "u");
    read.expect(to.ids.first <= to.ids.last, "\"U\" is above \"u\"");
    to.exchange_time = read.time(in[E], "E");
    to.content = book_levels{read.levels(in[b], "b"), read.levels(in[a], "a")};
}

void read_depth(market of, const members& in, reader& read, decoded& to)
{
    if (of == market::usdm)
        to.ids.previous = read.id(in[pu], "pu");
    read_update(in, read, to);
}

void read_whole_book(const members& in, reader& read, decoded& to)
{
    to.what = decoded::kind::snapshot;
    to.ids.last = read.id(in[last_update_id], "lastUpdateId");
    to.content = book_levels{read.levels(in[bids], "bids"), read.levels(in[asks], "asks")};
    read_time(in, to);
}

void read_partial_depth(market of, const members& in, reader& read, decoded& to)
{
    if (of == market::spot)
        return read_whole_book(in, read, to);
    read_update(in, read, to);
    to.what = decoded::kind::snapshot;
    to.ids = {.last = to.ids.last}; // What was before it does not matter: it replaces everything.
}

/// USD-M gives a number of the same series to what was no trade on the market: `X` is then `NA`, with a price
/// and quantity of zero, or `INSURANCE_FUND`, or what is yet to be invented.
bool is_of_the_market(market of, const members& in) noexcept
{
    return of == market::spot || !in.has(X) || in[X].text == "MARKET";
}

void read_trade(market of, const members& in, bool merged, reader& read, slab& memory, decoded& to)
{
    read.expect(in[e].text == (merged ? "aggTrade" : "trade"), merged ? "not an aggTrade" : "not a trade");
    to.what = decoded::kind::data;
    to.exchange_time = read.time(in[E], "E");
    trade made;
    made.id = merged ? read.id(in[a], "a") : read.id(in[t], "t");
    to.ids.first = to.ids.last = made.id;
    if (!is_of_the_market(of, in)) {
        to.content = std::span<const trade>();
        return;
    }
    made.price = read.amount(in[p], "p");
    made.quantity = read.amount(in[q], "q");
    made.taker = read.flag(in[m], "m") ? side::sell : side::buy; // `m`: the buyer is the maker.
    made.at = read.time(in[T], "T");
    if (read.good())
        to.content = memory.copy(std::span<const trade>(&made, 1));
}

void read_book_ticker(const members& in, reader& read, decoded& to)
{
    read.expect(!in.has(e) || in[e].text == "bookTicker", "not a bookTicker");
    to.what = decoded::kind::data;
    to.ids.last = read.id(in[u], "u");
    quote& best = to.content.emplace<quote>();
    best.bid = {read.amount(in[b], "b"), read.amount(in[B], "B")};
    best.ask = {read.amount(in[a], "a"), read.amount(in[A], "A")};
    read_time(in, to); // Spot does not say.
}

void read_event(market of, stream_kind kind, const members& in, slab& memory, decoded& to)
{
    reader read;
    switch (kind) {
    case stream_kind::depth: read_depth(of, in, read, to); break;
    case stream_kind::partial_depth: read_partial_depth(of, in, read, to); break;
    case stream_kind::trade: read_trade(of, in, false, read, memory, to); break;
    case stream_kind::agg_trade: read_trade(of, in, true, read, memory, to); break;
    case stream_kind::book_ticker: read_book_ticker(in, read, to); break;
    case stream_kind::shutdown:
        to.what = decoded::kind::shutdown;
        read_time(in, to);
        break;
    case stream_kind::other:
        to.what = decoded::kind::data;
        read_time(in, to);
        break;
    }
    if (read.good())
        return;
    decoded bad;
    bad.topic_name = to.topic_name;
    bad.text = memory.copy(std::string_view(read.error()));
    to = bad;
}

void read_wrapped_event(market of, const frame& in, slab& memory, decoded& to)
{
    const json_member& topic = in.outer[stream];
    if (topic.is != json_member::shape::string || !in.has_data) {
        to.text = "\"stream\" without a name, or without \"data\"";
        return;
    }
    to.topic_name = topic.text;
    read_event(of, kind_of_stream(topic.text), in.inner, memory, to);
}

// An event on a raw connection (`/ws`, or `SET_PROPERTY combined false`) names no stream. Its topic is put
// together from type and symbol, which leaves the speed of a book unknown, and a partial book without an
// owner.
void read_plain_event(market of, const members& in, slab& memory, decoded& to)
{
    const stream_kind kind = kind_of_event(in);
    if (kind == stream_kind::partial_depth) {
        to.text = "a partial book that does not say whose it is; use a combined connection";
        return;
    }
    if (kind == stream_kind::other) {
        to.what = in.has(e) ? decoded::kind::heartbeat : decoded::kind::malformed;
        to.text = in.has(e) ? in[e].text : "not a message of this exchange";
        return;
    }
    if (kind != stream_kind::shutdown) {
        if (in[s].is != json_member::shape::string) {
            to.text = "an event without a symbol";
            return;
        }
        const std::string topic = wire::lower_case(in[s].text) + std::string(suffix_of(kind));
        to.topic_name = memory.copy(std::string_view(topic));
    }
    read_event(of, kind, in, memory, to);
}

void read_refusal(const members& in, slab& memory, decoded& to)
{
    constexpr std::string_view too_many_requests = "-1003";
    to.what = in[code].text == too_many_requests ? decoded::kind::rate_limit : decoded::kind::reject;
    to.again = is_passing(in[code].text);
    to.request_id = to_id(in[id], written::bare).value_or(0);
    to.text = memory.copy(std::string_view(words_of(in)));
}

// Replies to what we did not send, or that carry a list of subscriptions, are only a sign of life.
void read_reply(const members& in, decoded& to)
{
    to.request_id = to_id(in[id], written::bare).value_or(0);
    const bool ours = in[result].is == json_member::shape::null && to.request_id != 0;
    to.what = ours ? decoded::kind::ack : decoded::kind::heartbeat;
}

} // namespace

stream_kind kind_of_stream(std::string_view name) noexcept
{
    if (name == "!serverShutdown")
        return stream_kind::shutdown;
    name.remove_prefix(std::min(name.find('@'), name.size()));
    if (name == "@bookTicker")
        return stream_kind::book_ticker;
    if (name == "@trade")
        return stream_kind::trade;
    if (name == "@aggTrade")
        return stream_kind::agg_trade;
    const std::string_view kind = name.substr(0, name.find('@', 1));
    if (kind == "@depth")
        return stream_kind::depth;
    return kind == "@depth5" || kind == "@depth10" || kind == "@depth20" ? stream_kind::partial_depth
                                                                         : stream_kind::other;
}

void understand(market of, const frame& in, slab& memory, decoded& to)
{
    if (in.wrapped())
        read_wrapped_event(of, in, memory, to);
    else if (!in.outer.has(e) && (in.outer.has(code) || in.outer.has(msg)))
        read_refusal(in.outer, memory, to);
    else if (!in.outer.has(e) && in.outer.has(result))
        read_reply(in.outer, to);
    else
        read_plain_event(of, in.outer, memory, to);
}

std::string read_book(const members& in, decoded& to)
{
    reader read;
    read_whole_book(in, read, to);
    return read.error();
}

} // namespace holdfast::binance
