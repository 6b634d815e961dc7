// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_SIM_VENUE_OKX_ACCOUNT_REST_HPP
#define HOLDFAST_SRC_SIM_VENUE_OKX_ACCOUNT_REST_HPP

#include "sim/account/account_dialect.hpp"

#include <optional>

namespace holdfast::sim::okx {

/// Answers a question about the account: okx.com/docs-v5, "Trading Account" and "Order Book Trading",
/// "Trade", REST. Disengaged if it is about something else.
[[nodiscard]] std::optional<private_reply> answer_privately(const http_question& asked,
                                                            const back_office& with);

} // namespace holdfast::sim::okx

#endif
