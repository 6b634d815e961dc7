// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_EXCHANGE_OKX_ACCOUNT_REST_HPP
#define HOLDFAST_SRC_EXCHANGE_OKX_ACCOUNT_REST_HPP

#include <holdfast/account/dialect.hpp>
#include <holdfast/exchange/okx/account.hpp>

#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace holdfast::okx {

/// How OKX is asked about an account. "Trading Account", REST; "Order Book Trading", "Trade".
class okx_account_dialect final : public account_dialect {
public:
    okx_account_dialect(std::shared_ptr<const signer> signs, account_adapter_options chosen);

    [[nodiscard]] const signer* identity() const noexcept override { return signs_.get(); }
    [[nodiscard]] std::string login(std::uint64_t id, wall_time now) const override;
    [[nodiscard]] http_request time_request() const override;
    [[nodiscard]] result<wall_time> decode_time(const http_response& answer) const override;

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

    [[nodiscard]] dead_man_limits dead_man() const override;
    [[nodiscard]] std::vector<http_request>
    arm_dead_man(duration timeout, const std::vector<std::string>& symbols) const override;
    [[nodiscard]] result<> decode_dead_man(const http_response& answer) const override;

private:
    using parameters = std::initializer_list<std::pair<std::string_view, std::string>>;

    /// A signed question; a parameter without a value is left out.
    [[nodiscard]] http_request question(std::string_view path, const parameters& with, unsigned weight) const;
    /// The type of instruments, where only one is followed; empty: all.
    [[nodiscard]] std::string only_type() const;

    std::shared_ptr<const signer> signs_;
    account_adapter_options options_;
};

} // namespace holdfast::okx

#endif
