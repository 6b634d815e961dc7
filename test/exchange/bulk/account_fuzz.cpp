// SPDX-License-Identifier: BSL-1.0
#include <holdfast/exchange/bulk/account.hpp>

#include <holdfast/account/dialect.hpp>

#include "exchange/bulk/account_frames.hpp"
#include "support/frame_fuzz.hpp"

#include <boost/test/unit_test.hpp>

using namespace holdfast;
using namespace bulk_account_frames;

namespace {

const std::shared_ptr<const adapter> some_adapter = bulk::make_account_adapter(user);

std::vector<std::string> bodies()
{
    return {full_account,
            page(traded("a", user, "1699564800000") + "," + traded(user, "b", "1699564700000"), "more"),
            page(ended("1699564800000")), R"([{"fills":)" + traded("a", user, "1699564800000") + "}]",
            R"({"error":{"code":"CURSOR_EXPIRED","message":"history changed"}})"};
}

// An answer to anything, or why there is none: never an exception, never a failure without words.
void survives(const std::string& body, unsigned status)
{
    const account_dialect& dialect = *some_adapter->account();
    http_response answer;
    answer.status = status;
    answer.body = body;
    for (const account_question& what : dialect.questions({})) {
        const auto page = dialect.decode(what, answer);
        frame_fuzz::expect(page || !page.error().text.empty(), "a failure, and no word of why", body);
    }
    const auto found = dialect.decode_look_up({"BTC-USD", "", order_id}, answer);
    frame_fuzz::expect(found || !found.error().text.empty(), "a failure, and no word of why", body);
}

} // namespace

BOOST_AUTO_TEST_SUITE(bulk_account_fuzz)

BOOST_AUTO_TEST_CASE(messages)
{
    frame_fuzz::survives_everything(*some_adapter, all());
}

BOOST_AUTO_TEST_CASE(answers_of_rest)
{
    frame_fuzz::spoil(bodies(), 1, [](const std::string& body) { survives(body, 200); });
    frame_fuzz::spoil(bodies(), 2, [](const std::string& body) { survives(body, 410); });
    BOOST_TEST(!bodies().empty());
}

BOOST_AUTO_TEST_SUITE_END()
