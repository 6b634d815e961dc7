// SPDX-License-Identifier: BSL-1.0
#include "exchange/bulk/account_messages.hpp"

#include "exchange/bulk/account_rows.hpp"
#include "exchange/common/left_out.hpp"
#include "wire/json/json_cursor.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <string>
#include <utility>

namespace holdfast::bulk {

using wire::json_cursor;
using wire::json_kind;
using wire::written;

namespace {

// What stands around every message; its data are read once it is known what they are.
struct envelope {
    std::string_view type{};
    std::string_view topic{};
    std::string_view data{};
    std::optional<std::uint64_t> id{};
};

// A string; what is none is empty.
std::string_view read_word(json_cursor& in)
{
    if (in.peek() == json_kind::string)
        return in.string();
    in.skip();
    return {};
}

// Goes over an object to the member of that name, which `read` reads, and to its end.
template <class Read>
void read_inside(json_cursor& in, std::string_view name, Read read)
{
    std::string_view key;
    for (in.begin_object(); in.next_key(key);) {
        if (key == name)
            read();
        else
            in.skip();
    }
}

void read_envelope(json_cursor& in, envelope& to)
{
    std::string_view key;
    for (in.begin_object(); in.next_key(key);) {
        if (key == "type")
            to.type = read_word(in);
        else if (key == "topic")
            to.topic = read_word(in);
        else if (key == "data")
            to.data = in.skip();
        else if (key == "id")
            to.id = in.id(written::bare);
        else
            in.skip();
    }
}

void say_malformed(const envelope& of, std::string_view why, slab& memory, std::vector<decoded>& out)
{
    decoded& said = out.emplace_back();
    said.topic_name = of.topic;
    said.request_id = of.id.value_or(0);
    said.text = memory.copy(why);
}

// ---- the account's stream (`ws-account`) ------------------------------------------------------------------

// The second half is told besides, and is not about orders, fills, margin or positions, or tells them once
// more.
bool is_known(std::string_view type)
{
    constexpr std::array<std::string_view, 12> known{"orderUpdate",
                                                     "fill",
                                                     "positionUpdate",
                                                     "marginUpdate",
                                                     "accountSnapshot",
                                                     "leverageUpdate",
                                                     "feeTierUpdate",
                                                     "liquidation",
                                                     "adl",
                                                     "order",
                                                     "cancelOneRejected",
                                                     "cancelAllRejected"};
    return std::ranges::find(known, type) != known.end();
}

void read_event(std::string_view type, json_cursor& in, slab& memory, changes& to)
{
    if (type == "orderUpdate")
        read_order(in, memory, to);
    else if (type == "fill")
        read_fill(in, memory, to);
    else if (type == "positionUpdate")
        read_position(in, memory, to);
    else if (type == "marginUpdate")
        read_margin(in, memory, to);
    else if (type == "accountSnapshot")
        read_account(in, memory, to);
    else
        in.skip();
    if (!in.failed() && !is_known(type))
        to.emplace_back(
            row_left_out({}, {}, "\"type\" " + std::string(type.substr(0, 40)) + " is not known", memory));
}

wall_time time_of(const account_change& change)
{
    if (const auto* order = std::get_if<order_report>(&change))
        return order->updated;
    const auto* fill = std::get_if<fill_report>(&change);
    return fill ? fill->at : wall_time();
}

// Of a snapshot there is none: its orders are as old as they are.
wall_time time_of(const changes& told)
{
    return told.size() == 1 ? time_of(told.front()) : wall_time();
}

void understand_event(const envelope& from, slab& memory, std::vector<decoded>& out)
{
    std::string_view type;
    json_cursor first(from.data, memory);
    read_inside(first, "type", [&] { type = read_word(first); });
    changes told;
    json_cursor in(from.data, memory);
    read_event(type, in, memory, told);
    if (!in.finish())
        return say_malformed(from, "in \"data\": " + in.complaint(), memory, out);
    if (from.topic.empty())
        return say_malformed(from, "a message of an account without a topic", memory, out);
    decoded& said = out.emplace_back();
    said.what = decoded::kind::data;
    said.topic_name = from.topic;
    said.exchange_time = time_of(told);
    said.content = memory.copy(std::span<const account_change>(told));
    tell_left_out(out);
}

// ---- the answer to an order (`ws-trading`, "Response Format") ---------------------------------------------

// One of the things that an order, or a taking back of one, led to.
struct status {
    std::string_view tag{};
    std::string_view order_id{};
    std::string_view words{};
};

// `rejectedDuplicate` says that there is such an order: what became of it is another question.
order_answer verdict_of(std::string_view tag)
{
    constexpr std::array<std::string_view, 8> taken{"resting",         "placed",          "working",
                                                    "modified",        "triggered",       "filled",
                                                    "partiallyFilled", "siblingCancelled"};
    if (std::ranges::find(taken, tag) != taken.end() || tag.starts_with("cancelled"))
        return order_answer::acknowledged;
    if (tag == "rejectedDuplicate")
        return order_answer::in_doubt;
    const bool refused = tag.starts_with("rejected") || tag == "error" || tag == "cancelOneRejected" ||
                         tag == "cancelAllRejected" || tag == "triggerFailed";
    return refused ? order_answer::rejected : order_answer::in_doubt;
}

status read_status(json_cursor& in)
{
    status read;
    std::string_view key;
    for (in.begin_object(); in.next_key(key);) {
        read.tag = key;
        for (in.begin_object(); in.next_key(key);) {
            if (key == "oid")
                read.order_id = read_word(in);
            else if (key == "reason" || key == "message")
                read.words = read_word(in);
            else
                in.skip();
        }
    }
    return read;
}

// All of them together: in doubt where they do not agree, or where there are none.
struct outcome {
    std::optional<order_answer> verdict{};
    status last{};

    void add(const status& next)
    {
        const order_answer its = verdict_of(next.tag);
        verdict = !verdict || *verdict == its ? its : order_answer::in_doubt;
        if (next.order_id.empty())
            last = {next.tag, last.order_id, next.words};
        else
            last = next;
    }
};

outcome read_outcome(json_cursor& in)
{
    outcome read;
    const auto read_statuses = [&] {
        for (in.begin_array(); in.next_element();)
            read.add(read_status(in));
    };
    read_inside(in, "payload", [&] {
        read_inside(in, "response",
                    [&] { read_inside(in, "data", [&] { read_inside(in, "statuses", read_statuses); }); });
    });
    return read;
}

std::string words_of(const outcome& of)
{
    if (of.verdict == order_answer::acknowledged)
        return {};
    if (!of.verdict)
        return "an answer without a status";
    return std::string(of.last.tag) + (of.last.words.empty() ? "" : ": " + std::string(of.last.words));
}

void understand_answer(const envelope& from, slab& memory, std::vector<decoded>& out)
{
    if (!from.id)
        return say_malformed(from, "an answer without the id of its request", memory, out);
    json_cursor in(from.data, memory);
    const outcome read = read_outcome(in);
    if (!in.finish())
        return say_malformed(from, "in \"data\": " + in.complaint(), memory, out);
    answer_report& answer = memory.allocate<answer_report>(1).front();
    answer.verdict = read.verdict.value_or(order_answer::in_doubt);
    answer.order_id = read.last.order_id;
    decoded& said = out.emplace_back();
    said.what = decoded::kind::answer;
    said.request_id = *from.id;
    said.answer = &answer;
    said.text = memory.copy(std::string_view(words_of(read)));
}

} // namespace

bool read_account_message(std::string_view text, slab& memory, std::vector<decoded>& out)
{
    envelope read;
    json_cursor in(text, memory);
    read_envelope(in, read);
    if (!in.finish())
        say_malformed(read, in.complaint(), memory, out);
    else if (read.type == "account")
        understand_event(read, memory, out);
    else if (read.type == "post")
        understand_answer(read, memory, out);
    else
        return false;
    return true;
}

} // namespace holdfast::bulk
