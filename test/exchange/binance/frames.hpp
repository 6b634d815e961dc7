// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_TEST_EXCHANGE_BINANCE_FRAMES_HPP
#define HOLDFAST_TEST_EXCHANGE_BINANCE_FRAMES_HPP

#include <string>
#include <vector>

/// Messages of Binance spot, as its documentation gives them.
namespace binance_messages {

inline const std::string depth = R"({"e":"depthUpdate","E":1672515782136,"s":"BNBBTC","U":157,"u":160,)"
                                 R"("b":[["0.0024","10"]],"a":[["0.0026","100"]]})";

/// As long as in a lively market; the last digits of the prices tell the levels apart.
inline const std::string long_depth = [] {
    std::string text =
        R"({"e":"depthUpdate","E":1723161255208,"s":"BTCUSDT","U":50093239189,"u":50093239202,"b":)";
    for (const std::string side : {"[", R"(],"a":[)"}) {
        text += side;
        for (int i = 10; i != 22; ++i)
            text += (i == 10 ? "" : ",") + ("[\"61837." + std::to_string(i)) + R"(000000","0.32332000"])";
    }
    return text + "]}";
}();

inline const std::string trade =
    R"({"e":"trade","E":1672515782136,"s":"BNBBTC","t":12345,"p":"0.001","q":"100",)"
    R"("T":1672515782135,"m":true,"M":true})";

inline const std::string agg_trade =
    R"({"e":"aggTrade","E":1672515782136,"s":"BNBBTC","a":12345,"p":"0.001","q":"100","f":100,"l":105,)"
    R"("T":1672515782135,"m":false,"M":true})";

inline const std::string ticker = R"({"u":400900217,"s":"BNBUSDT","b":"25.35190000","B":"31.21000000",)"
                                  R"("a":"25.36520000","A":"40.66000000"})";

inline const std::string partial =
    R"({"lastUpdateId":160,"bids":[["0.0024","10"],["0.0022","5"]],"asks":[["0.0026","100"]]})";

inline const std::string shutdown = R"({"e":"serverShutdown","E":1770123456789})";

inline std::string combined(const std::string& stream, const std::string& event)
{
    return R"({"stream":")" + stream + R"(","data":)" + event + "}";
}

/// One of everything the exchange says.
inline std::vector<std::string> all()
{
    return {
        combined("bnbbtc@depth@100ms", depth),
        combined("btcusdt@depth@100ms", long_depth),
        combined("bnbbtc@trade", trade),
        combined("bnbbtc@aggTrade", agg_trade),
        combined("bnbusdt@bookTicker", ticker),
        combined("bnbbtc@depth5@100ms", partial),
        combined("!serverShutdown", shutdown),
        combined("bnbbtc@kline_1m", R"({"e":"kline","E":1672515782136,"s":"BNBBTC","k":{"t":1,"o":"0.1"}})"),
        combined("!miniTicker@arr", R"([{"e":"24hrMiniTicker","s":"BNBBTC"}])"),
        depth,
        trade,
        agg_trade,
        ticker,
        partial,
        shutdown,
        R"({"e":"somethingNew","E":1})",
        R"({"result":null,"id":1})",
        R"({"result":["btcusdt@aggTrade"],"id":3})",
        R"({"code":2,"msg":"Invalid request: unknown variant \"SUB\"","id":7})",
        R"({"error":{"code":3,"msg":"Invalid JSON"},"id":9})",
        R"({"code":-1003,"msg":"Too many requests."})"};
}

} // namespace binance_messages

#endif
