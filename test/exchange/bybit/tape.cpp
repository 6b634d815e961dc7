// SPDX-License-Identifier: BSL-1.0
#include <holdfast/exchange/bybit/market.hpp>
#include <holdfast/order_book.hpp>
#include <holdfast/policy/sequence.hpp>

#include "support/recorded_traffic.hpp"

#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace {

using namespace holdfast;
using boost::unit_test::precondition;

const std::string best_level = "bybit-orderbook1-btcusdt.jsonl";
const std::string its_topic = "orderbook.1.BTCUSDT";

const std::shared_ptr<const adapter> exchange = bybit::make_adapter(bybit::category::linear);

// One thing that the tape says, with the memory that it points into.
struct utterance {
    std::shared_ptr<slab> memory = std::make_shared<slab>();
    std::string text{};
    decoded said{};
};

using tape = std::vector<std::unique_ptr<utterance>>;

tape understand(const std::string& file)
{
    tape understood;
    for (recorded_traffic::line& line : recorded_traffic::read(file)) {
        auto u = std::make_unique<utterance>();
        u->text = std::move(line.text);
        std::vector<decoded> out;
        exchange->decode(u->text, false, *u->memory, out);
        u->said = out.at(0);
        understood.push_back(std::move(u));
    }
    return understood;
}

// What the tape says about the book, in order: a snapshot and the deltas that continue it.
std::vector<const decoded*> of_the_book(const tape& frames)
{
    std::vector<const decoded*> out;
    for (const auto& u : frames)
        if (u->said.topic_name == its_topic)
            out.push_back(&u->said);
    return out;
}

// A snapshot in the stream starts anew, as it does for a session.
sequence_ids ids_of(const decoded& said)
{
    sequence_ids ids = said.ids;
    ids.reset = said.what == decoded::kind::snapshot;
    return ids;
}

event as_event(const decoded& said)
{
    const auto& levels = std::get<book_levels>(said.content);
    const topic on(its_topic);
    if (said.what == decoded::kind::snapshot) {
        snapshot s;
        s.on = on;
        s.ids = said.ids;
        s.levels = levels;
        return s;
    }
    data d;
    d.on = on;
    d.ids = said.ids;
    d.content = levels;
    return d;
}

gap_closed opening()
{
    gap_closed g;
    g.on = topic(its_topic);
    return g;
}

} // namespace

BOOST_AUTO_TEST_SUITE(bybit_tape)

BOOST_AUTO_TEST_CASE(every_frame_is_understood, *precondition(recorded_traffic::is_there{best_level}))
{
    const tape frames = understand(best_level);
    std::size_t replies = 0;
    for (const auto& u : frames) {
        BOOST_TEST_REQUIRE((u->said.what != decoded::kind::malformed), u->said.text << ": " << u->text);
        replies += u->said.topic_name.empty() ? 1 : 0;
    }
    BOOST_TEST(frames.size() == 2'355U);
    BOOST_TEST(replies == 1U);
}

BOOST_AUTO_TEST_CASE(a_complete_recording_has_no_gap, *precondition(recorded_traffic::is_there{best_level}))
{
    const tape frames = understand(best_level);
    const auto said = of_the_book(frames);
    sequence order(continuity::contiguous);
    BOOST_TEST((order.accept(ids_of(*said.at(0))) == verdict::reset));
    for (std::size_t i = 1; i < said.size(); ++i)
        BOOST_TEST_REQUIRE((order.accept(ids_of(*said[i])) == verdict::in_order), "at " << said[i]->ids.last);
    BOOST_TEST(said.size() == 2'354U);
}

BOOST_AUTO_TEST_CASE(every_lost_message_is_found_at_the_next_one,
                     *precondition(recorded_traffic::is_there{best_level}))
{
    const tape frames = understand(best_level);
    const auto said = of_the_book(frames);
    sequence order(continuity::contiguous);
    static_cast<void>(order.accept(ids_of(*said.at(0))));
    for (std::size_t i = 1; i + 1 < said.size(); ++i) {
        BOOST_TEST_REQUIRE((order.peek(ids_of(*said[i + 1])) == verdict::gap),
                           "without " << said[i]->ids.last);
        static_cast<void>(order.accept(ids_of(*said[i])));
    }
}

BOOST_AUTO_TEST_CASE(a_repeated_message_is_a_duplicate, *precondition(recorded_traffic::is_there{best_level}))
{
    const tape frames = understand(best_level);
    const auto said = of_the_book(frames);
    sequence order(continuity::contiguous);
    static_cast<void>(order.accept(ids_of(*said.at(0))));
    for (std::size_t i = 1; i < said.size(); ++i) {
        static_cast<void>(order.accept(ids_of(*said[i])));
        BOOST_TEST_REQUIRE((order.accept(ids_of(*said[i])) == verdict::duplicate));
    }
}

// A book of depth 1 that is kept rightly never has more than one level a side, and never crosses.
BOOST_AUTO_TEST_CASE(the_book_stays_verified_and_one_level_deep,
                     *precondition(recorded_traffic::is_there{best_level}))
{
    const tape frames = understand(best_level);
    order_book book;
    for (const decoded* said : of_the_book(frames)) {
        book.apply(as_event(*said));
        if (said->what == decoded::kind::snapshot)
            book.apply(opening());
        BOOST_TEST_REQUIRE(book.verified(), "at " << said->ids.last << ": " << book.reason().message());
        BOOST_TEST_REQUIRE(book.bids(10).value().size() == 1U);
        BOOST_TEST_REQUIRE(book.asks(10).value().size() == 1U);
        BOOST_TEST_REQUIRE(book.last_id() == said->ids.last);
    }
}

BOOST_AUTO_TEST_SUITE_END()
