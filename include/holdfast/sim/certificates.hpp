// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SIM_CERTIFICATES_HPP
#define HOLDFAST_SIM_CERTIFICATES_HPP

#include <holdfast/policy/clock.hpp>

#include <memory>
#include <string>
#include <vector>

namespace holdfast::sim {

/// What a TLS server shows: its certificate and the private key to it, both PEM text. Lives in memory only.
struct identity {
    std::string certificate_pem{};
    std::string key_pem{};
};

/// From when to when a certificate is valid, counted from the `now` it is made with.
struct validity {
    duration from = -std::chrono::hours(24);
    duration to = std::chrono::hours(24 * 365);

    /// Ended yesterday.
    [[nodiscard]] static constexpr validity expired() noexcept
    {
        return {-std::chrono::hours(72), -std::chrono::hours(24)};
    }
    /// Begins tomorrow.
    [[nodiscard]] static constexpr validity not_yet() noexcept
    {
        return {std::chrono::hours(24), std::chrono::hours(72)};
    }
};

/// A certificate authority that lives as long as the object: its key is made at construction and is never
/// written anywhere. Clients trust it through `tls_options::extra_ca`.
///
/// Names are DNS names or numeric addresses; both go where clients look for them, into the subject
/// alternative names (RFC 6125 §6.4). Keys are P-256.
///
/// Errors: every function throws `error` with `errc::invalid_config` for names that cannot stand in a
/// certificate, and with OpenSSL's own code where OpenSSL fails.
///
/// @code
/// sim::certificate_authority authority(runtime.wall_now());
/// auto good = authority.issue({"localhost", "127.0.0.1", "::1"});
/// auto late = authority.issue({"localhost"}, sim::validity::expired());
/// @endcode
class certificate_authority {
public:
    explicit certificate_authority(wall_time now);
    ~certificate_authority();
    certificate_authority(certificate_authority&&) noexcept;
    certificate_authority& operator=(certificate_authority&&) noexcept;

    /// The authority's own certificate.
    [[nodiscard]] std::string pem() const;

    /// A server's identity, signed by this authority.
    [[nodiscard]] identity issue(const std::vector<std::string>& names, validity when = {});

    /// The same with another common name in the subject, and also without any alternative name: certificates
    /// of the old kind, which clients do not accept (RFC 9525 §6.3).
    [[nodiscard]] identity issue_to(const std::string& common_name, const std::vector<std::string>& names,
                                    validity when = {});

    /// An identity that no authority vouches for.
    [[nodiscard]] static identity self_signed(const std::vector<std::string>& names, wall_time now,
                                              validity when = {});

private:
    struct impl;
    std::unique_ptr<impl> impl_;
};

} // namespace holdfast::sim

#endif
