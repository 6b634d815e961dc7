// SPDX-License-Identifier: BSL-1.0
#include "sim/account/account_dialect.hpp"
#include "sim/venue/binance/account_common.hpp"
#include "sim/venue/binance/usdm/account_orders.hpp"
#include "sim/venue/binance/usdm/account_rest.hpp"
#include "sim/venue/binance/usdm/account_rows.hpp"
#include "sim/venue/request_target.hpp"

#include <algorithm>
#include <utility>
#include <variant>

namespace holdfast::sim {

using namespace binance;

namespace {

constexpr std::string_view stream_path = "/private/ws";
constexpr std::string_view orders_path = "/ws-fapi/v1";

std::string path_of(std::string_view target)
{
    return url_target(target).path;
}

/// "User Data Streams Connect": the key is a part of the path, or of the query.
bool is_stream(std::string_view path)
{
    return path == stream_path || path.starts_with(std::string(stream_path) + "/");
}

std::string key_in(const url_target& target)
{
    if (target.path.size() > stream_path.size())
        return target.path.substr(stream_path.size() + 1);
    return target.value("listenKey").value_or("");
}

/// The name that an order over WebSocket goes by, and what does it.
using order_method = binance_usdm::order_answer (*)(const parameters&, const back_office&);

order_method method_of(std::string_view name)
{
    if (name == "order.place")
        return binance_usdm::place_order;
    if (name == "order.cancel")
        return binance_usdm::cancel_order;
    return name == "order.status" ? binance_usdm::query_order : nullptr;
}

private_reaction refused(const std::string& id, const api_error& why)
{
    private_reaction out;
    out.replies.push_back(ws_error(id, why));
    return out;
}

private_reaction carry_out(const ws_call& call, const back_office& with)
{
    const order_method method = method_of(call.method);
    if (method == nullptr)
        return refused(call.id, {400, -1020, "This operation is not supported."});
    if (const auto why = check_signature(call, with))
        return refused(call.id, *why);
    const binance_usdm::order_answer done = method(call.sent, with);
    if (const auto* const why = std::get_if<api_error>(&done))
        return refused(call.id, *why);
    private_reaction out;
    out.replies.push_back(ws_result(call.id, std::get<std::string>(done)));
    out.executed = method != binance_usdm::query_order;
    if (out.executed)
        out.doubt = ws_error(call.id, status_unknown());
    return out;
}

/// Binance USD-M futures: the user's stream, orders over WebSocket, and REST (developers.binance.com).
class binance_usdm_private final : public private_dialect {
public:
    bool serves(std::string_view target) const override
    {
        const std::string path = path_of(target);
        return is_stream(path) || path == orders_path;
    }

    /// A stream is opened whatever its key is; with one that is not good it stays silent.
    void open(private_client& who, const back_office& with) const override
    {
        const url_target target(who.target);
        who.whole = true;
        if (!is_stream(target.path))
            return;
        who.key = key_in(target);
        who.topics = split(target.value("events").value_or(""), '/');
        who.ours = with.keys.good(who.key, with.now);
    }

    /// A stream is not spoken to.
    std::optional<private_reaction> receive(private_client& from, std::string_view text,
                                            const back_office& with) const override
    {
        if (!from.whole)
            return std::nullopt;
        if (is_stream(path_of(from.target)))
            return private_reaction{};
        const auto call = read_call(text);
        if (const auto* const why = std::get_if<api_error>(&call))
            return refused("null", *why);
        return carry_out(std::get<ws_call>(call), with);
    }

    std::vector<std::string> print(const private_client& to, const account_news& news,
                                   const back_office& with) const override
    {
        std::vector<std::string> told;
        if (!to.ours || !with.keys.good(to.key, with.now))
            return told;
        for (auto& [name, text] : binance_usdm::events_of(news, with.now))
            if (to.topics.empty() || std::ranges::find(to.topics, name) != to.topics.end())
                told.push_back(std::move(text));
        return told;
    }

    std::optional<private_reply> request(const http_question& asked, const back_office& with) const override
    {
        return binance_usdm::answer_request(asked, with);
    }

    std::string expire(private_client& who, const back_office& with) const override
    {
        if (!std::exchange(who.ours, false))
            return {};
        return binance_usdm::key_expired(who.key, with.now);
    }
};

} // namespace

const private_dialect& binance_usdm_private_dialect()
{
    static const binance_usdm_private instance;
    return instance;
}

} // namespace holdfast::sim
