// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_SIM_VENUE_REQUEST_TARGET_HPP
#define HOLDFAST_SRC_SIM_VENUE_REQUEST_TARGET_HPP

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace holdfast::sim {

/// The parts that are not empty.
[[nodiscard]] std::vector<std::string> split(std::string_view text, char at);

/// A request target, or a whole URL: path and query, percent-decoded (RFC 3986 §2.1).
struct url_target {
    explicit url_target(std::string_view target);

    [[nodiscard]] std::optional<std::string> value(std::string_view key) const;

    std::string path;
    std::vector<std::pair<std::string, std::string>> query;
};

} // namespace holdfast::sim

#endif
