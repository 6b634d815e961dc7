// SPDX-License-Identifier: BSL-1.0
#include "sim/lab.hpp"

#include "support/recorded_traffic.hpp"

#include <holdfast/adapter.hpp>
#include <holdfast/book/price_levels.hpp>
#include <holdfast/exchange/binance/market.hpp>
#include <holdfast/exchange/bulk/market.hpp>
#include <holdfast/exchange/bybit/market.hpp>
#include <holdfast/exchange/okx/market.hpp>

#include <algorithm>
#include <memory>
#include <set>
#include <span>

BOOST_AUTO_TEST_SUITE(sim_venues)

namespace {

using namespace holdfast;
using namespace holdfast::test;
using sim::fault;
using sim::venue;

/// What a client needs to know of an exchange: our adapter for it, and the name of a book.
struct knowledge {
    std::shared_ptr<const adapter> language;
    topic book;
};

knowledge about(venue which)
{
    switch (which) {
    case venue::binance_usdm: return {binance::usdm::make_adapter(), binance::usdm::depth("BTCUSDT")};
    case venue::bybit: return {bybit::make_adapter(), bybit::orderbook("BTCUSDT")};
    case venue::okx: return {okx::make_adapter(), okx::books("BTC-USDT")};
    case venue::bulk: return {bulk::make_adapter(), bulk::books("BTC-USD")};
    default: return {binance::spot::make_adapter(), binance::spot::depth("BTCUSDT")};
    }
}

std::string target_of(const std::string& url)
{
    const std::size_t path = url.find('/', url.find("://") + 3);
    return path == std::string::npos ? "/" : url.substr(path);
}

/// A client without any finesse: asks, applies what it gets by the exchange's rule, and begins anew when
/// something is missing. It looks at the truth as often as it can.
class follower {
public:
    follower(lab& exchange, knowledge known, sim::connection_id first_id = 1)
        : f(exchange), knows_(std::move(known)), rule_(knows_.language->traits(knows_.book)),
          place_(rule_.rule), next_id_(first_id)
    {
        connect();
    }

    /// Reads what has come, and answers.
    void listen()
    {
        keep_alive();
        for (const std::string& text : f.texts(id_)) {
            slab memory;
            std::vector<decoded> said;
            knows_.language->decode(text, false, memory, said);
            for (const decoded& d : said)
                hear(d);
            if (rule_.rule != continuity::audited)
                compare();
        }
        const auto open = f.venue.connections();
        if (std::ranges::find(open, id_) == open.end())
            connect();
        else if (!anchored_ && f.now - asked_ > 5s)
            begin_again();
        compare();
    }

    std::size_t compared = 0;
    std::size_t gaps = 0;
    std::size_t restarts = 0;
    std::string first_difference{};
    std::size_t compares_every = 1; ///< The truth about a large book is slow to find.
    /// On each side: a snapshot by REST does not show all of a large book.
    std::size_t compares_levels = std::size_t(-1);

private:
    void connect()
    {
        id_ = next_id_++;
        while (f.venue.accept(id_, f.now) ||
               f.venue.upgrade(id_, target_of(knows_.language->endpoint({&knows_.book, 1})), f.now).status !=
                   101)
            id_ = next_id_++;
        f.venue.open(id_, target_of(knows_.language->endpoint({&knows_.book, 1})), f.now);
        subscribe();
    }

    void subscribe()
    {
        anchored_ = false;
        place_.forget();
        asked_ = f.now;
        f.venue.receive(id_, knows_.language->subscribe(++request_, {&knows_.book, 1}), f.now);
    }

    void keep_alive()
    {
        const auto how = knows_.language->keepalive();
        if (!how.ping_text.empty() && f.now - pinged_ > 15s) {
            pinged_ = f.now;
            f.venue.receive(id_, how.ping_text, f.now);
        }
    }

    void begin_again()
    {
        f.venue.receive(id_, knows_.language->unsubscribe(++request_, {&knows_.book, 1}), f.now);
        subscribe();
    }

    void hear(const decoded& d)
    {
        const auto* levels = std::get_if<book_levels>(&d.content);
        if (d.what == decoded::kind::malformed || d.what == decoded::kind::revoked)
            return begin_again();
        if (d.topic_name != knows_.book.name() || !levels)
            return;
        if (d.what == decoded::kind::snapshot)
            adopt(*levels, d.ids.last, false);
        else if (d.what == decoded::kind::data && (anchored_ || fetch()))
            apply(d, *levels);
    }

    /// The book by REST; false where it comes by itself.
    bool fetch()
    {
        if (rule_.recovery != recovery::rest_snapshot)
            return false;
        const http_request ask = knows_.language->snapshot_request(knows_.book);
        const sim::http_reply answer = f.get(target_of(ask.url));
        slab memory;
        const auto book = knows_.language->decode_snapshot(knows_.book, answer.body, memory);
        if (answer.status != 200 || answer.never || !book)
            return false;
        adopt(book->levels, book->ids.last, true);
        return anchored_;
    }

    void adopt(const book_levels& levels, std::uint64_t last, bool aside)
    {
        if (levels.bids.empty() || levels.asks.empty() || levels.asks[0].price < levels.bids[0].price)
            return;
        bids_.assign(levels.bids);
        asks_.assign(levels.asks);
        restarts += last < place_.last() ? 1 : 0;
        if (aside)
            place_.restart(last);
        else
            (void)place_.accept({.last = last, .reset = true});
        anchored_ = true;
        compare();
    }

    void apply(const decoded& d, const book_levels& levels)
    {
        const verdict what = place_.accept(d.ids);
        if (what == verdict::gap) {
            ++gaps;
            begin_again();
        } else if (what == verdict::in_order || what == verdict::reset) {
            restarts += what == verdict::reset ? 1 : 0;
            bids_.apply(levels.bids);
            asks_.apply(levels.asks);
        }
    }

    void compare()
    {
        if (!anchored_ || ++looked_ % compares_every != 0)
            return;
        const auto truth = f.venue.truth_of(knows_.book.name(), place_.last());
        ++compared;
        if (!truth)
            differ("no truth at " + std::to_string(place_.last()));
        else if (!same(truth->bids, bids_) || !same(truth->asks, asks_))
            differ("another book at " + std::to_string(place_.last()));
    }

    [[nodiscard]] bool same(const std::vector<sim::quoted_level>& expected, const price_levels& actual) const
    {
        const std::size_t n = std::min(expected.size(), compares_levels);
        return std::ranges::equal(std::span(expected).first(n),
                                  actual.top(std::min(actual.size(), compares_levels)),
                                  [](const sim::quoted_level& e, const level& a) {
                                      return decimal::parse(e.price).value() == a.price &&
                                             decimal::parse(e.quantity).value() == a.quantity;
                                  });
    }

    void differ(std::string how)
    {
        if (first_difference.empty())
            first_difference = std::move(how);
    }

    lab& f;
    knowledge knows_;
    topic_traits rule_;
    sequence place_;
    price_levels bids_{side::buy};
    price_levels asks_{side::sell};
    bool anchored_ = false;
    sim::connection_id id_ = 0;
    sim::connection_id next_id_;
    std::uint64_t request_ = 0;
    std::size_t looked_ = 0;
    time_point asked_{};
    time_point pinged_{};
};

/// An exchange with one follower.
struct followed : lab {
    followed(sim::venue which, const sim::exchange_config& config) : followed(about(which), config) {}
    followed(knowledge known, const sim::exchange_config& config)
        : lab(config), client(*this, std::move(known))
    {
    }

    void play(duration time)
    {
        run(time, [this] { client.listen(); });
    }

    follower client;
};

sim::exchange_config lively(venue which)
{
    sim::exchange_config config = sim::config_of(which);
    config.burst_every = 50ms;
    return config;
}

/// Without numbers only an audit finds what is missing. A request is provoked by losing a message.
bool undetected_without_numbers(fault what)
{
    return what == fault::lose || what == fault::reorder || what == fault::mute ||
           moment_of(what) == sim::fault_moment::request;
}

/// Whether the venue has words for it, and this client gives occasion to it.
bool is_known(venue which, fault what)
{
    const bool binance = which == venue::binance_spot || which == venue::binance_usdm;
    switch (what) {
    case fault::restart: return which == venue::bybit || which == venue::okx;
    case fault::revoke: return which == venue::okx;
    case fault::leave: return which == venue::binance_spot || which == venue::okx;
    case fault::rest_429:
    case fault::rest_500:
    case fault::rest_garbage:
    case fault::rest_stale:
    case fault::rest_never: return binance;
    default: return !sim::concerns_accounts(what);
    }
}

/// A recording, and what to follow in it.
struct taped {
    std::string file;
    venue which;
    knowledge known;
};

} // namespace

BOOST_AUTO_TEST_CASE(every_venue_has_a_name_of_its_own)
{
    std::set<std::string_view> names;
    for (const venue which : sim::all_venues) {
        names.insert(sim::to_string(which));
        BOOST_TEST((sim::venue_from_string(sim::to_string(which)) == which));
    }
    BOOST_TEST(names.size() == sim::all_venues.size());
    BOOST_TEST(!sim::venue_from_string("bazaar"));
}

BOOST_AUTO_TEST_CASE(what_a_venue_enforces_can_be_configured)
{
    for (const venue which : sim::all_venues)
        BOOST_TEST(sim::check(sim::config_of(which)) == "", sim::to_string(which));
}

BOOST_AUTO_TEST_CASE(a_book_kept_by_the_venues_rule_is_the_truth_at_every_message)
{
    for (const venue which : sim::all_venues) {
        followed f(which, lively(which));
        f.play(1min);
        BOOST_TEST(f.client.first_difference == "", sim::to_string(which));
        BOOST_TEST(f.client.compared > 500u, sim::to_string(which) << ": " << f.client.compared);
        BOOST_TEST(f.client.gaps == 0u, sim::to_string(which));
    }
}

BOOST_AUTO_TEST_CASE(other_books_are_the_truth_too)
{
    const auto spot = binance::spot::make_adapter();
    const auto usdm = binance::usdm::make_adapter();
    const auto v5 = bybit::make_adapter();
    const auto okx_v5 = okx::make_adapter();
    const std::vector<std::pair<venue, knowledge>> table{
        {venue::binance_spot, {spot, binance::spot::depth("BTCUSDT", binance::spot::speed::ms_1000)}},
        {venue::binance_spot, {spot, binance::spot::partial_depth("BTCUSDT", 20)}},
        {venue::binance_usdm, {usdm, binance::usdm::depth("BTCUSDT", binance::usdm::speed::ms_500)}},
        {venue::binance_usdm, {usdm, binance::usdm::partial_depth("BTCUSDT", 10)}},
        {venue::bybit, {v5, bybit::orderbook("BTCUSDT", 1)}},
        {venue::bybit, {v5, bybit::orderbook("BTCUSDT", 200)}},
        {venue::bybit, {v5, bybit::full_orderbook("BTCUSDT")}},
        {venue::okx, {okx_v5, okx::books_l2_tbt("BTC-USDT")}},
        {venue::okx, {okx_v5, okx::books50_l2_tbt("BTC-USDT")}},
        {venue::okx, {okx_v5, okx::books5("BTC-USDT")}},
    };
    for (const auto& [which, known] : table) {
        followed f(known, lively(which));
        f.play(30s);
        BOOST_TEST(f.client.first_difference == "", known.book.name());
        BOOST_TEST(f.client.compared > 25u, known.book.name() << ": " << f.client.compared);
        BOOST_TEST(f.client.gaps == 0u, known.book.name());
    }
}

BOOST_AUTO_TEST_CASE(a_lost_message_is_a_gap_where_messages_are_numbered)
{
    for (const venue which : sim::all_venues) {
        if (which == venue::bulk) // nothing is numbered there
            continue;
        followed f(which, lively(which));
        f.play(10s);
        f.venue.faults().inject(fault::lose);
        f.play(10s);
        BOOST_TEST(f.client.gaps == 1u, sim::to_string(which));
        BOOST_TEST(f.client.first_difference == "", sim::to_string(which));
    }
}

BOOST_AUTO_TEST_CASE(counters_that_begin_anew_are_no_gap_where_the_venue_has_that)
{
    for (const venue which : {venue::bybit, venue::okx}) {
        followed f(which, lively(which));
        f.play(10s);
        f.venue.faults().inject(fault::restart);
        f.play(10s);
        BOOST_TEST(f.venue.faults().injected(fault::restart) == 1u, sim::to_string(which));
        BOOST_TEST(f.client.restarts == 1u, sim::to_string(which));
        BOOST_TEST(f.client.gaps == 0u, sim::to_string(which));
        BOOST_TEST(f.client.first_difference == "", sim::to_string(which));
    }
}

BOOST_AUTO_TEST_CASE(each_fault_of_the_plan_is_done_and_never_shows_a_wrong_book_as_a_right_one)
{
    for (const venue which : sim::all_venues)
        for (const fault what : sim::all_faults) {
            if (which == venue::bulk && undetected_without_numbers(what))
                continue;
            sim::exchange_config config = lively(which);
            config.burst_every = 100ms;
            config.faults.faults = {what};
            config.faults.every = 2s;
            config.faults.mute_for = 2s;
            config.faults.close_codes = {1001, 1012};
            followed f(which, config);
            f.play(30s);
            const std::string story =
                std::string(sim::to_string(which)) + ", " + std::string(sim::to_string(what));
            BOOST_TEST(f.client.first_difference == "", story);
            BOOST_TEST(f.client.compared > 50u, story << ": " << f.client.compared);
            BOOST_TEST((f.venue.faults().injected(what) > 0) == is_known(which, what), story);
        }
}

// Each with a client from the beginning, and one that comes when the tape has run for a while.
BOOST_AUTO_TEST_CASE(a_recording_is_followed_from_the_beginning_and_from_the_middle)
{
    const auto okx_of_2022 = okx::make_adapter({.numbered = false});
    const std::vector<taped> table{
        {"binance-spot-btcusdt.jsonl", venue::binance_spot, about(venue::binance_spot)},
        {"binance-usdm-btcusdt.jsonl",
         venue::binance_usdm,
         {binance::usdm::make_adapter(), binance::usdm::raw("btcusdt@depth@0ms")}},
        {"bybit-orderbook1-btcusdt.jsonl",
         venue::bybit,
         {bybit::make_adapter(), bybit::orderbook("BTCUSDT", 1)}},
        {"okx-books-10instruments.jsonl", venue::okx, {okx_of_2022, okx::books_l2_tbt("ZEN-USDT")}},
    };
    for (const taped& t : table) {
        if (!recorded_traffic::is_there{t.file}({}))
            continue;
        lab f(sim::config_of(t.which));
        f.venue.add_tape({.file = recorded_traffic::path_of(t.file), .speed = 10});
        follower early(f, t.known);
        early.compares_levels = 50;
        early.compares_every = 25;
        f.run(2s, [&] { early.listen(); });
        follower late(f, t.known, 1000);
        late.compares_levels = 50;
        late.compares_every = 25;
        f.run(1h, [&] {
            early.listen();
            late.listen();
        });
        BOOST_TEST(f.venue.finished(), t.file);
        for (const follower* client : {&early, &late}) {
            BOOST_TEST(client->first_difference == "", t.file);
            BOOST_TEST(client->gaps == 0u, t.file);
            BOOST_TEST(client->compared > 20u, t.file << ": " << client->compared);
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
