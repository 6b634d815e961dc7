#include "sim/feed.hpp"

#include <algorithm>
#include <deque>
#include <fstream>
#include <stdexcept>
#include <utility>

namespace holdfast::sim {

namespace {

/// How many messages of a symbol may come before its first snapshot.
constexpr std::size_t most_waiting = 10'000;

/// A symbol's true book as the tape tells it: its snapshot and the changes since.
class taped_book {
public:
    explicit taped_book(std::size_t history) : book_(history) {}

    void take(recorded message)
    {
        if (message.what == recorded::kind::best) {
            book_.announce(message.best);
        } else if (book_.valid()) {
            apply(message);
        } else {
            waiting_.push_back(std::move(message));
            if (waiting_.size() > most_waiting)
                waiting_.pop_front();
        }
    }

    /// A later snapshot of a book that is known tells nothing new.
    void take(recorded_snapshot snapshot)
    {
        if (book_.valid())
            return;
        book_.reset(snapshot.id, std::move(snapshot.book));
        for (const recorded& message : std::exchange(waiting_, {}))
            apply(message);
    }

    [[nodiscard]] const ledger& book() const noexcept { return book_; }

private:
    void apply(const recorded& message)
    {
        if (!book_.valid() || message.last <= book_.last())
            return;
        if (message.first > book_.last() + 1) {
            book_.invalidate(); // the recording itself has a hole
            return;
        }
        for (const auto& [price, quantity] : message.bids)
            book_.set_bid(price, quantity);
        for (const auto& [price, quantity] : message.asks)
            book_.set_ask(price, quantity);
        book_.commit(message.last);
    }

    ledger book_;
    std::deque<recorded> waiting_;
};

class tape_feed final : public feed {
public:
    tape_feed(const tape_config& config, std::shared_ptr<std::istream> from, const dialect& language)
        : config_(config), language_(language), reader_(std::move(from)), entry_(reader_.next())
    {
        if (entry_)
            begin_ = newest_ = entry_->at;
    }

    void opened(time_point) override {}
    void listened(time_point now) override { started_ = std::min(started_, now); }

    time_point next() const override
    {
        if (!entry_ || started_ == never)
            return never;
        const double ahead = static_cast<double>((std::max(entry_->at, newest_) - begin_).count());
        return started_ + duration(static_cast<duration::rep>(ahead / config_.speed));
    }

    void advance(time_point now, const audience&, std::vector<publication>& out) override
    {
        while (entry_ && next() <= now) {
            newest_ = std::max(newest_, entry_->at);
            play(*entry_, out);
            entry_ = reader_.next();
        }
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

    std::vector<const market*> markets() const override { return {}; }
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
        if (!message)
            return;
        publication p;
        p.topic = message->topic;
        p.symbol = message->symbol;
        p.first = message->first;
        p.last = message->last;
        p.sequenced = message->sequenced;
        p.book = message->what == recorded::kind::book_changes;
        p.payload = std::move(message->payload);
        out.push_back(std::move(p));
        if (message->what != recorded::kind::other)
            book_of(message->symbol).take(std::move(*message));
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
    return std::make_unique<tape_feed>(config, std::move(from), language);
}

} // namespace holdfast::sim
