// SPDX-License-Identifier: BSL-1.0
#include <holdfast/exchange/binance/spot_account.hpp>

#include "exchange/binance/account_common.hpp"
#include "exchange/binance/errors.hpp"
#include "exchange/binance/rest_complaint.hpp"
#include "exchange/binance/spot/account_dialect.hpp"
#include "exchange/binance/spot/account_messages.hpp"
#include "exchange/common/left_out.hpp"
#include "wire/http/endpoint_check.hpp"

#include <utility>

namespace holdfast::binance::spot {

namespace {

constexpr std::int64_t too_many_requests = -1003;

/// The number in the id of a login; nothing if it is of something else.
std::optional<std::uint64_t> login_id(std::string_view id)
{
    constexpr std::string_view mark = spot_account_dialect::login_mark;
    return id.starts_with(mark) ? wire::read_id(id.substr(mark.size())) : std::nullopt;
}

/// web-socket-api.md, "Status codes"; errors.md: wrong clocks can be put right, and the exchange's own
/// trouble passes.
bool may_pass(const ws_answer& said, const holdfast::signer& by)
{
    return said.passing || said.report.http_status >= 500 ||
           by.blames_the_clock(static_cast<int>(said.report.code));
}

decoded login_answered(const ws_answer& said, std::uint64_t id, const holdfast::signer& by, slab& memory)
{
    decoded to = order_answered(said, id, memory);
    const bool in = said.report.verdict == order_answer::acknowledged && said.subscription;
    to.what = in ? decoded::kind::login : decoded::kind::login_refused;
    to.again = !in && may_pass(said, by);
    return to;
}

/// What answers nothing that was asked: that the key was revoked (401), or what the exchange did not even
/// read.
decoded unasked(const ws_answer& said, slab& memory)
{
    decoded to = order_answered(said, 0, memory);
    const bool revoked = said.report.http_status == 401;
    const bool refused = said.report.verdict != order_answer::acknowledged;
    to.what = revoked   ? decoded::kind::login_expired
              : refused ? decoded::kind::reject
                        : decoded::kind::heartbeat;
    return to;
}

decoded understand(const ws_answer& said, const holdfast::signer& by, slab& memory)
{
    const auto login = login_id(said.id);
    const auto request = wire::read_id(said.id);
    if (request)
        return order_answered(said, *request, memory);
    decoded to;
    if (said.report.code == too_many_requests) {
        to.what = decoded::kind::rate_limit;
        to.text = said.words;
        return to;
    }
    if (login)
        return login_answered(said, *login, by, memory);
    return unasked(said, memory);
}

class spot_account_adapter final : public adapter {
public:
    spot_account_adapter(std::shared_ptr<const binance::signer> keys, account_endpoints where)
        : dialect_(std::move(keys), std::move(where))
    {
    }

    [[nodiscard]] std::string_view name() const noexcept override { return "binance-spot"; }
    [[nodiscard]] failure complaint(const http_response& answer, wall_time now) const override
    {
        return complaint_in(answer, now);
    }

    [[nodiscard]] std::string endpoint(std::span<const topic>) const override
    {
        return dialect_.endpoint({});
    }

    // web-socket-api.md, "Rate limits": messages are not counted, but their weights are, which are none for
    // orders that are taken. Weight is shared with REST: 6000 a minute.
    [[nodiscard]] std::optional<unsigned> used_weight(const http_response& answer) const override
    {
        return used_weight_of(answer);
    }
    [[nodiscard]] exchange_limits limits() const override
    {
        exchange_limits known;
        known.attempts = 300;
        known.attempts_window = std::chrono::minutes(5);
        known.rest_weight = 6000;
        known.rest_reserve = 600;
        known.rest_window = std::chrono::minutes(1);
        return known;
    }

    // The exchange pings.
    [[nodiscard]] holdfast::keepalive keepalive() const override { return {}; }

    [[nodiscard]] topic_traits traits(const topic&) const override
    {
        return {.rule = continuity::audited, .recovery = recovery::resume, .quiet = true};
    }

    // The login has subscribed.
    [[nodiscard]] std::string subscribe(std::uint64_t, std::span<const topic>) const override { return {}; }
    [[nodiscard]] std::string unsubscribe(std::uint64_t, std::span<const topic>) const override { return {}; }

    void decode(std::string_view bytes, bool binary, slab& memory, std::vector<decoded>& out) const override
    {
        decoded& said = out.emplace_back();
        if (binary) {
            said.text = "a binary message where only text is spoken";
            return;
        }
        ws_message read;
        said.text = read_ws_message(bytes, memory, read);
        if (!said.text.empty())
            said.topic_name = read.event.empty() ? std::string_view() : user_data;
        else if (!read.event.empty())
            read_user_event(read.event, memory, said);
        else
            read_answer(read, memory, said);
        tell_left_out(out);
    }

    [[nodiscard]] const account_dialect* account() const noexcept override { return &dialect_; }

private:
    void read_answer(const ws_message& in, slab& memory, decoded& to) const
    {
        ws_answer said;
        const std::string wrong = read_ws_answer(in, memory, said);
        if (wrong.empty())
            to = understand(said, *dialect_.identity(), memory);
        else
            to.text = memory.copy(std::string_view(wrong));
    }

    spot_account_dialect dialect_;
};

} // namespace

std::string spot_account_dialect::login(std::uint64_t id, wall_time now) const
{
    return keys_->login(std::string(login_mark) + std::to_string(id), now);
}

http_request spot_account_dialect::time_request() const
{
    return {.url = where_.rest + "/api/v3/time"};
}

result<wall_time> spot_account_dialect::decode_time(const http_response& answer) const
{
    return read_server_time(answer, *keys_);
}

std::string spot_account_dialect::endpoint(std::string_view /*key*/) const
{
    return where_.ws_api + "/ws-api/v3?returnRateLimits=false";
}

std::vector<topic> spot_account_dialect::topics() const
{
    return {topic(user_data)};
}

account_endpoints account_production()
{
    return {"wss://ws-api.binance.com:443", "https://api.binance.com"};
}

account_endpoints account_testnet()
{
    return {"wss://ws-api.testnet.binance.vision", "https://testnet.binance.vision"};
}

std::shared_ptr<const adapter> make_account_adapter(std::shared_ptr<const binance::signer> keys,
                                                    account_adapter_options chosen)
{
    if (!keys)
        throw error(failure(errc::invalid_config, "keys: there are none"));
    check_endpoint("where.ws_api", chosen.where.ws_api, wire::scheme::websocket);
    check_endpoint("where.rest", chosen.where.rest, wire::scheme::http);
    return std::make_shared<spot_account_adapter>(std::move(keys), std::move(chosen.where));
}

} // namespace holdfast::binance::spot
