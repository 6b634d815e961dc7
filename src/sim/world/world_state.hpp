// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_SIM_WORLD_WORLD_STATE_HPP
#define HOLDFAST_SRC_SIM_WORLD_WORLD_STATE_HPP

#include "core/post_handler.hpp"
#include "sim/world/timeline.hpp"

#include <holdfast/policy/random.hpp>
#include <holdfast/sim/world.hpp>

#include <boost/asio/error.hpp>
#include <boost/intrusive/list.hpp>

#include <map>
#include <memory>
#include <optional>
#include <string>

namespace holdfast::sim {

class backlog;

/// Something that holds a handler and can drop it.
class droppable
    : public boost::intrusive::list_base_hook<boost::intrusive::link_mode<boost::intrusive::auto_unlink>> {
public:
    virtual void drop() noexcept = 0;

protected:
    ~droppable() = default;
};

/// The state of a world, shared with the timers and streams made in it: they may live longer than the world,
/// which then is `down` and does nothing any more.
class core : public std::enable_shared_from_this<core> {
public:
    explicit core(std::uint64_t seed) : bits(seed), dice(splitmix64(seed)()) {}

    /// Calls the function after the delay.
    void after(duration delay, std::function<void()> what)
    {
        if (!down)
            events.add(now + delay, std::move(what));
    }

    void trace(std::string_view kind, std::uint64_t value = 0) noexcept;
    void shutdown();

    bool down = false;
    time_point now = time_point(std::chrono::hours(1));
    agenda events{};
    splitmix64 bits; ///< What the library draws.
    splitmix64 dice; ///< What the network draws; apart, so that the one does not change the other.
    std::uint64_t hash = 0xcbf2'9ce4'8422'2325;

    std::map<std::string, name_service> names{};
    path usual{};
    std::map<std::string, path> paths{};
    std::map<std::string, reach> reaches{};                   ///< By `address::str()`.
    std::map<std::string, std::weak_ptr<backlog>> backlogs{}; ///< By `address::str()`.
    std::vector<std::weak_ptr<wire>> wires{};
    std::uint16_t next_client_port = 32768;
    std::uint16_t next_server_port = 20000;
    std::uint64_t next_wire = 1;

    network_counters counters{};
    std::shared_ptr<std::size_t> streams = std::make_shared<std::size_t>(0);
    std::uint64_t operations = 0;
    std::map<std::uint64_t, mishap> mishaps{};

    /// Everything that waits. The handlers own the frames that own what they wait for: a ring, which the
    /// world breaks when it goes down.
    boost::intrusive::list<droppable, boost::intrusive::constant_time_size<false>> waiting{};
};

/// An operation that waits: its handler, until it is completed, cancelled, or dropped with the world.
template <class... Args>
class operation final : public droppable, public std::enable_shared_from_this<operation<Args...>> {
public:
    using handler = asio::any_completion_handler<void(error_code, Args...)>;

    [[nodiscard]] static std::shared_ptr<operation> start(std::shared_ptr<core> in,
                                                          const asio::any_io_executor& executor, handler h)
    {
        auto self = std::make_shared<operation>(std::move(in), executor, std::move(h));
        if (self->core_->down)
            self->drop();
        else
            self->wait();
        return self;
    }

    operation(std::shared_ptr<core> in, const asio::any_io_executor& executor, handler h)
        : core_(std::move(in)), executor_(executor), handler_(std::move(h))
    {
    }

    [[nodiscard]] bool waits() const noexcept { return handler_ != nullptr; }

    /// The entry that completes it goes when it is completed otherwise.
    void set_due(const agenda::key& due) { due_ = due; }

    /// Posts the handler; without effect if it does not wait any more. False: it did not.
    bool complete(error_code ec, Args... args)
    {
        if (!waits())
            return false;
        this->unlink();
        if (due_)
            core_->events.remove(*due_);
        deliver(executor_, std::move(handler_), ec, args...);
        return true;
    }

    void drop() noexcept override
    {
        const auto keep = this->shared_from_this();
        if (this->is_linked())
            this->unlink();
        const handler dropped(std::move(handler_));
    }

private:
    void wait()
    {
        core_->waiting.push_back(*this);
        auto slot = asio::get_associated_cancellation_slot(handler_);
        if (slot.is_connected())
            slot.assign([weak = this->weak_from_this()](asio::cancellation_type type) {
                const auto self = weak.lock();
                if (self && type != asio::cancellation_type::none)
                    self->complete(asio::error::operation_aborted, Args()...);
            });
    }

    std::shared_ptr<core> core_;
    asio::any_io_executor executor_;
    handler handler_;
    std::optional<agenda::key> due_{};
};

} // namespace holdfast::sim

#endif
