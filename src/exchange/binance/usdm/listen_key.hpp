// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_EXCHANGE_BINANCE_USDM_LISTEN_KEY_HPP
#define HOLDFAST_SRC_EXCHANGE_BINANCE_USDM_LISTEN_KEY_HPP

#include "exchange/binance/usdm/account_rest.hpp"

#include <chrono>

namespace holdfast::binance::usdm {

/// The way to the user's stream: a listen key in its URL ("User Data Streams"). The requests for it name the
/// API key and are not signed.
class stream_dialect final : public rest_dialect {
public:
    using rest_dialect::rest_dialect;

    [[nodiscard]] duration key_life() const override { return std::chrono::minutes(60); }
    [[nodiscard]] http_request create_key() const override { return about_key(http_verb::post); }
    [[nodiscard]] http_request refresh_key(std::string_view /*key*/) const override
    {
        return about_key(http_verb::put);
    }
    [[nodiscard]] result<std::string> decode_key(const http_response& answer) const override;
    [[nodiscard]] std::string endpoint(std::string_view key) const override;

    [[nodiscard]] std::vector<topic> topics() const override;

private:
    [[nodiscard]] http_request about_key(http_verb verb) const;
};

} // namespace holdfast::binance::usdm

#endif
