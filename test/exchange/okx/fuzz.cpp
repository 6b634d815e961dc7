// SPDX-License-Identifier: BSL-1.0
#include <holdfast/exchange/okx/market.hpp>

#include "exchange/okx/frames.hpp"
#include "support/frame_fuzz.hpp"

BOOST_AUTO_TEST_SUITE(okx_fuzz)

BOOST_AUTO_TEST_CASE(the_adapter_survives_whatever_sockets_say)
{
    frame_fuzz::survives_everything(*holdfast::okx::make_adapter(), okx_frames::all());
}

BOOST_AUTO_TEST_CASE(so_it_does_without_numbers)
{
    const auto of_2022 = holdfast::okx::make_adapter({.numbered = false});
    frame_fuzz::survives_everything(*of_2022, {okx_frames::numberless, okx_frames::trades}, 2);
}

BOOST_AUTO_TEST_CASE(the_adapter_survives_whatever_rest_says)
{
    frame_fuzz::survives_everything(
        *holdfast::okx::make_adapter(), holdfast::okx::books("BTC-USDT"),
        {okx_frames::rest_book, R"({"code":"50011","msg":"Too Many Requests","data":[]})"});
}

BOOST_AUTO_TEST_SUITE_END()
