// SPDX-License-Identifier: BSL-1.0
#include <holdfast/policy/clock_offset.hpp>

#include <boost/test/unit_test.hpp>

#include <array>
#include <string>

namespace hf = holdfast;
using namespace std::chrono_literals;

namespace {

constexpr hf::time_point start{1000s};
constexpr hf::wall_time noon{hf::duration(1'700'000'000s)};

constexpr hf::clock_offset_config exact{.samples = 1, .resolution = 0s};

// This machine's calendar, which keeps pace with the monotonic clock until somebody moves it.
constexpr hf::wall_time local_at(hf::time_point now, hf::duration moved = 0s)
{
    return noon + (now - start) + moved;
}

// An exchange whose calendar is `ahead` of this machine's.
struct exchange {
    hf::duration ahead = 0s;
    hf::duration there = 10ms; // The way to it.
    hf::duration back = 10ms;  // The way from it.
    hf::duration moved = 0s;   // This machine's calendar was moved by this much; the exchange's was not.

    [[nodiscard]] constexpr hf::clock_sample ask(hf::time_point when) const
    {
        const hf::time_point received = when + there + back;
        return {when, received, local_at(received, moved), local_at(when + there) + ahead};
    }
};

constexpr hf::clock_offset measured(const exchange& from, hf::clock_offset_config config = exact)
{
    hf::clock_offset clock(config);
    for (unsigned i = 0; i != config.samples; ++i)
        clock.add(from.ask(start));
    return clock;
}

// ---- a table of clocks ---------------------------------------------------------------------------------

struct row {
    const char* name;
    exchange from;
    hf::duration offset;
    hf::duration uncertainty;
};

constexpr std::array rows{
    row{"the same time", {}, 0s, 10ms},
    row{"a minute behind", {.ahead = 60s}, 60s, 10ms},
    row{"a minute ahead", {.ahead = -60s}, -60s, 10ms},
    row{"a long way there", {.ahead = 1s, .there = 90ms}, 1040ms, 50ms},
    row{"a long way back", {.ahead = 1s, .back = 90ms}, 960ms, 50ms},
    row{"no way at all", {.ahead = 1s, .there = 0s, .back = 0s}, 1s, 0s},
};

constexpr bool holds(const row& r)
{
    const hf::clock_offset clock = measured(r.from);
    const hf::time_point received = start + r.from.there + r.from.back;
    const hf::duration wrong_by = clock.offset() - r.from.ahead;
    return clock.offset() == r.offset && clock.uncertainty(received) == r.uncertainty &&
           wrong_by <= r.uncertainty && wrong_by >= -r.uncertainty;
}

static_assert([] {
    for (const row& r : rows)
        if (!holds(r))
            return false;
    return true;
}());

} // namespace

BOOST_AUTO_TEST_SUITE(clock_offset)

BOOST_AUTO_TEST_CASE(the_middle_of_the_round_trip_is_never_wrong_by_more_than_it_says)
{
    for (const row& r : rows)
        BOOST_TEST_CONTEXT(r.name)
        {
            BOOST_TEST(holds(r));
        }
}

BOOST_AUTO_TEST_CASE(fault_31_a_clock_that_is_a_minute_off_signs_with_the_exchanges_time)
{
    const exchange slow{.ahead = 60s};
    const hf::clock_offset clock = measured(slow);
    const hf::time_point later = start + 5s;
    BOOST_TEST((clock.correct(local_at(later)) == local_at(later) + 60s));
}

BOOST_AUTO_TEST_CASE(what_is_cut_off_an_answer_is_half_given_back_and_stated)
{
    const hf::clock_offset clock =
        measured({.ahead = 5s}, hf::clock_offset_config{.samples = 1, .resolution = 1s});
    BOOST_TEST((clock.offset() == 5500ms));
    BOOST_TEST((clock.uncertainty(start + 20ms) == 510ms));
}

BOOST_AUTO_TEST_CASE(before_the_first_answer_nothing_is_known_and_nothing_corrected)
{
    const hf::clock_offset clock;
    BOOST_TEST(!clock.known());
    BOOST_TEST((clock.uncertainty(start) == hf::duration::max()));
    BOOST_TEST((clock.correct(noon) == noon));
    BOOST_TEST(clock.due(start, noon));
}

BOOST_AUTO_TEST_CASE(the_shortest_round_trip_is_kept_whenever_it_comes)
{
    const exchange quick{.ahead = 1s, .there = 5ms, .back = 5ms};
    const exchange queued{.ahead = 1s, .there = 5ms, .back = 305ms};
    for (const auto& [first, second] : {std::pair(quick, queued), std::pair(queued, quick)}) {
        hf::clock_offset clock(hf::clock_offset_config{.samples = 2, .resolution = 0s});
        clock.add(first.ask(start));
        clock.add(second.ask(start + 1s));
        BOOST_TEST((clock.offset() == 1s));
    }
}

BOOST_AUTO_TEST_CASE(an_old_answer_fades_until_a_slower_new_one_is_worth_more)
{
    // 10 ms at first, and 500 millionths of the time since: 20 ms after 20 s, 30 ms after 40 s.
    const exchange slower{.ahead = 1s, .there = 25ms, .back = 25ms};
    hf::clock_offset clock = measured({.ahead = 0s});
    clock.add(slower.ask(start + 20s));
    BOOST_TEST((clock.offset() == 0s));
    clock.add(slower.ask(start + 40s));
    BOOST_TEST((clock.offset() == 1s));
}

BOOST_AUTO_TEST_CASE(the_uncertainty_grows_with_time)
{
    const hf::clock_offset clock = measured({});
    BOOST_TEST((clock.uncertainty(start + 20ms + 100s) == 60ms));
}

BOOST_AUTO_TEST_CASE(a_measurement_is_several_answers_and_then_lasts_for_its_age)
{
    hf::clock_offset clock(hf::clock_offset_config{.samples = 3, .max_age = 60s});
    for (const hf::duration at : {0s, 1s, 2s}) {
        BOOST_TEST(clock.due(start + at, local_at(start + at)));
        clock.add(exchange().ask(start + at));
    }
    BOOST_TEST(!clock.due(start + 59s, local_at(start + 59s)));
    BOOST_TEST(clock.due(start + 61s, local_at(start + 61s)));
}

BOOST_AUTO_TEST_CASE(the_next_measurement_takes_as_many_answers_as_the_first)
{
    hf::clock_offset clock =
        measured({}, hf::clock_offset_config{.samples = 2, .max_age = 60s, .resolution = 0s});
    clock.add(exchange().ask(start + 61s));
    BOOST_TEST(clock.due(start + 62s, local_at(start + 62s)));
    clock.add(exchange().ask(start + 62s));
    BOOST_TEST(!clock.due(start + 63s, local_at(start + 63s)));
}

BOOST_AUTO_TEST_CASE(distrust_asks_again_at_once_and_keeps_what_it_has_until_the_answer)
{
    hf::clock_offset clock = measured({.ahead = 60s});
    clock.distrust();
    BOOST_TEST(clock.due(start + 1s, local_at(start + 1s)));
    BOOST_TEST(!clock.known());
    BOOST_TEST((clock.offset() == 60s));
}

BOOST_AUTO_TEST_CASE(after_distrust_any_answer_beats_the_old_one_however_slow_it_is)
{
    hf::clock_offset clock = measured({.ahead = 60s, .there = 1ms, .back = 1ms});
    clock.distrust();
    clock.add(exchange{.ahead = 2s, .there = 200ms, .back = 200ms}.ask(start + 1s));
    BOOST_TEST((clock.offset() == 2s));
    BOOST_TEST(clock.known());
}

BOOST_AUTO_TEST_CASE(a_calendar_that_somebody_moved_is_noticed_without_asking)
{
    const hf::clock_offset clock = measured({});
    BOOST_TEST(!clock.due(start + 5s, local_at(start + 5s, 400ms)));
    BOOST_TEST(clock.due(start + 5s, local_at(start + 5s, 60s)));
    BOOST_TEST(clock.due(start + 5s, local_at(start + 5s, -60s)));
}

BOOST_AUTO_TEST_CASE(after_the_calendar_was_moved_a_slow_answer_beats_the_quick_one_from_before)
{
    hf::clock_offset clock = measured({.there = 1ms, .back = 1ms});
    clock.add(exchange{.there = 50ms, .back = 50ms, .moved = 60s}.ask(start + 5s));
    BOOST_TEST((clock.offset() == -60s));
    BOOST_TEST(!clock.due(start + 6s, local_at(start + 6s, 60s)));
}

BOOST_AUTO_TEST_CASE(an_answer_from_before_its_question_is_passed_over)
{
    hf::clock_offset clock = measured({.ahead = 1s});
    const hf::clock_offset before = clock;
    clock.add({start + 2s, start + 1s, noon, noon});
    BOOST_TEST((clock == before));
}

BOOST_AUTO_TEST_CASE(the_defaults_are_good_and_bad_values_are_named)
{
    BOOST_TEST(check(hf::clock_offset_config()).empty());
    BOOST_TEST(check(hf::clock_offset_config{.samples = 0}).find("samples is 0") != std::string::npos);
    BOOST_TEST(check(hf::clock_offset_config{.max_age = 1s}).find("max_age is 1 s") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
