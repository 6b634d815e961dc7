// SPDX-License-Identifier: BSL-1.0
#include <holdfast/sim/tape_survey.hpp>

#include "sim/market/market_dialect.hpp"
#include "sim/tape/tape_connections.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace holdfast::sim {

namespace {

/// A book topic of the recording.
struct taped_topic {
    std::string symbol{};
    duration last{};
    duration silence{};
    bool changes = false;
    bool whole = false;
    bool unheld = false;

    void beat(duration now)
    {
        silence = std::max(silence, now - last);
        last = now;
    }
};

class surveyor {
public:
    explicit surveyor(std::optional<venue> wanted) { found_.venue = wanted; }

    void look_at(const tape_entry& entry)
    {
        if (!std::exchange(begun_, true))
            begin_ = entry.at;
        found_.length = std::max<duration>(found_.length, entry.at - begin_);
        connections_.look_at(entry);
        if (entry.what == tape_entry::kind::recv)
            receive(entry);
        else if (entry.what == tape_entry::kind::http)
            snapshots_.push_back(entry);
    }

    [[nodiscard]] tape_survey conclude()
    {
        std::set<std::string> known;
        for (const tape_entry& snapshot : snapshots_)
            if (const auto read = found_.venue
                                      ? language().understand_recorded_snapshot(snapshot.url, snapshot.text)
                                      : std::nullopt)
                known.insert(read->symbol);
        // A recording of one book need not say whose snapshot it is.
        const bool unnamed = known.contains("") && topics_.size() == 1;
        for (auto& [name, t] : topics_) {
            if (!t.changes || !(t.whole || unnamed || known.contains(t.symbol)))
                continue;
            t.beat(found_.length);
            (t.unheld ? found_.passed_on : found_.books).push_back(name);
            found_.silence = std::max(found_.silence, t.silence);
        }
        return std::move(found_);
    }

private:
    [[nodiscard]] const dialect& language() const { return dialect_of(*found_.venue); }

    void receive(const tape_entry& entry)
    {
        if (found_.venue) {
            if (const auto message = language().understand_recorded(entry.text))
                take(*message, entry);
            return;
        }
        for (const venue candidate : all_venues)
            if (const auto message = dialect_of(candidate).understand_recorded(entry.text);
                message && is_book(*message)) {
                found_.venue = candidate;
                return take(*message, entry);
            }
    }

    static bool is_book(const recorded& message)
    {
        return message.what == recorded::kind::book_changes || message.what == recorded::kind::whole_book;
    }

    void take(const recorded& message, const tape_entry& entry)
    {
        if (!is_book(message) || !connections_.tells_of(message.topic, entry))
            return;
        taped_topic& t = topics_[message.topic];
        t.symbol = message.symbol;
        t.changes |= message.what == recorded::kind::book_changes;
        t.whole |= message.what == recorded::kind::whole_book &&
                   (message.unheld || (!message.bids.empty() && !message.asks.empty()));
        t.unheld |= message.unheld;
        t.beat(found_.length);
        found_.numberless |= message.numberless;
    }

    tape_survey found_{};
    tape_connections connections_{};
    std::map<std::string, taped_topic> topics_;
    std::vector<tape_entry> snapshots_; // Understood at the end, when it is known in whose dialect.
    std::chrono::nanoseconds begin_{};
    bool begun_ = false;
};

} // namespace

tape_survey survey(tape_reader& tape, std::optional<venue> venue)
{
    surveyor s(venue);
    while (const auto entry = tape.next())
        s.look_at(*entry);
    return s.conclude();
}

} // namespace holdfast::sim
