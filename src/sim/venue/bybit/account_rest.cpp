// SPDX-License-Identifier: BSL-1.0
#include "sim/venue/bybit/account_rest.hpp"

#include "sim/venue/bybit/account_login.hpp"
#include "sim/venue/bybit/account_orders.hpp"
#include "sim/venue/bybit/account_rows.hpp"
#include "sim/venue/bybit/control.hpp"
#include "sim/venue/bybit/words.hpp"
#include "sim/venue/json_read.hpp"
#include "sim/venue/request_target.hpp"
#include "wire/json/json_cursor.hpp"

#include <algorithm>
#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace holdfast::sim::bybit {

namespace {

namespace json = boost::json;
using namespace std::chrono_literals;

http_reply answered(std::string_view result, wall_time now)
{
    return {200, {{"Content-Type", "application/json; charset=utf-8"}}, result_of(result, now), false};
}

http_reply missing(std::string_view what)
{
    return error_of(10001, "params error: " + std::string(what));
}

/// What is asked of a list, and where its next page begins.
struct list_question {
    url_target url;
    std::string category{};
    std::uint64_t limit = 0;
    std::string cursor{};

    [[nodiscard]] std::string value(std::string_view key) const { return url.value(key).value_or(""); }
};

/// A page: its entries, and the text that asks for the next one, as it is to stand in a URL.
struct page {
    std::string list{};
    std::string next{};

    void add(std::string_view entry) { list.append(list.empty() ? "" : ",").append(entry); }
};

http_reply page_reply(const page& p, const list_question& asked, wall_time now)
{
    return answered("{\"list\":[" + p.list + "],\"nextPageCursor\":\"" + p.next + "\",\"category\":\"" +
                        asked.category + "\"}",
                    now);
}

// The account trades contracts that settle in one coin; of other products it has nothing.
bool elsewhere(const list_question& asked, const back_office& with)
{
    const std::string coin = asked.value("settleCoin");
    return asked.category != "linear" || (!coin.empty() && coin != with.accounts.settles_in());
}

// ---- v5/order/open-order ----------------------------------------------------------------------------------

// From newest to oldest; the cursor has the id of the last one told: `page_args=7&`, percent-encoded.
page orders_page(std::vector<kept_order> open, const list_question& asked)
{
    constexpr std::string_view before = "page_args=";
    const std::string_view at = asked.cursor;
    const auto last = at.starts_with(before)
                          ? wire::read_id(at.substr(before.size(), at.size() - before.size() - 1))
                          : std::nullopt;
    std::ranges::sort(open, std::greater<>(), &kept_order::id);
    page out;
    std::uint64_t told = 0;
    for (const kept_order& o : open) {
        if (last && o.id >= *last)
            continue;
        if (told == asked.limit)
            break;
        out.add(print(o));
        if (++told == asked.limit)
            out.next = "page_args%3D" + std::to_string(o.id) + "%26";
    }
    return out;
}

http_reply orders(const list_question& asked, const back_office& with)
{
    const std::string symbol = asked.value("symbol");
    const std::string id = asked.value("orderId");
    const std::string link = asked.value("orderLinkId");
    const bool bounded =
        !symbol.empty() || !asked.value("baseCoin").empty() || !asked.value("settleCoin").empty();
    if (asked.category == "linear" && !bounded)
        return missing("symbol, settleCoin or baseCoin");
    if (elsewhere(asked, with))
        return page_reply({}, asked, with.now);
    if (id.empty() && link.empty())
        return page_reply(orders_page(with.accounts.open_orders(symbol), asked), asked, with.now);
    // With an id what is over is found, too.
    const auto number = id.empty() ? std::optional<std::uint64_t>(0) : wire::read_id(id);
    page out;
    if (const auto found = number ? with.accounts.find(symbol, *number, link) : std::nullopt)
        out.add(print(*found));
    return page_reply(out, asked, with.now);
}

// ---- v5/order/execution -----------------------------------------------------------------------------------

struct time_range {
    wall_time first{};
    wall_time last{};
};

// Without an end, or a beginning, or both, it is the week that follows, or precedes, or the last one.
std::optional<time_range> range_of(const list_question& asked, wall_time now)
{
    constexpr auto week = std::chrono::days(7);
    const auto moment = [&](std::string_view key) {
        const auto ms = wire::read_id(asked.value(key));
        return ms ? std::optional(wall_time(std::chrono::milliseconds(*ms))) : std::nullopt;
    };
    const auto first = moment("startTime");
    const auto last = moment("endTime");
    if (first && last && (*last - *first > week || *last < *first))
        return std::nullopt;
    if (first)
        return time_range{*first, last.value_or(*first + week)};
    return time_range{last.value_or(now) - week, last.value_or(now)};
}

// From newest to oldest. The cursor has the id of the last one told, twice: `7:2,7:2`, percent-encoded.
http_reply executions(const list_question& asked, const back_office& with)
{
    const auto range = range_of(asked, with.now);
    if (!range)
        return error_of(10001, "The time range between startTime and endTime cannot exceed 7 days");
    if (elsewhere(asked, with))
        return page_reply({}, asked, with.now);
    const std::string symbol = asked.value("symbol");
    const auto last = wire::read_id(std::string_view(asked.cursor).substr(0, asked.cursor.find(':')));
    std::vector<execution> all = with.accounts.executions_since(range->first);
    std::ranges::reverse(all);
    page out;
    std::uint64_t told = 0;
    for (const execution& e : all) {
        // Times are told in milliseconds; what is told with the last one is within.
        const bool late = std::chrono::floor<std::chrono::milliseconds>(e.at) > range->last;
        if (late || (last && e.id >= *last) || (!symbol.empty() && e.symbol != symbol))
            continue;
        if (told == asked.limit)
            break;
        out.add(print(e, with.accounts.find(e.symbol, e.order_id, {}).value_or(kept_order())));
        if (++told == asked.limit)
            out.next = std::to_string(e.id) + "%3A2%2C" + std::to_string(e.id) + "%3A2";
    }
    if (with.owner.oddities && out.next.empty())
        out.add(print(odd_news{"GIFTUSDT", 1, with.now}));
    return page_reply(out, asked, with.now);
}

// ---- v5/position, v5/account/wallet-balance ---------------------------------------------------------------

// Of a symbol its position even if there is none; of a coin those that there are. The cursor is the last
// symbol told.
http_reply positions(const list_question& asked, const back_office& with)
{
    const std::string symbol = asked.value("symbol");
    if (asked.category == "linear" && symbol.empty() && asked.value("settleCoin").empty())
        return missing("symbol or settleCoin");
    if (elsewhere(asked, with))
        return page_reply({}, asked, with.now);
    page out;
    std::uint64_t told = 0;
    for (const kept_position& p : with.accounts.positions()) {
        if (told == asked.limit || p.symbol <= asked.cursor || (!symbol.empty() && p.symbol != symbol))
            continue;
        out.add(print(p, "avgPrice"));
        if (++told == asked.limit)
            out.next = p.symbol;
    }
    if (!symbol.empty() && told == 0)
        out.add(print(kept_position{.symbol = symbol}, "avgPrice"));
    if (with.owner.oddities && symbol.empty() && out.next.empty())
        out.add(print(kept_position{.symbol = "NEVERUSDT"}, "avgPrice"));
    return page_reply(out, asked, with.now);
}

http_reply wallet(const url_target& url, const back_office& with)
{
    if (url.value("accountType") != "UNIFIED")
        return error_of(10001, "accountType only support UNIFIED.");
    const std::vector<std::string> wanted = split(url.value("coin").value_or(""), ',');
    std::vector<kept_balance> coins = with.accounts.balances();
    std::erase_if(coins, [&](const kept_balance& b) {
        return wanted.empty() ? b.total == 0 : std::ranges::find(wanted, b.asset) == wanted.end();
    });
    return answered("{\"list\":[" + print(coins) + "]}", with.now);
}

// ---- orders -----------------------------------------------------------------------------------------------

http_reply carry_out(carried_out (*what)(const json::object&, const back_office&), const json::object& asked,
                     const back_office& with)
{
    const carried_out done = what(asked, with);
    return done.code == 0 ? answered(done.data, with.now) : error_of(done.code, done.words);
}

// ---- v5/order/dcp -----------------------------------------------------------------------------------------

http_reply set_switch(const json::object& asked, const back_office& with)
{
    const std::string product = text_of(asked, "product");
    const auto window = number_of(asked, "timeWindow");
    if (!window || *window < 3 || *window > 300)
        return error_of(10001, "params error: timeWindow invalid");
    if (product == "DERIVATIVES")
        with.accounts.watch_for(std::chrono::seconds(*window));
    else if (!product.empty() && product != "OPTIONS" && product != "SPOT")
        return error_of(10001, "params error: product invalid");
    return answered("{}", with.now);
}

// ---- requests ---------------------------------------------------------------------------------------------

/// What is found at an address.
struct place {
    std::string_view path;
    bool posted;
    std::uint64_t usual_limit; ///< Of a list; zero: it is none.
    std::uint64_t most;
};

constexpr std::array<place, 7> places{{{"/v5/order/realtime", false, 20, 50},
                                       {"/v5/execution/list", false, 50, 100},
                                       {"/v5/position/list", false, 20, 200},
                                       {"/v5/account/wallet-balance", false, 0, 0},
                                       {"/v5/order/create", true, 0, 0},
                                       {"/v5/order/cancel", true, 0, 0},
                                       {"/v5/order/disconnected-cancel-all", true, 0, 0}}};

http_reply answer_list(const url_target& url, const place& at, const back_office& with)
{
    list_question asked{url, url.value("category").value_or("")};
    const auto limit = url.value("limit");
    asked.limit = limit ? wire::read_id(*limit).value_or(0) : at.usual_limit;
    asked.cursor = url.value("cursor").value_or("");
    if (!is_category(asked.category))
        return error_of(10001, "Illegal category");
    if (asked.limit == 0 || asked.limit > at.most)
        return missing("limit invalid");
    if (at.path == "/v5/order/realtime")
        return orders(asked, with);
    return at.path == "/v5/execution/list" ? executions(asked, with) : positions(asked, with);
}

http_reply answer_post(std::string_view path, std::string_view body, const back_office& with)
{
    json::error_code failed;
    const json::value parsed = json::parse(body, failed);
    const json::object* asked = failed ? nullptr : parsed.if_object();
    if (!asked)
        return missing("body is not JSON");
    if (path == "/v5/order/create")
        return carry_out(create_order, *asked, with);
    return path == "/v5/order/cancel" ? carry_out(cancel_order, *asked, with) : set_switch(*asked, with);
}

} // namespace

std::optional<http_reply> answer_private(const http_question& asked, const back_office& with)
{
    const url_target url(asked.target);
    const auto at = std::ranges::find(places, url.path, &place::path);
    if (at == places.end())
        return std::nullopt;
    if (at->posted != (asked.verb == http_verb::post))
        return http_reply{.status = 404};
    if (asked.header("x-bapi-sign").empty())
        return http_reply{.status = 401};
    if (const verdict refused = check_request(asked, with); refused.code != 0)
        return error_of(refused.code, refused.words);
    if (at->posted)
        return answer_post(at->path, asked.body, with);
    return at->most == 0 ? wallet(url, with) : answer_list(url, *at, with);
}

} // namespace holdfast::sim::bybit
