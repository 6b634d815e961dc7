// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_EXAMPLES_BEACON_HPP
#define HOLDFAST_EXAMPLES_BEACON_HPP

#include <holdfast/adapter.hpp>

#include <array>
#include <memory>
#include <string>
#include <string_view>

/// Beacon, an exchange that was made up to show what an adapter is. All of its protocol:
///
///     > {"do":"subscribe","topics":["book.BTC-USD","trades.BTC-USD"],"ref":1}
///     < {"ref":1,"ok":true}                         or {"ref":1,"ok":false,"why":"no such topic"}
///     < {"topic":"book.BTC-USD","n":7,"whole":true,"bids":[["61837.5","0.3"]],"asks":[["61838.0","1.2"]]}
///     < {"topic":"book.BTC-USD","n":8,"bids":[["61837.5","0"]],"asks":[]}
///     < {"topic":"trades.BTC-USD","n":3,"price":"61838.0","size":"0.1","side":"buy","at":1700000000000}
///     < {"notice":"maintenance"}                    the connection will be closed soon
///     > {"do":"ping"}                               every 15 seconds, or the connection is closed
///     < {"pong":true}
///
/// A book comes whole with its subscription, then in changes: quantities replace, zero deletes. In every
/// topic `n` grows by one with each message.
namespace beacon {

namespace hf = holdfast;

/// Every change of the book.
[[nodiscard]] hf::topic book(std::string_view symbol);
/// Each trade.
[[nodiscard]] hf::topic trades(std::string_view symbol);

/// @param url  where the exchange is
[[nodiscard]] std::shared_ptr<const hf::adapter>
make_adapter(std::string url = "wss://feed.beacon.example/v1");

/// What the exchange said one day about the book of BTC-USD.
inline constexpr std::array<std::string_view, 8> recording{
    R"({"topic":"book.BTC-USD","n":1,"whole":true,"bids":[["61837.5","0.3"],["61837.0","2"]],)"
    R"("asks":[["61838.0","1.2"],["61838.5","0.8"]]})",
    R"({"topic":"book.BTC-USD","n":2,"bids":[["61837.5","0.1"]],"asks":[]})",
    R"({"topic":"book.BTC-USD","n":3,"bids":[],"asks":[["61838.0","0.7"]]})",
    R"({"topic":"book.BTC-USD","n":4,"bids":[["61837.5","0"]],"asks":[]})",
    R"({"topic":"book.BTC-USD","n":5,"bids":[["61836.5","4"]],"asks":[["61838.5","0"]]})",
    R"({"topic":"book.BTC-USD","n":6,"bids":[],"asks":[["61839.0","3.1"]]})",
    R"({"topic":"book.BTC-USD","n":7,"bids":[["61837.0","1.5"]],"asks":[]})",
    R"({"topic":"book.BTC-USD","n":8,"bids":[],"asks":[["61837.5","0.2"]]})"};

} // namespace beacon

#endif
