// SPDX-License-Identifier: BSL-1.0
#include <holdfast/detail/check.hpp>
#include <holdfast/exposure_gate.hpp>
#include <holdfast/runtime.hpp>
#include <holdfast/time.hpp>

#include <algorithm>
#include <utility>

namespace holdfast {

/// The conditions, and a number that grows whenever one is shut.
struct exposure_gate::state {
    struct entry {
        obstacle told{};
        bool open = false;
        bool owned = true;
    };

    explicit state(const asio::any_io_executor& ex) : executor(ex), opened(ex) {}

    [[nodiscard]] time_point now() const { return runtime::of(executor).now(); }

    [[nodiscard]] bool is_open() const noexcept
    {
        return !entries.empty() &&
               std::all_of(entries.begin(), entries.end(), [](const entry& e) { return e.open; });
    }

    std::size_t require(std::string name)
    {
        const auto left = std::find_if(entries.begin(), entries.end(),
                                       [&](const entry& e) { return !e.owned && e.told.name == name; });
        const std::size_t index = static_cast<std::size_t>(left - entries.begin());
        if (left == entries.end()) {
            entries.push_back(
                {{std::move(name), failure(errc::not_synchronized, "not verified yet"), now()}});
            ++generation;
        }
        entries[index].owned = true;
        return index;
    }

    void open(std::size_t index)
    {
        if (std::exchange(entries[index].open, true))
            return;
        if (is_open())
            opened.notify();
    }

    void shut(std::size_t index, failure why)
    {
        entry& e = entries[index];
        if (!std::exchange(e.open, false))
            return;
        e.told.why = std::move(why);
        e.told.since = now();
        ++generation;
    }

    asio::any_io_executor executor;
    condition_variable opened;
    std::vector<entry> entries{};
    std::uint64_t generation = 0;
};

exposure_gate::condition::condition(condition&&) noexcept = default;

exposure_gate::condition& exposure_gate::condition::operator=(condition&& other) noexcept
{
    if (this != &other) {
        abandon();
        of_ = std::move(other.of_);
        index_ = other.index_;
    }
    return *this;
}

exposure_gate::condition::~condition()
{
    abandon();
}

void exposure_gate::condition::abandon() noexcept
{
    if (const auto of = of_.lock()) {
        of->shut(index_, failure(errc::stopped, "nobody keeps it any more"));
        of->entries[index_].owned = false;
    }
}

void exposure_gate::condition::open()
{
    if (const auto of = of_.lock())
        of->open(index_);
}

void exposure_gate::condition::shut(failure why)
{
    if (const auto of = of_.lock())
        of->shut(index_, std::move(why));
}

bool exposure_gate::condition::is_open() const noexcept
{
    const auto of = of_.lock();
    return of && of->entries[index_].open;
}

exposure_gate::exposure_gate(const asio::any_io_executor& executor)
    : state_(std::make_shared<state>(executor))
{
}
exposure_gate::~exposure_gate() = default;

exposure_gate::condition exposure_gate::require(std::string name)
{
    return {state_, state_->require(std::move(name))};
}

bool exposure_gate::is_open() const noexcept
{
    return state_->is_open();
}

std::vector<exposure_gate::obstacle> exposure_gate::obstacles() const
{
    std::vector<obstacle> found;
    for (const state::entry& e : state_->entries)
        if (!e.open)
            found.push_back(e.told);
    return found;
}

failure exposure_gate::reason() const
{
    if (is_open())
        return failure();
    if (state_->entries.empty())
        return failure(errc::not_synchronized, "the exposure gate is shut: nothing is required of it yet");
    const std::vector<obstacle> found = obstacles();
    failure why(found.front().why.code, "the exposure gate is shut");
    const time_point now = state_->now();
    for (const obstacle& o : found)
        why.text += (&o == &found.front() ? ": " : "; ") + o.name + ", for " +
                    detail::to_string(now - o.since) + " (" + o.why.message() + ")";
    return why;
}

result<exposure_gate::pass> exposure_gate::check(const order_intent& what) const
{
    if (what.cancels || what.reduce_only)
        return pass(std::nullopt);
    if (shrinks_position(what) || is_open())
        return pass(state_->generation);
    return reason();
}

result<> exposure_gate::still_holds(const pass& given) const
{
    if (!given.generation_ || given.generation_ == state_->generation)
        return {};
    if (!is_open())
        return reason();
    return failure(errc::not_synchronized, "the exposure gate was shut after this was decided");
}

task<> exposure_gate::until_open()
{
    while (!is_open())
        co_await state_->opened.wait();
}

} // namespace holdfast
