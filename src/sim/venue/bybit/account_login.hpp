// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_SIM_VENUE_BYBIT_ACCOUNT_LOGIN_HPP
#define HOLDFAST_SRC_SIM_VENUE_BYBIT_ACCOUNT_LOGIN_HPP

#include "sim/account/account_dialect.hpp"

#include <cstdint>
#include <string>
#include <string_view>

/// How Bybit recognises its users (v5/guide, "Authentication"; v5/ws/connect; v5/error).
namespace holdfast::sim::bybit {

/// What the exchange says; code zero: yes.
struct verdict {
    int code = 0;
    std::string words{};
};

/// Whether a request of that time, in milliseconds, is neither too old nor of the future.
[[nodiscard]] verdict check_time(std::string_view timestamp, std::string_view recv_window, wall_time now);

/// A login: good until `expires`, in milliseconds.
[[nodiscard]] verdict check_login(std::string_view key, std::uint64_t expires, std::string_view signature,
                                  const back_office& with);

/// The headers of a REST request.
[[nodiscard]] verdict check_request(const http_question& asked, const back_office& with);

} // namespace holdfast::sim::bybit

#endif
