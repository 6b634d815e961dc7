// SPDX-License-Identifier: BSL-1.0
#include <holdfast/exchange/generic.hpp>

#include "exchange/generic/lookup.hpp"
#include "exchange/generic/text_template.hpp"
#include "exchange/generic/topic_kind.hpp"
#include "wire/http/endpoint_check.hpp"
#include "wire/http/url.hpp"
#include "wire/json/json_cursor.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace holdfast::generic {

using wire::json_member;

namespace {

[[noreturn]] void refuse(const std::string& member, const std::string& why)
{
    throw error(failure(errc::invalid_config, "options::" + member + ": " + why));
}

void check_ws(const std::string& member, const std::string& url)
{
    check_endpoint("options::" + member, url, wire::scheme::websocket, endpoint_path::any);
}

options checked(options of)
{
    if (of.name.empty())
        refuse("name", "empty");
    check_ws("ws", of.ws);
    if (of.topic.empty())
        refuse("topic", "empty");
    for (const auto& [code, action] : of.close_codes)
        if (code < 3000 || code > 4999)
            refuse("close_codes", std::to_string(code) + ", and has to be from 3000 to 4999");
    if (of.answers.asks.empty() != of.reply.empty())
        refuse("reply", "needs `answers.asks`, and the other way round");
    of.kinds.emplace_back(); // Whatever fits none of the others.
    return of;
}

/// The parts of a topic's name, and where they stand.
using name_lookup = std::vector<lookup>;

/// How answers to requests are recognised and understood.
struct answer_reader {
    answer_reader(const options& of, shape_builder& build)
        : asks(build.of_message("options::answers.asks", of.answers.asks)),
          alive(build.of_message("options::answers.alive", of.answers.alive)),
          rate_limited(build.of_message("options::answers.rate_limited", of.answers.rate_limited)),
          shutdown(build.of_message("options::answers.shutdown", of.answers.shutdown)),
          revoked(build.of_message("options::answers.revoked", of.answers.revoked)),
          rejected(build.of_message("options::answers.rejected", of.answers.rejected)),
          again(build.of_message("options::answers.again", of.answers.again)),
          accepted(build.of_message("options::answers.accepted", of.answers.accepted)),
          accepted_topics(build.of_message("options::answers.accepted_topics", of.answers.accepted_topics)),
          id(build.of_message("options::id", of.id)),
          number(build.of_message("options::connection_number", of.connection_number)),
          complaint{build.of_message("options::code", of.code), build.of_message("options::words", of.words)}
    {
    }

    /// What kind of answer a message is; nothing if it is none.
    [[nodiscard]] std::optional<decoded::kind> kind_of(const frame& message) const noexcept
    {
        using kind = decoded::kind;
        const std::pair<const marks*, kind> kinds[] = {
            {&asks, kind::reply},        {&alive, kind::heartbeat}, {&rate_limited, kind::rate_limit},
            {&shutdown, kind::shutdown}, {&revoked, kind::revoked}, {&rejected, kind::reject},
            {&accepted, kind::ack}};
        for (const auto& [known, means] : kinds)
            if (any_on(*known, message))
                return means;
        return std::nullopt;
    }

    marks asks;
    marks alive;
    marks rate_limited;
    marks shutdown;
    marks revoked;
    marks rejected;
    marks again;
    marks accepted;
    lookup accepted_topics;
    lookup id;
    lookup number;
    complaint_words complaint;
};

class generic_adapter final : public adapter {
public:
    explicit generic_adapter(options chosen)
        : options_(checked(std::move(chosen))),
          subscribe_("options::subscribe", options_.subscribe, purpose::request, options_.separator),
          unsubscribe_("options::unsubscribe", options_.unsubscribe, purpose::request, options_.separator),
          each_("options::each", options_.each, purpose::one_topic, options_.separator),
          reply_("options::reply", options_.reply, purpose::request, options_.separator),
          build_(shape_, "options::data", options_.data, options_.items), answers_(options_, build_)
    {
        check_request("options::subscribe", subscribe_);
        check_request("options::unsubscribe", unsubscribe_);
        if (reply_.lists_topics() || reply_.names_topic())
            refuse("reply", "is about no topic");
        for (const std::string& name : options_.topic)
            names_.push_back(parts_of(name));
        for (std::size_t i = 0; i < options_.kinds.size(); ++i) {
            const std::string member = "kinds[" + std::to_string(i) + "]";
            if (!options_.kinds[i].ws.empty())
                check_ws(member + ".ws", options_.kinds[i].ws);
            kinds_.emplace_back("options::" + member, options_.kinds[i], options_, build_);
        }
    }

    [[nodiscard]] std::string_view name() const noexcept override { return options_.name; }

    [[nodiscard]] std::string endpoint(std::span<const topic> topics) const override
    {
        const std::string& elsewhere = topics.empty() ? options_.ws : kind_of(topics.front().name()).is().ws;
        return elsewhere.empty() ? options_.ws : elsewhere;
    }

    [[nodiscard]] exchange_limits limits() const override
    {
        exchange_limits known = options_.limits;
        if (!subscribe_.lists_topics())
            known.topics_per_request = 1;
        if (!unsubscribe_.lists_topics())
            known.topics_per_unsubscribe = 1;
        return known;
    }

    [[nodiscard]] holdfast::keepalive keepalive() const override { return options_.keepalive; }

    [[nodiscard]] topic_traits traits(const topic& on) const override
    {
        return kind_of(on.name()).is().traits;
    }

    [[nodiscard]] std::string subscribe(std::uint64_t id, std::span<const topic> topics) const override
    {
        const text_template* own = topics.empty() ? nullptr : kind_of(topics.front().name()).subscribe();
        return (own ? *own : subscribe_).fill(id, topics, &each_);
    }

    [[nodiscard]] std::string unsubscribe(std::uint64_t id, std::span<const topic> topics) const override
    {
        const text_template* own = topics.empty() ? nullptr : kind_of(topics.front().name()).unsubscribe();
        return (own ? *own : unsubscribe_).fill(id, topics, &each_);
    }

    // Topics of a kind with texts of its own stand alone where a text is about one topic.
    [[nodiscard]] std::string_view request_group(const topic& on) const noexcept override
    {
        const kind_reader& kind = kind_of(on.name());
        const bool own = kind.subscribe() || kind.unsubscribe();
        const bool alone = (kind.subscribe() && !kind.subscribe()->lists_topics()) ||
                           (kind.unsubscribe() && !kind.unsubscribe()->lists_topics());
        return !own ? std::string_view() : alone ? on.name() : std::string_view(kind.is().names);
    }

    void decode(std::string_view bytes, bool binary, slab& memory, std::vector<decoded>& out) const override
    {
        if (binary && !options_.binary) {
            out.emplace_back().text = "a binary message where only text is spoken";
            return;
        }
        const auto& known = options_.plain_texts;
        if (std::find(known.begin(), known.end(), bytes) != known.end()) {
            out.emplace_back().what = decoded::kind::heartbeat;
            return;
        }
        const std::size_t first = out.size();
        frame message(shape_, bytes, memory);
        const auto number = wire::to_id(answers_.number.in(message), wire::written::either);
        if (!message.error().empty())
            out.push_back(broken(message, memory));
        else if (const auto kind = answers_.kind_of(message))
            understand_answer(message, *kind, memory, out);
        else
            understand_data(message, number.has_value(), memory, out);
        for (std::size_t i = first; i != out.size(); ++i)
            out[i].connection_number = number;
    }

    [[nodiscard]] http_request snapshot_request(const topic& on) const override
    {
        return kind_of(on.name()).snapshot_request(on);
    }

    [[nodiscard]] result<rest_snapshot> decode_snapshot(const topic& on, std::string_view body,
                                                        slab& memory) const override
    {
        return kind_of(on.name()).decode_snapshot(on, body, memory);
    }

    [[nodiscard]] close_action on_close(std::uint16_t code, std::string_view) const override
    {
        for (const auto& [known, action] : options_.close_codes)
            if (code == known)
                return action;
        return close_action::reconnect;
    }

private:
    // `channel:data.symbol`
    name_lookup parts_of(std::string_view name)
    {
        name_lookup parts;
        for (std::size_t end = 0; end != name.npos; name.remove_prefix(end == name.npos ? 0 : end + 1)) {
            end = name.find(':');
            parts.push_back(build_.of_message("options::topic", paths{std::string(name.substr(0, end))}));
        }
        return parts;
    }

    const kind_reader& kind_of(std::string_view name) const noexcept
    {
        const auto last = std::prev(kinds_.end());
        return *std::find_if(kinds_.begin(), last,
                             [name](const kind_reader& k) { return fits(k.is().names, name); });
    }

    std::string_view alias_of(std::string_view part) const noexcept
    {
        for (const auto& [said, meant] : options_.aliases)
            if (part == said)
                return meant;
        return part;
    }

    // The parts with separators between; empty unless all of them are there, and it is a name one may have
    // subscribed.
    std::string_view joined(const name_lookup& parts, const frame& message, slab& memory) const
    {
        constexpr std::size_t longest = 120;
        std::size_t size = 0;
        for (const lookup& part : parts) {
            const json_member& found = part.in(message);
            using enum json_member::shape;
            if ((found.is != string && found.is != number) || found.text.empty())
                return {};
            size += alias_of(found.text).size() + 1;
        }
        if (size > longest)
            return {};
        if (parts.size() == 1)
            return alias_of(parts.front().in(message).text);
        const auto room = memory.room<char>(size);
        char* end = room.data();
        for (const lookup& part : parts) {
            const std::string_view text = alias_of(part.in(message).text);
            end = std::copy(text.begin(), text.end(), end);
            *end++ = options_.separator;
        }
        return {room.data(), size - 1};
    }

    // Empty if the message names none.
    std::string_view topic_of(const frame& message, slab& memory) const
    {
        for (const name_lookup& parts : names_)
            if (const std::string_view name = joined(parts, message, memory); !name.empty())
                return name;
        return {};
    }

    decoded broken(const frame& message, slab& memory) const
    {
        decoded said;
        said.topic_name = topic_of(message, memory);
        said.text = message.error();
        return said;
    }

    void understand_answer(const frame& message, decoded::kind kind, slab& memory,
                           std::vector<decoded>& out) const
    {
        decoded said;
        said.what = kind;
        if (kind == decoded::kind::reply)
            return out.push_back(reply_to(message, memory));
        if (kind == decoded::kind::ack || kind == decoded::kind::reject || kind == decoded::kind::revoked) {
            said.topic_name = topic_of(message, memory);
            said.request_id = wire::to_id(answers_.id.in(message), wire::written::either).value_or(0);
        }
        if (kind == decoded::kind::ack && list_accepted(message, memory, out))
            return;
        if (kind != decoded::kind::ack && kind != decoded::kind::heartbeat)
            said.text = memory.copy(std::string_view(answers_.complaint.in(message)));
        said.whom = options_.answers.whom;
        said.again = kind == decoded::kind::reject && any_on(answers_.again, message);
        out.push_back(said);
    }

    // The id comes back as it was sent, if it is a whole number.
    decoded reply_to(const frame& message, slab& memory) const
    {
        decoded said;
        said.what = decoded::kind::reply;
        const auto id = wire::to_id(answers_.id.in(message), wire::written::either);
        said.text = memory.copy(std::string_view(reply_.fill(id.value_or(0), {}, &each_)));
        return said;
    }

    // One acknowledgement for every name in the list, if there is one with names in it.
    bool list_accepted(const frame& message, slab& memory, std::vector<decoded>& out) const
    {
        wire::json_cursor in(answers_.accepted_topics.in(message).text, memory);
        if (in.peek() != wire::json_kind::array)
            return false;
        const std::size_t before = out.size();
        for (in.begin_array(); in.next_element();) {
            if (in.peek() != wire::json_kind::string) {
                in.skip();
                continue;
            }
            decoded& said = out.emplace_back();
            said.what = decoded::kind::ack;
            said.topic_name = in.string();
        }
        return out.size() != before;
    }

    // A list may have any number of things that are wrong in their own ways.
    void understand_data(frame& message, bool numbered, slab& memory, std::vector<decoded>& out) const
    {
        constexpr unsigned explained = 10;
        unsigned wrong = 0;
        do {
            decoded& said = out.emplace_back();
            const std::string why = message.error().empty() ? understand_one(message, numbered, memory, said)
                                                            : std::string(message.error());
            if (why.empty())
                continue;
            decoded bad;
            bad.topic_name = said.topic_name;
            bad.text = ++wrong <= explained ? memory.copy(std::string_view(why)) : "as those before it";
            said = bad;
        } while (message.error().empty() && message.next());
    }

    std::string understand_one(const frame& message, bool numbered, slab& memory, decoded& to) const
    {
        if (!message.no_items())
            to.topic_name = topic_of(message, memory);
        if (!to.topic_name.empty()) {
            const kind_reader& kind = kind_of(to.topic_name);
            if (kind.is().traits.rule == continuity::per_connection && !numbered)
                return "no " + answers_.number.name + ", and the connection is counted by it";
            return kind.understand(message, memory, to);
        }
        to.what = decoded::kind::heartbeat;
        return message.nothing() ? std::string() : "neither data of a topic nor an answer";
    }

    options options_;
    text_template subscribe_;
    text_template unsubscribe_;
    text_template each_;
    text_template reply_;
    message_shape shape_{};
    shape_builder build_;
    answer_reader answers_;
    std::vector<name_lookup> names_{};
    std::vector<kind_reader> kinds_{};
};

} // namespace

std::shared_ptr<const adapter> make_adapter(options chosen)
{
    return std::make_shared<generic_adapter>(std::move(chosen));
}

} // namespace holdfast::generic
