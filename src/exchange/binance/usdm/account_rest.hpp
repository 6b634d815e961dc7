// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_EXCHANGE_BINANCE_USDM_ACCOUNT_REST_HPP
#define HOLDFAST_SRC_EXCHANGE_BINANCE_USDM_ACCOUNT_REST_HPP

#include <holdfast/account/dialect.hpp>
#include <holdfast/exchange/binance/usdm_account.hpp>

#include <memory>
#include <string>
#include <vector>

namespace holdfast::binance::usdm {

/// What REST knows about an account, and who asks: the same whatever the connection is for.
class rest_dialect : public account_dialect {
public:
    rest_dialect(std::shared_ptr<const binance::signer> keys, account_endpoints where);

    [[nodiscard]] const holdfast::signer* identity() const noexcept override { return keys_.get(); }
    [[nodiscard]] http_request time_request() const override;
    [[nodiscard]] result<wall_time> decode_time(const http_response& answer) const override;

    [[nodiscard]] account_parts parts() const override { return whole_account; }
    [[nodiscard]] std::vector<account_question> questions(const account_scope& scope) const override;
    [[nodiscard]] http_request ask(const account_question& what) const override;
    [[nodiscard]] result<account_page> decode(const account_question& what,
                                              const http_response& answer) const override;

    [[nodiscard]] http_request look_up(const order_reference& which) const override;
    [[nodiscard]] result<std::optional<order>> decode_look_up(const order_reference& which,
                                                              const http_response& answer) const override;

    [[nodiscard]] dead_man_limits dead_man() const override;
    [[nodiscard]] std::vector<http_request>
    arm_dead_man(duration timeout, const std::vector<std::string>& symbols) const override;
    [[nodiscard]] result<> decode_dead_man(const http_response& answer) const override;

protected:
    [[nodiscard]] const binance::signer& keys() const noexcept { return *keys_; }
    [[nodiscard]] const account_endpoints& where() const noexcept { return where_; }

private:
    [[nodiscard]] http_request ask_fills(const account_question& what) const;
    [[nodiscard]] result<account_page> decode_fills(const account_question& what,
                                                    const http_response& answer) const;

    std::shared_ptr<const binance::signer> keys_;
    account_endpoints where_;
};

} // namespace holdfast::binance::usdm

#endif
