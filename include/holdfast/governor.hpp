// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_GOVERNOR_HPP
#define HOLDFAST_GOVERNOR_HPP

#include <holdfast/error.hpp>
#include <holdfast/policy/clock.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <memory>
#include <string_view>

namespace holdfast {

namespace asio = boost::asio;
struct exchange_limits;

/// The budgets that sessions share, so that together they stay inside what a host allows: connection
/// attempts, REST weight, and the pauses that the host itself asked for.
///
/// An exchange counts by address. So all sessions of a process share one governor, whatever contexts they run
/// on, unless their configuration names another one: give each address a governor of its own where a process
/// has several. Sessions on a simulated runtime share that of their context, which has a time of its own.
///
/// Each question is answered with the time to wait: zero means that the budget was taken, anything else means
/// that nothing was taken and that the question is worth asking again after that time.
///
/// Thread safety: all members may be called from any thread.
class governor {
public:
    governor();
    ~governor();

    /// The governor of the process, or on a simulated runtime that of the executor's context; made on first
    /// use.
    [[nodiscard]] static std::shared_ptr<governor> of(const asio::any_io_executor& executor);

    /// Asks for one connection attempt to the host (`name:port`).
    [[nodiscard]] duration admit_attempt(std::string_view host, const exchange_limits& limits,
                                         time_point now);

    /// An attempt was not answered: until the host is reached, the attempts of all sessions together are only
    /// probes, a tenth of a second apart at first and two seconds in the end. A thousand sessions would
    /// otherwise spend the whole budget on a host that is down, and have none left when it is back.
    void at_unreachable(std::string_view host, time_point now);

    /// The host has answered, whatever it said.
    void at_reached(std::string_view host);

    /// Asks for a REST request of the given weight. A weight above the whole budget gets `duration::max()`.
    /// @param urgent  whether it may use `exchange_limits::rest_reserve`, too
    [[nodiscard]] duration admit_request(std::string_view host, const exchange_limits& limits,
                                         unsigned weight, time_point now, bool urgent = false);

    /// The host says that it has counted this weight in the present window, for the whole address: another
    /// process may have used what is missing in our own count.
    void at_used(std::string_view host, const exchange_limits& limits, unsigned weight, time_point now);

    /// The host is left alone until then: it said 429, 418 or `Retry-After`. Never shortens a pause.
    void hold_off(std::string_view host, time_point until);

    /// Ends the pause that the host has asked for.
    void release(std::string_view host);

    /// The end of the host's pause; the past when there is none.
    [[nodiscard]] time_point held_until(std::string_view host) const;

private:
    struct impl;
    std::unique_ptr<impl> impl_;
};

} // namespace holdfast

#endif
