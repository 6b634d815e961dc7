// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_TEST_EXCHANGE_BYBIT_FRAMES_HPP
#define HOLDFAST_TEST_EXCHANGE_BYBIT_FRAMES_HPP

#include <string>
#include <utility>
#include <vector>

/// Messages as the exchange's documentation shows them (bybit-exchange/docs, docs/v5), one of each shape.
namespace bybit_messages {

inline const std::string snapshot =
    R"({"topic":"orderbook.50.BTCUSDT","type":"snapshot","ts":1672304484978,"data":{"s":"BTCUSDT",)"
    R"("b":[["16493.50","0.006"],["16493.00","0.100"]],"a":[["16611.00","0.029"],["16612.00","0.213"]],)"
    R"("u":18521288,"seq":7961638724},"cts":1672304484976})";

inline const std::string delta =
    R"({"topic":"orderbook.50.BTCUSDT","type":"delta","ts":1687940967466,"data":{"s":"BTCUSDT",)"
    R"("b":[["30247.20","30.028"],["30245.40","0.224"],["30242.10","1.593"],["30240.30","1.305"],)"
    R"(["30240.00","0"]],"a":[["30248.70","0"],["30249.30","0.892"],["30249.50","1.778"],["30249.60","0"]],)"
    R"("u":177400507,"seq":66544703342},"cts":1687940967464})";

inline const std::string full_delta =
    R"({"topic":"orderbook.full.MNTUSDT","ts":1784103477732,"type":"delta","data":{"s":"MNTUSDT",)"
    R"("b":[["0.4758","2342.47"],["0.4757","1735.35"]],"a":[],"u":278547,"seq":1501100579},)"
    R"("cts":1784103477730})";

inline const std::string trades =
    R"({"topic":"publicTrade.BTCUSDT","type":"snapshot","ts":1774021164273,"data":[)"
    R"({"T":1774021164271,"s":"BTCUSDT","S":"Buy","v":"0.002","p":"69916.90","L":"PlusTick",)"
    R"("i":"8c931d9a-b703-5c34-9aeb-860867cf1f66","BT":false,"RPI":false,"seq":549792210005},)"
    R"({"T":1774021164272,"s":"BTCUSDT","S":"Sell","v":"0.001","p":"69916.80","L":"MinusTick",)"
    R"("i":"307fb58f-09dc-5121-b24f-eb2f81873445","BT":false,"RPI":false,"seq":549792210006}]})";

inline const std::string spot_trade =
    R"({"topic":"publicTrade.BTCUSDT","ts":1672304486868,"type":"snapshot","data":[{"i":"2240000000061666327",)"
    R"("T":1672304486865,"p":"16578.50","v":"0.001","S":"Buy","s":"BTCUSDT","BT":false,"RPI":false,)"
    R"("seq":1784956})"
    "]}";

inline const std::string option_trade =
    R"({"id":"publicTrade.BTC-3374218482-1718783419990","topic":"publicTrade.BTC","ts":1718783419990,)"
    R"("data":[{"p":"2325","v":"0.01","i":"07e0779d-eaef-5e3e-b3b6-2ca1f5b2dd0b","T":1718783419988,"BT":false,)"
    R"("S":"Sell","s":"BTC-20JUN24-63000-C","mP":"2319.2","iP":"65093.1","mIv":"0.6085","iv":"0.6135",)"
    R"("seq":4},{"p":"100","v":"1","i":"07e0779d-eaef-5e3e-b3b6-2ca1f5b2dd0c","T":1718783419989,"BT":false,)"
    R"("S":"Buy","s":"BTC-20JUN24-70000-C","seq":3}],"type":"snapshot"})";

inline const std::string linear_ticker =
    R"({"topic":"tickers.BTCUSDT","type":"snapshot","data":{"symbol":"BTCUSDT","tickDirection":"PlusTick",)"
    R"("price24hPcnt":"0.017103","lastPrice":"17216.00","fundingRate":"-0.000212","bid1Price":"17215.50",)"
    R"("bid1Size":"84.489","ask1Price":"17216.00","ask1Size":"83.020"},"cs":24987956059,)"
    R"("ts":1673272861686})";

inline const std::string linear_ticker_delta =
    R"({"topic":"tickers.BTCUSDT","type":"delta","data":{"symbol":"BTCUSDT","bid1Price":"17215.50",)"
    R"("bid1Size":"84.489"},"cs":24987956060,"ts":1673272861786})";

inline const std::string option_ticker =
    R"({"id":"tickers.BTC-6JAN23-17500-C-2480334983-1672917511074","topic":"tickers.BTC-6JAN23-17500-C",)"
    R"("ts":1672917511074,"data":{"symbol":"BTC-6JAN23-17500-C","bidPrice":"5","bidSize":"0.5","bidIv":"0",)"
    R"("askPrice":"10","askSize":"5.1","askIv":"0.514","lastPrice":"10","delta":"0.047831"},)"
    R"("type":"snapshot"})";

inline const std::string spot_ticker =
    R"({"topic":"tickers.BTCUSDT","ts":1672305380595,"type":"snapshot","cs":496622841,"data":{)"
    R"("symbol":"BTCUSDT","lastPrice":"16363.78","highPrice24h":"16566.64","price24hPcnt":"-0.0049"}})";

inline const std::string liquidation =
    R"({"topic":"allLiquidation.ROSEUSDT","type":"snapshot","ts":1739502303204,"data":[{"T":1739502302929,)"
    R"("s":"ROSEUSDT","S":"Sell","v":"20000","p":"0.04499"}]})";

inline const std::string status =
    R"({"topic":"system.status","ts":1751858399649,"data":[{"id":"4d95b2a0-587f-11f0-bcc9-56f28c94d6ea",)"
    R"("title":"t06","state":"completed","begin":"1751596902000","end":"1751597011000","href":"",)"
    R"("serviceTypes":[2,3,4,5],"product":[1,2],"uidSuffix":[],"maintainType":1,"env":1}]})";

inline const std::string ack =
    R"({"success":true,"ret_msg":"","conn_id":"cejreaspqfm9se7usbrg-2xh","req_id":"7","op":"subscribe"})";

inline const std::string nameless_refusal =
    R"({"success":false,"ret_msg":"Invalid topic: invalid.topic.BTCUSDT","conn_id":"1","op":"subscribe"})";

inline const std::string already_subscribed =
    R"({"success":false,"ret_msg":"error:already subscribed,topic:orderbook.50.BTCUSDT","conn_id":"1",)"
    R"("req_id":"7","op":"subscribe"})";

inline const std::string answers =
    R"({"success":true,"conn_id":"aa01fbfffe80af37-00000001-000b37b9-7147f432704fd28c-00e1c172","data":{)"
    R"("failTopics":["orderbook.25.NONE"],"successTopics":["orderbook.25.BTC-6JAN23-18000-C",)"
    R"("tickers.BTC-6JAN23-18000-C"]},"type":"COMMAND_RESP"})";

inline const std::vector<std::string> pongs = {
    R"({"success":true,"ret_msg":"pong","conn_id":"465772b1-7630-4fdc-a492-e003e6f0f260","req_id":"","op":"ping"})",
    R"({"args":["1672916271846"],"op":"pong"})",
    R"({"req_id":"test","op":"pong","args":["1675418560633"],"conn_id":"cfcb4ocsvfriu23r3er0-1b"})"};

inline const std::string full_snapshot =
    R"({"retCode":0,"retMsg":"OK","result":{"s":"BTCUSDT","a":[["62998.2","0.198738"],["62998.3","0.088547"]],)"
    R"("b":[["62998.1","0.396837"],["62998","0.396838"]],"ts":1784103578352,"u":439925,"seq":2164890076,)"
    R"("cts":1784103578350},"retExtInfo":{},"time":1784103579732})";

inline const std::string rest_refusal =
    R"({"retCode":10006,"retMsg":"Too many visits!","result":{},"retExtInfo":{},"time":1672765737734})";

/// Everything that comes over a socket.
inline std::vector<std::string> all()
{
    std::vector<std::string> out = {snapshot,    delta,         full_delta,       trades,
                                    spot_trade,  option_trade,  linear_ticker,    linear_ticker_delta,
                                    spot_ticker, option_ticker, liquidation,      status,
                                    ack,         answers,       nameless_refusal, already_subscribed};
    out.insert(out.end(), pongs.begin(), pongs.end());
    return out;
}

} // namespace bybit_messages

#endif
