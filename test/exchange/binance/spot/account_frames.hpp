// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_TEST_EXCHANGE_BINANCE_SPOT_ACCOUNT_FRAMES_HPP
#define HOLDFAST_TEST_EXCHANGE_BINANCE_SPOT_ACCOUNT_FRAMES_HPP

#include <string>
#include <string_view>
#include <vector>

/// What Binance spot says about accounts, as its documents have it (user-data-stream.md, web-socket-api.md,
/// rest-api.md).
namespace binance_spot_account_messages {

inline std::string wrapped(std::string_view event)
{
    return R"({"subscriptionId":0,"event":)" + std::string(event) + "}";
}

// ---- user-data-stream.md

inline const std::string new_order =
    R"({"e":"executionReport","E":1499405658658,"s":"ETHBTC","c":"mUvoqJxFIILMdfAW5iGSOW","S":"BUY","o":"LIMIT",)"
    R"("f":"GTC","q":"1.00000000","p":"0.10264410","P":"0.00000000","F":"0.00000000","g":-1,"C":"","x":"NEW",)"
    R"("X":"NEW","r":"NONE","i":4293153,"l":"0.00000000","z":"0.00000000","L":"0.00000000","n":"0","N":null,)"
    R"("T":1499405658657,"t":-1,"v":3,"I":8641984,"w":true,"m":false,"M":false,"O":1499405658657,)"
    R"("Z":"0.00000000","Y":"0.00000000","Q":"0.00000000","W":1499405658657,"V":"NONE"})";

inline const std::string trade =
    R"({"e":"executionReport","E":1499405658700,"s":"ETHBTC","c":"mUvoqJxFIILMdfAW5iGSOW","S":"SELL","o":"LIMIT",)"
    R"("f":"GTC","q":"1.00000000","p":"0.10264410","P":"0.00000000","F":"0.00000000","g":-1,"C":"","x":"TRADE",)"
    R"("X":"PARTIALLY_FILLED","r":"NONE","i":4293153,"l":"0.25000000","z":"0.50000000","L":"0.10264420",)"
    R"("n":"0.00010000","N":"BNB","T":1499405658699,"t":77517,"I":8641999,"w":true,"m":true,"M":true,)"
    R"("O":1499405658657,"Z":"0.05132210","Y":"0.02566105","Q":"0.00000000","W":1499405658657,"V":"NONE"})";

inline const std::string account_position =
    R"({"e":"outboundAccountPosition","E":1728972148778,"u":1728972148770,)"
    R"("B":[{"a":"ABC","f":"11818.00000000","l":"182.00000000"},{"a":"DEF","f":"10580.00000000","l":"70.00000000"}]})";

inline const std::string balance_update =
    R"({"e":"balanceUpdate","E":1573200697110,"a":"BTC","d":"100.00000000","T":1573200697068})";

inline const std::string list_status =
    R"({"e":"listStatus","E":1564035303637,"s":"ETHBTC","g":2,"c":"OCO","l":"EXEC_STARTED","L":"EXECUTING",)"
    R"("r":"NONE","C":"F4QN4G8DlFATFlIUQ0cjdD","T":1564035303625,"O":[{"s":"ETHBTC","i":17,)"
    R"("c":"AJYsMjErWJesZvqlJCTUgL"},{"s":"ETHBTC","i":18,"c":"bfYPSQdLoqAJeNrOr9adzq"}]})";

inline const std::string external_lock =
    R"({"e":"externalLockUpdate","E":1581557507324,"a":"NEO","d":"10.00000000","T":1581557507268})";

inline const std::string terminated = R"({"e":"eventStreamTerminated","E":1728973001334})";
inline const std::string shutdown = R"({"event":{"e":"serverShutdown","E":1770123456789}})";

// ---- web-socket-api.md

inline const std::string rate_limits =
    R"(,"rateLimits":[{"rateLimitType":"ORDERS","interval":"SECOND","intervalNum":10,"limit":50,"count":12}]})";

inline const std::string logged_in =
    R"({"id":"login-1","status":200,"result":{"subscriptionId":0})" + rate_limits;

inline const std::string placed =
    R"({"id":"7","status":200,"result":{"symbol":"BTCUSDT","orderId":12510053279,"orderListId":-1,)"
    R"("clientOrderId":"a097fe6304b20a7e4fc436","transactTime":1655716096505,"price":"0.10000000",)"
    R"("origQty":"10.00000000","executedQty":"0.00000000","origQuoteOrderQty":"0.000000",)"
    R"("cummulativeQuoteQty":"0.00000000","status":"NEW","timeInForce":"GTC","type":"LIMIT","side":"BUY",)"
    R"("workingTime":1655716096505,"selfTradePreventionMode":"NONE"})" +
    rate_limits;

inline const std::string not_placed =
    R"({"id":"7","status":400,"error":{"code":-2010,"msg":"Account has insufficient balance for requested action."})" +
    rate_limits;

inline const std::string key_revoked =
    R"({"id":null,"status":401,"error":{"code":-2015,"msg":"Invalid API-key, IP, or permissions for action."}})";

/// A refusal, with the data that some have.
inline std::string refused(std::string_view id, unsigned status, int code, std::string_view words)
{
    return R"({"id":")" + std::string(id) + R"(","status":)" + std::to_string(status) +
           R"(,"error":{"code":)" + std::to_string(code) + R"(,"msg":")" + std::string(words) +
           R"(","data":{"serverTime":1655716096505,"retryAfter":1655716196505}}})";
}

inline std::vector<std::string> all()
{
    std::vector<std::string> frames{shutdown, logged_in, placed, not_placed, key_revoked};
    for (const std::string& event :
         {new_order, trade, account_position, balance_update, list_status, external_lock, terminated})
        frames.push_back(wrapped(event));
    return frames;
}

// ---- rest-api.md

inline const std::string order =
    R"({"symbol":"LTCBTC","orderId":1,"orderListId":-1,"clientOrderId":"myOrder1","price":"0.1","origQty":"1.0",)"
    R"("executedQty":"0.25","cummulativeQuoteQty":"0.025","status":"PARTIALLY_FILLED","timeInForce":"GTC",)"
    R"("type":"LIMIT","side":"BUY","stopPrice":"0.0","icebergQty":"0.0","time":1499827319559,)"
    R"("updateTime":1499827319560,"isWorking":true,"origQuoteOrderQty":"0.000000","workingTime":1499827319559,)"
    R"("selfTradePreventionMode":"NONE"})";

inline const std::string trades =
    R"([{"symbol":"BNBBTC","id":28457,"orderId":100234,"orderListId":-1,"price":"4.00000100","qty":"12.00000000",)"
    R"("quoteQty":"48.000012","commission":"10.10000000","commissionAsset":"BNB","time":1499865549590,)"
    R"("isBuyer":true,"isMaker":false,"isBestMatch":true}])";

inline const std::string account =
    R"({"makerCommission":15,"takerCommission":15,"buyerCommission":0,"sellerCommission":0,)"
    R"("commissionRates":{"maker":"0.00150000","taker":"0.00150000","buyer":"0.00000000","seller":"0.00000000"},)"
    R"("canTrade":true,"canWithdraw":true,"canDeposit":true,"brokered":false,"requireSelfTradePrevention":false,)"
    R"("preventSor":false,"updateTime":1660801833000,"accountType":"SPOT","balances":[{"asset":"BTC",)"
    R"("free":"4723846.89208129","locked":"0.00000000"},{"asset":"LTC","free":"4763368.68006011",)"
    R"("locked":"1.00000000"}],"permissions":["SPOT"],"uid":354937868})";

} // namespace binance_spot_account_messages

#endif
