// SPDX-License-Identifier: BSL-1.0
#include "session/session_impl.hpp"

#include <holdfast/detail/check.hpp>

#include <algorithm>
#include <string_view>
#include <utility>

namespace holdfast {

namespace {

/// A question about an order may use what is kept of the budget for orders.
http_request urgently(http_request question)
{
    question.urgent = true;
    return question;
}

} // namespace

namespace {

/// Leaves a request when nobody waits for it any longer, however that came.
class patience {
public:
    patience(order_desk& desk, order_desk::ticket of, time_point end)
        : desk_(desk), of_(std::move(of)), end_(end)
    {
    }
    ~patience() { give_up("nobody waits for it any more"); }
    patience(const patience&) = delete;
    patience& operator=(const patience&) = delete;

    void give_up(std::string_view why)
    {
        of_->told = nullptr;
        desk_.abandon(of_, why, end_);
    }

private:
    order_desk& desk_;
    order_desk::ticket of_;
    time_point end_;
};

void require_valid(const request_options& how)
{
    using namespace std::chrono_literals;
    const std::string problem = detail::first_problem(
        {detail::check_range("request_options::deadline", how.deadline, 10ms, 10min), check(how.fate)});
    if (!problem.empty())
        throw error(failure(errc::invalid_config, problem));
}

/// Says whether an order in that state tells what became of the request. One that is still there may be
/// cancelled by a cancel that is still on its way.
bool tells(const order_outcome& doubtful, order_state state, time_point asked)
{
    return !doubtful.cancels || is_final(state) || asked >= doubtful.fate.believable_from();
}

} // namespace

bool session::impl::takes_orders() const noexcept
{
    return account && is_ours() && !stopping && state_of(now_in) == connection_state::open;
}

std::optional<std::string> session::impl::next_order()
{
    auto message = orders.next([this](std::uint64_t id, const order_command& command) {
        return account->write(id, command, exchange_now());
    });
    stats.orders += message ? 1 : 0;
    return message;
}

task<order_outcome> session::impl::request(order_command command, request_options how)
{
    require_valid(how);
    const time_point end = clock.now() + how.deadline;
    const auto mine = orders.accept(topics.new_request_id(), std::move(command), std::move(how));
    patience waiting(orders, mine, end);
    condition_variable known(executor);
    mine->told = [&known] { known.notify(); };
    if (!takes_orders())
        waiting.give_up("no connection that takes orders is open");
    send_cv.notify();
    while (!mine->known() && clock.now() < end)
        co_await known.wait_until(end);
    waiting.give_up("its time was up");
    co_return mine->outcome;
}

task<order_outcome> session::impl::resolve(order_outcome doubtful)
{
    backoff pause(config.recovery.retry);
    while (account && doubtful.stage() == order_stage::in_doubt) {
        const time_point began = clock.now();
        auto found = co_await find(doubtful.which);
        looked_up(doubtful, found, began);
        if (doubtful.stage() == order_stage::in_doubt)
            co_await sleep_until(next_look_up(doubtful, pause, clock.now()));
    }
    co_return doubtful;
}

/// Where an exchange keeps its ended orders elsewhere, asks there, too: after the open ones, so that an order
/// which ends meanwhile is not missed.
task<result<std::optional<order>>> session::impl::find(order_reference which)
{
    auto answer = co_await fetch(urgently(account->look_up(which)));
    auto found = understood(which, answer);
    if (found || found.error().code != errc::order_not_found)
        co_return found;
    http_request elsewhere = account->look_up_ended(which);
    if (elsewhere.url.empty())
        co_return found;
    answer = co_await fetch(urgently(std::move(elsewhere)));
    co_return understood(which, answer);
}

result<std::optional<order>> session::impl::understood(const order_reference& which,
                                                       const result<http_response>& answer)
{
    if (!answer)
        return answer.error();
    auto found = account->decode_look_up(which, *answer);
    if (!found && found.error().code == errc::login_expired)
        distrust_clock();
    return found;
}

void session::impl::looked_up(order_outcome& doubtful, const result<std::optional<order>>& found,
                              time_point began) const
{
    doubtful.why = {};
    if (!found) {
        doubtful.why = failure(errc::order_in_doubt, found.error().message());
        doubtful.why.retry_after = found.error().retry_after;
    } else if (!*found) {
        (void)doubtful.fate.on_not_found(began);
    } else if (tells(doubtful, (*found)->state, began) && doubtful.fate.on_found((*found)->state)) {
        doubtful.which.order_id = (*found)->id;
        doubtful.found = **found;
    }
}

/// What proves nothing yet is asked again when it does; what failed, after a pause.
time_point session::impl::next_look_up(const order_outcome& doubtful, backoff& pause, time_point now)
{
    const time_point later = now + std::max(pause.next(random), doubtful.why.retry_after);
    const bool failed = doubtful.why.code.failed();
    return failed ? later : std::max(later, doubtful.fate.believable_from());
}

} // namespace holdfast
