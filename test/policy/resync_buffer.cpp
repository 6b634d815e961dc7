// SPDX-License-Identifier: BSL-1.0
#include <holdfast/policy/resync_buffer.hpp>

#include <boost/test/unit_test.hpp>

#include <memory>
#include <string>
#include <vector>

namespace hf = holdfast;
using hf::splice_result;

namespace {

hf::sequence_ids range(std::uint64_t first, std::uint64_t last)
{
    return {.first = first, .last = last, .previous = first - 1, .reset = false};
}

// A book's deltas, each named by its ids.
struct recovery_of_a_book {
    hf::resync_buffer<std::string> buffer{hf::resync_config{.max_messages = 10, .max_bytes = 1000}};
    hf::sequence live{hf::continuity::range};

    bool push(std::uint64_t first, std::uint64_t last)
    {
        return buffer.push(range(first, last), std::to_string(first) + "-" + std::to_string(last), 10);
    }

    std::vector<std::string> drained()
    {
        std::vector<std::string> items;
        buffer.drain([&](const hf::sequence_ids&, std::string item) { items.push_back(std::move(item)); });
        return items;
    }
};

constexpr bool works_at_compile_time()
{
    hf::resync_buffer<int> buffer;
    hf::sequence live(hf::continuity::contiguous);
    int sum = 0;
    for (std::uint64_t id = 5; id < 9; ++id)
        if (!buffer.push({.first = 0, .last = id, .previous = 0, .reset = false}, static_cast<int>(id), 1))
            return false;
    if (buffer.splice(live, 6) != splice_result::ready)
        return false;
    buffer.drain([&](const hf::sequence_ids&, int item) { sum += item; });
    return sum == 7 + 8 && live.last() == 8;
}
static_assert(works_at_compile_time());

} // namespace

BOOST_AUTO_TEST_SUITE(resync_buffer)

BOOST_FIXTURE_TEST_CASE(what_the_snapshot_holds_is_dropped_and_the_rest_is_handed_over_in_order,
                        recovery_of_a_book)
{
    push(101, 110);
    push(111, 120);
    push(121, 130);
    BOOST_TEST_REQUIRE((buffer.splice(live, 115) == splice_result::ready));
    BOOST_TEST(drained() == (std::vector<std::string>{"111-120", "121-130"}),
               boost::test_tools::per_element());
}

BOOST_FIXTURE_TEST_CASE(after_the_splice_the_next_live_message_continues, recovery_of_a_book)
{
    push(101, 110);
    push(111, 120);
    BOOST_TEST_REQUIRE((buffer.splice(live, 105) == splice_result::ready));
    BOOST_TEST((live.accept(range(121, 125)) == hf::verdict::in_order));
}

BOOST_FIXTURE_TEST_CASE(a_snapshot_newer_than_the_buffer_stands_alone, recovery_of_a_book)
{
    push(101, 110);
    BOOST_TEST((buffer.splice(live, 200) == splice_result::empty));
    BOOST_TEST(buffer.empty());
    BOOST_TEST(buffer.bytes() == 0u);
    BOOST_TEST((live.accept(range(190, 199)) == hf::verdict::duplicate));
    BOOST_TEST((live.accept(range(195, 201)) == hf::verdict::in_order));
}

BOOST_FIXTURE_TEST_CASE(without_messages_the_snapshot_stands_alone, recovery_of_a_book)
{
    BOOST_TEST((buffer.splice(live, 200) == splice_result::empty));
    BOOST_TEST(live.last() == 200u);
}

BOOST_FIXTURE_TEST_CASE(a_snapshot_older_than_the_buffer_is_refetched_and_then_fits, recovery_of_a_book)
{
    push(101, 110);
    push(111, 120);
    const hf::sequence before = live;
    BOOST_TEST_REQUIRE((buffer.splice(live, 99) == splice_result::too_old));
    BOOST_TEST((live == before));
    BOOST_TEST(buffer.size() == 2u);
    BOOST_TEST((buffer.splice(live, 100) == splice_result::ready));
}

BOOST_FIXTURE_TEST_CASE(a_hole_after_the_snapshot_is_told_and_a_snapshot_after_the_hole_heals_it,
                        recovery_of_a_book)
{
    push(101, 110);
    push(121, 130);
    push(131, 140);
    BOOST_TEST_REQUIRE((buffer.splice(live, 105) == splice_result::gap_inside));
    BOOST_TEST(buffer.size() == 3u);
    BOOST_TEST_REQUIRE((buffer.splice(live, 125) == splice_result::ready));
    BOOST_TEST(drained() == (std::vector<std::string>{"121-130", "131-140"}),
               boost::test_tools::per_element());
}

BOOST_FIXTURE_TEST_CASE(a_message_repeated_inside_is_handed_over_once, recovery_of_a_book)
{
    push(101, 110);
    push(101, 110);
    push(111, 120);
    BOOST_TEST_REQUIRE((buffer.splice(live, 100) == splice_result::ready));
    BOOST_TEST(drained() == (std::vector<std::string>{"101-110", "111-120"}),
               boost::test_tools::per_element());
}

BOOST_FIXTURE_TEST_CASE(a_message_that_says_nothing_is_not_handed_over, recovery_of_a_book)
{
    live = hf::sequence(hf::continuity::linked);
    (void)buffer.push({.first = 0, .last = 15, .previous = 10, .reset = false}, "10-15", 10);
    (void)buffer.push({.first = 0, .last = 15, .previous = 15, .reset = false}, "nothing", 10);
    (void)buffer.push({.first = 0, .last = 3, .previous = 15, .reset = false}, "reset", 10);
    BOOST_TEST_REQUIRE((buffer.splice(live, 12) == splice_result::ready));
    BOOST_TEST(drained() == (std::vector<std::string>{"10-15", "reset"}), boost::test_tools::per_element());
    BOOST_TEST(live.last() == 3u);
}

BOOST_FIXTURE_TEST_CASE(a_snapshot_inside_the_stream_replaces_what_came_before_it, recovery_of_a_book)
{
    live = hf::sequence(hf::continuity::contiguous);
    (void)buffer.push({.first = 0, .last = 500, .previous = 0, .reset = false}, "old", 10);
    (void)buffer.push({.first = 0, .last = 1, .previous = 0, .reset = true}, "new", 10);
    BOOST_TEST_REQUIRE((buffer.splice(live, 2) == splice_result::ready));
    BOOST_TEST(drained() == (std::vector<std::string>{"new"}), boost::test_tools::per_element());
}

BOOST_FIXTURE_TEST_CASE(one_message_too_many_empties_the_buffer_and_keeps_it_closed, recovery_of_a_book)
{
    for (std::uint64_t i = 1; i <= 10; ++i)
        BOOST_TEST_REQUIRE(push(i, i));
    BOOST_TEST(!push(11, 11));
    BOOST_TEST(!push(12, 12));
    BOOST_TEST(buffer.size() == 0u);
    BOOST_TEST((buffer.splice(live, 12) == splice_result::overflow));
}

BOOST_FIXTURE_TEST_CASE(one_byte_too_many_overflows_as_well, recovery_of_a_book)
{
    BOOST_TEST(buffer.push(range(1, 1), "large", 999));
    BOOST_TEST(buffer.push(range(2, 2), "last", 1));
    BOOST_TEST(!buffer.push(range(3, 3), "", 1));
    BOOST_TEST(buffer.overflowed());
}

BOOST_FIXTURE_TEST_CASE(a_message_of_any_size_is_counted_without_wrapping, recovery_of_a_book)
{
    BOOST_TEST_REQUIRE(push(1, 1));
    BOOST_TEST(!buffer.push(range(2, 2), "", ~std::size_t{0}));
}

BOOST_FIXTURE_TEST_CASE(clearing_begins_the_recovery_again, recovery_of_a_book)
{
    (void)buffer.push(range(1, 1), "", 5000);
    buffer.clear();
    push(11, 20);
    BOOST_TEST((buffer.splice(live, 10) == splice_result::ready));
    BOOST_TEST(buffer.bytes() == 10u);
}

BOOST_FIXTURE_TEST_CASE(draining_frees_the_room, recovery_of_a_book)
{
    for (int round = 0; round < 3; ++round) {
        for (std::uint64_t i = 1; i <= 10; ++i)
            BOOST_TEST_REQUIRE(push(i, i));
        BOOST_TEST(drained().size() == 10u);
        BOOST_TEST(buffer.bytes() == 0u);
    }
}

BOOST_AUTO_TEST_CASE(items_may_be_movable_only)
{
    hf::resync_buffer<std::unique_ptr<int>> buffer;
    hf::sequence live(hf::continuity::monotonic);
    BOOST_TEST_REQUIRE(buffer.push(range(7, 7), std::make_unique<int>(42), 1));
    BOOST_TEST_REQUIRE((buffer.splice(live, 6) == splice_result::ready));
    int seen = 0;
    buffer.drain([&](const hf::sequence_ids&, std::unique_ptr<int> item) { seen = *item; });
    BOOST_TEST(seen == 42);
}

BOOST_AUTO_TEST_CASE(a_bad_configuration_is_named_with_its_range)
{
    BOOST_TEST(hf::check(hf::resync_config{}) == "");
    BOOST_TEST(hf::check(hf::resync_config{.max_messages = 0, .max_bytes = 1}) ==
               "resync_config::max_messages is 0; allowed: 1 to 10000000");
    BOOST_TEST(hf::check(hf::resync_config{.max_messages = 1, .max_bytes = 0}) ==
               "resync_config::max_bytes is 0; allowed: 1 to 4294967296");
}

BOOST_AUTO_TEST_SUITE_END()
