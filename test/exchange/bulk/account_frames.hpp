// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_TEST_EXCHANGE_BULK_ACCOUNT_FRAMES_HPP
#define HOLDFAST_TEST_EXCHANGE_BULK_ACCOUNT_FRAMES_HPP

#include <string>
#include <vector>

/// Messages about an account as BULK's documentation shows them (docs.bulk.trade, `ws-account`, `ws-trading`,
/// `getAccount`), without their blanks.
namespace bulk_account_frames {

inline const std::string user = "FuueqefENiGEW6uMqZQgmwjzgpnb85EgUcZa5Em4PQh7";
inline const std::string order_id = "Fpa3oVuL3UzjNANAMZZdmrn6D1Zhk83GmBuJpuAWG51F";
inline const std::string stream = "account." + user;

inline std::string message(const std::string& data)
{
    return R"({"type":"account","data":)" + data + R"(,"topic":")" + stream + R"("})";
}

// ---- the account's stream ---------------------------------------------------------------------------------

inline const std::string subscribed = R"({"type":"subscriptionResponse","topics":[")" + stream + R"("]})";

/// What a snapshot of the stream and REST's `fullAccount` have in common.
inline const std::string account_members =
    R"("kind":"MasterEOA","parent":null,"subAccounts":[{"pubkey":"8x7iUti9m6L6Y9yQPXkXj4zD2uP1Qx5Eo9W4vYm6cGmR"}],)"
    R"("multisigAccounts":["6q8Y4f6g8tR4mQ1H2Zr3u9x7k9a4nS2Yx1g6Wm8qJ5tK"],)"
    R"("authorizedAgentWallets":["6pJ8vnrWofWgrn9doYBBRjijV5e6YJ2yN1U2EMRk4cLQ"],)"
    R"("margin":{"totalBalance":100000.0,"availableBalance":95000.0,"marginUsed":5000.0,"notional":50000.0,)"
    R"("realizedPnl":1234.5,"unrealizedPnl":567.8,"fees":12.34,"funding":5.67},)"
    R"("positions":[{"symbol":"BTC-USD","size":0.5,"price":100000.0,"fairPrice":101000.0,"notional":50500.0,)"
    R"("realizedPnl":500.0,"unrealizedPnl":500.0,"leverage":5.0,"liquidationPrice":95000.0,"fees":10.0,)"
    R"("funding":2.5,"maintenanceMargin":1000.0,"lambda":0.05,"riskAllocation":5000.0,"iso":false,)"
    R"("protection":{"orders":[{"orderId":"6v8h8LC7eXv8W2af5nYvXn1Wuk3KdAy8pwkE2fFvR8w4","orderType":"stop",)"
    R"("trigger":{"px":98000.0,"lim":97950.0,"oco":null}}]}}],)"
    R"("openOrders":[{"symbol":"BTC-USD","orderId":"Fpa3oVuL3UzjNANAMZZdmrn6D1Zhk83GmBuJpuAWG51F",)"
    R"("price":102000.0,"originalSize":0.1,"size":0.1,"filledSize":0.0,"vwap":0.0,"maker":true,)"
    R"("reduceOnly":false,"orderType":"limit","trigger":null,"tif":"gtc","status":"placed",)"
    R"("timestamp":1763316177219383423,"iso":false}],)"
    R"("feeTiers":[{"symbol":"global","rollingVolume":1200000.0,"tierIndex":1,"tierThreshold":1000000.0,)"
    R"("makerBps":1.8,"takerBps":3.3,"windowDays":14}],)"
    R"("leverageSettings":[{"symbol":"BTC-USD","leverage":5.0},{"symbol":"ETH-USD","leverage":3.0}])";

inline const std::string first_of_all = message(R"({"type":"accountSnapshot",)" + account_members + "}");

inline const std::string margin = message(
    R"({"type":"marginUpdate","totalBalance":100500.0,"availableBalance":95500.0,"marginUsed":5000.0,)"
    R"("notional":50500.0,"realizedPnl":1234.5,"unrealizedPnl":567.8,"fees":12.34,"funding":5.67})");

/// As the exchange has it since API 1.0.16 (the official clients' tests).
inline const std::string new_margin = message(
    R"({"type":"marginUpdate","totalMargin":771.15,"availableMargin":230.22,"executionImpact":-179.22,)"
    R"("transferableBalance":0.0,"marginUsed":540.93,"marginBufferRate":0.05,"bufferedMargin":567.98,)"
    R"("notional":21260.96,"realizedPnl":-179.9,"unrealizedPnl":-23.72,"fees":-42.43,"funding":-6.52})");

inline const std::string moved =
    message(R"({"type":"positionUpdate","symbol":"BTC-USD","size":0.5,"price":100000.0,"realizedPnl":500.0,)"
            R"("unrealizedPnl":500.0,"leverage":5.0,"liquidationPrice":95000.0,"fairPrice":101000.0,)"
            R"("notional":50500.0,"fees":10.0,"funding":2.5,"maintenanceMargin":1000.0,"lambda":0.05,)"
            R"("riskAllocation":5000.0,"protection":null})");

inline const std::string placed = message(
    R"({"type":"orderUpdate","ot":"limit","status":"placed","sym":"BTC-USD","oid":")" + order_id +
    R"(","px":100000.0,"origSz":0.1,"sz":0.1,"fillSz":0.0,"vwap":0.0,"tif":"gtc","r":false,"mk":true,)"
    R"("trigger":null,"ts":1763316177219383423,"reason":null})");

inline const std::string selling =
    message(R"({"type":"orderUpdate","ot":"limit","status":"resting","sym":"BTC-USD",)"
            R"("oid":"7kR2mQfENiGEW6uMqZQgmwjzgpnb85EgUcZa5Em4PQh7","px":105000.0,"origSz":-0.25,"sz":-0.25,)"
            R"("fillSz":0.0,"vwap":0.0,"tif":"gtc","r":false,"mk":true,"trigger":null,)"
            R"("ts":1763316177219383423,"reason":null})");

inline const std::string working =
    message(R"({"type":"orderUpdate","ot":"limit","status":"working","sym":"BTC-USD","oid":")" + order_id +
            R"(","px":100000.0,"origSz":0.1,"sz":0.05,"fillSz":0.05,"vwap":100000.0,"tif":"gtc","r":false,)"
            R"("mk":true,"trigger":null,"ts":1763316177219383423,"reason":null})");

inline const std::string filled =
    message(R"({"type":"orderUpdate","ot":"limit","status":"filled","sym":"BTC-USD","oid":")" + order_id +
            R"(","px":100000.0,"origSz":0.1,"sz":0.0,"fillSz":0.1,"vwap":100025.5,"tif":"gtc","r":false,)"
            R"("mk":false,"trigger":null,"ts":1763316177219383423,"reason":null})");

inline const std::string over_the_limit = message(
    R"({"type":"orderUpdate","ot":"limit","status":"cancelledRiskLimit","sym":"BTC-USD","oid":")" + order_id +
    R"(","px":100000.0,"origSz":0.1,"sz":0.05,"fillSz":0.05,"vwap":100000.0,"tif":"gtc","r":false,)"
    R"("mk":false,"trigger":null,"ts":1763316177219383423,)"
    R"("reason":"Position would exceed max leverage"})");

inline const std::string stop = message(
    R"({"type":"orderUpdate","ot":"stop","status":"resting","sym":"BTC-USD",)"
    R"("oid":"8mT3nQgGPjHFX7vNrAShxnk0hqoc96FhVdAb6Fn5QRi8","px":0.0,"origSz":-0.25,"sz":-0.25,)"
    R"("fillSz":0.0,"vwap":0.0,"tif":"gtc","r":false,"mk":false,"trigger":{"isAbove":false,"px":98000.0,)"
    R"("lim":97950.0,"oco":null,"pxHi":null,"limHi":null,"trb":null,"stb":null},)"
    R"("ts":1763316177219383423,"reason":null})");

inline const std::string executed =
    message(R"({"type":"fill","symbol":"BTC-USD","orderId":")" + order_id +
            R"(","price":102000.0,"size":0.05,"fee":0.35,"isBuy":true,"reasonCode":0,)"
            R"("counterpartyHint":"5Am6..nVux","timestamp":1763316177219383423,"maker":false})");

inline const std::string liquidation =
    message(R"({"type":"liquidation","symbol":"BTC-USD","price":95000.0,"size":0.5,"isBuy":false,)"
            R"("marginPrior":5000.0,"marginAfter":0.0,"reason":"margin shortfall",)"
            R"("timestamp":1763316177219383423})");

inline const std::string not_cancelled =
    message(R"({"type":"cancelOneRejected","symbol":"BTC-USD","orderId":")" + order_id +
            R"(","reason":"Order not found","timestamp":1763316177219383423})");

inline const std::string leverage =
    message(R"({"type":"leverageUpdate","leverage":[{"symbol":"BTC-USD","leverage":5.0}]})");

// ---- answers to orders ------------------------------------------------------------------------------------

inline std::string answer(const std::string& statuses, const std::string& how = "ok")
{
    return R"({"type":"post","id":1,"data":{"type":"action","payload":{"status":")" + how +
           R"(","response":{"type":"order","data":{"statuses":[)" + statuses + "]}}}}}";
}

inline const std::string resting = answer(R"({"resting":{"oid":")" + order_id + R"("}})");
inline const std::string done =
    answer(R"({"filled":{"oid":")" + order_id + R"(","totalSz":0.1,"avgPx":102500.0}})");
inline const std::string expired =
    answer(R"({"cancelledIoc":{"oid":")" + order_id + R"(","filledSz":0.03}})");
inline const std::string taken_back = answer(R"({"cancelled":{"oid":")" + order_id + R"("}})");
inline const std::string no_margin = answer(R"({"error":{"message":"Insufficient margin"}})");
inline const std::string forged = answer(R"({"error":{"message":"bad signature"}})", "error");
inline const std::string crossing = answer(R"({"rejectedCrossing":{"oid":")" + order_id + R"("}})");
inline const std::string duplicate = answer(R"({"rejectedDuplicate":{"oid":")" + order_id + R"("}})");
inline const std::string not_found =
    answer(R"({"cancelOneRejected":{"oid":")" + order_id + R"(","reason":"Order not found"}})");

// ---- REST ---------------------------------------------------------------------------------------------------

inline const std::string full_account = R"([{"fullAccount":{)" + account_members + "}}]";

/// A trade of which the account is the taker, or the maker; the time in whatever unit.
inline std::string traded(const std::string& maker, const std::string& taker, const std::string& time,
                          const std::string& more = "")
{
    return R"({"maker":")" + maker + R"(","taker":")" + taker +
           R"(","orderIdMaker":"maker_order_hash","orderIdTaker":"taker_order_hash","isBuy":true,)"
           R"("symbol":"BTC-USD","amount":0.1,"price":100000.0,"makerFee":-0.15,"takerFee":0.35,"fee":0.35,)"
           R"("reasonCode":0,"iso":false,"counterpartyHint":"5Am6..nVux","slot":12345,"timestamp":)" +
           time + more + "}";
}

inline std::string page(const std::string& rows, const std::string& cursor = "")
{
    return R"({"data":[)" + rows + R"(],"page":{"nextCursor":)" +
           (cursor.empty() ? "null" : "\"" + cursor + "\"") + R"(,"hasMore":)" +
           (cursor.empty() ? "false" : "true") +
           R"(,"asOfSlot":12345,"startSlot":0,"endSlot":12345,"coverage":"complete"}})";
}

inline std::string ended(const std::string& time)
{
    return R"({"orderId":")" + order_id +
           R"(","symbol":"BTC-USD","side":"sell","orderType":"limit","tif":"gtc","price":100000.0,)"
           R"("vwap":100025.5,"originalSize":0.1,"executedSize":0.1,"reduceOnly":false,"trigger":null,)"
           R"("status":"filled","reason":null,"iso":false,"slot":12345,"timestamp":)" +
           time + "}";
}

/// One of each shape.
inline std::vector<std::string> all()
{
    return {subscribed,  first_of_all,  margin,   new_margin,     moved,     placed,
            selling,     working,       filled,   over_the_limit, stop,      executed,
            liquidation, not_cancelled, leverage, resting,        done,      expired,
            taken_back,  no_margin,     forged,   crossing,       duplicate, not_found};
}

} // namespace bulk_account_frames

#endif
