// SPDX-License-Identifier: BSL-1.0
#include "market_maker/working_order.hpp"

#include <boost/test/unit_test.hpp>

#include <utility>

namespace {

namespace hf = holdfast;
using namespace hf::literals;

/// A verified account, and an order that the exchange has just taken.
struct fixture {
    hf::account mine{};
    maker::working_order order{
        {"BTCUSDT", "ours", "1"}, hf::side::buy, {"100"_dec, "0.2"_dec}, reconciliations};

    static constexpr std::uint64_t reconciliations = 7;

    fixture() { verify(); }

    void verify()
    {
        hf::account_state nothing;
        nothing.covers = hf::whole_account;
        (void)mine.reconcile(nothing, hf::stamp());
        mine.open(0, hf::time_point());
    }
    void report(hf::order_state state)
    {
        hf::order_report told;
        told.symbol = "BTCUSDT";
        told.id = "1";
        told.client_id = "ours";
        told.quantity = "0.2"_dec;
        told.state = state;
        mine.apply(told, hf::stamp());
    }
    [[nodiscard]] bool over_after(std::uint64_t more) { return order.over(mine, reconciliations + more); }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(working_orders, fixture)

BOOST_AUTO_TEST_CASE(an_order_that_the_account_does_not_know_yet_is_not_over)
{
    BOOST_TEST(!over_after(0));
}

BOOST_AUTO_TEST_CASE(one_reconciliation_may_have_asked_before_the_order_was_taken)
{
    BOOST_TEST(!over_after(1));
}

BOOST_AUTO_TEST_CASE(an_order_that_two_reconciliations_have_not_found_is_over)
{
    BOOST_TEST(over_after(2));
}

BOOST_AUTO_TEST_CASE(an_order_that_stands_is_not_over_however_often_it_is_compared)
{
    report(hf::order_state::open);
    BOOST_TEST(!over_after(9));
}

BOOST_AUTO_TEST_CASE(an_order_that_has_ended_is_over)
{
    report(hf::order_state::filled);
    BOOST_TEST(over_after(0));
}

BOOST_AUTO_TEST_CASE(an_order_that_was_seen_and_is_gone_is_over)
{
    report(hf::order_state::open);
    BOOST_REQUIRE(!over_after(0));
    verify(); // finds a ghost
    BOOST_TEST(over_after(1));
}

BOOST_AUTO_TEST_CASE(while_the_account_is_not_verified_nobody_knows)
{
    report(hf::order_state::filled);
    mine.close(hf::errc::disconnected, 0, hf::time_point());
    BOOST_TEST(!over_after(9));
}

BOOST_AUTO_TEST_SUITE_END()
