// SPDX-License-Identifier: BSL-1.0
#include "exchange/bybit/frame.hpp"

#include "exchange/common/members.hpp"
#include "wire/json/json_cursor.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace holdfast::bybit {

using wire::json_cursor;
using wire::written;

namespace {

// A message has 1024 at most; a list of topics has the 2000 of a connection at most.
constexpr std::size_t max_trades = 10'000;
constexpr std::size_t max_topics = 10'000;

member member_of(std::string_view key) noexcept
{
    using enum member;
    static constexpr std::pair<std::string_view, member> words[] = {
        {"topic", topic},      {"type", type},     {"ts", ts},
        {"cts", cts},          {"data", data},     {"op", op},
        {"success", success},  {"req_id", req_id}, {"ret_msg", ret_msg},
        {"retMsg", ret_msg},   {"reqId", req_id},  {"ret_code", ret_code},
        {"retCode", ret_code}, {"result", data},   {"creationTime", time},
        {"time", time}};
    return look_up(words, key);
}

book_name book_name_of(std::string_view key) noexcept
{
    using enum book_name;
    static constexpr std::pair<std::string_view, book_name> words[] = {{"s", s}, {"b", b},   {"a", a},
                                                                       {"u", u}, {"ts", ts}, {"cts", cts}};
    return look_up(words, key);
}

// Contracts have a 1 in the names, options have not.
ticker_name ticker_name_of(std::string_view key) noexcept
{
    using enum ticker_name;
    static constexpr std::pair<std::string_view, ticker_name> words[] = {
        {"bid1Price", bid_price}, {"bid1Size", bid_size}, {"ask1Price", ask_price}, {"ask1Size", ask_size},
        {"bidPrice", bid_price},  {"bidSize", bid_size},  {"askPrice", ask_price},  {"askSize", ask_size}};
    return look_up(words, key);
}

enum class trade_name : std::uint8_t { T, s, S, v, p, i, seq, count, unknown };

trade_name trade_name_of(std::string_view key) noexcept
{
    using enum trade_name;
    static constexpr std::pair<std::string_view, trade_name> words[] = {
        {"T", T}, {"s", s}, {"S", S}, {"v", v}, {"p", p}, {"i", i}, {"seq", seq}};
    return look_up(words, key);
}

// One trade. Ids are strings, those of contracts uuids; whatever is no number is no id.
void read_trade(json_cursor& in, slab& memory, trade& to, std::uint64_t& sequence, std::string_view& symbol)
{
    wire::json_members<trade_name> read;
    read_members<trade_name_of>(in, memory, read);
    if (in.failed())
        return;
    using enum trade_name;
    wire::member_reader<written::bare, written::quoted> take;
    to.id = to_id(read[i], written::quoted).value_or(0);
    to.price = take.amount(read[p], "p");
    to.quantity = take.amount(read[v], "v");
    to.at = take.time(read[T], "T");
    to.taker = read[S].text == "Sell" ? side::sell : side::buy;
    take.expect(read[S].text == "Sell" || read[S].text == "Buy", "\"S\" is neither Buy nor Sell");
    sequence = to_id(read[seq], written::bare).value_or(0);
    symbol = read[s].text;
    if (!take.good())
        in.fail(memory.copy(std::string_view(take.error())));
}

void read_trades(json_cursor& in, slab& memory, trade_list& to)
{
    constexpr std::size_t least_size = 34; // {"T":1,"S":"Buy","v":"1","p":"1"},
    const auto room = memory.room<trade>(std::min(max_trades, in.rest().size() / least_size + 1));
    std::size_t used = 0;
    for (in.begin_array(); in.next_element(); ++used) {
        if (used == room.size())
            return in.fail("too many trades");
        std::uint64_t sequence = 0;
        read_trade(in, memory, room[used], sequence, to.symbol);
        to.newest = std::max(to.newest, sequence);
    }
    if (used == 0)
        return in.fail("no trade");
    to.trades = memory.shrink(room, used);
}

void read_contents(json_cursor& in, topic_kind kind, slab& memory, contents& to)
{
    switch (kind) {
    case topic_kind::book:
    case topic_kind::full_book: return read_members<book_name_of>(in, memory, to.book);
    case topic_kind::ticker: return read_members<ticker_name_of>(in, memory, to.ticker);
    case topic_kind::trades: return read_trades(in, memory, to.traded);
    case topic_kind::other: in.skip();
    }
}

void read_data(json_cursor& in, slab& memory, frame& to)
{
    const topic_kind kind = kind_of_topic(to.outer[member::topic].text);
    if (std::exchange(to.has_data, true))
        in.fail("a member comes twice");
    else if (kind == topic_kind::other)
        to.data = in.skip();
    else
        read_contents(in, kind, memory, to.inner);
}

void read_names(json_cursor& in, std::vector<std::string_view>& to)
{
    for (in.begin_array(); in.next_element();) {
        if (to.size() == max_topics)
            return in.fail("too many topics");
        to.push_back(in.string());
    }
}

} // namespace

topic_kind kind_of_topic(std::string_view name) noexcept
{
    constexpr std::string_view book = "orderbook.";
    if (name.starts_with(book)) {
        const std::string_view depth = name.substr(book.size(), name.find('.', book.size()) - book.size());
        if (depth == "full")
            return topic_kind::full_book;
        const bool number = depth.find_first_not_of("0123456789") == std::string_view::npos;
        return number && !depth.empty() ? topic_kind::book : topic_kind::other;
    }
    if (name.starts_with("publicTrade."))
        return topic_kind::trades;
    return name.starts_with("tickers.") ? topic_kind::ticker : topic_kind::other;
}

std::string_view read_frame(std::string_view text, slab& memory, frame& to)
{
    json_cursor in(text, memory);
    in.begin_object();
    for (const auto& [word, known] : {std::pair<std::string_view, member>{"topic", member::topic},
                                      {"type", member::type},
                                      {"ts", member::ts}})
        if (in.next_is(word))
            to.outer.read(known, in, memory);
    if (in.next_is("data"))
        read_data(in, memory, to);
    std::string_view key;
    while (in.next_key(key)) {
        const member known = member_of(key);
        if (known < member::count)
            to.outer.read(known, in, memory);
        else if (known == member::data)
            read_data(in, memory, to);
        else
            in.skip();
    }
    if (!in.finish())
        return complaint_of(in, memory);
    if (to.data.empty())
        return {};
    const topic_kind kind = kind_of_topic(to.outer[member::topic].text);
    return kind == topic_kind::other ? "" : read_contents(to.data, kind, memory, to.inner);
}

std::string_view read_contents(std::string_view data, topic_kind kind, slab& memory, contents& to)
{
    json_cursor in(data, memory);
    read_contents(in, kind, memory, to);
    return in.finish() ? std::string_view() : complaint_of(in, memory);
}

std::string_view read_lists(std::string_view data, slab& memory, topic_lists& to)
{
    json_cursor in(data, memory);
    std::string_view key;
    for (in.begin_object(); in.next_key(key);) {
        if (key == "successTopics")
            read_names(in, to.accepted);
        else if (key == "failTopics")
            read_names(in, to.refused);
        else
            in.skip();
    }
    return in.finish() ? std::string_view() : complaint_of(in, memory);
}

} // namespace holdfast::bybit
