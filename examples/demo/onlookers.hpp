// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_EXAMPLES_DEMO_ONLOOKERS_HPP
#define HOLDFAST_EXAMPLES_DEMO_ONLOOKERS_HPP

#include "demo/judge/tally.hpp"
#include "story.hpp"

#include <holdfast/event.hpp>
#include <holdfast/sim/exchange.hpp>
#include <holdfast/stream.hpp>
#include <holdfast/task.hpp>

#include <cstdint>
#include <deque>
#include <optional>
#include <string>

namespace demo {

/// Compares what a consumer is given of a topic without a book with what the simulated exchange published.
class onlooker {
public:
    explicit onlooker(holdfast::topic on) : on_(std::move(on)) {}
    virtual ~onlooker() = default;

    void hear(const holdfast::event& next);
    [[nodiscard]] const holdfast::topic& on() const noexcept { return on_; }
    /// How many messages came.
    [[nodiscard]] std::uint64_t heard() const noexcept { return heard_; }

private:
    virtual void examine(const holdfast::event& next) = 0;

    holdfast::topic on_;
    std::uint64_t heard_ = 0;
};

/// Whether something that is wrong may be put down to what was broken: where messages have no numbers, the
/// client cannot notice a loss, a repetition or another order. Each fault that may have touched the topic
/// excuses two differences, as many as two messages that changed places make.
class excuses {
public:
    excuses(const story& told, holdfast::topic on) : story_(told), on_(std::move(on)) {}

    [[nodiscard]] bool take() { return ++taken_ <= 2 * story_.touched(on_); }

private:
    const story& story_;
    holdfast::topic on_;
    std::uint64_t taken_ = 0;
};

/// Each trade happened, as it is told, comes once, and none before it is missing unless a gap was declared.
class trade_check final : public onlooker {
public:
    /// @param numbered  whether the exchange counts trades, so that nothing is excused
    trade_check(story& told, tally& counts, const holdfast::sim::exchange& venue, const holdfast::topic& on,
                bool numbered);

private:
    void examine(const holdfast::event& next) override;
    void examine(const holdfast::trade& made);
    void look_ahead();
    [[nodiscard]] bool could_be_last(const holdfast::sim::published_trade& t) const;
    [[nodiscard]] bool take_passed(const holdfast::trade& made);
    void found_wrong(const holdfast::trade& made, const std::string& how);

    story& story_;
    tally& counts_;
    const holdfast::sim::exchange& venue_;
    bool numbered_;
    excuses excuses_;
    std::deque<holdfast::sim::published_trade> ahead_{};  ///< Published after the last one that came.
    std::deque<holdfast::sim::published_trade> passed_{}; ///< Before it, and never came.
    std::uint64_t newest_ = 0;                            ///< The last number known.
    std::optional<holdfast::trade> last_{};
    bool interrupted_ = true; ///< The next one need not follow.
};

/// Each announcement of the best prices is what the exchange's book was at that number, and none goes back.
class quote_check final : public onlooker {
public:
    quote_check(story& told, tally& counts, const holdfast::sim::exchange& venue, const holdfast::topic& on);

private:
    void examine(const holdfast::event& next) override;
    void examine_best(std::uint64_t place, const holdfast::quote& said);
    void examine_levels(std::uint64_t place, const holdfast::book_levels& said);
    void examine_order(std::uint64_t place);
    void found_wrong(std::uint64_t place, const std::string& how);

    story& story_;
    tally& counts_;
    const holdfast::sim::exchange& venue_;
    excuses excuses_;
    std::optional<std::uint64_t> last_{};
};

/// When a consumer takes what comes: one that naps does so for a quarter of the time, until that moment.
struct pace {
    holdfast::duration nap{}; ///< Zero: never.
    holdfast::time_point until = holdfast::time_point::min();

    /// How long it sleeps from now on.
    [[nodiscard]] holdfast::duration left(holdfast::time_point now) const noexcept;
};

/// Takes all events of a topic, at that pace.
[[nodiscard]] holdfast::task<> look_on(holdfast::stream from, onlooker& by, pace how);

/// Completes when the consumer may go on.
[[nodiscard]] holdfast::task<> take_a_nap(pace how);

} // namespace demo

#endif
