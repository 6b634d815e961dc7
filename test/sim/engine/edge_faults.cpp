// SPDX-License-Identifier: BSL-1.0
#include "sim/lab.hpp"

#include <holdfast/adapter.hpp>
#include <holdfast/book/price_levels.hpp>
#include <holdfast/exchange/binance/market.hpp>
#include <holdfast/exchange/bulk/market.hpp>
#include <holdfast/exchange/bybit/market.hpp>
#include <holdfast/exchange/okx/market.hpp>

#include <algorithm>
#include <array>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

// What clients see on the wire of the faults at the edges of what exchanges document.

BOOST_AUTO_TEST_SUITE(sim_edge_faults)

namespace {

using namespace holdfast;
using namespace holdfast::test;
using sim::fault;
using sim::venue;
using kind = decoded::kind;

struct known_topics {
    std::shared_ptr<const adapter> language;
    topic book;
    topic trades;
};

known_topics about(venue which)
{
    switch (which) {
    case venue::binance_spot: break;
    case venue::binance_usdm:
        return {binance::usdm::make_adapter(), binance::usdm::depth("BTCUSDT"),
                binance::usdm::book_ticker("BTCUSDT")};
    case venue::bybit:
        return {bybit::make_adapter(bybit::category::linear), bybit::orderbook("BTCUSDT"),
                bybit::trades("BTCUSDT")};
    case venue::okx: return {okx::make_adapter(), okx::books("BTC-USDT"), okx::trades("BTC-USDT")};
    case venue::bulk: return {bulk::make_adapter(), bulk::books("BTC-USD"), bulk::trades("BTC-USD")};
    }
    return {binance::spot::make_adapter(), binance::spot::depth("BTCUSDT"), binance::spot::trades("BTCUSDT")};
}

std::string target_of(const std::string& url)
{
    const std::size_t path = url.find('/', url.find("://") + 3);
    return path == std::string::npos ? "/" : url.substr(path);
}

/// A client of one exchange that has followed a book for two seconds.
struct watched : lab {
    explicit watched(sim::venue which, sim::exchange_config config)
        : lab(std::move(config)), knows(about(which)), id(dial())
    {
        ask_for(knows.book);
        hear(2s);
    }
    explicit watched(sim::venue which) : watched(which, sim::config_of(which)) {}

    sim::connection_id dial() { return connect(target_of(knows.language->endpoint({&knows.book, 1}))); }

    /// A new connection, if it is let through.
    void try_again()
    {
        const std::string target = target_of(knows.language->endpoint({&knows.book, 1}));
        id = ++next;
        if (venue.upgrade(id, target, now).status == 101)
            venue.open(id, target, now);
    }

    void ask_for(const topic& on) { venue.receive(id, knows.language->subscribe(++request, {&on, 1}), now); }

    void give_up(const topic& on)
    {
        venue.receive(id, knows.language->unsubscribe(++request, {&on, 1}), now);
    }

    /// What comes in that time, understood.
    std::vector<decoded> hear(duration time)
    {
        run(time);
        std::vector<decoded> said;
        for (std::string& text : texts(id))
            knows.language->decode(bytes.emplace_back(std::move(text)), false, memory, said);
        for (const decoded& d : said)
            if (is_book(d))
                last = d.ids.last;
        return said;
    }

    bool is_book(const decoded& d) const
    {
        return d.topic_name == knows.book.name() && (d.what == kind::data || d.what == kind::snapshot);
    }

    /// Only the messages of the book.
    std::vector<decoded> hear_book(duration time)
    {
        auto all = hear(time);
        std::erase_if(all, [this](const decoded& d) { return !is_book(d); });
        return all;
    }

    sim::http_reply ask_by_rest() { return get(target_of(knows.language->snapshot_request(knows.book).url)); }

    std::optional<rest_snapshot> book_by_rest()
    {
        const sim::http_reply reply = ask_by_rest();
        const auto found =
            knows.language->decode_snapshot(knows.book, bytes.emplace_back(reply.body), memory);
        return found ? std::optional(*found) : std::nullopt;
    }

    void inject(fault what, sim::fault_options how = {}) { venue.faults().inject(what, std::move(how)); }
    std::uint64_t injected(fault what) const { return venue.faults().injected(what); }

    known_topics knows;
    slab memory{};
    std::deque<std::string> bytes{}; ///< What `decoded` looks at.
    sim::connection_id id;
    sim::connection_id next = 1000;
    std::uint64_t request = 0;
    std::uint64_t last = 0;
};

sim::fault_options lasting(duration length)
{
    sim::fault_options how;
    how.length = length;
    return how;
}

bool has(const std::string& text, std::string_view part)
{
    return text.find(part) != std::string::npos;
}

std::string_view header(const sim::http_reply& reply, std::string_view name)
{
    for (const auto& [known, value] : reply.headers)
        if (known == name)
            return value;
    return {};
}

/// The exchanges whose books are asked for by REST.
constexpr std::array by_rest{venue::binance_spot, venue::binance_usdm, venue::bulk};

} // namespace

// ---- counters

BOOST_AUTO_TEST_CASE(counters_restart_low_on_an_open_connection_and_no_snapshot_says_so)
{
    for (const venue which : sim::all_venues)
        BOOST_TEST_CONTEXT(sim::to_string(which))
        {
            watched w(which);
            w.inject(fault::restart_counter);
            const std::uint64_t before = w.last;
            const auto messages = w.hear_book(3s);
            BOOST_TEST(w.injected(fault::restart_counter) == 1u);
            BOOST_TEST_REQUIRE(messages.size() > 10u);
            BOOST_TEST(messages.back().ids.last < before);
            for (const decoded& d : messages)
                BOOST_TEST((d.what == kind::data));
            BOOST_TEST(w.venue.truth_of(w.knows.book.name(), w.last).has_value());
        }
}

BOOST_AUTO_TEST_CASE(no_message_is_counted_half_in_the_old_way_and_half_in_the_new_one)
{
    for (const venue which : {venue::binance_spot, venue::binance_usdm})
        BOOST_TEST_CONTEXT(sim::to_string(which))
        {
            watched w(which);
            w.ask_for(w.knows.trades);
            sim::fault_options by_a_trade;
            by_a_trade.topic = w.knows.trades.name();
            by_a_trade.aim = sim::fault_aim::any;
            for (int i = 0; i < 20; ++i) {
                w.inject(fault::restart_counter, by_a_trade);
                for (const decoded& d : w.hear_book(1s))
                    BOOST_TEST(d.ids.last - d.ids.first < 50'000u,
                               "from " << d.ids.first << " to " << d.ids.last);
            }
            BOOST_TEST(w.injected(fault::restart_counter) == 20u);
        }
}

BOOST_AUTO_TEST_CASE(chains_are_broken_where_counters_restart)
{
    for (const venue which : {venue::binance_usdm, venue::okx})
        BOOST_TEST_CONTEXT(sim::to_string(which))
        {
            watched w(which);
            w.inject(fault::restart_counter);
            std::uint64_t place = w.last;
            std::size_t broken = 0;
            for (const decoded& d : w.hear_book(3s)) {
                broken += d.ids.previous != place ? 1 : 0;
                place = d.ids.last;
            }
            BOOST_TEST(broken == 1u);
        }
}

BOOST_AUTO_TEST_CASE(rest_shows_the_new_numbers_too)
{
    for (const venue which : {venue::binance_spot, venue::binance_usdm, venue::okx, venue::bulk})
        BOOST_TEST_CONTEXT(sim::to_string(which))
        {
            watched w(which);
            w.inject(fault::restart_counter);
            const std::uint64_t before = w.last;
            w.hear(3s);
            const auto book = w.book_by_rest();
            BOOST_TEST_REQUIRE(book.has_value());
            BOOST_TEST(book->ids.last < before);
        }
}

BOOST_AUTO_TEST_CASE(trades_are_counted_anew_as_well)
{
    watched w(venue::binance_spot);
    w.ask_for(w.knows.trades);
    w.hear(2s);
    const auto before = w.venue.trades_after(w.knows.trades.name(), 0).back();
    w.inject(fault::restart_counter);
    w.hear(3s);
    const auto after = w.venue.trades_after(w.knows.trades.name(), before.number).back();
    BOOST_TEST(after.id < before.id);
}

// ---- recovery

BOOST_AUTO_TEST_CASE(a_message_is_lost_while_a_snapshot_is_on_its_way)
{
    for (const venue which : by_rest)
        BOOST_TEST_CONTEXT(sim::to_string(which))
        {
            watched w(which);
            w.inject(fault::lose_in_recovery);
            BOOST_TEST((w.ask_by_rest().late_by == 500ms));
            const std::uint64_t before = w.last;
            const auto messages = w.hear_book(1s);
            BOOST_TEST_REQUIRE(w.injected(fault::lose_in_recovery) == 1u);
            const sim::injection& lost = w.venue.faults().log().back();
            BOOST_TEST(lost.last > before);
            if (which == venue::binance_spot)
                BOOST_TEST(messages.front().ids.first == lost.last + 1);
            if (which == venue::binance_usdm)
                BOOST_TEST(messages.front().ids.previous == lost.last);
        }
}

// ---- books without orders

BOOST_AUTO_TEST_CASE(a_book_has_one_side_for_a_while)
{
    for (const venue which : sim::all_venues)
        BOOST_TEST_CONTEXT(sim::to_string(which))
        {
            watched w(which);
            w.inject(fault::one_sided, lasting(5s));
            w.hear(2s);
            const auto thin = w.venue.truth_of(w.knows.book.name(), w.last);
            BOOST_TEST_REQUIRE(thin.has_value());
            BOOST_TEST(thin->bids.empty() != thin->asks.empty());
            w.hear(10s);
            const auto whole = w.venue.truth_of(w.knows.book.name(), w.last);
            BOOST_TEST_REQUIRE(whole.has_value());
            BOOST_TEST((!whole->bids.empty() && !whole->asks.empty()));
        }
}

BOOST_AUTO_TEST_CASE(a_book_is_empty_for_a_while_by_rest_too)
{
    for (const venue which : sim::all_venues)
        BOOST_TEST_CONTEXT(sim::to_string(which))
        {
            watched w(which);
            w.inject(fault::empty_book, lasting(5s));
            w.hear(2s);
            const auto empty = w.venue.truth_of(w.knows.book.name(), w.last);
            BOOST_TEST_REQUIRE(empty.has_value());
            BOOST_TEST((empty->bids.empty() && empty->asks.empty()));
            if (which != venue::bybit) {
                const auto book = w.book_by_rest();
                BOOST_TEST_REQUIRE(book.has_value());
                BOOST_TEST((book->levels.bids.empty() && book->levels.asks.empty()));
            }
            w.hear(10s);
            BOOST_TEST(!w.venue.truth_of(w.knows.book.name(), w.last)->bids.empty());
        }
}

BOOST_AUTO_TEST_CASE(the_best_of_an_empty_side_is_written_as_the_exchange_does)
{
    const auto first_words = [](venue which, const topic& on) {
        watched w(which);
        w.inject(fault::empty_book, lasting(5s));
        w.ask_for(on);
        w.run(3s);
        std::string newest;
        for (const std::string& text : w.texts(w.id))
            if (has(text, which == venue::okx ? "bbo-tbt" : on.name()))
                newest = text;
        return newest;
    };
    const std::string spot = first_words(venue::binance_spot, binance::spot::book_ticker("BTCUSDT"));
    BOOST_TEST(has(spot, R"("b":"0.00000000","B":"0.00000000")"), spot);
    const std::string bybit = first_words(venue::bybit, bybit::orderbook("BTCUSDT", 1));
    BOOST_TEST(has(bybit, R"("b":[],"a":[])"), bybit);
    const std::string okx = first_words(venue::okx, okx::bbo("BTC-USDT"));
    BOOST_TEST(has(okx, R"("asks":[],"bids":[])"), okx);
}

// ---- contracts that expire

BOOST_AUTO_TEST_CASE(an_expired_symbol_is_silent_and_refused_in_the_exchanges_words)
{
    struct words {
        venue which;
        std::string_view subscription;
        unsigned status;
        std::string_view rest;
    };
    for (const words& w :
         {words{venue::binance_spot, R"("result":null)", 400, "-1121"},
          words{venue::binance_usdm, R"("result":null)", 400, "-1121"},
          words{venue::bybit, "handler not found", 200, "10001"}, words{venue::okx, "60018", 200, "51001"},
          words{venue::bulk, "Invalid subscription", 404, "unknown coin"}})
        BOOST_TEST_CONTEXT(sim::to_string(w.which))
        {
            watched client(w.which);
            client.inject(fault::expire);
            client.hear(1s);
            BOOST_TEST(client.hear_book(20s).empty());
            client.id = client.dial();
            client.ask_for(client.knows.book);
            client.run(5s);
            const auto said = client.texts(client.id);
            BOOST_TEST_REQUIRE(said.size() == 1u);
            BOOST_TEST(has(said.front(), w.subscription), said.front());
            const std::string where =
                w.which == venue::bybit
                    ? "/v5/market/orderbook?category=linear&symbol=BTCUSDT"
                    : target_of(client.knows.language->snapshot_request(client.knows.book).url);
            const sim::http_reply reply = client.get(where);
            BOOST_TEST(reply.status == w.status);
            BOOST_TEST(has(reply.body, w.rest), reply.body);
        }
}

// ---- REST

BOOST_AUTO_TEST_CASE(a_ban_is_told_in_the_body_alone)
{
    struct words {
        venue which;
        std::vector<unsigned> statuses;
        std::vector<std::string_view> bodies;
    };
    for (const words& w :
         {words{venue::binance_spot, {418, 429}, {"IP banned until 17"}},
          words{venue::binance_usdm, {418, 429}, {"IP banned until 17"}},
          words{venue::bybit, {403, 200}, {"access too frequent", "10006"}},
          words{venue::okx, {429, 200}, {"50011"}}, words{venue::bulk, {429}, {"rate limit exceeded"}}})
        BOOST_TEST_CONTEXT(sim::to_string(w.which))
        {
            watched client(w.which);
            client.inject(fault::ban_in_body, lasting(30s));
            const sim::http_reply first = client.ask_by_rest();
            client.run(29s);
            const sim::http_reply later = client.ask_by_rest();
            for (const sim::http_reply* reply : {&first, &later}) {
                BOOST_TEST((std::ranges::find(w.statuses, reply->status) != w.statuses.end()), reply->status);
                BOOST_TEST((std::ranges::any_of(w.bodies, [&](auto part) { return has(reply->body, part); })),
                           reply->body);
                BOOST_TEST(header(*reply, "Retry-After") == "");
            }
            BOOST_TEST(first.body == later.body);
            client.run(2s);
            BOOST_TEST(client.ask_by_rest().status == 200u);
        }
}

BOOST_AUTO_TEST_CASE(the_edge_answers_with_403_and_a_web_page)
{
    watched w(venue::binance_usdm);
    w.inject(fault::edge_403, lasting(1min));
    const sim::http_reply reply = w.ask_by_rest();
    BOOST_TEST(reply.status == 403u);
    BOOST_TEST(header(reply, "Content-Type") == "text/html");
    BOOST_TEST(has(reply.body, "<HTML>"));
    w.run(61s);
    BOOST_TEST(w.ask_by_rest().status == 200u);
}

BOOST_AUTO_TEST_CASE(the_edge_refuses_an_upgrade_with_403_and_a_web_page)
{
    for (const venue which : sim::all_venues) {
        watched w(which);
        w.inject(fault::upgrade_403);
        const std::string target = target_of(w.knows.language->endpoint({&w.knows.book, 1}));
        const sim::http_reply reply = w.venue.upgrade(99, target, w.now);
        BOOST_TEST(reply.status == 403u);
        BOOST_TEST(has(reply.body, "<HTML>"));
        BOOST_TEST(w.venue.upgrade(100, target, w.now).status == 101u);
    }
}

BOOST_AUTO_TEST_CASE(rest_is_down_for_hours_in_each_way)
{
    const auto down = [](std::uint16_t code) {
        sim::fault_options how = lasting(3h);
        how.code = code;
        return how;
    };
    for (const std::uint16_t code : std::array<std::uint16_t, 3>{500, 503, 1}) {
        watched w(venue::okx);
        w.inject(fault::rest_down, down(code));
        static_cast<void>(w.ask_by_rest());
        w.answers_pings = true;
        w.now += 2h;
        const sim::http_reply reply = w.ask_by_rest();
        BOOST_TEST(reply.cut == (code == 1));
        BOOST_TEST((reply.cut || reply.status == code));
        w.now += 2h;
        BOOST_TEST(w.ask_by_rest().status == 200u);
    }
}

// ---- acknowledgements

BOOST_AUTO_TEST_CASE(an_acknowledgement_comes_behind_the_first_data)
{
    for (const venue which : sim::all_venues)
        BOOST_TEST_CONTEXT(sim::to_string(which))
        {
            watched w(which);
            w.give_up(w.knows.book);
            w.hear(1s);
            w.inject(fault::late_ack);
            w.ask_for(w.knows.book);
            const auto said = w.hear(2s);
            const auto ack = std::ranges::find(said, kind::ack, &decoded::what);
            BOOST_TEST_REQUIRE((ack != said.end()));
            BOOST_TEST((std::any_of(said.begin(), ack, [&](const decoded& d) { return w.is_book(d); })));
        }
}

BOOST_AUTO_TEST_CASE(acknowledgements_change_places)
{
    for (const venue which : sim::all_venues)
        BOOST_TEST_CONTEXT(sim::to_string(which))
        {
            watched w(which);
            w.give_up(w.knows.book);
            w.hear(1s);
            w.inject(fault::swap_acks);
            w.ask_for(w.knows.book);
            w.ask_for(w.knows.trades);
            std::vector<std::string> acknowledged;
            for (const decoded& d : w.hear(300ms))
                if (d.what == kind::ack)
                    acknowledged.push_back(d.request_id != 0 ? std::to_string(d.request_id)
                                                             : std::string(d.topic_name));
            const bool named = which == venue::bulk;
            BOOST_TEST_REQUIRE(acknowledged.size() == 2u);
            BOOST_TEST(acknowledged[0] == (named ? w.knows.trades.str() : std::to_string(w.request)));
            BOOST_TEST(acknowledged[1] == (named ? w.knows.book.str() : std::to_string(w.request - 1)));
        }
}

BOOST_AUTO_TEST_CASE(an_unsubscription_takes_effect_late_and_is_not_acknowledged)
{
    for (const venue which : sim::all_venues)
        BOOST_TEST_CONTEXT(sim::to_string(which))
        {
            watched w(which);
            w.inject(fault::late_unsubscribe);
            w.give_up(w.knows.book);
            const auto meanwhile = w.hear(490ms);
            BOOST_TEST((std::ranges::any_of(meanwhile, [&](const decoded& d) { return w.is_book(d); })));
            const auto afterwards = w.hear(5s);
            for (const auto* said : {&meanwhile, &afterwards})
                BOOST_TEST((std::ranges::find(*said, kind::ack, &decoded::what) == said->end()));
            BOOST_TEST(w.hear(5s).empty());
        }
}

BOOST_AUTO_TEST_CASE(what_is_asked_behind_a_late_unsubscription_is_done_behind_it)
{
    watched w(venue::bybit);
    w.inject(fault::late_unsubscribe);
    w.give_up(w.knows.book);
    w.ask_for(w.knows.book);
    w.hear(490ms);
    const auto said = w.hear(1s);
    BOOST_TEST((std::ranges::find(said, kind::ack, &decoded::what) != said.end()));
    BOOST_TEST((std::ranges::find(said, kind::snapshot, &decoded::what) != said.end()));
}

// ---- by the random plan

BOOST_AUTO_TEST_CASE(the_random_plan_plays_each_of_them_on_every_exchange)
{
    for (const venue which : sim::all_venues)
        for (const fault what : sim::edge_faults)
            BOOST_TEST_CONTEXT(sim::to_string(which) << ", " << sim::to_string(what))
            {
                sim::exchange_config config = sim::config_of(which);
                config.faults.faults = {what};
                config.faults.every = 2s;
                watched w(which, config);
                for (int i = 0; i < 20 && w.injected(what) == 0; ++i) {
                    if (w.venue.connections().empty())
                        w.try_again();
                    static_cast<void>(w.ask_by_rest());
                    w.ask_for(w.knows.book);
                    w.hear(1s);
                    w.give_up(w.knows.book);
                    w.ask_for(w.knows.book);
                    w.hear(1s);
                }
                BOOST_TEST(w.injected(what) > 0u);
            }
}

// ---- windowed books

BOOST_AUTO_TEST_CASE(a_windowed_book_does_not_say_what_leaves_the_best_levels)
{
    sim::exchange_config config = sim::config_of(venue::bybit);
    config.windowed = true;
    watched w(venue::bybit, config);
    w.give_up(w.knows.book);
    w.hear(1s);
    w.ask_for(w.knows.book);
    price_levels bids(side::buy);
    for (const decoded& d : w.hear_book(60s)) {
        const auto& levels = std::get<book_levels>(d.content);
        if (d.what == kind::snapshot)
            bids.assign(levels.bids);
        else
            bids.apply(levels.bids);
    }
    const auto truth = w.venue.truth_of(w.knows.book.name(), w.last);
    BOOST_TEST_REQUIRE(truth.has_value());
    BOOST_TEST(truth->bids.size() == 50u);
    BOOST_TEST(bids.size() > 50u);
    const auto best = bids.top(50);
    for (std::size_t i = 0; i < 50; ++i)
        BOOST_TEST((decimal::parse(truth->bids[i].price) == best[i].price));
}

BOOST_AUTO_TEST_SUITE_END()
