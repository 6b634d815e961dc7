// SPDX-License-Identifier: BSL-1.0
#include "sim/market/source.hpp"
#include "sim/tape/tape_connections.hpp"
#include "sim/tape/taped_book.hpp"

#include <algorithm>
#include <fstream>
#include <map>
#include <set>
#include <stdexcept>
#include <utility>

namespace holdfast::sim {

namespace {

/// Reads the tape to its end and rewinds it. Of a stream that cannot be rewound nothing is known beforehand.
tape_connections connections_of(const std::shared_ptr<std::istream>& from)
{
    tape_connections found;
    const auto begin = from->tellg();
    if (begin == std::istream::pos_type(-1))
        return found;
    tape_reader reader(from);
    while (const auto entry = reader.next())
        found.look_at(*entry);
    from->clear();
    from->seekg(begin);
    return found;
}

class tape_feed final : public feed {
public:
    tape_feed(const tape_config& config, const std::shared_ptr<std::istream>& from, const dialect& language)
        : config_(config), language_(language), connections_(connections_of(from)), reader_(from),
          entry_(reader_.next())
    {
        if (entry_)
            begin_ = newest_ = entry_->at;
    }

    void opened(time_point) override {}
    void wanted(const std::string&, const topic_spec*, time_point now) override
    {
        started_ = std::min(started_, now);
    }
    void unwanted(const std::string&) override {}
    void want_microseconds(bool) override {}
    bool restart(std::string_view, restarting) override { return false; }

    time_point next() const override
    {
        if (!entry_ || started_ == never)
            return never;
        const double ahead = static_cast<double>((std::max(entry_->at, newest_) - begin_).count());
        return started_ + duration(static_cast<duration::rep>(ahead / config_.speed));
    }

    void advance(time_point now, std::vector<publication>& out) override
    {
        while (entry_ && next() <= now) {
            newest_ = std::max(newest_, entry_->at);
            play(*entry_, out);
            entry_ = reader_.next();
        }
    }

    /// The tape told it to others when it began; made up anew for those who come late.
    std::optional<publication> whole(const std::string& topic, time_point) override
    {
        const auto spec = language_.understand(topic);
        const auto known = spec ? books_.find(spec->symbol) : books_.end();
        if (known == books_.end() || !spec->whole_first || known->second.topic() != topic ||
            !known->second.book().valid())
            return std::nullopt;
        const taped_book& taped = known->second;
        const auto bids = best_of(taped.book().bids(), spec->depth);
        const auto asks = best_of(taped.book().asks(), spec->depth);
        const std::uint64_t place = taped.place();
        const printing from{topic, spec->symbol, wall_time(newest_), false, taped.numberless()};
        return publication{
            topic,
            spec->symbol,
            place,
            place,
            spec->sequenced,
            true,
            language_.print(from, book_news{place, place, 0, taped.book().last(), true, false, bids, asks}),
            {}};
    }

    std::vector<std::string> symbols() const override
    {
        std::vector<std::string> out;
        for (const auto& [symbol, book] : books_)
            out.push_back(symbol);
        return out;
    }

    /// Any symbol may still come.
    bool lists(std::string_view) const override { return true; }

    const ledger* book(std::string_view symbol) const override
    {
        const auto at = books_.find(symbol);
        return at == books_.end() || !at->second.book().valid() ? nullptr : &at->second.book();
    }

    shown_update show(std::string_view symbol, numbering, age how) override
    {
        const taped_book& taped = books_.find(symbol)->second;
        const std::uint64_t update = how == age::newest ? taped.book().last() : taped.book().oldest();
        return {taped.shown().place_of(update).value_or(update), update};
    }

    std::optional<std::uint64_t> update_at(std::string_view, std::string_view symbol,
                                           std::uint64_t place) const override
    {
        const auto at = books_.find(symbol);
        return at == books_.end() ? std::nullopt : at->second.shown().update_at(place);
    }

    std::vector<const market*> markets() const override { return {}; }
    bool is_recorded() const noexcept override { return true; }
    bool finished() const noexcept override { return !entry_; }
    duration played() const noexcept override { return newest_ - begin_; }

private:
    void play(const tape_entry& entry, std::vector<publication>& out)
    {
        if (entry.what == tape_entry::kind::recv)
            receive(entry, out);
        else if (entry.what == tape_entry::kind::http)
            snapshot(entry);
    }

    void receive(const tape_entry& entry, std::vector<publication>& out)
    {
        auto message = language_.understand_recorded(entry.text);
        if (!message || !connections_.speaks_for(message->topic, entry))
            return;
        publication p;
        p.topic = message->topic;
        p.symbol = message->symbol;
        p.first = message->first;
        p.last = message->last;
        p.sequenced = message->sequenced;
        p.book = message->what == recorded::kind::book_changes || message->what == recorded::kind::whole_book;
        p.payload = std::move(message->payload);
        out.push_back(std::move(p));
        if (message->unheld)
            unheld_.insert(message->topic);
        if (message->what == recorded::kind::other || unheld_.contains(message->topic) ||
            !connections_.tells_of(message->symbol, entry))
            return;
        const auto spec = language_.understand(message->topic);
        const bool counted = !message->numberless && (!spec || spec->counts != numbering::time);
        book_of(message->symbol).take(std::move(*message), counted);
    }

    // A tape of one symbol need not say whose snapshot it is.
    void snapshot(const tape_entry& entry)
    {
        auto found = language_.understand_recorded_snapshot(entry.url, entry.text);
        if (found && found->symbol.empty() && books_.size() == 1)
            found->symbol = books_.begin()->first;
        if (found && !found->symbol.empty())
            book_of(found->symbol).take(std::move(*found));
    }

    taped_book& book_of(const std::string& symbol)
    {
        return books_.try_emplace(symbol, config_.history).first->second;
    }

    tape_config config_;
    const dialect& language_;
    tape_connections connections_;
    std::set<std::string, std::less<>> unheld_; ///< Topics whose book is passed on, and not known here.
    tape_reader reader_;
    std::optional<tape_entry> entry_;
    std::chrono::nanoseconds begin_{};
    std::chrono::nanoseconds newest_{};
    time_point started_ = never;
    std::map<std::string, taped_book, std::less<>> books_;
};

} // namespace

std::unique_ptr<feed> make_tape_feed(const tape_config& config, const dialect& language)
{
    if (!(config.speed >= 0.001 && config.speed <= 100'000))
        throw std::invalid_argument("tape_config::speed is " + std::to_string(config.speed) +
                                    "; allowed: 0.001 to 100000");
    std::shared_ptr<std::istream> from = config.stream;
    if (!from)
        from = std::make_shared<std::ifstream>(config.file, std::ios::binary);
    if (!*from)
        throw std::invalid_argument("tape_config::file: cannot open " + config.file);
    return std::make_unique<tape_feed>(config, from, language);
}

} // namespace holdfast::sim
