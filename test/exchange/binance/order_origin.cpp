// SPDX-License-Identifier: BSL-1.0
#include "exchange/binance/account_common.hpp"

#include <boost/test/unit_test.hpp>

using namespace holdfast;

BOOST_AUTO_TEST_SUITE(binance_orders)

BOOST_AUTO_TEST_CASE(an_order_of_the_exchange_is_known_as_such)
{
    BOOST_TEST((binance::origin_of("autoclose-1596107620040000020") == order_origin::liquidation));
    BOOST_TEST((binance::origin_of("adl_autoclose") == order_origin::auto_deleveraging));
    BOOST_TEST((binance::origin_of("settlement_autoclose-12") == order_origin::settlement));
    BOOST_TEST((binance::origin_of("my-autoclose-1") == order_origin::client));
}

BOOST_AUTO_TEST_SUITE_END()
