#include <holdfast/exchange/binance.hpp>
#include <holdfast/order_book.hpp>
#include <holdfast/policy/sequence.hpp>

#include "support/recorded_traffic.hpp"

#include <boost/test/unit_test.hpp>

#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

namespace {

using namespace holdfast;
using boost::unit_test::precondition;

const std::string one_symbol = "binance-spot-btcusdt.jsonl";
const std::string many_symbols = "binance-spot-book-8symbols.jsonl";

const std::shared_ptr<const adapter> exchange = binance::spot::make_adapter();

// One thing that the tape says, with the memory that it points into.
struct utterance {
    std::shared_ptr<slab> memory = std::make_shared<slab>();
    std::string text{};
    bool is_snapshot = false;
    std::string name{}; // The topic; of a snapshot its URL.
    decoded said{};
    rest_snapshot fresh{};
};

using tape = std::vector<std::unique_ptr<utterance>>;

tape understand(const std::string& file)
{
    tape understood;
    for (recorded_traffic::line& line : recorded_traffic::read(file)) {
        auto u = std::make_unique<utterance>();
        u->text = std::move(line.text);
        u->is_snapshot = line.kind == "http";
        if (u->is_snapshot) {
            u->name = line.url;
            u->fresh = exchange->decode_snapshot(topic("tape"), u->text, *u->memory).value();
        } else if (line.kind == "recv") {
            std::vector<decoded> out;
            exchange->decode(u->text, false, *u->memory, out);
            u->said = out.at(0);
            u->name = std::string(u->said.topic_name);
        } else {
            continue;
        }
        understood.push_back(std::move(u));
    }
    return understood;
}

// Follows one book the way a session does: buffers, splices at the snapshot, then goes by the ids.
class follower {
public:
    explicit follower(std::string name) : on_(std::move(name)) {}

    void hear(const decoded& said)
    {
        if (!order_.anchored())
            return early_.push_back(said);
        judge(said);
    }

    void restart(const rest_snapshot& fresh)
    {
        snapshot s;
        s.on = on_;
        s.ids = fresh.ids;
        s.levels = fresh.levels;
        book.apply(s);
        order_.restart(fresh.ids.last);
        for (const decoded& said : std::exchange(early_, {}))
            judge(said);
        gap_closed g;
        g.on = on_;
        if (order_.anchored())
            book.apply(g);
    }

    order_book book;
    unsigned applied = 0;
    unsigned gaps = 0;

private:
    void judge(const decoded& said)
    {
        switch (order_.accept(said.ids)) {
        case verdict::in_order: {
            data d;
            d.on = on_;
            d.ids = said.ids;
            d.content = said.content;
            book.apply(d);
            ++applied;
            return;
        }
        case verdict::gap: {
            gap_opened g;
            g.on = on_;
            g.why = failure(errc::sequence_gap);
            book.apply(g);
            order_.forget();
            ++gaps;
            return;
        }
        case verdict::duplicate:
        case verdict::no_op:
        case verdict::reset: return;
        }
    }

    topic on_;
    sequence order_{continuity::range};
    std::vector<decoded> early_{};
};

using tickers = std::map<std::uint64_t, quote>;

// What the exchange itself says that the top of the book is, by update id.
tickers best_quotes(const tape& frames)
{
    tickers best;
    for (const auto& u : frames)
        if (u->name == "btcusdt@bookTicker")
            best.emplace(u->said.ids.last, std::get<quote>(u->said.content));
    return best;
}

bool top_is(const order_book& book, const quote& best)
{
    const auto top = book.top();
    return top && top->bid == best.bid && top->ask == best.ask;
}

// The truth of the tape: what the book must show at this point; nothing before the first ticker.
const quote* truth(const tickers& best, std::uint64_t id)
{
    const auto after = best.upper_bound(id);
    return after == best.begin() ? nullptr : &std::prev(after)->second;
}

rest_snapshot snapshot_of(const order_book& book, std::vector<level>& bids, std::vector<level>& asks)
{
    bids = book.unverified_bids().top(5000);
    asks = book.unverified_asks().top(5000);
    rest_snapshot fresh;
    fresh.ids.last = book.last_id();
    fresh.levels = {bids, asks};
    return fresh;
}

} // namespace

BOOST_AUTO_TEST_SUITE(binance_spot_tape)

BOOST_AUTO_TEST_CASE(every_frame_is_understood, *precondition(recorded_traffic::is_there{one_symbol}))
{
    const tape frames = understand(one_symbol);
    BOOST_TEST(frames.size() == 40'000U);
    for (const auto& u : frames)
        BOOST_TEST_REQUIRE((u->is_snapshot || u->said.what == decoded::kind::data),
                           u->said.text << ": " << u->text);
}

BOOST_AUTO_TEST_CASE(the_book_has_the_top_that_the_exchange_says_and_no_false_gap,
                     *precondition(recorded_traffic::is_there{one_symbol}))
{
    const tape frames = understand(one_symbol);
    const tickers best = best_quotes(frames);
    follower depth("btcusdt@depth@100ms");
    unsigned compared = 0;
    for (const auto& u : frames) {
        if (u->is_snapshot)
            depth.restart(u->fresh);
        else if (u->name == "btcusdt@depth@100ms")
            depth.hear(u->said);
        if (u->name != "btcusdt@depth@100ms" || !depth.book.verified())
            continue;
        const quote* expected = truth(best, depth.book.last_id());
        BOOST_TEST_REQUIRE(expected != nullptr);
        BOOST_TEST_REQUIRE(top_is(depth.book, *expected), "at " << depth.book.last_id());
        ++compared;
    }
    BOOST_TEST(depth.gaps == 0U);
    BOOST_TEST(depth.book.times_closed() == 0U);
    BOOST_TEST(compared > 3'000U);
    BOOST_TEST_MESSAGE(compared << " depth updates, each with the right top");
}

BOOST_AUTO_TEST_CASE(trades_are_contiguous, *precondition(recorded_traffic::is_there{one_symbol}))
{
    sequence trades(continuity::contiguous);
    unsigned count = 0;
    for (const auto& u : understand(one_symbol)) {
        if (u->name != "btcusdt@trade")
            continue;
        BOOST_TEST_REQUIRE((trades.accept(u->said.ids) == verdict::in_order), u->text);
        ++count;
    }
    BOOST_TEST(count > 1'000U);
}

BOOST_AUTO_TEST_CASE(every_lost_message_is_found_at_the_next_one,
                     *precondition(recorded_traffic::is_there{one_symbol}))
{
    const tape frames = understand(one_symbol);
    std::mt19937 bits(1);
    follower undisturbed("btcusdt@depth@100ms");
    follower lossy("btcusdt@depth@100ms");
    unsigned losses = 0;
    bool lost = false;
    std::vector<level> bids;
    std::vector<level> asks;
    for (const auto& u : frames) {
        if (u->is_snapshot) {
            undisturbed.restart(u->fresh);
            lossy.restart(u->fresh);
        }
        if (u->name != "btcusdt@depth@100ms")
            continue;
        undisturbed.hear(u->said);
        if (!lost && undisturbed.applied > 10 && bits() % 20 == 0) {
            lost = true;
            ++losses;
            continue;
        }
        lossy.hear(u->said);
        BOOST_TEST_REQUIRE(lossy.gaps == losses);
        BOOST_TEST_REQUIRE(lossy.book.verified() == (!lost && undisturbed.book.verified()));
        if (lost)
            lossy.restart(snapshot_of(undisturbed.book, bids, asks));
        lost = false;
        if (undisturbed.book.verified())
            BOOST_TEST_REQUIRE(top_is(lossy.book, *undisturbed.book.top()));
    }
    BOOST_TEST(losses > 100U);
    BOOST_TEST(undisturbed.gaps == 0U);
    BOOST_TEST_MESSAGE(losses << " losses, all found");
}

BOOST_AUTO_TEST_CASE(snapshots_bridge_to_the_next_update,
                     *precondition(recorded_traffic::is_there{many_symbols}))
{
    std::map<std::string, follower> books;
    const auto book_of = [&books](const std::string& topic_name) -> follower& {
        return books.try_emplace(topic_name, topic_name).first->second;
    };
    const tape frames = understand(many_symbols);
    for (const auto& u : frames) {
        if (u->is_snapshot) {
            const auto from = u->name.find("symbol=") + 7;
            const std::string symbol = u->name.substr(from, u->name.find('&') - from);
            book_of(std::string(binance::spot::depth(symbol).name())).restart(u->fresh);
        } else if (u->name.ends_with("@depth@100ms")) {
            book_of(u->name).hear(u->said);
        }
        BOOST_TEST_REQUIRE((u->is_snapshot || u->said.what == decoded::kind::data), u->text);
    }
    unsigned bridged = 0;
    for (const auto& [name, depth] : books) {
        BOOST_TEST(depth.gaps == 0U, name);
        BOOST_TEST(depth.book.verified(), name << ": " << depth.book.reason().text);
        bridged += depth.applied > 0;
    }
    BOOST_TEST(books.size() == 10U);
    BOOST_TEST(bridged == 10U);
}

BOOST_AUTO_TEST_SUITE_END()
