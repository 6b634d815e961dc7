// SPDX-License-Identifier: BSL-1.0
#include <holdfast/account_keeper.hpp>

#include "account/reconciler.hpp"

#include <holdfast/adapter.hpp>
#include <holdfast/detail/check.hpp>
#include <holdfast/time.hpp>

#include <algorithm>
#include <tuple>
#include <utility>

namespace holdfast {

namespace {

const account_dialect& dialect_of(const session& line)
{
    const account_dialect* dialect = line.exchange().account();
    if (dialect == nullptr || dialect->topics().empty())
        throw error(
            failure(errc::invalid_config, "an account_keeper needs an adapter of private topics, and " +
                                              std::string(line.exchange().name()) + " is none"));
    return *dialect;
}

account_keeper_config checked(account_keeper_config config)
{
    if (std::string problem = check(config); !problem.empty())
        throw error(failure(errc::invalid_config, std::move(problem)));
    return config;
}

} // namespace

std::string check(const account_keeper_config& config)
{
    using detail::check_range;
    using detail::check_zero_or_range;
    using namespace std::chrono_literals;
    return detail::first_problem(
        {check(config.account), check(config.retry),
         check_zero_or_range("account_keeper_config::reconcile_every", config.reconcile_every, 1s, 24h),
         check_range("account_keeper_config::overdue_after", config.overdue_after, 1s, 24h),
         check_range("account_keeper_config::settle", config.settle, 0s, 1min),
         check_range("account_keeper_config::rest_lag", config.rest_lag, 0s, 1min),
         check_range("account_keeper_config::look_back", config.look_back, 0s, 24h * 7),
         check_range("account_keeper_config::buffer_changes", config.buffer_changes, 16, 10'000'000)});
}

struct account_keeper::impl {
    impl(session& on, account_keeper_config settings)
        : config(checked(std::move(settings))), line(on), dialect(dialect_of(on)),
          clock(runtime::of(on.get_executor())), plan(dialect, config, clock.random()),
          wakeup(on.get_executor()), changed(on.get_executor())
    {
    }

    task<> run();
    task<> follow(stream from);
    task<> ask_for_ever();
    task<> ask(account_reconciler::job which);
    task<> until_over(std::uint64_t round);
    task<> watch_for_overdue();
    [[nodiscard]] result<account_page> understood(const account_question& asked,
                                                  const result<http_response>& answer);
    [[nodiscard]] std::optional<account_reconciler::job> next_job();
    void settle();

    account_keeper_config config;
    session& line;
    const account_dialect& dialect;
    runtime& clock;
    account_reconciler plan;
    condition_variable wakeup;
    condition_variable changed;
    std::tuple<time_point, time_point, std::uint64_t> told{}; ///< What those who wait at `wakeup` know.
    bool running = false;
    bool ended = false;
};

task<> account_keeper::impl::run()
{
    if (std::exchange(running, true))
        throw error(failure(errc::invalid_config, "account_keeper::run() may be awaited once"));
    std::exception_ptr why;
    try {
        std::vector<task<>> all;
        for (const topic& one : dialect.topics())
            all.push_back(follow(line.subscribe(one)));
        for (std::size_t i = 0; i != account_inquiry::at_once; ++i)
            all.push_back(ask_for_ever());
        all.push_back(watch_for_overdue());
        co_await race(std::move(all));
    } catch (...) {
        why = std::current_exception();
    }
    ended = true;
    plan.end(clock.now());
    settle();
    if (why)
        std::rethrow_exception(why);
}

task<> account_keeper::impl::follow(stream from)
{
    while (auto batch = co_await from.receive()) {
        for (const event& one : *batch)
            plan.hear(one);
        settle();
    }
}

task<> account_keeper::impl::ask_for_ever()
{
    for (;;) {
        auto job = next_job();
        if (!job) {
            (void)co_await wakeup.wait_until(plan.due());
            continue;
        }
        const std::uint64_t round = job->round;
        (void)co_await race(ask(std::move(*job)), until_over(round));
    }
}

task<> account_keeper::impl::ask(account_reconciler::job which)
{
    http_request question = dialect.ask(which.question.what);
    auto answer = co_await line.fetch(std::move(question));
    plan.answered(which, understood(which.question.what, answer), clock.now());
    settle();
}

task<> account_keeper::impl::until_over(std::uint64_t round)
{
    while (plan.round_now() == round)
        co_await wakeup.wait();
}

/// Those who ask may all be waiting for answers that never come.
task<> account_keeper::impl::watch_for_overdue()
{
    for (;;) {
        (void)co_await wakeup.wait_until(plan.overdue_at());
        plan.close_if_overdue(clock.now());
        settle();
    }
}

result<account_page> account_keeper::impl::understood(const account_question& asked,
                                                      const result<http_response>& answer)
{
    if (!answer)
        return answer.error();
    auto page = dialect.decode(asked, *answer);
    if (page)
        return page;
    failure why = page.error();
    if (why.code == errc::login_expired)
        line.distrust_clock();
    why.retry_after = std::max(why.retry_after, answer->retry_after);
    return why;
}

std::optional<account_reconciler::job> account_keeper::impl::next_job()
{
    auto job = plan.next(clock.now(), clock.wall_now() + line.clock_offset());
    settle();
    return job;
}

/// After anything that the plan was told.
void account_keeper::impl::settle()
{
    for (const finding& one : plan.take_findings())
        if (config.at_finding)
            config.at_finding(one);
    for (const unread& one : plan.take_left_out())
        if (config.at_left_out)
            config.at_left_out(one);
    if (plan.take_distrust())
        line.replace();
    if (plan.take_changed()) {
        changed.notify();
        if (config.at_change)
            config.at_change();
    }
    if (const std::tuple known(plan.due(), plan.overdue_at(), plan.round_now()); told != known) {
        told = known;
        wakeup.notify();
    }
}

account_keeper::account_keeper(session& line, account_keeper_config config)
    : impl_(std::make_shared<impl>(line, std::move(config)))
{
}

account_keeper::~account_keeper() = default;

task<> account_keeper::run()
{
    // The coroutine keeps the keeper alive, however short-lived its handle is.
    return [](std::shared_ptr<impl> self) -> task<> { co_await self->run(); }(impl_);
}

const account& account_keeper::mine() const noexcept
{
    return impl_->plan.mine();
}

void account_keeper::reconcile()
{
    impl_->plan.request();
    impl_->settle();
}

task<> account_keeper::until_verified()
{
    return [](std::shared_ptr<impl> self) -> task<> {
        while (!self->plan.mine().verified() && !self->ended)
            co_await self->changed.wait();
        if (self->ended)
            throw error(self->plan.mine().reason());
    }(impl_);
}

const account_keeper_stats& account_keeper::stats() const noexcept
{
    return impl_->plan.stats();
}

} // namespace holdfast
