// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_TEST_SECRETS_WIRETAP_HPP
#define HOLDFAST_TEST_SECRETS_WIRETAP_HPP

#include <holdfast/network.hpp>

#include <memory>
#include <set>
#include <string>

namespace secrets {

/// What crossed the wire that nobody else should know: signatures, and keys in URLs.
class loot {
public:
    /// Looks for the members and parameters in which exchanges expect a signature, or tell a listen key.
    void search(const std::string& text);
    /// Looks at the headers, too.
    void search(const holdfast::http_request& request);

    [[nodiscard]] const std::set<std::string>& found() const noexcept { return found_; }

private:
    void take(std::string secret);
    std::set<std::string> found_{};
};

/// The network, and a listener on it. After the first answer, an exchange that refuses every other request
/// and repeats in the body what it was asked, if `repeats` is set.
[[nodiscard]] std::shared_ptr<holdfast::network> tapped(std::shared_ptr<holdfast::network> real, loot& into,
                                                        bool repeats = false);

} // namespace secrets

#endif
