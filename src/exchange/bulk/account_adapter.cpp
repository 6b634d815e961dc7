// SPDX-License-Identifier: BSL-1.0
#include <holdfast/exchange/bulk/account.hpp>

#include "exchange/bulk/account_messages.hpp"
#include "exchange/bulk/account_rest.hpp"
#include "wire/json/json_cursor.hpp"

#include <holdfast/account/dialect.hpp>

#include <utility>

namespace holdfast::bulk {

namespace {

bool is_object(std::string_view text)
{
    slab memory;
    wire::json_cursor in(text, memory);
    const bool object = in.peek() == wire::json_kind::object;
    in.skip();
    return object && in.finish();
}

class bulk_account final : public account_dialect {
public:
    bulk_account(std::string public_key, std::string rest)
        : user_(std::move(public_key)), rest_(std::move(rest))
    {
    }

    // Accounts are public, and transactions come signed.
    [[nodiscard]] const signer* identity() const noexcept override { return nullptr; }

    [[nodiscard]] std::vector<topic> topics() const override { return {bulk::account(user_)}; }
    [[nodiscard]] account_parts parts() const override { return whole_account; }

    // All but fills comes in one answer.
    [[nodiscard]] std::vector<account_question> questions(const account_scope& scope) const override
    {
        constexpr account_parts at_once{.orders = true, .balances = true, .positions = true};
        constexpr account_parts history{.fills = true};
        std::vector<account_question> all;
        for (const account_parts& part : {scope.parts & at_once, scope.parts & history})
            if (part != account_parts())
                all.push_back({.part = part, .since = scope.fills_since});
        return all;
    }

    [[nodiscard]] http_request ask(const account_question& what) const override
    {
        return what.part.fills ? ask_fills(rest_, user_, what.cursor) : ask_account(rest_, user_);
    }

    [[nodiscard]] result<account_page> decode(const account_question& what,
                                              const http_response& answer) const override
    {
        return what.part.fills ? read_fills_page(what, user_, answer) : read_account_page(answer);
    }

    // `ws-trading`, "Post Request Format".
    [[nodiscard]] result<std::string> write(std::uint64_t id, const order_command& command,
                                            wall_time) const override
    {
        const auto* ready = std::get_if<ready_order>(&command);
        if (!ready)
            return failure(errc::invalid_config,
                           "BULK's orders are signed over a layout of its own: build and sign "
                           "this one with the exchange's SDK, and pass a ready_order");
        if (ready->order_id.empty())
            return failure(errc::invalid_config,
                           "ready_order::order_id: empty, and nobody could look the order up");
        if (!is_object(ready->body))
            return failure(errc::invalid_config, "ready_order::body: not a JSON object");
        return R"({"method":"post","request":{"type":"action","payload":)" + ready->body +
               "},\"id\":" + std::to_string(id) + "}";
    }

    // Open and ended orders are told apart: one that ends between the questions is found by the second.
    [[nodiscard]] http_request look_up(const order_reference&) const override
    {
        return ask_account(rest_, user_);
    }
    [[nodiscard]] http_request look_up_ended(const order_reference&) const override
    {
        return ask_ended_orders(rest_, user_);
    }
    [[nodiscard]] result<std::optional<order>> decode_look_up(const order_reference& which,
                                                              const http_response& answer) const override
    {
        return find_order(which.order_id, answer);
    }

private:
    std::string user_;
    std::string rest_;
};

// The socket is the same for everything: what is not about the account is the public adapter's business.
class account_adapter final : public adapter {
public:
    account_adapter(std::shared_ptr<const adapter> common, std::string public_key, std::string rest)
        : common_(std::move(common)), account_(std::move(public_key), std::move(rest))
    {
    }

    [[nodiscard]] std::string_view name() const noexcept override { return common_->name(); }
    [[nodiscard]] failure complaint(const http_response& answer, wall_time now) const override
    {
        return common_->complaint(answer, now);
    }
    [[nodiscard]] std::string endpoint(std::span<const topic> topics) const override
    {
        return common_->endpoint(topics);
    }
    [[nodiscard]] exchange_limits limits() const override { return common_->limits(); }
    [[nodiscard]] holdfast::keepalive keepalive() const override { return common_->keepalive(); }

    // Nothing is numbered, and an account at rest says nothing.
    [[nodiscard]] topic_traits traits(const topic&) const override
    {
        return {.rule = continuity::audited, .recovery = recovery::resume, .quiet = true};
    }

    [[nodiscard]] std::string subscribe(std::uint64_t id, std::span<const topic> topics) const override
    {
        return common_->subscribe(id, topics);
    }
    [[nodiscard]] std::string unsubscribe(std::uint64_t id, std::span<const topic> topics) const override
    {
        return common_->unsubscribe(id, topics);
    }

    void decode(std::string_view bytes, bool binary, slab& memory, std::vector<decoded>& out) const override
    {
        if (binary || !read_account_message(bytes, memory, out))
            common_->decode(bytes, binary, memory, out);
    }

    [[nodiscard]] const account_dialect* account() const noexcept override { return &account_; }

private:
    std::shared_ptr<const adapter> common_;
    bulk_account account_;
};

void refuse_if(bool wrong, std::string_view what)
{
    if (wrong)
        throw error(failure(errc::invalid_config, std::string(what)));
}

} // namespace

std::shared_ptr<const adapter> make_account_adapter(std::string public_key, account_adapter_options chosen)
{
    refuse_if(public_key.empty(), "public_key: empty");
    refuse_if(chosen.where.rest.empty(), "account_adapter_options::where.rest: empty");
    options common;
    common.where = chosen.where;
    common.audit_every = duration::zero();
    common.requests_per_minute = chosen.requests_per_minute;
    return std::make_shared<account_adapter>(make_adapter(std::move(common)), std::move(public_key),
                                             std::move(chosen.where.rest));
}

} // namespace holdfast::bulk
