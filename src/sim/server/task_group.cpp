// SPDX-License-Identifier: BSL-1.0
#include "sim/server/task_group.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>

#include <map>
#include <vector>

namespace holdfast::sim {

namespace {

bool is_cancellation(const std::exception_ptr& thrown)
{
    try {
        std::rethrow_exception(thrown);
    } catch (const boost::system::system_error& e) {
        return e.code() == asio::error::operation_aborted;
    } catch (...) {
        return false;
    }
}

} // namespace

struct nursery::state {
    explicit state(const asio::any_io_executor& e) : executor(e), changed(e) {}

    asio::any_io_executor executor;
    condition_variable changed;
    std::map<std::uint64_t, std::shared_ptr<asio::cancellation_signal>> children;
    std::uint64_t started = 0;
    std::exception_ptr thrown;

    void ended(std::uint64_t child, std::exception_ptr error)
    {
        children.erase(child);
        if (error && !thrown && !is_cancellation(error))
            thrown = error;
        changed.notify();
    }
};

nursery::nursery(const asio::any_io_executor& executor) : state_(std::make_shared<state>(executor)) {}

nursery::~nursery() = default;

void nursery::start(task<> child)
{
    const auto number = ++state_->started;
    const auto stop = std::make_shared<asio::cancellation_signal>();
    state_->children.emplace(number, stop);
    // The signal lives in the handler, too: a coroutine destroyed with its context still refers to it.
    auto ended = [all = state_, number, stop](std::exception_ptr error) { all->ended(number, error); };
    // An executor of the handler's own makes a cancellation wait until the coroutine has begun.
    asio::co_spawn(state_->executor, std::move(child),
                   asio::bind_cancellation_slot(stop->slot(), asio::bind_executor(state_->executor, ended)));
}

std::size_t nursery::size() const noexcept
{
    return state_->children.size();
}

task<> nursery::failed()
{
    while (!state_->thrown)
        co_await state_->changed.wait();
    std::rethrow_exception(state_->thrown);
}

task<> nursery::finish()
{
    std::vector<std::shared_ptr<asio::cancellation_signal>> signals;
    for (const auto& [number, stop] : state_->children)
        signals.push_back(stop);
    for (const auto& stop : signals)
        stop->emit(asio::cancellation_type::terminal);
    while (!state_->children.empty())
        co_await state_->changed.wait();
}

} // namespace holdfast::sim
