// SPDX-License-Identifier: BSL-1.0
#include <holdfast/governor.hpp>

#include <holdfast/adapter.hpp>
#include <holdfast/policy/rate_limit.hpp>
#include <holdfast/runtime.hpp>

#include <boost/asio/execution/context.hpp>
#include <boost/asio/execution_context.hpp>
#include <boost/asio/query.hpp>

#include <algorithm>
#include <map>
#include <mutex>
#include <string>
#include <utility>

namespace holdfast {

namespace {

struct host_budget {
    sliding_window attempts{{.limit = 0}};
    sliding_window weight{{.limit = 0}};
    bool limited = false; // a host may ask for a pause before anybody has named its limits
    time_point held_until = time_point::min();
    duration probe_pause{}; // zero: the host is there
    time_point longer_since{};
    time_point next_probe = time_point::min();

    /// Takes the cost if the host's pause is over and the window has room; otherwise says how long to wait.
    /// @param needed  the room that has to be there, the cost at the least
    duration admit(sliding_window& window, unsigned cost, unsigned needed, time_point now)
    {
        if (now < held_until)
            return held_until - now;
        const duration wait = window.delay(now, needed);
        if (wait == duration::zero())
            window.take(now, cost);
        return wait;
    }

    duration admit_attempt(time_point now)
    {
        if (now < next_probe)
            return next_probe - now;
        const duration wait = admit(attempts, 1, 1, now);
        if (wait == duration::zero() && probe_pause != duration::zero())
            next_probe = now + probe_pause;
        return wait;
    }
};

/// The room that has to be there for a request which is about no order: its weight, and what is kept for
/// those that are. A request that needs nearly the whole budget can still be had, in an empty one.
unsigned with_reserve(unsigned weight, const exchange_limits& limits)
{
    return weight > limits.rest_weight ? weight : std::min(limits.rest_weight, weight + limits.rest_reserve);
}

constexpr duration first_probe_pause = std::chrono::milliseconds(100);
constexpr duration longest_probe_pause = std::chrono::seconds(2);

class governor_service : public asio::execution_context::service {
public:
    static inline asio::execution_context::id id;
    explicit governor_service(asio::execution_context& context) : service(context) {}
    std::shared_ptr<governor> shared = std::make_shared<governor>();

private:
    void shutdown() override {}
};

} // namespace

struct governor::impl {
    std::mutex mutex;
    std::map<std::string, host_budget, std::less<>> hosts;

    host_budget& budget(std::string_view host, const exchange_limits& limits)
    {
        host_budget& budget = hosts[std::string(host)];
        if (!std::exchange(budget.limited, true)) {
            budget.attempts = sliding_window({.limit = limits.attempts, .window = limits.attempts_window});
            budget.weight = sliding_window({.limit = limits.rest_weight, .window = limits.rest_window});
        }
        return budget;
    }
};

governor::governor() : impl_(std::make_unique<impl>()) {}
governor::~governor() = default;

std::shared_ptr<governor> governor::of(const asio::any_io_executor& executor)
{
    if (!runtime::of(executor).is_simulated()) {
        static const auto of_the_process = std::make_shared<governor>();
        return of_the_process;
    }
    return asio::use_service<governor_service>(asio::query(executor, asio::execution::context)).shared;
}

duration governor::admit_attempt(std::string_view host, const exchange_limits& limits, time_point now)
{
    const std::lock_guard lock(impl_->mutex);
    return impl_->budget(host, limits).admit_attempt(now);
}

void governor::at_unreachable(std::string_view host, time_point now)
{
    const std::lock_guard lock(impl_->mutex);
    host_budget& budget = impl_->hosts[std::string(host)];
    if (now >= budget.longer_since + budget.probe_pause) { // not for each of many that set out together
        budget.probe_pause = std::clamp(2 * budget.probe_pause, first_probe_pause, longest_probe_pause);
        budget.longer_since = now;
    }
    budget.next_probe = now + budget.probe_pause;
}

void governor::at_reached(std::string_view host)
{
    const std::lock_guard lock(impl_->mutex);
    const auto known = impl_->hosts.find(host);
    if (known == impl_->hosts.end())
        return;
    known->second.probe_pause = {};
    known->second.next_probe = time_point::min();
}

duration governor::admit_request(std::string_view host, const exchange_limits& limits, unsigned weight,
                                 time_point now, bool urgent)
{
    const std::lock_guard lock(impl_->mutex);
    host_budget& budget = impl_->budget(host, limits);
    const unsigned needed = urgent ? weight : with_reserve(weight, limits);
    return budget.admit(budget.weight, weight, needed, now);
}

void governor::at_used(std::string_view host, const exchange_limits& limits, unsigned weight, time_point now)
{
    const std::lock_guard lock(impl_->mutex);
    impl_->budget(host, limits).weight.observe(now, weight);
}

void governor::hold_off(std::string_view host, time_point until)
{
    const std::lock_guard lock(impl_->mutex);
    host_budget& budget = impl_->hosts[std::string(host)];
    budget.held_until = std::max(budget.held_until, until);
}

void governor::release(std::string_view host)
{
    const std::lock_guard lock(impl_->mutex);
    if (const auto known = impl_->hosts.find(host); known != impl_->hosts.end())
        known->second.held_until = time_point::min();
}

time_point governor::held_until(std::string_view host) const
{
    const std::lock_guard lock(impl_->mutex);
    const auto known = impl_->hosts.find(host);
    return known == impl_->hosts.end() ? time_point::min() : known->second.held_until;
}

} // namespace holdfast
