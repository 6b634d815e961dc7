// SPDX-License-Identifier: BSL-1.0
#include <holdfast/exchange/bybit/account.hpp>
#include <holdfast/exchange/bybit/keys.hpp>

#include "exchange/bybit/account_frames.hpp"
#include "support/frame_fuzz.hpp"

#include <boost/test/unit_test.hpp>

#include <memory>
#include <string>

namespace {

using namespace holdfast;
namespace say = bybit_account_messages;

const std::shared_ptr<const signer> me =
    bybit::make_signer({.api_key = secret::from_text("key"),
                        .key = signing_key::hmac_sha256(secret::from_text("secret")).value()});

const std::shared_ptr<const adapter> exchange = bybit::make_account_adapter(me);

const order_reference mine{"ETHUSDT", "test-000005", ""};

// What an answer was taken for, in words; twice, because it has to be the same.
template <class Read>
void survives(const std::string& body, const Read& read)
{
    try {
        const std::string understood =
            read(http_response{.status = 200, .headers = {}, .body = body, .retry_after = {}});
        frame_fuzz::expect(!understood.empty(), "a failure, and no word of why", body);
        frame_fuzz::expect(
            read(http_response{.status = 200, .headers = {}, .body = body, .retry_after = {}}) == understood,
            "another answer to the same bytes", body);
    } catch (const std::exception& e) {
        frame_fuzz::expect(false, std::string("an exception, ") + e.what(), body);
    }
}

std::string words(const result<account_page>& page)
{
    return page ? "a page of " + std::to_string(page->found.open_orders.size() + page->found.fills.size() +
                                                page->found.balances.size() + page->found.positions.size())
                : page.error().message();
}

} // namespace

BOOST_AUTO_TEST_SUITE(bybit_account_fuzz)

BOOST_AUTO_TEST_CASE(fault_32_whatever_comes_over_the_socket)
{
    frame_fuzz::survives_everything(*exchange, say::all());
}

BOOST_AUTO_TEST_CASE(fault_32_whatever_rest_answers)
{
    const account_dialect& dialect = *exchange->account();
    const account_parts parts[] = {
        {.orders = true}, {.fills = true}, {.balances = true}, {.positions = true}};
    std::size_t turn = 0;
    frame_fuzz::spoil({say::open_orders, say::executions, say::wallet_balance, say::positions, say::too_fast},
                      7, [&](const std::string& body) {
                          account_question asked;
                          asked.part = parts[turn++ % std::size(parts)];
                          survives(body,
                                   [&](const http_response& r) { return words(dialect.decode(asked, r)); });
                      });
    BOOST_TEST(turn > 0U);
}

// "No such order" must not come out of damage: it would be believed.
BOOST_AUTO_TEST_CASE(fault_32_whatever_a_look_up_is_answered)
{
    const account_dialect& dialect = *exchange->account();
    std::size_t gone = 0;
    frame_fuzz::spoil({say::open_orders}, 7, [&](const std::string& body) {
        survives(body, [&](const http_response& r) {
            const auto found = dialect.decode_look_up(mine, r);
            gone += found && !*found ? 1U : 0U;
            return found ? std::string("found or not") : found.error().message();
        });
    });
    BOOST_TEST(gone == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
