// SPDX-License-Identifier: BSL-1.0
#include "exchange/binance/usdm/listen_key.hpp"

#include "exchange/binance/account_common.hpp"
#include "exchange/binance/usdm/account_messages.hpp"
#include "wire/json/json_cursor.hpp"

namespace holdfast::binance::usdm {

namespace {

/// Letters and digits, which a URL takes as they are; anything else is no key.
bool is_key(std::string_view text)
{
    constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    return !text.empty() && text.find_first_not_of(letters) == std::string_view::npos;
}

result<std::string> read_key(std::string_view body)
{
    slab memory;
    wire::json_cursor in(body, memory);
    std::string_view found;
    std::string_view name;
    for (in.begin_object(); in.next_key(name);)
        if (name == "listenKey" && in.peek() == wire::json_kind::string)
            found = in.string();
        else
            in.skip();
    if (!in.finish() || !is_key(found))
        return failure(errc::malformed, "an answer without a listen key");
    return std::string(found);
}

} // namespace

http_request stream_dialect::about_key(http_verb verb) const
{
    http_request request;
    request.verb = verb;
    request.url = where().rest + "/fapi/v1/listenKey";
    request.auth = request_auth::key;
    return request;
}

result<std::string> stream_dialect::decode_key(const http_response& answer) const
{
    constexpr std::int64_t no_such_key = -1125;
    if (auto said = refusal_in(answer, keys())) {
        if (said->code == no_such_key)
            said->why.code = errc::login_expired;
        return said->why;
    }
    return read_key(answer.body);
}

std::string stream_dialect::endpoint(std::string_view key) const
{
    return where().ws + "/private/ws/" + std::string(key);
}

std::vector<topic> stream_dialect::topics() const
{
    return {topic(user_data)};
}

} // namespace holdfast::binance::usdm
