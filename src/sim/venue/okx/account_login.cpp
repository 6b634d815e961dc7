// SPDX-License-Identifier: BSL-1.0
#include "sim/venue/okx/account_login.hpp"

#include "sim/venue/json_read.hpp"

#include <holdfast/secret.hpp>
#include <holdfast/signing.hpp>

#include <charconv>
#include <chrono>
#include <string>

namespace holdfast::sim::okx {

namespace {

using namespace std::chrono;

/// How far the time of a signature may be from the exchange's.
constexpr auto window = seconds(30);

std::string signature(const account_config& owner, std::string_view text)
{
    return signing_key::hmac_sha256(secret::from_text(owner.secret)).value().sign_base64(text);
}

bool is_expired(wall_time signed_at, wall_time now)
{
    return signed_at + window < now || signed_at > now + window;
}

std::string_view name_of(http_verb verb)
{
    switch (verb) {
    case http_verb::get: return "GET";
    case http_verb::post: return "POST";
    case http_verb::put: return "PUT";
    case http_verb::del: return "DELETE";
    }
    return {};
}

std::optional<std::int64_t> number_in(std::string_view digits)
{
    std::int64_t value = 0;
    const char* const end = digits.data() + digits.size();
    const auto [stop, failed] = std::from_chars(digits.data(), end, value);
    return failed == std::errc() && stop == end && value >= 0 ? std::optional(value) : std::nullopt;
}

/// `1538054050`, in this century and the next.
std::optional<wall_time> unix_seconds(std::string_view text)
{
    const auto count = number_in(text);
    return count && *count < 5'000'000'000 ? std::optional(wall_time(seconds(*count))) : std::nullopt;
}

/// `2020-12-08T09:08:57.715Z`
std::optional<wall_time> iso_8601(std::string_view text)
{
    constexpr std::string_view form = "0000-00-00T00:00:00.000Z";
    if (text.size() != form.size())
        return std::nullopt;
    for (std::size_t i = 0; i != form.size(); ++i)
        if (form[i] == '0' ? text[i] < '0' || text[i] > '9' : text[i] != form[i])
            return std::nullopt;
    const auto part = [text](std::size_t at, std::size_t size) {
        return static_cast<int>(number_in(text.substr(at, size)).value_or(0));
    };
    const year_month_day day(year(part(0, 4)), month(static_cast<unsigned>(part(5, 2))),
                             std::chrono::day(static_cast<unsigned>(part(8, 2))));
    if (!day.ok())
        return std::nullopt;
    return wall_time(sys_days(day).time_since_epoch()) + hours(part(11, 2)) + minutes(part(14, 2)) +
           seconds(part(17, 2)) + milliseconds(part(20, 3));
}

} // namespace

std::optional<refused> refuse_login(const boost::json::object& argument, const back_office& with)
{
    const std::string timestamp = text_of(argument, "timestamp");
    const auto at = unix_seconds(timestamp);
    if (!at)
        return refused{"60004", "Invalid timestamp"};
    if (is_expired(*at, with.now))
        return refused{"60006", "Timestamp request expired"};
    if (text_of(argument, "apiKey") != with.owner.api_key)
        return refused{"60005", "Invalid apiKey"};
    if (text_of(argument, "passphrase") != with.owner.passphrase)
        return refused{"60024", "Wrong passphrase"};
    if (text_of(argument, "sign") != signature(with.owner, timestamp + "GET/users/self/verify"))
        return refused{"60007", "Invalid sign"};
    return std::nullopt;
}

std::optional<refused> refuse_request(const http_question& asked, const back_office& with)
{
    const std::string_view key = asked.header("ok-access-key");
    const std::string_view passphrase = asked.header("ok-access-passphrase");
    const std::string_view sign = asked.header("ok-access-sign");
    const std::string_view timestamp = asked.header("ok-access-timestamp");
    if (key.empty())
        return refused{"50103", "Request header \"OK-ACCESS-KEY\" cannot be empty."};
    if (passphrase.empty())
        return refused{"50104", "Request header \"OK-ACCESS-PASSPHRASE\" cannot be empty."};
    if (sign.empty())
        return refused{"50106", "Request header \"OK-ACCESS-SIGN\" cannot be empty."};
    if (timestamp.empty())
        return refused{"50107", "Request header \"OK-ACCESS-TIMESTAMP\" cannot be empty."};
    const auto at = iso_8601(timestamp);
    if (!at)
        return refused{"50112", "Invalid OK-ACCESS-TIMESTAMP."};
    if (is_expired(*at, with.now))
        return refused{"50102", "Timestamp request expired."};
    if (key != with.owner.api_key)
        return refused{"50111", "Invalid OK-ACCESS-KEY."};
    if (passphrase != with.owner.passphrase)
        return refused{"50105", "Request header \"OK-ACCESS-PASSPHRASE\" incorrect."};
    std::string text(timestamp);
    text.append(name_of(asked.verb)).append(asked.target).append(asked.body);
    if (sign != signature(with.owner, text))
        return refused{"50113", "Invalid signature."};
    return std::nullopt;
}

} // namespace holdfast::sim::okx
