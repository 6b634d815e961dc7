// SPDX-License-Identifier: BSL-1.0
#include <holdfast/exchange/bybit/market.hpp>

#include "exchange/bybit/frames.hpp"
#include "support/frame_fuzz.hpp"

#include <boost/test/unit_test.hpp>

namespace {

using namespace holdfast;

const std::shared_ptr<const adapter> exchange = bybit::make_adapter();

} // namespace

BOOST_AUTO_TEST_SUITE(bybit_fuzz)

BOOST_AUTO_TEST_CASE(fault_32_whatever_comes_over_the_socket)
{
    frame_fuzz::survives_everything(*exchange, bybit_messages::all());
}

BOOST_AUTO_TEST_CASE(fault_32_whatever_rest_answers)
{
    frame_fuzz::survives_everything(*exchange, bybit::full_orderbook("BTCUSDT"),
                                    {bybit_messages::full_snapshot, bybit_messages::rest_refusal});
}

BOOST_AUTO_TEST_SUITE_END()
