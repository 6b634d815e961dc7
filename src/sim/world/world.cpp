// SPDX-License-Identifier: BSL-1.0
#include <holdfast/sim/world.hpp>

#include "sim/world/world_state.hpp"

#include <boost/asio/io_context.hpp>

#include <stdexcept>

namespace holdfast::sim {

using namespace std::chrono_literals;

namespace {

using wait_operation = operation<>;

class world_timer final : public timer_port {
public:
    world_timer(std::shared_ptr<core> in, const asio::any_io_executor& executor)
        : core_(std::move(in)), executor_(executor)
    {
    }
    ~world_timer() override { abort_waits(); }
    world_timer(const world_timer&) = delete;
    world_timer& operator=(const world_timer&) = delete;

    void expires_at(time_point when) override
    {
        abort_waits();
        when_ = when;
    }

    void async_wait(wait_handler handler) override
    {
        std::erase_if(waits_, [](const auto& one) { return !one->waits(); });
        auto wait = wait_operation::start(core_, executor_, std::move(handler));
        if (when_ != never && wait->waits())
            wait->set_due(core_->events.add(when_, [in = core_.get(), wait] {
                in->trace("timer");
                wait->complete({});
            }));
        waits_.push_back(std::move(wait));
    }

    std::size_t cancel() override { return abort_waits(); }

private:
    std::size_t abort_waits()
    {
        std::size_t aborted = 0;
        for (const auto& one : std::exchange(waits_, {}))
            aborted += one->complete(asio::error::operation_aborted) ? 1 : 0;
        return aborted;
    }

    std::shared_ptr<core> core_;
    asio::any_io_executor executor_;
    time_point when_ = never;
    std::vector<std::shared_ptr<wait_operation>> waits_{};
};

constexpr wall_time wall_start = std::chrono::sys_days(2026y / 1 / 1);
constexpr time_point start = time_point(1h);

} // namespace

void core::trace(std::string_view kind, std::uint64_t value) noexcept
{
    const auto mix = [this](std::uint64_t byte) { hash = (hash ^ byte) * 0x100'0000'01b3; };
    const auto mix_word = [&](std::uint64_t word) {
        for (int shift = 0; shift != 64; shift += 8)
            mix(word >> shift & 0xff);
    };
    mix_word(static_cast<std::uint64_t>(now.time_since_epoch().count()));
    for (const char c : kind)
        mix(static_cast<unsigned char>(c));
    mix_word(value);
}

void core::shutdown()
{
    down = true;
    while (!waiting.empty())
        waiting.front().drop();
    events.clear();
}

world::world(asio::execution_context& context, std::uint64_t seed)
    : runtime(context, simulated()), core_(std::make_shared<core>(seed)),
      io_(static_cast<asio::io_context&>(context))
{
    core_->now = start;
    add_host("localhost", {"127.0.0.1"});
}

world::~world() = default;

world& world::of(const asio::any_io_executor& executor)
{
    if (auto* self = dynamic_cast<world*>(&runtime::of(executor)))
        return *self;
    throw std::logic_error("holdfast::sim::world::of: no world in this context; "
                           "call asio::make_service<sim::world>(io, seed) before anything else uses it");
}

time_point world::now() const noexcept
{
    return core_->now;
}

wall_time world::wall_now() const noexcept
{
    return wall_start + (core_->now - start) + wall_offset_;
}

std::uint64_t world::random() noexcept
{
    return core_->bits();
}

std::unique_ptr<timer_port> world::make_timer(const asio::any_io_executor& executor)
{
    return std::make_unique<world_timer>(core_, executor);
}

bool world::run_one_handler()
{
    if (io_.stopped())
        io_.restart();
    if (io_.poll_one() == 0)
        return false;
    ++handlers_;
    count_spin();
    return true;
}

bool world::fire_event(time_point not_after)
{
    const auto next = core_->events.next();
    if (!next || *next > not_after)
        return false;
    if (*next > core_->now) {
        core_->now = *next;
        spins_ = 0;
    }
    core_->events.take()();
    count_spin();
    return true;
}

void world::count_spin()
{
    if (++spins_ > spin_limit_)
        throw std::runtime_error("holdfast::sim::world: " + std::to_string(spin_limit_) +
                                 " handlers ran and time did not move: something spins");
}

bool world::step(time_point not_after)
{
    do {
        if (run_one_handler())
            return true;
    } while (!stopping_ && fire_event(not_after));
    return false;
}

bool world::step()
{
    stopping_ = false;
    return step(never);
}

void world::run()
{
    stopping_ = false;
    while (!stopping_ && step(never)) {
    }
}

void world::run_until(time_point end)
{
    stopping_ = false;
    while (!stopping_ && step(end)) {
    }
    if (!stopping_)
        core_->now = std::max(core_->now, end);
}

void world::run_for(duration time)
{
    run_until(core_->now + time);
}

bool world::run_until(const std::function<bool()>& done, duration at_most)
{
    const time_point end = core_->now + at_most;
    stopping_ = false;
    while (!done() && !stopping_ && step(end)) {
    }
    const bool in_time = done();
    if (!in_time && !stopping_)
        core_->now = end;
    return in_time;
}

void world::stop() noexcept
{
    stopping_ = true;
}

void world::at(duration delay, std::function<void()> what)
{
    core_->after(delay, std::move(what));
}

std::uint64_t world::handlers() const noexcept
{
    return handlers_;
}

void world::set_spin_limit(std::uint64_t handlers) noexcept
{
    spin_limit_ = handlers;
}

std::uint64_t world::trace_hash() const noexcept
{
    return core_->hash;
}

void world::trace(std::string_view kind, std::uint64_t value) noexcept
{
    core_->trace(kind, value);
}

void world::set_wall_offset(duration offset) noexcept
{
    wall_offset_ = offset;
}

void world::shutdown()
{
    core_->shutdown();
    runtime::shutdown();
}

} // namespace holdfast::sim
