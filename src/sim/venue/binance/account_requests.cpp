// SPDX-License-Identifier: BSL-1.0
#include "sim/venue/binance/account_common.hpp"

#include "sim/venue/binance/words.hpp"
#include "sim/venue/json_read.hpp"
#include "sim/venue/request_target.hpp"
#include "wire/json/json_member.hpp"

#include <holdfast/signing.hpp>

#include <algorithm>
#include <charconv>

namespace holdfast::sim::binance {

namespace {

namespace json = boost::json;

std::string signature_of(std::string_view text, const back_office& with)
{
    return signing_key::hmac_sha256(secret::from_text(with.owner.secret)).value().sign_hex(text);
}

std::optional<api_error> check_key(std::string_view key, const back_office& with)
{
    if (key.empty())
        return api_error{401, -2014, "API-key format invalid."};
    if (key != with.owner.api_key)
        return api_error{401, -2015, "Invalid API-key, IP, or permissions for action."};
    return std::nullopt;
}

/// rest-api.md, "Timing security": up to three decimals; `fixed` has eight.
std::optional<duration> window_of(const parameters& sent)
{
    constexpr fixed most = 60'000 * one;
    constexpr fixed a_nanosecond = one / 1'000'000;
    if (!sent.has("recvWindow"))
        return std::chrono::seconds(5);
    const auto milliseconds = to_fixed(sent.value("recvWindow"));
    if (!milliseconds || *milliseconds > most)
        return std::nullopt;
    return std::chrono::nanoseconds(*milliseconds / a_nanosecond);
}

std::optional<api_error> check_time(const parameters& sent, wall_time now)
{
    const auto stamp = sent.number("timestamp");
    const auto signed_at = stamp ? wire::to_time(*stamp) : std::nullopt;
    if (!signed_at)
        return missing("timestamp");
    const auto window = window_of(sent);
    if (!window)
        return api_error{400, -1131, "recvWindow must be less than 60000"};
    if (*signed_at >= now + std::chrono::seconds(1))
        return api_error{400, -1021, "Timestamp for this request was 1000ms ahead of the server's time."};
    if (now - *signed_at > *window)
        return api_error{400, -1021, "Timestamp for this request is outside of the recvWindow."};
    return std::nullopt;
}

std::optional<api_error> compare(std::string_view sent, const std::string& expected)
{
    if (sent.empty())
        return missing("signature");
    if (sent != expected)
        return api_error{400, -1022, "Signature for this request is not valid."};
    return std::nullopt;
}

/// The text that a REST signature is over: all that was sent, as it was sent, but the signature at its end.
std::string signed_text(const http_question& asked)
{
    const std::size_t mark = std::min(asked.target.find('?'), asked.target.size());
    std::string text(asked.target.substr(std::min(mark + 1, asked.target.size())));
    text += asked.body;
    const std::size_t at = text.rfind("signature=");
    if (at != std::string::npos)
        text.resize(at == 0 ? 0 : at - 1);
    return text;
}

/// A parameter's value as it stands in the text that is signed.
std::string plain(const json::value& value)
{
    return value.is_string() ? std::string(value.get_string()) : json::serialize(value);
}

/// web-socket-api.md, "SIGNED request security": sorted by name, not encoded.
std::string signed_text(const parameters& sent)
{
    auto all = sent.all;
    std::erase_if(all, [](const auto& p) { return p.first == "signature"; });
    std::ranges::sort(all);
    std::string text;
    for (const auto& [name, value] : all)
        text.append(text.empty() ? "" : "&").append(name).append("=").append(value);
    return text;
}

std::string without_version(std::string method)
{
    const std::size_t slash = method.find('/');
    return slash == std::string::npos ? method : method.substr(slash + 1);
}

} // namespace

std::string parameters::value(std::string_view name) const
{
    for (const auto& [key, text] : all)
        if (key == name)
            return text;
    return {};
}

bool parameters::has(std::string_view name) const
{
    return std::ranges::any_of(all, [name](const auto& p) { return p.first == name; });
}

std::optional<std::uint64_t> parameters::number(std::string_view name) const
{
    const std::string text = value(name);
    std::uint64_t number = 0;
    const char* const end = text.data() + text.size();
    const auto [behind, wrong] = std::from_chars(text.data(), end, number);
    return wrong == std::errc() && behind == end ? std::optional(number) : std::nullopt;
}

parameters parameters_of(const http_question& asked)
{
    parameters sent{url_target(asked.target).query};
    for (auto& one : url_target("?" + std::string(asked.body)).query)
        sent.all.push_back(std::move(one));
    return sent;
}

std::optional<api_error> check_key(const http_question& asked, const back_office& with)
{
    return check_key(asked.header("x-mbx-apikey"), with);
}

std::optional<api_error> check_signature(const http_question& asked, const back_office& with)
{
    if (auto why = check_key(asked, with))
        return why;
    const parameters sent = parameters_of(asked);
    if (auto why = check_time(sent, with.now))
        return why;
    return compare(sent.value("signature"), signature_of(signed_text(asked), with));
}

http_reply rest_reply(std::string body)
{
    return json_reply(200, std::move(body));
}

http_reply rest_error(const api_error& why)
{
    return json_reply(why.status, error_text(why.code, why.words));
}

std::variant<ws_call, api_error> read_call(std::string_view text)
{
    boost::system::error_code failed;
    const json::value parsed = json::parse(text, failed);
    const json::object* const request = failed ? nullptr : parsed.if_object();
    if (!request)
        return api_error{400, -1135, "Invalid JSON Request"};
    ws_call call;
    if (const json::value* id = request->if_contains("id"))
        call.id = json::serialize(*id);
    call.method = without_version(text_of(*request, "method"));
    if (const json::object* params = object_of(*request, "params"))
        for (const auto& [name, value] : *params)
            call.sent.all.emplace_back(name, plain(value));
    return call;
}

std::optional<api_error> check_signature(const ws_call& call, const back_office& with)
{
    if (auto why = check_key(call.sent.value("apiKey"), with))
        return why;
    if (auto why = check_time(call.sent, with.now))
        return why;
    return compare(call.sent.value("signature"), signature_of(signed_text(call.sent), with));
}

std::string ws_result(const std::string& id, std::string_view result)
{
    return "{\"id\":" + id + ",\"status\":200,\"result\":" + std::string(result) + "}";
}

std::string ws_error(const std::string& id, const api_error& why)
{
    return "{\"id\":" + id + ",\"status\":" + std::to_string(why.status) +
           ",\"error\":" + error_text(why.code, why.words) + "}";
}

} // namespace holdfast::sim::binance
