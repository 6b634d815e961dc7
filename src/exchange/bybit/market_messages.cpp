// SPDX-License-Identifier: BSL-1.0
#include "exchange/bybit/market_messages.hpp"

#include "exchange/bybit/control.hpp"

#include <optional>
#include <string>

namespace holdfast::bybit {

using wire::json_member;
using wire::written;

namespace {

// Ids and times are numbers, prices and quantities strings.
using reader = wire::member_reader<written::bare, written::quoted>;
using shape = json_member::shape;

void malformed(decoded& to, std::string_view why)
{
    decoded bad;
    bad.topic_name = to.topic_name;
    bad.text = why;
    to = bad;
}

// ---- messages of a topic ----------------------------------------------------------------------------------

// The time of the matching engine where there is one, else the time of the message.
wall_time time_of(const json_member& engine, const json_member& message, reader& read)
{
    return engine ? read.time(engine, "cts") : read.time(message, "ts");
}

// v5/websocket/public/orderbook: `u` 1 comes after a restart of the service and is a snapshot, whatever its
// type says.
void read_book(const frame& in, topic_kind kind, reader& read, decoded& to)
{
    using enum book_name;
    const auto& book = in.inner.book;
    const std::string_view type = in.outer[member::type].text;
    read.expect(type == "snapshot" || type == "delta", "\"type\" is neither snapshot nor delta");
    const bool anew = (to.ids.last = read.id(book[u], "u")) == 1;
    to.what = type == "snapshot" || anew ? decoded::kind::snapshot : decoded::kind::data;
    to.exchange_time = time_of(in.outer[member::cts], in.outer[member::ts], read);
    book_levels& levels = to.content.emplace<book_levels>();
    levels = {read.levels(book[b], "b"), read.levels(book[a], "a")};
    // v5/websocket/public/full-ob, "Reset scenarios": what is known is void, and REST has the book.
    if (kind == topic_kind::full_book && anew)
        levels = {};
}

// v5/websocket/public/trade: one message after another may have the same `seq`. Trades of several symbols
// have no number in common.
void read_trades(const frame& in, reader& read, decoded& to)
{
    const trade_list& traded = in.inner.traded;
    to.what = decoded::kind::data;
    to.exchange_time = read.time(in.outer[member::ts], "ts");
    const bool numbered = traded.newest != 0 && traded.symbol == symbol_of(to.topic_name);
    to.ids.last = numbered ? traded.newest : read.id(in.outer[member::ts], "ts");
    to.content = traded.trades;
}

// A side without orders has empty texts, or zeros.
std::optional<level> best_of(const json_member& price, const json_member& size)
{
    const auto at = to_amount(price, written::quoted);
    const auto quantity = to_amount(size, written::quoted);
    if (!at || !quantity || at->is_zero())
        return std::nullopt;
    return level{*at, *quantity};
}

void read_ticker(const frame& in, reader& read, decoded& to)
{
    using enum ticker_name;
    const auto& ticker = in.inner.ticker;
    to.what = decoded::kind::data;
    to.exchange_time = read.time(in.outer[member::ts], "ts");
    to.ids.last = read.id(in.outer[member::ts], "ts");
    const auto bid = best_of(ticker[bid_price], ticker[bid_size]);
    const auto ask = best_of(ticker[ask_price], ticker[ask_size]);
    if (bid && ask)
        to.content = quote{*bid, *ask};
}

void read_other(const frame& in, decoded& to)
{
    to.what = decoded::kind::data;
    const auto stamp = to_id(in.outer[member::ts], written::bare);
    if (const auto at = stamp ? wire::to_time(*stamp) : std::nullopt)
        to.exchange_time = *at;
}

void read_event(const frame& in, slab& memory, decoded& to)
{
    if (in.outer[member::topic].is != shape::string || !in.has_data)
        return malformed(to, "\"topic\" without a name, or without \"data\"");
    to.topic_name = in.outer[member::topic].text;
    const topic_kind kind = kind_of_topic(to.topic_name);
    reader read;
    switch (kind) {
    case topic_kind::book:
    case topic_kind::full_book: read_book(in, kind, read, to); break;
    case topic_kind::trades: read_trades(in, read, to); break;
    case topic_kind::ticker: read_ticker(in, read, to); break;
    case topic_kind::other: read_other(in, to); break;
    }
    if (!read.good())
        malformed(to, memory.copy(std::string_view(read.error())));
}

} // namespace

void understand(const frame& in, slab& memory, std::vector<decoded>& out)
{
    if (in.outer.has(member::topic))
        read_event(in, memory, out.emplace_back());
    else if (in.outer.has(member::op) || in.outer.has(member::success) || in.outer.has(member::ret_code) ||
             in.outer.has(member::ret_msg))
        understand_reply(in, memory, out);
    else
        out.emplace_back().text = "not a message of this exchange";
}

// v5/market/full-ob. Errors are answers with status 200, too.
result<rest_snapshot> understand_snapshot(const topic& on, std::string_view body, slab& memory)
{
    frame read;
    if (const std::string_view broken = read_frame(body, memory, read); !broken.empty())
        return failure(errc::malformed, on.str() + ": the snapshot is not JSON: " + std::string(broken));
    const std::string_view code = read.outer[member::ret_code].text;
    if (code != "0")
        return failure(complains_of_speed(read.outer) ? errc::rate_limited : errc::snapshot_failed,
                       on.str() + ": " + std::string(words_of(read.outer, memory)));
    contents inside;
    std::string wrong(read_contents(read.data, topic_kind::full_book, memory, inside));
    using enum book_name;
    reader take;
    rest_snapshot fresh;
    fresh.ids.last = take.id(inside.book[u], "u");
    fresh.exchange_time = time_of(inside.book[cts], inside.book[ts], take);
    fresh.levels = {take.levels(inside.book[b], "b"), take.levels(inside.book[a], "a")};
    take.expect(inside.book[s].text == symbol_of(on.name()), "\"s\" is another symbol");
    if (wrong.empty())
        wrong = take.error();
    if (!wrong.empty())
        return failure(errc::malformed, on.str() + ": the snapshot is not a book: " + wrong);
    return fresh;
}

std::string_view symbol_of(std::string_view topic_name) noexcept
{
    constexpr std::string_view book = "orderbook."; // Followed by the depth.
    const std::size_t dot = topic_name.find('.', topic_name.starts_with(book) ? book.size() : 0);
    return dot == std::string_view::npos ? std::string_view() : topic_name.substr(dot + 1);
}

} // namespace holdfast::bybit
