// SPDX-License-Identifier: BSL-1.0
#include "sim/venue/okx/account_rest.hpp"

#include "sim/venue/json_read.hpp"
#include "sim/venue/okx/account_login.hpp"
#include "sim/venue/okx/account_orders.hpp"
#include "sim/venue/okx/account_rows.hpp"
#include "sim/venue/okx/words.hpp"
#include "sim/venue/request_target.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <functional>
#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace holdfast::sim::okx {

namespace {

namespace json = boost::json;
using namespace std::chrono_literals;

http_reply wrong(std::string_view parameter)
{
    return answer(400, "51000", "Parameter " + std::string(parameter) + " error");
}

http_reply empty(std::string_view parameter)
{
    return answer(400, "50014", "Parameter " + std::string(parameter) + " can not be empty.");
}

http_reply rows(std::string_view all)
{
    http_reply out = answer(200, "0", "");
    out.body = answer_with(all);
    return out;
}

std::optional<std::uint64_t> number_in(std::string_view text)
{
    std::uint64_t value = 0;
    const char* const end = text.data() + text.size();
    const auto [stop, failed] = std::from_chars(text.data(), end, value);
    return failed == std::errc() && stop == end ? std::optional(value) : std::nullopt;
}

bool is_type(std::string_view type)
{
    static constexpr std::string_view types[] = {"SPOT", "MARGIN", "SWAP", "FUTURES", "OPTION"};
    return std::ranges::find(types, type) != std::end(types);
}

/// What is asked for of a list: rows are told newest first, those whose counter lies between two, both
/// excluded.
struct page {
    static constexpr std::uint64_t most = 100;

    explicit page(const url_target& url)
        : after(read(url, "after", std::numeric_limits<std::uint64_t>::max())),
          before(read(url, "before", 0)), begin(read(url, "begin", 0)),
          end(read(url, "end", std::numeric_limits<std::uint64_t>::max())), limit(read(url, "limit", most))
    {
        if (limit == 0 || limit > most)
            bad = "limit";
    }

    [[nodiscard]] bool has(std::string_view counter, std::string_view ms) const
    {
        const std::uint64_t at = number_in(counter).value_or(0);
        const std::uint64_t time = number_in(ms).value_or(0);
        return at < after && at > before && time >= begin && time <= end;
    }

    std::string_view bad{}; ///< A parameter that is none.
    std::uint64_t after;
    std::uint64_t before;
    std::uint64_t begin;
    std::uint64_t end;
    std::uint64_t limit;

private:
    std::uint64_t read(const url_target& url, std::string_view name, std::uint64_t otherwise)
    {
        const auto text = url.value(name);
        const auto value = text ? number_in(*text) : std::optional(otherwise);
        if (!value)
            bad = name;
        return value.value_or(otherwise);
    }
};

/// Whether a parameter leaves this value in: it is absent, or names it.
bool lets(const url_target& url, std::string_view name, std::string_view value)
{
    const auto wanted = url.value(name);
    return !wanted || wanted->empty() || *wanted == value;
}

/// A parameter that has to be a type of instruments, if it is there.
std::optional<http_reply> check_type(const url_target& url)
{
    const auto type = url.value("instType");
    return !type || is_type(*type) ? std::nullopt : std::optional(wrong("instType"));
}

http_reply balances(const url_target& url, const back_office& with)
{
    std::vector<kept_balance> found;
    const auto wanted = url.value("ccy");
    const std::vector<std::string> named = split(wanted.value_or(""), ',');
    for (const kept_balance& b : with.accounts.balances())
        if (b.total != 0 && (!wanted || std::ranges::find(named, b.asset) != named.end()))
            found.push_back(b);
    return rows(balances_row(found, with.now));
}

/// Of spot there are none.
http_reply positions(const url_target& url)
{
    return check_type(url).value_or(rows(""));
}

http_reply open_orders(const url_target& url, const back_office& with)
{
    const page wanted(url);
    if (const auto why = check_type(url))
        return *why;
    if (!wanted.bad.empty())
        return wrong(wanted.bad);
    std::string found;
    std::uint64_t count = 0;
    const std::vector<kept_order> all = with.accounts.open_orders();
    for (auto o = all.rbegin(); o != all.rend() && count != wanted.limit; ++o) {
        if (!wanted.has(std::to_string(o->id), "0") || !lets(url, "instType", "SPOT") ||
            !lets(url, "instId", o->wish.symbol) || !lets(url, "ordType", word_for(o->wish)) ||
            !lets(url, "state", word_for(o->state)))
            continue;
        found.append(count++ == 0 ? "" : ",").append(listed_order(*o, with.accounts));
    }
    return rows(found);
}

http_reply fills(const url_target& url, const back_office& with, wall_time since)
{
    const page wanted(url);
    if (const auto why = check_type(url))
        return *why;
    if (!wanted.bad.empty())
        return wrong(wanted.bad);
    std::string found;
    std::uint64_t count = 0;
    const std::vector<execution> all = with.accounts.executions_since(since);
    for (auto e = all.rbegin(); e != all.rend() && count != wanted.limit; ++e) {
        if (!wanted.has(bill_of(*e), stamp(e->at)) || !lets(url, "instType", "SPOT") ||
            !lets(url, "instId", e->symbol) || !lets(url, "ordId", std::to_string(e->order_id)))
            continue;
        found.append(count++ == 0 ? "" : ",").append(listed_fill(*e));
    }
    return rows(found);
}

http_reply old_fills(const url_target& url, const back_office& with)
{
    if (url.value("instType").value_or("").empty())
        return empty("instType");
    return fills(url, with, with.now - 24h * 365);
}

/// An order that was taken back before it was filled is known for two hours more.
bool is_forgotten(const kept_order& o, wall_time now)
{
    return is_final(o.state) && o.filled == 0 && o.updated + 2h < now;
}

http_reply one_order(const url_target& url, const back_office& with)
{
    const std::string symbol = url.value("instId").value_or("");
    const std::string id = url.value("ordId").value_or("");
    const std::string client_id = url.value("clOrdId").value_or("");
    if (symbol.empty())
        return empty("instId");
    if (id.empty() && client_id.empty())
        return answer(200, "51003", "Either client order ID or order ID is required.");
    if (!with.accounts.lists(symbol))
        return answer(200, "51001", "Instrument ID or Spread ID doesn't exist.");
    const std::uint64_t number = number_in(id).value_or(0);
    const auto found =
        id.empty() || number != 0 ? with.accounts.find(symbol, number, client_id) : std::nullopt;
    if (!found || is_forgotten(*found, with.now))
        return answer(200, "51603", "Order does not exist");
    return rows(listed_order(*found, with.accounts));
}

// ---- what changes something -------------------------------------------------------------------------------

using command = http_reply (*)(const json::object&, const back_office&);

http_reply obey(const http_question& asked, const back_office& with, command what)
{
    json::error_code failed;
    const json::value body = json::parse(asked.body, failed);
    if (failed || !body.is_object())
        return answer(400, "50002", "JSON syntax error");
    return what(body.get_object(), with);
}

http_reply with_result(const order_result& done, wall_time now)
{
    http_reply out = answer(200, "0", "");
    out.body = object()
                   .text("code", done.done() ? "0" : "1")
                   .text("msg", "")
                   .json("data", "[" + done.row(now) + "]")
                   .str();
    return out;
}

http_reply place(const json::object& body, const back_office& with)
{
    return with_result(place_order(body, {}, with), with.now);
}

http_reply cancel(const json::object& body, const back_office& with)
{
    return with_result(cancel_order(body, with), with.now);
}

/// "Cancel All After": 0, or 10 to 120 seconds.
http_reply cancel_all_after(const json::object& body, const back_office& with)
{
    const auto timeout = number_in(text_of(body, "timeOut"));
    if (!timeout || *timeout > 120 || (*timeout != 0 && *timeout < 10))
        return wrong("timeOut");
    const wall_time when = with.now + std::chrono::seconds(*timeout);
    with.accounts.arm(*timeout == 0 ? wall_time::max() : when);
    return rows(object()
                    .text("triggerTime", *timeout == 0 ? "0" : stamp(when))
                    .text("tag", "")
                    .text("ts", stamp(with.now))
                    .str());
}

// ---- what there is to ask ---------------------------------------------------------------------------------

struct place_to_ask {
    http_verb verb;
    std::string_view path;
    unsigned weight; ///< Of 20 in 2 s.
    std::function<http_reply(const url_target&, const http_question&, const back_office&)> reply;
};

place_to_ask question(std::string_view path, unsigned weight,
                      http_reply (*reply)(const url_target&, const back_office&))
{
    return {http_verb::get, path, weight,
            [reply](const url_target& url, const http_question&, const back_office& with) {
                return reply(url, with);
            }};
}

place_to_ask order_to(std::string_view path, unsigned weight, command what)
{
    return {http_verb::post, path, weight,
            [what](const url_target&, const http_question& asked, const back_office& with) {
                return obey(asked, with, what);
            }};
}

const std::vector<place_to_ask>& places()
{
    static const std::vector<place_to_ask> all{
        question("/api/v5/account/balance", 2, balances),
        question("/api/v5/account/positions", 2,
                 [](const url_target& url, const back_office&) { return positions(url); }),
        question("/api/v5/trade/orders-pending", 1, open_orders),
        question("/api/v5/trade/order", 1, one_order),
        question(
            "/api/v5/trade/fills", 1,
            [](const url_target& url, const back_office& with) { return fills(url, with, with.now - 72h); }),
        question("/api/v5/trade/fills-history", 2, old_fills),
        order_to("/api/v5/trade/order", 1, place),
        order_to("/api/v5/trade/cancel-order", 1, cancel),
        order_to("/api/v5/trade/cancel-all-after", 10, cancel_all_after)};
    return all;
}

} // namespace

std::optional<private_reply> answer_privately(const http_question& asked, const back_office& with)
{
    const url_target url(asked.target);
    const auto found = std::ranges::find_if(
        places(), [&](const place_to_ask& one) { return one.verb == asked.verb && one.path == url.path; });
    if (found == places().end())
        return std::nullopt;
    if (const auto why = refuse_request(asked, with))
        return private_reply{answer(401, why->code, why->words), found->weight};
    return private_reply{found->reply(url, asked, with), found->weight};
}

} // namespace holdfast::sim::okx
