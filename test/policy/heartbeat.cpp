// SPDX-License-Identifier: BSL-1.0
#include <holdfast/policy/heartbeat.hpp>

#include <boost/test/unit_test.hpp>

#include <vector>

namespace hf = holdfast;
using namespace std::chrono_literals;

namespace {

constexpr hf::time_point start{1000s};

constexpr hf::heartbeat_config usual{
    .ping_after = 15s, .ping_every = 0s, .dead_after = 30s, .data_timeout = 60s};

constexpr hf::heartbeat connected(const hf::heartbeat_config& config = usual)
{
    hf::heartbeat pulse(config);
    pulse.on_connected(start);
    return pulse;
}

constexpr hf::heartbeat_action wait_until(hf::time_point until)
{
    return {hf::heartbeat_action::kind::wait, until, hf::silence::transport};
}
constexpr hf::heartbeat_action ping(hf::time_point now)
{
    return {hf::heartbeat_action::kind::send_ping, now, hf::silence::transport};
}
constexpr hf::heartbeat_action dead(hf::time_point now, hf::silence why)
{
    return {hf::heartbeat_action::kind::dead, now, why};
}

static_assert(connected().next(start) == wait_until(start + 15s));
static_assert(connected().next(start + 15s - 1ns) == wait_until(start + 15s));
static_assert(connected().next(start + 15s) == ping(start + 15s));
static_assert(connected().next(start + 30s) == dead(start + 30s, hf::silence::transport));

// A busy line whose pings in words, sent after 20 s and 40 s, are not answered.
constexpr hf::heartbeat unheard(bool answered)
{
    hf::heartbeat pulse = connected();
    pulse.expect_answer(start + 20s);
    if (answered)
        pulse.on_answer();
    pulse.expect_answer(start + 25s);
    pulse.on_data(start + 35s);
    return pulse;
}
static_assert(unheard(false).next(start + 35s) == dead(start + 35s, hf::silence::answer));
static_assert(unheard(true).next(start + 35s) == wait_until(start + 40s));

// Runs the watchdog for a while over a line that carries something every `every`, and collects the pings.
template <class Arrive>
std::vector<hf::time_point> pings_during(hf::duration length, hf::heartbeat pulse, hf::duration every,
                                         Arrive arrive)
{
    std::vector<hf::time_point> pings;
    for (hf::time_point now = start; now <= start + length; now += every) {
        arrive(pulse, now);
        if (pulse.next(now).what == hf::heartbeat_action::kind::send_ping) {
            pulse.on_ping_sent(now);
            pings.push_back(now);
        }
    }
    return pings;
}

constexpr hf::pulse_config two_seconds{.cadence = 2s, .probe_timeout = 5s};

constexpr hf::topic_pulse subscribed(const hf::pulse_config& config = two_seconds)
{
    hf::topic_pulse pulse(config);
    pulse.on_subscribed(start);
    return pulse;
}

constexpr hf::pulse_action idle_until(hf::time_point until)
{
    return {hf::pulse_action::kind::wait, until};
}
constexpr hf::pulse_action probe(hf::time_point now)
{
    return {hf::pulse_action::kind::probe, now};
}
constexpr hf::pulse_action topic_dead(hf::time_point now)
{
    return {hf::pulse_action::kind::dead, now};
}

static_assert(subscribed().next(start) == idle_until(start + 2s));
static_assert(subscribed().next(start + 2s) == probe(start + 2s));

} // namespace

BOOST_AUTO_TEST_SUITE(heartbeat)

BOOST_AUTO_TEST_CASE(a_busy_line_is_never_pinged)
{
    const auto data = [](hf::heartbeat& pulse, hf::time_point now) { pulse.on_data(now); };
    BOOST_TEST(pings_during(1h, connected(), 14s, data).empty());
}

BOOST_AUTO_TEST_CASE(a_control_frame_proves_the_transport_as_well_as_data_does)
{
    hf::heartbeat pulse = connected();
    pulse.on_bytes(start + 10s);
    BOOST_TEST((pulse.next(start + 24s) == wait_until(start + 25s)));
    pulse.on_data(start + 20s);
    BOOST_TEST((pulse.next(start + 34s) == wait_until(start + 35s)));
}

BOOST_AUTO_TEST_CASE(an_idle_line_is_pinged_once_and_then_given_up)
{
    hf::heartbeat pulse = connected();
    BOOST_TEST_REQUIRE((pulse.next(start + 15s) == ping(start + 15s)));
    pulse.on_ping_sent(start + 15s);
    BOOST_TEST((pulse.next(start + 16s) == wait_until(start + 30s)));
    BOOST_TEST((pulse.next(start + 30s) == dead(start + 30s, hf::silence::transport)));
}

BOOST_AUTO_TEST_CASE(an_answered_ping_keeps_the_line_and_the_next_one_waits_for_idleness_again)
{
    hf::heartbeat pulse = connected();
    pulse.on_ping_sent(start + 15s);
    pulse.on_bytes(start + 16s);
    BOOST_TEST((pulse.next(start + 16s) == wait_until(start + 31s)));
    BOOST_TEST((pulse.next(start + 31s) == ping(start + 31s)));
}

BOOST_AUTO_TEST_CASE(a_line_that_pings_without_data_is_dead_all_the_same)
{
    hf::heartbeat pulse = connected();
    for (hf::time_point now = start; now < start + 60s; now += 5s)
        pulse.on_bytes(now);
    BOOST_TEST((pulse.next(start + 60s - 1ns) == wait_until(start + 60s)));
    BOOST_TEST((pulse.next(start + 60s) == dead(start + 60s, hf::silence::data)));
}

BOOST_AUTO_TEST_CASE(silence_of_everything_is_blamed_on_the_transport)
{
    BOOST_TEST((connected().next(start + 2h) == dead(start + 2h, hf::silence::transport)));
}

BOOST_AUTO_TEST_CASE(a_new_connection_is_not_blamed_for_the_silence_of_the_old_one)
{
    hf::heartbeat pulse = connected();
    pulse.on_ping_sent(start + 15s);
    pulse.on_disconnected();
    pulse.on_connected(start + 1h);
    BOOST_TEST((pulse.next(start + 1h) == wait_until(start + 1h + 15s)));
}

BOOST_AUTO_TEST_CASE(nothing_is_due_while_there_is_no_connection)
{
    BOOST_TEST((hf::heartbeat(usual).next(start) == wait_until(hf::never)));
    hf::heartbeat pulse = connected();
    pulse.on_disconnected();
    BOOST_TEST((pulse.next(start + 1h) == wait_until(hf::never)));
}

BOOST_AUTO_TEST_CASE(no_data_is_due_while_nothing_is_subscribed)
{
    hf::heartbeat pulse = connected();
    pulse.expect_data(false, start);
    pulse.on_bytes(start + 1h);
    BOOST_TEST((pulse.next(start + 1h) == wait_until(start + 1h + 15s)));

    pulse.expect_data(true, start + 1h);
    pulse.on_bytes(start + 1h + 59s);
    BOOST_TEST((pulse.next(start + 1h + 59s) == wait_until(start + 1h + 60s)));
}

BOOST_AUTO_TEST_CASE(expecting_data_again_and_again_does_not_postpone_it)
{
    hf::heartbeat pulse = connected();
    for (hf::time_point now = start; now < start + 60s; now += 1s) {
        pulse.on_bytes(now);
        pulse.expect_data(true, now);
    }
    BOOST_TEST((pulse.next(start + 60s) == dead(start + 60s, hf::silence::data)));
}

BOOST_AUTO_TEST_CASE(an_exchange_that_counts_pings_gets_them_on_a_busy_line)
{
    hf::heartbeat_config config = usual;
    config.ping_every = 20s;
    const auto data = [](hf::heartbeat& pulse, hf::time_point now) { pulse.on_data(now); };
    const std::vector<hf::time_point> pings = pings_during(1min, connected(config), 1s, data);
    BOOST_TEST((pings == std::vector<hf::time_point>{start + 20s, start + 40s, start + 60s}));
}

BOOST_AUTO_TEST_CASE(zero_switches_each_question_off)
{
    using config = hf::heartbeat_config;
    const auto only = [](config c) { return connected(c).next(start + 12h); };
    BOOST_TEST((only(config{.ping_after = 0s, .ping_every = 0s, .dead_after = 0s, .data_timeout = 0s}) ==
                wait_until(hf::never)));
    BOOST_TEST((only(config{.ping_after = 1h, .ping_every = 0s, .dead_after = 0s, .data_timeout = 0s}) ==
                ping(start + 12h)));
    BOOST_TEST((only(config{.ping_after = 0s, .ping_every = 1h, .dead_after = 0s, .data_timeout = 0s}) ==
                ping(start + 12h)));
    BOOST_TEST((only(config{.ping_after = 0s, .ping_every = 0s, .dead_after = 1h, .data_timeout = 0s}) ==
                dead(start + 12h, hf::silence::transport)));
    BOOST_TEST((only(config{.ping_after = 0s, .ping_every = 0s, .dead_after = 0s, .data_timeout = 1h}) ==
                dead(start + 12h, hf::silence::data)));
}

BOOST_AUTO_TEST_CASE(a_quiet_topic_is_probed_once_and_dead_only_when_nothing_answers)
{
    hf::topic_pulse pulse = subscribed();
    BOOST_TEST_REQUIRE((pulse.next(start + 2s) == probe(start + 2s)));
    pulse.on_probe_sent(start + 2s);
    BOOST_TEST((pulse.next(start + 2s) == idle_until(start + 7s)));
    BOOST_TEST((pulse.next(start + 7s) == topic_dead(start + 7s)));
}

BOOST_AUTO_TEST_CASE(a_message_answers_the_probe)
{
    hf::topic_pulse pulse = subscribed();
    pulse.on_probe_sent(start + 2s);
    pulse.on_data(start + 3s);
    BOOST_TEST((pulse.next(start + 4s) == idle_until(start + 5s)));
    BOOST_TEST((pulse.next(start + 5s) == probe(start + 5s)));
}

BOOST_AUTO_TEST_CASE(a_message_of_the_same_moment_answers_the_probe_too)
{
    hf::topic_pulse pulse = subscribed();
    pulse.on_probe_sent(start + 2s);
    pulse.on_data(start + 2s);
    BOOST_TEST((pulse.next(start + 2s) == idle_until(start + 4s)));
}

BOOST_AUTO_TEST_CASE(a_healthy_probe_only_starts_the_clock_anew)
{
    hf::topic_pulse pulse = subscribed();
    for (hf::time_point now = start; now < start + 1h;) {
        now += 2s;
        BOOST_TEST_REQUIRE((pulse.next(now) == probe(now)));
        pulse.on_probe_sent(now);
        now += 1s;
        pulse.on_probe_healthy(now);
        BOOST_TEST_REQUIRE((pulse.next(now) == idle_until(now + 2s)));
    }
}

BOOST_AUTO_TEST_CASE(a_topic_that_is_not_subscribed_owes_nothing)
{
    hf::topic_pulse pulse(two_seconds);
    BOOST_TEST((pulse.next(start + 1h) == idle_until(hf::never)));

    pulse.on_subscribed(start);
    pulse.on_probe_sent(start + 2s);
    pulse.on_unsubscribed();
    BOOST_TEST((pulse.next(start + 1h) == idle_until(hf::never)));
    pulse.on_subscribed(start + 2h);
    BOOST_TEST((pulse.next(start + 2h) == idle_until(start + 2h + 2s)));
}

BOOST_AUTO_TEST_CASE(a_topic_without_a_cadence_may_be_silent_for_ever)
{
    BOOST_TEST((subscribed(hf::pulse_config{}).next(start + 24h * 365) == idle_until(hf::never)));
}

BOOST_AUTO_TEST_CASE(a_bad_configuration_is_named_with_its_range)
{
    const auto with = [](auto change) {
        hf::heartbeat_config config;
        change(config);
        return hf::check(config);
    };
    using config = hf::heartbeat_config;
    BOOST_TEST(hf::check(config{}) == "");
    BOOST_TEST(hf::check(hf::pulse_config{}) == "");
    BOOST_TEST(with([](config& c) { c.ping_after = 1ms; }) ==
               "heartbeat_config::ping_after is 1 ms; allowed: 0 (off) or 100 ms to 1 h");
    BOOST_TEST(with([](config& c) { c.ping_every = -1s; }) ==
               "heartbeat_config::ping_every is -1 s; allowed: 0 (off) or 100 ms to 1 h");
    BOOST_TEST(with([](config& c) { c.dead_after = 25h; }) ==
               "heartbeat_config::dead_after is 25 h; allowed: 0 (off) or 100 ms to 24 h");
    BOOST_TEST(with([](config& c) { c.data_timeout = 25h; }) ==
               "heartbeat_config::data_timeout is 25 h; allowed: 0 (off) or 100 ms to 24 h");
    BOOST_TEST(with([](config& c) { c.ping_after = 30s; }) ==
               "heartbeat_config::ping_after is 30 s; allowed: less than dead_after, 30 s");
    BOOST_TEST(with([](config& c) {
                   c.ping_after = 30s;
                   c.dead_after = 0s;
               }) == "");
    BOOST_TEST(hf::check(hf::pulse_config{.cadence = 1ns, .probe_timeout = 1s}) ==
               "pulse_config::cadence is 1 ns; allowed: 0 (off) or 100 ms to 24 h");
    BOOST_TEST(hf::check(hf::pulse_config{.cadence = 1s, .probe_timeout = 0s}) ==
               "pulse_config::probe_timeout is 0 s; allowed: 100 ms to 1 h");
}

BOOST_AUTO_TEST_SUITE_END()
