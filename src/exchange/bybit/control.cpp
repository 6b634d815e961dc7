// SPDX-License-Identifier: BSL-1.0
#include "exchange/bybit/control.hpp"

#include "exchange/common/complaint_words.hpp"

#include <algorithm>
#include <initializer_list>
#include <string>

namespace holdfast::bybit {

using wire::written;

namespace {

using shape = wire::json_member::shape;

bool is_one_of(std::string_view code, std::initializer_list<std::string_view> those) noexcept
{
    return std::find(those.begin(), those.end(), code) != those.end();
}

// The topic that a refusal names: "Invalid topic: X", "error:already subscribed,topic:X", "Invalid symbol
// :[X]".
std::string_view topic_in(std::string_view words)
{
    const std::size_t colon = words.rfind(':');
    if (colon == std::string_view::npos)
        return {};
    std::string_view before = words.substr(0, colon);
    before = before.substr(0, before.find_last_not_of(' ') + 1);
    if (!before.ends_with("topic") && !before.ends_with("symbol"))
        return {};
    constexpr std::string_view around = " []";
    std::string_view topic = words.substr(colon + 1);
    topic.remove_prefix(std::min(topic.find_first_not_of(around), topic.size()));
    return topic.substr(0, topic.find_last_not_of(around) + 1);
}

// One bad topic fails a whole request, so whoever else is in it is to be asked for again. Being subscribed
// already is what was wanted.
void read_refusal(const wire::json_members<member>& in, slab& memory, decoded& to)
{
    const std::string_view code = in[member::ret_code].text;
    to.text = words_of(in, memory);
    if (complains_of_speed(in)) {
        to.what = decoded::kind::rate_limit;
        return;
    }
    const std::string_view topic = topic_in(in[member::ret_msg].text);
    const bool already = to.text.find("already subscribed") != std::string_view::npos;
    to.what = already && !topic.empty() ? decoded::kind::ack : decoded::kind::reject;
    to.again = says_later(code);
    to.request_id = to_id(in[member::req_id], written::either).value_or(0);
    if (to.request_id == 0 || to.what == decoded::kind::ack)
        to.topic_name = topic;
    else
        to.whom = blame::one_of_them;
}

// A reply that nobody waits for is only a sign of life.
void read_agreement(const wire::json_members<member>& in, decoded& to)
{
    const std::string_view op = in[member::op].text;
    to.request_id = to_id(in[member::req_id], written::either).value_or(0);
    const bool ours = to.request_id != 0 && (op == "subscribe" || op == "unsubscribe");
    to.what = ours ? decoded::kind::ack : decoded::kind::heartbeat;
}

// Options and spreads answer for each topic, and do not say to what.
void read_answers(const frame& in, slab& memory, std::vector<decoded>& out)
{
    topic_lists answered;
    if (const std::string_view wrong = read_lists(in.data, memory, answered); !wrong.empty()) {
        out.emplace_back().text = wrong;
        return;
    }
    for (const std::string_view topic : answered.accepted) {
        decoded& said = out.emplace_back();
        said.what = decoded::kind::ack;
        said.topic_name = topic;
    }
    for (const std::string_view topic : answered.refused) {
        decoded& said = out.emplace_back();
        said.what = decoded::kind::reject;
        said.topic_name = topic;
        said.text = "the topic is among those that failed";
    }
    if (answered.accepted.empty() && answered.refused.empty())
        out.emplace_back().what = decoded::kind::heartbeat;
}

} // namespace

// v5/error, v5/websocket/trade/guideline: 20003 on a socket; 10006 by user, 10018 and 10403 by address; 10429
// for the whole system.
bool says_too_fast(std::string_view code) noexcept
{
    return is_one_of(code, {"20003", "10006", "10018", "10403", "10429"});
}

bool complains_of_speed(const wire::json_members<member>& in)
{
    return says_too_fast(in[member::ret_code].text) || says_too_fast_in_words(in[member::ret_msg].text);
}

// v5/error: a timeout, an internal error, a restart.
bool says_later(std::string_view code) noexcept
{
    return is_one_of(code, {"10000", "10016", "10019"});
}

bool refuses(const wire::json_members<member>& in) noexcept
{
    const std::string_view code = in[member::ret_code].text;
    return in[member::success].is == shape::no || (!code.empty() && code != "0");
}

std::string_view words_of(const wire::json_members<member>& in, slab& memory)
{
    const std::string_view code = in[member::ret_code].text;
    const std::string_view words = in[member::ret_msg].text;
    if (code.empty() || words.empty())
        return code.empty() ? words : code;
    return memory.copy(std::string_view(std::string(code) + ": " + std::string(words)));
}

void understand_reply(const frame& in, slab& memory, std::vector<decoded>& out)
{
    const std::string_view op = in.outer[member::op].text;
    if (!in.data.empty() && in.outer[member::type].text == "COMMAND_RESP")
        read_answers(in, memory, out);
    else if (refuses(in.outer) || complains_of_speed(in.outer))
        read_refusal(in.outer, memory, out.emplace_back());
    else if (op == "ping" || op == "pong")
        out.emplace_back().what = decoded::kind::heartbeat;
    else
        read_agreement(in.outer, out.emplace_back());
}

} // namespace holdfast::bybit
