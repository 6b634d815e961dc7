// SPDX-License-Identifier: BSL-1.0
#include <holdfast/account.hpp>
#include <holdfast/detail/check.hpp>

#include <algorithm>
#include <utility>

namespace holdfast {

namespace {

constexpr wall_time untold{};

account_options checked(account_options options)
{
    if (std::string problem = check(options); !problem.empty())
        throw error(failure(errc::invalid_config, std::move(problem)));
    return options;
}

// Balances and positions that carry no time are taken in the order in which they come.
bool precedes(wall_time a, wall_time b)
{
    return a != untold && a < b;
}

std::optional<decimal> sum(const std::optional<decimal>& a, const decimal& b)
{
    return a ? add_cut(*a, b) : std::nullopt;
}

} // namespace

std::string check(const account_options& options)
{
    using detail::check_range;
    using namespace std::chrono_literals;
    constexpr std::uint64_t many = 10'000'000;
    return detail::first_problem(
        {options.parts == account_parts() ? "account_options::parts has to name at least one part" : "",
         check_range("account_options::keep_fills", options.keep_fills, 1min, 24h * 31),
         check_range("account_options::max_fills", options.max_fills, 1, many),
         check_range("account_options::max_open_orders", options.max_open_orders, 1, many),
         check_range("account_options::ended_orders", options.ended_orders, 1, many),
         check_range("account_options::fill_overlap", options.fill_overlap, duration::zero(), 1h)});
}

account::account(doubts distrust, account_options options)
    : options_(checked(options)), orders_(options.ended_orders),
      fills_(options.keep_fills, options.max_fills), why_(errc::not_synchronized, "not reconciled yet"),
      distrust_(std::move(distrust))
{
}

void account::apply(const account_change& next, const stamp& at)
{
    if (!enter(at.epoch, at.received) || !whole())
        return;
    hear(at.exchange_time);
    std::visit([this](const auto& change) { take(change); }, next);
}

void account::open(std::uint32_t epoch, time_point at)
{
    if (!enter(epoch, at) || !whole())
        return;
    verified_ = true;
    since_.reset();
}

void account::close(failure why, std::uint32_t epoch, time_point since)
{
    if (enter(epoch, since))
        shut(std::move(why));
}

void account::take(const order_report& next)
{
    if (next.id.empty())
        return doubt(failure(errc::malformed, "an order without an id"));
    orders_.report(next);
    hear(next.updated);
    limit_orders();
}

void account::take(const fill_report& next)
{
    hear(next.at);
    (void)count(next);
}

// True if it is the first time that the fill is told.
bool account::count(const fill_report& next)
{
    switch (fills_.add(next)) {
    case fill_log::outcome::repeated: ++fills_repeated_; return false;
    case fill_log::outcome::too_old: ++fills_too_old_; return false;
    case fill_log::outcome::counted: break;
    }
    ++fills_counted_;
    orders_.add_fill(next.symbol, next.order_id, next.quantity);
    return true;
}

void account::take(const balance_report& next)
{
    hear(next.at);
    balance& known = entry_of(next.asset);
    if (!precedes(next.at, known.at))
        known = balance::from(next);
    std::erase_if(left_out_, [&](const unread& row) { return row.about.balances && row.name == next.asset; });
}

void account::take(const balance_delta& next)
{
    hear(next.at);
    balance& known = entry_of(next.asset);
    if (next.at != untold && next.at <= known.at)
        return;
    const std::optional<decimal> total = add_cut(known.total, next.amount);
    if (!total)
        return doubt(failure(errc::malformed, "a balance with too many digits before the point"));
    known.total = *total;
    known.available = sum(known.available, next.amount);
    known.at = std::max(known.at, next.at);
}

void account::take(const position_report& next)
{
    hear(next.at);
    position& known = entry_of(next);
    const bool numbered = next.at == known.at && next.update != 0 && known.update != 0;
    if (!precedes(next.at, known.at) && !(numbered && next.update < known.update))
        known = position::from(next);
}

// What it changed is known again when the exchange's own sums have been adopted.
void account::take(const unread_report& row)
{
    if ((row.about & options_.parts) != account_parts())
        doubt(failure(errc::malformed, "a row was not understood: " + std::string(row.why)));
}

balance& account::entry_of(std::string_view asset)
{
    const auto [at, made] = balances_.try_emplace(std::string(asset));
    if (made)
        at->second = {.asset = at->first, .at = balances_as_of_};
    return at->second;
}

position& account::entry_of(const position_report& next)
{
    const auto [at, made] =
        positions_.try_emplace({std::string(next.symbol), std::string(to_string(next.leg))});
    if (made)
        at->second = {.symbol = at->first.first, .leg = next.leg, .at = positions_as_of_};
    return at->second;
}

bool account::enter(std::uint32_t epoch, time_point now)
{
    seen_ = now;
    if (!verified_ && !since_)
        since_ = now;
    if (epoch < epoch_) {
        doubt(failure(errc::out_of_order, "a change of epoch " + std::to_string(epoch)));
        return false;
    }
    epoch_ = epoch;
    return true;
}

void account::hear(wall_time exchange_time) noexcept
{
    heard_until_ = std::max(heard_until_, exchange_time);
}

void account::shut(failure why)
{
    if (verified_) {
        ++times_closed_;
        since_ = seen_;
    }
    verified_ = false;
    covered_ = account_parts();
    why_ = std::move(why);
}

void account::doubt(failure why)
{
    shut(std::move(why));
    if (distrust_)
        distrust_(why_);
}

void account::limit_orders()
{
    if (orders_.open_count() > options_.max_open_orders)
        doubt(failure(errc::malformed,
                      "more than " + std::to_string(options_.max_open_orders) + " open orders"));
}

failure account::reason() const
{
    if (verified_)
        return failure();
    failure why = why_;
    why.text = "the account is closed" + (epoch_ == 0 ? "" : " in epoch " + std::to_string(epoch_)) +
               (why_.text.empty() ? "" : ": " + why_.text);
    return why;
}

} // namespace holdfast
