// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_TEST_EXCHANGE_BINANCE_USDM_ACCOUNT_FRAMES_HPP
#define HOLDFAST_TEST_EXCHANGE_BINANCE_USDM_ACCOUNT_FRAMES_HPP

#include <string>
#include <vector>

/// What Binance USD-M futures say about an account, as their documentation gives it.
namespace binance_usdm_account_messages {

// ---- "User Data Streams" ----------------------------------------------------------------------------------

inline const std::string order_update =
    R"({"e":"ORDER_TRADE_UPDATE","T":1568879465651,"E":1568879465651,"o":{"s":"BTCUSDT","c":"TEST","S":"BUY",)"
    R"("o":"LIMIT","f":"GTC","q":"0.001","p":"7100.50","ap":"7100.50","sp":"0","x":"TRADE",)"
    R"("X":"PARTIALLY_FILLED","i":8886774,"l":"0.001","z":"0.001","L":"7100.50","N":"USDT","n":"0.01000000",)"
    R"("T":1568879465651,"t":12345678,"m":true,"R":false,"wt":"CONTRACT_PRICE","ot":"LIMIT","ps":"LONG",)"
    R"("cp":false,"rp":"12.34","V":"EXPIRE_TAKER"}})";

/// A new order, which nothing is said of an execution or a fee in.
inline const std::string new_order_update =
    R"({"e":"ORDER_TRADE_UPDATE","E":1568879465651,"T":1568879465650,"o":{"s":"BTCUSDT","c":"TEST","S":"SELL",)"
    R"("o":"TRAILING_STOP_MARKET","f":"GTC","q":"0.001","p":"0","ap":"0","sp":"7103.04","x":"NEW","X":"NEW",)"
    R"("i":8886774,"l":"0","z":"0","L":"0","T":1568879465650,"t":0,"b":"0","a":"9.91","m":false,"R":true,)"
    R"("wt":"CONTRACT_PRICE","ot":"TRAILING_STOP_MARKET","ps":"BOTH","cp":false,"AP":"7476.89","cr":"5.0",)"
    R"("pP":false,"si":0,"ss":0,"rp":"0","V":"EXPIRE_TAKER","pm":"OPPONENT","gtd":0,"er":"0"}})";

inline const std::string account_update =
    R"({"e":"ACCOUNT_UPDATE","T":1564745798939,"E":1564745798939,"a":{"m":"ORDER",)"
    R"("B":[{"a":"USDT","wb":"122624.12","cw":"100.12","bc":"50.12"}],)"
    R"("P":[{"s":"BTCUSDT","pa":"20","ep":"6563.6","bep":"6563.559","cr":"0","up":"2850.21",)"
    R"("mt":"isolated","iw":"13200.7","ps":"LONG"}]}})";

inline const std::string funding =
    R"({"e":"ACCOUNT_UPDATE","T":1564745798939,"E":1564745798940,"a":{"m":"FUNDING_FEE",)"
    R"("B":[{"a":"USDT","wb":"-1.5","cw":"-1.5","bc":"0"}]}})";

inline const std::string trade_lite =
    R"({"e":"TRADE_LITE","E":1721895408092,"T":1721895408214,"s":"BTCUSDT","c":"TEST","S":"BUY","q":"0.001",)"
    R"("p":"7100.50","i":8886774,"l":"0.001","L":"7100.50","t":12345678,"m":true})";

inline const std::string algo_update =
    R"({"e":"ALGO_UPDATE","T":1750515742297,"E":1750515742303,"o":{"caid":"Q5xaq5EGKgXXa0fD7fs0Ip",)"
    R"("aid":2148719,"at":"CONDITIONAL","o":"TAKE_PROFIT","s":"BNBUSDT","S":"SELL","X":"NEW","ai":"",)"
    R"("tp":"750","p":"750","q":"0.01","wt":"CONTRACT_PRICE","R":false,"rm":"Reduce Only reject"}})";

inline const std::string config_update =
    R"({"e":"ACCOUNT_CONFIG_UPDATE","E":1611646737479,"T":1611646737476,"ac":{"s":"BTCUSDT","l":25}})";

inline const std::string margin_call =
    R"({"e":"MARGIN_CALL","E":1587727187525,"cw":"3.16812045","p":[{"s":"ETHUSDT","ps":"LONG","pa":"1.327",)"
    R"("mt":"CROSSED","iw":"0","mp":"187.17127","up":"-1.166074","mm":"1.614445"}]})";

inline const std::string key_expired =
    R"({"e":"listenKeyExpired","E":"1699596037418",)"
    R"("listenKey":"OfYGbUzi3PraNagEkdKuFwUHn48brFsItTdsuiIXrucvvD7rhRm9HzfHTRjGL0dN"})";

/// One of everything that is told on the user's stream.
inline std::vector<std::string> all_events()
{
    return {order_update,
            new_order_update,
            account_update,
            funding,
            trade_lite,
            algo_update,
            config_update,
            margin_call,
            key_expired,
            R"({"result":null,"id":1})",
            R"({"error":{"code":-1003,"msg":"Too many requests."}})"};
}

// ---- "WebSocket API" ---------------------------------------------------------------------------------------

inline const std::string placed =
    R"({"id":"7","status":200,"result":{"orderId":325078477,"symbol":"BTCUSDT","status":"NEW",)"
    R"("clientOrderId":"iCXL1BywlBaf2sesNUrVl3","price":"43187.00","avgPrice":"0.00","origQty":"0.100",)"
    R"("executedQty":"0.000","cumQty":"0.000","cumQuote":"0.00000","timeInForce":"GTC","type":"LIMIT",)"
    R"("reduceOnly":false,"closePosition":false,"side":"BUY","positionSide":"BOTH","stopPrice":"0.00",)"
    R"("workingType":"CONTRACT_PRICE","priceProtect":false,"origType":"LIMIT","priceMatch":"NONE",)"
    R"("selfTradePreventionMode":"NONE","goodTillDate":0,"updateTime":1702555534435},)"
    R"("rateLimits":[{"rateLimitType":"ORDERS","interval":"SECOND","intervalNum":10,"limit":300,"count":1}]})";

inline const std::string refused =
    R"({"id":"8","status":400,"error":{"code":-2019,"msg":"Margin is insufficient."}})";

inline const std::string unknown =
    R"({"id":"9","status":408,"error":{"code":-1007,)"
    R"("msg":"Timeout waiting for response from backend server. Send status unknown; execution status unknown."}})";

/// One of everything that is answered to orders.
inline std::vector<std::string> all_answers()
{
    return {placed, refused, unknown,
            R"({"id":null,"status":429,"error":{"code":-1003,"msg":"Too many requests."}})"};
}

// ---- REST --------------------------------------------------------------------------------------------------

/// "Query Order"
inline const std::string order_row =
    R"({"avgPrice":"0.00000","clientOrderId":"abc","cumQuote":"0","executedQty":"0","orderId":1917641,)"
    R"("origQty":"0.40","origType":"LIMIT","price":"9100","reduceOnly":false,"side":"BUY",)"
    R"("positionSide":"SHORT","status":"NEW","stopPrice":"9300","closePosition":false,"symbol":"BTCUSDT",)"
    R"("time":1579276756075,"timeInForce":"GTC","type":"LIMIT","updateTime":1579276756075,)"
    R"("workingType":"CONTRACT_PRICE","priceProtect":false,"priceMatch":"NONE",)"
    R"("selfTradePreventionMode":"NONE","goodTillDate":0})";

/// "Account Trade List"
inline const std::string trade_row =
    R"({"buyer":false,"commission":"-0.07819010","commissionAsset":"USDT","id":698759,"maker":false,)"
    R"("orderId":25851813,"price":"7819.01","qty":"0.002","quoteQty":"15.63802",)"
    R"("realizedPnl":"-0.91539999","side":"SELL","positionSide":"SHORT","symbol":"BTCUSDT",)"
    R"("time":1569514978020})";

/// "Futures Account Balance V3"
inline const std::string balance_row =
    R"({"accountAlias":"SgsR","asset":"USDT","balance":"122607.35137903",)"
    R"("crossWalletBalance":"23.72469206","crossUnPnl":"0.00000000","availableBalance":"23.72469206",)"
    R"("maxWithdrawAmount":"23.72469206","marginAvailable":true,"updateTime":1617939110373})";

/// "Position Information V3"
inline const std::string position_row =
    R"({"symbol":"ADAUSDT","positionSide":"BOTH","positionAmt":"-30","entryPrice":"0.385",)"
    R"("breakEvenPrice":"0.385077","markPrice":"0.41047590","unRealizedProfit":"0.76427700",)"
    R"("liquidationPrice":"0","isolatedMargin":"0","notional":"12.31427700","marginAsset":"USDT",)"
    R"("isolatedWallet":"0","initialMargin":"0.61571385","maintMargin":"0.08004280",)"
    R"("positionInitialMargin":"0.61571385","openOrderInitialMargin":"0","adl":2,"bidNotional":"0",)"
    R"("askNotional":"0","updateTime":1720736417660})";

} // namespace binance_usdm_account_messages

#endif
