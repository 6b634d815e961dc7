// SPDX-License-Identifier: BSL-1.0
#include "sim/venue/okx/words.hpp"

#include "wire/json/json_quote.hpp"

#include <algorithm>
#include <chrono>

namespace holdfast::sim::okx {

using wire::json_quote;

std::string stamp(wall_time at)
{
    return std::to_string(std::chrono::floor<std::chrono::milliseconds>(at.time_since_epoch()).count());
}

std::string plain(fixed value)
{
    return to_text(value, 0);
}

object& object::text(std::string_view name, std::string_view value)
{
    return json(name, json_quote(value));
}

object& object::json(std::string_view name, std::string_view value)
{
    text_.append(text_.size() > 1 ? ",\"" : "\"").append(name).append("\":").append(value);
    return *this;
}

std::string echoed(std::string_view id)
{
    return id.empty() ? std::string() : "\"id\":" + json_quote(id) + ",";
}

bool good_id(std::string_view id) noexcept
{
    return !id.empty() && id.size() <= 32 && std::ranges::all_of(id, [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    });
}

std::string error_event(std::string_view connection, std::string_view id, std::string_view code,
                        std::string_view words)
{
    return "{" + echoed(id) + "\"event\":\"error\",\"code\":\"" + std::string(code) +
           "\",\"msg\":" + json_quote(words) + ",\"connId\":" + json_quote(connection) + "}";
}

http_reply answer(unsigned status, std::string_view code, std::string_view words)
{
    return {status,
            {{"Content-Type", "application/json"}},
            "{\"code\":\"" + std::string(code) + "\",\"msg\":" + json_quote(words) + ",\"data\":[]}",
            false};
}

std::string answer_with(std::string_view rows)
{
    return "{\"code\":\"0\",\"msg\":\"\",\"data\":[" + std::string(rows) + "]}";
}

} // namespace holdfast::sim::okx
