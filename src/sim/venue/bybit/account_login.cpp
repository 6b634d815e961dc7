// SPDX-License-Identifier: BSL-1.0
#include "sim/venue/bybit/account_login.hpp"

#include "sim/venue/bybit/words.hpp"

#include <holdfast/secret.hpp>
#include <holdfast/signing.hpp>

#include <charconv>
#include <chrono>
#include <optional>

namespace holdfast::sim::bybit {

namespace {

using std::chrono::milliseconds;
using namespace std::chrono_literals;

std::optional<std::int64_t> number_in(std::string_view text)
{
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

bool signed_by_owner(std::string_view text, std::string_view signature, const account_config& owner)
{
    const auto key = signing_key::hmac_sha256(secret::from_text(owner.secret));
    return key && key->sign_hex(text) == signature;
}

std::string_view query_of(std::string_view target)
{
    const std::size_t mark = target.find('?');
    return mark == std::string_view::npos ? std::string_view() : target.substr(mark + 1);
}

} // namespace

// server - recv_window <= timestamp < server + 1000
verdict check_time(std::string_view timestamp, std::string_view recv_window, wall_time now)
{
    const auto sent = number_in(timestamp);
    const auto window = recv_window.empty() ? std::optional<std::int64_t>(5000) : number_in(recv_window);
    if (!sent || !window)
        return {10001, "params error: timestamp or recv_window invalid"};
    const wall_time at{milliseconds(*sent)};
    const wall_time server = std::chrono::floor<milliseconds>(now);
    if (at >= server - milliseconds(*window) && at < server + 1s)
        return {};
    return {10002,
            "invalid request, please check your server timestamp or recv_window param. req_timestamp[" +
                std::string(timestamp) + "],server_timestamp[" + stamp(now) + "],recv_window[" +
                std::to_string(*window) + "]"};
}

verdict check_login(std::string_view key, std::uint64_t expires, std::string_view signature,
                    const back_office& with)
{
    if (key != with.owner.api_key)
        return {10003, "Invalid apikey"};
    if (!signed_by_owner("GET/realtime" + std::to_string(expires), signature, with.owner))
        return {10004, "Invalid sign"};
    if (wall_time(milliseconds(expires)) <= with.now)
        return {10001, "Params Error"};
    return {};
}

verdict check_request(const http_question& asked, const back_office& with)
{
    const std::string_view timestamp = asked.header("x-bapi-timestamp");
    const std::string_view window = asked.header("x-bapi-recv-window");
    if (asked.header("x-bapi-api-key") != with.owner.api_key)
        return {10003, "API key is invalid."};
    if (verdict late = check_time(timestamp, window, with.now); late.code != 0)
        return late;
    std::string text(timestamp);
    text += with.owner.api_key;
    text += window.empty() ? "5000" : window;
    text += asked.verb == http_verb::get ? query_of(asked.target) : asked.body;
    if (!signed_by_owner(text, asked.header("x-bapi-sign"), with.owner))
        return {10004, "error sign! origin_string[" + text + "]"};
    return {};
}

} // namespace holdfast::sim::bybit
