// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_TEST_SUPPORT_LABORATORY_HPP
#define HOLDFAST_TEST_SUPPORT_LABORATORY_HPP

#include <holdfast/sim/world.hpp>
#include <holdfast/time.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <exception>
#include <memory>

namespace lab {

namespace hf = holdfast;
namespace asio = boost::asio;

/// A coroutine that has been set going, how to cancel it, and how it ended.
class run {
public:
    run(asio::io_context& io, hf::task<> what) : state_(std::make_shared<state>())
    {
        auto ended = [s = state_](std::exception_ptr error) {
            s->ended = true;
            s->error = std::move(error);
        };
        // With an executor of its own, a cancellation waits until the coroutine has begun; without, Boost
        // 1.82 and later throw it past everything (asio/impl/co_spawn.hpp).
        asio::co_spawn(io, std::move(what),
                       asio::bind_cancellation_slot(state_->signal.slot(), asio::bind_executor(io, ended)));
    }

    void cancel() { state_->signal.emit(asio::cancellation_type::terminal); }
    [[nodiscard]] bool ended() const noexcept { return state_->ended; }
    [[nodiscard]] bool failed() const noexcept { return state_->error != nullptr; }

    /// Throws what the coroutine threw.
    void check() const
    {
        if (state_->error)
            std::rethrow_exception(state_->error);
    }

    [[nodiscard]] bool was_cancelled() const
    {
        try {
            check();
        } catch (const hf::system_error& e) {
            return e.code() == asio::error::operation_aborted;
        }
        return false;
    }

private:
    struct state {
        asio::cancellation_signal signal{};
        bool ended = false;
        std::exception_ptr error{};
    };
    std::shared_ptr<state> state_;
};

/// A context in a simulated world.
struct laboratory {
    explicit laboratory(std::uint64_t seed = 1) : world(asio::make_service<hf::sim::world>(io, seed)) {}

    asio::io_context io{1};
    hf::sim::world& world;
    hf::time_point start = world.now();

    [[nodiscard]] run spawn(hf::task<> what) { return run(io, std::move(what)); }

    /// Runs the coroutine to its end, which must come within a day; throws what it throws.
    void play(hf::task<> what)
    {
        const run one = spawn(std::move(what));
        BOOST_REQUIRE(world.run_until([&] { return one.ended(); }, std::chrono::hours(24)));
        one.check();
    }

    [[nodiscard]] hf::duration elapsed() const { return world.now() - start; }
};

} // namespace lab

#endif
