// SPDX-License-Identifier: BSL-1.0
#include <holdfast/channel.hpp>

#include "support/laboratory.hpp"

#include <boost/asio/post.hpp>

#include <numeric>
#include <string>

namespace hf = holdfast;
namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace {

using numbers = std::vector<int>;

struct fixture : lab::laboratory {
    hf::channel<int> line{io.get_executor(), 3};

    void fill()
    {
        for (int i = 1; i <= 3; ++i)
            BOOST_REQUIRE(line.try_send(i));
    }
};

hf::task<> receive_one(hf::channel<int>& line, numbers& got)
{
    const auto one = co_await line.receive();
    got.push_back(one ? *one : -1);
}

hf::task<> receive_until_closed(hf::channel<int>& line, numbers& got)
{
    while (auto one = co_await line.receive())
        got.push_back(*one);
}

hf::task<> send_one(hf::channel<int>& line, int what, std::vector<bool>& accepted)
{
    const bool ok = co_await line.send(what);
    accepted.push_back(ok);
}

hf::task<> send_all(hf::channel<int>& line, int count)
{
    for (int i = 1; i <= count; ++i)
        (void)co_await line.send(i);
    line.close();
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(channel, fixture)

BOOST_AUTO_TEST_CASE(messages_arrive_in_the_order_of_sending)
{
    numbers got;
    fill();
    line.close();
    play(receive_until_closed(line, got));
    BOOST_TEST(got == (numbers{1, 2, 3}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_full_channel_refuses_at_once)
{
    fill();
    BOOST_TEST(!line.try_send(4));
    BOOST_TEST(line.size() == 3U);
}

BOOST_AUTO_TEST_CASE(there_is_room_again_after_a_receive)
{
    fill();
    BOOST_TEST(line.try_receive().value() == 1);
    BOOST_TEST(line.try_send(4));
}

BOOST_AUTO_TEST_CASE(nothing_is_there_to_receive_from_an_empty_channel)
{
    BOOST_TEST(!line.try_receive().has_value());
}

BOOST_AUTO_TEST_CASE(a_receiver_waits_for_a_message)
{
    numbers got;
    const auto receiver = spawn(receive_one(line, got));
    world.run_for(1h);
    BOOST_TEST(!receiver.ended());
    BOOST_REQUIRE(line.try_send(7));
    world.run_for(0s);
    BOOST_TEST(got == numbers{7}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_sender_waits_for_room)
{
    std::vector<bool> accepted;
    fill();
    const auto sender = spawn(send_one(line, 4, accepted));
    world.run_for(1h);
    BOOST_TEST(!sender.ended());
    (void)line.try_receive();
    world.run_for(0s);
    BOOST_TEST(accepted == std::vector<bool>{true}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(all_goes_through_a_channel_smaller_than_the_traffic)
{
    numbers got;
    const auto sender = spawn(send_all(line, 1000));
    play(receive_until_closed(line, got));
    numbers all(1000);
    std::iota(all.begin(), all.end(), 1);
    BOOST_TEST(got == all, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(what_was_accepted_can_be_received_after_close)
{
    numbers got;
    fill();
    line.close();
    BOOST_TEST(!line.try_send(4));
    play(receive_until_closed(line, got));
    BOOST_TEST(got.size() == 3U);
}

BOOST_AUTO_TEST_CASE(close_wakes_a_receiver_with_nothing)
{
    numbers got;
    const auto receiver = spawn(receive_one(line, got));
    world.run_for(1s);
    line.close();
    world.run_for(0s);
    BOOST_TEST(got == numbers{-1}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(close_releases_waiting_senders_with_false)
{
    std::vector<bool> accepted;
    fill();
    const auto one = spawn(send_one(line, 4, accepted));
    const auto two = spawn(send_one(line, 5, accepted));
    world.run_for(1s);
    line.close();
    world.run_for(0s);
    BOOST_TEST(accepted == (std::vector<bool>{false, false}), boost::test_tools::per_element());
    BOOST_TEST(line.size() == 3U);
}

BOOST_AUTO_TEST_CASE(a_closed_channel_accepts_nothing)
{
    std::vector<bool> accepted;
    line.close();
    play(send_one(line, 1, accepted));
    BOOST_TEST(accepted == std::vector<bool>{false}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(senders_are_served_in_the_order_of_their_coming)
{
    std::vector<bool> accepted;
    numbers got;
    fill();
    const auto one = spawn(send_one(line, 4, accepted));
    const auto two = spawn(send_one(line, 5, accepted));
    world.run_for(0s);
    BOOST_REQUIRE(line.try_receive() == 1);
    BOOST_TEST(!line.try_send(6), "a newcomer overtook two senders that wait");
    world.run_for(0s);
    line.close();
    play(receive_until_closed(line, got));
    BOOST_TEST(got == (numbers{2, 3, 4}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(receivers_are_served_in_the_order_of_their_coming)
{
    numbers first;
    numbers second;
    const auto one = spawn(receive_one(line, first));
    const auto two = spawn(receive_one(line, second));
    world.run_for(0s);
    BOOST_REQUIRE(line.try_send(1));
    BOOST_REQUIRE(line.try_send(2));
    BOOST_TEST(!line.try_receive().has_value(), "a newcomer overtook two receivers that wait");
    world.run_for(0s);
    BOOST_TEST(first == numbers{1}, boost::test_tools::per_element());
    BOOST_TEST(second == numbers{2}, boost::test_tools::per_element());
}

namespace {

hf::task<> send_two_and_receive(hf::channel<int>& line, numbers& got)
{
    (void)line.try_send(1);
    (void)line.try_send(2);
    co_await receive_one(line, got);
}

hf::task<> receive_two_and_send(hf::channel<int>& line, std::vector<bool>& accepted)
{
    (void)line.try_receive();
    (void)line.try_receive();
    co_await send_one(line, 5, accepted);
}

} // namespace

BOOST_AUTO_TEST_CASE(who_comes_while_the_first_receiver_is_being_woken_is_served_after_it)
{
    numbers first;
    numbers second;
    const auto one = spawn(receive_one(line, first));
    world.run_for(0s);
    const auto two = spawn(send_two_and_receive(line, second));
    world.run_for(0s);
    BOOST_TEST(first == numbers{1}, boost::test_tools::per_element());
    BOOST_TEST(second == numbers{2}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(who_comes_while_the_first_sender_is_being_woken_is_served_after_it)
{
    std::vector<bool> accepted;
    numbers got;
    fill();
    const auto one = spawn(send_one(line, 4, accepted));
    world.run_for(0s);
    const auto two = spawn(receive_two_and_send(line, accepted));
    world.run_for(0s);
    line.close();
    play(receive_until_closed(line, got));
    BOOST_TEST(got == (numbers{3, 4, 5}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(cancelling_the_first_receiver_lets_the_second_have_the_message)
{
    numbers first;
    numbers second;
    auto one = spawn(receive_one(line, first));
    const auto two = spawn(receive_one(line, second));
    world.run_for(0s);
    asio::post(io, [&] {
        BOOST_REQUIRE(line.try_send(1)); // the first has been woken, and is cancelled before it runs
        one.cancel();
    });
    world.run_for(0s);
    BOOST_TEST(one.was_cancelled());
    BOOST_TEST(second == numbers{1}, boost::test_tools::per_element());
}

namespace {

hf::task<> receive_with_deadlines(hf::channel<int>& line, numbers& got)
{
    while (!line.closed() || !line.empty())
        co_await hf::race(receive_one(line, got), hf::sleep_for(3ms));
}

hf::task<> send_in_bursts(hf::channel<int>& line, int count)
{
    for (int i = 1; i <= count; ++i) {
        (void)co_await line.send(i);
        if (i % 5 == 0)
            co_await hf::sleep_for(std::chrono::milliseconds(i % 7));
    }
    line.close();
}

} // namespace

BOOST_AUTO_TEST_CASE(a_receive_raced_against_a_timer_loses_nothing)
{
    numbers got;
    const auto sender = spawn(send_in_bursts(line, 5000));
    play(receive_with_deadlines(line, got));
    std::erase(got, -1);
    BOOST_TEST(got.size() == 5000U);
    BOOST_TEST(std::accumulate(got.begin(), got.end(), 0) == 5000 * 5001 / 2);
}

BOOST_AUTO_TEST_CASE(a_cancelled_send_was_not_accepted)
{
    std::vector<bool> accepted;
    fill();
    auto sender = spawn(send_one(line, 4, accepted));
    world.run_for(0s);
    sender.cancel();
    world.run_for(0s);
    BOOST_TEST(sender.was_cancelled());
    BOOST_TEST(line.size() == 3U);
}

namespace {

hf::task<> receive_batch(hf::channel<int>& line, std::vector<numbers>& batches)
{
    numbers batch;
    while (co_await line.receive_all(batch))
        batches.push_back(batch);
    batches.push_back(batch);
}

hf::task<> receive_two_batches(hf::channel<int>& line, std::vector<const int*>& memory)
{
    numbers batch;
    for (int i = 0; i != 4; ++i) {
        for (int k = 0; k != 3; ++k)
            (void)line.try_send(k);
        (void)co_await line.receive_all(batch);
        memory.push_back(batch.data());
    }
}

hf::task<> drain(hf::channel<int>& line, numbers& all)
{
    all = co_await line.receive_all();
}

} // namespace

BOOST_AUTO_TEST_CASE(a_batch_is_all_that_is_there)
{
    std::vector<numbers> batches;
    fill();
    const auto receiver = spawn(receive_batch(line, batches));
    world.run_for(0s);
    BOOST_REQUIRE(line.try_send(4));
    line.close();
    world.run_for(0s);
    BOOST_REQUIRE(batches.size() == 3U);
    BOOST_TEST(batches[0] == (numbers{1, 2, 3}), boost::test_tools::per_element());
    BOOST_TEST(batches[1] == numbers{4}, boost::test_tools::per_element());
    BOOST_TEST(batches[2].empty(), "the last batch of a closed channel is empty");
}

BOOST_AUTO_TEST_CASE(a_batch_leaves_out_what_was_received_before)
{
    numbers rest;
    fill();
    (void)line.try_receive();
    play(drain(line, rest));
    BOOST_TEST(rest == (numbers{2, 3}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(batches_use_the_same_memory_again)
{
    std::vector<const int*> memory;
    play(receive_two_batches(line, memory));
    BOOST_REQUIRE(memory.size() == 4U);
    BOOST_TEST(memory[2] == memory[0]);
    BOOST_TEST(memory[3] == memory[1]);
}

BOOST_AUTO_TEST_CASE(a_batch_makes_room_for_waiting_senders)
{
    std::vector<bool> accepted;
    numbers all;
    fill();
    const auto sender = spawn(send_one(line, 4, accepted));
    world.run_for(0s);
    play(drain(line, all));
    world.run_for(0s);
    BOOST_TEST(accepted == std::vector<bool>{true}, boost::test_tools::per_element());
}

namespace {

hf::task<> count_handlers(hf::sim::world& world, hf::channel<int>& line, std::uint64_t& used)
{
    const std::uint64_t before = world.handlers();
    (void)co_await line.receive();
    (void)co_await line.send(9);
    used = world.handlers() - before;
}

} // namespace

BOOST_AUTO_TEST_CASE(where_nobody_has_to_wait_nothing_is_scheduled)
{
    std::uint64_t used = 99;
    fill();
    play(count_handlers(world, line, used));
    BOOST_TEST(used == 0U);
}

BOOST_AUTO_TEST_CASE(destroying_the_channel_ends_those_who_wait)
{
    numbers got;
    auto dying = std::make_unique<hf::channel<int>>(io.get_executor(), 1);
    const auto receiver = spawn(receive_one(*dying, got));
    world.run_for(0s);
    dying.reset();
    world.run_for(0s);
    BOOST_TEST(receiver.was_cancelled());
}

BOOST_AUTO_TEST_CASE(messages_need_not_be_copyable)
{
    hf::channel<std::unique_ptr<std::string>> letters(io.get_executor(), 2);
    BOOST_REQUIRE(letters.try_send(std::make_unique<std::string>("dear")));
    BOOST_TEST(*letters.try_receive().value() == "dear");
}

BOOST_AUTO_TEST_CASE(a_capacity_of_zero_is_refused_by_name)
{
    try {
        hf::channel<int> none(io.get_executor(), 0);
        BOOST_FAIL("accepted");
    } catch (const hf::error& e) {
        BOOST_TEST(e.why().code == hf::make_error_code(hf::errc::invalid_config));
        BOOST_TEST(e.why().text == "channel capacity is 0; it must be at least 1");
    }
}

BOOST_AUTO_TEST_SUITE_END()
