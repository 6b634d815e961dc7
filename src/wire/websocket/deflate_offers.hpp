// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_WIRE_WEBSOCKET_DEFLATE_OFFERS_HPP
#define HOLDFAST_SRC_WIRE_WEBSOCKET_DEFLATE_OFFERS_HPP

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>

namespace holdfast::wire {

/// How permessage-deflate is offered (RFC 7692 §7).
enum class deflate_offer : std::uint8_t {
    full, ///< With parameters.
    bare, ///< By its name alone.
    none, ///< Not at all.
};

/// Whether an upgrade that was answered with this status may have failed because of the offer: the server
/// does not like the request, cannot do what it asks for, or has answered 101 with something else.
[[nodiscard]] constexpr bool blames_offer(unsigned status) noexcept
{
    return status == 101 || status == 400 || status == 406 || status == 417 || status == 426 || status == 501;
}

/// What to offer to which host: everything, until it has refused that.
class deflate_offers {
public:
    static constexpr std::size_t most = 64; ///< Hosts that are remembered.

    [[nodiscard]] deflate_offer to(const std::string& host) const
    {
        const auto found = refused_.find(host);
        return found == refused_.end() ? deflate_offer::full : found->second;
    }

    /// The next offer is smaller. A host that refuses without any offer has not been refusing the offer.
    void on_refused(const std::string& host)
    {
        const deflate_offer last = to(host);
        refused_.erase(host);
        if (refused_.size() == most)
            refused_.erase(refused_.begin());
        if (last != deflate_offer::none)
            refused_[host] = last == deflate_offer::full ? deflate_offer::bare : deflate_offer::none;
    }

private:
    std::map<std::string, deflate_offer> refused_{};
};

} // namespace holdfast::wire

#endif
