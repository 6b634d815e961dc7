// SPDX-License-Identifier: BSL-1.0
#include <holdfast/sim/faults.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <map>

BOOST_AUTO_TEST_SUITE(sim_fault_plan)

namespace {

using namespace holdfast;
using namespace holdfast::sim;
using namespace std::chrono_literals;

constexpr time_point start = time_point{} + 1h;

fault_plan_config random_plan(std::uint64_t seed = 1)
{
    fault_plan_config config;
    config.seed = seed;
    config.faults = fault_set(all_faults.begin(), all_faults.end());
    config.every = 1s;
    return config;
}

opportunity frame(connection_id on, std::string_view topic, bool sequenced = true, bool book = true)
{
    return {fault_moment::frame, on, topic, sequenced, book, true};
}

/// A session that always comes back: asks at every opportunity, at each tenth of a second.
struct asker {
    explicit asker(fault_plan_config config) : plan(std::move(config))
    {
        plan.start(start);
        plan.opened(connection, start);
    }

    void run(duration time)
    {
        for (const time_point until = now + time; now < until; now += 100ms) {
            plan.advance(now);
            ask({fault_moment::request, 0, "/api/v3/depth", true, true, true});
            ask({fault_moment::accept, connection, {}, true, true, true});
            ask({fault_moment::upgrade, connection, {}, true, true, true});
            ask({fault_moment::control, connection, "btcusdt@depth", true, true, true});
            ask(frame(connection, "btcusdt@depth"));
            ask({fault_moment::line, connection, {}, true, true, true});
        }
    }

    void ask(const opportunity& chance)
    {
        const auto order = plan.ask(chance);
        if (!order)
            return;
        plan.record({0, now, order->what, chance.on, {}, {}, 0, 0, {}});
        if (moment_of(order->what) == fault_moment::line) {
            plan.closed(connection);
            plan.opened(++connection, now);
        }
    }

    fault_plan plan;
    connection_id connection = 1;
    time_point now = start;
};

std::vector<fault> story(std::uint64_t seed)
{
    asker a(random_plan(seed));
    a.run(5min);
    std::vector<fault> out;
    for (const injection& i : a.plan.log())
        out.push_back(i.what);
    return out;
}

} // namespace

BOOST_AUTO_TEST_CASE(every_fault_has_a_name_of_its_own)
{
    for (const fault what : all_faults)
        BOOST_TEST((fault_from_string(to_string(what)) == what));
    for (const fault what : edge_faults)
        BOOST_TEST((fault_from_string(to_string(what)) == what));
    BOOST_TEST(!fault_from_string("earthquake"));
    BOOST_TEST(!fault_from_string(""));
    BOOST_TEST(to_string(static_cast<fault>(200)) == "unknown");
}

BOOST_AUTO_TEST_CASE(a_list_of_faults_is_understood_or_the_unknown_word_named)
{
    BOOST_TEST(faults_from_string("all").faults.size() == fault_kinds);
    BOOST_TEST((faults_from_string("edge").faults == fault_set(edge_faults.begin(), edge_faults.end())));
    BOOST_TEST(faults_from_string("none").faults.empty());
    BOOST_TEST((faults_from_string("cut,lose").faults == fault_set{fault::cut, fault::lose}));
    BOOST_TEST(faults_from_string("cut,loose").unknown == "loose");
    BOOST_TEST(faults_from_string("cut,").unknown == "(an empty word)");
    BOOST_TEST(faults_from_string("").unknown == "(an empty word)");
}

BOOST_AUTO_TEST_CASE(the_random_plan_covers_all_faults_fairly)
{
    asker a(random_plan());
    a.run(10min);
    std::uint64_t fewest = ~std::uint64_t{0};
    std::uint64_t most = 0;
    for (const fault what : all_faults) {
        if (what == fault::cut || what == fault::lose) // these also provoke others
            continue;
        if (concerns_accounts(what))
            continue;
        fewest = std::min(fewest, a.plan.injected(what));
        most = std::max(most, a.plan.injected(what));
    }
    BOOST_TEST(fewest >= 10u);
    BOOST_TEST(most <= fewest + 1);
}

BOOST_AUTO_TEST_CASE(faults_come_at_the_pace_that_was_asked_for)
{
    fault_plan_config config = random_plan();
    config.faults = {fault::mute};
    config.every = 10s;
    asker a(config);
    a.run(1000s);
    BOOST_TEST(a.plan.injected() >= 80u);
    BOOST_TEST(a.plan.injected() <= 120u);
}

BOOST_AUTO_TEST_CASE(the_same_seed_tells_the_same_story)
{
    BOOST_TEST((story(3) == story(3)));
    BOOST_TEST((story(3) != story(4)));
}

BOOST_AUTO_TEST_CASE(the_random_plan_ends_in_quiet)
{
    fault_plan_config config = random_plan();
    config.quiet_after = 1min;
    asker a(config);
    a.run(1min);
    const std::uint64_t before = a.plan.injected();
    BOOST_TEST(before > 10u);
    a.run(10min);
    BOOST_TEST(a.plan.injected() == before);
    BOOST_TEST((a.plan.next() == never));
}

BOOST_AUTO_TEST_CASE(quiet_is_also_had_at_once)
{
    asker a(random_plan());
    a.run(5s);
    a.plan.quiet();
    const std::uint64_t before = a.plan.injected();
    a.run(1min);
    BOOST_TEST(a.plan.injected() == before);
}

BOOST_AUTO_TEST_CASE(a_disabled_fault_never_comes)
{
    asker a(random_plan());
    a.plan.disable(fault::wrong_certificate);
    a.run(10min);
    BOOST_TEST(a.plan.injected(fault::wrong_certificate) == 0u);
    BOOST_TEST(a.plan.injected(fault::refuse) > 5u);
}

BOOST_AUTO_TEST_CASE(faults_of_requests_and_of_new_connections_are_provoked)
{
    fault_plan_config config = random_plan();
    config.faults = {fault::rest_500};
    fault_plan plan(config);
    plan.start(start);
    plan.opened(1, start);
    plan.advance(start + 2s);
    const auto lost = plan.ask(frame(1, "btcusdt@depth"));
    BOOST_REQUIRE(lost);
    BOOST_TEST((lost->what == fault::lose));

    config.faults = {fault::upgrade_429};
    plan = fault_plan(config);
    plan.start(start);
    plan.opened(1, start);
    plan.advance(start + 2s);
    const auto cut = plan.ask({fault_moment::line, 1, {}, true, true, false});
    BOOST_REQUIRE(cut);
    BOOST_TEST((cut->what == fault::cut));
}

BOOST_AUTO_TEST_CASE(a_card_without_opportunity_does_not_hold_up_the_others)
{
    fault_plan_config config = random_plan();
    config.faults = {fault::lose, fault::mute, fault::rest_500};
    fault_plan plan(config);
    plan.start(start);
    plan.opened(1, start);
    std::size_t mutes = 0;
    for (time_point now = start; now < start + 5min; now += 100ms) {
        plan.advance(now); // no sequenced topic, and nobody asks for a snapshot
        mutes += plan.ask({fault_moment::line, 1, {}, true, true, true}) ? 1 : 0;
        BOOST_TEST(!plan.ask(frame(1, "btcusdt@bookTicker", false, false)));
    }
    BOOST_TEST(mutes > 10u);
}

BOOST_AUTO_TEST_CASE(a_card_outlives_the_connection_it_was_meant_for)
{
    fault_plan_config config = random_plan();
    config.faults = {fault::lose, fault::duplicate, fault::reorder, fault::corrupt};
    const auto next_on = [](fault_plan& plan, connection_id on) -> std::optional<fault> {
        for (int i = 0; i < 30; ++i)
            if (const auto order = plan.ask(frame(on, "btcusdt@depth")))
                return order->what;
        return std::nullopt;
    };
    fault_plan plan(config);
    plan.opened(1, start);
    plan.advance(start + 2s);
    fault_plan undisturbed = plan;
    const auto meant = next_on(undisturbed, 1);

    plan.closed(1);
    BOOST_TEST(!next_on(plan, 1));
    plan.opened(2, start + 3s);
    plan.advance(start + 5s);
    BOOST_TEST((next_on(plan, 2) == meant));
    BOOST_TEST(!next_on(plan, 2));
}

// ---- accounts

namespace {

/// Asks at every opportunity that a connection which is somebody's has, at each tenth of a second.
std::map<fault, std::size_t> faults_of_an_owner(fault_plan& plan, duration time)
{
    std::map<fault, std::size_t> out;
    connection_id on = 1;
    const auto open = [&](time_point now) {
        plan.opened(on, now);
        plan.owned(on, now);
    };
    open(start);
    for (time_point now = start; now < start + time; now += 100ms) {
        plan.advance(now);
        for (const opportunity& chance : {opportunity{fault_moment::accept, on},
                                          {fault_moment::upgrade, on},
                                          {fault_moment::request, 0, {}, true, false},
                                          {fault_moment::order, on},
                                          {fault_moment::report, on},
                                          {fault_moment::fill, on},
                                          {fault_moment::login, on},
                                          {fault_moment::line, on}}) {
            const auto order = plan.ask(chance);
            if (!order)
                continue;
            ++out[order->what];
            if (chance.moment == fault_moment::line) {
                plan.closed(on++);
                open(now);
            }
        }
    }
    return out;
}

} // namespace

BOOST_AUTO_TEST_CASE(nobodys_connection_is_spared_the_faults_of_accounts)
{
    asker a(random_plan());
    a.run(10min);
    for (const fault what : all_faults)
        BOOST_TEST((a.plan.injected(what) == 0) == concerns_accounts(what), to_string(what));
}

BOOST_AUTO_TEST_CASE(nobodys_connection_has_the_same_faults_whether_there_are_accounts_or_not)
{
    fault_plan_config without = random_plan();
    std::erase_if(without.faults, [](fault what) { return concerns_accounts(what); });
    asker a(random_plan());
    asker b(without);
    a.run(5min);
    b.run(5min);
    BOOST_TEST_REQUIRE(a.plan.log().size() == b.plan.log().size());
    for (std::size_t i = 0; i < a.plan.log().size(); ++i)
        BOOST_TEST(
            (a.plan.log()[i].what == b.plan.log()[i].what && a.plan.log()[i].at == b.plan.log()[i].at));
}

BOOST_AUTO_TEST_CASE(somebodys_connection_has_the_faults_of_accounts_in_place_of_those_of_data)
{
    fault_plan plan(random_plan());
    const auto done = faults_of_an_owner(plan, 10min);
    for (const fault what : all_faults) {
        const bool of_data = moment_of(what) == fault_moment::frame ||
                             moment_of(what) == fault_moment::control || what == fault::rest_stale;
        BOOST_TEST(done.contains(what) != of_data, to_string(what));
    }
}

BOOST_AUTO_TEST_CASE(a_plan_of_accounts_alone_begins_when_there_is_an_owner)
{
    fault_plan_config config = random_plan();
    config.faults = {fault::kill_key};
    fault_plan plan(config);
    plan.opened(1, start);
    BOOST_TEST((plan.next() == never));
    plan.owned(1, start);
    BOOST_TEST((plan.next() != never));
    plan.advance(start + 2s);
    BOOST_TEST(plan.would_answer({fault_moment::login, 1}));
}

BOOST_AUTO_TEST_CASE(an_order_that_never_comes_holds_nobody_up)
{
    fault_plan_config config = random_plan();
    config.faults = {fault::lose_answer, fault::mute};
    fault_plan plan(config);
    plan.opened(1, start);
    plan.owned(1, start);
    plan.opened(2, start);
    std::size_t mutes = 0;
    for (time_point now = start; now < start + 1min; now += 100ms) {
        plan.advance(now);
        mutes += plan.ask({fault_moment::line, 2}) ? 1u : 0u;
    }
    BOOST_TEST(mutes >= 55u);
}

// ---- scripts

BOOST_AUTO_TEST_CASE(a_script_says_where_when_and_how_often)
{
    fault_plan plan;
    fault_options options;
    options.topic = "b@depth";
    options.after = 2;
    options.times = 3;
    plan.inject(fault::lose, options);
    std::string seen;
    for (int i = 0; i < 8; ++i) {
        BOOST_TEST(!plan.ask(frame(1, "a@depth")));
        seen += plan.ask(frame(1, "b@depth")) ? 'x' : '.';
    }
    BOOST_TEST(seen == "..xxx...");
}

BOOST_AUTO_TEST_CASE(a_script_without_a_topic_aims_where_a_loss_can_be_seen)
{
    fault_plan plan;
    plan.inject(fault::lose);
    BOOST_TEST(!plan.ask(frame(1, "a@bookTicker", false, false)));
    BOOST_TEST(plan.ask(frame(1, "a@trade", true, false)).has_value());

    fault_options books;
    books.aim = fault_aim::book;
    plan.inject(fault::lose, books);
    BOOST_TEST(!plan.ask(frame(1, "a@trade", true, false)));
    BOOST_TEST(plan.ask(frame(1, "a@depth", true, true)).has_value());

    fault_options anything;
    anything.aim = fault_aim::any;
    plan.inject(fault::lose, anything);
    BOOST_TEST(plan.ask(frame(1, "a@bookTicker", false, false)).has_value());
}

BOOST_AUTO_TEST_CASE(a_script_for_one_connection_leaves_the_others_alone)
{
    fault_plan plan;
    fault_options options;
    options.on = 2;
    plan.inject(fault::cut, options);
    BOOST_TEST(!plan.ask({fault_moment::line, 1, {}, true, true, true}));
    BOOST_TEST(plan.would_answer({fault_moment::line, 2, {}, true, true, false}));
    BOOST_TEST(plan.ask({fault_moment::line, 2, {}, true, true, true}).has_value());
    BOOST_TEST(!plan.would_answer({fault_moment::line, 2, {}, true, true, false}));
}

BOOST_AUTO_TEST_CASE(the_log_is_bounded_and_the_counters_are_not)
{
    fault_plan_config config;
    config.log_capacity = 3;
    fault_plan plan(config);
    for (int i = 0; i < 10; ++i)
        plan.record({0, start, fault::cut, 1, {}, {}, 0, 0, {}});
    BOOST_TEST(plan.log().size() == 3u);
    BOOST_TEST(plan.log().front().number == 8u);
    BOOST_TEST(plan.injected() == 10u);
    BOOST_TEST(plan.injected(fault::cut) == 10u);
    BOOST_TEST(plan.injected(fault::lose) == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
