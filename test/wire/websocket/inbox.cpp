// SPDX-License-Identifier: BSL-1.0
#include "wire/websocket/inbox.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <memory>
#include <string>

using holdfast::recycler;
using holdfast::wire::inbox;
using holdfast::wire::read_size;

namespace {

constexpr std::size_t padding = 64;

void receive(inbox& in, std::string_view bytes)
{
    while (!bytes.empty()) {
        const auto room = in.room();
        const std::size_t n = std::min(room.size(), bytes.size());
        bytes.copy(room.data(), n);
        in.on_received(n);
        bytes.remove_prefix(n);
    }
}

} // namespace

BOOST_AUTO_TEST_SUITE(inbox_of_bytes)

BOOST_AUTO_TEST_CASE(what_was_received_is_unread_until_it_is_consumed)
{
    inbox in(65'536, padding, std::make_shared<recycler>(100'000));
    BOOST_TEST(in.unread().empty());
    receive(in, "hello world");
    in.consume(6);
    BOOST_TEST(in.unread() == "world");
}

BOOST_AUTO_TEST_CASE(a_taken_block_keeps_what_was_read_from_it)
{
    inbox in(65'536, padding, std::make_shared<recycler>(100'000));
    receive(in, "message");
    const std::string_view view = in.unread();
    in.consume(view.size());
    const auto block = in.take();
    receive(in, "other bytes");
    BOOST_TEST(view == "message");
}

BOOST_AUTO_TEST_CASE(what_was_not_read_moves_to_the_next_block)
{
    inbox in(65'536, padding, std::make_shared<recycler>(100'000));
    receive(in, "message|part");
    in.consume(8);
    const auto block = in.take();
    receive(in, " and rest");
    BOOST_TEST(in.unread() == "part and rest");
}

BOOST_AUTO_TEST_CASE(behind_the_last_byte_of_a_taken_block_there_are_zeros_to_read)
{
    inbox in(65'536, padding, std::make_shared<recycler>(100'000));
    const std::size_t room = in.room().size();
    receive(in, std::string(room, 'x'));
    const std::string_view view = in.unread();
    in.consume(view.size());
    const auto block = in.take();
    const std::string behind(view.data() + view.size(), padding);
    BOOST_TEST(behind == std::string(padding, '\0'));
}

BOOST_AUTO_TEST_CASE(nothing_received_is_nothing_to_take)
{
    inbox in(65'536, padding, std::make_shared<recycler>(100'000));
    BOOST_TEST(!in.take());
}

BOOST_AUTO_TEST_CASE(a_large_frame_is_put_together_in_one_block)
{
    inbox in(65'536, padding, std::make_shared<recycler>(100'000));
    std::string frame(1'000'000, 'x');
    frame[999'999] = 'y';
    receive(in, std::string_view(frame).substr(0, 100));
    in.expect(frame.size());
    BOOST_TEST(in.room().size() >= frame.size() - 100);
    receive(in, std::string_view(frame).substr(100));
    BOOST_TEST((in.unread() == frame));
}

BOOST_AUTO_TEST_CASE(there_is_always_room)
{
    inbox in(4096, padding, std::make_shared<recycler>(100'000));
    for (int i = 0; i != 10; ++i) {
        const std::size_t room = in.room().size();
        BOOST_TEST(room > 0u);
        receive(in, std::string(room, 'x'));
    }
    BOOST_TEST(in.unread().size() > 4096u);
}

BOOST_AUTO_TEST_CASE(the_block_of_one_large_frame_is_not_kept)
{
    inbox in(65'536, padding, std::make_shared<recycler>(100'000));
    in.expect(1'000'000);
    receive(in, std::string(1'000'000, 'x'));
    in.consume(1'000'000);
    BOOST_TEST(in.room().size() <= 65'536u);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(reading_size)

BOOST_AUTO_TEST_CASE(a_full_read_makes_the_next_one_larger)
{
    read_size size(131'072);
    const std::size_t first = size.next();
    size.on_read(first, first);
    BOOST_TEST(size.next() > first);
}

BOOST_AUTO_TEST_CASE(it_never_exceeds_the_most)
{
    read_size size(131'072);
    for (int i = 0; i != 10; ++i)
        size.on_read(size.next(), size.next());
    BOOST_TEST(size.next() == 131'072u);
}

BOOST_AUTO_TEST_CASE(a_long_calm_makes_it_small_again)
{
    read_size size(131'072);
    size.on_read(size.next(), size.next());
    size.on_read(size.next(), size.next());
    for (int i = 0; i != 200; ++i)
        size.on_read(size.next(), 100);
    BOOST_TEST(size.next() == read_size::least);
}

BOOST_AUTO_TEST_CASE(a_short_calm_does_not)
{
    read_size size(131'072);
    size.on_read(size.next(), size.next());
    const std::size_t large = size.next();
    for (int i = 0; i != 100; ++i) {
        size.on_read(large, 10);
        size.on_read(large, large / 2);
    }
    BOOST_TEST(size.next() == large);
}

BOOST_AUTO_TEST_SUITE_END()
