// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_TEST_EXCHANGE_BULK_FRAMES_HPP
#define HOLDFAST_TEST_EXCHANGE_BULK_FRAMES_HPP

#include <string>
#include <vector>

/// Messages as BULK's documentation shows them (docs.bulk.trade), numbers and keys filled in where it leaves
/// them out.
namespace bulk_frames {

inline const std::string key = "9J8TUdEWrrcADK913r1Cs7DdqX63VdVU88imfDzT1ypt";

inline const std::string subscribed =
    R"({"type":"subscriptionResponse","topics":["ticker.BTC-USD","trades.ETH-USD","account.)" + key +
    R"("]})";

inline const std::string unsubscribed = R"({"type":"unsubscribeResponse","topic":"ticker.BTC-USD"})";

inline const std::string refused = R"({"type":"error","error":"Invalid symbol: FOO-USD"})";

inline const std::string ticker =
    R"({"type":"ticker","topic":"ticker.BTC-USD","data":{"ticker":{"symbol":"BTC-USD","priceChange":-120.5,)"
    R"("priceChangePercent":-0.12,"lastPrice":101250.5,"highPrice":102400.0,"lowPrice":100010.5,)"
    R"("volume":1250.75,"quoteVolume":126500000.25,"markPrice":101251.25,"oraclePrice":101249.875,)"
    R"("openInterest":512.5,"fundingRate":0.0000125,"timestamp":1767225600123456789}}})";

inline const std::string candles =
    R"({"type":"candle","topic":"candle.BTC-USD.1m","data":{"candles":[{"t":1767225600000,"T":1767225659999,)"
    R"("o":101250.5,"h":101300.0,"l":101200.0,"c":101275.0,"v":12.5,"n":42}]}})";

inline const std::string trades =
    R"({"type":"trades","topic":"trades.BTC-USD","data":{"trades":[{"s":"BTC-USD","px":101250.5,"sz":0.25,)"
    R"("time":1767225600123,"side":true,"maker":")" +
    key + R"(","taker":")" + key +
    R"("},{"s":"BTC-USD","px":101250.0,"sz":1.5,"time":1767225600124,"side":false,"maker":")" + key +
    R"(","taker":")" + key + R"(","reason":"liquidation","liq":true}]}})";

inline const std::string snapshot =
    R"({"type":"l2Snapshot","topic":"l2snapshot.BTC-USD","data":{"book":{"updateType":"snapshot",)"
    R"("symbol":"BTC-USD","levels":[[{"px":101250.0,"sz":1.5,"n":3},{"px":101249.5,"sz":0.75,"n":1}],)"
    R"([{"px":101250.5,"sz":2.0,"n":2},{"px":101251.0,"sz":0.125,"n":1}]],"timestamp":1767225600200}}})";

inline const std::string first_book =
    R"({"type":"l2Delta","topic":"l2delta.BTC-USD","data":{"book":{"updateType":"snapshot",)"
    R"("symbol":"BTC-USD","levels":[[{"px":101250.0,"sz":1.5,"n":3}],[{"px":101250.5,"sz":2.0,"n":2}]],)"
    R"("timestamp":1767225600100}}})";

inline const std::string delta =
    R"({"type":"l2Delta","topic":"l2delta.BTC-USD","data":{"book":{"updateType":"delta","symbol":"BTC-USD",)"
    R"("levels":[[{"px":101249.5,"sz":0.75,"n":0}],[]],"timestamp":1767225600150}}})";

inline const std::string deletion =
    R"({"type":"l2Delta","topic":"l2delta.BTC-USD","data":{"book":{"updateType":"delta","symbol":"BTC-USD",)"
    R"("levels":[[],[{"px":101251.0,"sz":0,"n":0}]],"timestamp":1767225600151}}})";

inline const std::string frontend_context =
    R"({"type":"frontendContext","topic":"frontendContext","data":{"ctx":[{"symbol":"BTC-USD",)"
    R"("volume":1250.75,"lastPrice":101250.5,"openInterest":512.5}]}})";

inline const std::string risk =
    R"({"type":"risk","topic":"risk.BTC-USD","data":{"grids":[[0.1,0.2],[0.3,0.4]]}})";

inline const std::string account =
    R"({"type":"account","topic":"account.)" + key +
    R"(","data":{"type":"accountSnapshot","margin":{"totalBalance":10000.0,"availableBalance":9500.0,)"
    R"("marginUsed":500.0,"notional":5000.0,"realizedPnl":0.0,"unrealizedPnl":-1,"fees":0.25,"funding":0.0},)"
    R"("positions":[{"symbol":"BTC-USD","size":-0.05,"price":101250.5}],"openOrders":[],)"
    R"("leverageSettings":[],"feeTiers":[]}})";

inline const std::string rest_book =
    R"({"updateType":"snapshot","symbol":"BTC-USD","levels":[[{"px":101250.0,"sz":1.5,"n":3}],)"
    R"([{"px":101250.5,"sz":2.0,"n":2}]],"timestamp":1767225600100})";

inline std::vector<std::string> all()
{
    return {subscribed, unsubscribed, refused,  ticker,           candles, trades, snapshot,
            first_book, delta,        deletion, frontend_context, risk,    account};
}

} // namespace bulk_frames

#endif
