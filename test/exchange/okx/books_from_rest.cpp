// SPDX-License-Identifier: BSL-1.0
#include <holdfast/exchange/okx/market.hpp>
#include <holdfast/order_book.hpp>
#include <holdfast/policy/sequence.hpp>

#include "sim/lab.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <vector>

// OKX has announced that it will push no snapshots any more: books that begin with one from REST, held
// against the simulated exchange's own.

namespace {

using namespace holdfast;
using namespace holdfast::test;

const topic on = okx::books("BTC-USDT");
const std::shared_ptr<const adapter> exchange = okx::make_adapter(
    {.where = {"wss://okx.test", "https://okx.test"}, .books_from = okx::snapshot_from::rest});

bool same(const std::vector<sim::quoted_level>& truth, const price_levels& side)
{
    return std::equal(truth.begin(), truth.end(), side.begin(), side.end(),
                      [](const sim::quoted_level& expected, const level& l) {
                          return decimal::parse(expected.price) == l.price &&
                                 decimal::parse(expected.quantity) == l.quantity;
                      });
}

// Follows one book as the recipe says, and fetches a snapshot whenever it knows nothing.
class follower {
public:
    follower()
    {
        line_ = simulated.connect("/ws/v5/public");
        simulated.venue.receive(line_, exchange->subscribe(1, std::array{on}), simulated.now);
    }

    void run(duration time)
    {
        simulated.run(time, [this] { listen(); });
    }

    lab simulated{sim::config_of(sim::venue::okx)};
    order_book book;
    unsigned passed_over = 0;
    unsigned fetched = 0;
    unsigned gaps = 0;
    unsigned compared = 0;

private:
    void listen()
    {
        for (const std::string& text : simulated.texts(line_)) {
            slab memory;
            std::vector<decoded> out;
            exchange->decode(text, false, memory, out);
            const decoded& said = out.front();
            passed_over += said.what == decoded::kind::heartbeat && said.text == "snapshot" ? 1 : 0;
            if (said.what == decoded::kind::data)
                hear(said);
        }
    }

    void hear(const decoded& said)
    {
        if (!order_.anchored())
            fetch();
        switch (order_.accept(said.ids)) {
        case verdict::in_order:
        case verdict::reset: apply(said); break;
        case verdict::gap: ++gaps; break;
        case verdict::duplicate:
        case verdict::no_op: break;
        }
        if (order_.anchored())
            compare();
    }

    void fetch()
    {
        slab memory;
        const std::string url = exchange->snapshot_request(on).url;
        const std::string body = simulated.get(url.substr(url.find("/api"))).body;
        const auto fresh = exchange->decode_snapshot(on, body, memory);
        BOOST_TEST_REQUIRE(fresh.has_value(), body);
        snapshot s;
        s.on = on;
        s.ids = fresh->ids;
        s.levels = fresh->levels;
        book.apply(s);
        order_.restart(fresh->ids.last);
        ++fetched;
    }

    void apply(const decoded& said)
    {
        data d;
        d.on = on;
        d.ids = said.ids;
        d.content = said.content;
        book.apply(d);
    }

    void compare()
    {
        const auto truth = simulated.venue.truth_of(on.name(), book.last_id());
        BOOST_TEST_REQUIRE(truth.has_value(), "at " << book.last_id());
        BOOST_TEST_REQUIRE(same(truth->bids, book.unverified_bids()), "at " << book.last_id());
        BOOST_TEST_REQUIRE(same(truth->asks, book.unverified_asks()), "at " << book.last_id());
        ++compared;
    }

    sim::connection_id line_ = 0;
    sequence order_{exchange->traits(on).rule};
};

} // namespace

BOOST_AUTO_TEST_SUITE(okx_books_from_rest)

BOOST_AUTO_TEST_CASE(the_book_is_the_exchanges_at_every_message)
{
    follower f;
    f.run(20s);
    BOOST_TEST(f.passed_over == 1U);
    BOOST_TEST(f.fetched == 1U);
    BOOST_TEST(f.gaps == 0U);
    BOOST_TEST(f.compared > 150U);
}

BOOST_AUTO_TEST_CASE(a_lost_message_is_a_gap_and_costs_a_snapshot)
{
    follower f;
    f.run(1s);
    f.simulated.venue.faults().inject(sim::fault::lose, {.topic = on.str()});
    f.run(10s);
    BOOST_TEST(f.gaps == 1U);
    BOOST_TEST(f.fetched == 2U);
    BOOST_TEST(f.compared > 80U);
}

BOOST_AUTO_TEST_CASE(a_counter_that_begins_anew_is_no_gap)
{
    follower f;
    f.run(1s);
    const std::uint64_t before = f.book.last_id();
    f.simulated.venue.faults().inject(sim::fault::restart, {.topic = on.str()});
    f.run(1s);
    BOOST_TEST(f.book.last_id() < before);
    BOOST_TEST(f.gaps == 0U);
    BOOST_TEST(f.fetched == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
