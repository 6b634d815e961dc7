// SPDX-License-Identifier: BSL-1.0
#include "sim/venue/okx/topics.hpp"

#include "sim/venue/json_read.hpp"
#include "wire/json/json_quote.hpp"

#include <boost/algorithm/string/classification.hpp>
#include <boost/algorithm/string/join.hpp>
#include <boost/algorithm/string/split.hpp>
#include <boost/json.hpp>

#include <algorithm>
#include <array>
#include <map>
#include <vector>

namespace holdfast::sim::okx {

namespace json = boost::json;

namespace {

struct member {
    std::string name;
    std::string value;
};

// The members of the argument that has this name.
std::vector<member> members_of(std::string_view topic)
{
    const std::size_t colon = std::min(topic.find(':'), topic.size());
    std::vector<member> all{{"channel", std::string(topic.substr(0, colon))}};
    std::vector<std::string> items;
    if (colon != topic.size())
        boost::split(items, topic.substr(colon + 1), boost::is_any_of(","));
    for (const std::string& item : items) {
        const std::size_t equals = item.find('=');
        all.push_back(equals == item.npos ? member{"instId", item}
                                          : member{item.substr(0, equals), item.substr(equals + 1)});
    }
    return all;
}

} // namespace

std::string topic_named(const json::object& argument)
{
    std::vector<std::string> items;
    if (const std::string instrument = text_of(argument, "instId"); !instrument.empty())
        items.push_back(instrument);
    std::map<std::string, std::string> others;
    for (const auto& [member, value] : argument)
        if (value.is_string() && member != "channel" && member != "instId")
            others.emplace(member, text_of(argument, member));
    for (const auto& [member, value] : others)
        items.push_back(member + "=" + value);
    return text_of(argument, "channel") + (items.empty() ? "" : ":") + boost::join(items, ",");
}

json::object argument_named(std::string_view topic)
{
    json::object argument;
    for (const member& one : members_of(topic))
        argument[one.name] = one.value;
    return argument;
}

std::string argument_text(std::string_view topic)
{
    std::string text;
    for (const member& one : members_of(topic))
        text += (text.empty() ? "{" : ",") + wire::json_quote(one.name) + ":" + wire::json_quote(one.value);
    return text + "}";
}

std::string channel_named(std::string_view topic)
{
    return std::string(topic.substr(0, topic.find(':')));
}

std::string instrument_named(std::string_view topic)
{
    for (const member& one : members_of(topic))
        if (one.name == "instId")
            return one.value;
    return {};
}

std::string_view path_serving(std::string_view channel) noexcept
{
    constexpr std::array<std::string_view, 10> business{
        "candle", "mark-price-candle", "index-candle",   "trades-all", "orders-algo", "algo-", "grid-",
        "sprd-",  "deposit-info",      "withdrawal-info"};
    constexpr std::array<std::string_view, 7> of_accounts{
        "orders", "account", "positions", "balance_and_position", "fills", "account-greeks", "position-risk"};
    for (const std::string_view family : business)
        if (channel.starts_with(family))
            return "/ws/v5/business";
    for (const std::string_view one : of_accounts)
        if (channel == one)
            return "/ws/v5/private";
    return "/ws/v5/public";
}

} // namespace holdfast::sim::okx
