// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_SIM_VENUE_BINANCE_USDM_ACCOUNT_REST_HPP
#define HOLDFAST_SRC_SIM_VENUE_BINANCE_USDM_ACCOUNT_REST_HPP

#include "sim/account/account_dialect.hpp"

#include <optional>

namespace holdfast::sim::binance_usdm {

/// Answers the requests of "Account Endpoints", "Trade Endpoints" and "User Data Streams" that a client
/// needs; nothing for others.
[[nodiscard]] std::optional<private_reply> answer_request(const http_question& asked,
                                                          const back_office& with);

} // namespace holdfast::sim::binance_usdm

#endif
