// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_TEST_EXCHANGE_BINANCE_FOLLOWER_HPP
#define HOLDFAST_TEST_EXCHANGE_BINANCE_FOLLOWER_HPP

#include <holdfast/adapter.hpp>
#include <holdfast/order_book.hpp>
#include <holdfast/policy/sequence.hpp>

#include "support/recorded_traffic.hpp"

#include <cstdint>
#include <iterator>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

/// Recordings of Binance, understood, and a book that follows them.
namespace binance_tape {

using namespace holdfast;

// One thing that the tape says, with the memory that it points into.
struct utterance {
    std::shared_ptr<slab> memory = std::make_shared<slab>();
    std::string text{};
    bool is_snapshot = false;
    std::string name{}; // The topic; of a snapshot its URL.
    decoded said{};
    rest_snapshot fresh{};
};

using tape = std::vector<std::unique_ptr<utterance>>;

inline tape understand(const adapter& exchange, const std::string& file)
{
    tape understood;
    for (recorded_traffic::line& line : recorded_traffic::read(file)) {
        auto u = std::make_unique<utterance>();
        u->text = std::move(line.text);
        u->is_snapshot = line.kind == "http";
        if (u->is_snapshot) {
            u->name = line.url;
            u->fresh = exchange.decode_snapshot(topic("tape"), u->text, *u->memory).value();
        } else if (line.kind == "recv") {
            std::vector<decoded> out;
            exchange.decode(u->text, false, *u->memory, out);
            u->said = out.at(0);
            u->name = std::string(u->said.topic_name);
        } else {
            continue;
        }
        understood.push_back(std::move(u));
    }
    return understood;
}

// Follows one book the way a session does: buffers, splices at the snapshot, then goes by the ids.
class follower {
public:
    follower(std::string name, continuity rule) : on_(std::move(name)), order_(rule) {}

    void hear(const decoded& said)
    {
        if (!order_.anchored())
            return early_.push_back(said);
        judge(said);
    }

    void restart(const rest_snapshot& fresh)
    {
        snapshot s;
        s.on = on_;
        s.ids = fresh.ids;
        s.levels = fresh.levels;
        book.apply(s);
        order_.restart(fresh.ids.last);
        for (const decoded& said : std::exchange(early_, {}))
            judge(said);
        gap_closed g;
        g.on = on_;
        if (order_.anchored())
            book.apply(g);
    }

    order_book book;
    unsigned applied = 0;
    unsigned gaps = 0;

private:
    void judge(const decoded& said)
    {
        switch (order_.accept(said.ids)) {
        case verdict::in_order: {
            data d;
            d.on = on_;
            d.ids = said.ids;
            d.content = said.content;
            book.apply(d);
            ++applied;
            return;
        }
        case verdict::gap: {
            gap_opened g;
            g.on = on_;
            g.why = failure(errc::sequence_gap);
            book.apply(g);
            order_.forget();
            ++gaps;
            return;
        }
        case verdict::duplicate:
        case verdict::no_op:
        case verdict::reset: return;
        }
    }

    topic on_;
    sequence order_;
    std::vector<decoded> early_{};
};

using tickers = std::map<std::uint64_t, quote>;

// What the exchange itself says that the top of the book is, by update id.
inline tickers best_quotes(const tape& frames)
{
    tickers best;
    for (const auto& u : frames)
        if (u->name == "btcusdt@bookTicker")
            best.emplace(u->said.ids.last, std::get<quote>(u->said.content));
    return best;
}

inline bool top_is(const order_book& book, const quote& best)
{
    const auto top = book.top();
    return top && top->bid == best.bid && top->ask == best.ask;
}

// The truth of the tape: what the book must show at this point; nothing before the first ticker.
inline const quote* truth(const tickers& best, std::uint64_t id)
{
    const auto after = best.upper_bound(id);
    return after == best.begin() ? nullptr : &std::prev(after)->second;
}

inline rest_snapshot snapshot_of(const order_book& book, std::vector<level>& bids, std::vector<level>& asks)
{
    bids = book.unverified_bids().top(5000);
    asks = book.unverified_asks().top(5000);
    rest_snapshot fresh;
    fresh.ids.last = book.last_id();
    fresh.levels = {bids, asks};
    return fresh;
}

} // namespace binance_tape

#endif
