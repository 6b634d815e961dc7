#include "exchange/binance_events.hpp"

#include "exchange/binance_members.hpp"

#include <algorithm>

namespace holdfast::binance {

namespace {

// What an event is that came without the name of its stream.
stream_kind kind_of_event(const event_members& in) noexcept
{
    if (in.e.text == "depthUpdate")
        return stream_kind::depth;
    if (in.e.text == "trade")
        return stream_kind::trade;
    if (in.e.text == "aggTrade")
        return stream_kind::agg_trade;
    if (in.e.text == "serverShutdown")
        return stream_kind::shutdown;
    if (in.last_update_id)
        return stream_kind::partial_depth;
    return !in.e && in.u && in.B && in.A ? stream_kind::book_ticker : stream_kind::other;
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

void read_depth(const event_members& in, member_reader& members, decoded& to)
{
    members.expect(in.e.text == "depthUpdate", "not a depthUpdate");
    to.what = decoded::kind::data;
    to.ids.first = members.id(in.U, "U");
    to.ids.last = members.id(in.u, "u");
    members.expect(to.ids.first <= to.ids.last, "\"U\" is above \"u\"");
    to.exchange_time = members.time(in.E, "E");
    to.content = book_levels{members.levels(in.b, "b"), members.levels(in.a, "a")};
}

void read_partial_depth(const event_members& in, member_reader& members, decoded& to)
{
    to.what = decoded::kind::snapshot;
    to.ids.last = members.id(in.last_update_id, "lastUpdateId");
    to.content = book_levels{members.levels(in.bids, "bids"), members.levels(in.asks, "asks")};
}

void read_trade(const event_members& in, bool merged, member_reader& members, slab& memory, decoded& to)
{
    members.expect(in.e.text == (merged ? "aggTrade" : "trade"), merged ? "not an aggTrade" : "not a trade");
    trade t;
    t.id = merged ? members.id(in.a, "a") : members.id(in.t, "t");
    t.price = members.amount(in.p, "p");
    t.quantity = members.amount(in.q, "q");
    t.taker = members.flag(in.m, "m") ? side::sell : side::buy; // `m`: the buyer is the maker.
    t.at = members.time(in.T, "T");
    to.what = decoded::kind::data;
    to.ids.first = to.ids.last = t.id;
    to.exchange_time = members.time(in.E, "E");
    if (members.good())
        to.content = memory.copy(std::span<const trade>(&t, 1));
}

void read_book_ticker(const event_members& in, member_reader& members, decoded& to)
{
    members.expect(!in.e || in.e.text == "bookTicker", "not a bookTicker");
    to.what = decoded::kind::data;
    to.ids.last = members.id(in.u, "u");
    quote best;
    best.bid = {members.amount(in.b, "b"), members.amount(in.B, "B")};
    best.ask = {members.amount(in.a, "a"), members.amount(in.A, "A")};
    to.content = best;
}

// The time that an event has, if it has one.
void read_time(const event_members& in, decoded& to)
{
    if (const auto at = to_time(in.E))
        to.exchange_time = *at;
}

void read_event(stream_kind kind, const event_members& in, slab& memory, decoded& to)
{
    member_reader members;
    switch (kind) {
    case stream_kind::depth: read_depth(in, members, to); break;
    case stream_kind::partial_depth: read_partial_depth(in, members, to); break;
    case stream_kind::trade: read_trade(in, false, members, memory, to); break;
    case stream_kind::agg_trade: read_trade(in, true, members, memory, to); break;
    case stream_kind::book_ticker: read_book_ticker(in, members, to); break;
    case stream_kind::shutdown:
        to.what = decoded::kind::shutdown;
        read_time(in, to);
        break;
    case stream_kind::other:
        to.what = decoded::kind::data;
        read_time(in, to);
        break;
    }
    if (members.good())
        return;
    decoded bad;
    bad.topic_name = to.topic_name;
    bad.text = memory.copy(std::string_view(members.error()));
    to = bad;
}

void read_wrapped_event(const frame& in, slab& memory, decoded& to)
{
    if (in.stream.is != member::shape::string || !in.has_data) {
        to.text = "\"stream\" without a name, or without \"data\"";
        return;
    }
    to.topic_name = in.stream.text;
    read_event(kind_of_stream(in.stream.text), in.event, memory, to);
}

// An event on a raw connection (`/ws`, or `SET_PROPERTY combined false`) names no stream. Its topic is put
// together from type and symbol, which leaves the speed of a book unknown, and a partial book without an
// owner.
void read_plain_event(const event_members& in, slab& memory, decoded& to)
{
    const stream_kind kind = kind_of_event(in);
    if (kind == stream_kind::partial_depth) {
        to.text = "a partial book that does not say whose it is; use a combined connection";
        return;
    }
    if (kind == stream_kind::other) {
        to.what = in.e ? decoded::kind::heartbeat : decoded::kind::malformed;
        to.text = in.e ? in.e.text : "not a message of this exchange";
        return;
    }
    if (kind != stream_kind::shutdown) {
        if (in.s.is != member::shape::string) {
            to.text = "an event without a symbol";
            return;
        }
        const std::string name = lower_case(in.s.text) + std::string(suffix_of(kind));
        to.topic_name = memory.copy(std::string_view(name));
    }
    read_event(kind, in, memory, to);
}

void read_refusal(const frame& in, slab& memory, decoded& to)
{
    constexpr std::string_view too_many_requests = "-1003";
    to.what = in.code.text == too_many_requests ? decoded::kind::rate_limit : decoded::kind::reject;
    to.request_id = to_id(in.id).value_or(0);
    to.text = memory.copy(std::string_view(words_of(in)));
}

// Replies to what we did not send, or that carry a list of subscriptions, are only a sign of life.
void read_reply(const frame& in, decoded& to)
{
    const auto id = to_id(in.id);
    const bool ours = in.result.is == member::shape::null && id && *id != 0;
    to.what = ours ? decoded::kind::ack : decoded::kind::heartbeat;
    to.request_id = id.value_or(0);
}

} // namespace

stream_kind kind_of_stream(std::string_view name) noexcept
{
    if (name == "!serverShutdown")
        return stream_kind::shutdown;
    name.remove_prefix(std::min(name.find('@'), name.size()));
    const std::string_view kind = name.substr(0, name.find('@', 1));
    if (kind == "@depth")
        return stream_kind::depth;
    if (kind == "@depth5" || kind == "@depth10" || kind == "@depth20")
        return stream_kind::partial_depth;
    if (name == "@trade")
        return stream_kind::trade;
    if (name == "@aggTrade")
        return stream_kind::agg_trade;
    return name == "@bookTicker" ? stream_kind::book_ticker : stream_kind::other;
}

void understand(const frame& in, slab& memory, decoded& to)
{
    if (in.wrapped()) {
        read_wrapped_event(in, memory, to);
    } else if (in.event.e) {
        read_plain_event(in.event, memory, to);
    } else if (in.code || in.msg) {
        read_refusal(in, memory, to);
    } else if (in.result) {
        read_reply(in, to);
    } else {
        read_plain_event(in.event, memory, to);
    }
}

std::string words_of(const frame& in)
{
    const bool both = !in.code.text.empty() && !in.msg.text.empty();
    return std::string(in.code.text) + (both ? ": " : "") + std::string(in.msg.text);
}

std::string read_book(const event_members& in, decoded& to)
{
    member_reader members;
    read_partial_depth(in, members, to);
    return members.error();
}

std::string lower_case(std::string_view symbol)
{
    std::string lower(symbol);
    for (char& c : lower)
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return lower;
}

} // namespace holdfast::binance
