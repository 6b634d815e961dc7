// SPDX-License-Identifier: BSL-1.0
#include "sim/venue/binance/spot/account_rest.hpp"
#include "sim/venue/binance/spot/account_rows.hpp"
#include "sim/venue/binance/words.hpp"
#include "sim/venue/request_target.hpp"

#include <algorithm>

namespace holdfast::sim {

namespace {

using namespace binance;

constexpr std::string_view user_data = "userData";

private_reaction refuse(const ws_call& call, const api_error& why)
{
    return {.replies = {ws_error(call.id, why)}};
}

private_reaction accept(const ws_call& call, std::string_view result)
{
    return {.replies = {ws_result(call.id, result)}};
}

/// An order was placed or taken back.
private_reaction carried_out(const ws_call& call, std::string_view result)
{
    private_reaction done = accept(call, result);
    done.executed = true;
    done.doubt = ws_error(call.id, status_unknown());
    return done;
}

// web-socket-api.md, "Subscribe to User Data Stream through signature subscription".
private_reaction subscribe(private_client& from, const ws_call& call, const back_office& with)
{
    if (const auto why = check_signature(call, with))
        return refuse(call, *why);
    if (from.ours)
        return refuse(call, {400, -2035, "User Data Stream subscription already active."});
    from.ours = true;
    from.topics.emplace_back(user_data);
    return accept(call, "{\"subscriptionId\":0}");
}

private_reaction unsubscribe(private_client& from, const ws_call& call)
{
    from.ours = false;
    from.topics.clear();
    return accept(call, "{}");
}

std::vector<execution> executions_of(std::uint64_t order, const back_office& with)
{
    std::vector<execution> made = with.accounts.executions_since(with.now);
    std::erase_if(made, [order](const execution& e) { return e.order_id != order; });
    return made;
}

private_reaction place(const ws_call& call, const back_office& with)
{
    const auto wanted = wish_of(market_kind::spot, call.sent, with);
    if (const auto* const why = std::get_if<api_error>(&wanted))
        return refuse(call, *why);
    const placement done = with.accounts.place(std::get<order_wish>(wanted), with.now);
    const auto order = with.accounts.find({}, done.id, {});
    if (done.why != order_refusal::none || !order)
        return refuse(call, spot::words_of(done.why));
    return carried_out(
        call, spot::placed_object(*order, executions_of(done.id, with), call.sent.value("newOrderRespType")));
}

private_reaction cancel(const ws_call& call, const back_office& with)
{
    const std::string symbol = call.sent.value("symbol");
    const std::uint64_t id = call.sent.number("orderId").value_or(0);
    const std::string client_id = call.sent.value("origClientOrderId");
    if (symbol.empty())
        return refuse(call, missing("symbol"));
    if (id == 0 && client_id.empty())
        return refuse(call, {400, -1102,
                             "Param 'origClientOrderId' or 'orderId' must be sent, but both were "
                             "empty/null!"});
    const order_refusal why = with.accounts.cancel(symbol, id, client_id, with.now);
    const auto order = with.accounts.find(symbol, id, client_id);
    if (why != order_refusal::none || !order)
        return refuse(call, spot::words_of(why));
    return carried_out(call, spot::cancelled_object(*order));
}

private_reaction obey(private_client& from, const ws_call& call, const back_office& with)
{
    if (call.method == "ping")
        return accept(call, "{}");
    if (call.method == "time")
        return accept(call, "{\"serverTime\":" + stamp(with.now) + "}");
    if (call.method == "userDataStream.subscribe.signature")
        return subscribe(from, call, with);
    if (call.method == "userDataStream.unsubscribe")
        return unsubscribe(from, call);
    const bool places = call.method == "order.place";
    if (!places && call.method != "order.cancel")
        return refuse(call, {400, -1020, "This operation is not supported."});
    if (const auto why = check_signature(call, with))
        return refuse(call, *why);
    return places ? place(call, with) : cancel(call, with);
}

class spot_private final : public private_dialect {
public:
    bool serves(std::string_view target) const override { return url_target(target).path == "/ws-api/v3"; }

    void open(private_client& who, const back_office&) const override { who.whole = serves(who.target); }

    std::optional<private_reaction> receive(private_client& from, std::string_view text,
                                            const back_office& with) const override
    {
        if (!from.whole)
            return std::nullopt;
        const auto call = read_call(text);
        if (const auto* const why = std::get_if<api_error>(&call))
            return refuse({}, *why);
        return obey(from, std::get<ws_call>(call), with);
    }

    std::vector<std::string> print(const private_client& to, const account_news& news,
                                   const back_office& with) const override
    {
        if (!to.ours)
            return {};
        if (const auto* const about_order = std::get_if<order_news>(&news))
            return {spot::execution_report(*about_order, with.now)};
        if (const auto* const about_balances = std::get_if<balance_news>(&news))
            return {spot::account_position(*about_balances, with.now)};
        if (const auto* const odd = std::get_if<odd_news>(&news))
            return {spot::odd_event(*odd, with.now)};
        return {};
    }

    std::optional<private_reply> request(const http_question& asked, const back_office& with) const override
    {
        return spot::answer_rest(asked, with);
    }

    std::string expire(private_client& who, const back_office& with) const override
    {
        who.ours = false;
        who.topics.clear();
        return spot::stream_terminated(with.now);
    }
};

} // namespace

const private_dialect& binance_spot_private_dialect()
{
    static const spot_private instance;
    return instance;
}

} // namespace holdfast::sim
