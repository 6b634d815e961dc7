// SPDX-License-Identifier: BSL-1.0
#include "judge.hpp"

#include <holdfast/time.hpp>

#include <algorithm>
#include <map>
#include <tuple>
#include <vector>

namespace hf = holdfast;
namespace sim = holdfast::sim;
using namespace std::chrono_literals;

namespace maker {

namespace {

constexpr hf::duration between_looks = 10ms;

/// What tells an order from all others, here and there: where the exchange makes ids of the orders themselves
/// (BULK), they are its truth's client ids.
std::string identity(const hf::order& held)
{
    return held.client_id.empty() ? held.id : held.client_id;
}

std::string text_of(const hf::order& o)
{
    return identity(o) + " " + o.quantity.str() + " at " + o.price.str() + ", " + o.filled.str() + " done";
}

/// What is wrong with the open orders; empty when nothing is.
std::string difference(const std::vector<hf::order>& truth, const std::vector<hf::order>& held)
{
    const auto same_order = [](const hf::order& a, const hf::order& b) {
        return identity(a) == identity(b) && std::tie(a.side, a.price, a.quantity, a.filled) ==
                                                 std::tie(b.side, b.price, b.quantity, b.filled);
    };
    for (const hf::order& one : truth)
        if (std::ranges::none_of(held, [&](const hf::order& other) { return same_order(one, other); }))
            return "does not know the order " + text_of(one);
    for (const hf::order& one : held)
        if (std::ranges::none_of(truth, [&](const hf::order& other) { return same_order(one, other); }))
            return "believes in the order " + text_of(one);
    return {};
}

std::string difference(const std::string& what, const hf::decimal& truth, const hf::decimal& held)
{
    return truth == held ? std::string() : "has " + held.str() + " " + what + ", in truth " + truth.str();
}

/// What is wrong with a verified account; empty when nothing is.
std::string difference(const hf::account_state& truth, const hf::account& mine)
{
    std::string wrong = difference(truth.open_orders, mine.open_orders().value());
    if (truth.covers.balances)
        for (const hf::balance& one : truth.balances)
            if (wrong.empty())
                wrong = difference(one.asset, one.total, mine.balance_of(one.asset).value().total);
    if (!truth.covers.positions)
        return wrong;
    for (const hf::position& one : truth.positions)
        if (wrong.empty())
            wrong = difference(one.symbol, one.size, mine.position_of(one.symbol, one.leg).value().size);
    if (wrong.empty() && mine.positions().value().size() != truth.positions.size())
        wrong = "has a position that does not exist";
    return wrong;
}

} // namespace

judge::judge(const sim::exchange& venue, const hf::topic& book, hf::runtime& clock, story& told,
             tally& counts)
    : venue_(venue), book_truth_(venue, book, clock), story_(told), counts_(counts),
      started_(clock.wall_now())
{
}

void judge::at_written(const std::string& order, bool adds_exposure, const hf::order_book& book,
                       const hf::account& mine)
{
    written_.insert(order);
    if (!adds_exposure)
        return;
    if (!book.verified() || !mine.verified()) {
        ++counts_.quotes_while_shut;
        story_.say("WRONG", order + " is sent while book or account are not verified");
        return;
    }
    const bool numbered = venue_.config().venue != sim::venue::bulk; // without numbers a loss is seen later
    const auto against = book_truth_.against(book);
    if (numbered && against && !against->empty()) {
        ++counts_.quotes_on_wrong_book;
        story_.say("WRONG", order + " is sent on a wrong book: " + *against);
    }
}

void judge::at_change(const hf::account& mine, std::uint64_t reconciliations)
{
    const bool closed = verified_ && !mine.verified();
    const bool reconciled = reconciliations != reconciliations_;
    verified_ = mine.verified();
    reconciliations_ = reconciliations;
    if (!closed && !reconciled)
        return;
    standing now{venue_.account_truth(), venue_.order_arrivals().size()};
    if (reconciled && verified_ && before_ && same(*before_, now))
        compare(mine, now.truth);
    before_ = std::move(now);
}

/// Says whether nothing at all has happened to the account from one moment to the other.
bool judge::same(const standing& a, const standing& b)
{
    return a.arrivals == b.arrivals && a.truth.open_orders == b.truth.open_orders &&
           a.truth.fills.size() == b.truth.fills.size() && a.truth.balances == b.truth.balances &&
           a.truth.positions == b.truth.positions;
}

void judge::compare(const hf::account& mine, const hf::account_state& truth)
{
    ++counts_.compared;
    const std::string wrong = difference(truth, mine);
    if (wrong.empty())
        return;
    ++counts_.disagreements;
    story_.say("WRONG", "the verified account " + wrong);
}

hf::task<> judge::look_at(const hf::exposure_gate& gate)
{
    for (;;) {
        ++counts_.looks;
        counts_.looks_open += gate.is_open() ? 1 : 0;
        co_await hf::sleep_for(between_looks);
    }
}

void judge::conclude(const hf::account& mine, bool flat)
{
    counts_.faults_injected = venue_.faults().injected();
    count_arrivals();
    count_fates();
    if (!mine.verified())
        return;
    const hf::account_state truth = venue_.account_truth();
    compare(mine, truth);
    count_fills(mine);
    counts_.flat = flat && truth.open_orders.empty() && truth.positions.empty();
}

/// The exchange's own list of what came: each once, and nothing that did not pass the gate.
void judge::count_arrivals()
{
    std::set<std::string> seen;
    for (const std::string& id : venue_.order_arrivals()) {
        if (!seen.insert(id).second) {
            ++counts_.orders_sent_twice;
            story_.say("WRONG", id + " arrived twice");
        }
        counts_.quotes_while_shut += written_.contains(id) ? 0 : 1;
    }
}

void judge::count_fates()
{
    const hf::account_state truth = venue_.account_truth();
    std::set<std::string> with_effect;
    for (const hf::fill& one : truth.fills)
        with_effect.insert(one.client_id);
    for (const hf::order& one : truth.open_orders)
        with_effect.insert(one.client_id);
    for (const std::string& order : without_effect_)
        if (with_effect.contains(order)) {
            ++counts_.fates_wrong;
            story_.say("WRONG", order + " was said to have had no effect");
        }
}

void judge::count_fills(const hf::account& mine)
{
    // Where the exchange makes ids of the orders themselves (BULK), trades have another number than in its
    // books.
    const bool by_order = venue_.config().venue == sim::venue::bulk;
    const auto identity = [](const std::string& name, const hf::fill& of) {
        return std::tuple(name, of.side, of.price, of.quantity);
    };
    std::map<std::tuple<std::string, hf::side, hf::decimal, hf::decimal>, int> balance; // theirs less ours
    for (const hf::fill& one : venue_.account_truth().fills)
        ++balance[identity(by_order ? one.client_id : one.key, one)];
    for (const hf::fill& one : mine.fills_since(started_).value())
        --balance[identity(by_order ? one.order_id : one.key, one)];
    for (const auto& [which, difference] : balance) {
        counts_.fills_lost += difference > 0 ? std::uint64_t(difference) : 0;
        counts_.fills_doubled += difference < 0 ? std::uint64_t(-difference) : 0;
        if (difference != 0)
            story_.say("WRONG", "fill " + std::get<0>(which) +
                                    (difference > 0 ? " is not known" : " counts too often"));
    }
}

} // namespace maker
