// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_EXCHANGE_GENERIC_HPP
#define HOLDFAST_EXCHANGE_GENERIC_HPP

#include <holdfast/adapter.hpp>
#include <holdfast/policy/close_code.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

/// An adapter for exchanges that speak plain JSON, made by configuration alone: it is told where things stand
/// in their messages. For what it cannot be told, write an adapter of your own (examples/custom_adapter).
///
/// @code
/// generic::topic_kind book{.carries = generic::carried::book};
/// book.traits.rule = continuity::contiguous;            // every "seq" is one more than the last
/// book.traits.recovery = recovery::resubscribe;         // and a snapshot comes with the subscription
/// auto exchange = generic::make_adapter(
///     {.name = "venue",
///      .ws = "wss://stream.venue.com/ws",
///      .subscribe = R"({"op":"subscribe","args":[{topics}],"id":{id}})",
///      .unsubscribe = R"({"op":"unsubscribe","args":[{topics}],"id":{id}})",
///      .kinds = {book}});
/// session feed(executor, exchange);
/// stream depth = feed.subscribe(topic("book:BTC-USD"));
/// @endcode
///
/// **Paths** name members with dots: `arg.channel` is `"channel"` in `"arg"`. A number is a place in a list,
/// counted from 0: of `"levels":[[…],[…]]`, `levels.1` is the second list.
///
/// **Data.** The member `options::data` of a message has what its topic is about: an object, or a list of
/// objects, each of which is a message of its own. Where each of these has a list of its own
/// (`options::items`), the objects of that one are the messages. The paths of a `topic_kind` are looked for
/// in the innermost object first, then in the one around it, at last in the message around all. Other lists
/// are looked into only where levels or names are expected.
///
/// **Numbers** may be written with quotes or without. Exact: no floating point is involved.
namespace holdfast::generic {

/// Paths to look at, in this order; the first that is there counts.
using paths = std::vector<std::string>;

/// A member by which a message is recognised. Text, numbers and `true`, `false`, `null` are compared as
/// written; empty: it is enough that the member is there, and is not null.
struct sign {
    std::string path{};
    std::string is{};
};

/// Any of them will do.
using signs = std::vector<sign>;

/// What the messages of a topic are decoded to.
enum class carried : std::uint8_t {
    nothing,    ///< Ids and time; the rest is for a parser of your own.
    book,       ///< A whole book (`topic_kind::snapshot`) or changes: quantities replace, zero deletes.
    whole_book, ///< A whole book each time.
    trades,     ///< One trade, or several as a list of data.
    quote,      ///< The best bid and ask.
};

/// Where REST has the snapshot of a book, and what it looks like.
struct rest_shape {
    /// Where to ask: `https://api.venue.com/depth?symbol={2:upper}`. Placeholders as in `options::each`,
    /// encoded for URLs. Empty: the exchange has none.
    std::string url{};
    unsigned weight = 1; ///< Of one request, out of `limits.rest_weight`.
    /// Where the book stands, and in it, or else around it, the following.
    std::string data = "data";
    paths last{"lastUpdateId", "sequence", "seq", "seqId", "sequenceNum", "u"};
    paths time{"ts", "time", "timestamp", "T", "E"};
    paths bids{"bids", "b"};
    paths asks{"asks", "a"};
};

/// Where a level that is a list and tells its own side has what, counted from 0.
struct row_columns {
    std::size_t side = 0;
    std::size_t price = 1;
    std::size_t quantity = 2;
};

/// Topics of one kind: how their messages follow each other, and what stands where in them.
struct topic_kind {
    /// The names of the topics; `*` stands for anything. The first kind that fits a name counts.
    std::string names = "*";
    carried carries = carried::nothing;
    /// The rule decides which numbers a message must have: `last` always, for `continuity::range` `first`,
    /// and for `continuity::linked` `previous`. For `continuity::per_connection`
    /// `options::connection_number`. None for `continuity::audited`, where `time` takes their place if
    /// `audit_every` is set.
    topic_traits traits{.rule = continuity::audited};
    std::string ws{}; ///< Where the exchange serves these topics elsewhere: the URL. Empty: `options::ws`.
    /// What is sent for these topics, where it is another text than for others. Empty: `options::subscribe`,
    /// `options::unsubscribe`.
    std::string subscribe{};
    std::string unsubscribe{};

    paths last{"seq",          "sequence",     "u",         "seqId",
               "sequenceNum",  "sequence_num", "change_id", "sequenceEnd",
               "lastUpdateId", "trade_id",     "tradeId"};
    paths first{"U", "sequenceStart", "firstUpdateId"};
    paths previous{"pu", "prevSeqId", "pseq", "prev_change_id"};
    /// Milliseconds, microseconds, nanoseconds or seconds since 1970, or RFC 3339 text.
    paths time{"ts", "time", "timestamp", "T", "E"};

    /// Tells a whole book from changes.
    signs snapshot{{"type", "snapshot"}, {"action", "snapshot"}, {"event", "snapshot"}};
    /// Lists of levels, each a list (see `columns`) or an object (see `price`, `quantity`). Levels of price
    /// zero, which some exchanges send to carry numbers, are left out.
    paths bids{"bids", "b"};
    paths asks{"asks", "a"};
    /// Where price and quantity stand in a level that is a list, counted from 0.
    std::pair<std::size_t, std::size_t> columns{0, 1};

    /// Lists of levels that tell their own sides (Coinbase `updates`, Gemini `changes`), looked for before
    /// `bids` and `asks`. A level is a list (see `row_columns`) or an object (see `side`, `price`,
    /// `quantity`). Empty: there are none.
    paths rows{};
    row_columns columns_of_rows{};
    /// What the side of such a level says, ASCII letters in any case.
    std::vector<std::string> bid_words{"bid", "bids", "buy", "b"};
    std::vector<std::string> ask_words{"ask", "asks", "sell", "offer", "a", "s"};

    /// The checksum of a book, which every message then has to have: a number of 32 bits, with or without a
    /// sign. It is compared by `order_book_options::checksum`. Empty: there is none.
    paths checksum{};

    /// Of a trade; of a level that is an object, the names of its members.
    paths price{"price", "px", "p"};
    paths quantity{"qty", "size", "quantity", "amount", "sz", "q"};
    paths side{"side", "takerSide"}; ///< Of a level that is an object and tells its own side, the name of it.
    std::string buy = "buy"; ///< What `side` says of a buyer: ASCII letters in any case, or `true`, `false`.
    /// `side` is that of the maker (Coinbase), so the taker's is the other one.
    bool side_of_maker = false;
    paths trade_id{"trade_id", "tradeId", "id"}; ///< Where it is no number, the trade has none.

    paths bid{"bid", "bidPrice", "bestBid", "b"};
    paths bid_quantity{"bid_qty", "bidSize", "bidQty", "bestBidSize", "B"};
    paths ask{"ask", "askPrice", "bestAsk", "a"};
    paths ask_quantity{"ask_qty", "askSize", "askQty", "bestAskSize", "A"};

    rest_shape rest{}; ///< For `recovery::rest_snapshot` and `audit_every`.
};

/// How answers to requests are recognised, in this order; whatever is none of them is data of a topic. An
/// answer is about the topic that it names (`options::topic`), otherwise about the request with its id. Of an
/// exchange that acknowledges nothing, switch `session_config::subscribe.ack_timeout` off.
struct answer_signs {
    /// The exchange asks whether we are there, and `options::reply` is sent.
    signs asks{};
    signs alive{{"op", "pong"},           {"event", "pong"},   {"type", "pong"},
                {"method", "pong"},       {"channel", "pong"}, {"ret_msg", "pong"},
                {"channel", "heartbeat"}, {"type", "welcome"}, {"type", "heartbeat"}};
    signs rate_limited{};
    signs shutdown{}; ///< The exchange will close this connection soon.
    signs revoked{};  ///< A topic was taken back.
    signs rejected{
        {"event", "error"}, {"type", "error"}, {"success", "false"}, {"result", "false"}, {"error"}};
    /// Of those rejected: only for now.
    signs again{};
    signs accepted{{"event", "subscribe"}, {"event", "unsubscribe"}, {"type", "ack"},
                   {"type", "subscribed"}, {"type", "unsubscribed"}, {"success", "true"},
                   {"result", "null"},     {"result", "true"}};
    /// A list of the names of the accepted topics, where an acknowledgement has one.
    paths accepted_topics{};
    /// Whom a rejection without a topic blames.
    blame whom = blame::all;
};

/// `name`, `ws`, `subscribe` and `unsubscribe` are needed; everything else has a default that suits many.
struct options {
    std::string name{}; ///< The exchange's name, for logs: `venue-spot`.
    std::string ws{};   ///< `wss://host[:port]/path`

    /// What is sent to subscribe and unsubscribe. Placeholders: `{id}`, the request's number; `{topics}`,
    /// `each` for every topic, with commas between. Without `{topics}` a request is about one topic, and has
    /// the placeholders of `each`.
    std::string subscribe{};
    std::string unsubscribe{};
    /// One topic in `{topics}`: `{topic}`, its name; `{1}`, `{2}`, … the parts of its name; `{2..}`, a part
    /// and all behind it; `{1:upper}`, `{1:lower}`, the same in one case.
    std::string each = R"("{topic}")";
    char separator = ':'; ///< Between the parts of a topic's name.

    /// Where a message says its topic. Several paths with colons between are the parts of its name:
    /// `channel:data.symbol`.
    paths topic{"topic", "stream", "arg.channel:arg.instId", "channel"};
    /// What a message calls a part, and how the topic has it: `{"l2update", "level2"}`.
    std::vector<std::pair<std::string, std::string>> aliases{};
    std::string data = "data"; ///< Where a message has its data. Empty: a message is its own data.
    /// Where an object of the data has a list of objects, each of which is a message of its own (Coinbase
    /// `events`, `trades`). Empty: nowhere.
    std::string items{};
    /// Where each message has its number among all that the connection carries, whatever it is about: needed
    /// for `continuity::per_connection`.
    paths connection_number{};
    std::vector<topic_kind> kinds{}; ///< Topics of no kind are passed on undecoded, with their time.

    answer_signs answers{};
    /// What is sent back to `answers.asks`; `{id}` is what stands at `id`, a whole number.
    std::string reply{};
    paths id{"id", "req_id", "reqId"};
    paths words{"msg", "message", "ret_msg", "error.message", "error", "reason"};
    paths code{"code", "error.code"};
    /// Messages that are no JSON and mean only that the exchange is alive.
    std::vector<std::string> plain_texts{"pong", "ping"};
    bool binary = false; ///< JSON may come in binary messages, too.

    holdfast::keepalive keepalive{};
    exchange_limits limits{};
    /// What to do about close codes of the range 3000–4999; about others: reconnect.
    std::vector<std::pair<std::uint16_t, close_action>> close_codes{};
};

/// The adapter for sessions; one serves any number of them, on any threads.
/// @throws error (invalid_config) naming the member that is wrong.
[[nodiscard]] std::shared_ptr<const adapter> make_adapter(options chosen);

} // namespace holdfast::generic

#endif
