// SPDX-License-Identifier: BSL-1.0
#include "exchange/okx/topic_names.hpp"

#include "wire/json/json_quote.hpp"

#include <algorithm>

namespace holdfast::okx {

using wire::json_cursor;
using wire::json_kind;

namespace {

constexpr std::string_view instrument_member = "instId";

std::string_view behind(std::string_view text, std::size_t at) noexcept
{
    return text.substr(std::min(at, text.size()));
}

/// Takes what stands before the separator off the text, and the separator.
std::string_view take(std::string_view& from, char separator) noexcept
{
    const std::size_t end = std::min(from.find(separator), from.size());
    const std::string_view part = from.substr(0, end);
    from = behind(from, end + 1);
    return part;
}

void set(argument& to, std::string_view member, std::string_view value)
{
    if (member == "channel")
        to.channel = value;
    else if (member == instrument_member)
        to.inst_id = value;
    else
        to.others.emplace_back(member, value);
}

} // namespace

channel_kind kind_of_channel(std::string_view channel) noexcept
{
    if (channel == "books" || channel == "books-l2-tbt" || channel == "books50-l2-tbt" ||
        channel == "books-rpi")
        return channel_kind::book;
    if (channel == "bbo-tbt")
        return channel_kind::best;
    if (channel == "books5")
        return channel_kind::top_levels;
    return channel == "trades" || channel == "trades-all" ? channel_kind::trades : channel_kind::other;
}

std::string_view path_of_channel(std::string_view channel) noexcept
{
    for (const std::string_view family :
         {"candle", "mark-price-candle", "index-candle", "trades-all", "orders-algo", "algo-", "grid-",
          "sprd-", "deposit-info", "withdrawal-info"})
        if (channel.starts_with(family))
            return "/ws/v5/business";
    for (const std::string_view own : {"orders", "account", "positions", "balance_and_position", "fills",
                                       "account-greeks", "position-risk"})
        if (channel == own)
            return "/ws/v5/private";
    return "/ws/v5/public";
}

std::string_view name_of(const argument& a, slab& memory)
{
    if (!a.others.empty()) [[unlikely]]
        return memory.copy(std::string_view(name_of(a)));
    if (a.inst_id.empty())
        return a.channel;
    const auto room = memory.room<char>(a.channel.size() + 1 + a.inst_id.size());
    const auto colon = std::copy(a.channel.begin(), a.channel.end(), room.begin());
    *colon = ':';
    std::copy(a.inst_id.begin(), a.inst_id.end(), colon + 1);
    return {room.data(), room.size()};
}

std::string name_of(argument a)
{
    std::sort(a.others.begin(), a.others.end());
    std::string items(a.inst_id);
    for (const auto& [member, value] : a.others)
        items.append(items.empty() ? "" : ",").append(member).append("=").append(value);
    return std::string(a.channel) + (items.empty() ? "" : ":") + items;
}

std::string_view channel_of(std::string_view topic_name) noexcept
{
    return topic_name.substr(0, topic_name.find(':'));
}

std::string_view instrument_of(std::string_view topic_name) noexcept
{
    std::string_view items = behind(topic_name, channel_of(topic_name).size() + 1);
    const std::string_view first = take(items, ',');
    return first.find('=') == std::string_view::npos ? first : std::string_view();
}

std::string json_of(std::string_view topic_name)
{
    std::string text = "{\"channel\":" + wire::json_quote(take(topic_name, ':'));
    while (!topic_name.empty()) {
        const std::string_view item = take(topic_name, ',');
        const std::size_t equals = item.find('=');
        const bool bare = equals == std::string_view::npos;
        text += "," + wire::json_quote(bare ? instrument_member : item.substr(0, equals)) + ":" +
                wire::json_quote(bare ? item : item.substr(equals + 1));
    }
    return text += "}";
}

argument read_argument(json_cursor& in)
{
    argument read;
    in.begin_object();
    if (in.next_is("channel"))
        read.channel = in.string();
    if (in.next_is(instrument_member))
        read.inst_id = in.string();
    std::string_view member;
    while (in.next_key(member))
        if (member == "uid" || in.peek() != json_kind::string)
            in.skip();
        else
            set(read, member, in.string());
    return read;
}

std::optional<argument> argument_in(std::string_view words)
{
    const std::size_t begin = words.find("channel:");
    const std::size_t end = words.find(" doesn't exist");
    if (begin == std::string_view::npos || end == std::string_view::npos || end < begin)
        return std::nullopt;
    argument named;
    for (std::string_view items = words.substr(begin, end - begin); !items.empty();) {
        std::string_view value = take(items, ',');
        const std::string_view member = take(value, ':');
        set(named, member, value);
    }
    return named;
}

} // namespace holdfast::okx
