#include "sim/feed.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace holdfast::sim {

namespace {

using namespace std::chrono_literals;

/// What has changed in a book since it was last published.
struct window {
    std::uint64_t last = 0;
    std::set<fixed, std::greater<>> bids{};
    std::set<fixed> asks{};

    void note(const level_changed& change)
    {
        if (change.bid)
            bids.insert(change.price);
        else
            asks.insert(change.price);
    }
};

constexpr std::array<duration, 2> cadences{100ms, 1s};

/// A market, and what of it is still to be published at each cadence.
struct listing {
    explicit listing(market m) : traded(std::move(m))
    {
        for (window& w : windows)
            w.last = traded.book().last();
    }

    market traded;
    std::array<window, cadences.size()> windows{};
};

class market_feed final : public feed {
public:
    market_feed(const exchange_config& config, const dialect& language) : config_(config), language_(language)
    {
        listings_.reserve(config.symbols.size());
        for (const std::string& symbol : config.symbols) {
            by_symbol_.emplace(symbol, listings_.size());
            listings_.emplace_back(market(symbol, config.seed, config.levels, config.history));
        }
    }

    void opened(time_point now) override
    {
        opened_ = now;
        for (std::size_t i = 0; i < listings_.size(); ++i)
            bursts_.emplace(now + pause(listings_[i]), i);
    }

    void listened(time_point) override {}

    time_point next() const override
    {
        const time_point burst = bursts_.empty() ? never : bursts_.begin()->first;
        return std::min(burst, *std::ranges::min_element(publish_at_));
    }

    void advance(time_point now, const audience& to, std::vector<publication>& out) override
    {
        while (!bursts_.empty() && bursts_.begin()->first <= now) {
            const std::size_t index = bursts_.extract(bursts_.begin()).value().second;
            burst(listings_[index], now, to, out);
            bursts_.emplace(now + pause(listings_[index]), index);
        }
        for (std::size_t i = 0; i < cadences.size(); ++i)
            if (publish_at_[i] <= now) {
                publish_at_[i] = never;
                for (listing& l : listings_)
                    publish_books(l, i, now, to, out);
            }
    }

    std::vector<std::string> symbols() const override { return config_.symbols; }
    bool lists(std::string_view symbol) const override { return by_symbol_.contains(symbol); }

    const ledger* book(std::string_view symbol) const override
    {
        const auto at = by_symbol_.find(symbol);
        return at == by_symbol_.end() ? nullptr : &listings_[at->second].traded.book();
    }

    std::vector<const market*> markets() const override
    {
        std::vector<const market*> out;
        for (const listing& l : listings_)
            out.push_back(&l.traded);
        return out;
    }

    bool finished() const noexcept override { return false; }
    duration played() const noexcept override { return {}; }

private:
    duration pause(listing& l) const
    {
        const auto mean = static_cast<std::uint64_t>(config_.burst_every.count());
        return duration(static_cast<duration::rep>(1 + mean / 2 + l.traded.random().below(mean)));
    }

    void burst(listing& l, time_point now, const audience& to, std::vector<publication>& out)
    {
        for (std::size_t i = 0; i < cadences.size(); ++i)
            if (publish_at_[i] == never) // the next whole step of the cadence, counted from the opening
                publish_at_[i] = opened_ + ((now - opened_) / cadences[i] + 1) * cadences[i];
        for (std::uint64_t left = 1 + l.traded.random().below(config_.burst); left > 0; --left) {
            news_.clear();
            l.traded.step(news_);
            for (const happening& h : news_)
                tell(l, h, now, to, out);
        }
    }

    void tell(listing& l, const happening& news, time_point now, const audience& to,
              std::vector<publication>& out)
    {
        using kind = topic_spec::kind;
        if (const auto* change = std::get_if<level_changed>(&news))
            for (window& w : l.windows)
                w.note(*change);
        else if (const auto* one_fill = std::get_if<fill>(&news))
            publish(l, kind::trade, *one_fill, one_fill->id, now, to, out);
        else if (const auto* all = std::get_if<fills>(&news))
            publish(l, kind::aggregate_trade, *all, all->id, now, to, out);
        else if (const auto* best = std::get_if<best_levels>(&news))
            publish(l, kind::best, *best, best->id, now, to, out);
    }

    template <class News>
    void publish(const listing& l, topic_spec::kind what, const News& news, std::uint64_t id, time_point now,
                 const audience& to, std::vector<publication>& out)
    {
        for (const auto& [topic, spec] : to.of(l.traded.symbol()))
            if (spec.what == what)
                publish(l, topic, spec, id, id, now, to, out,
                        [&](const printing& from) { return language_.print(from, news); });
    }

    void publish_books(listing& l, std::size_t cadence, time_point now, const audience& to,
                       std::vector<publication>& out)
    {
        window& changed = l.windows[cadence];
        const std::uint64_t last = l.traded.book().last();
        if (last == changed.last)
            return;
        const std::vector<fixed> bids(changed.bids.begin(), changed.bids.end());
        const std::vector<fixed> asks(changed.asks.begin(), changed.asks.end());
        const book_changes news{changed.last + 1, last, bids, asks};
        for (const auto& [topic, spec] : to.of(l.traded.symbol())) {
            if (spec.every != cadences[cadence])
                continue;
            if (spec.what == topic_spec::kind::book_changes)
                publish(l, topic, spec, news.first, news.last, now, to, out,
                        [&](const printing& from) { return language_.print(from, news); });
            else
                publish(l, topic, spec, last, last, now, to, out,
                        [&](const printing& from) { return language_.print_top(from, spec.depth); });
        }
        changed = {last, {}, {}};
    }

    template <class Print>
    void publish(const listing& l, const std::string& topic, const topic_spec& spec, std::uint64_t first,
                 std::uint64_t last, time_point now, const audience& to, std::vector<publication>& out,
                 const Print& print)
    {
        printing from{l.traded.symbol(), l.traded.book(), config_.wall_zero + now.time_since_epoch(), false};
        publication p;
        p.topic = topic;
        p.symbol = l.traded.symbol();
        p.first = first;
        p.last = last;
        p.sequenced = spec.sequenced();
        p.book = spec.what == topic_spec::kind::book_changes;
        p.payload = print(from);
        from.microseconds = true;
        if (to.wants_microseconds())
            p.payload_in_microseconds = print(from);
        out.push_back(std::move(p));
    }

    exchange_config config_;
    const dialect& language_;
    std::vector<listing> listings_;
    std::map<std::string, std::size_t, std::less<>> by_symbol_;
    std::set<std::pair<time_point, std::size_t>> bursts_; ///< When, and whose.
    std::vector<happening> news_;
    time_point opened_{};
    std::array<time_point, cadences.size()> publish_at_{never, never}; ///< `never` when nothing has changed.
};

} // namespace

std::unique_ptr<feed> make_market_feed(const exchange_config& config, const dialect& language)
{
    return std::make_unique<market_feed>(config, language);
}

} // namespace holdfast::sim
