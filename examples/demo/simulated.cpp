// SPDX-License-Identifier: BSL-1.0
#include "demo/judge/follower.hpp"
#include "exchanges.hpp"
#include "hurry.hpp"
#include "onlookers.hpp"
#include "performances.hpp"

#include <holdfast/sim/exchange.hpp>
#include <holdfast/sim/server.hpp>
#include <holdfast/sim/tape_survey.hpp>
#include <holdfast/time.hpp>

#include <algorithm>
#include <fstream>

namespace hf = holdfast;
namespace sim = holdfast::sim;
using namespace std::chrono_literals;

namespace demo {

namespace {

/// What is performed, and for how long.
struct programme {
    sim::venue exchange{};
    std::vector<std::string> symbols{}; ///< Of the own market; none where a tape plays.
    std::vector<hf::topic> books{};
    bool numberless = false;
    hf::duration silence = 1s;  ///< How long a healthy book may say nothing.
    hf::duration trouble{};     ///< How long things are broken.
    hf::duration at_most = 60s; ///< How long they may take to heal.
    unsigned snapshot_levels = 0;

    /// How long everything must stay verified at the end: longer than the slowest fault takes to be noticed.
    [[nodiscard]] hf::duration calm() const { return 4 * silence; }
};

std::vector<std::string> invented_symbols(sim::venue exchange, unsigned count)
{
    std::vector<std::string> bases{"BTC", "ETH", "SOL", "BNB", "XRP"};
    bases.resize(std::min<std::size_t>(bases.size(), count));
    while (bases.size() < count)
        bases.push_back("COIN" + std::to_string(bases.size()));
    for (std::string& base : bases)
        base = spelled(exchange, base);
    return bases;
}

programme with_own_market(const options& chosen)
{
    programme p;
    p.exchange = chosen.exchange.value_or(sim::venue::binance_spot);
    p.symbols = invented_symbols(p.exchange, chosen.symbols.value_or(3));
    for (const std::string& symbol : p.symbols)
        p.books.push_back(book_of(p.exchange, symbol));
    p.trouble = chosen.seconds.value_or(20s);
    p.snapshot_levels = 100;
    return p;
}

programme with_tape(const options& chosen)
{
    const auto sped = [&](hf::duration d) {
        return hf::duration(static_cast<hf::duration::rep>(static_cast<double>(d.count()) / chosen.speed));
    };
    sim::tape_reader tape(std::make_shared<std::ifstream>(chosen.tape, std::ios::binary));
    const sim::tape_survey found = sim::survey(tape, chosen.exchange);
    std::vector<std::string> books = found.books;
    if (chosen.faults.empty()) // of these only the recording has the whole book
        books.insert(books.end(), found.passed_on.begin(), found.passed_on.end());
    if (books.empty())
        throw bad_option("--tape: '" + chosen.tape + "' has no book of " +
                         std::string(found.venue ? to_string(*found.venue) : "an exchange that is known") +
                         ": changes, and a whole one to begin with");
    programme p;
    p.exchange = *found.venue;
    p.numberless = found.numberless;
    for (const std::string& name : books)
        if (!chosen.symbols || p.books.size() < *chosen.symbols)
            p.books.emplace_back(name);
    p.silence = std::max<hf::duration>(p.silence, 2 * sped(found.silence));
    p.trouble = sped(found.length);
    if (chosen.seconds)
        p.trouble = std::min<hf::duration>(p.trouble, *chosen.seconds);
    p.snapshot_levels = 1000;
    return p;
}

/// The last part of the time is for healing.
programme planned(const options& chosen)
{
    programme p = chosen.tape.empty() ? with_own_market(chosen) : with_tape(chosen);
    const hf::duration whole = p.trouble;
    p.trouble = std::max(whole - p.calm() - 1s, whole / 2);
    if (!chosen.tape.empty())
        p.at_most = whole - p.trouble; // what was not healed when the tape ends never is
    return p;
}

sim::exchange_config exchange_for(const options& chosen, const programme& plan, hf::runtime& clock)
{
    sim::exchange_config c = hurried(plan.exchange, chosen.seed, clock);
    if (!plan.symbols.empty())
        c.symbols = plan.symbols;
    c.faults.faults = chosen.faults;
    c.faults.every = 400ms;
    c.faults.quiet_after = plan.trouble;
    return c;
}

manner manner_of(const sim::server& server, const programme& plan)
{
    manner m;
    m.ws = server.ws_url();
    m.rest = server.rest_url();
    m.snapshot_levels = plan.snapshot_levels;
    m.silence = plan.silence;
    m.audit_every = 1s;
    m.numberless = plan.numberless;
    return m;
}

void follow_all(follower& followed, const programme& plan, const manner& how, const sim::exchange& venue)
{
    for (const hf::topic& book : plan.books) {
        followed.follow(book, books_of(plan.exchange), order_check(plan.exchange, plan.numberless), &venue,
                        unseen_at_most(plan.exchange, how));
        if (const auto quotes = quotes_beside(plan.exchange, book))
            followed.compare_with(*quotes);
    }
}

hf::stream_config small(hf::overflow policy)
{
    hf::stream_config how;
    how.capacity = 8;
    how.overflow = policy;
    return how;
}

/// Best prices and trades of the own market, each with a consumer that keeps up.
void look_on_all(follower& followed, story& told, tally& counts, const programme& plan,
                 const sim::exchange& venue)
{
    for (const std::string& symbol : plan.symbols) {
        const hf::topic quotes = quotes_of(plan.exchange, symbol);
        followed.look_on(quotes, std::make_unique<quote_check>(told, counts, venue, quotes), {}, {});
    }
    for (const std::string& symbol : plan.symbols) {
        const hf::topic trades = trades_of(plan.exchange, symbol);
        const bool numbered = numbers_trades(plan.exchange);
        followed.look_on(trades, std::make_unique<trade_check>(told, counts, venue, trades, numbered), {}, {},
                         has_trades_elsewhere(plan.exchange));
    }
}

/// Slow consumers of the last symbol, one of each overflow policy, for as long as things are broken.
void look_on_slowly(follower& followed, story& told, tally& counts, const programme& plan,
                    const sim::exchange& venue, hf::time_point until)
{
    const hf::topic quotes = quotes_of(plan.exchange, plan.symbols.back());
    const hf::topic trades = trades_of(plan.exchange, plan.symbols.back());
    followed.follow_slowly({1500ms, until});
    if (may_conflate_quotes(plan.exchange))
        followed.look_on(quotes, std::make_unique<quote_check>(told, counts, venue, quotes),
                         small(hf::overflow::conflate), {700ms, until});
    followed.look_on(
        trades, std::make_unique<trade_check>(told, counts, venue, trades, numbers_trades(plan.exchange)),
        small(hf::overflow::drop_oldest), {2500ms, until}, has_trades_elsewhere(plan.exchange));
}

hf::task<> run_programme(follower& followed, story& told, programme plan)
{
    co_await hf::sleep_for(plan.trouble);
    told.catch_up();
    told.say("calm", "nothing is broken any more; everything must heal");
    co_await followed.until_calm(plan.calm(), plan.at_most);
}

/// The figures are taken while everybody still stands.
hf::task<> direct(follower& followed, story& told, programme plan)
{
    co_await hf::race(run_programme(followed, told, std::move(plan)), hf::until_signal());
    followed.conclude();
}

} // namespace

hf::task<> perform_simulated(options chosen, tally& counts, std::ostream& out)
{
    const auto executor = co_await hf::asio::this_coro::executor;
    hf::runtime& clock = hf::runtime::of(executor);
    const programme plan = planned(chosen);

    sim::exchange venue(exchange_for(chosen, plan, clock));
    for (const sim::fault f : chosen.faults)
        if (!matters(f, plan.exchange))
            venue.faults().disable(f);
    if (!chosen.tape.empty())
        venue.add_tape({.file = chosen.tape, .speed = chosen.speed});
    sim::server_config secure;
    secure.tls = true;
    sim::server server(executor, venue, secure);

    const auto told = std::make_shared<story>(out, clock, counts, &venue.faults());
    const manner how = manner_of(server, plan);
    follower followed(executor, adapter_for(plan.exchange, how), impatient(server, plan.silence), told,
                      counts);
    follow_all(followed, plan, how, venue);
    if (!plan.symbols.empty()) {
        if (!chosen.faults.empty())
            look_on_slowly(followed, *told, counts, plan, venue, clock.now() + plan.trouble);
        look_on_all(followed, *told, counts, plan, venue);
    }
    told->say("follows", std::to_string(plan.books.size()) + " books of " +
                             std::string(to_string(plan.exchange)) + " at " + server.ws_url());

    co_await hf::race(server.run(), followed.run(), direct(followed, *told, plan));
}

} // namespace demo
