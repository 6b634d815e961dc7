// SPDX-License-Identifier: BSL-1.0
#include "sim/lab.hpp"

#include <holdfast/book/price_levels.hpp>
#include <holdfast/exchange/bulk/market.hpp>
#include <holdfast/order_book.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <deque>
#include <memory>
#include <random>
#include <string>
#include <vector>

// FAULTS 25 over minutes of a simulated market: a client that loses messages has a book that is wrong and
// verified for no longer than an audit and a half takes.

namespace {

using namespace holdfast;
using namespace std::chrono_literals;

constexpr duration audit_every = 2s;

// Messages and audits arrive late, each over a line of its own; some messages do not arrive at all. Beside
// the book stands another one that misses nothing.
class client {
public:
    client(unsigned seed, unsigned lost_in_ten_thousand)
        : f(config(seed)), lost_(lost_in_ten_thousand), random_(seed), id_(f.connect("/"))
    {
        const std::vector<topic> topics{on_};
        (void)f.ask(id_, exchange_->subscribe(1, topics));
        keep(f.texts(id_).back(), f.now);
        deliver(f.now);
    }

    void run(duration time)
    {
        f.run(time, [this] {
            for (std::string& text : f.texts(id_))
                keep(std::move(text), stream_line_ = late(stream_line_, 100));
            if (f.now - asked_ >= audit_every) {
                asked_ = f.now;
                audits_.push_back({rest_line_ = late(rest_line_, 300), f.get(target_).body});
            }
            deliver(f.now);
        });
    }

    test::lab f;
    std::size_t losses = 0;   ///< That made the book another one.
    std::size_t found = 0;    ///< Closed by an audit.
    duration longest_wrong{}; ///< And verified.
    std::size_t false_alarms = 0;
    std::uint64_t passed = 0;

private:
    struct late_message {
        time_point arrives;
        std::string text;
    };

    static sim::exchange_config config(unsigned seed)
    {
        sim::exchange_config out = sim::config_of(sim::venue::bulk);
        out.seed = seed;
        out.rules.rest_weight = 6000;
        return out;
    }

    unsigned below(unsigned limit) { return static_cast<unsigned>(random_()) % limit; }

    // Nothing overtakes on one line.
    time_point late(time_point line, unsigned most_ms)
    {
        return std::max(line, f.now + std::chrono::milliseconds(below(most_ms)));
    }

    void keep(std::string text, time_point arrives) { stream_.push_back({arrives, std::move(text)}); }

    void deliver(time_point now)
    {
        for (; !stream_.empty() && stream_.front().arrives <= now; stream_.pop_front())
            take(stream_.front());
        for (; !audits_.empty() && audits_.front().arrives <= now; audits_.pop_front())
            take_audit(audits_.front());
        watch(now);
    }

    void take(const late_message& message)
    {
        const auto memory = std::make_shared<slab>();
        std::vector<decoded> said;
        const std::string_view text = memory->copy(std::string_view(message.text));
        exchange_->decode(text, false, *memory, said);
        const decoded& d = said.at(0);
        const auto& levels = std::get<book_levels>(d.content);
        last_ = d.ids.last;
        if (d.what == decoded::kind::snapshot) {
            bids_.assign(levels.bids);
            asks_.assign(levels.asks);
            return rebuild(message.arrives);
        }
        bids_.apply(levels.bids);
        asks_.apply(levels.asks);
        if (below(10'000) < lost_)
            return;
        book_.apply(data{stamped(d.ids, message.arrives), {memory, text}, levels, {}});
    }

    void take_audit(const late_message& message)
    {
        const auto memory = std::make_shared<slab>();
        const std::string_view text = memory->copy(std::string_view(message.text));
        const auto shown = exchange_->decode_snapshot(on_, text, *memory).value();
        book_.apply(audit{stamped(shown.ids, message.arrives), {memory, text}, shown.levels});
    }

    stamp stamped(sequence_ids ids, time_point arrives) const { return {on_, 1, ids, arrives, {}, {}}; }

    // As a session does it that was told a doubt.
    void rebuild(time_point now)
    {
        const std::vector<level> bids = bids_.top(bids_.size());
        const std::vector<level> asks = asks_.top(asks_.size());
        snapshot fresh{stamped({.last = last_}, now), {}, {bids, asks}, snapshot_source::stream, {}};
        gap_closed verified;
        verified.on = on_;
        verified.epoch = 1;
        book_.apply(fresh);
        book_.apply(verified);
    }

    // A level behind the worst that there is cannot be seen by any audit.
    bool is_wrong() const
    {
        return book_.unverified_bids().top(bids_.size()) != bids_.top(bids_.size()) ||
               book_.unverified_asks().top(asks_.size()) != asks_.top(asks_.size());
    }

    void watch(time_point now)
    {
        const bool wrong = is_wrong();
        losses += wrong && !was_wrong_;
        if (!wrong)
            right_ = now;
        if (book_.verified()) {
            longest_wrong = std::max(longest_wrong, now - right_);
        } else {
            const bool audited = book_.reason().code == errc::audit_failed;
            found += audited;
            false_alarms += audited && !wrong && !was_wrong_;
            rebuild(now);
            right_ = now;
        }
        was_wrong_ = is_wrong();
        passed = book_.audits_passed();
    }

    const topic on_ = bulk::books("BTC-USD");
    std::shared_ptr<const adapter> exchange_ = bulk::make_adapter();
    std::string target_ = [this] {
        const std::string url = exchange_->snapshot_request(on_).url;
        return url.substr(url.find("/api"));
    }();
    unsigned lost_;
    std::mt19937 random_;
    sim::connection_id id_;
    order_book book_{};
    price_levels bids_{side::buy}; // What a client has that loses nothing.
    price_levels asks_{side::sell};
    std::uint64_t last_ = 0;
    std::deque<late_message> stream_{};
    std::deque<late_message> audits_{};
    time_point stream_line_{};
    time_point rest_line_{};
    time_point asked_{};
    time_point right_{};
    bool was_wrong_ = false;
};

} // namespace

BOOST_AUTO_TEST_SUITE(bulk_audit)

BOOST_AUTO_TEST_CASE(a_book_that_misses_nothing_passes_every_audit)
{
    client c(1, 0);
    c.run(3min);
    BOOST_TEST(c.losses == 0U);
    BOOST_TEST(c.found == 0U);
    BOOST_TEST(c.passed > 80U);
}

BOOST_AUTO_TEST_CASE(fault_25_a_book_that_misses_something_is_not_wrong_for_long)
{
    client c(2, 30);
    c.run(5min);
    BOOST_TEST(c.losses > 30U);
    BOOST_TEST(c.found > 10U);
    BOOST_TEST(c.false_alarms == 0U);
    BOOST_TEST((c.longest_wrong < audit_every + 1s), c.longest_wrong.count());
}

BOOST_AUTO_TEST_SUITE_END()
