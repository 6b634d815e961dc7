// SPDX-License-Identifier: BSL-1.0
#include <holdfast/account/dialect.hpp>
#include <holdfast/exchange/okx/account.hpp>
#include <holdfast/exchange/okx/keys.hpp>

#include "exchange/okx/account_frames.hpp"
#include "support/frame_fuzz.hpp"

#include <exception>
#include <memory>
#include <string>
#include <vector>

namespace {

using namespace holdfast;
namespace frames = okx_account_frames;

const std::shared_ptr<const adapter> exchange = okx::make_account_adapter(
    okx::make_signer({secret::from_text("key"), signing_key::hmac_sha256(secret::from_text("secret")).value(),
                      secret::from_text("phrase")}));

/// Whether there is an answer, or a failure that says why there is none.
template <class T>
void expect_words(const result<T>& read, std::string_view body)
{
    frame_fuzz::expect(read.has_value() || !read.error().text.empty(), "a failure, and no word of why", body);
}

/// Everything that can be asked, answered with these bytes.
void answer_everything(const account_dialect& desk, const std::string& body)
{
    try {
        const http_response answer{.status = 200, .body = body};
        for (const account_parts part : {account_parts{.orders = true}, account_parts{.fills = true},
                                         account_parts{.balances = true}, account_parts{.positions = true}})
            expect_words(desk.decode({.part = part}, answer), body);
        expect_words(desk.decode_look_up({"BTC-USDT", "b16", ""}, answer), body);
        expect_words(desk.decode_time(answer), body);
        expect_words(desk.decode_dead_man(answer), body);
    } catch (const std::exception& e) {
        frame_fuzz::expect(false, std::string("an exception, ") + e.what(), body);
    }
}

} // namespace

BOOST_AUTO_TEST_SUITE(okx_account_fuzz)

BOOST_AUTO_TEST_CASE(the_adapter_survives_whatever_sockets_say)
{
    frame_fuzz::survives_everything(*exchange, frames::all());
}

BOOST_AUTO_TEST_CASE(the_dialect_survives_whatever_rest_says)
{
    const std::vector<std::string> bodies{frames::answer(frames::order_row), frames::answer(frames::fill_row),
                                          frames::answer(frames::balance_row),
                                          frames::answer(frames::position_row),
                                          R"({"code":"51603","msg":"Order does not exist","data":[]})"};
    frame_fuzz::spoil(bodies, 1,
                      [](const std::string& body) { answer_everything(*exchange->account(), body); });
    BOOST_TEST(!bodies.empty());
}

BOOST_AUTO_TEST_SUITE_END()
