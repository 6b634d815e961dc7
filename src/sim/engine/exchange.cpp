// SPDX-License-Identifier: BSL-1.0
#include "sim/engine/engine.hpp"

#include <holdfast/detail/check.hpp>
#include <holdfast/sim/exchange.hpp>

#include <algorithm>
#include <set>
#include <stdexcept>
#include <utility>

namespace holdfast::sim {

using namespace std::chrono_literals;

namespace {

exchange_config checked(exchange_config config)
{
    if (const std::string problem = check(config); !problem.empty())
        throw std::invalid_argument(problem);
    return config;
}

std::string check_symbols(const std::vector<std::string>& symbols)
{
    const std::set<std::string> different(symbols.begin(), symbols.end());
    const bool good = std::ranges::all_of(symbols, [](const std::string& s) {
        return !s.empty() && s.size() <= 64 && std::ranges::none_of(s, [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= 0 && c <= ' ') || c == '@' || c == '/' || c == '"' ||
                   c == '\\';
        });
    });
    if (!good || different.size() != symbols.size())
        return "exchange_config::symbols must be upper-case names (BTCUSDT), each of them once";
    return detail::check_range("exchange_config::symbols (their number)", symbols.size(), 1, 1000);
}

template <class Side>
std::vector<quoted_level> quoted(const Side& side)
{
    std::vector<quoted_level> out;
    out.reserve(side.size());
    for (const auto& [price, quantity] : side)
        out.push_back({to_text(price), to_text(quantity)});
    return out;
}

best_quote quoted(const best_levels& best)
{
    return {best.id,
            {to_text(best.bid), to_text(best.bid_quantity)},
            {to_text(best.ask), to_text(best.ask_quantity)}};
}

/// Exchanges differ in how many zeros they write.
bool same_number(const std::string& a, const std::string& b)
{
    const auto number = to_fixed(a);
    return a == b || (number && number == to_fixed(b));
}

bool same_level(const quoted_level& a, const quoted_level& b)
{
    return same_number(a.price, b.price) && same_number(a.quantity, b.quantity);
}

std::string in_words(const quoted_level& l)
{
    return l.quantity + " at " + l.price;
}

std::string side_difference(std::string_view name, std::span<const quoted_level> expected,
                            std::span<const quoted_level> actual, std::size_t depth)
{
    const std::size_t want = std::min(depth, expected.size());
    const std::size_t have = std::min(depth, actual.size());
    for (std::size_t i = 0; i < std::min(want, have); ++i)
        if (!same_level(expected[i], actual[i]))
            return std::string(name) + " " + std::to_string(i + 1) + " is " + in_words(actual[i]) +
                   ", in truth " + in_words(expected[i]);
    if (want != have)
        return std::to_string(have) + " " + std::string(name) + " levels, in truth " + std::to_string(want);
    return {};
}

} // namespace

std::string check(const exchange_config& config)
{
    using detail::check_range;
    using detail::check_zero_or_range;
    const exchange_rules& rules = config.rules;
    const account_config& account = config.account;
    const bool known = std::ranges::find(all_venues, config.venue) != all_venues.end();
    return detail::first_problem({
        known ? "" : "exchange_config::venue is none of those that there are",
        check_symbols(config.symbols),
        check_range("exchange_config::levels", config.levels, 10, 1000),
        check_range("exchange_config::burst_every", config.burst_every, 1ms, 1h),
        check_range("exchange_config::burst", config.burst, 1, 1000),
        check_range("exchange_config::history", config.history, 100, 10'000'000),
        check_zero_or_range("exchange_rules::silence_timeout", rules.silence_timeout, 1ms, 24h),
        check_zero_or_range("exchange_rules::client_timeout", rules.client_timeout, 1ms, 24h),
        check_zero_or_range("exchange_rules::ping_interval", rules.ping_interval, 1ms, 24h),
        check_zero_or_range("exchange_rules::pong_timeout", rules.pong_timeout, 1ms, 24h),
        check_zero_or_range("exchange_rules::lifetime", rules.lifetime, 1ms, 24h * 365),
        check_range("exchange_rules::attempts", rules.attempts, 0, 1'000'000),
        check_range("exchange_rules::attempts_window", rules.attempts_window, 1ms, 24h),
        check_range("exchange_rules::rest_window", rules.rest_window, 1ms, 24h),
        check_range("exchange_rules::ban", rules.ban, 1s, 24h * 7),
        account.api_key.empty() ? "account_config::api_key is empty" : "",
        account.secret.empty() ? "account_config::secret is empty" : "",
        check_range("account_config::quote", account.quote, 0, 1'000'000'000),
        check_range("account_config::base", account.base, 0, 1'000'000'000),
        check_range("account_config::key_life", account.key_life, 1s, 24h),
        check(config.faults),
    });
}

std::string difference(const truth& expected, std::span<const quoted_level> bids,
                       std::span<const quoted_level> asks, std::size_t depth)
{
    return detail::first_problem({side_difference("bid", expected.bids, bids, depth),
                                  side_difference("ask", expected.asks, asks, depth)});
}

exchange::exchange(exchange_config config) : engine_(std::make_unique<engine>(checked(std::move(config)))) {}
exchange::~exchange() = default;
exchange::exchange(exchange&&) noexcept = default;
exchange& exchange::operator=(exchange&&) noexcept = default;

void exchange::add_tape(tape_config tape)
{
    engine& e = *engine_;
    e.source = make_tape_feed(tape, e.language);
    for (const fault what :
         {fault::restart, fault::restart_counter, fault::one_sided, fault::empty_book, fault::expire})
        e.plan.disable(what);
    if (e.begun)
        e.source->opened(e.now);
    for (const std::string& topic : e.topics.topics()) {
        const auto spec = e.language.understand(topic);
        e.source->wanted(topic, spec ? &*spec : nullptr, e.now);
    }
}

bool exchange::finished() const noexcept
{
    return engine_->source->finished();
}

duration exchange::played() const noexcept
{
    return engine_->source->played();
}

std::optional<fault> exchange::accept(connection_id on, time_point now)
{
    engine_->arrive_at(now);
    return engine_->accept(on);
}

http_reply exchange::upgrade(connection_id on, std::string_view target, time_point now)
{
    engine_->arrive_at(now);
    return engine_->upgrade(on, target);
}

void exchange::open(connection_id on, std::string_view target, time_point now)
{
    engine_->arrive_at(now);
    engine_->open(on, target);
}

void exchange::receive(connection_id on, std::string_view text, time_point now)
{
    engine_->arrive_at(now);
    engine_->receive(on, text);
}

void exchange::ping(connection_id on, time_point now)
{
    engine_->arrive_at(now);
    (void)engine_->hear(on);
}

void exchange::pong(connection_id on, std::string_view payload, time_point now)
{
    engine_->arrive_at(now);
    engine_->pong(on, payload);
}

void exchange::closed(connection_id on, time_point now)
{
    engine_->arrive_at(now);
    engine_->forget(on);
}

http_reply exchange::request(const http_question& asked, time_point now)
{
    engine_->arrive_at(now);
    return engine_->request(asked);
}

http_reply exchange::get(std::string_view target, time_point now)
{
    return request({.target = target}, now);
}

time_point exchange::next_event() const
{
    return engine_->next_event();
}

void exchange::advance(time_point now)
{
    engine_->advance(now);
}

std::vector<output> exchange::take_outputs()
{
    return std::exchange(engine_->outputs, {});
}

void exchange::announce_shutdown(time_point now, connection_id on)
{
    engine_->arrive_at(now);
    for (const auto& [id, c] : engine_->connections)
        if (on == 0 || on == id)
            if (std::string notice = engine_->language.shutdown_notice(c.who, engine_->wall());
                !notice.empty())
                engine_->send(id, std::move(notice));
}

void exchange::close(connection_id on, std::uint16_t code, std::string reason, time_point now)
{
    engine_->arrive_at(now);
    if (engine_->connections.contains(on))
        engine_->close(on, code, reason);
}

fault_plan& exchange::faults() noexcept
{
    return engine_->plan;
}

const fault_plan& exchange::faults() const noexcept
{
    return engine_->plan;
}

std::optional<truth> exchange::truth_of(std::string_view topic, std::uint64_t place) const
{
    const auto spec = engine_->language.understand(topic);
    const auto update = spec ? engine_->source->update_at(topic, spec->symbol, place) : std::nullopt;
    const ledger* book = update ? engine_->source->book(spec->symbol) : nullptr;
    const auto levels = book ? book->at(*update) : std::nullopt;
    if (!levels)
        return std::nullopt;
    return truth{spec->symbol, place, quoted(sim::best_of(levels->bids, spec->depth)),
                 quoted(sim::best_of(levels->asks, spec->depth)), best_at(spec->symbol, *update)};
}

std::optional<best_quote> exchange::best_of(std::string_view topic, std::uint64_t place) const
{
    const auto spec = engine_->language.understand(topic);
    const auto update = spec ? engine_->source->update_at(topic, spec->symbol, place) : std::nullopt;
    return update ? best_at(spec->symbol, *update) : std::nullopt;
}

std::vector<published_trade> exchange::trades_after(std::string_view topic, std::uint64_t number) const
{
    const auto spec = engine_->language.understand(topic);
    return spec ? engine_->source->trades_after(spec->what, spec->symbol, number)
                : std::vector<published_trade>();
}

std::optional<truth> exchange::truth_at(std::string_view symbol, std::uint64_t id) const
{
    const ledger* book = engine_->source->book(symbol);
    const auto levels = book ? book->at(id) : std::nullopt;
    if (!levels)
        return std::nullopt;
    return truth{std::string(symbol), id, quoted(levels->bids), quoted(levels->asks), best_at(symbol, id)};
}

std::optional<best_quote> exchange::best_at(std::string_view symbol, std::uint64_t id) const
{
    const ledger* book = engine_->source->book(symbol);
    const auto best = book ? book->best(id) : std::nullopt;
    return best ? std::optional(quoted(*best)) : std::nullopt;
}

std::uint64_t exchange::last_id(std::string_view symbol) const
{
    const ledger* book = engine_->source->book(symbol);
    return book ? book->last() : 0;
}

account_state exchange::account_truth() const
{
    return engine_->accounts.truth(engine_->wall());
}

const std::vector<std::string>& exchange::order_arrivals() const noexcept
{
    return engine_->accounts.arrivals();
}

void exchange::kill_listen_key()
{
    if (!engine_->keys.current.empty())
        engine_->end_key(engine_->keys.current, false);
}

std::vector<std::string> exchange::symbols() const
{
    return engine_->source->symbols();
}

std::vector<connection_id> exchange::connections() const
{
    return engine_->ids();
}

std::vector<std::string> exchange::subscriptions(connection_id on) const
{
    const auto at = engine_->connections.find(on);
    if (at == engine_->connections.end())
        return {};
    std::vector<std::string> all = at->second.who.topics;
    all.insert(all.end(), at->second.mine.topics.begin(), at->second.mine.topics.end());
    return all;
}

const exchange_stats& exchange::stats() const noexcept
{
    return engine_->stats;
}

void exchange::set_calendar(wall_time at_zero) noexcept
{
    engine_->config.wall_zero = at_zero;
}

const exchange_config& exchange::config() const noexcept
{
    return engine_->config;
}

} // namespace holdfast::sim
