// SPDX-License-Identifier: BSL-1.0
#include "sim/lab.hpp"

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <memory>
#include <sstream>

BOOST_AUTO_TEST_SUITE(sim_tape)

namespace {

using namespace holdfast;
using namespace holdfast::test;
using sim::fault;

constexpr std::string_view depth = "btcusdt@depth@100ms";
constexpr std::string_view pushed_topic = "orderbook.50.BTCUSDT";

/// A tape of our own, a line at a time.
struct recording {
    /// The connection of the lines that follow.
    recording& over(std::string_view connection)
    {
        connection_ = connection;
        return *this;
    }

    recording& line(std::chrono::milliseconds at, std::string_view kind, std::string_view text,
                    std::string_view url = {})
    {
        json::object o{{"t", std::chrono::nanoseconds(1'700'000'000s + at).count()},
                       {"k", kind},
                       {"c", connection_},
                       {"d", text}};
        if (!url.empty())
            o["url"] = url;
        text_ += json::serialize(o) + "\n";
        return *this;
    }

    recording& changes(std::chrono::milliseconds at, int first, int last, std::string_view bid_quantity)
    {
        return line(at, "recv",
                    R"({"stream":"btcusdt@depth@100ms","data":{"e":"depthUpdate","E":1,"s":"BTCUSDT","U":)" +
                        std::to_string(first) + ",\"u\":" + std::to_string(last) +
                        R"(,"b":[["10.00000000",")" + std::string(bid_quantity) + R"("]],"a":[]}})");
    }

    /// A message of Bybit's with one bid.
    recording& pushed(std::chrono::milliseconds at, std::string_view type, int u, std::string_view price,
                      std::string_view quantity)
    {
        return line(at, "recv",
                    R"({"topic":"orderbook.50.BTCUSDT","type":")" + std::string(type) +
                        R"(","ts":1,"data":{"s":"BTCUSDT","b":[[")" + std::string(price) + R"(",")" +
                        std::string(quantity) + R"("]],"a":[["11","1"]],"u":)" + std::to_string(u) +
                        R"(,"seq":1},"cts":1})");
    }

    recording& snapshot(std::chrono::milliseconds at, int id, std::string_view url = {})
    {
        return line(at, "http",
                    "{\"lastUpdateId\":" + std::to_string(id) +
                        R"(,"bids":[["9.00000000","1.00000000"]],"asks":[["11.00000000","1.00000000"]]})",
                    url);
    }

    recording& raw(std::string_view bytes)
    {
        text_ += bytes;
        return *this;
    }

    std::shared_ptr<std::istream> stream() const { return std::make_shared<std::istringstream>(text_); }

    sim::tape_config at_speed(double speed) const
    {
        sim::tape_config out;
        out.stream = stream();
        out.speed = speed;
        return out;
    }

private:
    std::string text_;
    std::string connection_ = "ws";
};

recording short_tape()
{
    return recording{}
        .changes(0ms, 101, 105, "1.00000000")
        .changes(100ms, 106, 110, "2.00000000")
        .snapshot(150ms, 107)
        .changes(200ms, 111, 112, "3.00000000")
        .line(
            250ms, "recv",
            R"({"stream":"btcusdt@bookTicker","data":{"u":112,"s":"BTCUSDT","b":"10.00000000","B":"3.00000000","a":"11.00000000","A":"1.00000000"}})")
        .changes(1000ms, 113, 113, "4.00000000");
}

/// The recorded traffic, if it is there.
std::optional<std::string> data_file(const std::string& name)
{
    const char* const told = std::getenv("HOLDFAST_TEST_DATA");
    for (const std::string& directory : {std::string(told ? told : ""), std::string("../shared/data")})
        if (!directory.empty() && std::filesystem::exists(directory + "/" + name))
            return directory + "/" + name;
    BOOST_TEST_MESSAGE("SKIPPED: no recording " << name << "; name its directory in HOLDFAST_TEST_DATA");
    std::cerr << "SKIPPED: " << boost::unit_test::framework::current_test_case().p_name << ": no recording "
              << name << "; name its directory in HOLDFAST_TEST_DATA\n";
    return std::nullopt;
}

sim::tape_config tape_of(const std::string& file, double speed)
{
    sim::tape_config out;
    out.file = file;
    out.speed = speed;
    return out;
}

} // namespace

BOOST_AUTO_TEST_CASE(lines_are_read_one_by_one)
{
    sim::tape_reader reader(
        recording{}.line(7ms, "recv", "hello").line(9ms, "http", "{}", "http://x/?a=b").stream());
    const auto first = reader.next();
    BOOST_REQUIRE(first);
    BOOST_TEST((first->at == 1'700'000'000s + 7ms));
    BOOST_TEST((first->what == sim::tape_entry::kind::recv));
    BOOST_TEST(first->connection == "ws");
    BOOST_TEST(first->text == "hello");
    const auto second = reader.next();
    BOOST_REQUIRE(second);
    BOOST_TEST(second->url == "http://x/?a=b");
    BOOST_TEST(!reader.next());
    BOOST_TEST(reader.skipped() == 0u);
}

BOOST_AUTO_TEST_CASE(lines_that_cannot_be_understood_are_left_out_and_counted)
{
    const std::string bad =
        "\n{}\nnonsense\n[1]\n{\"t\":\"x\",\"k\":\"recv\"}\n{\"t\":1,\"k\":\"sing\"}\n\xff\xfe\n";
    sim::tape_reader reader(recording{}.raw(bad).line(1ms, "recv", "good").raw("{\"t\":1,\"k\":").stream());
    const auto good = reader.next();
    BOOST_REQUIRE(good);
    BOOST_TEST(good->text == "good");
    BOOST_TEST(!reader.next());
    BOOST_TEST(reader.skipped() == 8u);
    BOOST_TEST(!sim::tape_reader(nullptr).next());
}

BOOST_AUTO_TEST_CASE(a_line_without_end_does_not_fill_the_memory)
{
    const std::string endless(100'000, ' ');
    const auto tape = recording{}.line(0ms, "recv", endless).line(1ms, "recv", "good").stream();
    sim::tape_reader reader(tape, 1000);
    BOOST_TEST(reader.next()->text == "good");
    BOOST_TEST(reader.skipped() == 1u);
}

BOOST_AUTO_TEST_CASE(a_tape_starts_with_the_first_subscription_and_keeps_its_pace)
{
    lab f;
    f.venue.add_tape(short_tape().at_speed(10));
    f.run(1min);
    const auto id = f.connect();
    f.run(1min);
    BOOST_TEST((f.venue.played() == 0s));

    f.subscribe(id, depth);
    f.texts(id);
    f.run(99ms);
    BOOST_TEST(f.data(id, depth).size() == 3u);
    BOOST_TEST(!f.venue.finished());
    f.run(1ms);
    BOOST_TEST(f.data(id, depth).size() == 1u);
    BOOST_TEST(f.venue.finished());
    BOOST_TEST((f.venue.played() == 1s));
    f.run(1min);
    BOOST_TEST(f.venue.connections().size() == 1u);
}

BOOST_AUTO_TEST_CASE(messages_are_played_as_they_were_sent)
{
    lab f;
    f.venue.add_tape(
        recording{}.line(0ms, "recv", R"({"stream":"x@y","data":{"a" : 1.50, "e":"z"}})").at_speed(1));
    const auto combined = f.connect("/stream?streams=x@y");
    const auto raw = f.connect("/ws/x@y");
    const auto other = f.connect("/ws/x@z");
    f.run(1s);
    BOOST_TEST(f.texts(combined).back() == R"({"stream":"x@y","data":{"a" : 1.50, "e":"z"}})");
    BOOST_TEST(f.texts(raw).back() == R"({"a" : 1.50, "e":"z"})");
    BOOST_TEST(f.texts(other).empty());
}

BOOST_AUTO_TEST_CASE(snapshots_fit_the_changes_and_come_only_when_known)
{
    lab f;
    f.venue.add_tape(short_tape().at_speed(1));
    f.connect("/stream?streams=" + std::string(depth));
    f.run(120ms);
    const sim::http_reply early = f.get("/api/v3/depth?symbol=BTCUSDT");
    BOOST_TEST(early.status == 503u);
    BOOST_TEST(!f.venue.truth_at("BTCUSDT", 110));

    f.run(40ms); // the snapshot 107 and the later half of the changes 106 to 110
    BOOST_TEST(number(f.snapshot("BTCUSDT"), "lastUpdateId") == 110u);
    BOOST_TEST(f.venue.truth_at("BTCUSDT", 110)->bids.front().quantity == "2.00000000");
    BOOST_TEST(f.venue.truth_at("BTCUSDT", 107)->bids.front().price == "9.00000000");
    BOOST_TEST(!f.venue.truth_at("BTCUSDT", 108)); // no update ends there

    f.run(1s);
    BOOST_TEST(f.venue.last_id("BTCUSDT") == 113u);
    BOOST_TEST(f.venue.truth_at("BTCUSDT", 113)->bids.front().quantity == "4.00000000");
    BOOST_TEST(!f.venue.best_at("BTCUSDT", 111));
    BOOST_TEST(f.venue.best_at("BTCUSDT", 113)->id == 112u);
    BOOST_TEST((f.venue.symbols() == std::vector<std::string>{"BTCUSDT"}));
}

BOOST_AUTO_TEST_CASE(a_hole_in_the_recording_ends_the_truth_until_the_next_snapshot)
{
    lab f;
    f.venue.add_tape(recording{}
                         .snapshot(0ms, 100, "https://x/api/v3/depth?symbol=BTCUSDT")
                         .changes(100ms, 101, 105, "1.00000000")
                         .changes(200ms, 107, 108, "2.00000000")
                         .changes(300ms, 109, 110, "3.00000000")
                         .snapshot(400ms, 109, "https://x/api/v3/depth?symbol=BTCUSDT")
                         .at_speed(1));
    f.connect("/stream?streams=" + std::string(depth));
    f.run(150ms);
    BOOST_TEST(f.venue.last_id("BTCUSDT") == 105u);
    f.run(100ms);
    BOOST_TEST(f.venue.last_id("BTCUSDT") == 0u);
    BOOST_TEST(f.get("/api/v3/depth?symbol=BTCUSDT").status == 503u);
    f.run(200ms);
    BOOST_TEST(f.venue.last_id("BTCUSDT") == 110u);
}

// Bybit pushes the book itself, in `orderbook.50`, and again whenever it likes.
BOOST_AUTO_TEST_CASE(a_pushed_book_replaces_what_was_and_the_past_stays_known)
{
    lab f(sim::config_of(sim::venue::bybit));
    f.venue.add_tape(recording{}
                         .pushed(0ms, "snapshot", 7, "10.5", "1")
                         .pushed(100ms, "delta", 8, "10.6", "2")
                         .pushed(200ms, "snapshot", 9, "10.7", "3")
                         .at_speed(1));
    f.ask(f.connect("/v5/public/linear"), R"({"op":"subscribe","args":["orderbook.50.BTCUSDT"]})");
    f.run(1s);
    const auto bids_at = [&](std::uint64_t place) { return f.venue.truth_of(pushed_topic, place)->bids; };
    BOOST_TEST(bids_at(7).size() == 1u);
    BOOST_TEST(bids_at(8).size() == 2u);
    BOOST_REQUIRE(bids_at(9).size() == 1u);
    BOOST_TEST(bids_at(9).front().quantity == "3.00000000");
}

BOOST_AUTO_TEST_CASE(who_comes_in_mid_tape_gets_the_book_made_up_and_goes_on_from_there)
{
    lab f(sim::config_of(sim::venue::bybit));
    f.venue.add_tape(recording{}
                         .pushed(0ms, "snapshot", 7, "10.5", "1")
                         .pushed(100ms, "delta", 8, "10.6", "2")
                         .pushed(300ms, "delta", 9, "10.7", "3")
                         .at_speed(1));
    const std::string subscribe = R"({"op":"subscribe","args":["orderbook.50.BTCUSDT"]})";
    f.ask(f.connect("/v5/public/linear"), subscribe);
    f.run(200ms);
    const auto late = f.connect("/v5/public/linear");
    f.ask(late, subscribe);
    f.run(1s);
    const auto texts = f.texts(late);
    BOOST_REQUIRE(texts.size() == 3u);
    const json::object whole = json::parse(texts[1]).as_object();
    BOOST_TEST(whole.at("type").as_string() == "snapshot");
    BOOST_TEST(number(whole.at("data").as_object(), "u") == 8u);
    BOOST_TEST(whole.at("data").at("b").as_array().size() == 2u);
    BOOST_TEST(number(json::parse(texts[2]).at("data").as_object(), "u") == 9u);
}

BOOST_AUTO_TEST_CASE(counters_that_begin_anew_on_a_tape_are_no_hole_and_one_that_skips_is)
{
    lab f(sim::config_of(sim::venue::bybit));
    f.venue.add_tape(recording{}
                         .pushed(0ms, "snapshot", 7, "10.5", "1")
                         .pushed(100ms, "delta", 1, "10.6", "2")
                         .pushed(200ms, "delta", 2, "10.7", "3")
                         .pushed(300ms, "delta", 4, "10.8", "4")
                         .at_speed(1));
    f.ask(f.connect("/v5/public/linear"), R"({"op":"subscribe","args":["orderbook.50.BTCUSDT"]})");
    f.run(250ms);
    BOOST_TEST(f.venue.truth_of(pushed_topic, 7)->bids.front().price == "10.50000000");
    BOOST_TEST(f.venue.truth_of(pushed_topic, 2)->bids.size() == 2u);
    f.run(1s);
    BOOST_TEST(!f.venue.truth_of(pushed_topic, 4));
    BOOST_TEST(f.venue.last_id("BTCUSDT") == 0u);
}

BOOST_AUTO_TEST_CASE(fault_59_two_sockets_with_the_same_topic_names_are_not_mixed)
{
    lab f(sim::config_of(sim::venue::bybit));
    f.venue.add_tape(recording{}
                         .over("A")
                         .line(0ms, "open", "", "wss://stream.bybit.com/v5/public/linear")
                         .over("B")
                         .line(0ms, "open", "", "wss://stream.bybit.com/v5/public/spot")
                         .over("A")
                         .pushed(10ms, "snapshot", 7, "10.5", "1")
                         .over("B")
                         .pushed(20ms, "snapshot", 9000, "10.1", "1")
                         .over("A")
                         .pushed(100ms, "delta", 8, "10.6", "2")
                         .over("B")
                         .pushed(110ms, "delta", 9001, "10.2", "2")
                         .pushed(210ms, "delta", 9002, "10.2", "3")
                         .at_speed(1));
    const auto id = f.connect("/v5/public/linear");
    f.ask(id, R"({"op":"subscribe","args":["orderbook.50.BTCUSDT"]})");
    f.texts(id);
    f.run(1s);
    const auto texts = f.texts(id);
    BOOST_TEST_REQUIRE(texts.size() == 2u);
    BOOST_TEST(number(json::parse(texts[1]).as_object().at("data").as_object(), "u") == 8u);
    BOOST_TEST(f.venue.last_id("BTCUSDT") == 8u);
}

BOOST_AUTO_TEST_CASE(fault_59_a_connection_that_was_made_anew_goes_on_with_the_topic)
{
    lab f(sim::config_of(sim::venue::bybit));
    f.venue.add_tape(recording{}
                         .over("A")
                         .pushed(0ms, "snapshot", 7, "10.5", "1")
                         .over("B")
                         .pushed(100ms, "snapshot", 20, "10.6", "2")
                         .pushed(200ms, "delta", 21, "10.7", "2")
                         .at_speed(1));
    const auto id = f.connect("/v5/public/linear");
    f.ask(id, R"({"op":"subscribe","args":["orderbook.50.BTCUSDT"]})");
    f.texts(id);
    f.run(1s);
    BOOST_TEST(f.texts(id).size() == 3u);
    BOOST_TEST(f.venue.last_id("BTCUSDT") == 21u);
}

BOOST_AUTO_TEST_CASE(faults_are_done_to_tapes_too)
{
    lab f;
    f.venue.add_tape(short_tape().at_speed(1));
    const auto id = f.connect("/stream?streams=" + std::string(depth));
    sim::fault_options second;
    second.after = 1;
    f.venue.faults().inject(fault::lose, second);
    f.run(2s);
    BOOST_TEST(f.data(id, depth).size() == 3u);
    BOOST_TEST(f.venue.faults().log().back().first == 106u);
    BOOST_TEST(f.venue.faults().log().back().last == 110u);
    BOOST_TEST(f.venue.last_id("BTCUSDT") == 113u);
}

BOOST_AUTO_TEST_CASE(a_tape_that_cannot_be_played_is_refused_by_name)
{
    sim::exchange venue;
    BOOST_CHECK_EXCEPTION(
        venue.add_tape(tape_of("/no/such/tape", 1)), std::invalid_argument, [](const auto& e) {
            return std::string_view(e.what()).find("/no/such/tape") != std::string_view::npos;
        });
    BOOST_CHECK_THROW(venue.add_tape(short_tape().at_speed(0)), std::invalid_argument);
    BOOST_CHECK_THROW(venue.add_tape(short_tape().at_speed(std::nan(""))), std::invalid_argument);
    BOOST_TEST(venue.symbols().front() == "BTCUSDT"); // the market goes on
}

BOOST_AUTO_TEST_CASE(an_empty_tape_is_over_at_once)
{
    lab f;
    f.venue.add_tape(recording{}.at_speed(1));
    f.connect("/stream?streams=" + std::string(depth));
    BOOST_TEST(f.venue.finished());
    f.run(1min);
    BOOST_TEST(f.venue.connections().size() == 1u);
}

// Real traffic: what a client rebuilds must have the announced best levels on top, at every message.
BOOST_AUTO_TEST_CASE(the_recorded_market_rebuilds_to_its_own_announcements)
{
    const auto file = data_file("binance-spot-btcusdt.jsonl");
    if (!file)
        return;
    lab f;
    f.venue.add_tape(tape_of(*file, 100));
    const auto id = f.connect("/stream?streams=" + std::string(depth));
    std::optional<map_book> book;
    std::size_t messages = 0;
    std::size_t compared = 0;
    std::size_t whole = 0;
    f.run(5s, [&] {
        for (const json::object& message : f.data(id, depth)) {
            ++messages;
            if (!book && f.venue.last_id("BTCUSDT") != 0)
                book.emplace(f.snapshot("BTCUSDT"));
            if (!book)
                continue;
            BOOST_REQUIRE(book->apply(message));
            const auto best = f.venue.best_at("BTCUSDT", book->id);
            BOOST_REQUIRE(best);
            BOOST_REQUIRE((book->bids.begin()->second == best->bid));
            BOOST_REQUIRE((book->asks.begin()->second == best->ask));
            ++compared;
            if (compared % 100 == 0) {
                BOOST_REQUIRE_EQUAL(book->difference(f.venue, "BTCUSDT"), "");
                ++whole;
            }
        }
    });
    BOOST_TEST(f.venue.finished());
    BOOST_TEST(messages == 3305u);
    BOOST_TEST(compared > 3290u);
    BOOST_TEST(whole > 30u);
}

BOOST_AUTO_TEST_CASE(a_recording_of_ten_symbols_keeps_ten_books)
{
    const auto file = data_file("binance-spot-book-8symbols.jsonl");
    if (!file)
        return;
    lab f;
    f.venue.add_tape(tape_of(*file, 10));
    const auto id = f.connect("/stream?streams=veteth@depth@100ms/aaveupusdt@depth@100ms");
    std::map<std::string, map_book> books;
    std::size_t compared = 0;
    f.run(4s, [&] {
        for (const char* symbol : {"VETETH", "AAVEUPUSDT"})
            if (f.venue.last_id(symbol) != 0 && !books.contains(symbol))
                books.emplace(symbol, f.snapshot(symbol));
        for (const std::string& text : f.texts(id)) {
            const json::object message = json::parse(text).at("data").as_object();
            const std::string symbol(message.at("s").as_string());
            const auto book = books.find(symbol);
            if (book == books.end())
                continue;
            BOOST_REQUIRE(book->second.apply(message));
            BOOST_REQUIRE_EQUAL(book->second.difference(f.venue, symbol), "");
            ++compared;
        }
    });
    BOOST_TEST(f.venue.finished());
    BOOST_TEST(f.venue.symbols().size() == 10u);
    BOOST_TEST(compared > 300u);
}

BOOST_AUTO_TEST_SUITE_END()
