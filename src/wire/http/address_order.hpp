// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_WIRE_HTTP_ADDRESS_ORDER_HPP
#define HOLDFAST_SRC_WIRE_HTTP_ADDRESS_ORDER_HPP

#include <holdfast/runtime.hpp>

#include <algorithm>
#include <vector>

namespace holdfast::wire {

/// The order in which to try the addresses of a host (RFC 8305 §4): both families in turn, beginning with the
/// family that the resolver has put first, each in the resolver's order; nothing twice.
[[nodiscard]] inline std::vector<address> interleave(const std::vector<address>& resolved)
{
    std::vector<address> families[2];
    for (const address& a : resolved) {
        auto& family = families[a.is_v6() == resolved.front().is_v6() ? 0 : 1];
        if (std::find(family.begin(), family.end(), a) == family.end())
            family.push_back(a);
    }
    std::vector<address> order;
    for (std::size_t i = 0; i < std::max(families[0].size(), families[1].size()); ++i)
        for (const auto& family : families)
            if (i < family.size())
                order.push_back(family[i]);
    return order;
}

} // namespace holdfast::wire

#endif
