// SPDX-License-Identifier: BSL-1.0
#include <holdfast/exposure_gate.hpp>

#include "support/laboratory.hpp"

#include <optional>
#include <string>

namespace hf = holdfast;
using namespace std::chrono_literals;
using namespace holdfast::literals;

namespace {

constexpr hf::order_intent buy{.side = hf::side::buy, .quantity = "1"_dec};

struct fixture : lab::laboratory {
    std::optional<hf::exposure_gate> gate{std::in_place, io.get_executor()};

    [[nodiscard]] bool passes(const hf::order_intent& what) const { return gate->check(what).has_value(); }
};

// Something that is verified, or not, as a book or an account is.
struct thing {
    bool good = true;
    [[nodiscard]] bool verified() const { return good; }
    [[nodiscard]] hf::failure reason() const { return {hf::errc::sequence_gap, "two are missing"}; }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(exposure_gate, fixture)

BOOST_AUTO_TEST_CASE(is_shut_while_nothing_is_required_of_it)
{
    BOOST_TEST(!gate->is_open());
    BOOST_TEST((gate->check(buy).error().code == hf::errc::not_synchronized));
}

BOOST_AUTO_TEST_CASE(a_condition_starts_shut)
{
    const auto book = gate->require("book");
    BOOST_TEST(!gate->is_open());
}

BOOST_AUTO_TEST_CASE(is_open_when_every_condition_is)
{
    auto book = gate->require("book");
    auto mine = gate->require("account");
    book.open();
    BOOST_TEST(!passes(buy));
    mine.open();
    BOOST_TEST(passes(buy));
}

BOOST_AUTO_TEST_CASE(is_shut_by_any_condition)
{
    auto book = gate->require("book");
    auto mine = gate->require("account");
    book.open();
    mine.open();
    book.shut(hf::errc::sequence_gap);
    BOOST_TEST(!passes(buy));
}

BOOST_AUTO_TEST_CASE(a_new_condition_shuts_it)
{
    auto book = gate->require("book");
    book.open();
    const auto mine = gate->require("account");
    BOOST_TEST(!gate->is_open());
}

BOOST_AUTO_TEST_CASE(names_what_is_shut_why_and_for_how_long)
{
    auto book = gate->require("BTCUSDT book");
    auto mine = gate->require("account");
    book.open();
    book.shut(hf::failure(hf::errc::sequence_gap, "u 5 is missing"));
    mine.open();
    world.run_for(1500ms);
    const hf::failure why = gate->check(buy).error();
    BOOST_TEST((why.code == hf::errc::sequence_gap));
    BOOST_TEST(why.text == "the exposure gate is shut: BTCUSDT book, for 1500 ms (" +
                               hf::failure(hf::errc::sequence_gap, "u 5 is missing").message() + ")");
}

BOOST_AUTO_TEST_CASE(names_everything_that_is_shut)
{
    const auto book = gate->require("book");
    const auto mine = gate->require("account");
    const auto obstacles = gate->obstacles();
    BOOST_TEST(obstacles.size() == 2U);
    BOOST_TEST(obstacles.at(0).name == "book");
    BOOST_TEST(obstacles.at(1).name == "account");
}

BOOST_AUTO_TEST_CASE(what_shut_a_condition_first_is_its_reason)
{
    auto book = gate->require("book");
    book.open();
    book.shut(hf::errc::sequence_gap);
    world.run_for(1s);
    book.shut(hf::errc::snapshot_failed);
    BOOST_TEST((gate->reason().code == hf::errc::sequence_gap));
    BOOST_TEST((gate->obstacles().at(0).since == start));
}

BOOST_AUTO_TEST_CASE(a_condition_whose_owner_is_gone_is_shut)
{
    {
        auto book = gate->require("book");
        book.open();
    }
    BOOST_TEST(!gate->is_open());
    BOOST_TEST((gate->reason().code == hf::errc::stopped));
}

BOOST_AUTO_TEST_CASE(a_condition_that_was_left_behind_can_be_taken_over)
{
    {
        auto book = gate->require("book");
        book.open();
    }
    auto book = gate->require("book");
    BOOST_TEST(!gate->is_open());
    book.open();
    BOOST_TEST(gate->is_open());
}

BOOST_AUTO_TEST_CASE(two_owners_of_one_name_are_two_conditions)
{
    auto one = gate->require("book");
    auto other = gate->require("book");
    one.open();
    BOOST_TEST(!gate->is_open());
    other.open();
    BOOST_TEST(gate->is_open());
}

BOOST_AUTO_TEST_CASE(a_condition_that_is_moved_stays_as_it_is)
{
    auto book = gate->require("book");
    book.open();
    const auto moved = std::move(book);
    BOOST_TEST(gate->is_open());
}

BOOST_AUTO_TEST_CASE(a_condition_that_is_replaced_is_left_behind)
{
    auto book = gate->require("book");
    book.open();
    book = gate->require("another");
    book.open();
    BOOST_TEST(gate->obstacles().at(0).name == "book");
}

BOOST_AUTO_TEST_CASE(a_condition_may_outlive_the_gate)
{
    auto book = gate->require("book");
    gate.reset();
    book.open();
    BOOST_TEST(!book.is_open());
}

BOOST_AUTO_TEST_CASE(a_condition_follows_what_is_verified)
{
    thing one;
    auto book = gate->require("book");
    book.follow(one);
    BOOST_TEST(gate->is_open());
    one.good = false;
    book.follow(one);
    BOOST_TEST((gate->reason().code == hf::errc::sequence_gap));
}

BOOST_AUTO_TEST_CASE(cancels_and_reduce_only_orders_pass_always)
{
    BOOST_TEST(passes({.cancels = true}));
    BOOST_TEST(passes({.reduce_only = true, .quantity = "100"_dec}));
}

BOOST_AUTO_TEST_CASE(an_order_passes_a_shut_gate_if_it_only_shrinks_a_verified_position)
{
    const struct {
        const char* what;
        hf::side side;
        const char* quantity;
        const char* position;
        bool passes;
    } table[]{
        {"sells a part", hf::side::sell, "1", "2", true},
        {"sells all", hf::side::sell, "2", "2", true},
        {"turns it round", hf::side::sell, "2.1", "2", false},
        {"adds to it", hf::side::buy, "1", "2", false},
        {"buys a short position back", hf::side::buy, "2", "-2", true},
        {"buys more than that", hf::side::buy, "3", "-2", false},
        {"sells more short", hf::side::sell, "1", "-2", false},
        {"begins one", hf::side::sell, "1", "0", false},
        {"nothing", hf::side::sell, "0", "2", false},
        {"less than nothing", hf::side::sell, "-1", "2", false},
    };
    for (const auto& row : table) {
        const hf::order_intent what{.side = row.side,
                                    .quantity = hf::decimal::parse(row.quantity).value(),
                                    .position = hf::decimal::parse(row.position).value()};
        BOOST_TEST(passes(what) == row.passes, row.what);
    }
}

BOOST_AUTO_TEST_CASE(a_reduction_does_not_pass_where_the_position_is_not_verified)
{
    BOOST_TEST(!passes({.side = hf::side::sell, .quantity = "1"_dec}));
}

BOOST_AUTO_TEST_CASE(a_pass_holds_while_nothing_is_shut)
{
    auto book = gate->require("book");
    book.open();
    const auto pass = gate->check(buy).value();
    BOOST_TEST(gate->still_holds(pass).has_value());
}

BOOST_AUTO_TEST_CASE(a_pass_does_not_hold_after_a_shut)
{
    auto book = gate->require("book");
    book.open();
    const auto pass = gate->check(buy).value();
    book.shut(hf::errc::sequence_gap);
    BOOST_TEST((gate->still_holds(pass).error().code == hf::errc::sequence_gap));
}

BOOST_AUTO_TEST_CASE(a_pass_does_not_hold_even_if_all_is_open_again)
{
    auto book = gate->require("book");
    book.open();
    const auto pass = gate->check(buy).value();
    book.shut(hf::errc::sequence_gap);
    book.open();
    BOOST_TEST(gate->is_open());
    BOOST_TEST(!gate->still_holds(pass).has_value());
}

BOOST_AUTO_TEST_CASE(a_pass_does_not_hold_after_a_new_condition)
{
    auto book = gate->require("book");
    book.open();
    const auto pass = gate->check(buy).value();
    auto mine = gate->require("account");
    mine.open();
    BOOST_TEST(!gate->still_holds(pass).has_value());
}

BOOST_AUTO_TEST_CASE(the_pass_of_a_reduction_ends_when_another_condition_is_shut)
{
    auto book = gate->require("book");
    auto mine = gate->require("account");
    mine.open();
    const auto pass = gate->check({.side = hf::side::sell, .quantity = "1"_dec, .position = "2"_dec}).value();
    BOOST_TEST(gate->still_holds(pass).has_value());
    mine.shut(hf::errc::disconnected);
    BOOST_TEST(!gate->still_holds(pass).has_value());
}

BOOST_AUTO_TEST_CASE(the_pass_of_a_cancel_holds_for_ever)
{
    auto book = gate->require("book");
    book.open();
    const auto pass = gate->check({.cancels = true}).value();
    book.shut(hf::errc::sequence_gap);
    BOOST_TEST(gate->still_holds(pass).has_value());
}

BOOST_AUTO_TEST_CASE(whoever_waits_goes_on_when_it_opens)
{
    auto book = gate->require("book");
    auto mine = gate->require("account");
    const auto waiter = spawn(gate->until_open());
    book.open();
    world.run_for(1h);
    BOOST_TEST(!waiter.ended());
    mine.open();
    world.run_for(0s);
    BOOST_TEST(waiter.ended());
    BOOST_TEST(!waiter.failed());
}

BOOST_AUTO_TEST_CASE(whoever_waits_goes_on_waiting_if_it_is_shut_again_at_once)
{
    auto book = gate->require("book");
    const auto waiter = spawn(gate->until_open());
    world.run_for(0s);
    book.open();
    book.shut(hf::errc::sequence_gap);
    world.run_for(1h);
    BOOST_TEST(!waiter.ended());
    book.open();
    world.run_for(0s);
    BOOST_TEST(waiter.ended());
}

BOOST_AUTO_TEST_CASE(nobody_waits_for_an_open_gate)
{
    auto book = gate->require("book");
    book.open();
    play(gate->until_open());
    BOOST_TEST((elapsed() == 0s));
}

BOOST_AUTO_TEST_CASE(waiting_can_be_cancelled)
{
    auto waiter = spawn(gate->until_open());
    world.run_for(1s);
    waiter.cancel();
    world.run_for(0s);
    BOOST_TEST(waiter.was_cancelled());
}

BOOST_AUTO_TEST_CASE(whoever_waits_ends_with_the_gate)
{
    const auto waiter = spawn(gate->until_open());
    world.run_for(1s);
    gate.reset();
    world.run_for(0s);
    BOOST_TEST(waiter.was_cancelled());
}

BOOST_AUTO_TEST_SUITE_END()
