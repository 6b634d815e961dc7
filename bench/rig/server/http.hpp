// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_BENCH_RIG_SERVER_HTTP_HPP
#define HOLDFAST_BENCH_RIG_SERVER_HTTP_HPP

#include <string>
#include <string_view>

namespace rig {

/// What the first lines of a request say.
struct http_head {
    std::string_view target{};
    std::string_view websocket_key{}; ///< Empty: not an upgrade.
    std::string_view extensions{};
};

/// Reads a whole head, blank line included.
[[nodiscard]] http_head parse_head(std::string_view head);

[[nodiscard]] std::string upgrade_answer(std::string_view websocket_key, std::string_view extensions);
[[nodiscard]] std::string json_answer(std::string_view status, std::string_view body);

} // namespace rig

#endif
