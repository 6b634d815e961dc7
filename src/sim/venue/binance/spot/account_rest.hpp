// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_SIM_VENUE_BINANCE_SPOT_ACCOUNT_REST_HPP
#define HOLDFAST_SRC_SIM_VENUE_BINANCE_SPOT_ACCOUNT_REST_HPP

#include "sim/account/account_dialect.hpp"

#include <optional>

namespace holdfast::sim::binance::spot {

/// Answers a question about an account (rest-api.md, "Account endpoints"); disengaged if it is none.
[[nodiscard]] std::optional<private_reply> answer_rest(const http_question& asked, const back_office& with);

} // namespace holdfast::sim::binance::spot

#endif
