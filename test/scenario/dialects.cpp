// SPDX-License-Identifier: BSL-1.0
#include "support/laboratory.hpp"

#include <holdfast/exchange/binance/market.hpp>
#include <holdfast/exchange/bulk/market.hpp>
#include <holdfast/exchange/bybit/market.hpp>
#include <holdfast/exchange/okx/market.hpp>
#include <holdfast/holdfast.hpp>
#include <holdfast/sim/exchange.hpp>
#include <holdfast/sim/server.hpp>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

// What is peculiar to one exchange, as a session lives through it in virtual time.

namespace {

namespace hf = holdfast;
namespace sim = holdfast::sim;
using namespace std::chrono_literals;

/// Remembers what the session tells.
class memory final : public hf::observer {
public:
    std::map<std::string, hf::error_code> failed{};
    std::vector<hf::error_code> gaps{};
    std::vector<std::string> notices{};

    void at_subscription_failed(const hf::topic& on, const hf::failure& why) override
    {
        failed[on.str()] = why.code;
    }
    void at_gap(const hf::gap_opened& gap) override { gaps.push_back(gap.why.code); }
    void at_notice(std::string_view text) override { notices.emplace_back(text); }

    [[nodiscard]] auto gaps_because_of(hf::errc why) const
    {
        return std::count(gaps.begin(), gaps.end(), hf::make_error_code(why));
    }
};

/// What a reader of a book saw.
struct reading {
    bool verified = false;
    std::uint64_t compared = 0;
    hf::duration longest_wrong{}; ///< While it was verified.
    std::optional<hf::time_point> wrong_since{};
};

struct fixture {
    lab::laboratory room{};
    std::shared_ptr<memory> told = std::make_shared<memory>();
    std::unique_ptr<sim::exchange> venue{};
    std::unique_ptr<sim::server> server{};
    std::unique_ptr<hf::session> session{};
    std::vector<lab::run> runs{};
    std::map<std::string, reading> books{};

    /// An exchange of that kind.
    void open(sim::venue which, std::vector<std::string> symbols, hf::duration burst_every = 50ms,
              std::size_t levels = 30)
    {
        sim::exchange_config c = sim::config_of(which);
        c.symbols = std::move(symbols);
        c.levels = levels;
        c.burst_every = burst_every;
        venue = std::make_unique<sim::exchange>(c);
        server = std::make_unique<sim::server>(room.io.get_executor(), *venue);
        runs.push_back(room.spawn(server->run()));
    }
    void join(std::shared_ptr<const hf::adapter> dialect)
    {
        hf::session_config c;
        c.subscribe.ack_timeout = 2s;
        c.watch = told;
        session = std::make_unique<hf::session>(room.io.get_executor(), std::move(dialect), c);
        runs.push_back(room.spawn(session->run()));
    }
    void follow(const hf::topic& book)
    {
        runs.push_back(
            room.spawn(keep(session->subscribe(book), &books[book.str()], venue.get(), &room.world)));
    }
    void live(hf::duration length) { room.world.run_for(length); }

    ~fixture()
    {
        if (session)
            session->stop();
        server->stop();
        live(10s);
        for (const lab::run& r : runs)
            BOOST_TEST(r.ended());
    }

private:
    static bool same(const std::vector<sim::quoted_level>& expected, const std::vector<hf::level>& held)
    {
        return std::equal(expected.begin(), expected.end(), held.begin(), held.end(),
                          [](const sim::quoted_level& e, const hf::level& h) {
                              return hf::decimal::parse(e.price) == h.price &&
                                     hf::decimal::parse(e.quantity) == h.quantity;
                          });
    }

    /// Looks at the book before it goes on to another number: several messages may make up one.
    static void compare(const hf::order_book& book, reading& into, const sim::exchange& venue,
                        hf::time_point now)
    {
        const auto truth = venue.truth_of(book.on().name(), book.last_id());
        if (!truth)
            return;
        ++into.compared;
        if (same(truth->bids, *book.bids(1000)) && same(truth->asks, *book.asks(1000))) {
            into.wrong_since.reset();
            return;
        }
        into.wrong_since = into.wrong_since.value_or(now);
        into.longest_wrong = std::max(into.longest_wrong, now - *into.wrong_since);
    }

    static hf::task<> keep(hf::stream from, reading* into, const sim::exchange* venue,
                           const sim::world* world)
    {
        hf::order_book book(from.doubts());
        while (auto batch = co_await from.receive())
            for (const hf::event& e : *batch) {
                const auto* next = std::get_if<hf::data>(&e);
                if (book.verified() && next && next->ids.last != book.last_id())
                    compare(book, *into, *venue, world->now());
                book.apply(e);
                into->verified = book.verified();
                if (!book.verified())
                    into->wrong_since.reset();
            }
    }
};

hf::bybit::endpoints at_bybit(const sim::server& s)
{
    return {s.ws_url(), s.rest_url()};
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(dialects, fixture)

BOOST_AUTO_TEST_CASE(fault_15_bybit_refuses_a_batch_for_one_bad_topic_and_the_good_ones_live)
{
    open(sim::venue::bybit, {"BTCUSDT", "ETHUSDT"});
    join(hf::bybit::make_adapter(hf::bybit::category::linear, at_bybit(*server)));
    for (const char* symbol : {"BTCUSDT", "NOSUCH", "ETHUSDT"})
        follow(hf::bybit::orderbook(symbol));
    live(10s);
    BOOST_TEST(books["orderbook.50.BTCUSDT"].verified);
    BOOST_TEST(books["orderbook.50.ETHUSDT"].verified);
    BOOST_TEST(!books["orderbook.50.NOSUCH"].verified);
    BOOST_TEST((told->failed["orderbook.50.NOSUCH"] == hf::errc::subscribe_rejected));
    BOOST_TEST(told->failed.size() == 1u);
}

BOOST_AUTO_TEST_CASE(bybit_counters_that_begin_anew_at_one_are_no_gap)
{
    open(sim::venue::bybit, {"BTCUSDT"});
    join(hf::bybit::make_adapter(hf::bybit::category::linear, at_bybit(*server)));
    follow(hf::bybit::orderbook("BTCUSDT"));
    live(5s);
    venue->faults().inject(sim::fault::restart);
    live(5s);
    const reading& book = books["orderbook.50.BTCUSDT"];
    BOOST_TEST(venue->faults().injected(sim::fault::restart) == 1u);
    BOOST_TEST(told->gaps.empty());
    BOOST_TEST(book.verified);
    BOOST_TEST(book.compared > 100u);
    BOOST_TEST((book.longest_wrong == 0s));
}

BOOST_AUTO_TEST_CASE(bybit_keeps_a_full_book_from_rest)
{
    open(sim::venue::bybit, {"BTCUSDT"});
    join(hf::bybit::make_adapter(hf::bybit::category::spot, at_bybit(*server)));
    follow(hf::bybit::full_orderbook("BTCUSDT"));
    live(5s);
    venue->faults().inject(sim::fault::lose);
    live(5s);
    const reading& book = books["orderbook.full.BTCUSDT"];
    BOOST_TEST(told->gaps_because_of(hf::errc::sequence_gap) == 1);
    BOOST_TEST(book.verified);
    BOOST_TEST(book.compared > 20u);
    BOOST_TEST((book.longest_wrong == 0s));
}

BOOST_AUTO_TEST_CASE(fault_15_okx_takes_an_acknowledged_topic_back_and_it_is_asked_for_again)
{
    open(sim::venue::okx, {"BTC-USDT"});
    venue->faults().inject(sim::fault::revoke);
    join(hf::okx::make_adapter(hf::okx::endpoints{server->ws_url(), server->rest_url()}));
    follow(hf::okx::books("BTC-USDT"));
    live(20s);
    BOOST_TEST((told->failed["books:BTC-USDT"] == hf::errc::subscribe_revoked));
    BOOST_TEST(books["books:BTC-USDT"].verified);
}

BOOST_AUTO_TEST_CASE(okx_announces_that_it_will_close_and_another_line_takes_over_before_it_does)
{
    open(sim::venue::okx, {"BTC-USDT"});
    join(hf::okx::make_adapter(hf::okx::endpoints{server->ws_url(), server->rest_url()}));
    follow(hf::okx::books("BTC-USDT"));
    live(5s);
    venue->faults().inject(sim::fault::leave);
    live(1s);
    BOOST_TEST(told->notices.size() == 1u);
    BOOST_TEST(session->stats().epoch == 2u);
    live(10s);
    BOOST_TEST(session->stats().outages == 0u);
    BOOST_TEST(books["books:BTC-USDT"].verified);
}

BOOST_AUTO_TEST_CASE(okx_maintenance_sets_the_counter_back_and_that_is_no_gap)
{
    open(sim::venue::okx, {"BTC-USDT"});
    join(hf::okx::make_adapter(hf::okx::endpoints{server->ws_url(), server->rest_url()}));
    follow(hf::okx::books("BTC-USDT"));
    live(5s);
    venue->faults().inject(sim::fault::restart);
    live(5s);
    BOOST_TEST(venue->faults().injected(sim::fault::restart) == 1u);
    BOOST_TEST(told->gaps.empty());
    BOOST_TEST((books["books:BTC-USDT"].longest_wrong == 0s));
}

BOOST_AUTO_TEST_CASE(okx_books_can_be_joined_to_rest)
{
    open(sim::venue::okx, {"BTC-USDT"});
    hf::okx::options stitched;
    stitched.where = {server->ws_url(), server->rest_url()};
    stitched.books_from = hf::okx::snapshot_from::rest;
    join(hf::okx::make_adapter(stitched));
    follow(hf::okx::books("BTC-USDT"));
    live(5s);
    venue->faults().inject(sim::fault::lose);
    live(5s);
    BOOST_TEST(told->gaps_because_of(hf::errc::sequence_gap) == 1);
    BOOST_TEST(session->stats().snapshot_requests >= 2u);
    BOOST_TEST(books["books:BTC-USDT"].verified);
    BOOST_TEST((books["books:BTC-USDT"].longest_wrong == 0s));
}

BOOST_AUTO_TEST_CASE(fault_15_binance_acknowledges_a_stream_that_does_not_exist_and_is_found_out)
{
    open(sim::venue::binance_usdm, {"BTCUSDT"});
    hf::binance::usdm::options o;
    o.where = {server->ws_url(), server->rest_url()};
    o.first_data = 5s;
    join(hf::binance::usdm::make_adapter(o));
    follow(hf::binance::usdm::depth("BTCUSDT"));
    follow(hf::binance::usdm::depth("NOSUCH"));
    live(1min);
    BOOST_TEST((told->failed["nosuch@depth@100ms"] == hf::errc::topic_unknown));
    BOOST_TEST(books["btcusdt@depth@100ms"].verified);
    BOOST_TEST(told->gaps.empty());
}

BOOST_AUTO_TEST_CASE(binance_usdm_streams_of_two_classes_do_not_share_a_session)
{
    open(sim::venue::binance_usdm, {"BTCUSDT"});
    join(hf::binance::usdm::make_adapter(hf::binance::endpoints{server->ws_url(), server->rest_url()}));
    const hf::stream depth = session->subscribe(hf::binance::usdm::depth("BTCUSDT"));
    BOOST_CHECK_THROW((void)session->subscribe(hf::binance::usdm::agg_trades("BTCUSDT")), hf::error);
}

/// One lost change in each half minute, for ten minutes, of a market that is slow enough to leave it
/// standing.
BOOST_AUTO_TEST_CASE(fault_25_bulk_what_is_lost_is_found_by_the_next_audits)
{
    open(sim::venue::bulk, {"BTC-USD"}, 400ms);
    hf::bulk::options o;
    o.where = {server->ws_url(), server->rest_url() + "/api/v1"};
    o.audit_every = 2s;
    join(hf::bulk::make_adapter(o));
    follow(hf::bulk::books("BTC-USD"));
    for (int i = 0; i < 20; ++i) {
        live(30s);
        venue->faults().inject(sim::fault::lose);
    }
    live(30s);
    const reading& book = books["l2delta.BTC-USD"];
    BOOST_TEST(venue->faults().injected(sim::fault::lose) == 20u);
    BOOST_TEST(told->gaps_because_of(hf::errc::audit_failed) > 5);
    BOOST_TEST(told->gaps_because_of(hf::errc::audit_overdue) == 0);
    BOOST_TEST(book.verified);
    BOOST_TEST((book.longest_wrong > 0s));
    BOOST_TEST((book.longest_wrong < 2 * o.audit_every + 1s));
}

/// Where the snapshots are subscribed, too, they are audits, and REST is not asked.
BOOST_AUTO_TEST_CASE(fault_25_bulk_snapshots_that_are_pushed_audit_the_changes)
{
    open(sim::venue::bulk, {"BTC-USD"}, 400ms, 12); // a pushed snapshot has 20 levels
    join(hf::bulk::make_adapter(hf::bulk::endpoints{server->ws_url(), server->rest_url() + "/api/v1"}));
    follow(hf::bulk::books("BTC-USD"));
    const hf::stream whole = session->subscribe(hf::bulk::book_snapshots("BTC-USD"));
    for (int i = 0; i < 20; ++i) {
        live(10s);
        venue->faults().inject(sim::fault::lose, {.topic = "l2delta.BTC-USD"});
    }
    live(10s);
    BOOST_TEST(told->gaps_because_of(hf::errc::audit_failed) > 5);
    BOOST_TEST(session->stats().snapshot_requests == 0u);
    BOOST_TEST((books["l2delta.BTC-USD"].longest_wrong < 3s));
}

BOOST_AUTO_TEST_SUITE_END()
