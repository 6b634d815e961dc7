// SPDX-License-Identifier: BSL-1.0
#include "sim/venue/binance/words.hpp"

#include <boost/json.hpp>

#include <utility>

namespace holdfast::sim::binance {

namespace {

void append_level(std::string& out, fixed price, fixed quantity, decimals how)
{
    out.append("[\"").append(to_text(price, how.price));
    out.append("\",\"").append(to_text(quantity, how.quantity)).append("\"]");
}

} // namespace

std::string stamp(wall_time at, bool microseconds)
{
    const auto since = at.time_since_epoch();
    return microseconds ? std::to_string(std::chrono::floor<std::chrono::microseconds>(since).count())
                        : std::to_string(std::chrono::floor<std::chrono::milliseconds>(since).count());
}

std::string stamp(const printing& from)
{
    return stamp(from.now, from.microseconds);
}

std::string error_text(int code, std::string_view text, std::string_view id)
{
    std::string out = "{\"code\":" + std::to_string(code) + ",\"msg\":" + json_quote(text);
    if (!id.empty())
        out.append(",\"id\":").append(id);
    return out + "}";
}

std::string event(std::string_view name, const printing& from)
{
    return "{\"e\":\"" + std::string(name) + "\",\"E\":" + stamp(from) + ",\"s\":" + json_quote(from.symbol);
}

std::string levels_of(std::span<const priced> side, decimals how)
{
    std::string out = "[";
    for (const auto& [price, quantity] : side) {
        out.append(out.size() > 1 ? "," : "");
        append_level(out, price, quantity, how);
    }
    return out + "]";
}

std::string price_and_quantity(fixed price, fixed quantity, decimals how)
{
    return ",\"p\":\"" + to_text(price, how.price) + "\",\"q\":\"" + to_text(quantity, how.quantity) + "\"";
}

std::string best_of_both(const best_levels& best, decimals how)
{
    return ",\"b\":\"" + to_text(best.bid, how.price) + "\",\"B\":\"" +
           to_text(best.bid_quantity, how.quantity) + "\",\"a\":\"" + to_text(best.ask, how.price) +
           "\",\"A\":\"" + to_text(best.ask_quantity, how.quantity) + "\"";
}

http_reply json_reply(unsigned status, std::string body)
{
    return {status, {{"Content-Type", "application/json;charset=UTF-8"}}, std::move(body), false};
}

question bad_question(int code, std::string_view words)
{
    return {.refusal = json_reply(400, error_text(code, words))};
}

} // namespace holdfast::sim::binance
