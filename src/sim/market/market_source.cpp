// SPDX-License-Identifier: BSL-1.0
#include "sim/market/published_topic.hpp"
#include "sim/market/published_trades.hpp"
#include "sim/market/source.hpp"
#include "sim/market/update_ids.hpp"

#include <algorithm>
#include <deque>
#include <map>
#include <set>
#include <tuple>
#include <utility>
#include <variant>

namespace holdfast::sim {

namespace {

/// How many topics to remember the numbers of that nobody is subscribed to any more.
constexpr std::size_t most_unwanted = 10'000;

/// How far the clock goes back where counters are clocks.
constexpr duration step_back = std::chrono::minutes(10);

struct listing;

/// A topic, and when it has something to do.
struct live_topic {
    live_topic(std::string topic, listing& market, const topic_spec& spec, std::size_t history)
        : name(std::move(topic)), of(market), told(spec, history)
    {
    }

    [[nodiscard]] time_point due() const noexcept { return std::min(publish_at, idle_at); }
    [[nodiscard]] const topic_spec& spec() const noexcept { return told.spec(); }

    std::string name;
    listing& of;
    shown_topic told;
    time_point publish_at = never;
    time_point idle_at = never;
    bool wanted = false;
};

/// A market and the topics about it that somebody wants.
struct listing {
    listing(market m, std::size_t number, std::size_t history)
        : traded(std::move(m)), index(number), names(history), single(history), merged(history)
    {
        last_fill.price = traded.book().bids().begin()->first;
    }

    market traded;
    std::size_t index;
    update_names names;
    fill last_fill{};
    published_trades single;
    published_trades merged;
    time_point drained_until = never;
    bool expired = false;
    std::vector<live_topic*> wanted{}; ///< In the order of their names.
};

struct in_order {
    bool operator()(const live_topic* a, const live_topic* b) const
    {
        return std::tuple(a->due(), a->of.index, std::string_view(a->name)) <
               std::tuple(b->due(), b->of.index, std::string_view(b->name));
    }
};

class market_feed final : public feed {
public:
    market_feed(const exchange_config& config, const dialect& language) : config_(config), language_(language)
    {
        for (const std::string& symbol : config.symbols) {
            by_symbol_.emplace(symbol, listings_.size());
            listings_.emplace_back(market(symbol, config.seed, config.levels, config.history),
                                   listings_.size(), config.history);
        }
    }

    void opened(time_point now) override
    {
        opened_ = now;
        for (listing& l : listings_) {
            l.names.happened(l.traded.book().last(), wall(now));
            bursts_.emplace(now + pause(l), l.index);
        }
    }

    void wanted(const std::string& topic, const topic_spec* spec, time_point now) override
    {
        if (!spec || !lists(spec->symbol))
            return;
        listing& l = *find(spec->symbol);
        live_topic& t = topics_.try_emplace(topic, topic, l, as_shown(*spec), config_.history).first->second;
        t.told.begin(l.traded.book(), l.names);
        t.wanted = true;
        l.wanted.insert(std::ranges::upper_bound(l.wanted, t.name, {}, &live_topic::name), &t);
        const bool always = spec->what == topic_spec::kind::ticker;
        reschedule(t, always ? next_step(*spec, now) : never, next_idle(*spec, now));
    }

    void unwanted(const std::string& topic) override
    {
        const auto known = topics_.find(topic);
        if (known == topics_.end())
            return;
        live_topic& t = known->second;
        t.wanted = false;
        std::erase(t.of.wanted, &t);
        reschedule(t, never, never);
        unwanted_.push_back(topic);
        if (unwanted_.size() > most_unwanted)
            forget_oldest();
    }

    void want_microseconds(bool wanted) override { microseconds_ = wanted; }

    time_point next() const override
    {
        const time_point burst = bursts_.empty() ? never : bursts_.begin()->first;
        return agenda_.empty() ? burst : std::min(burst, (*agenda_.begin())->due());
    }

    void advance(time_point now, std::vector<publication>& out) override
    {
        while (!bursts_.empty() && bursts_.begin()->first <= now) {
            listing& l = listings_[bursts_.extract(bursts_.begin()).value().second];
            burst(l, now, out);
            bursts_.emplace(now + pause(l), l.index);
        }
        while (!agenda_.empty() && (*agenda_.begin())->due() <= now)
            attend(**agenda_.begin(), now, out);
    }

    std::optional<publication> whole(const std::string& topic, time_point now) override
    {
        const auto known = topics_.find(topic);
        if (known == topics_.end() || !known->second.spec().whole_first || known->second.of.expired)
            return std::nullopt;
        live_topic& t = known->second;
        const auto news = t.told.whole(t.of.traded.book());
        return news ? std::optional(printed(t, *news, now)) : std::nullopt;
    }

    bool restart(std::string_view symbol, restarting how) override
    {
        listing* const l = find(symbol);
        if (!l)
            return false;
        const bool silent = how == restarting::silent;
        l->names.restart(l->traded.book().last(), silent ? l->names.low_base() : 0);
        if (silent) {
            l->names.set_back(step_back);
            l->traded.restart_trades();
        }
        for (live_topic* t : l->wanted)
            t->told.restart(how);
        return true;
    }

    bool drain(std::string_view symbol, bool bids, bool asks, time_point until) override
    {
        listing* const l = find(symbol);
        if (!l)
            return false;
        l->traded.drain(bids, asks);
        l->drained_until = until;
        return true;
    }

    bool expire(std::string_view symbol) override
    {
        listing* const l = find(symbol);
        if (!l || l->expired)
            return false;
        l->expired = true;
        for (live_topic* t : l->wanted)
            reschedule(*t, never, never);
        return true;
    }

    std::vector<published_trade> trades_after(topic_spec::kind what, std::string_view symbol,
                                              std::uint64_t number) const override
    {
        const listing* l = find(symbol);
        if (!l || (what != topic_spec::kind::trade && what != topic_spec::kind::aggregate_trade))
            return {};
        return (what == topic_spec::kind::trade ? l->single : l->merged).after(number);
    }

    std::vector<std::string> symbols() const override { return config_.symbols; }
    bool lists(std::string_view symbol) const override
    {
        const listing* l = find(symbol);
        return l && !l->expired;
    }

    const ledger* book(std::string_view symbol) const override
    {
        const listing* l = find(symbol);
        return l ? &l->traded.book() : nullptr;
    }

    shown_update show(std::string_view symbol, numbering counts, age how) override
    {
        const shown_update out = shown_by_rest(*find(symbol), counts, how);
        by_rest_.try_emplace(std::string(symbol), config_.history).first->second.show(out.place, out.update);
        return out;
    }

    std::optional<std::uint64_t> update_at(std::string_view topic, std::string_view symbol,
                                           std::uint64_t place) const override
    {
        const listing* l = find(symbol);
        const auto spec = language_.understand(topic);
        if (l && spec && spec->counts == numbering::time)
            return l->names.update_at(place);
        const auto t = topics_.find(topic);
        const auto rest = by_rest_.find(symbol);
        const auto streamed = t == topics_.end() ? std::nullopt : t->second.told.shown().update_at(place);
        const auto asked = rest == by_rest_.end() ? std::nullopt : rest->second.update_at(place);
        return std::max(streamed, asked); // the newer of the two
    }

    std::vector<const market*> markets() const override
    {
        std::vector<const market*> out;
        for (const listing& l : listings_)
            if (!l.expired)
                out.push_back(&l.traded);
        return out;
    }

    bool finished() const noexcept override { return false; }
    duration played() const noexcept override { return {}; }

private:
    [[nodiscard]] wall_time wall(time_point now) const { return config_.wall_zero + now.time_since_epoch(); }

    [[nodiscard]] const listing* find(std::string_view symbol) const
    {
        const auto at = by_symbol_.find(symbol);
        return at == by_symbol_.end() ? nullptr : &listings_[at->second];
    }

    [[nodiscard]] listing* find(std::string_view symbol)
    {
        const auto at = by_symbol_.find(symbol);
        return at == by_symbol_.end() ? nullptr : &listings_[at->second];
    }

    /// How the topic is shown here.
    [[nodiscard]] topic_spec as_shown(topic_spec spec) const
    {
        spec.windowed = config_.windowed && spec.depth != 0;
        return spec;
    }

    /// Where messages are counted, REST shows the book as the topic of all its levels has it.
    [[nodiscard]] static shown_update shown_by_rest(const listing& l, numbering counts, age how)
    {
        const ledger& book = l.traded.book();
        const auto counting = std::ranges::find_if(l.wanted, [](const live_topic* t) {
            return t->told.is_book() && t->spec().counts == numbering::messages && t->spec().depth == 0;
        });
        if (counts == numbering::messages && counting != l.wanted.end()) {
            const shown_topic& topic = (*counting)->told;
            return how == age::newest ? topic.newest()
                                      : topic.shown().first_from(book.oldest()).value_or(topic.newest());
        }
        const std::uint64_t update = how == age::newest ? book.last() : book.oldest();
        return {l.names.of_snapshot(counts, update), update};
    }

    // ---- time --------------------------------------------------------------------------------------------

    duration pause(listing& l) const
    {
        const auto mean = static_cast<std::uint64_t>(config_.burst_every.count());
        return duration(static_cast<duration::rep>(1 + mean / 2 + l.traded.random().below(mean)));
    }

    /// The next whole step of the topic, counted from the opening.
    [[nodiscard]] time_point next_step(const topic_spec& spec, time_point now) const
    {
        if (spec.every == duration::zero())
            return never;
        return opened_ + ((now - opened_) / spec.every + 1) * spec.every;
    }

    [[nodiscard]] static time_point next_idle(const topic_spec& spec, time_point now)
    {
        return spec.idle > duration::zero() ? now + spec.idle : never;
    }

    void reschedule(live_topic& t, time_point publish_at, time_point idle_at)
    {
        agenda_.erase(&t);
        t.publish_at = publish_at;
        t.idle_at = idle_at;
        if (t.due() != never)
            agenda_.insert(&t);
    }

    void forget_oldest()
    {
        const auto known = topics_.find(unwanted_.front());
        unwanted_.pop_front();
        if (known != topics_.end() && !known->second.wanted)
            topics_.erase(known);
    }

    // ---- the market moves --------------------------------------------------------------------------------

    void burst(listing& l, time_point now, std::vector<publication>& out)
    {
        if (l.expired)
            return;
        if (l.drained_until <= now) {
            l.traded.refill();
            l.drained_until = never;
        }
        for (live_topic* t : l.wanted)
            if (t->told.is_book() && t->spec().every > duration::zero() && t->publish_at == never)
                reschedule(*t, next_step(t->spec(), now), t->idle_at);
        for (std::uint64_t left = 1 + l.traded.random().below(config_.burst); left > 0; --left) {
            news_.clear();
            l.traded.step(news_);
            l.names.happened(l.traded.book().last(), wall(now));
            for (const happening& h : news_)
                tell(l, h, now, out);
            for (live_topic* t : l.wanted)
                if (t->spec().every == duration::zero())
                    publish_state(*t, now, out);
        }
    }

    void tell(listing& l, const happening& news, time_point now, std::vector<publication>& out)
    {
        using kind = topic_spec::kind;
        if (const auto* change = std::get_if<level_changed>(&news))
            for (live_topic* t : l.wanted)
                t->told.touch(*change);
        else if (const auto* one_fill = std::get_if<fill>(&news)) {
            l.single.add(one_fill->id, *one_fill, wall(now));
            publish(l, kind::trade, l.last_fill = *one_fill, now, out);
        } else if (const auto* all = std::get_if<fills>(&news)) {
            l.merged.add(language_.id_of(*all), *all, wall(now));
            publish(l, kind::aggregate_trade, *all, now, out);
        } else if (const auto* best = std::get_if<best_levels>(&news))
            publish(l, kind::best, *best, now, out);
    }

    // ---- messages ----------------------------------------------------------------------------------------

    template <class News>
    void publish(const listing& l, topic_spec::kind what, News news, time_point now,
                 std::vector<publication>& out)
    {
        for (live_topic* t : l.wanted)
            if (t->spec().what == what) {
                if constexpr (std::is_same_v<News, best_levels>)
                    news.id = t->told.number(l.traded.book().last(), l.names);
                out.push_back(printed(*t, news.id, news.id, now,
                                      [&](const printing& from) { return language_.print(from, news); }));
            }
    }

    void attend(live_topic& t, time_point now, std::vector<publication>& out)
    {
        if (t.publish_at <= now)
            publish_state(t, now, out);
        else
            publish_idle(t, now, out);
    }

    void publish_state(live_topic& t, time_point now, std::vector<publication>& out)
    {
        if (t.spec().what == topic_spec::kind::ticker)
            publish_ticker(t, now, out);
        else if (t.told.is_book())
            publish_book(t, now, out);
    }

    void publish_ticker(live_topic& t, time_point now, std::vector<publication>& out)
    {
        const ledger& book = t.of.traded.book();
        const ticker news{t.of.last_fill.price, t.of.last_fill.quantity,
                          book.best(book.last()).value_or(best_levels{})};
        out.push_back(
            printed(t, 0, 0, now, [&](const printing& from) { return language_.print(from, news); }));
        reschedule(t, next_step(t.spec(), now), never);
    }

    void publish_book(live_topic& t, time_point now, std::vector<publication>& out)
    {
        const auto news = t.told.next(t.of.traded.book(), t.of.names);
        reschedule(t, never, news ? next_idle(t.spec(), now) : t.idle_at);
        if (news && t.spec().level_by_level && !news->whole)
            publish_levels(t, *news, now, out);
        else if (news)
            out.push_back(printed(t, *news, now));
    }

    void publish_levels(live_topic& t, const book_news& all, time_point now, std::vector<publication>& out)
    {
        book_news one_level = all;
        one_level.asks = {};
        for (std::size_t i = 0; i < all.bids.size(); ++i) {
            one_level.bids = all.bids.subspan(i, 1);
            out.push_back(printed(t, one_level, now));
        }
        one_level.bids = {};
        for (std::size_t i = 0; i < all.asks.size(); ++i) {
            one_level.asks = all.asks.subspan(i, 1);
            out.push_back(printed(t, one_level, now));
        }
    }

    /// Nothing is lost with this message, so it is not one whose loss could be noticed.
    void publish_idle(live_topic& t, time_point now, std::vector<publication>& out)
    {
        reschedule(t, t.publish_at, next_idle(t.spec(), now));
        auto news = t.told.whole(t.of.traded.book());
        if (!news)
            return;
        news->previous = news->last;
        publication p = printed(t, news->first, news->last, now,
                                [&](const printing& from) { return language_.print_idle(from, *news); });
        p.sequenced = p.book = false;
        out.push_back(std::move(p));
    }

    [[nodiscard]] publication printed(const live_topic& t, const book_news& news, time_point now) const
    {
        return printed(t, news.first, news.last, now,
                       [&](const printing& from) { return language_.print(from, news); });
    }

    template <class Print>
    [[nodiscard]] publication printed(const live_topic& t, std::uint64_t first, std::uint64_t last,
                                      time_point now, const Print& print) const
    {
        const std::string& symbol = t.of.traded.symbol();
        printing from{t.name, symbol, wall(now), false, false};
        publication p{t.name,
                      symbol,
                      first,
                      last,
                      t.spec().sequenced,
                      t.spec().what == topic_spec::kind::book_changes,
                      print(from),
                      {}};
        from.microseconds = true;
        if (microseconds_)
            p.payload_in_microseconds = print(from);
        return p;
    }

    const exchange_config& config_;
    const dialect& language_;
    std::deque<listing> listings_;
    std::map<std::string, std::size_t, std::less<>> by_symbol_;
    std::map<std::string, live_topic, std::less<>> topics_;
    std::deque<std::string> unwanted_;
    std::map<std::string, places, std::less<>> by_rest_;
    std::set<live_topic*, in_order> agenda_;
    std::set<std::pair<time_point, std::size_t>> bursts_; ///< When, and whose.
    std::vector<happening> news_;
    time_point opened_{};
    bool microseconds_ = false;
};

} // namespace

std::unique_ptr<feed> make_market_feed(const exchange_config& config, const dialect& language)
{
    return std::make_unique<market_feed>(config, language);
}

} // namespace holdfast::sim
