// SPDX-License-Identifier: BSL-1.0
#include <holdfast/memory/slab.hpp>

#include <boost/test/unit_test.hpp>

#include <array>
#include <numeric>
#include <string>
#include <vector>

using holdfast::recycler;
using holdfast::recycling_allocator;
using holdfast::slab;

namespace {

std::size_t address_of(const void* p)
{
    return reinterpret_cast<std::size_t>(p);
}

} // namespace

BOOST_AUTO_TEST_SUITE(slab_memory)

BOOST_AUTO_TEST_CASE(new_objects_have_their_value)
{
    slab memory;
    for (const int n : memory.allocate<int>(100))
        BOOST_TEST(n == 0);
}

BOOST_AUTO_TEST_CASE(no_objects_are_an_empty_span)
{
    slab memory;
    BOOST_TEST(memory.allocate<int>(0).empty());
}

BOOST_AUTO_TEST_CASE(objects_are_aligned_after_odd_bytes)
{
    slab memory;
    (void)memory.allocate<char>(3);
    BOOST_TEST(address_of(memory.allocate<double>(1).data()) % alignof(double) == 0u);
}

BOOST_AUTO_TEST_CASE(earlier_objects_stay_where_they_are)
{
    slab memory;
    const auto first = memory.allocate<int>(10);
    std::iota(first.begin(), first.end(), 0);
    for (int i = 0; i != 1000; ++i)
        (void)memory.allocate<int>(100);
    BOOST_TEST(std::accumulate(first.begin(), first.end(), 0) == 45);
}

BOOST_AUTO_TEST_CASE(more_than_a_chunk_fits)
{
    slab memory;
    const auto large = memory.allocate<std::uint64_t>(1'000'000);
    large.back() = 7;
    BOOST_TEST(large.size() == 1'000'000u);
}

BOOST_AUTO_TEST_CASE(what_is_given_back_is_allocated_next)
{
    slab memory;
    const auto all = memory.room<int>(100);
    const auto used = memory.shrink(all, 10);
    BOOST_TEST(memory.room<int>(1).data() == used.data() + 10);
}

BOOST_AUTO_TEST_CASE(only_the_newest_allocation_can_be_given_back)
{
    slab memory;
    const auto first = memory.room<int>(100);
    const auto second = memory.room<int>(1);
    (void)memory.shrink(first, 10);
    BOOST_TEST(memory.room<int>(1).data() == second.data() + 1);
}

BOOST_AUTO_TEST_CASE(text_is_followed_by_bytes_to_read)
{
    slab memory;
    const auto text = memory.copy(std::string_view("text"));
    BOOST_TEST(std::string(text.data() + 4, slab::padding) == std::string(slab::padding, '\0'));
}

BOOST_AUTO_TEST_CASE(the_footprint_counts_what_was_received_and_what_was_decoded)
{
    slab memory;
    memory.keep(std::make_shared<int>(1), 100'000);
    (void)memory.allocate<char>(50'000);
    BOOST_TEST(memory.footprint() >= 150'000u);
}

BOOST_AUTO_TEST_CASE(an_absurd_number_of_objects_is_refused)
{
    slab memory;
    BOOST_CHECK_THROW((void)memory.room<std::uint64_t>(std::size_t(-1) / 4), std::bad_alloc);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(recycled_memory)

BOOST_AUTO_TEST_CASE(what_came_back_is_used_again)
{
    recycler memory(1'000'000);
    void* const first = memory.take(10'000);
    memory.give_back(first, 10'000);
    void* const second = memory.take(10'000);
    BOOST_TEST(second == first);
    memory.give_back(second, 10'000);
}

BOOST_AUTO_TEST_CASE(no_more_is_kept_than_is_allowed)
{
    recycler memory(15'000);
    void* const first = memory.take(10'000);
    void* const second = memory.take(10'000);
    memory.give_back(first, 10'000);
    memory.give_back(second, 10'000); // goes back to the heap: a leak checker sees it if not
    void* const again = memory.take(10'000);
    BOOST_TEST(again == first);
    memory.give_back(again, 10'000);
}

BOOST_AUTO_TEST_CASE(a_vector_uses_its_memory_again)
{
    const recycling_allocator<int> from(std::make_shared<recycler>(1'000'000));
    using list = std::vector<int, recycling_allocator<int>>;
    const int* first = nullptr;
    {
        list some(1000, from);
        first = some.data();
    }
    const list others(1000, from);
    BOOST_TEST(others.data() == first);
}

BOOST_AUTO_TEST_CASE(memory_may_come_back_after_its_owner_has_gone)
{
    auto memory = std::make_shared<recycler>(1'000'000);
    std::vector<int, recycling_allocator<int>> some(1000, 7, recycling_allocator<int>(memory));
    memory.reset();
    BOOST_TEST(some[999] == 7);
}

BOOST_AUTO_TEST_CASE(a_slab_gives_its_chunks_back)
{
    const auto memory = std::make_shared<recycler>(1'000'000);
    const void* first = nullptr;
    {
        slab one(memory);
        first = one.allocate<char>(10).data();
    }
    slab other(memory);
    BOOST_TEST(other.allocate<char>(10).data() == first);
}

BOOST_AUTO_TEST_SUITE_END()
