#include "sim/connection.hpp"
#include "sim/damage.hpp"
#include "sim/dialect.hpp"
#include "sim/feed.hpp"
#include "sim/limits.hpp"
#include "sim/rest_desk.hpp"

#include <holdfast/policy/check.hpp>
#include <holdfast/sim/exchange.hpp>

#include <algorithm>
#include <iterator>
#include <map>
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

std::string ids(std::uint64_t first, std::uint64_t last)
{
    return first == last ? std::to_string(first) : std::to_string(first) + " to " + std::to_string(last);
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
        if (expected[i] != actual[i])
            return std::string(name) + " " + std::to_string(i + 1) + " is " + in_words(actual[i]) +
                   ", in truth " + in_words(expected[i]);
    if (want != have)
        return std::to_string(have) + " " + std::string(name) + " levels, in truth " + std::to_string(want);
    return {};
}

output::kind line_output(fault what)
{
    switch (what) {
    case fault::half_open_in: return output::kind::half_open_in;
    case fault::half_open_out: return output::kind::half_open_out;
    case fault::half_open: return output::kind::half_open;
    case fault::slow: return output::kind::slow;
    default: return output::kind::cut;
    }
}

std::string_view story_of_arrival(fault what)
{
    switch (what) {
    case fault::refuse: return "connection refused";
    case fault::accept_then_close: return "accepted and closed at once";
    default: return "shown a wrong certificate";
    }
}

constexpr std::string_view too_many = "Too many requests";

} // namespace

std::string check(const exchange_config& config)
{
    using detail::check_range;
    using detail::check_zero_or_range;
    const exchange_rules& rules = config.rules;
    return detail::first_problem({
        check_symbols(config.symbols),
        check_range("exchange_config::levels", config.levels, 10, 1000),
        check_range("exchange_config::burst_every", config.burst_every, 1ms, 1h),
        check_range("exchange_config::burst", config.burst, 1, 1000),
        check_range("exchange_config::history", config.history, 100, 10'000'000),
        check_zero_or_range("exchange_rules::ping_interval", rules.ping_interval, 1ms, 24h),
        check_zero_or_range("exchange_rules::pong_timeout", rules.pong_timeout, 1ms, 24h),
        check_zero_or_range("exchange_rules::lifetime", rules.lifetime, 1ms, 24h * 365),
        check_range("exchange_rules::attempts", rules.attempts, 0, 1'000'000),
        check_range("exchange_rules::attempts_window", rules.attempts_window, 1ms, 24h),
        check_range("exchange_rules::ban", rules.ban, 1s, 24h * 7),
        check(config.faults),
    });
}

std::string difference(const truth& expected, std::span<const quoted_level> bids,
                       std::span<const quoted_level> asks, std::size_t depth)
{
    return detail::first_problem({side_difference("bid", expected.bids, bids, depth),
                                  side_difference("ask", expected.asks, asks, depth)});
}

// ---- the engine ------------------------------------------------------------------------------------------

struct exchange::engine final : audience {
    explicit engine(exchange_config c)
        : config(checked(std::move(c))), plan(config.faults), source(make_market_feed(config, language)),
          rest(config, language), attempts(config.rules.attempts, config.rules.attempts_window)
    {
    }

    const std::map<std::string, topic_spec>& of(std::string_view symbol) const override
    {
        static const std::map<std::string, topic_spec> nothing;
        const auto at = wanted.find(symbol);
        return at == wanted.end() ? nothing : at->second;
    }

    bool wants_microseconds() const override { return microsecond_clients > 0; }

    // -- time --

    void arrive_at(time_point t)
    {
        now = std::max(now, t);
        if (std::exchange(begun, true))
            return;
        plan.start(now);
        source->opened(now);
    }

    time_point next_event() const
    {
        if (!begun)
            return time_point::min();
        time_point first = std::min(source->next(), plan.next());
        for (const auto& [id, c] : connections) {
            first = std::min({first, c.pings.due(), c.expires});
            if (plan.would_answer(line_chance(id, false)))
                return now;
        }
        return first;
    }

    void advance(time_point until)
    {
        if (!begun)
            arrive_at(until);
        for (time_point t = next_event(); t <= until; t = next_event()) {
            now = std::max(now, t);
            step();
        }
        now = std::max(now, until);
    }

    void step()
    {
        if (plan.next() <= now)
            plan.advance(now);
        for (const connection_id id : ids_of_connections())
            keep(id, connections.at(id));
        if (source->next() <= now) {
            std::vector<publication> news;
            source->advance(now, *this, news);
            for (const publication& p : news)
                publish(p);
        }
    }

    /// What a connection needs from time to time: faults of the line, the end of its life, pings.
    void keep(connection_id id, connection& c)
    {
        if (auto order = plan.ask(line_chance(id, false)))
            break_line(id, c, *order);
        else if (c.expires <= now)
            close(id, 1001, "connection lifetime is over");
        else if (c.pings.dead(now))
            throw_out(id, "Pong timeout");
        else if (c.pings.ping_due(now))
            send_ping(id, c);
    }

    // -- connections --

    std::optional<fault> accept(connection_id id, time_point t)
    {
        arrive_at(t);
        ++stats.accepted;
        const auto order = plan.ask({fault_moment::accept, id, {}, true, true, true});
        if (!order)
            return std::nullopt;
        note(order->what, id, std::string(story_of_arrival(order->what)));
        return order->what;
    }

    http_reply upgrade(connection_id id, std::string_view target, time_point t)
    {
        arrive_at(t);
        http_reply reply = upgrade_reply(id, target);
        stats.turned_away += reply.status == 101 ? 0 : 1;
        return reply;
    }

    http_reply upgrade_reply(connection_id id, std::string_view target)
    {
        if (rest.weight().banned(now))
            return later(418, rest.weight().retry_after(now));
        if (!attempts.allow(now))
            return later(429, std::chrono::ceil<std::chrono::seconds>(attempts.delay(now)));
        if (plan.ask({fault_moment::upgrade, id, target, true, true, true})) {
            const auto wait = plan.config().retry_after;
            note(fault::upgrade_429, id,
                 "upgrade answered with 429, Retry-After " + std::to_string(wait.count()) + " s");
            return later(429, wait);
        }
        return language.upgrade(target);
    }

    static http_reply later(unsigned status, std::chrono::seconds wait)
    {
        return {status, {{"Retry-After", std::to_string(wait.count())}}, {}, false};
    }

    void open(connection_id id, std::string_view target, time_point t)
    {
        arrive_at(t);
        if (connections.contains(id))
            return;
        ++stats.upgraded;
        connection& c = connections.try_emplace(id, config.rules, now).first->second;
        c.who = language.open(target);
        microsecond_clients += c.who.microseconds ? 1 : 0;
        plan.opened(id, now);
        if (config.rules.topics_per_connection != 0 &&
            c.who.topics.size() > config.rules.topics_per_connection)
            return throw_out(id, "too many streams");
        register_topics(id, c);
    }

    void receive(connection_id id, std::string_view text, time_point t)
    {
        arrive_at(t);
        connection* c = count_message(id);
        if (!c)
            return;
        ++stats.received;
        std::string reply = language.receive(c->who, text, config.rules.topics_per_connection);
        if (!reply.empty())
            send(id, std::move(reply));
        register_topics(id, *c);
    }

    void pong(connection_id id, std::string_view payload, time_point t)
    {
        arrive_at(t);
        if (connection* c = count_message(id))
            c->pings.ponged(payload);
    }

    /// The connection, if it exists and has not sent more than it may.
    connection* count_message(connection_id id)
    {
        const auto at = connections.find(id);
        if (at == connections.end())
            return nullptr;
        if (at->second.budget.allow(now))
            return &at->second;
        throw_out(id, too_many);
        return nullptr;
    }

    void forget(connection_id id)
    {
        const auto at = connections.find(id);
        if (at == connections.end())
            return;
        microsecond_clients -= at->second.who.microseconds ? 1 : 0;
        at->second.who.topics.clear();
        register_topics(id, at->second);
        connections.erase(at);
        plan.closed(id);
    }

    /// Brings the register of topics in line with what the client has said.
    void register_topics(connection_id id, connection& c)
    {
        std::set<std::string> topics(c.who.topics.begin(), c.who.topics.end());
        for (const std::string& topic : c.topics)
            if (!topics.contains(topic))
                unregister(id, c, topic);
        for (const std::string& topic : topics)
            if (!c.topics.contains(topic))
                register_topic(id, topic);
        c.topics = std::move(topics);
    }

    void register_topic(connection_id id, const std::string& topic)
    {
        ++stats.subscribed;
        subscribers[topic].insert(id);
        if (const auto spec = language.understand(topic))
            wanted[spec->symbol].emplace(topic, *spec);
        source->listened(now);
    }

    void unregister(connection_id id, connection& c, const std::string& topic)
    {
        c.held.erase(topic);
        std::set<connection_id>& others = subscribers[topic];
        others.erase(id);
        if (!others.empty())
            return;
        subscribers.erase(topic);
        const auto spec = language.understand(topic);
        if (const auto at = spec ? wanted.find(spec->symbol) : wanted.end(); at != wanted.end()) {
            at->second.erase(topic);
            if (at->second.empty())
                wanted.erase(at);
        }
    }

    // -- sending --

    void put(connection_id id, output::kind what, std::string bytes = {}, std::uint16_t code = 0)
    {
        outputs.push_back({id, what, std::move(bytes), code, 0, {}, now});
    }

    void send(connection_id id, std::string text)
    {
        ++stats.sent;
        put(id, output::kind::text, std::move(text));
    }

    void send(connection_id id, const connection& c, const publication& p)
    {
        const bool other_unit = c.who.microseconds && !p.payload_in_microseconds.empty();
        send(id, language.wrap(c.who, p.topic, other_unit ? p.payload_in_microseconds : p.payload));
    }

    void send_ping(connection_id id, connection& c)
    {
        const auto since = (config.wall_zero + now.time_since_epoch()).time_since_epoch();
        std::string payload = std::to_string(std::chrono::floor<std::chrono::milliseconds>(since).count());
        put(id, output::kind::ping, payload);
        c.pings.pinged(std::move(payload), now);
    }

    void cut(connection_id id)
    {
        put(id, output::kind::cut);
        forget(id);
    }

    void close(connection_id id, std::uint16_t code, std::string_view reason)
    {
        put(id, output::kind::close, std::string(reason), code);
        forget(id);
    }

    void throw_out(connection_id id, std::string_view reason)
    {
        ++stats.thrown_out;
        close(id, 1008, reason);
    }

    void publish(const publication& p)
    {
        const auto at = subscribers.find(p.topic);
        if (at == subscribers.end())
            return;
        const std::vector<connection_id> to(at->second.begin(), at->second.end());
        for (const connection_id id : to)
            if (const auto found = connections.find(id); found != connections.end())
                deliver(id, found->second, p);
    }

    void deliver(connection_id id, connection& c, const publication& p)
    {
        if (c.muted(p.topic, now))
            return;
        if (const auto held = c.held.find(p.topic); held != c.held.end()) {
            send_swapped(id, c, p, c.held.extract(held).mapped());
        } else if (const auto order = c.doomed ? std::nullopt : plan.ask(frame_chance(id, p))) {
            spoil(id, c, p, *order);
        } else {
            send(id, c, p);
        }
        if (const auto order = plan.ask(line_chance(id, true)))
            break_line(id, c, *order);
    }

    // -- faults --

    static opportunity frame_chance(connection_id id, const publication& p)
    {
        return {fault_moment::frame, id, p.topic, p.sequenced, p.book, true};
    }

    static opportunity line_chance(connection_id id, bool counts)
    {
        return {fault_moment::line, id, {}, true, true, counts};
    }

    void note(fault what, connection_id id, std::string story)
    {
        plan.record({0, now, what, id, {}, {}, 0, 0, std::move(story)});
    }

    void note(fault what, connection_id id, const publication& p, std::string_view story)
    {
        plan.record({0, now, what, id, p.symbol, p.topic, p.first, p.last,
                     p.topic + " " + ids(p.first, p.last) + " " + std::string(story)});
    }

    void send_swapped(connection_id id, const connection& c, const publication& first,
                      const publication& second)
    {
        send(id, c, first);
        send(id, c, second);
        note(fault::reorder, id, second, "sent after " + ids(first.first, first.last));
    }

    void spoil(connection_id id, connection& c, const publication& p, const fault_order& order)
    {
        switch (order.what) {
        case fault::lose: note(fault::lose, id, p, "lost"); break;
        case fault::duplicate:
            send(id, c, p);
            send(id, c, p);
            note(fault::duplicate, id, p, "sent twice");
            break;
        case fault::reorder: c.held.emplace(p.topic, p); break;
        default: {
            const damaged d =
                damage_message(language.wrap(c.who, p.topic, p.payload), order.with.how, plan.random());
            send(id, d.bytes);
            note(fault::corrupt, id, p, "damaged: " + std::string(d.how));
        }
        }
    }

    void break_line(connection_id id, connection& c, const fault_order& order)
    {
        injection done{0, now, order.what, id, {}, {}, 0, 0, "line cut"};
        switch (order.what) {
        case fault::close_code: {
            const std::uint16_t code = order.with.code != 0 ? order.with.code : plan.next_close_code();
            done.text = "closed with code " + std::to_string(code);
            close(id, code, "simulated");
            break;
        }
        case fault::mute: {
            const duration length = order.with.length > 0s ? order.with.length : plan.config().mute_for;
            c.muted_until = now + length;
            c.muted_topic = done.topic = order.with.topic;
            done.text =
                (done.topic.empty() ? "no data for " : done.topic + " silent for ") + detail::to_text(length);
            break;
        }
        case fault::slow: {
            const duration length = order.with.length > 0s ? order.with.length : plan.config().slow_for;
            put(id, output::kind::slow);
            outputs.back().length = length;
            outputs.back().bytes_per_second = plan.config().slow_bytes_per_second;
            done.text = std::to_string(outputs.back().bytes_per_second) + " bytes a second for " +
                        detail::to_text(length);
            break;
        }
        case fault::half_open_in:
        case fault::half_open_out:
        case fault::half_open:
            put(id, line_output(order.what));
            c.doomed = true;
            plan.closed(id);
            done.text = order.what == fault::half_open_in    ? "nothing reaches the client any more"
                        : order.what == fault::half_open_out ? "nothing from the client arrives any more"
                                                             : "nothing passes any more, either way";
            break;
        default: cut(id); break;
        }
        plan.record(std::move(done));
    }

    std::vector<connection_id> ids_of_connections() const
    {
        std::vector<connection_id> out;
        for (const auto& [id, c] : connections)
            out.push_back(id);
        return out;
    }

    exchange_config config;
    const dialect& language = binance_spot_dialect();
    fault_plan plan;
    std::unique_ptr<feed> source;
    rest_desk rest;
    arrivals attempts;
    std::map<connection_id, connection> connections{};
    std::map<std::string, std::set<connection_id>> subscribers{};                   ///< By topic.
    std::map<std::string, std::map<std::string, topic_spec>, std::less<>> wanted{}; ///< By symbol.
    int microsecond_clients = 0;
    std::vector<output> outputs{};
    exchange_stats stats{};
    time_point now = time_point::min();
    bool begun = false;
};

// ---- the public face -------------------------------------------------------------------------------------

exchange::exchange(exchange_config config) : engine_(std::make_unique<engine>(std::move(config))) {}
exchange::~exchange() = default;
exchange::exchange(exchange&&) noexcept = default;
exchange& exchange::operator=(exchange&&) noexcept = default;

void exchange::add_tape(tape_config tape)
{
    engine_->source = make_tape_feed(tape, engine_->language);
    if (engine_->begun)
        engine_->source->opened(engine_->now);
    if (!engine_->subscribers.empty())
        engine_->source->listened(engine_->now);
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
    return engine_->accept(on, now);
}

http_reply exchange::upgrade(connection_id on, std::string_view target, time_point now)
{
    return engine_->upgrade(on, target, now);
}

void exchange::open(connection_id on, std::string_view target, time_point now)
{
    engine_->open(on, target, now);
}

void exchange::receive(connection_id on, std::string_view text, time_point now)
{
    engine_->receive(on, text, now);
}

void exchange::ping(connection_id on, time_point now)
{
    engine_->arrive_at(now);
    engine_->count_message(on);
}

void exchange::pong(connection_id on, std::string_view payload, time_point now)
{
    engine_->pong(on, payload, now);
}

void exchange::closed(connection_id on, time_point now)
{
    engine_->arrive_at(now);
    engine_->forget(on);
}

http_reply exchange::get(std::string_view target, time_point now)
{
    engine_->arrive_at(now);
    return engine_->rest.get(target, engine_->now, *engine_->source, engine_->plan, engine_->stats);
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
    const wall_time wall = engine_->config.wall_zero + engine_->now.time_since_epoch();
    for (const auto& [id, c] : engine_->connections)
        if (on == 0 || on == id)
            engine_->send(id, engine_->language.shutdown_notice(c.who, wall));
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

std::vector<std::string> exchange::symbols() const
{
    return engine_->source->symbols();
}

std::vector<connection_id> exchange::connections() const
{
    return engine_->ids_of_connections();
}

std::vector<std::string> exchange::subscriptions(connection_id on) const
{
    const auto at = engine_->connections.find(on);
    return at == engine_->connections.end() ? std::vector<std::string>{} : at->second.who.topics;
}

const exchange_stats& exchange::stats() const noexcept
{
    return engine_->stats;
}

const exchange_config& exchange::config() const noexcept
{
    return engine_->config;
}

} // namespace holdfast::sim
