// SPDX-License-Identifier: BSL-1.0
#include <holdfast/exchange/bybit/account.hpp>

#include "exchange/bybit/account_messages.hpp"
#include "exchange/bybit/account_orders.hpp"
#include "exchange/bybit/account_rest.hpp"
#include "exchange/bybit/connection_rules.hpp"
#include "exchange/bybit/rest_complaint.hpp"
#include "wire/http/endpoint_check.hpp"

#include <holdfast/detail/check.hpp>

#include <string_view>
#include <utility>

namespace holdfast::bybit {

namespace {

using namespace std::chrono_literals;

enum class purpose : std::uint8_t { account, trade };

constexpr bool has_positions(category of) noexcept
{
    return of != category::spot;
}

class private_dialect final : public account_dialect {
public:
    private_dialect(purpose serves, std::shared_ptr<const signer> identity, account_adapter_options chosen)
        : serves_(serves), identity_(std::move(identity)), options_(std::move(chosen))
    {
    }

    [[nodiscard]] const signer* identity() const noexcept override { return identity_.get(); }

    [[nodiscard]] std::string login(std::uint64_t id, wall_time now) const override
    {
        return identity_->login(std::to_string(id), now);
    }

    [[nodiscard]] http_request time_request() const override { return rest::time_request(options_); }

    [[nodiscard]] result<wall_time> decode_time(const http_response& answer) const override
    {
        return rest::decode_time(answer, *identity_);
    }

    // v5/websocket/private: topics of all categories; those of one alone may not be in a request with these.
    [[nodiscard]] std::vector<topic> topics() const override
    {
        if (serves_ == purpose::trade)
            return {};
        std::vector<topic> all{topic("order"), topic("execution"), topic("wallet")};
        if (has_positions(options_.of))
            all.emplace_back("position");
        if (options_.cancel_on_disconnect)
            all.emplace_back(has_positions(options_.of) ? "dcp.future" : "dcp.spot");
        return all;
    }

    [[nodiscard]] account_parts parts() const override
    {
        account_parts all = whole_account;
        all.positions = has_positions(options_.of);
        return all;
    }

    [[nodiscard]] std::vector<account_question> questions(const account_scope& scope) const override
    {
        return rest::questions(scope, options_);
    }

    [[nodiscard]] http_request ask(const account_question& what) const override
    {
        return rest::ask(what, options_);
    }

    [[nodiscard]] result<account_page> decode(const account_question& what,
                                              const http_response& answer) const override
    {
        return rest::decode(what, answer, options_.of, *identity_);
    }

    [[nodiscard]] result<std::string> write(std::uint64_t id, const order_command& command,
                                            wall_time now) const override
    {
        if (serves_ == purpose::account)
            return failure(errc::invalid_config, "orders go over a connection of make_trade_adapter");
        return write_command(id, command, options_.of, options_.recv_window, now);
    }

    [[nodiscard]] http_request look_up(const order_reference& which) const override
    {
        return rest::look_up(which, options_);
    }

    [[nodiscard]] result<std::optional<order>> decode_look_up(const order_reference& which,
                                                              const http_response& answer) const override
    {
        return rest::decode_look_up(which, answer, options_.of, *identity_);
    }

    // v5/order/dcp: the exchange watches the connections that have the topic.
    [[nodiscard]] dead_man_limits dead_man() const override
    {
        if (!options_.cancel_on_disconnect || serves_ == purpose::trade)
            return {};
        return {.shortest = 3s, .longest = 300s, .fed = false};
    }

    [[nodiscard]] std::vector<http_request> arm_dead_man(duration timeout,
                                                         const std::vector<std::string>&) const override
    {
        if (timeout == duration::zero())
            return {};
        return {rest::arm_dead_man(timeout, options_)};
    }

    [[nodiscard]] result<> decode_dead_man(const http_response& answer) const override
    {
        return rest::decode_agreement(answer, *identity_);
    }

private:
    purpose serves_;
    std::shared_ptr<const signer> identity_;
    account_adapter_options options_;
};

class private_adapter final : public adapter {
public:
    private_adapter(purpose serves, std::shared_ptr<const signer> identity, account_adapter_options chosen)
        : serves_(serves), options_(chosen), dialect_(serves, std::move(identity), std::move(chosen))
    {
    }

    [[nodiscard]] std::string_view name() const noexcept override
    {
        return serves_ == purpose::account ? "bybit-account" : "bybit-trade";
    }

    [[nodiscard]] failure complaint(const http_response& answer, wall_time now) const override
    {
        return complaint_in(answer, now);
    }

    [[nodiscard]] std::string endpoint(std::span<const topic>) const override
    {
        return options_.where.ws + (serves_ == purpose::account ? "/v5/private" : "/v5/trade");
    }

    // v5/rate-limit: orders are counted by account, and each kind of request by itself.
    [[nodiscard]] exchange_limits limits() const override
    {
        exchange_limits known = common_limits();
        if (serves_ == purpose::trade)
            known.messages = options_.orders_per_second;
        return known;
    }

    [[nodiscard]] holdfast::keepalive keepalive() const override { return ping_often(); }

    // v5/websocket/private: nothing comes unless something happens.
    [[nodiscard]] topic_traits traits(const topic&) const override
    {
        return {.rule = continuity::audited, .quiet = true};
    }

    [[nodiscard]] std::string subscribe(std::uint64_t id, std::span<const topic> topics) const override
    {
        return control_message("subscribe", id, topics);
    }

    [[nodiscard]] std::string unsubscribe(std::uint64_t id, std::span<const topic> topics) const override
    {
        return control_message("unsubscribe", id, topics);
    }

    void decode(std::string_view bytes, bool binary, slab& memory, std::vector<decoded>& out) const override
    {
        if (binary)
            out.emplace_back().text = "a binary message where only text is spoken";
        else
            understand_private(bytes, options_.of, *dialect_.identity(), memory, out);
    }

    [[nodiscard]] const account_dialect* account() const noexcept override { return &dialect_; }

private:
    purpose serves_;
    account_adapter_options options_;
    private_dialect dialect_;
};

std::string problem_of(const std::shared_ptr<const signer>& identity, const account_adapter_options& chosen)
{
    using detail::check_range;
    const bool known =
        chosen.of == category::linear || chosen.of == category::inverse || chosen.of == category::spot;
    const bool coins = chosen.of != category::linear || !chosen.settle_coins.empty();
    return detail::first_problem(
        {identity ? "" : "identity: null",
         known ? "" : "account_adapter_options::of: linear, inverse or spot",
         coins ? "" : "account_adapter_options::settle_coins: at least one",
         check_range("account_adapter_options::recv_window", chosen.recv_window, 1ms, 60s),
         check_range("account_adapter_options::orders_per_second", chosen.orders_per_second, 1, 1'000'000)});
}

std::shared_ptr<const adapter> make(purpose serves, std::shared_ptr<const signer> identity,
                                    account_adapter_options chosen)
{
    if (std::string problem = problem_of(identity, chosen); !problem.empty())
        throw error(failure(errc::invalid_config, std::move(problem)));
    check_endpoints(chosen.where.ws, chosen.where.rest);
    return std::make_shared<private_adapter>(serves, std::move(identity), std::move(chosen));
}

} // namespace

std::shared_ptr<const adapter> make_account_adapter(std::shared_ptr<const signer> identity,
                                                    account_adapter_options chosen)
{
    return make(purpose::account, std::move(identity), std::move(chosen));
}

std::shared_ptr<const adapter> make_trade_adapter(std::shared_ptr<const signer> identity,
                                                  account_adapter_options chosen)
{
    return make(purpose::trade, std::move(identity), std::move(chosen));
}

} // namespace holdfast::bybit
