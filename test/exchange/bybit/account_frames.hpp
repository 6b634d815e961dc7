// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_TEST_EXCHANGE_BYBIT_ACCOUNT_FRAMES_HPP
#define HOLDFAST_TEST_EXCHANGE_BYBIT_ACCOUNT_FRAMES_HPP

#include <string>
#include <vector>

/// Messages about an account, and answers, as the exchange's documentation shows them (bybit-exchange/docs,
/// docs/v5/websocket/private, docs/v5/websocket/trade, docs/v5/order, …), cut where they are long.
namespace bybit_account_messages {

inline const std::string execution =
    R"({"topic":"execution","id":"386825804_BTCUSDT_140612148849382","creationTime":1746270400355,"data":[)"
    R"({"category":"linear","symbol":"BTCUSDT","closedSize":"0.5","execFee":"26.3725275",)"
    R"("execId":"0ab1bdf7-4219-438b-b30a-32ec863018f7","execPrice":"95900.1","execQty":"0.5",)"
    R"("execType":"Trade","execValue":"47950.05","feeRate":"0.00055","tradeIv":"","markIv":"",)"
    R"("blockTradeId":"","markPrice":"95901.48","indexPrice":"","underlyingPrice":"","leavesQty":"0",)"
    R"("orderId":"9aac161b-8ed6-450d-9cab-c5cc67c21784","orderLinkId":"mine-7","orderPrice":"94942.5",)"
    R"("orderQty":"0.5","orderType":"Market","stopOrderType":"UNKNOWN","side":"Sell",)"
    R"("execTime":"1746270400353","isLeverage":"0","isMaker":false,"seq":140612148849382,)"
    R"("createType":"CreateByUser"}]})";

inline const std::string order =
    R"({"id":"5923240c6880ab-c59f-420b-9adb-3639adc9dd90","topic":"order","creationTime":1672364262474,)"
    R"("data":[{"symbol":"ETHUSDT","orderId":"5cf98598-39a7-459e-97bf-76ca765ee020","side":"Sell",)"
    R"("orderType":"Limit","cancelType":"UNKNOWN","price":"1472.5","qty":"1.00","orderIv":"",)"
    R"("timeInForce":"PostOnly","orderStatus":"PartiallyFilled","orderLinkId":"mine-8",)"
    R"("lastPriceOnCreated":"","reduceOnly":true,"leavesQty":"0.75","leavesValue":"","cumExecQty":"0.25",)"
    R"("cumExecValue":"368.2","avgPrice":"1472.8","blockTradeId":"","positionIdx":0,"cumExecFee":"0.358",)"
    R"("closedPnl":"0","createdTime":"1672364262444","updatedTime":"1672364262457",)"
    R"("rejectReason":"EC_NoError","stopOrderType":"","tpslMode":"","triggerPrice":"","takeProfit":"",)"
    R"("stopLoss":"","tpTriggerBy":"","slTriggerBy":"","tpLimitPrice":"","slLimitPrice":"",)"
    R"("triggerDirection":0,"triggerBy":"","closeOnTrigger":false,"category":"linear","placeType":"",)"
    R"("smpType":"None","smpGroup":0,"smpOrderId":"","feeCurrency":"","cumFeeDetail":{"MNT":"0.00242968"}}]})";

inline const std::string position =
    R"({"id":"1003076014fb7eedb-c7e6","topic":"position","creationTime":1697682317044,)"
    R"("data":[{"positionIdx":0,"tradeMode":0,"riskId":1,"riskLimitValue":"2000000","symbol":"BTCUSDT",)"
    R"("side":"Sell","size":"0.3","entryPrice":"28101.5","leverage":"10","positionValue":"8430.45",)"
    R"("positionBalance":"0","markPrice":"28184.5","positionIM":"0","positionMM":"0","takeProfit":"0",)"
    R"("stopLoss":"0","trailingStop":"0","unrealisedPnl":"0","curRealisedPnl":"1.26",)"
    R"("cumRealisedPnl":"-25.06579337","sessionAvgPrice":"0","createdTime":"1694402496913",)"
    R"("updatedTime":"1697682317038","tpslMode":"Full","liqPrice":"0","bustPrice":"","category":"linear",)"
    R"("positionStatus":"Normal","adlRankIndicator":0,"autoAddMargin":0,"leverageSysUpdatedTime":"",)"
    R"("mmrSysUpdatedTime":"","seq":8327597863,"isReduceOnly":false}]})";

inline const std::string empty_leg =
    R"({"id":"1","topic":"position.linear","creationTime":1697682317044,"data":[{"positionIdx":2,)"
    R"("symbol":"BTCUSDT","side":"","size":"0","entryPrice":"0","updatedTime":"1697682317038",)"
    R"("category":"linear","seq":-1}]})";

inline const std::string wallet =
    R"({"id":"5923248e5d0ee3-faeb-4864-87e4-9cd63f785c1b","topic":"wallet","creationTime":1690873065683,)"
    R"("data":[{"accountIMRate":"0.4782","accountMMRate":"0.0151","totalEquity":"19620.93864593",)"
    R"("coin":[{"coin":"USDC","equity":"0","usdValue":"0","walletBalance":"0","availableToWithdraw":"0",)"
    R"("availableToBorrow":"1500000","borrowAmount":"0","bonus":"0","collateralSwitch":true,)"
    R"("marginCollateral":true,"locked":"0"},{"coin":"BTC","equity":"-0.1","walletBalance":"-0.1",)"
    R"("locked":"0"},{"coin":"USDT","equity":"4.93036732","usdValue":"4.9306623",)"
    R"("walletBalance":"106.03036732","availableToWithdraw":"","totalOrderIM":"7539.624","locked":"2.5"}],)"
    R"("accountLTV":"0","accountType":"UNIFIED"}]})";

inline const std::string funding =
    R"({"topic":"execution","id":"1","creationTime":1746270400355,"data":[{"category":"linear",)"
    R"("symbol":"BTCUSDT","execFee":"0.1","execId":"f-1","execPrice":"95900.1","execQty":"0.5",)"
    R"("execType":"Funding","orderId":"","orderLinkId":"","side":"Sell","orderType":"UNKNOWN",)"
    R"("execTime":"1746270400353","isMaker":false,"seq":1}]})";

inline const std::string logged_in =
    R"({"success":true,"ret_msg":"","op":"auth","conn_id":"cejreaspqfm9sjdnldmg-p"})";
inline const std::string trade_logged_in =
    R"({"retCode":0,"retMsg":"OK","op":"auth","connId":"cnt5leec0hvan15eukcg-2t"})";
inline const std::string wrong_key =
    R"({"op":"auth","success":false,"retCode":10003,"retMsg":"Invalid apikey","connId":"cejreaspqfm9"})";
inline const std::string login_out_of_date =
    R"({"success":false,"ret_msg":"Params Error","op":"auth","conn_id":"cno3gd1qo29t7ommtc60-18fpo"})";

inline const std::string subscribed =
    R"({"success":true,"ret_msg":"","conn_id":"cejreassvfrsfvb9v1a0-2m","req_id":"7","op":"subscribe"})";
inline const std::string private_pong =
    R"({"req_id":"test","op":"pong","args":["1675418560633"],"conn_id":"cfcb4ocsvfriu23r3er0-1b"})";
inline const std::string trade_pong =
    R"({"retCode":0,"retMsg":"OK","op":"pong","data":["1711002002529"],"connId":"cnt5leec0hvan15eukcg-2v"})";

inline const std::string created =
    R"({"reqId":"9-1711001595207","retCode":0,"retMsg":"OK","op":"order.create","data":{)"
    R"("orderId":"a4c1718e-fe53-4659-a118-1f6ecce04ad9","orderLinkId":"mine-9"},"retExtInfo":{},"header":{)"
    R"("X-Bapi-Limit":"10","X-Bapi-Limit-Status":"9","X-Bapi-Limit-Reset-Timestamp":"1711001595208",)"
    R"("Traceid":"38b7977b430f9bd228f4b19724794dfd","Timenow":"1711001595209"},)"
    R"("connId":"cnt5leec0hvan15eukcg-2v"})";
inline const std::string not_created =
    R"({"reqId":"9-1711001595207","retCode":110007,"retMsg":"ab not enough for new order","op":"order.create",)"
    R"("data":{},"retExtInfo":{},"header":{"Timenow":"1711001595209"},"connId":"cnt5leec0hvan15eukcg-2v"})";

/// Everything that comes over a socket.
inline std::vector<std::string> all()
{
    return {execution,  order,     position,   empty_leg,    wallet,          funding,
            logged_in,  wrong_key, subscribed, private_pong, trade_logged_in, login_out_of_date,
            trade_pong, created,   not_created};
}

// ---- answers of REST --------------------------------------------------------------------------------------

inline const std::string open_orders =
    R"({"retCode":0,"retMsg":"OK","result":{"list":[{"orderId":"fd4300ae-7847-404e-b947-b46980a4d140",)"
    R"("orderLinkId":"test-000005","blockTradeId":"","symbol":"ETHUSDT","price":"1600.00","qty":"0.10",)"
    R"("side":"Buy","isLeverage":"","positionIdx":1,"orderStatus":"New","cancelType":"UNKNOWN",)"
    R"("rejectReason":"EC_NoError","avgPrice":"0","leavesQty":"0.10","leavesValue":"160",)"
    R"("cumExecQty":"0.00","cumExecValue":"0","cumExecFee":"0","timeInForce":"GTC","orderType":"Limit",)"
    R"("stopOrderType":"UNKNOWN","orderIv":"","triggerPrice":"0.00","takeProfit":"2500.00",)"
    R"("reduceOnly":false,"closeOnTrigger":false,"createdTime":"1684738540559",)"
    R"("updatedTime":"1684738540561","cumFeeDetail":{"MNT":"0.00242968"}}],)"
    R"("nextPageCursor":"page_args%3Dfd4300ae-7847-404e-b947-b46980a4d140%26symbol%3D6%26",)"
    R"("category":"linear"},"retExtInfo":{},"time":1684765770483})";

inline const std::string executions =
    R"({"retCode":0,"retMsg":"OK","result":{"nextPageCursor":"132766%3A2%2C132766%3A2","category":"linear",)"
    R"("list":[{"symbol":"ETHPERP","orderType":"Market","underlyingPrice":"","orderLinkId":"","side":"Buy",)"
    R"("indexPrice":"","orderId":"8c065341-7b52-4ca9-ac2c-37e31ac55c94","stopOrderType":"UNKNOWN",)"
    R"("leavesQty":"0","execTime":"1672282722429","feeCurrency":"","isMaker":false,"execFee":"-0.071409",)"
    R"("feeRate":"0.0006","execId":"e0cbe81d-0f18-5866-9415-cf319b5dab3b","tradeIv":"","blockTradeId":"",)"
    R"("markPrice":"1183.54","execPrice":"1190.15","markIv":"","orderQty":"0.1","orderPrice":"1236.9",)"
    R"("execValue":"119.015","execType":"Trade","execQty":"0.1","closedSize":"","extraFees":"",)"
    R"("seq":4688002127}]},"retExtInfo":{},"time":1672283754510})";

inline const std::string positions =
    R"({"retCode":0,"retMsg":"OK","result":{"list":[{"positionIdx":0,"riskId":1,"riskLimitValue":"150",)"
    R"("symbol":"BTCUSDT","side":"Sell","size":"300","avgPrice":"27464.50441675","positionValue":"0.01092319",)"
    R"("seq":5723621632,"isReduceOnly":false,"createdTime":"1676538056258","updatedTime":"1697673600012"}],)"
    R"("nextPageCursor":"","category":"linear"},"retExtInfo":{},"time":1697684980172})";

inline const std::string wallet_balance =
    R"({"retCode":0,"retMsg":"OK","result":{"list":[{"totalEquity":"3.31216591","accountType":"UNIFIED",)"
    R"("coin":[{"availableToBorrow":"","bonus":"0","accruedInterest":"0","availableToWithdraw":"",)"
    R"("equity":"0.805994","locked":"0","walletBalance":"0.805994","coin":"BTC"}]}]},"retExtInfo":{},)"
    R"("time":1672125441042})";

inline const std::string no_orders =
    R"({"retCode":0,"retMsg":"OK","result":{"list":[],"nextPageCursor":"","category":"linear"},)"
    R"("retExtInfo":{},"time":1684765770483})";

inline const std::string time =
    R"({"retCode":0,"retMsg":"OK","result":{"timeSecond":"1688639403","timeNano":"1688639403423213947"},)"
    R"("retExtInfo":{},"time":1688639403423})";

inline const std::string too_fast =
    R"({"retCode":10006,"retMsg":"Too many visits!","result":{},"retExtInfo":{},"time":1672765737734})";

} // namespace bybit_account_messages

#endif
