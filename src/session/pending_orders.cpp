// SPDX-License-Identifier: BSL-1.0
#include "session/pending_orders.hpp"

#include <holdfast/redacted.hpp>

#include <algorithm>
#include <utility>

namespace holdfast {

namespace {

std::string named(const order_reference& which)
{
    return "order '" + (which.client_id.empty() ? which.order_id : which.client_id) + "' of " + which.symbol;
}

std::string because(const order_reference& which, std::string_view why)
{
    return why.empty() ? named(which) : named(which) + ": " + std::string(why);
}

/// Why a request has not the outcome that was hoped for.
failure unlucky(const order_outcome& of, std::string_view why)
{
    switch (of.stage()) {
    case order_stage::not_sent: return failure(errc::order_not_sent, because(of.which, why));
    case order_stage::in_doubt: return failure(errc::order_in_doubt, because(of.which, why));
    case order_stage::rejected: return failure(errc::order_rejected, because(of.which, why));
    default: return {};
    }
}

} // namespace

order_desk::ticket order_desk::accept(std::uint64_t id, order_command command, request_options how)
{
    auto made = std::make_shared<entry>();
    made->id = id;
    made->outcome.which = reference_of(command);
    made->outcome.cancels = cancels(command);
    made->outcome.fate = order_fate(how.fate);
    made->command = std::move(command);
    made->how = std::move(how);
    waiting_.push_back(made);
    return made;
}

std::optional<std::string> order_desk::next(const writer& write)
{
    while (!waiting_.empty()) {
        const ticket first = std::move(waiting_.front());
        waiting_.pop_front();
        result<> allowed = first->how.permit ? first->how.permit() : result<>();
        auto message = allowed ? write(first->id, first->command) : result<std::string>(allowed.error());
        if (message && first->outcome.fate.on_sent()) {
            sent_.emplace(first->id, first);
            return std::move(*message);
        }
        first->outcome.fate.on_refused();
        first->outcome.why = unlucky(first->outcome, message ? "" : message.error().message());
        tell(*first);
    }
    return std::nullopt;
}

bool order_desk::on_answer(const decoded& said, time_point now)
{
    const auto known = sent_.find(said.request_id);
    if (known == sent_.end() || !said.answer)
        return false;
    const ticket which = known->second;
    sent_.erase(known);
    order_outcome& outcome = which->outcome;
    outcome.fate.on_answer(said.answer->verdict, now);
    outcome.code = said.answer->code;
    outcome.why = unlucky(outcome, redacted_excerpt(said.text, 500));
    outcome.why.http_status = said.answer->http_status;
    if (!said.answer->order_id.empty())
        outcome.which.order_id = std::string(said.answer->order_id);
    tell(*which);
    return true;
}

void order_desk::abandon(const ticket& which, std::string_view why, time_point now)
{
    if (which->known())
        return;
    std::erase(waiting_, which);
    sent_.erase(which->id);
    which->outcome.fate.on_abandoned(now);
    which->outcome.why = unlucky(which->outcome, why);
    tell(*which);
}

void order_desk::abandon_all(std::string_view why, time_point now)
{
    while (!waiting_.empty())
        abandon(ticket(waiting_.front()), why, now);
    while (!sent_.empty())
        abandon(ticket(sent_.begin()->second), why, now);
}

void order_desk::tell(entry& of)
{
    if (const auto told = std::exchange(of.told, nullptr))
        told();
}

} // namespace holdfast
