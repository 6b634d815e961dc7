// SPDX-License-Identifier: BSL-1.0
#include "support/laboratory.hpp"

#include <holdfast/lifecycle.hpp>
#include <holdfast/sim/scripted_peer.hpp>

namespace hf = holdfast;
using namespace std::chrono_literals;

namespace {

/// A peer, one open line to it, and both of its ends.
struct bench : lab::laboratory {
    std::shared_ptr<hf::sim::scripted_network> peer =
        std::make_shared<hf::sim::scripted_network>(io.get_executor());
    std::unique_ptr<hf::websocket> line{};
    std::shared_ptr<hf::sim::scripted_line> far{};

    void open() { play(dial(this)); }

    static hf::task<> dial(bench* self)
    {
        hf::websocket_options options;
        auto made = co_await self->peer->connect("ws://toy", options, nullptr);
        self->line = std::move(*made);
        self->far = self->peer->lines().back();
    }

    /// Runs a loop to its end and returns why it ended.
    hf::failure fate(hf::task<> loop)
    {
        try {
            play(std::move(loop));
        } catch (const hf::error& e) {
            return e.why();
        }
        return {};
    }
};

struct dial_plan final : hf::dial_policy {
    hf::websocket_options how{};
    std::vector<hf::time_point> starts{};
    std::vector<hf::phase> stages{};
    std::vector<std::string> failures{};
    hf::time_point not_before{};
    hf::duration pause = 1s;
    std::size_t give_up_after = 100;

    hf::time_point next_attempt(hf::time_point now) override
    {
        if (now >= not_before)
            starts.push_back(now);
        return not_before;
    }
    std::string url() override { return "ws://toy"; }
    [[nodiscard]] const hf::websocket_options& options() const override { return how; }
    void at_stage(hf::phase stage) override { stages.push_back(stage); }
    void failed(const hf::failure& why, hf::time_point now) override
    {
        failures.push_back(why.text);
        if (failures.size() == give_up_after)
            throw hf::error(why);
        not_before = now + pause;
    }
};

struct sink final : hf::batch_sink {
    std::vector<std::size_t> sizes{};
    std::size_t fail_at = 0;

    hf::result<> on_batch(const hf::batch& received) override
    {
        sizes.push_back(received.messages.size());
        if (sizes.size() == fail_at)
            return hf::failure(hf::errc::protocol_violation, "nonsense");
        return {};
    }
};

struct script final : hf::outbox {
    explicit script(bench& b) : wakeup(b.io.get_executor()) {}
    std::vector<hf::send_action> actions{};
    hf::condition_variable wakeup;

    hf::send_action next_send(hf::time_point) override
    {
        if (actions.empty())
            return hf::wait_until{};
        hf::send_action next = actions.front();
        actions.erase(actions.begin());
        return next;
    }
    hf::condition_variable& send_wakeup() override { return wakeup; }
};

struct signs final : hf::vital_signs {
    explicit signs(bench& b) : wakeup(b.io.get_executor()) {}
    hf::duration limit = 30s;
    std::size_t examined = 0;
    hf::condition_variable wakeup;

    hf::result<hf::time_point> examine(hf::time_point now, hf::time_point last_bytes) override
    {
        ++examined;
        if (now >= last_bytes + limit)
            return hf::failure(hf::errc::transport_dead);
        return last_bytes + limit;
    }
    hf::condition_variable& vital_wakeup() override { return wakeup; }
};

struct list final : hf::repair_list {
    explicit list(bench& b) : wakeup(b.io.get_executor()) {}
    std::vector<std::uint64_t> open{};
    std::vector<std::uint64_t> done{};
    hf::condition_variable wakeup;

    hf::repair_action next_repair(hf::time_point) override
    {
        if (open.empty())
            return hf::wait_until{};
        hf::repair job;
        job.ticket = open.front();
        open.erase(open.begin());
        return job;
    }
    void repaired(std::uint64_t ticket, const hf::result<hf::http_response>& answer, hf::time_point) override
    {
        if (answer)
            done.push_back(ticket);
    }
    hf::condition_variable& repair_wakeup() override { return wakeup; }
};

hf::task<> keep_line(bench* b, hf::dial_policy* plan)
{
    b->line = co_await hf::connect_loop(*b->peer, *plan);
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(lifecycle, bench)

BOOST_AUTO_TEST_CASE(connect_loop_tries_until_a_connection_is_open)
{
    int left = 3;
    peer->dial = [&left](const std::string&) {
        hf::sim::scripted_dial how;
        if (left-- > 0)
            how.outcome = hf::failure(hf::errc::connect_failed, "refused");
        return how;
    };
    dial_plan plan;
    play(keep_line(this, &plan));
    BOOST_TEST(plan.failures.size() == 3u);
    BOOST_TEST((line != nullptr));
    BOOST_TEST((elapsed() >= 3s));
}

BOOST_AUTO_TEST_CASE(connect_loop_waits_for_the_moment_it_is_given)
{
    dial_plan plan;
    plan.not_before = start + 1h;
    play(keep_line(this, &plan));
    BOOST_REQUIRE(plan.starts.size() == 1u);
    BOOST_TEST((plan.starts.front() == start + 1h));
}

BOOST_AUTO_TEST_CASE(connect_loop_ends_when_the_policy_gives_up)
{
    peer->dial = [](const std::string&) {
        hf::sim::scripted_dial how;
        how.outcome = hf::failure(hf::errc::unauthorized, "no");
        return how;
    };
    dial_plan plan;
    plan.give_up_after = 2;
    BOOST_TEST((fate(keep_line(this, &plan)).code == hf::errc::unauthorized));
    BOOST_TEST(peer->attempts == 2u);
}

BOOST_AUTO_TEST_CASE(connect_loop_does_not_retry_its_own_cancellation)
{
    peer->dial = [](const std::string&) {
        hf::sim::scripted_dial how;
        how.never = true;
        return how;
    };
    dial_plan plan;
    lab::run one = spawn(keep_line(this, &plan));
    world.run_for(1min);
    one.cancel();
    world.run_for(1h);
    BOOST_TEST(one.was_cancelled());
    BOOST_TEST(peer->attempts == 1u);
}

BOOST_AUTO_TEST_CASE(connect_loop_tells_the_stages)
{
    dial_plan plan;
    play(keep_line(this, &plan));
    BOOST_TEST((plan.stages == std::vector{hf::phase::connecting, hf::phase::upgrading}));
}

BOOST_AUTO_TEST_CASE(read_loop_hands_over_everything_that_arrived_at_once)
{
    open();
    for (int i = 0; i < 100; ++i)
        far->say("x");
    world.at(1s, [this] { far->end(hf::failure(hf::errc::disconnected)); });
    sink into;
    (void)fate(hf::read_loop(*line, into));
    BOOST_TEST(into.sizes == std::vector<std::size_t>{100}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(read_loop_ends_with_the_reason_of_the_line)
{
    open();
    far->end(hf::failure(hf::errc::closed_by_peer, "maintenance"));
    sink into;
    BOOST_TEST(fate(hf::read_loop(*line, into)).text == "maintenance");
}

BOOST_AUTO_TEST_CASE(read_loop_ends_when_the_sink_has_had_enough)
{
    open();
    far->say("x");
    sink into;
    into.fail_at = 1;
    BOOST_TEST((fate(hf::read_loop(*line, into)).code == hf::errc::protocol_violation));
}

BOOST_AUTO_TEST_CASE(write_loop_sends_in_order_and_ends_with_the_goodbye)
{
    open();
    script box(*this);
    box.actions = {hf::send_text{"one"}, hf::send_ping{}, hf::send_text{"two"}, hf::send_close{1000, "bye"}};
    BOOST_TEST((fate(hf::write_loop(*line, box)).code == hf::errc::disconnected));
    BOOST_TEST(far->heard() == (std::vector<std::string>{"one", "two"}), boost::test_tools::per_element());
    BOOST_TEST(far->pings == 1u);
    BOOST_TEST(far->closes == 1u);
}

BOOST_AUTO_TEST_CASE(fault_69_write_loop_sends_binary_messages_too)
{
    open();
    script box(*this);
    box.actions = {hf::send_binary{std::string("\x00\x01", 2)}, hf::send_close{1000, "bye"}};
    (void)fate(hf::write_loop(*line, box));
    const auto hear = [](hf::sim::scripted_line* from, hf::sim::sent_message* into) -> hf::task<> {
        *into = co_await from->hear_message();
    };
    hf::sim::sent_message heard;
    play(hear(far.get(), &heard));
    BOOST_TEST(heard.binary);
    BOOST_TEST(heard.bytes.size() == 2u);
}

BOOST_AUTO_TEST_CASE(write_loop_looks_again_when_it_is_notified)
{
    open();
    script box(*this);
    const lab::run one = spawn(hf::write_loop(*line, box));
    world.run_for(1min);
    box.actions = {hf::send_text{"late"}};
    box.wakeup.notify();
    world.run_for(1s);
    BOOST_TEST(far->heard() == std::vector<std::string>{"late"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(watchdog_finds_the_line_dead_at_the_moment_it_is)
{
    open();
    world.at(10s, [this] { far->breathe(); });
    signs life(*this);
    const hf::time_point before = world.now();
    BOOST_TEST((fate(hf::watchdog(*line, life)).code == hf::errc::transport_dead));
    BOOST_TEST((world.now() - before == 40s));
}

BOOST_AUTO_TEST_CASE(watchdog_sleeps_between_the_moments_that_decide)
{
    open();
    signs life(*this);
    (void)fate(hf::watchdog(*line, life));
    BOOST_TEST(life.examined <= 3u);
}

BOOST_AUTO_TEST_CASE(recover_loop_fetches_one_after_the_other_and_keeps_the_tickets)
{
    list repairs(*this);
    repairs.open = {3, 1, 2};
    const lab::run one = spawn(hf::recover_loop(*peer, repairs));
    world.run_for(1s);
    BOOST_TEST(repairs.done == (std::vector<std::uint64_t>{3, 1, 2}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(recover_loop_looks_again_when_it_is_notified)
{
    list repairs(*this);
    const lab::run one = spawn(hf::recover_loop(*peer, repairs));
    world.run_for(1min);
    repairs.open = {7};
    repairs.wakeup.notify();
    world.run_for(1s);
    BOOST_TEST(repairs.done == std::vector<std::uint64_t>{7}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
