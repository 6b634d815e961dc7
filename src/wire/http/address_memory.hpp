// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_WIRE_HTTP_ADDRESS_MEMORY_HPP
#define HOLDFAST_SRC_WIRE_HTTP_ADDRESS_MEMORY_HPP

#include <holdfast/policy/clock.hpp>
#include <holdfast/runtime.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace holdfast::wire {

/// Which addresses of which hosts have accepted TCP and failed after that: in the TLS handshake, in the
/// upgrade, before an answer. A race of connections cannot tell them from good ones, so that they have to be
/// remembered: they come last until they succeed, or until some minutes are over.
class address_memory {
public:
    static constexpr std::size_t most = 256;
    static constexpr duration lasting = std::chrono::minutes(5);

    void on_failed(const std::string& host, const address& at, time_point when)
    {
        on_good(host, at);
        if (failed_.size() == most)
            failed_.erase(failed_.begin());
        failed_.push_back({host, at, when});
    }

    void on_good(const std::string& host, const address& at)
    {
        std::erase_if(failed_, [&](const failed& one) { return one.is(host, at); });
    }

    /// Puts those that have failed behind the others, the longest ago first. Returns how many come before
    /// them; where all have failed, all of them.
    [[nodiscard]] std::size_t order(const std::string& host, std::vector<address>& all, time_point now)
    {
        std::erase_if(failed_, [now](const failed& one) { return one.since + lasting <= now; });
        std::vector<address> ordered;
        for (const address& at : all)
            if (std::none_of(failed_.begin(), failed_.end(), [&](const failed& f) { return f.is(host, at); }))
                ordered.push_back(at);
        const std::size_t good = ordered.size();
        for (const failed& f : failed_)
            if (f.host == host && std::find(all.begin(), all.end(), f.at) != all.end())
                ordered.push_back(f.at);
        all = std::move(ordered);
        return good == 0 ? all.size() : good;
    }

    [[nodiscard]] std::size_t size() const noexcept { return failed_.size(); }

private:
    struct failed {
        std::string host;
        address at;
        time_point since;

        [[nodiscard]] bool is(const std::string& other, const address& to) const
        {
            return host == other && at == to;
        }
    };

    std::vector<failed> failed_{}; ///< The oldest first.
};

} // namespace holdfast::wire

#endif
