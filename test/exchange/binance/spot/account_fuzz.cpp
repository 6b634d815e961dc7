// SPDX-License-Identifier: BSL-1.0
#include <holdfast/exchange/binance/spot_account.hpp>

#include "exchange/binance/spot/account_frames.hpp"
#include "support/frame_fuzz.hpp"

#include <holdfast/account/dialect.hpp>

#include <boost/test/unit_test.hpp>

#include <memory>
#include <string>
#include <utility>
#include <vector>

// What the adapter owes to any bytes, from the socket and from REST.

namespace {

using namespace holdfast;
namespace messages = binance_spot_account_messages;

std::shared_ptr<const adapter> make()
{
    binance::credentials mine{.api_key = secret::from_text("key"),
                              .key = signing_key::hmac_sha256(secret::from_text("secret")).value(),
                              .recv_window = {}};
    return binance::spot::make_account_adapter(binance::spot::make_signer(std::move(mine)));
}

const std::shared_ptr<const adapter> exchange = make();
const account_dialect& dialect = *exchange->account();

http_response answered(std::string_view body, unsigned status)
{
    http_response answer;
    answer.status = status;
    answer.body = std::string(body);
    return answer;
}

/// Whatever comes is an answer, or a failure that says why.
template <class Answer>
void expect_words(const Answer& answer, std::string_view body)
{
    frame_fuzz::expect(answer.has_value() || !answer.error().message().empty(), "no word of why", body);
}

void ask_everything(std::string_view body)
{
    const std::string edge = "w 1700000000000 86400000 999 1700000000000";
    const std::vector<account_question> asked = {
        {.part = {.orders = true}},
        {.part = {.balances = true}},
        {.part = {.fills = true}, .about = "BNBBTC"},
        {.part = {.fills = true}, .about = "BNBBTC", .cursor = edge}};
    const order_reference which{.symbol = "LTCBTC", .client_id = "myOrder1"};
    const http_response answer = answered(body, 200);
    for (const account_question& one : asked)
        expect_words(dialect.decode(one, answer), body);
    expect_words(dialect.decode_time(answer), body);
    expect_words(dialect.decode_look_up(which, answer), body);
    expect_words(dialect.decode_look_up(which, answered(body, 400)), body);
}

} // namespace

BOOST_AUTO_TEST_SUITE(binance_spot_account_fuzz)

BOOST_AUTO_TEST_CASE(messages_of_any_kind)
{
    frame_fuzz::survives_everything(*exchange, messages::all());
}

BOOST_AUTO_TEST_CASE(answers_of_any_kind)
{
    const std::vector<std::string> bodies = {"[" + messages::order + "]", messages::order, messages::trades,
                                             messages::account, R"({"code":-1021,"msg":"Timestamp"})"};
    frame_fuzz::spoil(bodies, 1, [](const std::string& body) { ask_everything(body); });
    BOOST_TEST(!bodies.empty());
}

BOOST_AUTO_TEST_CASE(cursors_of_any_kind)
{
    frame_fuzz::mutator random(1);
    for (unsigned round = 0; round < 10'000; ++round) {
        const std::string cursor = random("w 1700000000000 86400000 999 1700000000000");
        const account_question asked{.part = {.fills = true}, .about = "BNBBTC", .cursor = cursor};
        BOOST_TEST_REQUIRE(dialect.ask(asked).url.find("symbol=BNBBTC") != std::string::npos, cursor);
        expect_words(dialect.decode(asked, answered(messages::trades, 200)), cursor);
    }
}

BOOST_AUTO_TEST_SUITE_END()
