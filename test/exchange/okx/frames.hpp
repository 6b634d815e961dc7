// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_TEST_EXCHANGE_OKX_FRAMES_HPP
#define HOLDFAST_TEST_EXCHANGE_OKX_FRAMES_HPP

#include <string>
#include <vector>

/// What OKX says, in the shapes of its documentation and of recordings.
namespace okx_frames {

inline const std::string snapshot =
    R"({"arg":{"channel":"books","instId":"BTC-USDT"},"action":"snapshot","data":[{)"
    R"("asks":[["8476.98","415","0","13"],["8477","7","0","2"]],)"
    R"("bids":[["8476.97","256","0","12"],["8475.55","101","0","1"]],)"
    R"("ts":"1597026383085","checksum":0,"prevSeqId":-1,"seqId":10}]})";

inline const std::string update =
    R"({"arg":{"channel":"books","instId":"BTC-USDT"},"action":"update","data":[{)"
    R"("asks":[["8476.98","0","0","0"]],"bids":[["8476.97","12.5","0","4"]],)"
    R"("ts":"1597026383185","checksum":0,"prevSeqId":10,"seqId":15}]})";

inline const std::string no_op =
    R"({"arg":{"channel":"books","instId":"BTC-USDT"},"action":"update","data":[{)"
    R"("asks":[],"bids":[],"ts":"1597026443185","checksum":0,"prevSeqId":15,"seqId":15}]})";

inline const std::string after_maintenance =
    R"({"arg":{"channel":"books","instId":"BTC-USDT"},"action":"update","data":[{)"
    R"("asks":[],"bids":[["8475.55","3","0","1"]],"ts":"1597026453185","checksum":0,"prevSeqId":15,"seqId":3}]})";

/// Recorded in 2022.
inline const std::string numberless =
    R"({"arg":{"channel":"books-l2-tbt","instId":"UNI-USD-SWAP"},"action":"update","data":[{"asks":[],)"
    R"("bids":[["9.617","441","0","4"],["9.581","107","0","2"]],"ts":"1646003667640","checksum":-980833328}]})";

inline const std::string books5 =
    R"({"arg":{"channel":"books5","instId":"BTC-USDT"},"data":[{"asks":[["111.06","55154","2","2"],)"
    R"(["111.07","53276","2","2"]],"bids":[["111.05","57745","2","2"]],"instId":"BTC-USDT",)"
    R"("ts":"1670324386802","seqId":363996337}]})";

inline const std::string bbo =
    R"({"arg":{"channel":"bbo-tbt","instId":"SOL-USDC"},"data":[{"asks":[["117.36","62.36109","0","3"]],)"
    R"("bids":[["117.31","4.41916","0","1"]],"ts":"1790071390505","seqId":4153112115}]})";

inline const std::string trades =
    R"({"arg":{"channel":"trades","instId":"BTC-USDT"},"data":[{"instId":"BTC-USDT","tradeId":"130639474",)"
    R"("px":"42219.9","sz":"0.12060306","side":"buy","ts":"1630048897897","count":"3","source":"0",)"
    R"("seqId":1234}]})";

inline const std::string trades_all =
    R"({"arg":{"channel":"trades-all","instId":"BTC-USDT"},"data":[{"instId":"BTC-USDT","tradeId":"130639475",)"
    R"("px":"42219.9","sz":"0.5","source":"0","side":"sell","ts":"1630048897898"}]})";

inline const std::string ticker =
    R"({"arg":{"channel":"tickers","instId":"ETH-USD-220624-20000-C"},"data":[{"instType":"OPTION",)"
    R"("instId":"ETH-USD-220624-20000-C","last":"0.0025","lastSz":"0","askPx":"0.002","askSz":"20","bidPx":"",)"
    R"("bidSz":"","open24h":"0.0025","high24h":"0.0025","low24h":"0.0025","sodUtc0":"0.0025",)"
    R"("sodUtc8":"0.0025","volCcy24h":"0","vol24h":"0","ts":"1646003643199"}]})";

inline const std::string candle =
    R"({"arg":{"channel":"candle1D","instId":"BTC-USDT"},"data":[["1629993600000",)"
    R"("42500","48199.9","41006.1","41006.1","3587.41204591","166741046.2",)"
    R"("166741046.2","0"]]})";

inline const std::string status =
    R"({"arg":{"channel":"status"},"data":[{"begin":"1672823400000","end":"1672825980000","href":"",)"
    R"("preOpenBegin":"","scheDesc":"","serviceType":"0","state":"completed","system":"unified",)"
    R"("maintType":"1","env":"1","title":"Trading account WebSocket system upgrade","ts":"1672826038470"}]})";

inline const std::string ack =
    R"({"id":"1512","event":"subscribe","arg":{"channel":"books","instId":"BTC-USDT"},"connId":"a4d3ae55"})";
inline const std::string ack_of_unsubscribe =
    R"({"id":"1513","event":"unsubscribe","arg":{"channel":"books","instId":"BTC-USDT"},"connId":"d0b44253"})";
/// Recorded in 2022.
inline const std::string bare_ack =
    R"({"event":"subscribe","arg":{"channel":"trades","instId":"PROPS-ETH"}})";

inline const std::string invalid_request =
    R"({"id":"1512","event":"error","code":"60012","msg":"Invalid request: {\"op\": \"subscribe\", )"
    R"(\"args\":[{ \"channel\" : \"books\", \"instId\" : \"BTC-USDT\"}]}","connId":"a4d3ae55"})";
inline const std::string no_such_channel =
    R"({"event":"error","msg":"Wrong URL or channel:candle1m,instId:BTC-USD-SWAP doesn't exist. Please use the )"
    R"(correct URL, channel and parameters referring to API document.","code":"60018","connId":"2b5dc6ac"})";
inline const std::string too_frequent =
    R"({"id":"7","event":"error","code":"60014","msg":"Requests too frequent","connId":"a4d3ae55"})";

inline const std::string connections =
    R"({"event":"channel-conn-count","channel":"orders","connCount":"2","connId":"abcd1234"})";
inline const std::string too_many_connections =
    R"({"event":"channel-conn-count-error","channel":"orders","connCount":"30","connId":"a4d3ae55"})";
inline const std::string leaving =
    R"({"event":"notice","code":"64008","msg":"The connection will soon be closed for a service upgrade. )"
    R"(Please reconnect.","connId":"a4d3ae55"})";
inline const std::string login = R"({"event":"login","code":"0","msg":"","connId":"a4d3ae55"})";

/// The answer to a REST request for a book.
inline const std::string rest_book =
    R"({"code":"0","msg":"","data":[{"asks":[["41006.8","0.60038921","0","1"]],)"
    R"("bids":[["41006.3","0.30178218","0","2"]],"ts":"1629966436396","seqId":3235851742}]})";

inline std::vector<std::string> all()
{
    return {snapshot,
            update,
            no_op,
            after_maintenance,
            books5,
            bbo,
            trades,
            trades_all,
            ticker,
            candle,
            status,
            ack,
            ack_of_unsubscribe,
            bare_ack,
            invalid_request,
            no_such_channel,
            too_frequent,
            connections,
            too_many_connections,
            leaving,
            login,
            "pong"};
}

} // namespace okx_frames

#endif
