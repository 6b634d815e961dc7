// SPDX-License-Identifier: BSL-1.0
#include "exchange/okx/control.hpp"

#include "exchange/common/complaint_words.hpp"
#include "exchange/okx/topic_names.hpp"

namespace holdfast::okx {

namespace {

class event_reader {
public:
    event_reader(const control_event& said, slab& memory, std::vector<decoded>& out)
        : said_(said), memory_(memory), out_(out), topic_(said.topic_name)
    {
    }

    std::string_view operator()()
    {
        if (said_.event == "subscribe" || said_.event == "unsubscribe")
            return on_ack();
        if (said_.event == "error")
            return on_error();
        if (said_.event == "channel-conn-count-error")
            return on_revoked();
        constexpr std::string_view service_upgrade = "64008";
        const bool leaving = said_.event == "notice" && said_.code == service_upgrade;
        decoded& entry = say(leaving ? decoded::kind::shutdown : decoded::kind::heartbeat);
        entry.text = said_.event == "notice" ? words() : said_.event;
        return {};
    }

private:
    decoded& say(decoded::kind what)
    {
        decoded& entry = out_.emplace_back();
        entry.what = what;
        entry.topic_name = topic_;
        return entry;
    }

    [[nodiscard]] std::string_view words()
    {
        return memory_.copy(std::string_view(words_of(said_.code, said_.words)));
    }

    std::string_view on_ack()
    {
        if (topic_.empty())
            return "an acknowledgement without its argument";
        say(decoded::kind::ack).request_id = said_.request_id;
        return {};
    }

    // Of a request for several topics the rest is done; which one is meant is said only in words, and not
    // always.
    std::string_view on_error()
    {
        if (const auto named = argument_in(said_.words); named && topic_.empty())
            topic_ = name_of(*named, memory_);
        const bool too_frequent =
            said_.code == "60014" || said_.code == "50011" || says_too_fast_in_words(said_.words);
        const bool nobodys = said_.request_id == 0 && topic_.empty();
        decoded& entry = say(too_frequent && nobodys ? decoded::kind::rate_limit : decoded::kind::reject);
        entry.request_id = said_.request_id;
        entry.text = words();
        entry.whom = topic_.empty() ? blame::one_of_them : blame::all;
        entry.again = too_frequent || said_.code == "64007" || said_.code == "63999"; // Internal trouble.
        return {};
    }

    // Too many connections have the channel: its topics on this one are gone, with arguments and without.
    std::string_view on_revoked()
    {
        const std::string_view channel = said_.channel;
        if (channel.empty())
            return "a revocation that does not say of what";
        for (const std::string& names : {std::string(channel), std::string(channel) + ":"}) {
            decoded& entry = say(decoded::kind::revoked);
            entry.topic_name = memory_.copy(std::string_view(names));
            entry.family = names.size() != channel.size();
            entry.text = "too many connections have the channel";
        }
        return {};
    }

    const control_event& said_;
    slab& memory_;
    std::vector<decoded>& out_;
    std::string_view topic_;
};

} // namespace

// 3 connections a second. 480 requests an hour and connection, 64 KB each; at 200 topics there are 320 bytes
// for each. REST, market data: 20 requests in 2 s.
exchange_limits limits_of_connection()
{
    exchange_limits known;
    known.requests = 480;
    known.requests_window = std::chrono::hours(1);
    known.topics_per_request = 200;
    known.attempts = 3;
    known.attempts_window = std::chrono::seconds(1);
    known.rest_weight = 20;
    known.rest_reserve = 2;
    known.rest_window = std::chrono::seconds(2);
    return known;
}

// "Connect": a connection on which nothing crosses for 30 s is closed, with 4004.
holdfast::keepalive keepalive_of_connection()
{
    return {.ping_text = "ping", .ping_after = std::chrono::seconds(25)};
}

// What was wrong with us would be wrong again at once.
close_action action_on_close(std::uint16_t code) noexcept
{
    switch (code) {
    case 4001: // Login failed.
    case 4002: // Invalid request.
    case 4003: // More than 100 subscriptions with a key.
    case 4008: // Too many channels in all.
    case 4009: // Too many channels on this connection.
        return close_action::reconnect_slowly;
    default: // 4004 no data, 4005 we were too slow, 4006 abnormal, 4007 the key was changed.
        return close_action::reconnect;
    }
}

std::string control_message(std::string_view op, std::uint64_t id, std::span<const topic> topics)
{
    std::string text = "{\"id\":\"" + std::to_string(id) + "\",\"op\":\"" + std::string(op) + "\",\"args\":[";
    for (const topic& t : topics)
        text.append(&t == topics.data() ? "" : ",").append(json_of(t.name()));
    return text += "]}";
}

std::string words_of(std::string_view code, std::string_view words)
{
    const bool both = !code.empty() && !words.empty();
    return std::string(code) + (both ? ": " : "") + std::string(words);
}

std::string_view read_event(const control_event& said, slab& memory, std::vector<decoded>& out)
{
    return event_reader(said, memory, out)();
}

} // namespace holdfast::okx
