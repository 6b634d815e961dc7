// SPDX-License-Identifier: BSL-1.0
#include "sim/lab.hpp"

#include <array>
#include <set>

BOOST_AUTO_TEST_SUITE(sim_fault_effects)

namespace {

using namespace holdfast;
using namespace holdfast::test;
using sim::fault;
using kind = sim::output::kind;

constexpr std::string_view depth = "btcusdt@depth@100ms";

/// A client of the depth topic that has been served for two seconds.
struct served : lab {
    explicit served(sim::exchange_config config = {}) : lab(std::move(config))
    {
        id = connect("/stream?streams=" + std::string(depth) + "/btcusdt@bookTicker");
        run(2s);
        last = number(data(id, depth).back(), "u");
    }

    std::vector<json::object> next_second()
    {
        run(1s);
        return data(id, depth);
    }

    const sim::injection& done() const { return venue.faults().log().back(); }

    sim::connection_id id = 0;
    std::uint64_t last = 0;
};

sim::fault_options after(std::uint64_t messages)
{
    sim::fault_options out;
    out.after = messages;
    return out;
}

bool contiguous(const std::vector<json::object>& messages, std::uint64_t last)
{
    for (const json::object& m : messages)
        if (number(m, "U") != last + 1)
            return false;
        else
            last = number(m, "u");
    return true;
}

sim::fault_options on_topic(std::string_view topic)
{
    sim::fault_options out;
    out.topic = topic;
    return out;
}

} // namespace

BOOST_AUTO_TEST_CASE(without_faults_nothing_is_missing)
{
    served s;
    const auto messages = s.next_second();
    BOOST_TEST(messages.size() == 10u);
    BOOST_TEST(contiguous(messages, s.last));
    BOOST_TEST(s.venue.faults().log().empty());
}

BOOST_AUTO_TEST_CASE(a_lost_message_leaves_a_hole_and_a_note_of_its_ids)
{
    served s;
    s.venue.faults().inject(fault::lose, after(3));
    const auto messages = s.next_second();
    BOOST_TEST(messages.size() == 9u);
    BOOST_TEST(s.done().first == number(messages[2], "u") + 1);
    BOOST_TEST(s.done().last + 1 == number(messages[3], "U"));
    BOOST_TEST((s.done().what == fault::lose));
    BOOST_TEST(s.done().number == 1u);
    BOOST_TEST(s.done().on == s.id);
    BOOST_TEST(s.done().symbol == "BTCUSDT");
    BOOST_TEST(s.done().topic == depth);
    BOOST_TEST(s.done().text == std::string(depth) + " " + std::to_string(s.done().first) + " to " +
                                    std::to_string(s.done().last) + " lost");
}

BOOST_AUTO_TEST_CASE(a_duplicated_message_comes_twice)
{
    served s;
    s.venue.faults().inject(fault::duplicate);
    const auto messages = s.next_second();
    BOOST_TEST(messages.size() == 11u);
    BOOST_TEST((messages[0] == messages[1]));
    BOOST_TEST(s.done().last == number(messages[0], "u"));
}

BOOST_AUTO_TEST_CASE(reordered_messages_change_places)
{
    served s;
    s.venue.faults().inject(fault::reorder);
    auto messages = s.next_second();
    BOOST_TEST(messages.size() == 10u);
    BOOST_TEST(!contiguous(messages, s.last));
    BOOST_TEST(s.done().first == number(messages[1], "U"));
    std::swap(messages[0], messages[1]);
    BOOST_TEST(contiguous(messages, s.last));
}

BOOST_AUTO_TEST_CASE(every_kind_of_damage_can_be_seen)
{
    for (const auto how : {sim::damage::truncated, sim::damage::unquoted, sim::damage::bad_utf8}) {
        served s;
        sim::fault_options options;
        options.how = how;
        options.times = 50;
        options.aim = sim::fault_aim::any;
        s.venue.faults().inject(fault::corrupt, options);
        s.run(1s);
        std::size_t bad = 0;
        for (const std::string& text : s.texts(s.id)) {
            json::error_code failed;
            bad += (void(json::parse(text, failed)), failed) ? 1 : 0;
        }
        BOOST_TEST(bad == s.venue.faults().injected(fault::corrupt));
        BOOST_TEST(bad == 50u);
    }
}

BOOST_AUTO_TEST_CASE(a_spoiled_number_is_still_json)
{
    served s;
    sim::fault_options options;
    options.how = sim::damage::not_a_number;
    s.venue.faults().inject(fault::corrupt, options);
    s.run(100ms);
    std::size_t spoiled = 0;
    for (const json::object& message : s.data(s.id, depth))
        for (const char* side : {"b", "a"})
            for (const json::value& level : message.at(side).as_array())
                for (const json::value& number : level.as_array())
                    spoiled += number.as_string().starts_with("x") ? 1 : 0;
    BOOST_TEST(spoiled == 1u);
}

BOOST_AUTO_TEST_CASE(a_muted_connection_gets_pings_and_no_data_while_others_do)
{
    served s;
    const auto other = s.connect("/stream?streams=" + std::string(depth));
    sim::fault_options options;
    options.on = s.id;
    options.length = 30s;
    s.venue.faults().inject(fault::mute, options);
    s.received.clear();
    s.run(30s - 1ms);
    BOOST_TEST(s.count(s.id, kind::ping) >= 1u);
    BOOST_TEST(s.texts(s.id).empty());
    BOOST_TEST(s.data(other, depth).size() > 250u);
    const auto messages = s.next_second();
    BOOST_TEST(messages.size() >= 9u);
    BOOST_TEST(number(messages.front(), "U") > s.last + 100);
}

BOOST_AUTO_TEST_CASE(one_topic_can_be_muted_alone)
{
    served s;
    s.venue.faults().inject(fault::mute, on_topic(depth));
    s.run(5s);
    std::size_t tickers = 0;
    for (const std::string& text : s.texts(s.id)) {
        BOOST_TEST(text.find("depthUpdate") == std::string::npos);
        tickers += text.find("bookTicker") != std::string::npos ? 1 : 0;
    }
    BOOST_TEST(tickers > 10u);
    BOOST_TEST(s.done().topic == depth);
}

BOOST_AUTO_TEST_CASE(a_cut_line_is_forgotten)
{
    served s;
    s.venue.faults().inject(fault::cut);
    BOOST_TEST((s.venue.next_event() <= s.now));
    s.run(1ms);
    BOOST_TEST(s.count(s.id, kind::cut) == 1u);
    BOOST_TEST(s.venue.connections().empty());
    s.received.clear();
    s.run(5s);
    BOOST_TEST(s.received[s.id].empty());
}

BOOST_AUTO_TEST_CASE(a_line_can_be_cut_after_so_many_messages)
{
    served s;
    s.venue.faults().inject(fault::cut, after(4));
    s.received.clear();
    s.run(5s);
    BOOST_TEST(s.received[s.id].size() == 5u);
    BOOST_TEST((s.received[s.id].back().what == kind::cut));
}

BOOST_AUTO_TEST_CASE(close_codes_take_turns_or_are_chosen)
{
    std::set<std::uint16_t> codes;
    sim::exchange venue;
    for (sim::connection_id id = 1; id <= 6; ++id) {
        venue.open(id, "/ws", time_point{} + 1h);
        venue.faults().inject(fault::close_code);
        venue.advance(time_point{} + 1h);
        for (const sim::output& o : venue.take_outputs())
            if (o.what == kind::close)
                codes.insert(o.code);
    }
    BOOST_TEST((codes == std::set<std::uint16_t>{1001, 1008, 1011, 1012, 1013, 4000}));

    served s;
    sim::fault_options options;
    options.code = 4321;
    s.venue.faults().inject(fault::close_code, options);
    s.run(1ms);
    BOOST_REQUIRE(s.find(s.id, kind::close));
    BOOST_TEST(s.find(s.id, kind::close)->code == 4321);
    BOOST_TEST(s.done().text == "closed with code 4321");
}

BOOST_AUTO_TEST_CASE(faults_of_the_line_are_handed_to_the_server)
{
    const std::array<std::pair<fault, kind>, 4> table{{{fault::half_open_in, kind::half_open_in},
                                                       {fault::half_open_out, kind::half_open_out},
                                                       {fault::half_open, kind::half_open},
                                                       {fault::slow, kind::slow}}};
    for (const auto& [what, expected] : table) {
        served s;
        s.venue.faults().inject(what);
        s.run(1ms);
        BOOST_TEST(s.count(s.id, expected) == 1u);
        BOOST_TEST(s.venue.connections().size() == 1u);
        BOOST_TEST((s.done().what == what));
    }
}

BOOST_AUTO_TEST_CASE(a_slow_line_has_a_rate_and_a_length)
{
    served s;
    s.venue.faults().inject(fault::slow);
    s.run(1ms);
    BOOST_TEST(s.find(s.id, kind::slow)->bytes_per_second == 4000u);
    BOOST_TEST((s.find(s.id, kind::slow)->length == 5s));
}

BOOST_AUTO_TEST_CASE(a_half_open_connection_is_closed_when_its_pongs_do_not_come)
{
    served s;
    s.venue.faults().inject(fault::half_open);
    s.answers_pings = false;
    s.run(2min);
    BOOST_TEST(s.count(s.id, kind::close) == 1u);
}

BOOST_AUTO_TEST_CASE(no_message_is_spoiled_that_would_not_arrive_anyway)
{
    served s;
    s.venue.faults().inject(fault::half_open_in);
    s.run(1ms);
    s.venue.faults().inject(fault::lose);
    s.run(1s);
    BOOST_TEST(s.venue.faults().injected(fault::lose) == 0u);
    const auto other = s.connect("/stream?streams=" + std::string(depth));
    s.run(1s);
    BOOST_TEST(s.venue.faults().injected(fault::lose) == 1u);
    BOOST_TEST(s.done().on == other);
}

BOOST_AUTO_TEST_CASE(new_connections_are_refused_closed_or_shown_a_wrong_certificate)
{
    for (const fault what : {fault::refuse, fault::accept_then_close, fault::wrong_certificate}) {
        lab f;
        f.venue.faults().inject(what);
        BOOST_TEST((f.venue.accept(1, f.now) == what));
        BOOST_TEST(!f.venue.accept(2, f.now));
        BOOST_TEST(f.venue.faults().log().back().on == 1u);
    }
}

BOOST_AUTO_TEST_CASE(an_upgrade_is_turned_away_with_429)
{
    lab f;
    f.venue.faults().inject(fault::upgrade_429);
    const sim::http_reply reply = f.venue.upgrade(1, "/ws", f.now);
    BOOST_TEST(reply.status == 429u);
    BOOST_TEST(reply.headers.at(0).second == "1");
    BOOST_TEST(f.venue.upgrade(1, "/ws", f.now).status == 101u);
}

BOOST_AUTO_TEST_CASE(requests_are_answered_wrongly)
{
    served s;
    const std::string target = "/api/v3/depth?symbol=BTCUSDT&limit=5000";
    s.venue.faults().inject(fault::rest_429);
    s.venue.faults().inject(fault::rest_500);
    s.venue.faults().inject(fault::rest_never);
    BOOST_TEST(s.get("/api/v3/time").status == 200u); // only snapshots are aimed at
    BOOST_TEST(s.get(target).status == 429u);
    BOOST_TEST(s.get(target).status == 500u);
    BOOST_TEST(s.get(target).never);
    BOOST_TEST(s.get(target).status == 200u);
    BOOST_TEST(s.venue.faults().injected() == 3u);
}

BOOST_AUTO_TEST_CASE(a_stale_snapshot_is_a_true_book_of_the_past)
{
    served s;
    s.venue.faults().inject(fault::rest_stale);
    const json::object old = s.snapshot("BTCUSDT");
    BOOST_TEST(number(old, "lastUpdateId") < s.venue.last_id("BTCUSDT") - 100);
    BOOST_TEST(map_book(old).difference(s.venue, "BTCUSDT") == "");
    BOOST_TEST(s.done().last == number(old, "lastUpdateId"));
}

BOOST_AUTO_TEST_CASE(a_stale_snapshot_waits_until_there_is_a_past)
{
    lab f;
    f.venue.faults().inject(fault::rest_stale);
    BOOST_TEST(number(f.snapshot("BTCUSDT"), "lastUpdateId") == f.venue.last_id("BTCUSDT"));
    BOOST_TEST(f.venue.faults().log().empty());
    f.run(1s);
    BOOST_TEST(number(f.snapshot("BTCUSDT"), "lastUpdateId") < f.venue.last_id("BTCUSDT"));
    BOOST_TEST(f.venue.faults().log().size() == 1u);
}

BOOST_AUTO_TEST_CASE(garbage_is_no_usable_book)
{
    served s;
    sim::fault_options often;
    often.times = 100;
    s.venue.faults().inject(fault::rest_garbage, often);
    std::set<std::string> kinds;
    for (int i = 0; i < 100; ++i) {
        const sim::http_reply reply = s.get("/api/v3/depth?symbol=BTCUSDT");
        BOOST_TEST(reply.status == 200u);
        kinds.insert(s.done().text);
        json::error_code failed;
        const json::value body = json::parse(reply.body, failed);
        if (failed || !body.at("bids").is_array())
            continue;
        const auto& bids = body.at("bids").as_array();
        const auto& asks = body.at("asks").as_array();
        const auto price = [](const json::array& side) {
            return std::stod(std::string(side[0].as_array()[0].as_string()));
        };
        BOOST_TEST(price(bids) >= price(asks)); // Empty sides would be a book.
    }
    BOOST_TEST(kinds.size() == 5u);
}

BOOST_AUTO_TEST_CASE(a_long_random_run_does_everything_and_ends_in_health)
{
    sim::exchange_config config;
    config.symbols = {"BTCUSDT", "ETHUSDT"};
    config.faults.faults = sim::fault_set(sim::all_faults.begin(), sim::all_faults.end());
    config.faults.every = 2s;
    config.faults.mute_for = 3s;
    config.faults.quiet_after = 8min;
    config.burst_every = 50ms;
    config.rules.attempts = 0;
    config.rules.rest_weight = 0;
    lab f(config);

    // A client that comes back as soon as it is thrown out or hung up, and asks for a snapshot now and then.
    sim::connection_id id = 1'000'000;
    const auto come_back = [&] {
        for (bool in = false; !in; ++id)
            if (!f.venue.accept(id, f.now) && f.venue.upgrade(id, "/stream", f.now).status == 101) {
                f.venue.open(id, "/stream", f.now);
                f.venue.receive(
                    id, R"({"method":"SUBSCRIBE","params":["btcusdt@depth@100ms","ethusdt@trade"],"id":1})",
                    f.now);
                in = true;
            }
        --id;
    };
    come_back();
    time_point asked = f.now;
    f.run(9min, [&] {
        if (f.now - asked > 1s) {
            (void)f.get("/api/v3/depth?symbol=BTCUSDT&limit=100");
            asked = f.now;
        }
        for (const kind end : {kind::half_open, kind::half_open_in, kind::half_open_out})
            if (f.count(id, end) > 0)
                f.venue.closed(id, f.now);
        f.received.clear();
        if (f.venue.connections().empty()) {
            ++id;
            come_back();
        }
    });

    const std::set<fault> unknown_to_binance{fault::restart, fault::revoke};
    for (const fault what : sim::all_faults)
        BOOST_TEST((f.venue.faults().injected(what) >= 5u) !=
                       (unknown_to_binance.contains(what) || sim::concerns_accounts(what)),
                   sim::to_string(what));
    for (const sim::injection& i : f.venue.faults().log()) {
        BOOST_TEST((i.at <= time_point{} + 1h + 8min));
        BOOST_TEST(!i.text.empty());
    }
    f.run(1s);
    BOOST_TEST(contiguous(f.data(id, depth), 0) == false);
    f.run(1s);
    const auto last_words = f.data(id, depth);
    BOOST_REQUIRE(last_words.size() == 10u);
    BOOST_TEST(contiguous(last_words, number(last_words.front(), "U") - 1));
}

BOOST_AUTO_TEST_SUITE_END()
