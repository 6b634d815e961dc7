// SPDX-License-Identifier: BSL-1.0
#include <holdfast/detail/check.hpp>
#include <holdfast/sim/faults.hpp>

#include <algorithm>
#include <iterator>
#include <stdexcept>
#include <utility>

namespace holdfast::sim {

namespace {

constexpr std::array<std::string_view, fault_kinds> names{
    "refuse",
    "accept_then_close",
    "cut",
    "half_open_in",
    "half_open_out",
    "half_open",
    "mute",
    "lose",
    "duplicate",
    "reorder",
    "corrupt",
    "slow",
    "rest_429",
    "rest_500",
    "rest_garbage",
    "rest_stale",
    "rest_never",
    "wrong_certificate",
    "close_code",
    "upgrade_429",
    "restart",
    "lose_ack",
    "revoke",
    "leave",
    "lose_answer",
    "doubt_answer",
    "lose_report",
    "repeat_fill",
    "expire_key",
    "kill_key",
    "restart_counter",
    "lose_in_recovery",
    "one_sided",
    "empty_book",
    "expire",
    "ban_in_body",
    "edge_403",
    "upgrade_403",
    "rest_down",
    "late_ack",
    "swap_acks",
    "late_unsubscribe",
};

/// Seen without numbers, or needs not be seen.
constexpr bool shows_itself(fault what) noexcept
{
    return what == fault::corrupt || what == fault::duplicate;
}

/// Whether the fault is in the deck of a connection that is somebody's, or nobody's. An account has no
/// snapshots that could be old.
constexpr bool is_dealt(fault what, bool to_somebody) noexcept
{
    const fault_moment moment = moment_of(what);
    const bool of_data = moment == fault_moment::frame || moment == fault_moment::control ||
                         moment == fault_moment::unsubscribe || what == fault::rest_stale ||
                         what == fault::lose_in_recovery;
    return to_somebody ? !of_data : !concerns_accounts(what);
}

/// Whether the fault waits for something that the connection it was drawn for does or gets.
constexpr bool stays_on_its_connection(fault_moment moment) noexcept
{
    return moment == fault_moment::frame || moment == fault_moment::line;
}

/// Whether its opportunity can be brought about by another fault. Nobody can be made to place an order.
constexpr bool can_be_provoked(fault what) noexcept
{
    return !stays_on_its_connection(moment_of(what)) && !concerns_accounts(what);
}

fault_set every_fault()
{
    fault_set all(all_faults.begin(), all_faults.end());
    all.insert(edge_faults.begin(), edge_faults.end());
    return all;
}

constexpr std::uint64_t most_frames_passed = 20;
constexpr unsigned patience = 3;

} // namespace

std::string_view to_string(fault what) noexcept
{
    const auto index = static_cast<std::size_t>(what);
    return index < names.size() ? names[index] : "unknown";
}

std::optional<fault> fault_from_string(std::string_view name) noexcept
{
    const auto at = std::ranges::find(names, name);
    return at == names.end() ? std::nullopt : std::optional(static_cast<fault>(at - names.begin()));
}

fault_list faults_from_string(std::string_view list)
{
    if (list == "all")
        return {every_fault(), {}};
    if (list == "edge")
        return {fault_set(edge_faults.begin(), edge_faults.end()), {}};
    fault_list out;
    if (list == "none")
        return out;
    for (std::size_t end = 0; end != std::string_view::npos;
         list.remove_prefix(std::min(end + 1, list.size()))) {
        end = list.find(',');
        const std::string_view word = list.substr(0, end);
        if (const auto what = fault_from_string(word))
            out.faults.insert(*what);
        else
            return {{}, std::string(word.empty() ? "(an empty word)" : word)};
    }
    return out;
}

std::string check(const fault_plan_config& config)
{
    using namespace std::chrono_literals;
    using detail::check_range;
    const bool good_codes = std::ranges::all_of(config.close_codes, [](std::uint16_t code) {
        return (code >= 1000 && code <= 1014 && code != 1004 && code != 1005 && code != 1006) ||
               (code >= 3000 && code <= 4999);
    });
    return detail::first_problem({
        check_range("fault_plan_config::every", config.every, 1ms, 24h),
        check_range("fault_plan_config::quiet_after", config.quiet_after, 0ns, duration::max()),
        check_range("fault_plan_config::mute_for", config.mute_for, 1ms, 24h),
        check_range("fault_plan_config::slow_for", config.slow_for, 1ms, 24h),
        check_range("fault_plan_config::slow_bytes_per_second", config.slow_bytes_per_second, 1,
                    1'000'000'000),
        check_range("fault_plan_config::drained_for", config.drained_for, 1ms, 24h),
        check_range("fault_plan_config::banned_for", config.banned_for, 1ms, 24h),
        check_range("fault_plan_config::down_for", config.down_for, 1ms, 24h),
        check_range("fault_plan_config::late_by", config.late_by, 1ms, 1h),
        check_range("fault_plan_config::leave_after", config.leave_after, 1ms, 24h),
        check_range("fault_plan_config::retry_after", config.retry_after, 0s, 24h),
        check_range("fault_plan_config::log_capacity", config.log_capacity, 1, 10'000'000),
        config.close_codes.empty() || !good_codes ? "fault_plan_config::close_codes must name at least one "
                                                    "code, each of which may be sent (RFC 6455 section 7.4)"
                                                  : "",
    });
}

fault_plan::fault_plan(fault_plan_config config) : config_(std::move(config)), random_(config_.seed)
{
    if (const std::string problem = check(config_); !problem.empty())
        throw std::invalid_argument(problem);
}

void fault_plan::inject(fault what, fault_options options)
{
    armed_.push_back({{what, std::move(options), true}, origin::script});
}

void fault_plan::disable(fault what)
{
    config_.faults.erase(what);
    std::erase(deck_, what);
    std::erase(owners_deck_, what);
    std::erase_if(armed_, [&](const armed& a) { return a.from == origin::card && a.order.what == what; });
}

void fault_plan::quiet()
{
    due_.clear();
    std::erase_if(armed_, [](const armed& a) { return a.from != origin::script; });
    quiet_from_ = time_point::min();
}

void fault_plan::start(time_point now)
{
    if (!std::exchange(started_, true) && quiet_from_ == never && config_.quiet_after < never - now)
        quiet_from_ = now + config_.quiet_after;
}

void fault_plan::opened(connection_id on, time_point now)
{
    if (has_deck(on) && now < quiet_from_)
        due_[on] = draw_time(now);
}

void fault_plan::closed(connection_id on)
{
    due_.erase(on);
    take_back(on);
    owned_.erase(on);
}

void fault_plan::owned(connection_id on, time_point now)
{
    if (owned_.contains(on))
        return;
    take_back(on);
    owned_.insert(on);
    if (!due_.contains(on))
        opened(on, now);
}

bool fault_plan::has_deck(connection_id on) const
{
    return std::ranges::any_of(config_.faults,
                               [&](fault what) { return is_dealt(what, owned_.contains(on)); });
}

std::vector<fault>& fault_plan::deck_of(connection_id on)
{
    return owned_.contains(on) ? owners_deck_ : deck_;
}

// A card that waited for this connection goes back on top of the deck.
void fault_plan::take_back(connection_id on)
{
    for (const armed& a : armed_)
        if (a.from == origin::card && a.order.with.on == on)
            deck_of(on).push_back(a.order.what);
    std::erase_if(armed_, [&](const armed& a) { return a.from != origin::script && a.order.with.on == on; });
}

time_point fault_plan::next() const noexcept
{
    time_point first = never;
    for (const auto& [on, due] : due_)
        first = std::min(first, due);
    return due_.empty() ? never : std::min(first, quiet_from_);
}

void fault_plan::advance(time_point now)
{
    if (now >= quiet_from_) {
        quiet();
        return;
    }
    for (auto& [on, due] : due_)
        if (due <= now) {
            due = draw_time(now);
            play_card(on);
        }
}

std::optional<fault_order> fault_plan::ask(const opportunity& chance)
{
    auto chosen = armed_.end();
    for (auto it = armed_.begin(); it != armed_.end(); ++it) {
        if (!matches(*it, chance))
            continue;
        if (it->order.with.after > 0)
            --it->order.with.after;
        else if (chosen == armed_.end())
            chosen = it;
    }
    if (chosen == armed_.end())
        return std::nullopt;
    const fault_order order = chosen->order;
    if (chosen->order.with.times <= 1)
        armed_.erase(chosen);
    else
        --chosen->order.with.times;
    return order;
}

bool fault_plan::would_answer(const opportunity& chance) const
{
    return std::ranges::any_of(armed_,
                               [&](const armed& a) { return a.order.with.after == 0 && matches(a, chance); });
}

void fault_plan::decline(fault_order order)
{
    order.with.times = 1;
    const origin from = order.scripted ? origin::script : origin::card;
    armed_.push_back({std::move(order), from});
}

const injection& fault_plan::record(injection what)
{
    what.number = ++injected_;
    ++by_kind_[static_cast<std::size_t>(what.what)];
    log_.push_back(std::move(what));
    if (log_.size() > config_.log_capacity)
        log_.pop_front();
    return log_.back();
}

std::uint64_t fault_plan::injected(fault what) const noexcept
{
    const auto index = static_cast<std::size_t>(what);
    return index < by_kind_.size() ? by_kind_[index] : 0;
}

std::uint16_t fault_plan::next_close_code() noexcept
{
    return config_.close_codes[next_code_++ % config_.close_codes.size()];
}

bool fault_plan::matches(const armed& candidate, const opportunity& chance)
{
    const fault_options& with = candidate.order.with;
    if (moment_of(candidate.order.what) != chance.moment || (with.on != 0 && with.on != chance.on) ||
        (with.after > 0 && !chance.counts))
        return false;
    if (chance.moment == fault_moment::line)
        return true;
    if (!with.topic.empty())
        return chance.moment == fault_moment::request ? chance.topic.starts_with(with.topic)
                                                      : chance.topic == with.topic;
    if (candidate.from == origin::provocation && !chance.sequenced)
        return false;
    if (with.aim == fault_aim::sequenced)
        return chance.sequenced || (chance.book && shows_itself(candidate.order.what));
    return with.aim == fault_aim::any || chance.book;
}

// A card may find no opportunity (nobody is subscribed to a book): after some patience it is laid aside until
// the next round, so that it does not hold up the others.
bool fault_plan::still_waiting(connection_id on)
{
    const auto waiting = std::ranges::find_if(armed_, [&](const armed& a) {
        return a.from == origin::card && (a.order.with.on == 0 || a.order.with.on == on) &&
               (!concerns_accounts(a.order.what) || owned_.contains(on));
    });
    if (waiting == armed_.end())
        return false;
    const fault what = waiting->order.what;
    if (++waiting->passed_over > patience) {
        armed_.erase(waiting);
        return false;
    }
    if (can_be_provoked(what))
        provoke(moment_of(what), on);
    return true;
}

void fault_plan::play_card(connection_id on)
{
    std::erase_if(armed_,
                  [&](const armed& a) { return a.from == origin::provocation && a.order.with.on == on; });
    if (still_waiting(on) || !has_deck(on))
        return;
    const fault what = draw(on);
    const fault_moment moment = moment_of(what);
    fault_options with;
    if (stays_on_its_connection(moment))
        with.on = on;
    else
        with.aim = owned_.contains(on) ? fault_aim::any : fault_aim::book;
    if (moment == fault_moment::frame)
        with.after = random_.below(most_frames_passed);
    armed_.push_back({{what, with}, origin::card});
    if (can_be_provoked(what))
        provoke(moment, on);
}

// A request for a snapshot comes after a gap, and so does the end of a subscription; a new connection, and
// requests about an account, come after the end of the old one.
void fault_plan::provoke(fault_moment moment, connection_id on)
{
    fault_options with;
    with.on = on;
    with.aim = fault_aim::book;
    const bool by_gap =
        (moment == fault_moment::request && !owned_.contains(on)) || moment == fault_moment::unsubscribe;
    const fault what = by_gap ? fault::lose : fault::cut;
    armed_.push_back({{what, with}, origin::provocation});
}

fault fault_plan::draw(connection_id on)
{
    std::vector<fault>& deck = deck_of(on);
    if (deck.empty()) {
        std::ranges::copy_if(config_.faults, std::back_inserter(deck),
                             [&](fault what) { return is_dealt(what, owned_.contains(on)); });
        for (std::size_t left = deck.size(); left > 1; --left)
            std::swap(deck[left - 1], deck[random_.below(left)]);
    }
    const fault top = deck.back();
    deck.pop_back();
    return top;
}

// Half to one and a half times the mean.
time_point fault_plan::draw_time(time_point now)
{
    const auto mean = static_cast<std::uint64_t>(config_.every.count());
    return now + duration(static_cast<duration::rep>(mean / 2 + random_.below(mean + 1)));
}

} // namespace holdfast::sim
