// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_SESSION_PENDING_ORDERS_HPP
#define HOLDFAST_SRC_SESSION_PENDING_ORDERS_HPP

#include <holdfast/adapter.hpp>
#include <holdfast/order.hpp>
#include <holdfast/policy/clock.hpp>

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace holdfast {

/// The requests of a connection that move money: those that wait to be written, and those that wait for their
/// answers. Pure: it decides what is written and what an answer means, and each request is written once at
/// most.
class order_desk {
public:
    /// A request, shared with whoever waits for its outcome.
    struct entry {
        std::uint64_t id = 0;
        order_command command{};
        request_options how{};
        order_outcome outcome{};
        std::function<void()> told{}; ///< Called when the outcome is known.

        /// Says whether the outcome is known, as far as it will be over the connection.
        [[nodiscard]] bool known() const noexcept
        {
            return outcome.stage() != order_stage::waiting && outcome.stage() != order_stage::sent;
        }
    };
    using ticket = std::shared_ptr<entry>;
    /// Makes the message of a command.
    using writer = std::function<result<std::string>(std::uint64_t id, const order_command&)>;

    /// Takes a request in; it waits to be written.
    ticket accept(std::uint64_t id, order_command command, request_options how);

    [[nodiscard]] bool has_work() const noexcept { return !waiting_.empty(); }
    /// The next message to write, as if it were written now; disengaged when there is none. What may not be
    /// sent, or cannot be, is over.
    [[nodiscard]] std::optional<std::string> next(const writer& write);

    /// The exchange's answer to the request with that id; false if nobody waits for it.
    bool on_answer(const decoded& said, time_point now);

    /// Nobody waits for the request any longer, or its time is up: it was not sent, or it is in doubt.
    void abandon(const ticket& which, std::string_view why, time_point now);
    /// The same for all of them: the connection is lost.
    void abandon_all(std::string_view why, time_point now);

private:
    static void tell(entry& of);

    std::deque<ticket> waiting_;
    std::map<std::uint64_t, ticket> sent_;
};

} // namespace holdfast

#endif
