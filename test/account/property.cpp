// SPDX-License-Identifier: BSL-1.0
#include "account/story.hpp"

#include <boost/test/unit_test.hpp>

#include <map>
#include <random>
#include <set>
#include <variant>

namespace {

using namespace account_story;

using message = std::variant<order, fill, balance, position>;

// An exchange with one account, which trades by chance, and everything that it ever sent.
class exchange {
public:
    explicit exchange(std::uint64_t seed) : dice_(seed) {}

    std::size_t roll(std::size_t sides) { return dice_() % sides; }

    void step()
    {
        now_ += std::chrono::milliseconds(1 + roll(1500));
        switch (roll(6)) {
        case 0: return change_balance("USDT", static_cast<int>(roll(100)));
        case 1: return cancel();
        case 2:
        case 3: return place();
        default: return execute();
        }
    }

    [[nodiscard]] wall_time now() const { return now_; }
    [[nodiscard]] const std::vector<message>& sent() const { return sent_; }
    [[nodiscard]] const std::vector<fill>& fills() const { return fills_; }

    [[nodiscard]] account_state state(wall_time as_of, wall_time fills_since) const
    {
        account_state all;
        all.covers = whole_account;
        all.as_of = as_of;
        all.fills_since = fills_since;
        for (const auto& [id, one] : open_)
            all.open_orders.push_back(one);
        for (const fill& one : fills_)
            if (one.at >= fills_since)
                all.fills.push_back(one);
        for (const auto& [asset, amount] : balances_)
            if (amount != 0)
                all.balances.push_back({.asset = asset, .total = decimal::of(amount).value()});
        for (const auto& [symbol, size] : positions_)
            if (size != 0)
                all.positions.push_back({.symbol = symbol, .size = decimal::of(size).value()});
        return all;
    }

private:
    void place()
    {
        order o;
        o.symbol = roll(2) == 0 ? "BTCUSDT" : "ETHUSDT";
        o.id = std::to_string(++ids_);
        o.side = roll(2) == 0 ? side::buy : side::sell;
        o.price = decimal::of(static_cast<int>(90 + roll(20))).value();
        o.quantity = decimal::of(static_cast<int>(1 + roll(9))).value();
        o.updated = now_;
        open_[o.id] = o;
        sent_.push_back(o);
    }

    void cancel()
    {
        if (open_.empty())
            return;
        order o = any_order();
        open_.erase(o.id);
        o.state = order_state::cancelled;
        o.updated = now_;
        sent_.push_back(o);
    }

    // One or more fills of an order at one moment, told in either order, some of them twice.
    void execute()
    {
        if (open_.empty())
            return;
        order o = any_order();
        do {
            fill_one(o);
        } while (open_.contains(o.id) && roll(3) == 0);
        sent_.push_back(position{.symbol = o.symbol,
                                 .size = decimal::of(positions_[o.symbol]).value(),
                                 .at = now_,
                                 .update = ++ids_});
        change_balance("USDT", 1);
        change_balance(o.symbol.substr(0, 3), o.side == side::buy ? 1 : -1);
    }

    void fill_one(order& o)
    {
        o.filled = add(o.filled, number("1")).value();
        o.updated = now_;
        o.state = o.filled == o.quantity ? order_state::filled : order_state::partially_filled;
        open_[o.id] = o;
        if (o.state == order_state::filled)
            open_.erase(o.id);
        const fill f{.symbol = o.symbol,
                     .key = std::to_string(++ids_),
                     .order_id = o.id,
                     .side = o.side,
                     .price = o.price,
                     .quantity = number("1"),
                     .at = now_};
        fills_.push_back(f);
        positions_[o.symbol] += o.side == side::buy ? 1 : -1;
        const bool fill_first = roll(2) == 0;
        if (fill_first)
            sent_.push_back(f);
        sent_.push_back(o);
        if (!fill_first || roll(2) == 0)
            sent_.push_back(f);
    }

    void change_balance(const std::string& asset, int by)
    {
        balances_[asset] += by;
        sent_.push_back(balance{.asset = asset, .total = decimal::of(balances_[asset]).value(), .at = now_});
    }

    order any_order()
    {
        auto at = open_.begin();
        std::advance(at, static_cast<std::ptrdiff_t>(roll(open_.size())));
        return at->second;
    }

    std::mt19937_64 dice_;
    wall_time now_ = second(0);
    std::uint64_t ids_ = 0;
    std::map<std::string, order> open_{};
    std::map<std::string, int> balances_{};
    std::map<std::string, int> positions_{};
    std::vector<fill> fills_{};
    std::vector<message> sent_{};
};

order_report report_of(const order& o)
{
    return order_report::from(o);
}
fill_report report_of(const fill& f)
{
    return fill_report::from(f);
}
balance_report report_of(const balance& b)
{
    return balance_report::from(b);
}
position_report report_of(const position& p)
{
    return position_report::from(p);
}

// The exchange, an account, and the line between them, which loses, reorders, repeats and replays.
struct history {
    explicit history(std::uint64_t seed) : there(seed) {}

    void steps(std::size_t count)
    {
        for (std::size_t i = 0; i < count; ++i)
            there.step();
    }

    // Delivers what was sent since the last time, up to four messages late, and old ones again.
    void deliver()
    {
        std::vector<message> line(there.sent().begin() + static_cast<std::ptrdiff_t>(read),
                                  there.sent().end());
        read = there.sent().size();
        for (std::size_t i = 0; i < line.size(); ++i)
            std::swap(line[i], line[std::min(line.size() - 1, i + there.roll(4))]);
        for (const message& one : line) {
            apply(one);
            if (there.roll(5) == 0)
                apply(there.sent()[there.roll(read)]);
        }
    }

    void apply(const message& one)
    {
        std::visit([this](const auto& what) { here.told(report_of(what)); }, one);
    }

    // The line is cut; a new one comes, and things happen before, while and after the truth is fetched.
    void reconnect()
    {
        here.gap();
        steps(there.roll(40));
        read = there.sent().size();
        const wall_time asked = there.now();
        steps(there.roll(10));
        const account_state truth = there.state(asked, here.mine.fills_needed_since().value_or(second(0)));
        check_findings(here.reconciled(truth));
        steps(there.roll(10));
        deliver();
        here.mine.open(here.epoch, here.now);
    }

    // Exactly those fills are found to be missed that no message told of.
    void check_findings(const std::vector<finding>& found)
    {
        std::set<std::string> missed;
        for (const finding& one : found)
            if (const auto* f = std::get_if<missed_fill>(&one))
                missed.insert(f->theirs.key);
        std::set<std::string> unknown;
        for (const fill& f : there.fills())
            if (!known.contains(f.key))
                unknown.insert(f.key);
        BOOST_TEST(missed == (known_before ? unknown : std::set<std::string>()));
        known_before = true;
    }

    void remember_fills()
    {
        for (const fill& f : here.mine.fills_since(second(0)).value())
            known.insert(f.key);
    }

    void compare() const
    {
        const account_state truth = there.state(there.now(), second(0));
        const account& mine = here.mine;
        BOOST_TEST_REQUIRE(mine.verified());
        BOOST_TEST((by_id(mine.open_orders().value()) == by_id(truth.open_orders)));
        BOOST_TEST((keys(mine.fills_since(second(0)).value()) == keys(truth.fills)));
        for (const balance& b : truth.balances)
            BOOST_TEST(mine.balance_of(b.asset).value().total == b.total);
        for (const position& p : truth.positions)
            BOOST_TEST(mine.position_of(p.symbol).value().size == p.size);
        BOOST_TEST(mine.positions().value().size() == truth.positions.size());
    }

    static std::map<std::string, order> by_id(const std::vector<order>& orders)
    {
        std::map<std::string, order> sorted;
        for (const order& o : orders)
            sorted[o.id] = o;
        return sorted;
    }

    static std::multiset<std::string> keys(const std::vector<fill>& fills)
    {
        std::multiset<std::string> all;
        for (const fill& f : fills)
            all.insert(f.key);
        return all;
    }

    exchange there;
    story here{};
    std::size_t read = 0;
    std::set<std::string> known{};
    bool known_before = false;
};

} // namespace

BOOST_AUTO_TEST_SUITE(account_property)

BOOST_AUTO_TEST_CASE(after_losses_repetitions_and_reorderings_the_account_is_the_truth)
{
    for (std::uint64_t seed = 0; seed < 300; ++seed)
        BOOST_TEST_CONTEXT("seed " << seed)
        {
            history h(seed);
            h.steps(h.there.roll(50));
            for (int lives = 0; lives < 6; ++lives) {
                h.reconnect();
                h.compare();
                h.steps(h.there.roll(60));
                h.deliver();
                h.compare();
                h.remember_fills();
            }
        }
}

BOOST_AUTO_TEST_SUITE_END()
