// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_SIM_VENUE_BYBIT_ACCOUNT_REST_HPP
#define HOLDFAST_SRC_SIM_VENUE_BYBIT_ACCOUNT_REST_HPP

#include "sim/account/account_dialect.hpp"

#include <optional>

namespace holdfast::sim::bybit {

/// Answers what is asked about an account; disengaged if it is about something else.
[[nodiscard]] std::optional<http_reply> answer_private(const http_question& asked, const back_office& with);

} // namespace holdfast::sim::bybit

#endif
