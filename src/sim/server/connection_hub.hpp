// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_SIM_SERVER_CONNECTION_HUB_HPP
#define HOLDFAST_SRC_SIM_SERVER_CONNECTION_HUB_HPP

#include "sim/server/faulty_stream.hpp"
#include "sim/server/send_queue.hpp"

#include <holdfast/runtime.hpp>
#include <holdfast/sim/exchange.hpp>
#include <holdfast/task.hpp>
#include <holdfast/time.hpp>

#include <concepts>
#include <cstdint>
#include <map>

namespace holdfast::sim {

/// One accepted connection.
struct visitor {
    connection_id id;
    faulty_stream::breaker line;
    outbox box;
};

/// Joins the exchange, which knows no I/O, to the connections of its clients.
class hub {
public:
    hub(const asio::any_io_executor& executor, exchange& venue);

    void add(visitor& c);
    void remove(const visitor& c);
    [[nodiscard]] std::size_t size() const noexcept { return visitors_.size(); }
    /// How many connections were cut because they did not take what was sent to them.
    [[nodiscard]] std::uint64_t too_slow() const noexcept { return too_slow_; }

    /// Calls the exchange with the present moment, and carries out what it wants done.
    template <std::invocable<exchange&, time_point> Call>
    auto ask(Call call)
    {
        if constexpr (std::is_void_v<decltype(call(venue_, clock_.now()))>) {
            call(venue_, clock_.now());
            carry_out();
        } else {
            auto answer = call(venue_, clock_.now());
            carry_out();
            return answer;
        }
    }

    /// Lets the exchange's time pass, for ever.
    [[nodiscard]] task<> pump();

private:
    void carry_out();
    void carry_out(visitor& on, output what);

    runtime& clock_;
    exchange& venue_;
    condition_variable asked_;
    std::map<connection_id, visitor*> visitors_;
    std::uint64_t too_slow_ = 0;
};

} // namespace holdfast::sim

#endif
