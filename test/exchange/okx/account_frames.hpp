// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_TEST_EXCHANGE_OKX_ACCOUNT_FRAMES_HPP
#define HOLDFAST_TEST_EXCHANGE_OKX_ACCOUNT_FRAMES_HPP

#include <string>
#include <vector>

/// What OKX says to those who have logged in, in the shapes of its documentation.
namespace okx_account_frames {

inline const std::string login = R"({"event":"login","code":"0","msg":"","connId":"a4d3ae55"})";
inline const std::string login_failed =
    R"({"event":"error","code":"60009","msg":"Login failed.","connId":"a4d3ae55"})";

/// "Order channel": an order is filled at once.
inline const std::string filled =
    R"({"arg":{"channel":"orders","instType":"SPOT","instId":"BTC-USDT","uid":"614488474791936"},"data":[{)"
    R"("accFillSz":"0.001","algoClOrdId":"","algoId":"","amendResult":"","amendSource":"","avgPx":"31527.1",)"
    R"("cancelSource":"","category":"normal","ccy":"","clOrdId":"b15","code":"0","cTime":"1654084334977",)"
    R"("execType":"M","fee":"-0.02522168","feeCcy":"USDT","fillFee":"-0.02522168","fillFeeCcy":"USDT",)"
    R"("fillNotionalUsd":"31.50818374","fillPx":"31527.1","fillSz":"0.001","fillPnl":"0.01",)"
    R"("fillTime":"1654084353263","instId":"BTC-USDT","instType":"SPOT","lever":"0","msg":"",)"
    R"("notionalUsd":"31.50818374","ordId":"452197707845865472","ordType":"limit","pnl":"0","posSide":"",)"
    R"("px":"31527.1","rebate":"0","rebateCcy":"BTC","reduceOnly":"false","reqId":"","side":"sell",)"
    R"("source":"","state":"filled","sz":"0.001","tag":"","tdMode":"cash","tgtCcy":"","attachAlgoOrds":[],)"
    R"("tradeId":"242589207","tradeQuoteCcy":"USDT","lastPx":"38892.2","uTime":"1654084353264",)"
    R"("isTpLimit":"false","linkedAlgoOrd":{"algoId":""}}]})";

/// Recorded: an order of a future is placed.
inline const std::string placed =
    R"({"arg":{"channel":"orders","instType":"ANY","uid":"33594834598109184"},"data":[{"accFillSz":"0",)"
    R"("amendResult":"","avgPx":"0","cTime":"1640194677237","category":"normal","ccy":"",)"
    R"("clOrdId":"3MAAF2IDAAAQAAGSKMZCT5A3","code":"0","execType":"","fee":"0","feeCcy":"BTC","fillFee":"0",)"
    R"("fillFeeCcy":"","fillNotionalUsd":"","fillPx":"","fillSz":"0","fillTime":"","instId":"BTC-USD-220325",)"
    R"("instType":"FUTURES","lever":"10","msg":"","notionalUsd":"100.0","ordId":"393940260828377089",)"
    R"("ordType":"limit","pnl":"0","posSide":"long","px":"40030.2","rebate":"0","rebateCcy":"BTC",)"
    R"("reduceOnly":"false","reqId":"","side":"buy","source":"","state":"live","sz":"1","tag":"",)"
    R"("tdMode":"isolated","tgtCcy":"","tradeId":"","uTime":"1640194677237"}]})";

/// Recorded: what that did to the balance, whose own time did not move.
inline const std::string locked =
    R"({"arg":{"channel":"account","uid":"33594834598109184"},"data":[{"adjEq":"","details":[{"availBal":"",)"
    R"("availEq":"0.0103939932844976","cashBal":"0.0121475","ccy":"BTC","coinUsdPrice":"48862.2",)"
    R"("crossLiab":"","disEq":"593.5535745","eq":"0.0121475","eqUsd":"593.5535745",)"
    R"("frozenBal":"0.0017535067155024","interest":"","isoEq":"0","ordFrozen":"0.0017447828014949",)"
    R"("stgyEq":"0","twap":"0","uTime":"1640088676432","upl":"0"}],"imr":"","isoEq":"0","mgnRatio":"",)"
    R"("mmr":"","notionalUsd":"","ordFroz":"","totalEq":"593.553816464492","uTime":"1640194677352"}]})";

/// "Account channel".
inline const std::string balances =
    R"({"arg":{"channel":"account","uid":"44*********584"},"eventType":"snapshot","curPage":1,"lastPage":true,)"
    R"("data":[{"adjEq":"55444.12216906034","availEq":"55415.624719833286","details":[{)"
    R"("availBal":"4734.371190691436","availEq":"4734.371190691435","cashBal":"4750.426970691436","ccy":"USDT",)"
    R"("collateralEnabled":false,"eq":"4892.951170691435","frozenBal":"158.57998","uTime":"1705564213903",)"
    R"("upl":"-7.475800000000003"}],"imr":"0","totalEq":"","uTime":"1705564223311","upl":"0"}]})";

/// "Positions channel".
inline const std::string positions =
    R"({"arg":{"channel":"positions","uid":"77982378738415879","instType":"ANY"},"eventType":"snapshot",)"
    R"("curPage":1,"lastPage":true,"data":[{"adl":"1","availPos":"1","avgPx":"2566.31","cTime":"1619507758793",)"
    R"("ccy":"ETH","instId":"ETH-USD-210430","instType":"FUTURES","lever":"10","mgnMode":"isolated",)"
    R"("pos":"1","posCcy":"","posId":"307173036051017730","posSide":"short","tradeId":"109844",)"
    R"("uTime":"1619507761462","pTime":"1619507761462"}]})";

/// "Place order", "Cancel order".
inline const std::string accepted =
    R"({"id":"1512","op":"order","data":[{"clOrdId":"","ordId":"12345689","tag":"","ts":"1695190491421",)"
    R"("sCode":"0","sMsg":""}],"code":"0","msg":"","inTime":"1695190491421339","outTime":"1695190491423240"})";
inline const std::string rejected =
    R"({"id":"1512","op":"order","data":[{"clOrdId":"","ordId":"","tag":"","ts":"1695190491421",)"
    R"("sCode":"51008","sMsg":"Order failed. Insufficient USDT balance in account."}],"code":"1","msg":"",)"
    R"("inTime":"1695190491421339","outTime":"1695190491423240"})";
inline const std::string wrong_form =
    R"({"id":"1512","op":"order","data":[],"code":"60013","msg":"Invalid args",)"
    R"("inTime":"1695190491421339","outTime":"1695190491423240"})";
inline const std::string cancelled =
    R"({"id":"1514","op":"cancel-order","data":[{"clOrdId":"","ordId":"2510789768709120","sCode":"0",)"
    R"("sMsg":""}],"code":"0","msg":"","inTime":"1695190491421339","outTime":"1695190491423240"})";

inline const std::string subscribed =
    R"({"id":"7","event":"subscribe","arg":{"channel":"orders","instType":"ANY"},"connId":"a4d3ae55"})";
inline const std::string revoked =
    R"({"event":"channel-conn-count-error","channel":"orders","connCount":"30","connId":"a4d3ae55"})";
inline const std::string leaving =
    R"({"event":"notice","code":"64008","msg":"The connection will soon be closed for a service upgrade. )"
    R"(Please reconnect.","connId":"a4d3ae55"})";

/// "Order list", of an order that was placed; "Transaction details"; "Get balance"; "Get positions".
inline const std::string order_row =
    R"({"accFillSz":"0","algoClOrdId":"","attachAlgoOrds":[],"avgPx":"","cTime":"1724733617998",)"
    R"("category":"normal","ccy":"","clOrdId":"b16","fee":"0","feeCcy":"BTC","fillPx":"","fillSz":"0",)"
    R"("fillTime":"","instId":"BTC-USDT","instType":"SPOT","isTpLimit":"false","lever":"",)"
    R"("linkedAlgoOrd":{"algoId":""},"ordId":"1752588852617379840","ordType":"post_only","posSide":"net",)"
    R"("px":"13013.5","reduceOnly":"false","side":"buy","state":"live","sz":"0.001","tdMode":"cash",)"
    R"("tgtCcy":"","tradeId":"","tradeQuoteCcy":"USDT","uTime":"1724733617998"})";
inline const std::string fill_row =
    R"({"side":"buy","fillSz":"0.00192834","fillPx":"51858","fillPxVol":"","fee":"-0.00000192834",)"
    R"("fillPnl":"0","ordId":"680800019749904384","feeRate":"-0.001","instType":"SPOT","instId":"BTC-USDT",)"
    R"("clOrdId":"b17","posSide":"net","billId":"680800019754098688","subType":"1","tag":"",)"
    R"("fillTime":"1708587373361","execType":"T","tradeId":"744876980","feeCcy":"BTC","ts":"1708587373362"})";
inline const std::string balance_row =
    R"({"adjEq":"","details":[{"availBal":"94.42612990333333","cashBal":"94.42612990333333","ccy":"USDT",)"
    R"("eq":"99.89469657000001","frozenBal":"5.468566666666667","uTime":"1744498994783"}],"totalEq":"99.8",)"
    R"("uTime":"1744499648556"})";
inline const std::string position_row =
    R"({"instId":"BTC-USDT-SWAP","instType":"SWAP","mgnMode":"isolated","posId":"12345","posSide":"long",)"
    R"("pos":"0.5","avgPx":"10000","uTime":"1622559930237"})";

inline std::string answer(const std::string& rows)
{
    return R"({"code":"0","msg":"","data":[)" + rows + "]}";
}

inline std::vector<std::string> all()
{
    return {login,    login_failed, filled,    placed,     locked,  balances, positions, accepted,
            rejected, wrong_form,   cancelled, subscribed, revoked, leaving,  "pong"};
}

} // namespace okx_account_frames

#endif
