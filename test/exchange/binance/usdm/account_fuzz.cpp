// SPDX-License-Identifier: BSL-1.0
#include <holdfast/exchange/binance/usdm_account.hpp>

#include "exchange/binance/usdm/account_frames.hpp"
#include "support/frame_fuzz.hpp"

#include <holdfast/account/dialect.hpp>

#include <boost/test/unit_test.hpp>

#include <memory>
#include <string>
#include <vector>

// What the exchange says about an account, cut off and damaged: whatever comes is an answer or a failure with
// words.

namespace {

using namespace holdfast;
namespace usdm = holdfast::binance::usdm;
namespace messages = binance_usdm_account_messages;
using frame_fuzz::expect;

std::shared_ptr<const binance::signer> keys()
{
    return usdm::make_signer({.api_key = secret::from_text("key"),
                              .key = signing_key::hmac_sha256(secret::from_text("secret")).value()});
}

const std::shared_ptr<const adapter> stream = usdm::make_account_adapter(keys());

template <class T>
void owes_words(const result<T>& read, const std::string& body)
{
    expect(read || !read.error().text.empty(), "a failure, and no word of why", body);
}

/// The questions of a reconciliation, and a page of fills.
std::vector<account_question> questions()
{
    const account_dialect& rest = *stream->account();
    auto all = rest.questions({.symbols = {"BTCUSDT"}});
    auto page = rest.decode(all.back(), {.status = 200, .body = R"({"serverTime":1700000000000})"});
    all.push_back(*page.value().next);
    return all;
}

} // namespace

BOOST_AUTO_TEST_SUITE(binance_usdm_account_fuzz)

BOOST_AUTO_TEST_CASE(fault_32_whatever_comes_on_the_users_stream)
{
    frame_fuzz::survives_everything(*stream, messages::all_events());
}

BOOST_AUTO_TEST_CASE(fault_32_whatever_is_answered_to_orders)
{
    frame_fuzz::survives_everything(*usdm::make_trade_adapter(keys()), messages::all_answers());
}

BOOST_AUTO_TEST_CASE(fault_32_whatever_rest_answers)
{
    const account_dialect& rest = *stream->account();
    const auto asked = questions();
    const std::vector<std::string> bodies{"[" + messages::order_row + "]",
                                          messages::order_row,
                                          "[" + messages::trade_row + "," + messages::trade_row + "]",
                                          "[" + messages::balance_row + "]",
                                          "[" + messages::position_row + "]",
                                          R"({"listenKey":"pqia91ma19a5s61cv6a81va65sdf19v8a65a1"})",
                                          R"({"serverTime":1700000000000})",
                                          R"({"code":-2013,"msg":"Order does not exist."})"};
    constexpr unsigned statuses[] = {200, 400, 200, 503};
    std::size_t round = 0;
    frame_fuzz::spoil(bodies, 1, [&](const std::string& body) {
        const http_response answer{.status = statuses[++round % std::size(statuses)], .body = body};
        owes_words(rest.decode(asked[round % asked.size()], answer), body);
        owes_words(rest.decode_look_up({.symbol = "BTCUSDT", .client_id = "abc"}, answer), body);
        owes_words(rest.decode_key(answer), body);
        owes_words(rest.decode_time(answer), body);
        owes_words(rest.decode_dead_man(answer), body);
    });
    BOOST_TEST(asked.size() == 5U);
}

BOOST_AUTO_TEST_CASE(any_cursor_is_a_page)
{
    const account_dialect& rest = *stream->account();
    account_question what = questions().back();
    for (const std::string cursor : {"", " ", "1", "1 2", "a b c", "18446744073709551615 1 1", "1 2 3 4",
                                     "9223372036854 9223372036854 0", "9223372036855 1 0"}) {
        what.cursor = cursor;
        BOOST_TEST(!rest.ask(what).url.empty());
        owes_words(rest.decode(what, {.status = 200, .body = "[]"}), cursor);
    }
}

BOOST_AUTO_TEST_SUITE_END()
