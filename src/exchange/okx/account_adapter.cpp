// SPDX-License-Identifier: BSL-1.0
#include <holdfast/exchange/okx/account.hpp>

#include "exchange/okx/account_messages.hpp"
#include "exchange/okx/account_rest.hpp"
#include "exchange/okx/check.hpp"
#include "exchange/okx/control.hpp"
#include "exchange/okx/rest_complaint.hpp"
#include "wire/http/endpoint_check.hpp"

#include <algorithm>
#include <initializer_list>
#include <string_view>
#include <utility>

namespace holdfast::okx {

namespace {

class okx_account_adapter final : public adapter {
public:
    okx_account_adapter(std::shared_ptr<const signer> signs, const account_adapter_options& chosen)
        : url_(chosen.where.ws + "/ws/v5/private"), messages_(chosen.messages),
          dialect_(std::move(signs), chosen)
    {
    }

    [[nodiscard]] std::string_view name() const noexcept override { return "okx"; }
    [[nodiscard]] failure complaint(const http_response& answer, wall_time now) const override
    {
        return complaint_in(answer, now);
    }
    [[nodiscard]] std::string endpoint(std::span<const topic>) const override { return url_; }

    // "Place order", WS: 60 requests in 2 s.
    [[nodiscard]] exchange_limits limits() const override
    {
        exchange_limits known = limits_of_connection();
        known.messages = messages_;
        known.messages_window = std::chrono::seconds(2);
        return known;
    }

    [[nodiscard]] holdfast::keepalive keepalive() const override { return keepalive_of_connection(); }

    // Where nothing happens nothing is said, and what was missed is found by REST.
    [[nodiscard]] topic_traits traits(const topic&) const override
    {
        return {.rule = continuity::audited, .recovery = recovery::resume, .quiet = true};
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
        if (!binary)
            return read_account_message(bytes, *dialect_.identity(), memory, out);
        out.emplace_back().text = "a binary message where only text is spoken";
    }

    [[nodiscard]] const account_dialect* account() const noexcept override { return &dialect_; }

    [[nodiscard]] close_action on_close(std::uint16_t code, std::string_view) const override
    {
        return action_on_close(code);
    }

private:
    std::string url_;
    unsigned messages_;
    okx_account_dialect dialect_;
};

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words)
{
    return std::ranges::find(words, word) != words.end();
}

} // namespace

std::shared_ptr<const adapter> make_account_adapter(std::shared_ptr<const signer> signs,
                                                    account_adapter_options chosen)
{
    refuse_unless(signs != nullptr, "make_account_adapter", "nobody signs");
    refuse_unless(is_one_of(chosen.inst_type, {"ANY", "SPOT", "MARGIN", "SWAP", "FUTURES", "OPTION"}),
                  "account_adapter_options::inst_type", "not a type of instruments");
    refuse_unless(is_one_of(chosen.trade_mode, {"cash", "cross", "isolated", "spot_isolated"}),
                  "account_adapter_options::trade_mode", "not a trade mode");
    refuse_unless(chosen.messages > 0, "account_adapter_options::messages", "zero");
    check_endpoints(chosen.where.ws, chosen.where.rest);
    return std::make_shared<okx_account_adapter>(std::move(signs), chosen);
}

} // namespace holdfast::okx
