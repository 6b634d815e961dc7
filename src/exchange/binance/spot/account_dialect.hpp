// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_EXCHANGE_BINANCE_SPOT_ACCOUNT_DIALECT_HPP
#define HOLDFAST_SRC_EXCHANGE_BINANCE_SPOT_ACCOUNT_DIALECT_HPP

#include <holdfast/account/dialect.hpp>
#include <holdfast/exchange/binance/keys.hpp>
#include <holdfast/exchange/binance/spot_account.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace holdfast::binance::spot {

/// Logins, orders and questions. An answer over the WebSocket names the request by its id and nothing else,
/// so the id of a login says that it is one.
class spot_account_dialect final : public account_dialect {
public:
    /// What the id of a login begins with.
    static constexpr std::string_view login_mark = "login-";

    spot_account_dialect(std::shared_ptr<const binance::signer> keys, account_endpoints where)
        : keys_(std::move(keys)), where_(std::move(where))
    {
    }

    [[nodiscard]] const holdfast::signer* identity() const noexcept override { return keys_.get(); }
    [[nodiscard]] std::string login(std::uint64_t id, wall_time now) const override;
    [[nodiscard]] http_request time_request() const override;
    [[nodiscard]] result<wall_time> decode_time(const http_response& answer) const override;
    [[nodiscard]] std::string endpoint(std::string_view key) const override;

    [[nodiscard]] std::vector<topic> topics() const override;
    [[nodiscard]] account_parts parts() const override;

    [[nodiscard]] std::vector<account_question> questions(const account_scope& scope) const override;
    [[nodiscard]] http_request ask(const account_question& what) const override;
    [[nodiscard]] result<account_page> decode(const account_question& what,
                                              const http_response& answer) const override;

    [[nodiscard]] result<std::string> write(std::uint64_t id, const order_command& command,
                                            wall_time now) const override;
    [[nodiscard]] http_request look_up(const order_reference& which) const override;
    [[nodiscard]] result<std::optional<order>> decode_look_up(const order_reference& which,
                                                              const http_response& answer) const override;

private:
    [[nodiscard]] result<std::string> place(const std::string& id, const new_order& order,
                                            wall_time now) const;
    [[nodiscard]] result<std::string> take_back(const std::string& id, const order_cancel& cancel,
                                                wall_time now) const;

    std::shared_ptr<const binance::signer> keys_;
    account_endpoints where_;
};

} // namespace holdfast::binance::spot

#endif
