// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_TEST_EXCHANGE_GENERIC_VENUES_HPP
#define HOLDFAST_TEST_EXCHANGE_GENERIC_VENUES_HPP

#include <holdfast/exchange/generic.hpp>

#include <string>
#include <vector>

/// Real exchanges, spoken by configuration alone.
namespace generic_venues {

using namespace std::chrono_literals;
namespace hf = holdfast;
namespace generic = holdfast::generic;

/// Kraken spot, v2: names are put together from two members, numbers are bare, data is a list, an
/// acknowledgement comes for each symbol. Books have a checksum only, so REST is asked now and then.
inline generic::options kraken()
{
    generic::topic_kind book{.names = "book:*", .carries = generic::carried::book};
    book.traits.recovery = hf::recovery::resubscribe;
    book.traits.first_data = 10s;
    generic::topic_kind trades{.names = "trade:*", .carries = generic::carried::trades};
    trades.traits.rule = hf::continuity::contiguous;
    trades.last = {"trade_id"};
    const generic::topic_kind ticker{.names = "ticker:*", .carries = generic::carried::quote};
    return {
        .name = "kraken",
        .ws = "wss://ws.kraken.com/v2",
        .subscribe = R"({"method":"subscribe","params":{"channel":"{1}","symbol":["{2}"]},"req_id":{id}})",
        .unsubscribe =
            R"({"method":"unsubscribe","params":{"channel":"{1}","symbol":["{2}"]},"req_id":{id}})",
        .topic = {"channel:data.symbol", "result.channel:result.symbol"},
        .kinds = {book, trades, ticker},
        .answers = {.alive = {{"method", "pong"}, {"channel", "heartbeat"}, {"channel", "status"}}},
        .keepalive = {.ping_text = R"({"method":"ping"})", .ping_after = 20s},
    };
}

/// KuCoin, classic, spot: ranges of numbers, snapshots from REST, ids that come back as strings, rows of
/// price zero.
inline generic::options kucoin()
{
    generic::topic_kind book{.names = "/market/level2:*", .carries = generic::carried::book};
    book.traits.rule = hf::continuity::range;
    book.traits.recovery = hf::recovery::rest_snapshot;
    book.first = {"sequenceStart"};
    book.last = {"sequenceEnd"};
    book.bids = {"changes.bids"};
    book.asks = {"changes.asks"};
    book.rest.url = "https://api.kucoin.com/api/v3/market/orderbook/level2?symbol={2}";
    book.rest.last = {"sequence"};
    book.rest.weight = 3;
    generic::topic_kind trades{.names = "/market/match:*", .carries = generic::carried::trades};
    trades.traits.rule = hf::continuity::monotonic;
    trades.last = {"sequence"};
    return {
        .name = "kucoin-spot",
        .ws = "wss://ws-api-spot.kucoin.com/?token=one",
        .subscribe = R"({"id":{id},"type":"subscribe","topic":"{topic}","response":true})",
        .unsubscribe = R"({"id":{id},"type":"unsubscribe","topic":"{topic}","response":true})",
        .kinds = {book, trades},
        .words = {"data", "msg"},
        .keepalive = {.ping_text = R"({"id":"1","type":"ping"})", .ping_after = 18s, .always = true},
        .limits = {.messages = 100, .messages_window = 10s},
    };
}

/// Bitget, v2: a chain of numbers, and an answer for each topic; a link to zero is a reset, and so a gap.
inline generic::options bitget()
{
    generic::topic_kind book{.names = "books:*", .carries = generic::carried::book};
    book.traits.rule = hf::continuity::linked;
    book.traits.recovery = hf::recovery::resubscribe;
    book.last = {"seq"};
    book.previous = {"pseq"};
    const std::string args = R"([{topics}])";
    return {
        .name = "bitget",
        .ws = "wss://ws.bitget.com/v2/ws/public",
        .subscribe = R"({"op":"subscribe","args":)" + args + "}",
        .unsubscribe = R"({"op":"unsubscribe","args":)" + args + "}",
        .each = R"({"instType":"USDT-FUTURES","channel":"{1}","instId":"{2}"})",
        .topic = {"arg.channel:arg.instId"},
        .kinds = {book},
        .answers = {.again = {{"code", "30006"}, {"code", "30007"}}},
        .keepalive = {.ping_text = "ping", .ping_after = 30s, .always = true},
        .limits = {.messages = 9, .requests = 240, .topics_per_request = 10, .topics_per_connection = 1000},
    };
}

/// Coinbase Exchange: what messages and requests call a channel differs, the side is the maker's, time is
/// text.
inline generic::options coinbase()
{
    generic::topic_kind matches{.names = "matches:*", .carries = generic::carried::trades};
    matches.traits.rule = hf::continuity::contiguous;
    matches.last = {"trade_id"};
    matches.side_of_maker = true;
    generic::topic_kind ticker{.names = "ticker:*", .carries = generic::carried::quote};
    ticker.traits.rule = hf::continuity::monotonic;
    ticker.last = {"sequence"};
    ticker.bid = {"best_bid"};
    ticker.bid_quantity = {"best_bid_size"};
    ticker.ask = {"best_ask"};
    ticker.ask_quantity = {"best_ask_size"};
    const std::string each = R"({"name":"{1}","product_ids":["{2}"]})";
    return {
        .name = "coinbase-exchange",
        .ws = "wss://ws-feed.exchange.coinbase.com",
        .subscribe = R"({"type":"subscribe","channels":[{topics}]})",
        .unsubscribe = R"({"type":"unsubscribe","channels":[{topics}]})",
        .each = each,
        .topic = {"type:product_id"},
        .aliases = {{"match", "matches"}, {"last_match", "matches"}},
        .data = "",
        .kinds = {matches, ticker},
        .answers = {.alive = {{"type", "heartbeat"}}, .accepted = {{"type", "subscriptions"}}},
    };
}

/// Deribit: JSON-RPC, an acknowledgement lists what was accepted, rows have a word in front.
inline generic::options deribit()
{
    generic::topic_kind book{.names = "book.*", .carries = generic::carried::book};
    book.traits.rule = hf::continuity::linked;
    book.traits.recovery = hf::recovery::resubscribe;
    book.columns = {1, 2};
    generic::topic_kind trades{.names = "trades.*", .carries = generic::carried::trades};
    trades.traits.rule = hf::continuity::contiguous;
    trades.last = {"trade_seq"};
    trades.quantity = {"amount"};
    trades.side = {"direction"};
    const std::string head = R"({"jsonrpc":"2.0","id":{id},"method":"public/)";
    return {
        .name = "deribit",
        .ws = "wss://www.deribit.com/ws/api/v2",
        .subscribe = head + R"(subscribe","params":{"channels":[{topics}]}})",
        .unsubscribe = head + R"(unsubscribe","params":{"channels":[{topics}]}})",
        .topic = {"params.channel"},
        .data = "params.data",
        .kinds = {book, trades},
        .answers = {.alive = {{"method", "heartbeat"}},
                    .rejected = {{"error"}},
                    .accepted = {{"result"}},
                    .accepted_topics = {"result"}},
        .limits = {.topics_per_request = 500},
    };
}

/// Binance spot, which has an adapter of its own to compare with.
inline generic::options binance()
{
    generic::topic_kind depth{.names = "*@depth*", .carries = generic::carried::book};
    depth.traits.rule = hf::continuity::range;
    depth.traits.recovery = hf::recovery::rest_snapshot;
    depth.last = {"u"};
    depth.first = {"U"};
    depth.time = {"E"};
    depth.snapshot = {};
    depth.rest.url = "https://api.binance.com/api/v3/depth?symbol={1:upper}&limit=1000";
    depth.rest.weight = 50;
    generic::topic_kind trades{.names = "*@trade", .carries = generic::carried::trades};
    trades.traits.rule = hf::continuity::contiguous;
    trades.last = {"t"};
    trades.time = {"E"};
    trades.trade_id = {"t"};
    trades.side = {"m"};
    trades.buy = "false"; // `m`: the buyer is the maker.
    generic::topic_kind merged = trades;
    merged.names = "*@aggTrade";
    merged.last = merged.trade_id = {"a"};
    generic::topic_kind best{.names = "*@bookTicker", .carries = generic::carried::quote};
    best.traits.rule = hf::continuity::monotonic;
    best.last = {"u"};
    return {
        .name = "binance-spot",
        .ws = "wss://stream.binance.com:9443/stream",
        .subscribe = R"({"method":"SUBSCRIBE","params":[{topics}],"id":{id}})",
        .unsubscribe = R"({"method":"UNSUBSCRIBE","params":[{topics}],"id":{id}})",
        .separator = '@',
        .topic = {"stream"},
        .kinds = {depth, trades, merged, best},
        .answers = {.rate_limited = {{"code", "-1003"}}, .rejected = {{"code"}}},
        .limits = {.messages = 4, .topics_per_request = 200, .topics_per_connection = 1024},
    };
}

/// Bybit, linear contracts: a snapshot with the subscription, numbers that count up, ids that come back as
/// text.
inline generic::options bybit()
{
    generic::topic_kind book{.names = "orderbook.*", .carries = generic::carried::book};
    book.traits.rule = hf::continuity::contiguous;
    book.traits.recovery = hf::recovery::resubscribe;
    book.traits.first_data = 10s;
    book.last = {"u"};
    return {
        .name = "bybit-linear",
        .ws = "wss://stream.bybit.com/v5/public/linear",
        .subscribe = R"({"req_id":"{id}","op":"subscribe","args":[{topics}]})",
        .unsubscribe = R"({"req_id":"{id}","op":"unsubscribe","args":[{topics}]})",
        .kinds = {book},
        .keepalive = {.ping_text = R"({"op":"ping"})", .ping_after = 20s, .always = true},
    };
}

/// OKX: a snapshot with the subscription, a chain of numbers, answers that name their topic.
inline generic::options okx()
{
    generic::topic_kind book{.names = "books:*", .carries = generic::carried::book};
    book.traits.rule = hf::continuity::linked;
    book.traits.recovery = hf::recovery::resubscribe;
    book.traits.first_data = 10s;
    book.last = {"seqId"};
    book.previous = {"prevSeqId"};
    return {
        .name = "okx",
        .ws = "wss://ws.okx.com/ws/v5/public",
        .subscribe = R"({"op":"subscribe","args":[{topics}]})",
        .unsubscribe = R"({"op":"unsubscribe","args":[{topics}]})",
        .each = R"({"channel":"{1}","instId":"{2..}"})",
        .topic = {"arg.channel:arg.instId"},
        .kinds = {book},
        .answers = {.shutdown = {{"event", "notice"}}, .revoked = {{"event", "channel-conn-count-error"}}},
        .keepalive = {.ping_text = "ping", .ping_after = 20s},
        .limits = {.requests = 480, .requests_window = 1h},
    };
}

} // namespace generic_venues

#endif
