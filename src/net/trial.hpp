// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_NET_TRIAL_HPP
#define HOLDFAST_SRC_NET_TRIAL_HPP

#include "wire/http/address_memory.hpp"

#include <holdfast/policy/clock.hpp>
#include <holdfast/runtime.hpp>

#include <memory>
#include <string>
#include <utility>

namespace holdfast::net {

/// What comes after an address has accepted TCP. Unless the dialer says how it went, it has failed: by an
/// error, by a limit, or because it was given up.
class trial {
public:
    trial() = default;
    trial(std::shared_ptr<wire::address_memory> memory, std::string host, address at, time_point since)
        : memory_(std::move(memory)), host_(std::move(host)), at_(std::move(at)), since_(since)
    {
    }
    trial(trial&&) noexcept = default;
    trial& operator=(trial&&) = delete;
    ~trial()
    {
        if (memory_)
            memory_->on_failed(host_, at_, since_);
    }

    /// The address is good.
    void pass()
    {
        if (memory_)
            memory_->on_good(host_, at_);
        dismiss();
    }

    /// It has shown nothing about the address.
    void dismiss() noexcept { memory_.reset(); }

private:
    std::shared_ptr<wire::address_memory> memory_;
    std::string host_{};
    address at_{};
    time_point since_{};
};

} // namespace holdfast::net

#endif
