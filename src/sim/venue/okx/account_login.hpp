// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_SIM_VENUE_OKX_ACCOUNT_LOGIN_HPP
#define HOLDFAST_SRC_SIM_VENUE_OKX_ACCOUNT_LOGIN_HPP

#include "sim/account/account_dialect.hpp"

#include <boost/json/fwd.hpp>

#include <optional>
#include <string_view>

/// Who is let in: okx.com/docs-v5, "Login" and "REST Authentication".
namespace holdfast::sim::okx {

/// What the exchange says when it does not do something.
struct refused {
    std::string_view code{};
    std::string_view words{};
};

/// Nothing if the argument of a login is the owner's.
[[nodiscard]] std::optional<refused> refuse_login(const boost::json::object& argument,
                                                  const back_office& with);

/// Nothing if the request has the owner's signature; otherwise HTTP 401.
[[nodiscard]] std::optional<refused> refuse_request(const http_question& asked, const back_office& with);

} // namespace holdfast::sim::okx

#endif
