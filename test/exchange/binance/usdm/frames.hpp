// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_TEST_EXCHANGE_BINANCE_USDM_FRAMES_HPP
#define HOLDFAST_TEST_EXCHANGE_BINANCE_USDM_FRAMES_HPP

#include "exchange/binance/frames.hpp"

#include <string>
#include <vector>

/// Messages of Binance USD-M futures, as its documentation gives them.
namespace binance_usdm_messages {

using binance_messages::combined;

inline const std::string depth =
    R"({"e":"depthUpdate","E":123456789,"T":123456788,"s":"BTCUSDT","U":157,"u":160,"pu":149,)"
    R"("b":[["0.0024","10"]],"a":[["0.0026","100"]],"ps":"BTCUSDT","st":1})";

inline const std::string partial =
    R"({"e":"depthUpdate","E":1571889248277,"T":1571889248276,"s":"BTCUSDT","U":390497796,"u":390497878,)"
    R"("pu":390497794,"b":[["7403.89","0.002"],["7403.90","3.906"]],)"
    R"("a":[["7405.96","3.340"],["7406.63","4.525"]]})";

inline const std::string book_ticker =
    R"({"e":"bookTicker","u":400900217,"E":1568014460893,"T":1568014460891,"s":"BNBUSDT","b":"25.35190000",)"
    R"("B":"31.21000000","a":"25.36520000","A":"40.66000000"})";

inline const std::string agg_trade =
    R"({"e":"aggTrade","E":1672515782136,"s":"BTCUSDT","a":5933014,"p":"0.001","q":"100","nq":"100","f":100,)"
    R"("l":105,"T":1672515782135,"m":true})";

inline const std::string trade =
    R"({"e":"trade","E":1723161256322,"T":1723161256321,"s":"BTCUSDT","t":5266583935,"p":"61800.30",)"
    R"("q":"0.006","X":"MARKET","m":false})";

inline const std::string mark_price =
    R"({"e":"markPriceUpdate","E":1562305380000,"s":"BTCUSDT","p":"11794.15000000","i":"11784.62659091",)"
    R"("P":"11784.25641265","r":"0.00038167","T":1562306400000})";

inline const std::string ticker =
    R"({"e":"24hrTicker","E":1672515782136,"s":"BTCUSDT","p":"0.0015","P":"250.00","w":"0.0018",)"
    R"("c":"0.0025","Q":"10","o":"0.0010","h":"0.0025","l":"0.0010","v":"10000",)"
    R"("q":"18","O":0,"C":86400000,"F":0,)"
    R"("L":18150,"n":18151})";

inline const std::string force_order =
    R"({"e":"forceOrder","E":1568014460893,"o":{"s":"BTCUSDT","S":"SELL","o":"LIMIT","f":"IOC","q":"0.014",)"
    R"("p":"9910","ap":"9910","X":"FILLED","l":"0.014","z":"0.014","T":1568014460893}})";

inline const std::string snapshot =
    R"({"lastUpdateId":1027024,"E":1589436922972,"T":1589436922959,"bids":[["4.00000000","431.00000000"]],)"
    R"("asks":[["4.00000200","12.00000000"]]})";

/// One of everything the exchange says.
inline std::vector<std::string> all()
{
    return {combined("btcusdt@depth@100ms", depth),
            combined("btcusdt@depth", depth),
            combined("btcusdt@depth5@500ms", partial),
            combined("bnbusdt@bookTicker", book_ticker),
            combined("btcusdt@aggTrade", agg_trade),
            combined("btcusdt@trade", trade),
            combined("btcusdt@markPrice@1s", mark_price),
            combined("btcusdt@ticker", ticker),
            combined("btcusdt@forceOrder", force_order),
            combined("!markPrice@arr", "[" + mark_price + "]"),
            combined("!bookTicker", book_ticker),
            depth,
            book_ticker,
            agg_trade,
            trade,
            mark_price,
            R"({"result":null,"id":1})",
            R"({"result":["btcusdt@aggTrade"],"id":3})",
            R"({"code":2,"msg":"Invalid request: request ID must be an unsigned integer"})",
            R"({"error":{"code":-1003,"msg":"Too many requests."},"id":9})"};
}

} // namespace binance_usdm_messages

#endif
