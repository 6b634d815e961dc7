// SPDX-License-Identifier: BSL-1.0
#include <holdfast/exchange/bulk/market.hpp>

#include "exchange/bulk/frames.hpp"
#include "support/frame_fuzz.hpp"

#include <boost/test/unit_test.hpp>

using namespace holdfast;

BOOST_AUTO_TEST_SUITE(bulk_fuzz)

BOOST_AUTO_TEST_CASE(messages)
{
    frame_fuzz::survives_everything(*bulk::make_adapter(), bulk_frames::all());
}

BOOST_AUTO_TEST_CASE(books_from_rest)
{
    frame_fuzz::survives_everything(*bulk::make_adapter(), bulk::books("BTC-USD"),
                                    {bulk_frames::rest_book, R"({"error":"unknown coin"})"});
}

BOOST_AUTO_TEST_SUITE_END()
