// SPDX-License-Identifier: BSL-1.0
#include "exchange/okx/market_messages.hpp"

#include "exchange/common/members.hpp"
#include "exchange/okx/control.hpp"
#include "exchange/okx/topic_names.hpp"
#include "wire/json/json_cursor.hpp"
#include "wire/json/json_member.hpp"

#include <charconv>
#include <cstdint>
#include <optional>
#include <string>

namespace holdfast::okx {

using wire::json_cursor;
using wire::json_kind;
using wire::json_member;
using wire::written;

namespace {

/// The members of a message that are kept as they stand.
enum class name : std::uint8_t { event, id, code, msg, action, channel, count, unknown = count };

/// The members of a row of `"data"`.
enum class field : std::uint8_t {
    asks,
    bids,
    ts,
    checksum,
    seq_id,
    prev_seq_id,
    px,
    sz,
    side,
    trade_id,
    merged,
    count,
    unknown = count
};

using members = wire::json_members<name>;
using fields = wire::json_members<field>;

// Ids and times are now numbers, now strings; prices and sizes are strings.
using reader = wire::member_reader<written::either, written::quoted>;

name name_of_member(std::string_view key) noexcept
{
    using enum name;
    static constexpr std::pair<std::string_view, name> known[] = {
        {"action", action}, {"event", event}, {"id", id}, {"code", code}, {"msg", msg}, {"channel", channel}};
    return look_up(known, key);
}

field name_of_field(std::string_view key) noexcept
{
    using enum field;
    static constexpr std::pair<std::string_view, field> known[] = {
        {"asks", asks},    {"bids", bids},
        {"ts", ts},        {"checksum", checksum},
        {"seqId", seq_id}, {"prevSeqId", prev_seq_id},
        {"px", px},        {"sz", sz},
        {"side", side},    {"tradeId", trade_id},
        {"count", merged}};
    return look_up(known, key);
}

// ---- rows -------------------------------------------------------------------------------------------------

// A signed number of 32 bits; zero says that there is none.
std::optional<std::uint32_t> read_checksum(const json_member& m, reader& read)
{
    std::int32_t sum = 0;
    const char* const end = m.text.data() + m.text.size();
    const auto [stop, error] = std::from_chars(m.text.data(), end, sum);
    if (m && (m.is != json_member::shape::number || error != std::errc() || stop != end))
        read.refuse(m, "checksum", "a signed number of 32 bits");
    return sum != 0 ? std::optional(static_cast<std::uint32_t>(sum)) : std::nullopt;
}

void read_book(const fields& in, bool numbered, reader& read, decoded& to)
{
    to.what = decoded::kind::data;
    to.exchange_time = read.time(in[field::ts], "ts");
    to.ids.last = numbered ? read.id(in[field::seq_id], "seqId") : read.id(in[field::ts], "ts");
    to.content = book_levels{read.levels(in[field::bids], "bids"), read.levels(in[field::asks], "asks")};
}

// A snapshot has no predecessor, which is written as -1.
void read_link(const fields& in, reader& read, decoded& to)
{
    to.ids.reset = in[field::prev_seq_id].text == "-1";
    if (!to.ids.reset)
        to.ids.previous = read.id(in[field::prev_seq_id], "prevSeqId");
}

void read_best(const fields& in, bool numbered, reader& read, decoded& to)
{
    read_book(in, numbered, read, to);
    const auto [bids, asks] = std::get<book_levels>(to.content);
    const auto first = [](std::span<const level> of) { return of.empty() ? level() : of.front(); };
    to.content = quote{first(bids), first(asks)};
}

// "trades" merges what one taker did at one price: `tradeId` is the last id of `count`.
void read_trade(const fields& in, reader& read, slab& memory, decoded& to)
{
    trade made;
    made.id = read.id(in[field::trade_id], "tradeId");
    made.price = read.amount(in[field::px], "px");
    made.quantity = read.amount(in[field::sz], "sz");
    made.at = read.time(in[field::ts], "ts");
    made.taker = in[field::side].text == "sell" ? side::sell : side::buy;
    read.expect(made.taker == side::sell || in[field::side].text == "buy",
                "\"side\" is neither buy nor sell");
    const std::uint64_t count = in.has(field::merged) ? read.id(in[field::merged], "count") : 1;
    read.expect(count != 0 && count <= made.id, "\"count\" is not a number of trades");
    to.what = decoded::kind::data;
    to.ids = {.first = made.id - count + 1, .last = made.id};
    to.exchange_time = made.at;
    if (read.good())
        to.content = memory.copy(std::span<const trade>(&made, 1));
}

// ---- messages ---------------------------------------------------------------------------------------------

class message_reader {
public:
    message_reader(const reading& how, slab& memory, std::vector<decoded>& out)
        : how_(how), memory_(memory), out_(out), first_(out.size())
    {
    }

    void operator()(std::string_view text)
    {
        json_cursor in(text, memory_);
        read_outer(in);
        if (!in.finish())
            complain(in.complaint());
        if (wrong_.empty())
            understand();
        if (wrong_.empty()) [[likely]]
            return;
        out_.resize(first_);
        decoded& bad = say(decoded::kind::malformed);
        bad.text = memory_.copy(std::string_view(wrong_));
    }

private:
    void complain(std::string why)
    {
        if (wrong_.empty())
            wrong_ = std::move(why);
    }

    decoded& say(decoded::kind what)
    {
        decoded& said = out_.emplace_back();
        said.what = what;
        said.topic_name = topic_;
        return said;
    }

    void read_outer(json_cursor& in)
    {
        in.begin_object();
        if (in.next_is("arg"))
            read_arg(in);
        std::string_view key;
        while (in.next_key(key))
            if (key == "arg")
                read_arg(in);
            else if (key == "data")
                read_data(in);
            else if (const name known = name_of_member(key); known != name::unknown)
                outer_.read(known, in, memory_);
            else
                in.skip();
    }

    void read_arg(json_cursor& in)
    {
        if (!topic_.empty())
            return in.fail("a member comes twice");
        const argument read = read_argument(in);
        topic_ = name_of(read, memory_);
        kind_ = kind_of_channel(read.channel);
    }

    // What rows are is known once the channel is; it nearly always comes first.
    void read_data(json_cursor& in)
    {
        if (std::exchange(has_data_, true))
            in.fail("a member comes twice");
        else if (topic_.empty())
            early_rows_ = in.skip();
        else
            read_rows(in);
    }

    void read_rows(json_cursor& in)
    {
        if (kind_ == channel_kind::other)
            return read_undecoded(in);
        for (in.begin_array(); in.next_element();)
            read_row(in);
    }

    void read_row(json_cursor& in)
    {
        fields row;
        read_members<name_of_field>(in, memory_, row);
        if (in.failed())
            return;
        reader read;
        decoded& to = say(decoded::kind::data);
        switch (kind_) {
        case channel_kind::book:
            read_book(row, how_.numbered, read, to);
            if (how_.numbered)
                read_link(row, read, to);
            to.checksum = read_checksum(row[field::checksum], read);
            break;
        case channel_kind::top_levels:
            read_book(row, how_.numbered, read, to);
            to.what = decoded::kind::snapshot;
            break;
        case channel_kind::best: read_best(row, how_.numbered, read, to); break;
        case channel_kind::trades: read_trade(row, read, memory_, to); break;
        case channel_kind::other: break;
        }
        if (!read.good()) [[unlikely]]
            complain(read.error());
    }

    // Of what is passed on only the time is of interest, where its first row has one.
    void read_undecoded(json_cursor& in)
    {
        decoded& to = say(decoded::kind::data);
        if (in.peek() != json_kind::array) {
            in.skip();
            return;
        }
        bool first = true;
        for (in.begin_array(); in.next_element(); first = false) {
            if (!first || in.peek() != json_kind::object) {
                in.skip();
                continue;
            }
            fields row;
            read_members<name_of_field>(in, memory_, row);
            const auto stamp = wire::to_id(row[field::ts], written::either);
            to.exchange_time = (stamp ? wire::to_time(*stamp) : std::nullopt).value_or(wall_time());
        }
    }

    void understand()
    {
        if (outer_.has(name::event))
            return on_event();
        if (!has_data_ || topic_.empty())
            return complain(has_data_ ? "data without a channel" : "not a message of this exchange");
        if (!early_rows_.empty()) {
            json_cursor in(early_rows_, memory_);
            read_rows(in);
            if (in.failed())
                complain(std::string(in.error()) + " in the data");
        }
        if (out_.size() == first_)
            return complain("data without a row");
        if (kind_ == channel_kind::book)
            tell_snapshots();
    }

    void tell_snapshots()
    {
        const std::string_view action = outer_[name::action].text;
        if (action != "update" && action != "snapshot")
            return complain("\"action\" is neither snapshot nor update");
        for (std::size_t i = first_; i != out_.size(); ++i) {
            decoded& said = out_[i];
            said.ids.reset = said.ids.reset || action == "snapshot";
            if (!said.ids.reset)
                continue;
            said.ids.previous = 0;
            said.what = decoded::kind::snapshot;
            if (how_.books_from == snapshot_from::rest)
                pass_over(said);
        }
    }

    // A sign of life; state comes from REST.
    void pass_over(decoded& snapshot) const
    {
        snapshot = decoded();
        snapshot.what = decoded::kind::heartbeat;
        snapshot.topic_name = topic_;
        snapshot.text = "snapshot";
    }

    void on_event()
    {
        out_.resize(first_);
        const control_event said{.event = outer_[name::event].text,
                                 .code = outer_[name::code].text,
                                 .words = outer_[name::msg].text,
                                 .channel = outer_[name::channel].text,
                                 .topic_name = topic_,
                                 .request_id = wire::to_id(outer_[name::id], written::either).value_or(0)};
        if (const std::string_view wrong = read_event(said, memory_, out_); !wrong.empty())
            complain(std::string(wrong));
    }

    const reading& how_;
    slab& memory_;
    std::vector<decoded>& out_;
    std::size_t first_; // Entries before it are of other messages.
    members outer_{};
    std::string_view topic_{};
    channel_kind kind_ = channel_kind::other;
    bool has_data_ = false;
    std::string_view early_rows_{};
    std::string wrong_{};
};

} // namespace

void read_message(std::string_view text, const reading& how, slab& memory, std::vector<decoded>& out)
{
    if (text == "pong") {
        decoded& said = out.emplace_back();
        said.what = decoded::kind::heartbeat;
        said.text = text;
        return;
    }
    message_reader(how, memory, out)(text);
}

result<rest_snapshot> read_snapshot(const topic& on, std::string_view body, slab& memory)
{
    members outer;
    fields row;
    unsigned rows = 0;
    json_cursor in(body, memory);
    std::string_view key;
    for (in.begin_object(); in.next_key(key);)
        if (key == "data") {
            for (in.begin_array(); in.next_element(); ++rows)
                read_members<name_of_field>(in, memory, row);
        } else if (const name known = name_of_member(key); known != name::unknown) {
            outer.read(known, in, memory);
        } else {
            in.skip();
        }
    if (!in.finish())
        return failure(errc::malformed, on.str() + ": the snapshot is not one: " + std::string(in.error()));
    const std::string_view code = outer[name::code].text;
    const std::string words = words_of(code, outer[name::msg].text);
    if (code == "50011" || code == "50061")
        return failure(errc::rate_limited, on.str() + ": " + words);
    if (!code.empty() && code != "0")
        return failure(errc::snapshot_failed, on.str() + ": " + words);
    reader read;
    decoded said;
    read_book(row, true, read, said);
    read.expect(rows == 1, "not one book");
    if (!read.good())
        return failure(errc::malformed, on.str() + ": the snapshot is not a book: " + read.error());
    return rest_snapshot{said.ids, said.exchange_time, std::get<book_levels>(said.content)};
}

} // namespace holdfast::okx
