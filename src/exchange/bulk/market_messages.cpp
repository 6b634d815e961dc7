// SPDX-License-Identifier: BSL-1.0
#include "exchange/bulk/market_messages.hpp"

#include "wire/json/json_cursor.hpp"
#include "wire/json/json_member.hpp"
#include "wire/json/level_reader.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>

namespace holdfast::bulk {

using wire::json_cursor;
using wire::json_kind;
using wire::written;

namespace {

constexpr std::string_view changes_prefix = "l2delta.";

struct book {
    std::optional<std::string_view> update{};
    std::optional<wall_time> at{};
    std::optional<book_levels> levels{};
    std::string_view refusal{}; // Of REST: the exchange's words.
};

// A message, read but not yet understood.
struct message {
    std::optional<std::string_view> type{};
    std::optional<std::string_view> topic{};
    std::optional<std::string_view> early_data{}; // Came before the topic, which says how to read it.
    bool has_data = false;
    std::vector<std::string_view> topics{};
    std::string_view words{};
    // In the data, by the kind of the topic.
    std::optional<book> shown{};
    std::optional<std::span<const trade>> made{};
    std::optional<wall_time> at{};
};

template <class T>
void once(const std::optional<T>& have, json_cursor& in)
{
    if (have)
        in.fail("a member comes twice");
}

// What the exchange says in an error, in whatever form.
std::string_view read_words(json_cursor& in)
{
    return in.peek() == json_kind::string ? in.string() : in.skip();
}

std::optional<wall_time> read_time(json_cursor& in)
{
    const auto stamp = in.id(written::bare);
    const auto at = stamp ? wire::to_time(*stamp) : std::nullopt;
    if (!at)
        in.fail("a time stamp is expected");
    return at;
}

decimal read_amount(json_cursor& in)
{
    const auto number = in.amount(written::bare);
    if (!number || number->sign() < 0)
        in.fail("a number that is not below zero is expected");
    return number.value_or(decimal());
}

std::span<const level> read_side(json_cursor& in, slab& memory)
{
    static_assert(wire::max_levels == 100'000);
    const auto levels =
        in.next_element() ? wire::read_levels(in, memory, wire::level_object{"px", "sz"}) : std::nullopt;
    if (!levels)
        in.fail("a list of px and sz is expected, of 100000 levels at most");
    return levels.value_or(std::span<const level>());
}

book_levels read_sides(json_cursor& in, slab& memory)
{
    book_levels sides;
    in.begin_array();
    sides.bids = read_side(in, memory);
    sides.asks = read_side(in, memory);
    if (in.next_element())
        in.fail("a book has two sides");
    return sides;
}

book read_book(json_cursor& in, slab& memory)
{
    book read;
    std::string_view key;
    for (in.begin_object(); in.next_key(key);) {
        if (key == "levels") {
            once(read.levels, in);
            read.levels = read_sides(in, memory);
        } else if (key == "timestamp") {
            once(read.at, in);
            read.at = read_time(in);
        } else if (key == "updateType") {
            once(read.update, in);
            read.update = in.string();
        } else if (key == "error") {
            read.refusal = read_words(in);
        } else {
            in.skip();
        }
    }
    return read;
}

void read_trade(json_cursor& in, trade& to)
{
    enum part : unsigned { price = 1, quantity = 2, time = 4, taker = 8, all = 15 };
    unsigned have = 0;
    const auto is = [&](std::string_view key, std::string_view name, part which) {
        if (key != name)
            return false;
        if ((std::exchange(have, have | which) & which) != 0)
            in.fail("a member comes twice");
        return true;
    };
    to = trade();
    std::string_view key;
    for (in.begin_object(); in.next_key(key);) {
        if (is(key, "px", price))
            to.price = read_amount(in);
        else if (is(key, "sz", quantity))
            to.quantity = read_amount(in);
        else if (is(key, "time", time))
            to.at = read_time(in).value_or(wall_time());
        else if (is(key, "side", taker))
            to.taker = in.boolean() ? side::buy : side::sell; // True: the taker bought.
        else
            in.skip();
    }
    if (have != all)
        in.fail("a trade has px, sz, time and side");
}

// A trade without its members ends the text, so there is always room for one more.
std::span<const trade> read_trades(json_cursor& in, slab& memory)
{
    constexpr std::string_view shortest = R"({"px":1,"sz":1,"time":1,"side":true})";
    const auto room = memory.room<trade>(in.rest().size() / shortest.size() + 1);
    std::size_t used = 0;
    for (in.begin_array(); in.next_element();)
        read_trade(in, room[used++]);
    return memory.shrink(room, used);
}

std::optional<wall_time> read_ticker(json_cursor& in)
{
    std::optional<wall_time> at;
    std::string_view key;
    for (in.begin_object(); in.next_key(key);) {
        if (key == "timestamp") {
            once(at, in);
            at = read_time(in);
        } else {
            in.skip();
        }
    }
    return at;
}

// The part that the topic is about; the rest is nobody's.
void read_data(json_cursor& in, slab& memory, message& to)
{
    const topic_kind kind = kind_of(*to.topic);
    if (kind == topic_kind::other) {
        in.skip();
        return;
    }
    std::string_view key;
    for (in.begin_object(); in.next_key(key);) {
        if (key == "book" && (kind == topic_kind::book || kind == topic_kind::book_snapshot)) {
            once(to.shown, in);
            to.shown = read_book(in, memory);
        } else if (key == "trades" && kind == topic_kind::trades) {
            once(to.made, in);
            to.made = read_trades(in, memory);
        } else if (key == "ticker" && kind == topic_kind::ticker) {
            once(to.at, in);
            to.at = read_ticker(in);
        } else {
            in.skip();
        }
    }
}

void read_topics(json_cursor& in, message& to)
{
    for (in.begin_array(); in.next_element();)
        to.topics.push_back(in.string());
}

void read_member(std::string_view key, json_cursor& in, slab& memory, message& to)
{
    if (key == "data") {
        if (std::exchange(to.has_data, true))
            in.fail("a member comes twice");
        if (to.topic)
            return read_data(in, memory, to);
        to.early_data = in.skip();
    } else if (key == "topic") {
        once(to.topic, in);
        to.topic = in.string();
    } else if (key == "type") {
        once(to.type, in);
        to.type = in.string();
    } else if (key == "topics") {
        read_topics(in, to);
    } else if (key == "error") {
        to.words = read_words(in);
    } else {
        in.skip();
    }
}

// What is wrong with the text; empty when nothing is.
std::string read_members(std::string_view text, slab& memory, message& to)
{
    json_cursor in(text, memory);
    std::string_view key;
    for (in.begin_object(); in.next_key(key);)
        read_member(key, in, memory, to);
    if (!in.finish())
        return in.complaint();
    if (!to.early_data || !to.topic)
        return {};
    json_cursor data(*to.early_data, memory);
    read_data(data, memory, to);
    return data.finish() ? std::string() : "in \"data\": " + data.complaint();
}

// ---- what it means ----------------------------------------------------------------------------------------

void stamp(decoded& said, wall_time at)
{
    said.exchange_time = at;
    said.ids.last = static_cast<std::uint64_t>(at.time_since_epoch().count());
}

std::string_view understand_book(const message& in, decoded& said)
{
    if (!in.shown || !in.shown->levels || !in.shown->at)
        return "a book has levels and a timestamp";
    const std::string_view update = in.shown->update.value_or("");
    const bool may_be_delta = kind_of(*in.topic) == topic_kind::book;
    if (update != "snapshot" && !(may_be_delta && update == "delta"))
        return "not an updateType of this topic";
    said.what = update == "delta" ? decoded::kind::data : decoded::kind::snapshot;
    said.content = *in.shown->levels;
    stamp(said, *in.shown->at);
    return {};
}

std::string_view understand_trades(const message& in, decoded& said)
{
    if (!in.made)
        return "a message of trades without them";
    if (in.made->empty()) {
        said.what = decoded::kind::heartbeat;
        return {};
    }
    said.what = decoded::kind::data;
    said.content = *in.made;
    const auto newest = std::ranges::max_element(*in.made, {}, &trade::at);
    stamp(said, newest->at);
    return {};
}

// What is wrong with a message of a topic; empty when nothing is.
std::string_view understand_data(const message& in, decoded& said)
{
    said.topic_name = *in.topic;
    switch (kind_of(*in.topic)) {
    case topic_kind::book:
    case topic_kind::book_snapshot: return understand_book(in, said);
    case topic_kind::trades: return understand_trades(in, said);
    case topic_kind::ticker:
    case topic_kind::other: break;
    }
    said.what = decoded::kind::data;
    if (in.at)
        stamp(said, *in.at);
    return {};
}

decoded audit_of(const decoded& snapshot, slab& memory)
{
    decoded shown = snapshot;
    shown.what = decoded::kind::audit;
    shown.topic_name = memory.copy(std::string(changes_prefix).append(symbol_of(snapshot.topic_name)));
    return shown;
}

void understand(const message& in, bool audits, slab& memory, std::vector<decoded>& out)
{
    const auto say = [&out](decoded::kind what, std::string_view topic, std::string_view words) {
        decoded& said = out.emplace_back();
        said.what = what;
        said.topic_name = topic;
        said.text = words;
    };
    using enum decoded::kind;
    if (!in.type)
        return say(malformed, in.topic.value_or(""), "a message without a type");
    if (in.type == "subscriptionResponse" && !in.topics.empty()) {
        for (const std::string_view topic : in.topics)
            say(ack, topic, {});
        return;
    }
    if (in.type == "unsubscribeResponse" && in.topic)
        return say(ack, *in.topic, {});
    if (in.type == "error")
        return say(reject, in.topic.value_or(""), in.words.empty() ? "no reason given" : in.words);
    if (!in.topic || !in.has_data) {
        const bool whose = in.topic || in.has_data;
        return say(whose ? malformed : heartbeat, in.topic.value_or(""),
                   whose ? "a message without a topic, or without data" : *in.type);
    }
    decoded said;
    const std::string_view wrong = understand_data(in, said);
    if (!wrong.empty())
        return say(malformed, *in.topic, wrong);
    out.push_back(said);
    if (audits && kind_of(*in.topic) == topic_kind::book_snapshot)
        out.push_back(audit_of(said, memory));
}

} // namespace

topic_kind kind_of(std::string_view topic) noexcept
{
    using enum topic_kind;
    constexpr std::array<std::pair<std::string_view, topic_kind>, 4> kinds{
        {{changes_prefix, book}, {"l2snapshot.", book_snapshot}, {"trades.", trades}, {"ticker.", ticker}}};
    for (const auto& [prefix, kind] : kinds)
        if (topic.starts_with(prefix))
            return kind;
    return other;
}

std::string_view symbol_of(std::string_view topic) noexcept
{
    return topic.substr(std::min(topic.find('.'), topic.size() - 1) + 1);
}

void read_message(std::string_view text, bool audits, slab& memory, std::vector<decoded>& out)
{
    message read;
    const std::string wrong = read_members(text, memory, read);
    if (wrong.empty())
        return understand(read, audits, memory, out);
    decoded& said = out.emplace_back();
    said.topic_name = read.topic.value_or("");
    said.text = memory.copy(std::string_view(wrong));
}

result<rest_snapshot> read_snapshot(const topic& on, std::string_view body, slab& memory)
{
    json_cursor in(body, memory);
    const book read = read_book(in, memory);
    if (!in.finish())
        return failure(errc::malformed, on.str() + ": the snapshot is not a book: " + in.complaint());
    if (!read.refusal.empty())
        return failure(errc::snapshot_failed, on.str() + ": " + std::string(read.refusal));
    if (!read.levels || !read.at || read.update != "snapshot")
        return failure(errc::malformed,
                       on.str() + ": the snapshot is not a book: it has no levels or no timestamp");
    decoded said;
    stamp(said, *read.at);
    rest_snapshot fresh;
    fresh.ids = said.ids;
    fresh.exchange_time = said.exchange_time;
    fresh.levels = *read.levels;
    return fresh;
}

} // namespace holdfast::bulk
