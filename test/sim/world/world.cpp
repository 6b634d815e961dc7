// SPDX-License-Identifier: BSL-1.0
#include <holdfast/sim/world.hpp>

#include "support/laboratory.hpp"

#include <boost/asio/post.hpp>

#include <optional>
#include <set>
#include <stdexcept>
#include <string>

namespace hf = holdfast;
namespace sim = holdfast::sim;
namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace {

using stream = std::unique_ptr<hf::byte_stream>;
using words = std::vector<std::string>;

const hf::address server_at{"10.1.0.1", 443};

/// What a read gave: the bytes, or the error's name.
hf::task<std::string> read(hf::byte_stream& from)
{
    char bytes[4096];
    const auto size = co_await hf::read_some(from, asio::buffer(bytes));
    co_return size ? std::string(bytes, *size) : '<' + size.error().code.message() + '>';
}

hf::task<> read_into(hf::byte_stream& from, words& got)
{
    for (;;) {
        std::string next = co_await read(from);
        const bool last = next.starts_with('<');
        got.push_back(std::move(next));
        if (last)
            co_return;
    }
}

hf::task<> write(hf::byte_stream& to, std::string text, std::optional<hf::result<>>& outcome)
{
    outcome = co_await hf::write_all(to, asio::buffer(text));
}

hf::task<> accept_into(hf::listener& from, std::vector<stream>& accepted)
{
    for (;;) {
        auto next = co_await from.accept();
        if (!next)
            co_return;
        accepted.push_back(std::move(*next));
    }
}

hf::task<> connect_into(hf::address to, stream& opened, hf::error_code& why)
{
    const auto executor = co_await asio::this_coro::executor;
    auto outcome = co_await hf::runtime::of(executor).connect(std::move(to));
    if (outcome)
        opened = std::move(*outcome);
    else
        why = outcome.error().code;
}

hf::task<> resolve_into(std::string host, words& found, hf::error_code& why)
{
    const auto executor = co_await asio::this_coro::executor;
    const auto outcome = co_await hf::runtime::of(executor).resolve(std::move(host), 443);
    if (!outcome)
        why = outcome.error().code;
    else
        for (const hf::address& one : *outcome)
            found.push_back(one.str());
}

/// A listener, and a connection to it once `open` was called.
struct network : lab::laboratory {
    using laboratory::laboratory;

    std::unique_ptr<hf::listener> door = world.listen(io.get_executor(), server_at).value();
    std::vector<stream> accepted{};
    lab::run acceptor = spawn(accept_into(*door, accepted));
    stream client{};
    hf::error_code why{};
    words got{};
    std::optional<hf::result<>> written{};

    void open(const sim::path& how = {})
    {
        world.set_path(how);
        const auto dialler = spawn(connect_into(server_at, client, why));
        world.run_for(1s);
        BOOST_REQUIRE(client);
        BOOST_REQUIRE(accepted.size() == 1U);
        start = world.now();
    }

    [[nodiscard]] hf::byte_stream& server() { return *accepted.front(); }
    [[nodiscard]] sim::live_link link() { return world.links().at(0); }
    [[nodiscard]] std::string all() const
    {
        std::string joined;
        for (const std::string& piece : got)
            joined += piece;
        return joined;
    }
};

} // namespace

BOOST_AUTO_TEST_SUITE(world)

BOOST_FIXTURE_TEST_SUITE(driving, lab::laboratory)

BOOST_AUTO_TEST_CASE(a_day_passes_without_waiting)
{
    play(hf::sleep_for(23h));
    BOOST_TEST((elapsed() == 23h));
}

BOOST_AUTO_TEST_CASE(the_calendar_begins_at_a_fixed_date_and_moves_with_time)
{
    constexpr hf::wall_time new_year = std::chrono::sys_days(std::chrono::year(2026) / 1 / 1);
    BOOST_TEST((world.wall_now() == new_year));
    world.run_for(36h);
    BOOST_TEST((world.wall_now() == new_year + 36h));
}

BOOST_AUTO_TEST_CASE(the_calendar_can_be_wrong)
{
    const hf::wall_time right = world.wall_now();
    world.set_wall_offset(-1min);
    BOOST_TEST((world.wall_now() == right - 1min));
    BOOST_TEST((world.now() == start));
}

BOOST_AUTO_TEST_CASE(a_run_ends_when_nothing_is_left_to_happen)
{
    const auto one = spawn(hf::sleep_for(10s));
    world.run();
    BOOST_TEST(one.ended());
    BOOST_TEST((elapsed() == 10s));
}

BOOST_AUTO_TEST_CASE(a_limited_run_ends_at_its_limit_and_not_before)
{
    const auto one = spawn(hf::sleep_for(10s));
    world.run_for(9s);
    BOOST_TEST(!one.ended());
    BOOST_TEST((elapsed() == 9s));
    world.run_until(start + 10s);
    BOOST_TEST(one.ended());
}

BOOST_AUTO_TEST_CASE(a_run_with_a_condition_ends_with_it)
{
    const auto one = spawn(hf::sleep_for(10s));
    BOOST_TEST(world.run_until([&] { return one.ended(); }, 1h));
    BOOST_TEST((elapsed() == 10s));
    BOOST_TEST(!world.run_until([] { return false; }, 1h));
    BOOST_TEST((elapsed() == 1h + 10s));
}

BOOST_AUTO_TEST_CASE(scripts_run_at_their_time_in_the_order_of_their_entry)
{
    words order;
    world.at(2s, [&] { order.push_back("c"); });
    world.at(1s, [&] { order.push_back("a"); });
    world.at(1s, [&] { order.push_back("b"); });
    world.run();
    BOOST_TEST(order == (words{"a", "b", "c"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_script_can_stop_the_run)
{
    world.at(1s, [&] { world.stop(); });
    world.at(1h, [] {});
    world.run();
    BOOST_TEST((elapsed() == 1s));
}

BOOST_AUTO_TEST_CASE(a_step_runs_one_handler)
{
    int ran = 0;
    for (int i = 0; i != 3; ++i)
        asio::post(io, [&] { ++ran; });
    BOOST_TEST(world.step());
    BOOST_TEST(ran == 1);
    BOOST_TEST(world.handlers() == 1U);
    world.run();
    BOOST_TEST(world.handlers() == 3U);
    BOOST_TEST(!world.step());
}

namespace {

void spin(asio::io_context& io)
{
    asio::post(io, [&] { spin(io); });
}

void reschedule(sim::world& world)
{
    world.at(0s, [&] { reschedule(world); });
}

} // namespace

BOOST_AUTO_TEST_CASE(something_that_spins_is_found)
{
    world.set_spin_limit(1000);
    spin(io);
    BOOST_CHECK_THROW(world.run(), std::runtime_error);
}

BOOST_AUTO_TEST_CASE(a_script_that_spins_is_found)
{
    world.set_spin_limit(1000);
    reschedule(world);
    BOOST_CHECK_THROW(world.run(), std::runtime_error);
}

BOOST_AUTO_TEST_CASE(a_long_run_is_not_a_spin)
{
    world.set_spin_limit(10);
    for (int i = 0; i != 1000; ++i)
        world.at(std::chrono::milliseconds(i), [] {});
    BOOST_CHECK_NO_THROW(world.run());
}

BOOST_AUTO_TEST_CASE(a_timer_that_was_cancelled_does_not_hold_up_the_end)
{
    auto sleeper = spawn(hf::sleep_for(20h));
    world.run_for(1s);
    sleeper.cancel();
    world.run();
    BOOST_TEST((elapsed() == 1s));
}

BOOST_AUTO_TEST_CASE(a_timer_says_how_many_waits_it_aborted)
{
    const auto timer = world.make_timer(io.get_executor());
    std::vector<hf::error_code> ended;
    timer->expires_at(start + 1h);
    for (int i = 0; i != 2; ++i)
        timer->async_wait([&](hf::error_code ec) { ended.push_back(ec); });
    BOOST_TEST(timer->cancel() == 2U);
    BOOST_TEST(ended.empty(), "a handler was called inside cancel()");
    world.run();
    BOOST_TEST(ended.size() == 2U);
    BOOST_TEST((ended.at(0) == asio::error::operation_aborted));
    BOOST_TEST(timer->cancel() == 0U);
}

BOOST_AUTO_TEST_CASE(a_new_moment_aborts_the_waits_for_the_former)
{
    const auto timer = world.make_timer(io.get_executor());
    std::vector<hf::error_code> ended;
    timer->expires_at(start + 1s);
    timer->async_wait([&](hf::error_code ec) { ended.push_back(ec); });
    timer->expires_at(start + 2s);
    timer->async_wait([&](hf::error_code ec) { ended.push_back(ec); });
    world.run();
    BOOST_REQUIRE(ended.size() == 2U);
    BOOST_TEST((ended[0] == asio::error::operation_aborted));
    BOOST_TEST(!ended[1].failed());
    BOOST_TEST((elapsed() == 2s));
}

BOOST_AUTO_TEST_CASE(the_world_of_a_context_can_be_found)
{
    BOOST_TEST(&sim::world::of(io.get_executor()) == &world);
    BOOST_TEST(&hf::runtime::of(io.get_executor()) == &world);
}

BOOST_AUTO_TEST_CASE(a_context_without_a_world_says_so)
{
    asio::io_context plain;
    BOOST_CHECK_THROW((void)sim::world::of(plain.get_executor()), std::logic_error);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(connections, network)

BOOST_AUTO_TEST_CASE(a_connection_takes_a_round_trip)
{
    const auto dialler = spawn(connect_into(server_at, client, why));
    BOOST_REQUIRE(world.run_until([&] { return dialler.ended(); }, 1h));
    BOOST_TEST((elapsed() == 10ms));
    BOOST_TEST(client->peer().str() == "10.1.0.1:443");
    BOOST_TEST(world.counters().opened == 1U);
}

BOOST_AUTO_TEST_CASE(bytes_arrive_after_the_latency_in_order)
{
    open({.latency = 30ms});
    const auto reader = spawn(read_into(server(), got));
    const auto writer = spawn(write(*client, "hello", written));
    world.run_for(29ms);
    BOOST_TEST(got.empty());
    world.run_for(1ms);
    BOOST_TEST(got == words{"hello"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(both_directions_are_independent)
{
    open();
    words at_client;
    const auto readers = spawn(hf::join(read_into(server(), got), read_into(*client, at_client)));
    const auto writers = spawn(write(*client, "ping", written));
    std::optional<hf::result<>> answered;
    const auto answer = spawn(write(server(), "pong", answered));
    world.run_for(1s);
    BOOST_TEST(got == words{"ping"}, boost::test_tools::per_element());
    BOOST_TEST(at_client == words{"pong"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_sliced_message_arrives_in_pieces_and_whole)
{
    open({.jitter = 1ms, .slice = 7});
    const std::string text(1000, 'x');
    const auto reader = spawn(read_into(server(), got));
    const auto writer = spawn(write(*client, text + "end", written));
    world.run_for(10s);
    BOOST_TEST(got.size() > 100U);
    BOOST_TEST(all() == text + "end");
}

BOOST_AUTO_TEST_CASE(a_slow_line_takes_its_time)
{
    open({.latency = 0s, .bytes_per_second = 1000});
    const auto reader = spawn(read_into(server(), got));
    const auto writer = spawn(write(*client, std::string(5000, 'x'), written));
    world.run_for(4999ms);
    BOOST_TEST(all().empty());
    world.run_for(1ms);
    BOOST_TEST(all().size() == 5000U);
}

BOOST_AUTO_TEST_CASE(a_writer_waits_for_a_peer_that_does_not_read)
{
    open({.window = 1000});
    const auto writer = spawn(write(*client, std::string(1500, 'x'), written));
    world.run_for(1h);
    BOOST_TEST(!writer.ended());
    const auto reader = spawn(read_into(server(), got));
    world.run_for(1s);
    BOOST_TEST(writer.ended());
    BOOST_TEST(all().size() == 1500U);
}

BOOST_AUTO_TEST_CASE(an_end_of_stream_comes_after_the_last_byte)
{
    open({.jitter = 3ms, .slice = 2});
    const auto reader = spawn(read_into(server(), got));
    const auto writer = spawn(write(*client, "goodbye", written));
    world.at(0s, [&] { client->shutdown(); });
    world.run_for(1s);
    BOOST_TEST(all() == "goodbye<End of file>");
}

BOOST_AUTO_TEST_CASE(after_an_end_of_stream_the_other_direction_goes_on)
{
    open();
    client->shutdown();
    const auto reader = spawn(read_into(*client, got));
    const auto writer = spawn(write(server(), "still here", written));
    world.run_for(1s);
    BOOST_TEST(all() == "still here");
}

BOOST_AUTO_TEST_CASE(closing_aborts_what_is_pending_here_and_ends_the_stream_there)
{
    open();
    words at_client;
    const auto here = spawn(read_into(*client, at_client));
    const auto there = spawn(read_into(server(), got));
    world.run_for(0s);
    client->close();
    client->close(); // once more is harmless
    world.run_for(1s);
    BOOST_TEST(at_client == words{"<Operation canceled>"}, boost::test_tools::per_element());
    BOOST_TEST(got == words{"<End of file>"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(dropping_a_stream_closes_it)
{
    open();
    const auto there = spawn(read_into(server(), got));
    client.reset();
    world.run_for(1s);
    BOOST_TEST(all() == "<End of file>");
    BOOST_TEST(*world.live_streams() == 1U);
}

BOOST_AUTO_TEST_CASE(writing_to_a_peer_that_has_closed_is_answered_by_a_reset)
{
    open();
    accepted.clear();
    const auto reader = spawn(read_into(*client, got));
    const auto writer = spawn(write(*client, "anybody?", written));
    world.run_for(1s);
    BOOST_TEST(all() == "<End of file>");
    written.reset();
    const auto again = spawn(write(*client, "anybody?", written));
    world.run_for(1s);
    BOOST_TEST((written->error().code == asio::error::connection_reset));
}

BOOST_AUTO_TEST_CASE(reads_and_writes_can_be_cancelled)
{
    open({.window = 10});
    auto reader = spawn(read_into(*client, got));
    auto writer = spawn(write(*client, std::string(100, 'x'), written));
    world.run_for(1s);
    reader.cancel();
    writer.cancel();
    world.run_for(0s);
    BOOST_TEST(reader.was_cancelled());
    BOOST_TEST(writer.was_cancelled());
}

BOOST_AUTO_TEST_CASE(a_second_read_beside_the_first_is_refused)
{
    open();
    const auto first = spawn(read_into(*client, got));
    words second_got;
    const auto second = spawn(read_into(*client, second_got));
    world.run_for(1s);
    BOOST_TEST(!first.ended());
    BOOST_TEST(second_got.at(0) == '<' + hf::error_code(asio::error::already_started).message() + '>');
}

BOOST_AUTO_TEST_CASE(a_closed_listener_ends_its_accept_and_refuses)
{
    door->close();
    const auto dialler = spawn(connect_into(server_at, client, why));
    world.run_for(1s);
    BOOST_TEST(acceptor.ended());
    BOOST_TEST((why == asio::error::connection_refused));
}

BOOST_AUTO_TEST_CASE(a_connection_that_nobody_accepts_waits)
{
    acceptor.cancel();
    world.run_for(0s);
    const auto dialler = spawn(connect_into(server_at, client, why));
    world.run_for(1s);
    BOOST_TEST(client);
    const auto late = spawn(accept_into(*door, accepted));
    world.run_for(0s);
    BOOST_TEST(accepted.size() == 1U);
}

BOOST_AUTO_TEST_CASE(an_address_can_be_listened_on_once)
{
    const auto second = world.listen(io.get_executor(), server_at);
    BOOST_REQUIRE(!second);
    BOOST_TEST((second.error().code == asio::error::address_in_use));
}

BOOST_AUTO_TEST_CASE(port_zero_picks_a_free_one)
{
    const auto one = world.listen(io.get_executor(), {"10.1.0.1", 0}).value();
    const auto two = world.listen(io.get_executor(), {"10.1.0.1", 0}).value();
    BOOST_TEST(one->local().port != 0);
    BOOST_TEST(one->local().port != two->local().port);
}

BOOST_AUTO_TEST_CASE(nothing_is_left_when_the_world_ends)
{
    std::shared_ptr<const std::size_t> streams;
    {
        network doomed;
        doomed.open();
        streams = doomed.world.live_streams();
        BOOST_TEST(*streams == 2U);
    }
    BOOST_TEST(*streams == 0U);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(faults, network)

BOOST_AUTO_TEST_CASE(where_nobody_listens_a_connection_is_refused)
{
    const auto dialler = spawn(connect_into({"10.9.9.9", 443}, client, why));
    world.run_for(1s);
    BOOST_TEST((why == asio::error::connection_refused));
    BOOST_TEST(world.counters().refused == 1U);
    BOOST_TEST(world.counters().attempts == 1U);
}

BOOST_AUTO_TEST_CASE(an_address_can_refuse_until_it_is_open_again)
{
    world.set_reach(server_at, sim::reach::refused);
    const auto first = spawn(connect_into(server_at, client, why));
    world.run_for(1s);
    BOOST_TEST((why == asio::error::connection_refused));
    world.set_reach(server_at, sim::reach::open);
    const auto second = spawn(connect_into(server_at, client, why));
    world.run_for(1s);
    BOOST_TEST(client);
}

BOOST_AUTO_TEST_CASE(an_address_can_be_unreachable_on_every_port)
{
    world.set_reach({"10.1.0.1", 0}, sim::reach::unreachable);
    const auto dialler = spawn(connect_into(server_at, client, why));
    world.run_for(1s);
    BOOST_TEST((why == asio::error::host_unreachable));
}

BOOST_AUTO_TEST_CASE(a_silent_address_never_answers_and_can_be_given_up)
{
    world.set_reach(server_at, sim::reach::silent);
    auto dialler = spawn(connect_into(server_at, client, why));
    world.run_for(24h);
    BOOST_TEST(!dialler.ended());
    dialler.cancel();
    world.run_for(0s);
    BOOST_TEST(dialler.was_cancelled());
}

BOOST_AUTO_TEST_CASE(fault_42_an_address_can_accept_and_never_say_a_word)
{
    world.set_reach(server_at, sim::reach::stalls);
    const auto dialler = spawn(connect_into(server_at, client, why));
    world.run_for(1s);
    BOOST_REQUIRE(client);
    const auto writer = spawn(write(*client, "hello", written));
    const auto reader = spawn(read_into(*client, got));
    world.run_for(24h);
    BOOST_TEST(written->has_value());
    BOOST_TEST(got.empty());
}

BOOST_AUTO_TEST_CASE(fault_42_an_address_can_accept_and_hang_up)
{
    world.set_reach({server_at.ip, 0}, sim::reach::hangs_up);
    const auto dialler = spawn(connect_into(server_at, client, why));
    world.run_for(1s);
    BOOST_REQUIRE(client);
    const auto reader = spawn(read_into(*client, got));
    world.run_for(1s);
    BOOST_TEST(got == words{"<End of file>"});
}

BOOST_AUTO_TEST_CASE(cutting_a_link_resets_both_ends)
{
    open();
    words at_client;
    const auto readers = spawn(hf::join(read_into(server(), got), read_into(*client, at_client)));
    world.run_for(1s);
    link().cut();
    world.run_for(0s);
    BOOST_TEST(got.back() == "<Connection reset by peer>");
    BOOST_TEST(at_client.back() == "<Connection reset by peer>");
}

BOOST_AUTO_TEST_CASE(a_black_hole_swallows_one_direction_and_tells_nobody)
{
    open();
    words at_client;
    const auto readers = spawn(hf::join(read_into(server(), got), read_into(*client, at_client)));
    link().black_hole(sim::flow::in);
    const auto writer = spawn(write(*client, "question", written));
    std::optional<hf::result<>> answered;
    const auto answer = spawn(write(server(), "answer", answered));
    world.run_for(24h);
    BOOST_TEST(all() == "question");
    BOOST_TEST(at_client.empty());
    BOOST_TEST(answered->has_value());
}

BOOST_AUTO_TEST_CASE(a_black_hole_swallows_the_end_of_the_stream_too)
{
    open();
    const auto reader = spawn(read_into(*client, got));
    link().black_hole();
    accepted.clear();
    world.run_for(24h);
    BOOST_TEST(got.empty());
}

BOOST_AUTO_TEST_CASE(after_a_black_hole_has_healed_everything_arrives_in_order)
{
    open({.jitter = 2ms, .slice = 3});
    const auto reader = spawn(read_into(server(), got));
    link().black_hole();
    const auto first = spawn(write(*client, "lost and found, ", written));
    world.run_for(1h);
    BOOST_TEST(got.empty());
    const auto second = spawn(write(*client, "under way, ", written));
    world.run_for(1ms);
    link().heal();
    world.run_for(4ms);
    const auto third = spawn(write(*client, "new", written));
    world.run_for(1s);
    BOOST_TEST(all() == "lost and found, under way, new");
}

BOOST_AUTO_TEST_CASE(a_stall_holds_everything_back_for_its_time)
{
    open();
    const auto reader = spawn(read_into(server(), got));
    link().stall(7s);
    const auto writer = spawn(write(*client, "late", written));
    world.run_for(6s);
    BOOST_TEST(got.empty());
    world.run_for(1s);
    BOOST_TEST(all() == "late");
}

BOOST_AUTO_TEST_CASE(a_link_can_become_slow)
{
    open({.latency = 0s});
    const auto reader = spawn(read_into(server(), got));
    link().slow(10);
    const auto writer = spawn(write(*client, "0123456789", written));
    world.run_for(999ms);
    BOOST_TEST(got.empty());
    world.run_for(1ms);
    BOOST_TEST(all() == "0123456789");
}

BOOST_AUTO_TEST_CASE(a_link_can_end_towards_the_client_in_the_middle)
{
    open({.latency = 10ms});
    const auto reader = spawn(read_into(*client, got));
    const auto writer = spawn(write(server(), "cut off", written));
    world.run_for(5ms);
    link().end();
    world.run_for(1s);
    const auto again = spawn(read_into(*client, got));
    world.run_for(1s);
    BOOST_TEST(got == (words{"<End of file>", "<End of file>"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(links_are_listed_while_they_are_open)
{
    open();
    BOOST_TEST(world.links().size() == 1U);
    BOOST_TEST(link().id() == 1U);
    BOOST_TEST(link().server().str() == "10.1.0.1:443");
    client.reset();
    accepted.clear();
    BOOST_TEST(world.links().empty());
}

BOOST_AUTO_TEST_CASE(a_mishap_befalls_exactly_the_operation_that_was_named)
{
    world.fail_operation(3, sim::mishap::reset);
    open();
    const auto reader = spawn(read_into(server(), got)); // what servers do is not counted
    const auto one = spawn(write(*client, "one", written));
    world.run_for(1s);
    const auto two = spawn(write(*client, "two", written));
    world.run_for(1s);
    BOOST_TEST(written->has_value());
    const auto three = spawn(write(*client, "three", written));
    world.run_for(1s);
    BOOST_TEST((written->error().code == asio::error::connection_reset));
    BOOST_TEST(world.operations() == 3U);
}

BOOST_AUTO_TEST_CASE(a_path_that_cannot_be_is_refused_by_name)
{
    BOOST_CHECK_EXCEPTION(world.set_path({.window = 0}), hf::error, [](const hf::error& e) {
        return e.why().text == "sim::path::window must be at least 1";
    });
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(names, network)

BOOST_AUTO_TEST_CASE(a_name_has_the_addresses_it_was_given_in_their_order)
{
    world.add_host("stream.exchange.test", {"10.1.0.2", "fd00::2"});
    play(resolve_into("stream.exchange.test", got, why));
    BOOST_TEST(got == (words{"10.1.0.2:443", "[fd00::2]:443"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(an_unknown_name_fails)
{
    play(resolve_into("nowhere.test", got, why));
    BOOST_TEST((why == hf::errc::resolve_failed));
}

BOOST_AUTO_TEST_CASE(a_numeric_host_is_not_looked_up)
{
    play(resolve_into("10.1.0.1", got, why));
    BOOST_TEST(got == words{"10.1.0.1:443"}, boost::test_tools::per_element());
    BOOST_TEST(world.counters().lookups == 0U);
    BOOST_TEST((elapsed() == 0s));
}

BOOST_AUTO_TEST_CASE(a_slow_name_server_takes_its_time)
{
    world.set_name_service("slow.test", {.ips = {"10.1.0.1"}, .delay = 8s});
    play(resolve_into("slow.test", got, why));
    BOOST_TEST((elapsed() == 8s));
}

BOOST_AUTO_TEST_CASE(a_silent_name_server_can_be_given_up)
{
    world.set_name_service("silent.test", {.silent = true});
    auto lookup = spawn(resolve_into("silent.test", got, why));
    world.run_for(24h);
    BOOST_TEST(!lookup.ended());
    lookup.cancel();
    world.run_for(0s);
    BOOST_TEST(lookup.was_cancelled());
}

BOOST_AUTO_TEST_SUITE_END()

namespace {

/// Sleeps and writes as chance will have it.
hf::task<> chatter(network& on, int messages)
{
    for (int i = 0; i != messages; ++i) {
        co_await hf::sleep_for(std::chrono::microseconds(on.world.random() % 5000));
        const std::string text(1 + on.world.random() % 300, 'x');
        (void)co_await hf::write_all(*on.client, asio::buffer(text));
    }
    on.client->shutdown();
}

struct account {
    std::uint64_t hash;
    std::uint64_t handlers;
    std::size_t pieces;
    friend bool operator==(const account&, const account&) = default;
};

account live_through(std::uint64_t seed)
{
    network on(seed);
    on.open({.jitter = 20ms, .slice = 50, .bytes_per_second = 100'000});
    const auto reader = on.spawn(read_into(on.server(), on.got));
    const auto writer = on.spawn(chatter(on, 200));
    on.world.run_for(1h);
    BOOST_TEST(reader.ended());
    return {on.world.trace_hash(), on.world.handlers(), on.got.size()};
}

} // namespace

BOOST_AUTO_TEST_SUITE(determinism)

BOOST_AUTO_TEST_CASE(the_same_seed_gives_the_same_day)
{
    for (const std::uint64_t seed : {1U, 2U, 3U})
        BOOST_TEST((live_through(seed) == live_through(seed)));
}

BOOST_AUTO_TEST_CASE(different_seeds_give_different_days)
{
    std::set<std::uint64_t> hashes;
    for (std::uint64_t seed = 1; seed <= 20; ++seed)
        hashes.insert(live_through(seed).hash);
    BOOST_TEST(hashes.size() == 20U);
}

BOOST_FIXTURE_TEST_CASE(an_event_of_the_callers_counts, lab::laboratory)
{
    const std::uint64_t before = world.trace_hash();
    world.trace("applied", 7);
    BOOST_TEST(world.trace_hash() != before);
}

BOOST_AUTO_TEST_CASE(the_trace_depends_on_the_moment)
{
    lab::laboratory early;
    lab::laboratory late;
    late.world.run_for(1ns);
    early.world.trace("applied");
    late.world.trace("applied");
    BOOST_TEST(early.world.trace_hash() != late.world.trace_hash());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()
