// SPDX-License-Identifier: BSL-1.0
#include <holdfast/book/price_levels.hpp>
#include <holdfast/exchange/okx/market.hpp>
#include <holdfast/order_book.hpp>
#include <holdfast/policy/sequence.hpp>

#include "support/recorded_traffic.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <vector>

// Ten instruments of 2022: books without sequence numbers, with checksums, each with a second snapshot in
// mid-stream.

namespace {

using namespace holdfast;
using boost::unit_test::precondition;

const std::string file = "okx-books-10instruments.jsonl";

const std::shared_ptr<const adapter> exchange = okx::make_adapter({.numbered = false});

// One message, with the memory that it points into.
struct utterance {
    std::shared_ptr<slab> memory = std::make_shared<slab>();
    std::string text{};
    decoded said{};
};

using tape = std::vector<std::unique_ptr<utterance>>;

tape understand()
{
    tape understood;
    for (recorded_traffic::line& line : recorded_traffic::read(file)) {
        if (line.kind != "recv")
            continue;
        auto u = std::make_unique<utterance>();
        u->text = std::move(line.text);
        std::vector<decoded> out;
        exchange->decode(u->text, false, *u->memory, out);
        BOOST_TEST_REQUIRE(out.size() == 1U);
        u->said = out.front();
        understood.push_back(std::move(u));
    }
    return understood;
}

bool is_book(const decoded& said)
{
    return said.topic_name.starts_with("books-l2-tbt:") && said.what != decoded::kind::ack;
}

// What is said of each book, in order.
using story = std::vector<const decoded*>;

std::map<std::string, story> books_of(const tape& frames)
{
    std::map<std::string, story> books;
    for (const auto& u : frames)
        if (is_book(u->said))
            books[std::string(u->said.topic_name)].push_back(&u->said);
    return books;
}

// Both sides of a book as the recipe has them.
struct two_sides {
    price_levels bids{side::buy};
    price_levels asks{side::sell};

    void take(const decoded& said)
    {
        const auto& levels = std::get<book_levels>(said.content);
        if (said.what == decoded::kind::snapshot) {
            bids.assign(levels.bids);
            asks.assign(levels.asks);
        } else {
            bids.apply(levels.bids);
            asks.apply(levels.asks);
        }
    }

    [[nodiscard]] bool is_right(const decoded& said) const
    {
        return okx::checksum(bids, asks) == said.checksum;
    }

    [[nodiscard]] bool has_best_of(const two_sides& other) const
    {
        constexpr std::size_t depth = 25;
        return bids.top(depth) == other.bids.top(depth) && asks.top(depth) == other.asks.top(depth);
    }
};

// The same through the events of a stream.
void play(order_book& book, const decoded& said)
{
    const topic on(said.topic_name);
    if (said.what == decoded::kind::snapshot) {
        snapshot s;
        s.on = on;
        s.ids = said.ids;
        s.levels = std::get<book_levels>(said.content);
        s.checksum = said.checksum;
        book.apply(s);
        gap_closed g;
        g.on = on;
        return book.apply(g);
    }
    data d;
    d.on = on;
    d.ids = said.ids;
    d.content = said.content;
    d.checksum = said.checksum;
    book.apply(d);
}

constexpr std::size_t never_found = std::size_t(-1);

// After how many messages a book finds that it lacks that one; the last one to look at is the last before
// the next snapshot.
std::size_t found_after(two_sides lossy, const story& told, std::size_t lost)
{
    for (std::size_t i = lost + 1; i != told.size() && told[i]->what == decoded::kind::data; ++i) {
        lossy.take(*told[i]);
        if (!lossy.is_right(*told[i]))
            return i - lost;
    }
    return never_found;
}

} // namespace

BOOST_AUTO_TEST_SUITE(okx_tape)

BOOST_AUTO_TEST_CASE(every_frame_is_understood, *precondition(recorded_traffic::is_there{file}))
{
    const tape frames = understand();
    BOOST_TEST(frames.size() == 3'777U);
    for (const auto& u : frames)
        BOOST_TEST_REQUIRE((u->said.what != decoded::kind::malformed), u->said.text << ": " << u->text);
}

BOOST_AUTO_TEST_CASE(every_checksum_is_right, *precondition(recorded_traffic::is_there{file}))
{
    const tape frames = understand();
    unsigned right = 0;
    for (const auto& [name, told] : books_of(frames)) {
        two_sides book;
        for (const decoded* said : told) {
            book.take(*said);
            BOOST_TEST_REQUIRE(book.is_right(*said), name << " after " << right);
            ++right;
        }
    }
    BOOST_TEST(right == 3'679U);
}

BOOST_AUTO_TEST_CASE(time_stamps_never_step_back, *precondition(recorded_traffic::is_there{file}))
{
    const tape frames = understand();
    for (const auto& [name, told] : books_of(frames)) {
        sequence order(exchange->traits(topic(name)).rule);
        for (const decoded* said : told)
            BOOST_TEST_REQUIRE((order.accept(said->ids) != verdict::gap), name);
    }
}

// Some options have no bid at all, which is no book to an `order_book`.
BOOST_AUTO_TEST_CASE(order_books_stay_verified, *precondition(recorded_traffic::is_there{file}))
{
    const tape frames = understand();
    std::uint64_t right = 0;
    unsigned whole = 0;
    for (const auto& [name, told] : books_of(frames)) {
        order_book book({}, {.checksum = okx::checksum});
        for (const decoded* said : told)
            play(book, *said);
        BOOST_TEST(book.checksums_bad() == 0U, name);
        if (!book.verified()) {
            BOOST_TEST((book.reason().code == errc::empty_book), name << ": " << book.reason().message());
            continue;
        }
        BOOST_TEST(book.times_closed() == 0U, name);
        BOOST_TEST(book.checksums_ok() == told.size(), name);
        right += book.checksums_ok();
        ++whole;
    }
    BOOST_TEST(whole >= 6U);
    BOOST_TEST_MESSAGE(whole << " books verified to the end, " << right << " checksums");
}

BOOST_AUTO_TEST_CASE(a_snapshot_in_mid_stream_replaces_the_book,
                     *precondition(recorded_traffic::is_there{file}))
{
    const tape frames = understand();
    unsigned later = 0;
    for (const auto& [name, told] : books_of(frames)) {
        two_sides book;
        for (const decoded* said : told) {
            const bool replaces = said != told.front() && said->what == decoded::kind::snapshot;
            if (replaces)
                book.bids.set({"0.5"_dec, "1"_dec}); // A level that the exchange knows nothing of.
            book.take(*said);
            const auto& levels = std::get<book_levels>(said->content);
            if (replaces)
                BOOST_TEST(book.bids.size() == levels.bids.size(), name);
            later += replaces ? 1 : 0;
        }
    }
    BOOST_TEST(later == 10U);
}

BOOST_AUTO_TEST_CASE(trades_are_contiguous, *precondition(recorded_traffic::is_there{file}))
{
    const tape frames = understand();
    std::map<std::string, sequence> orders;
    unsigned followed = 0;
    for (const auto& u : frames) {
        const std::string name(u->said.topic_name);
        if (!name.starts_with("trades:") || u->said.what != decoded::kind::data)
            continue;
        const auto [at, first] = orders.try_emplace(name, exchange->traits(topic(name)).rule);
        BOOST_TEST_REQUIRE((at->second.accept(u->said.ids) == verdict::in_order), u->text);
        followed += first ? 0 : 1;
    }
    BOOST_TEST(followed == 13U);
}

// What the checksum covers are the best 25 levels of each side. A lost update of levels below is found when
// they come up; one that the next message makes up for is no loss.
BOOST_AUTO_TEST_CASE(a_lost_update_is_found_as_soon_as_the_best_levels_are_wrong,
                     *precondition(recorded_traffic::is_there{file}))
{
    const tape frames = understand();
    std::map<std::size_t, unsigned> found;
    unsigned lost = 0;
    for (const auto& [name, told] : books_of(frames)) {
        two_sides book;
        for (std::size_t i = 0; i + 1 < told.size(); ++i) {
            const two_sides before = book;
            book.take(*told[i]);
            if (told[i]->what != decoded::kind::data || told[i + 1]->what != decoded::kind::data)
                continue;
            two_sides right = book;
            two_sides lossy = before;
            right.take(*told[i + 1]);
            lossy.take(*told[i + 1]);
            const std::size_t after = found_after(before, told, i);
            BOOST_TEST_REQUIRE((after == 1) == !lossy.has_best_of(right), name << " at " << i);
            ++found[after];
            ++lost;
        }
    }
    std::string shown;
    for (const auto& [after, times] : found)
        shown += (after == never_found ? " never " : " after " + std::to_string(after) + " ") +
                 std::to_string(times) + ";";
    BOOST_TEST_MESSAGE(lost << " updates lost, found" << shown);
    BOOST_TEST(lost == 3'649U);
    BOOST_TEST(found[1] == 3'136U);
}

BOOST_AUTO_TEST_SUITE_END()
