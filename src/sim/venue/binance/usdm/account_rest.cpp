// SPDX-License-Identifier: BSL-1.0
#include "sim/venue/binance/usdm/account_rest.hpp"

#include "sim/venue/binance/account_common.hpp"
#include "sim/venue/binance/usdm/account_orders.hpp"
#include "sim/venue/binance/usdm/account_rows.hpp"
#include "sim/venue/request_target.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace holdfast::sim::binance_usdm {

using namespace binance;

namespace {

using std::chrono::milliseconds;
using answer = std::variant<std::string, api_error>;

/// Numbers up to this one are good, as moments and as anything else: 2100, in milliseconds.
constexpr std::uint64_t largest = 4'102'444'800'000;

template <class Row, class Print>
std::string list_of(const std::vector<Row>& rows, const Print& print)
{
    std::string out = "[";
    for (const Row& row : rows)
        out.append(out.size() > 1 ? "," : "").append(print(row));
    return out + "]";
}

// ---- listen keys -----------------------------------------------------------------------------------------

/// 64 letters and digits, another one each time.
std::string new_key(std::uint64_t number)
{
    constexpr std::string_view letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    std::string key;
    std::uint64_t state = number * 0x9E3779B97F4A7C15u + 1;
    while (key.size() < 64) {
        state = state * 6'364'136'223'846'793'005u + 1'442'695'040'888'963'407u;
        key += letters[(state >> 33) % letters.size()];
    }
    return key;
}

std::string key_body(const listen_keys& keys)
{
    return "{\"listenKey\":\"" + keys.current + "\"}";
}

/// The key there is, living longer, or a new one.
answer start_key(const parameters&, const back_office& with)
{
    if (!with.keys.good(with.keys.current, with.now))
        with.keys.current = new_key(++with.keys.made);
    with.keys.expires = with.now + with.owner.key_life;
    return key_body(with.keys);
}

answer extend_key(const parameters&, const back_office& with)
{
    if (!with.keys.good(with.keys.current, with.now))
        return api_error{400, -1125, "This listenKey does not exist."};
    with.keys.expires = with.now + with.owner.key_life;
    return key_body(with.keys);
}

answer close_key(const parameters&, const back_office& with)
{
    with.keys.current.clear();
    return "{}";
}

// ---- the account -----------------------------------------------------------------------------------------

answer open_orders(const parameters& sent, const back_office& with)
{
    const std::string symbol = sent.value("symbol");
    if (!symbol.empty() && !with.accounts.lists(symbol))
        return api_error{400, -1121, "Invalid symbol."};
    return list_of(with.accounts.open_orders(symbol), order_row);
}

answer no_algo_orders(const parameters&, const back_office&)
{
    return "[]";
}

answer balances(const parameters&, const back_office& with)
{
    return list_of(with.accounts.balances(), balance_row);
}

answer positions(const parameters&, const back_office& with)
{
    std::vector<kept_position> all = with.accounts.positions();
    if (with.owner.oddities)
        all.push_back({.symbol = "NEVERUSDT"});
    return list_of(all, [&](const kept_position& p) { return position_row(p, with.accounts); });
}

// ---- "Account Trade List" --------------------------------------------------------------------------------

/// Which trades are asked for.
struct trade_range {
    std::string symbol{};
    std::optional<std::uint64_t> from_id{};
    wall_time start{};
    wall_time end{}; ///< The first moment that is not in it.
    std::size_t limit = 0;
    bool newest = false; ///< If there are more than the limit: the last ones.
};

std::optional<api_error> wrong_with(const parameters& sent, const back_office& with)
{
    if (sent.value("symbol").empty())
        return missing("symbol");
    if (!with.accounts.lists(sent.value("symbol")))
        return api_error{400, -1121, "Invalid symbol."};
    if (sent.has("fromId") && (sent.has("startTime") || sent.has("endTime")))
        return api_error{400, -1128, "Combination of optional parameters invalid."};
    for (const std::string_view name : {"fromId", "startTime", "endTime", "limit"})
        if (sent.has(name) && sent.number(name).value_or(largest + 1) > largest)
            return illegal(name, "^[0-9]{1,13}$");
    if (const auto limit = sent.number("limit"); limit && (*limit == 0 || *limit > 1000))
        return api_error{400, -1130, "Data sent for parameter 'limit' is not valid."};
    return std::nullopt;
}

std::optional<wall_time> moment(const parameters& sent, std::string_view name)
{
    const auto number = sent.number(name);
    return number ? std::optional(wall_time(milliseconds(*number))) : std::nullopt;
}

std::variant<trade_range, api_error> range_of(const parameters& sent, const back_office& with)
{
    constexpr std::chrono::days week{7};
    if (const auto why = wrong_with(sent, with))
        return *why;
    trade_range range;
    range.symbol = sent.value("symbol");
    range.limit = sent.number("limit").value_or(500);
    range.from_id = sent.number("fromId");
    const auto start = moment(sent, "startTime");
    const auto end = moment(sent, "endTime");
    if (start && end && *start > *end)
        return api_error{400, -1023, "Start time is greater than end time."};
    if (start && end && *end - *start > week)
        return api_error{400, -4165, "Invalid time interval. Maximum time interval is 7 days."};
    range.start = start ? *start : end.value_or(with.now) - week;
    range.end = end ? *end + milliseconds(1) : range.start + week + milliseconds(1);
    range.newest = !range.from_id && !start && !end;
    return range;
}

std::vector<execution> trades_in(const trade_range& range, const broker& accounts)
{
    std::vector<execution> all =
        range.from_id ? accounts.executions(*range.from_id, 0) : accounts.executions_since(range.start);
    std::erase_if(all, [&](const execution& e) {
        return e.symbol != range.symbol || (range.from_id ? e.trade < *range.from_id : e.at >= range.end);
    });
    if (all.size() <= range.limit)
        return all;
    if (range.newest)
        return {all.end() - static_cast<std::ptrdiff_t>(range.limit), all.end()};
    all.resize(range.limit);
    return all;
}

answer user_trades(const parameters& sent, const back_office& with)
{
    const auto range = range_of(sent, with);
    if (const auto* const why = std::get_if<api_error>(&range))
        return *why;
    return list_of(trades_in(std::get<trade_range>(range), with.accounts), trade_row);
}

// ---- the dead man's switch -------------------------------------------------------------------------------

/// The exchange has a countdown for each symbol; here it is one for all.
answer count_down(const parameters& sent, const back_office& with)
{
    const auto time = sent.number("countdownTime");
    const std::string symbol = sent.value("symbol");
    if (symbol.empty() || !time || *time > largest)
        return missing(symbol.empty() ? "symbol" : "countdownTime");
    if (!with.accounts.lists(symbol))
        return api_error{400, -1121, "Invalid symbol."};
    with.accounts.arm(*time == 0 ? wall_time::max() : with.now + milliseconds(*time));
    return "{\"symbol\":\"" + symbol + "\"" + member("countdownTime", std::to_string(*time)) + "}";
}

// ---- what there is ---------------------------------------------------------------------------------------

struct endpoint {
    http_verb verb;
    std::string_view path;
    unsigned weight;
    unsigned weight_of_all; ///< Without a symbol.
    bool is_signed;
    answer (*reply)(const parameters&, const back_office&);
};

constexpr endpoint endpoints[] = {
    {http_verb::post, "/fapi/v1/listenKey", 1, 1, false, start_key},
    {http_verb::put, "/fapi/v1/listenKey", 1, 1, false, extend_key},
    {http_verb::del, "/fapi/v1/listenKey", 1, 1, false, close_key},
    {http_verb::get, "/fapi/v1/openOrders", 1, 40, true, open_orders},
    {http_verb::get, "/fapi/v1/openAlgoOrders", 1, 40, true, no_algo_orders},
    {http_verb::get, "/fapi/v1/userTrades", 5, 5, true, user_trades},
    {http_verb::get, "/fapi/v3/balance", 5, 5, true, balances},
    {http_verb::get, "/fapi/v3/positionRisk", 5, 5, true, positions},
    {http_verb::post, "/fapi/v1/countdownCancelAll", 10, 10, true, count_down},
    {http_verb::get, "/fapi/v1/order", 1, 1, true, query_order},
    {http_verb::post, "/fapi/v1/order", 0, 0, true, place_order},
    {http_verb::del, "/fapi/v1/order", 1, 1, true, cancel_order},
};

http_reply reply_of(const answer& given)
{
    if (const auto* const why = std::get_if<api_error>(&given))
        return rest_error(*why);
    return rest_reply(std::get<std::string>(given));
}

} // namespace

std::optional<private_reply> answer_request(const http_question& asked, const back_office& with)
{
    const std::string path = url_target(asked.target).path;
    const auto* const found = std::ranges::find_if(
        endpoints, [&](const endpoint& e) { return e.verb == asked.verb && e.path == path; });
    if (found == std::end(endpoints))
        return std::nullopt;
    const parameters sent = parameters_of(asked);
    private_reply out;
    out.weight = sent.has("symbol") ? found->weight : found->weight_of_all;
    const auto why = found->is_signed ? check_signature(asked, with) : check_key(asked, with);
    out.reply = reply_of(why ? answer(*why) : found->reply(sent, with));
    return out;
}

} // namespace holdfast::sim::binance_usdm
