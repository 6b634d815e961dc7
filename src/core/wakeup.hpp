// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_CORE_WAKEUP_HPP
#define HOLDFAST_SRC_CORE_WAKEUP_HPP

#include "core/timer_wait.hpp"

#include <memory>

namespace holdfast {

/// Where one coroutine waits until `ring` is called: a condition variable for one, without its cost. A ring
/// without a waiting coroutine is lost, so look at the state before.
class bell {
public:
    explicit bell(const asio::any_io_executor& executor)
        : timer_(runtime::of(executor).make_timer(executor)) // the runtime keeps the handlers of timers
    {
    }

    void ring()
    {
        if (waiting_)
            timer_->cancel();
        waiting_ = false;
    }

    /// Completes when it rings, or with the coroutine's cancellation; `ec` is of no meaning.
    [[nodiscard]] task<> wait(error_code& ec)
    {
        waiting_ = true;
        timer_->expires_at(never);
        return expiry(*timer_, ec);
    }

private:
    std::unique_ptr<timer_port> timer_;
    bool waiting_ = false;
};

} // namespace holdfast

#endif
