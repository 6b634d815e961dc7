// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_EXAMPLES_DEMO_JUDGE_ORDER_CHECK_HPP
#define HOLDFAST_EXAMPLES_DEMO_JUDGE_ORDER_CHECK_HPP

#include <holdfast/event.hpp>
#include <holdfast/sim/exchange.hpp>

#include <cstdint>
#include <optional>
#include <string_view>

namespace demo {

/// Is each message of a book really the next one? Goes by the text as the exchange sent it and by the words
/// of its documentation, not by what the library made of it.
class order_check {
public:
    /// @param numberless  the messages have no numbers
    explicit order_check(holdfast::sim::venue which, bool numberless = false) noexcept
        : venue_(which), numberless_(numberless)
    {
    }

    /// A gap was declared: anything may come next.
    void forget() noexcept { last_.reset(); }
    void restart(const holdfast::snapshot& whole);
    /// Takes the next message and says whether it follows the one before.
    [[nodiscard]] bool follows(const holdfast::data& message);

private:
    holdfast::sim::venue venue_;
    bool numberless_;
    bool fresh_ = false; ///< The last thing that came was a snapshot.
    std::optional<std::uint64_t> last_{};
};

} // namespace demo

#endif
