#ifndef HOLDFAST_SIGNER_HPP
#define HOLDFAST_SIGNER_HPP

#include <holdfast/network.hpp>
#include <holdfast/policy/clock.hpp>

#include <string>
#include <string_view>

namespace holdfast {

/// Port: how an exchange recognises its user.
///
/// Pure: the same request at the same time gives the same signature. Nothing here fails once the signer is
/// made, and nothing shows a key. What comes out is a secret for as long as it is valid: what is to be logged
/// goes through `redacted` first.
///
/// Times are the exchange's: correct the calendar of this machine with a `clock_offset`.
///
/// Thread safety: safe.
///
/// @code
/// http_request request{.url = "https://api.bybit.com/v5/order/realtime?category=linear&symbol=BTCUSDT"};
/// signer->sign(request, clock.correct(runtime.wall_now()));
/// @endcode
class signer {
public:
    virtual ~signer() = default;

    /// Signs a REST request that is complete otherwise: nothing of it may change afterwards. Signing it again
    /// replaces the signature, so that a refused request can be tried with a corrected time.
    /// @param request  its URL as it is to be sent
    /// @param now      the exchange's time
    virtual void sign(http_request& request, wall_time now) const = 0;

    /// Names the key and does not sign, for the exchanges that want that of some requests.
    virtual void identify(http_request& /*request*/) const {}

    /// The message that makes a connection the user's; empty where the exchange has none.
    /// @param id   what the answer will refer to, where it refers to anything
    /// @param now  the exchange's time
    [[nodiscard]] virtual std::string login(std::string_view id, wall_time now) const = 0;

    /// Says whether the exchange means, with this code of an error, that the time of a signature was wrong:
    /// time for `clock_offset::distrust`.
    [[nodiscard]] virtual bool blames_the_clock(int code) const noexcept = 0;
};

} // namespace holdfast

#endif
