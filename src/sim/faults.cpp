#include <holdfast/policy/check.hpp>
#include <holdfast/sim/faults.hpp>

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace holdfast::sim {

namespace {

constexpr std::array<std::string_view, all_faults.size()> names{
    "refuse",        "accept_then_close", "cut",          "half_open_in",
    "half_open_out", "half_open",         "mute",         "lose",
    "duplicate",     "reorder",           "corrupt",      "slow",
    "rest_429",      "rest_500",          "rest_garbage", "rest_stale",
    "rest_never",    "wrong_certificate", "close_code",   "upgrade_429",
    "restart",       "lose_ack",          "revoke",       "leave",
};

/// Seen without numbers, or needs not be seen.
constexpr bool shows_itself(fault what) noexcept
{
    return what == fault::corrupt || what == fault::duplicate;
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
    return at == names.end() ? std::nullopt
                             : std::optional(all_faults[static_cast<std::size_t>(at - names.begin())]);
}

fault_list faults_from_string(std::string_view list)
{
    if (list == "all")
        return {fault_set(all_faults.begin(), all_faults.end()), {}};
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
    if (!config_.faults.empty() && now < quiet_from_)
        due_[on] = draw_time(now);
}

// A card that waited for this connection goes back on top of the deck.
void fault_plan::closed(connection_id on)
{
    due_.erase(on);
    for (const armed& a : armed_)
        if (a.from == origin::card && a.order.with.on == on)
            deck_.push_back(a.order.what);
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
        return a.from == origin::card && (a.order.with.on == 0 || a.order.with.on == on);
    });
    if (waiting == armed_.end())
        return false;
    const fault_moment moment = moment_of(waiting->order.what);
    if (++waiting->passed_over > patience) {
        armed_.erase(waiting);
        return false;
    }
    if (moment != fault_moment::frame && moment != fault_moment::line)
        provoke(moment, on);
    return true;
}

void fault_plan::play_card(connection_id on)
{
    std::erase_if(armed_,
                  [&](const armed& a) { return a.from == origin::provocation && a.order.with.on == on; });
    if (still_waiting(on) || config_.faults.empty())
        return;
    const fault what = draw();
    const fault_moment moment = moment_of(what);
    fault_options with;
    if (moment == fault_moment::frame || moment == fault_moment::line)
        with.on = on;
    else
        with.aim = fault_aim::book;
    if (moment == fault_moment::frame)
        with.after = random_.below(most_frames_passed);
    armed_.push_back({{what, with}, origin::card});
    if (with.on == 0)
        provoke(moment, on);
}

// A request for a snapshot comes after a gap, a new connection after the end of the old one.
void fault_plan::provoke(fault_moment moment, connection_id on)
{
    fault_options with;
    with.on = on;
    with.aim = fault_aim::book;
    const fault what = moment == fault_moment::request ? fault::lose : fault::cut;
    armed_.push_back({{what, with}, origin::provocation});
}

fault fault_plan::draw()
{
    if (deck_.empty()) {
        deck_.assign(config_.faults.begin(), config_.faults.end());
        for (std::size_t left = deck_.size(); left > 1; --left)
            std::swap(deck_[left - 1], deck_[random_.below(left)]);
    }
    const fault top = deck_.back();
    deck_.pop_back();
    return top;
}

// Half to one and a half times the mean.
time_point fault_plan::draw_time(time_point now)
{
    const auto mean = static_cast<std::uint64_t>(config_.every.count());
    return now + duration(static_cast<duration::rep>(mean / 2 + random_.below(mean + 1)));
}

} // namespace holdfast::sim
