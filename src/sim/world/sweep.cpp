// SPDX-License-Identifier: BSL-1.0
#include <holdfast/sim/sweep.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

namespace holdfast::sim {

namespace {

constexpr std::array mishaps{mishap::reset, mishap::end, mishap::black_hole, mishap::stall};

constexpr std::string_view to_string(mishap what) noexcept
{
    switch (what) {
    case mishap::reset: return "reset";
    case mishap::end: return "end of stream";
    case mishap::black_hole: return "black hole";
    case mishap::stall: return "stall";
    }
    return "unknown mishap";
}

/// One run of the scenario in a world of its own.
class trial {
public:
    trial(const scenario& play, std::uint64_t seed)
        : io_(std::make_unique<asio::io_context>(1)), world_(&asio::make_service<world>(*io_, seed)),
          streams_(world_->live_streams())
    {
        auto ended = [this](std::exception_ptr error) {
            done_ = true;
            if (error)
                wrong_ = std::move(error);
        };
        // An executor of the handler's own makes a cancellation wait until the coroutine has begun.
        asio::co_spawn(*io_, play(*io_, *world_),
                       asio::bind_cancellation_slot(stop_.slot(), asio::bind_executor(*io_, ended)));
    }

    [[nodiscard]] world& of() noexcept { return *world_; }
    [[nodiscard]] bool done() const noexcept { return done_; }

    /// False when the scenario has ended before.
    bool run_handlers(std::uint64_t count)
    {
        return guarded([&] {
            for (std::uint64_t i = 0; i != count && !done_; ++i)
                if (!world_->step())
                    return;
        });
    }

    void run(duration at_most)
    {
        guarded([&] { (void)world_->run_until([this] { return done_; }, at_most); });
    }

    void cancel() { stop_.emit(asio::cancellation_type::terminal); }

    /// Ends the world and says what was wrong with the run; `must_complete` in the time that it was given.
    [[nodiscard]] std::string verdict(bool must_complete, bool may_be_aborted)
    {
        const bool was_done = done_;
        io_.reset();
        if (wrong_)
            if (std::string said = words(may_be_aborted); !said.empty())
                return said;
        if (must_complete && !was_done)
            return "did not end in time";
        if (*streams_ != 0)
            return std::to_string(*streams_) + " streams are left";
        return {};
    }

private:
    template <class Function>
    bool guarded(Function run)
    {
        try {
            run();
        } catch (...) {
            wrong_ = std::current_exception();
            done_ = true;
        }
        return !done_;
    }

    [[nodiscard]] std::string words(bool may_be_aborted) const
    {
        try {
            std::rethrow_exception(wrong_);
        } catch (const system_error& e) {
            const bool aborted = e.code() == condition::cancelled;
            return aborted && may_be_aborted ? std::string() : std::string("threw ") + e.what();
        } catch (const std::exception& e) {
            return std::string("threw ") + e.what();
        } catch (...) {
            return "threw something that is no std::exception";
        }
    }

    asio::cancellation_signal stop_;
    std::unique_ptr<asio::io_context> io_;
    world* world_;
    std::shared_ptr<const std::size_t> streams_;
    bool done_ = false;
    std::exception_ptr wrong_{};
};

struct extent {
    std::uint64_t handlers = 0;
    std::uint64_t operations = 0;
};

/// The undisturbed run; adds to the report what is wrong with it already.
std::optional<extent> rehearse(const scenario& play, const sweep_options& options, sweep_report& report)
{
    trial one(play, options.seed);
    one.run(options.time_limit);
    const extent size{one.of().handlers(), one.of().operations()};
    ++report.runs;
    const std::string wrong = one.verdict(true, false);
    if (wrong.empty())
        return size;
    report.failures.push_back("undisturbed: " + wrong);
    return std::nullopt;
}

std::uint64_t stride_for(std::uint64_t points, const sweep_options& options)
{
    const std::uint64_t asked = std::max<std::uint64_t>(options.stride, 1);
    if (options.max_points == 0)
        return asked;
    return std::max(asked, (points + options.max_points - 1) / options.max_points);
}

void add(sweep_report& report, std::string where, const std::string& wrong)
{
    ++report.runs;
    if (!wrong.empty())
        report.failures.push_back(std::move(where) + ": " + wrong);
}

} // namespace

sweep_report sweep_destruction(const scenario& play, const sweep_options& options)
{
    sweep_report report;
    const auto size = rehearse(play, options, report);
    if (!size)
        return report;
    report.points = size->handlers;
    for (std::uint64_t k = 0; k < size->handlers; k += stride_for(size->handlers, options)) {
        trial one(play, options.seed);
        one.run_handlers(k);
        add(report, "destroyed after handler " + std::to_string(k), one.verdict(false, false));
    }
    return report;
}

sweep_report sweep_cancellation(const scenario& play, const sweep_options& options)
{
    sweep_report report;
    const auto size = rehearse(play, options, report);
    if (!size)
        return report;
    report.points = size->handlers;
    for (std::uint64_t k = 0; k < size->handlers; k += stride_for(size->handlers, options)) {
        trial one(play, options.seed);
        if (one.run_handlers(k)) {
            one.cancel();
            one.run(options.stop_limit);
        }
        add(report, "cancelled after handler " + std::to_string(k), one.verdict(true, true));
    }
    return report;
}

sweep_report sweep_mishaps(const scenario& play, const sweep_options& options)
{
    sweep_report report;
    const auto size = rehearse(play, options, report);
    if (!size)
        return report;
    report.points = size->operations;
    for (const mishap what : mishaps)
        for (std::uint64_t n = 1; n <= size->operations; n += stride_for(size->operations, options)) {
            trial one(play, options.seed);
            one.of().fail_operation(n, what);
            one.run(options.time_limit);
            add(report, std::string(to_string(what)) + " at operation " + std::to_string(n),
                one.verdict(true, false));
        }
    return report;
}

} // namespace holdfast::sim
