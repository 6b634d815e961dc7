// SPDX-License-Identifier: BSL-1.0
#include <holdfast/exchange/binance/usdm_account.hpp>

#include "exchange/binance/errors.hpp"
#include "exchange/binance/rest_complaint.hpp"
#include "exchange/binance/usdm/account_messages.hpp"
#include "exchange/binance/usdm/account_orders.hpp"
#include "exchange/binance/usdm/listen_key.hpp"
#include "exchange/common/left_out.hpp"
#include "wire/http/endpoint_check.hpp"

#include <chrono>
#include <utility>

namespace holdfast::binance::usdm {

namespace {

constexpr std::string_view no_text = "a binary message where only text is spoken";

/// What the connections of an account have in common: the user's stream, and that for orders.
class user_adapter : public adapter {
public:
    [[nodiscard]] failure complaint(const http_response& answer, wall_time now) const override
    {
        return complaint_in(answer, now);
    }
    // The exchange pings.
    [[nodiscard]] holdfast::keepalive keepalive() const override { return {}; }

    // The topic is all of the URL: there is nothing to ask for.
    [[nodiscard]] std::string subscribe(std::uint64_t, std::span<const topic>) const override { return {}; }
    [[nodiscard]] std::string unsubscribe(std::uint64_t, std::span<const topic>) const override { return {}; }

    [[nodiscard]] topic_traits traits(const topic&) const override
    {
        return {.rule = continuity::audited, .recovery = recovery::resume, .quiet = true};
    }

    // Ten messages a second are allowed, pings and pongs included; two are left for those. 2400 weight a
    // minute. Connection attempts have no documented limit: that of spot is kept.
    [[nodiscard]] std::optional<unsigned> used_weight(const http_response& answer) const override
    {
        return used_weight_of(answer);
    }
    [[nodiscard]] exchange_limits limits() const override
    {
        exchange_limits known;
        known.messages = 8;
        known.messages_window = std::chrono::seconds(1);
        known.attempts = 300;
        known.attempts_window = std::chrono::minutes(5);
        known.rest_weight = 2400;
        known.rest_reserve = 240;
        known.rest_window = std::chrono::minutes(1);
        return known;
    }

    void decode(std::string_view bytes, bool binary, slab& memory, std::vector<decoded>& out) const override
    {
        decoded& said = out.emplace_back();
        if (binary)
            said.text = no_text;
        else
            understand(bytes, memory, said);
        tell_left_out(out);
    }

protected:
    /// `to` is fresh.
    virtual void understand(std::string_view text, slab& memory, decoded& to) const = 0;
};

// ---- the user's stream -----------------------------------------------------------------------------------

class stream_adapter final : public user_adapter {
public:
    stream_adapter(std::shared_ptr<const binance::signer> keys, account_endpoints where)
        : dialect_(std::move(keys), std::move(where))
    {
    }

    [[nodiscard]] std::string_view name() const noexcept override { return "binance-usdm-account"; }
    [[nodiscard]] std::string endpoint(std::span<const topic>) const override
    {
        return dialect_.endpoint("");
    }
    [[nodiscard]] const account_dialect* account() const noexcept override { return &dialect_; }

protected:
    void understand(std::string_view text, slab& memory, decoded& to) const override
    {
        understand_user_data(text, memory, to);
    }

private:
    stream_dialect dialect_;
};

// ---- orders ----------------------------------------------------------------------------------------------

class trade_adapter final : public user_adapter {
public:
    trade_adapter(std::shared_ptr<const binance::signer> keys, account_endpoints where)
        : dialect_(std::move(keys), std::move(where))
    {
    }

    [[nodiscard]] std::string_view name() const noexcept override { return "binance-usdm-trade"; }
    [[nodiscard]] std::string endpoint(std::span<const topic>) const override
    {
        return dialect_.endpoint("");
    }
    [[nodiscard]] const account_dialect* account() const noexcept override { return &dialect_; }

    // "Limits": an account may place 300 orders in 10 s and 1200 a minute. 200 in 10 s keep both.
    [[nodiscard]] exchange_limits limits() const override
    {
        exchange_limits known = user_adapter::limits();
        known.messages = 200;
        known.messages_window = std::chrono::seconds(10);
        return known;
    }

protected:
    void understand(std::string_view text, slab& memory, decoded& to) const override
    {
        understand_answer(text, memory, to);
    }

private:
    trade_dialect dialect_;
};

} // namespace

account_endpoints account_production()
{
    return {"wss://fstream.binance.com", "wss://ws-fapi.binance.com", "https://fapi.binance.com"};
}

account_endpoints account_demo()
{
    return {"wss://demo-fstream.binance.com", "wss://testnet.binancefuture.com",
            "https://demo-fapi.binance.com"};
}

std::shared_ptr<const adapter> make_account_adapter(std::shared_ptr<const binance::signer> keys,
                                                    account_adapter_options chosen)
{
    check_endpoints(chosen.where.ws, chosen.where.rest);
    return std::make_shared<stream_adapter>(std::move(keys), std::move(chosen.where));
}

std::shared_ptr<const adapter> make_trade_adapter(std::shared_ptr<const binance::signer> keys,
                                                  account_adapter_options chosen)
{
    check_endpoint("where.ws_api", chosen.where.ws_api, wire::scheme::websocket);
    check_endpoint("where.rest", chosen.where.rest, wire::scheme::http);
    return std::make_shared<trade_adapter>(std::move(keys), std::move(chosen.where));
}

} // namespace holdfast::binance::usdm
