// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_EXAMPLES_DEMO_JUDGE_EVIDENCE_HPP
#define HOLDFAST_EXAMPLES_DEMO_JUDGE_EVIDENCE_HPP

#include <holdfast/event.hpp>
#include <holdfast/order_book.hpp>
#include <holdfast/runtime.hpp>
#include <holdfast/sim/exchange.hpp>
#include <holdfast/stream.hpp>

#include <cstdint>
#include <deque>
#include <optional>
#include <string>

namespace demo {

/// What an independent witness says about a verified book.
class evidence {
public:
    virtual ~evidence() = default;
    /// Empty if the book is right, otherwise what is wrong with it; disengaged where nothing is known.
    [[nodiscard]] virtual std::optional<std::string> against(const holdfast::order_book& book) = 0;
    /// The topic that the book is kept from was interrupted.
    virtual void interrupted() {}
};

/// The simulated exchange's own book: the best prices every time, whole sides several times a second.
class truth final : public evidence {
public:
    truth(const holdfast::sim::exchange& venue, holdfast::topic book, holdfast::runtime& clock);
    [[nodiscard]] std::optional<std::string> against(const holdfast::order_book& book) override;

private:
    [[nodiscard]] std::optional<std::string> whole(const holdfast::order_book& book);

    const holdfast::sim::exchange& venue_;
    holdfast::topic book_;
    holdfast::runtime& clock_;
    holdfast::time_point next_whole_ = holdfast::time_point::min();
};

/// The best prices as the exchange announces them in a topic of their own, numbered like the book's: the
/// newest announcement up to the book's update must be its top. Judges one update late, so that the
/// announcement has had time to arrive.
class announcements final : public evidence {
public:
    explicit announcements(holdfast::stream quotes) : quotes_(std::move(quotes)) {}
    [[nodiscard]] std::optional<std::string> against(const holdfast::order_book& book) override;
    void interrupted() override;

private:
    struct seen {
        std::uint64_t id = 0;
        holdfast::quote top{};
    };
    void hear();
    void forget();
    [[nodiscard]] std::optional<std::string> judge();

    holdfast::stream quotes_;
    std::deque<seen> heard_{};
    std::optional<seen> book_{};
};

} // namespace demo

#endif
