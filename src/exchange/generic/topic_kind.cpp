// SPDX-License-Identifier: BSL-1.0
#include "exchange/generic/topic_kind.hpp"

#include "exchange/generic/sided_rows.hpp"
#include "wire/http/url.hpp"
#include "wire/text/ascii_case.hpp"
#include "wire/text/time_text.hpp"

#include <algorithm>
#include <utility>

namespace holdfast::generic {

using wire::json_member;

namespace {

void require(bool met, const std::string& member, const std::string& otherwise)
{
    if (!met)
        throw error(failure(errc::invalid_config, member + ": " + otherwise));
}

std::optional<text_template> request_text(const std::string& member, const std::string& text,
                                          const options& of)
{
    if (text.empty())
        return std::nullopt;
    text_template made(member, text, purpose::request, of.separator);
    check_request(member, made);
    return made;
}

bool is_book(carried what) noexcept
{
    return what == carried::book || what == carried::whole_book;
}

// What the rule and the recovery need to be of use.
void check(const std::string& member, const topic_kind& kind, const options& of)
{
    const topic_traits& traits = kind.traits;
    const bool numbered = traits.rule != continuity::audited && traits.rule != continuity::per_connection;
    const row_columns& row = kind.columns_of_rows;
    const bool asks_rest =
        traits.recovery == recovery::rest_snapshot || traits.audit_every > duration::zero();
    require(!kind.names.empty(), member + ".names", "empty");
    require(!numbered || !kind.last.empty(), member + ".last",
            "empty, and the rule is " + std::string(to_string(traits.rule)));
    require(traits.rule != continuity::per_connection || !of.connection_number.empty(),
            "options::connection_number", "empty, and the rule of " + member + " is per_connection");
    require(traits.rule != continuity::range || !kind.first.empty(), member + ".first",
            "empty, and the rule is range");
    require(traits.rule != continuity::linked || !kind.previous.empty(), member + ".previous",
            "empty, and the rule is linked");
    require(traits.cadence >= duration::zero(), member + ".traits.cadence", "below zero");
    require(traits.first_data >= duration::zero(), member + ".traits.first_data", "below zero");
    require(traits.audit_every >= duration::zero(), member + ".traits.audit_every", "below zero");
    require(traits.recovery == recovery::resume || is_book(kind.carries), member + ".traits.recovery",
            "only a book is put right by a snapshot, and `carries` is none");
    require(!asks_rest || !kind.rest.url.empty(), member + ".rest.url",
            "empty, and snapshots come from there (`recovery::rest_snapshot`, `audit_every`)");
    require(kind.carries != carried::book || !kind.snapshot.empty() || asks_rest, member + ".snapshot",
            "empty, and a book has to begin with one");
    require(!is_book(kind.carries) || !kind.bids.empty(), member + ".bids", "empty");
    require(!is_book(kind.carries) || !kind.asks.empty(), member + ".asks", "empty");
    require(kind.columns.first != kind.columns.second, member + ".columns", "the same for both");
    require(row.side != row.price && row.side != row.quantity && row.price != row.quantity,
            member + ".columns_of_rows", "two of them are the same");
    require(kind.checksum.empty() || is_book(kind.carries), member + ".checksum",
            "only a book has one, and `carries` is none");
}

// Rows of price zero carry numbers of the exchange's own (KuCoin).
std::span<const level> without_zero_prices(std::span<const level> levels, slab& memory)
{
    const auto is_none = [](const level& l) { return l.price.is_zero(); };
    if (std::none_of(levels.begin(), levels.end(), is_none))
        return levels;
    const auto kept = memory.room<level>(levels.size());
    const auto end = std::remove_copy_if(levels.begin(), levels.end(), kept.begin(), is_none);
    return memory.shrink(kept, static_cast<std::size_t>(end - kept.begin()));
}

std::string_view word_of(const json_member& m) noexcept
{
    using enum json_member::shape;
    if (m.is == yes || m.is == no)
        return m.is == yes ? "true" : "false";
    return m.text;
}

constexpr std::string_view no_time = "no time, and audits go by it";

std::uint64_t count(wall_time at) noexcept
{
    return static_cast<std::uint64_t>(at.time_since_epoch().count());
}

} // namespace

std::string complaint_words::in(const frame& message) const
{
    const std::string_view number = code.in(message).text;
    const std::string_view text = words.in(message).text;
    return std::string(number) + (number.empty() || text.empty() ? "" : ": ") + std::string(text);
}

// ---- making -----------------------------------------------------------------------------------------------

kind_reader::kind_reader(const std::string& member, topic_kind chosen, const options& of,
                         shape_builder& build)
    : is_(std::move(chosen)), form_{is_.columns.first, is_.columns.second, is_.price, is_.quantity}
{
    check(member, is_, of);
    subscribe_ = request_text(member + ".subscribe", is_.subscribe, of);
    unsubscribe_ = request_text(member + ".unsubscribe", is_.unsubscribe, of);
    time_ = build.of_data(member + ".time", is_.time);
    const continuity rule = is_.traits.rule;
    if (rule != continuity::audited && rule != continuity::per_connection)
        last_ = build.of_data(member + ".last", is_.last);
    if (rule == continuity::range)
        first_ = build.of_data(member + ".first", is_.first);
    if (rule == continuity::linked)
        previous_ = build.of_data(member + ".previous", is_.previous);
    build_content(member, build);
    if (!is_.rest.url.empty())
        build_rest(member + ".rest", of);
}

void kind_reader::build_content(const std::string& member, shape_builder& build)
{
    const auto need = [&](const char* which, const paths& at) {
        require(!at.empty(), member + which, "empty");
        return build.of_data(member + which, at);
    };
    switch (is_.carries) {
    case carried::nothing: return;
    case carried::book: snapshot_ = build.of_data(member + ".snapshot", is_.snapshot); [[fallthrough]];
    case carried::whole_book:
        book_ = {build.levels_of_data(member + ".bids", is_.bids, form_),
                 build.levels_of_data(member + ".asks", is_.asks, form_),
                 build.of_data(member + ".rows", is_.rows)};
        checksum_ = build.of_data(member + ".checksum", is_.checksum);
        return;
    case carried::trades:
        price_ = need(".price", is_.price);
        quantity_ = need(".quantity", is_.quantity);
        side_ = need(".side", is_.side);
        trade_id_ = build.of_data(member + ".trade_id", is_.trade_id);
        return;
    case carried::quote:
        bid_ = need(".bid", is_.bid);
        bid_quantity_ = need(".bid_quantity", is_.bid_quantity);
        ask_ = need(".ask", is_.ask);
        ask_quantity_ = need(".ask_quantity", is_.ask_quantity);
        return;
    }
}

void kind_reader::build_rest(const std::string& member, const options& of)
{
    auto made = std::make_shared<rest_reader>(
        rest_reader{{}, text_template(member + ".url", is_.rest.url, purpose::url, of.separator)});
    if (const auto url = wire::parse_url(made->url.fill(topic("a")), wire::scheme::http); !url)
        throw error(failure(errc::invalid_config, member + ".url: " + url.error().text));
    shape_builder build(made->shape, member + ".data", is_.rest.data);
    made->last = build.of_data(member + ".last", is_.rest.last);
    made->time = build.of_data(member + ".time", is_.rest.time);
    made->book = {build.levels_of_data(member + ".bids", is_.rest.bids, form_),
                  build.levels_of_data(member + ".asks", is_.rest.asks, form_),
                  {}};
    made->complaint = {build.of_message("options::code", of.code),
                       build.of_message("options::words", of.words)};
    rest_ = std::move(made);
}

// ---- understanding ----------------------------------------------------------------------------------------

std::string kind_reader::understand(const frame& message, slab& memory, decoded& to) const
{
    reader take;
    const bool whole = is_.carries == carried::whole_book || any_on(snapshot_, message);
    to.what = whole ? decoded::kind::snapshot : decoded::kind::data;
    const auto at = wire::read_time(time_.in(message));
    to.exchange_time = at.value_or(wall_time());
    take.expect(at || !wants_time(), no_time);
    read_ids(message, whole, take, to.ids);
    if (wants_time() && is_.traits.rule == continuity::audited)
        to.ids.last = count(to.exchange_time);
    switch (is_.carries) {
    case carried::nothing: break;
    case carried::book:
    case carried::whole_book:
        to.content = read_book(book_, message, whole, take, memory);
        read_checksum(message, take, to);
        break;
    case carried::trades: read_trade(message, take, memory, to); break;
    case carried::quote: read_quote(message, take, to); break;
    }
    return take.error();
}

// A whole book follows nothing.
void kind_reader::read_ids(const frame& message, bool whole, reader& take, sequence_ids& to) const
{
    const continuity rule = is_.traits.rule;
    if (rule == continuity::audited || rule == continuity::per_connection)
        return;
    to.last = take.id(last_.in(message), last_.name);
    if (whole)
        return;
    if (rule == continuity::range) {
        to.first = take.id(first_.in(message), first_.name);
        take.expect(to.first <= to.last, "the first number is above the last");
    }
    if (rule == continuity::linked)
        to.previous = take.id(previous_.in(message), previous_.name);
}

// Changes may be to one side only, and the other is left out.
book_levels kind_reader::read_book(const book_lookup& where, const frame& message, bool whole, reader& take,
                                   slab& memory) const
{
    book_levels read;
    if (const json_member& rows = where.rows.in(message)) {
        if (const std::string wrong = read_rows(rows.text, is_, memory, read); !wrong.empty())
            take.expect(false, memory.copy(std::string_view(wrong)));
        return read;
    }
    const json_member& bids = where.bids.in(message);
    const json_member& asks = where.asks.in(message);
    const bool one_will_do = !whole && (bids || asks);
    if (bids || !one_will_do)
        read.bids = without_zero_prices(take.levels(bids, where.bids.name), memory);
    if (asks || !one_will_do)
        read.asks = without_zero_prices(take.levels(asks, where.asks.name), memory);
    return read;
}

// With a sign or without, it is the same 32 bits.
void kind_reader::read_checksum(const frame& message, reader& take, decoded& to) const
{
    if (is_.checksum.empty())
        return;
    std::string_view digits = checksum_.in(message).text;
    const bool negative = digits.starts_with('-');
    if (negative)
        digits.remove_prefix(1);
    const auto number = wire::read_id(digits);
    const std::uint64_t most = negative ? std::uint64_t(1) << 31 : UINT32_MAX;
    take.expect(number && *number <= most, "no checksum of 32 bits");
    if (take.good())
        to.checksum = static_cast<std::uint32_t>(negative ? 0 - *number : *number);
}

void kind_reader::read_trade(const frame& message, reader& take, slab& memory, decoded& to) const
{
    const json_member& which = side_.in(message);
    trade made;
    made.id = wire::to_id(trade_id_.in(message), wire::written::either).value_or(0);
    made.price = take.amount(price_.in(message), price_.name);
    made.quantity = take.amount(quantity_.in(message), quantity_.name);
    take.expect(!word_of(which).empty(), "no side");
    const bool bought = wire::same_but_for_case(word_of(which), is_.buy);
    made.taker = bought != is_.side_of_maker ? side::buy : side::sell;
    made.at = to.exchange_time;
    if (take.good())
        to.content = memory.copy(std::span<const trade>(&made, 1));
}

void kind_reader::read_quote(const frame& message, reader& take, decoded& to) const
{
    quote& best = to.content.emplace<quote>();
    best.bid = {take.amount(bid_.in(message), bid_.name),
                take.amount(bid_quantity_.in(message), bid_quantity_.name)};
    best.ask = {take.amount(ask_.in(message), ask_.name),
                take.amount(ask_quantity_.in(message), ask_quantity_.name)};
}

// ---- REST -------------------------------------------------------------------------------------------------

http_request kind_reader::snapshot_request(const topic& on) const
{
    http_request ask;
    if (!rest_)
        return ask;
    ask.url = rest_->url.fill(on);
    ask.weight = is_.rest.weight;
    return ask;
}

result<rest_snapshot> kind_reader::decode_snapshot(const topic& on, std::string_view body, slab& memory) const
{
    if (!rest_)
        return failure(errc::snapshot_failed, on.str() + ": no address for snapshots is configured");
    const frame answer(rest_->shape, body, memory);
    if (!answer.error().empty())
        return failure(errc::malformed,
                       on.str() + ": the snapshot is not JSON: " + std::string(answer.error()));
    const bool has_book = rest_->book.bids.in(answer) || rest_->book.asks.in(answer);
    if (const std::string words = rest_->complaint.in(answer); !has_book && !words.empty())
        return failure(errc::snapshot_failed, on.str() + ": " + words);
    reader take;
    rest_snapshot fresh;
    const auto at = wire::read_time(rest_->time.in(answer));
    fresh.exchange_time = at.value_or(wall_time());
    take.expect(at || !wants_time(), no_time);
    if (is_.traits.rule != continuity::audited)
        fresh.ids.last = take.id(rest_->last.in(answer), rest_->last.name);
    else if (wants_time())
        fresh.ids.last = count(fresh.exchange_time);
    fresh.levels = read_book(rest_->book, answer, true, take, memory);
    if (!take.good())
        return failure(errc::malformed, on.str() + ": the snapshot is not a book: " + take.error());
    return fresh;
}

} // namespace holdfast::generic
