// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_EXPOSURE_GATE_HPP
#define HOLDFAST_EXPOSURE_GATE_HPP

#include <holdfast/decimal.hpp>
#include <holdfast/error.hpp>
#include <holdfast/event.hpp>
#include <holdfast/task.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace holdfast {

/// What the caller is about to ask of the exchange, as far as the exposure gate cares.
struct order_intent {
    bool cancels = false;     ///< It takes an order back.
    bool reduce_only = false; ///< The exchange itself sees to it that no position grows.
    holdfast::side side = holdfast::side::buy;
    decimal quantity{};
    /// The verified size of the position that the order works on, `account::reducible()` say; nothing where
    /// it is not verified.
    std::optional<decimal> position{};
};

/// Says whether the order can only shrink the position: on its other side, and not larger.
[[nodiscard]] constexpr bool shrinks_position(const order_intent& what) noexcept
{
    if (!what.position || what.quantity.sign() <= 0)
        return false;
    const decimal limit = what.side == side::sell ? *what.position : -*what.position;
    return what.quantity <= limit;
}

/// Lets orders through that add exposure only while everything they were decided on is verified. Cancels and
/// reductions pass always.
///
/// The owner of a book, an account or anything else that trading depends on `require`s a condition under a
/// name, and opens and shuts it as its own state changes. The gate is open while there is a condition, and
/// every one is open: it starts shut, every condition starts shut, and one that loses its owner is shut
/// until its name is required again.
///
/// Between a decision and its sending things change: `check` gives a pass, and `still_holds` refuses it when
/// anything was shut meanwhile, even if all is open again.
///
/// Thread safety. All calls on the executor's thread. Conditions may outlive the gate.
///
/// @code
/// hf::exposure_gate gate(executor);
/// auto mine = gate.require("account");
/// mine.follow(my_account);                              // after every batch of changes
/// ...
/// if (const auto pass = gate.check({.side = hf::side::buy, .quantity = size}))
///     if (gate.still_holds(*pass))                      // right before it is written
///         send(order);
/// @endcode
class exposure_gate {
    struct state;

public:
    /// One thing that has to be right. Shut when it is made, and when it is destroyed.
    class condition {
    public:
        condition(condition&&) noexcept;
        condition& operator=(condition&&) noexcept;
        ~condition();

        void open();
        /// What shuts it first says why and since when; shutting it again changes neither.
        void shut(failure why);

        /// Opens or shuts it as an `order_book`, an `account` or the like says, with its reason.
        template <class Verifiable>
        void follow(const Verifiable& what)
        {
            if (what.verified())
                open();
            else if (is_open())
                shut(what.reason());
        }

        [[nodiscard]] bool is_open() const noexcept;

    private:
        friend exposure_gate;
        condition(std::weak_ptr<state> of, std::size_t index) : of_(std::move(of)), index_(index) {}
        void abandon() noexcept;

        std::weak_ptr<state> of_;
        std::size_t index_;
    };

    /// A permission, good for as long as nothing is shut.
    class pass {
    public:
        friend bool operator==(const pass&, const pass&) = default;

    private:
        friend exposure_gate;
        explicit pass(std::optional<std::uint64_t> generation) : generation_(generation) {}
        std::optional<std::uint64_t> generation_; // Nothing: good for ever.
    };

    /// What is shut, why, and since when.
    struct obstacle {
        std::string name{};
        failure why{};
        time_point since{};
    };

    explicit exposure_gate(const asio::any_io_executor& executor);
    ~exposure_gate();
    exposure_gate(const exposure_gate&) = delete;
    exposure_gate& operator=(const exposure_gate&) = delete;

    /// Adds a condition, shut, or takes over the one of that name that was left behind by its owner.
    [[nodiscard]] condition require(std::string name);

    [[nodiscard]] bool is_open() const noexcept;
    /// What keeps the gate shut, in the order of requiring.
    [[nodiscard]] std::vector<obstacle> obstacles() const;
    /// Why the gate is shut, with every obstacle, its reason and for how long; no error while it is open. The
    /// code is the first obstacle's.
    [[nodiscard]] failure reason() const;

    /// Decides on an intent. Cancels and reduce-only orders pass always, an order that only shrinks a
    /// verified position, too; anything else while the gate is open. Errors: `reason()`.
    [[nodiscard]] result<pass> check(const order_intent& what) const;

    /// Says whether what was checked may still be sent. Errors: that something was shut since, and what is
    /// shut now.
    [[nodiscard]] result<> still_holds(const pass& given) const;

    /// Completes when the gate is open, at once if it is. Cancellation, and the end of the gate, throw
    /// `operation_aborted`.
    [[nodiscard]] task<> until_open();

private:
    std::shared_ptr<state> state_;
};

} // namespace holdfast

#endif
