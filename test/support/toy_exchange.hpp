// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_TEST_SUPPORT_TOY_EXCHANGE_HPP
#define HOLDFAST_TEST_SUPPORT_TOY_EXCHANGE_HPP

#include <holdfast/adapter.hpp>

#include <charconv>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace toy {

namespace hf = holdfast;

/// A dialect of plain words, so that a test reads as what was said:
///
///     d TOPIC FIRST LAST PREVIOUS [b|a PRICE QUANTITY]...   a message
///     (t NANOSECONDS 0 among the levels: the exchange's time)
///     s TOPIC LAST [b|a PRICE QUANTITY]...                  a snapshot pushed by the exchange
///     audit TOPIC LAST [b|a PRICE QUANTITY]...              the same, to compare with
///     ack ID | ackt TOPIC | no ID WORDS | not TOPIC WORDS | revoked TOPIC WORDS
///     one ID WORDS (one of them refused) | later TOPIC WORDS (refused for now) | revokedall PREFIX WORDS
///     hb | bye | slow | bad TOPIC
///     called TOPIC NAME (so it is called from now on) | want TEXT (is to be sent back)
///     list TOPIC... (all that this connection is subscribed to)
///     #NUMBER in front of any of these: its number among all messages of the connection
///     ours | stranger CODE WORDS | gone WORDS | answer ID done|no|maybe CODE WORDS
///
/// The topic's first letters choose its traits: book (range, REST snapshot), chain (linked, REST snapshot),
/// trade (contiguous, resume), tick (monotonic, resume), push (contiguous, resubscribe), conn (per
/// connection, resume), audit (audited, REST snapshot), window (as push, of two levels), anew (per
/// connection, a snapshot on every new connection), deribit (linked, the same), pushaudit (audited,
/// resubscribe), quiet (may say nothing for ever). A topic that begins with `far` lives at another URL.
class exchange : public hf::adapter {
public:
    hf::exchange_limits limit{};
    hf::keepalive alive{};
    hf::duration cadence{};
    hf::duration first_data{};
    hf::duration audit_every{};
    unsigned weight = 1;
    std::vector<hf::topic> own{}; ///< On every connection.
    bool grouped = false;         ///< By what stands in front of the dot.
    hf::http_request where_to{};  ///< Asked before each connection; the body of its answer is the URL.

    [[nodiscard]] std::vector<hf::topic> connection_topics() const override { return own; }
    [[nodiscard]] std::string_view request_group(const hf::topic& on) const noexcept override
    {
        return grouped ? on.name().substr(0, on.name().find('.')) : std::string_view();
    }
    [[nodiscard]] hf::http_request endpoint_request(std::span<const hf::topic>) const override
    {
        return where_to;
    }
    [[nodiscard]] hf::result<std::string> decode_endpoint(const hf::http_response& answer) const override
    {
        return answer.body.empty() ? hf::result<std::string>(hf::failure(hf::errc::malformed, "no URL"))
                                   : answer.body;
    }
    [[nodiscard]] std::string unsubscribe_called(std::uint64_t id, std::span<const hf::topic>,
                                                 std::span<const std::string_view> called) const override
    {
        std::string text = "leave " + std::to_string(id);
        for (const std::string_view name : called)
            text.append(" ").append(name);
        return text;
    }

    [[nodiscard]] std::string_view name() const noexcept override { return "toy"; }
    [[nodiscard]] std::string endpoint(std::span<const hf::topic> topics) const override
    {
        return !topics.empty() && topics[0].name().starts_with("far") ? "ws://toy/far" : "ws://toy/feed";
    }
    [[nodiscard]] hf::exchange_limits limits() const override { return limit; }
    [[nodiscard]] hf::keepalive keepalive() const override { return alive; }

    [[nodiscard]] hf::topic_traits traits(const hf::topic& on) const override
    {
        hf::topic_traits t;
        t.cadence = cadence;
        t.first_data = first_data;
        const std::string_view kind = on.name().substr(0, on.name().find('.'));
        if (kind == "book" || kind == "chain") {
            t.rule = kind == "book" ? hf::continuity::range : hf::continuity::linked;
            t.recovery = hf::recovery::rest_snapshot;
        } else if (kind == "audit" || kind == "pushaudit") {
            t.rule = hf::continuity::audited;
            t.recovery = kind == "audit" ? hf::recovery::rest_snapshot : hf::recovery::resubscribe;
            t.audit_every = audit_every;
        } else if (kind == "quiet") {
            t.rule = hf::continuity::audited; // no numbers
            t.quiet = true;
        } else if (kind == "push" || kind == "window") {
            t.rule = hf::continuity::contiguous;
            t.recovery = hf::recovery::resubscribe;
            t.depth = kind == "window" ? 2 : 0;
        } else if (kind == "anew" || kind == "deribit") {
            t.rule = kind == "anew" ? hf::continuity::per_connection : hf::continuity::linked;
            t.recovery = hf::recovery::new_connection;
        } else {
            t.rule = kind == "trade"  ? hf::continuity::contiguous
                     : kind == "conn" ? hf::continuity::per_connection
                                      : hf::continuity::monotonic;
        }
        if (on.name().ends_with("!"))
            t.priority = 1;
        return t;
    }

    [[nodiscard]] std::string subscribe(std::uint64_t id, std::span<const hf::topic> topics) const override
    {
        return listing("sub ", id, topics);
    }
    [[nodiscard]] std::string unsubscribe(std::uint64_t id, std::span<const hf::topic> topics) const override
    {
        return listing("unsub ", id, topics);
    }

    void decode(std::string_view bytes, bool binary, hf::slab& memory,
                std::vector<hf::decoded>& out) const override
    {
        hf::decoded said;
        std::istringstream words{std::string(bytes)};
        std::string verb;
        words >> verb;
        if (verb.starts_with("#")) {
            said.connection_number = std::strtoull(verb.c_str() + 1, nullptr, 10);
            words >> verb;
        }
        using kind = hf::decoded::kind;
        const auto keep = [&memory](const std::string& s) { return memory.copy(std::string_view(s)); };
        const auto word = [&] {
            std::string w;
            words >> w;
            return w;
        };
        const auto rest = [&] {
            std::string r;
            std::getline(words >> std::ws, r);
            return keep(r);
        };
        if (binary) {
            said.text = "binary where text belongs";
        } else if (verb == "d") {
            said.what = kind::data;
            said.topic_name = keep(word());
            words >> said.ids.first >> said.ids.last >> said.ids.previous;
            said.content = levels(words, memory, &said.exchange_time);
            if (said.topic_name.starts_with("conn"))
                said.connection_number = said.ids.last;
            if (said.ids.last == 0 && !said.connection_number)
                said.what = kind::malformed;
        } else if (verb == "s" || verb == "audit") {
            said.what = verb == "s" ? kind::snapshot : kind::audit;
            said.topic_name = keep(word());
            words >> said.ids.last;
            said.content = levels(words, memory);
        } else if (verb == "ack" || verb == "no" || verb == "one") {
            said.what = verb == "ack" ? kind::ack : kind::reject;
            said.whom = verb == "one" ? hf::blame::one_of_them : hf::blame::all;
            words >> said.request_id;
            said.text = rest();
        } else if (verb == "ackt" || verb == "not" || verb == "later" || verb == "revoked" ||
                   verb == "revokedall" || verb == "bad") {
            said.what = verb == "ackt"                     ? kind::ack
                        : verb == "not" || verb == "later" ? kind::reject
                                                           : kind::revoked;
            said.again = verb == "later";
            said.family = verb == "revokedall";
            if (verb == "bad")
                said.what = kind::malformed;
            said.topic_name = keep(word());
            said.text = rest();
        } else if (verb == "called") {
            said.what = kind::called;
            said.topic_name = keep(word());
            said.text = rest();
        } else if (verb == "want") {
            said.what = kind::reply;
            said.text = rest();
        } else if (verb == "list") {
            said.what = kind::subscriptions;
            std::vector<std::string_view> all;
            for (std::string w = word(); !w.empty(); w = word())
                all.push_back(keep(w));
            said.topics = memory.copy(std::span<const std::string_view>(all));
        } else if (verb == "ours") {
            said.what = kind::login;
        } else if (verb == "gone") {
            said.what = kind::login_expired;
            said.text = rest();
        } else if (verb == "stranger" || verb == "answer") {
            hf::answer_report answer;
            if (verb == "answer") {
                words >> said.request_id;
                const std::string verdict = word();
                answer.verdict = verdict == "done" ? hf::order_answer::acknowledged
                                 : verdict == "no" ? hf::order_answer::rejected
                                                   : hf::order_answer::in_doubt;
            }
            said.what = verb == "answer" ? kind::answer : kind::login_refused;
            words >> answer.code;
            said.text = rest();
            said.answer = memory.copy(std::span<const hf::answer_report>(&answer, 1)).data();
        } else if (verb == "hb") {
            said.what = kind::heartbeat;
        } else if (verb == "bye") {
            said.what = kind::shutdown;
            said.text = rest();
        } else if (verb == "slow") {
            said.what = kind::rate_limit;
            said.text = rest();
        } else {
            said.text = "not a word of the toy dialect";
        }
        out.push_back(said);
    }

    [[nodiscard]] hf::http_request snapshot_request(const hf::topic& on) const override
    {
        hf::http_request r;
        r.url = "http://toy/snapshot?topic=" + on.str();
        r.weight = weight;
        return r;
    }

    /// `LAST [b|a PRICE QUANTITY]...`, or `slow`
    [[nodiscard]] hf::result<hf::rest_snapshot> decode_snapshot(const hf::topic& on, std::string_view body,
                                                                hf::slab& memory) const override
    {
        std::istringstream words{std::string(body)};
        hf::rest_snapshot s;
        if (body == "unknown")
            return hf::failure(hf::errc::topic_unknown, "-1121: Invalid symbol.");
        if (body == "slow")
            return hf::failure(hf::errc::rate_limited, "too many requests");
        if (!(words >> s.ids.last))
            return hf::failure(hf::errc::malformed, "the snapshot of " + on.str() + " has no id");
        s.levels = levels(words, memory);
        return s;
    }

    [[nodiscard]] hf::close_action on_close(std::uint16_t code, std::string_view) const override
    {
        return code == 4003 ? hf::close_action::fatal : hf::close_action::reconnect;
    }

private:
    static std::string listing(std::string text, std::uint64_t id, std::span<const hf::topic> topics)
    {
        text += std::to_string(id);
        for (const hf::topic& t : topics)
            text += " " + t.str();
        return text;
    }

    static hf::book_levels levels(std::istringstream& words, hf::slab& memory, hf::wall_time* time = nullptr)
    {
        std::vector<hf::level> bids;
        std::vector<hf::level> asks;
        std::string which, price, quantity;
        while (words >> which >> price >> quantity) {
            if (which == "t" && time)
                *time = hf::wall_time(hf::duration(std::stoll(price)));
            if (which == "t")
                continue;
            const hf::level l{*hf::decimal::parse(price), *hf::decimal::parse(quantity)};
            (which == "b" ? bids : asks).push_back(l);
        }
        return {memory.copy(std::span<const hf::level>(bids)), memory.copy(std::span<const hf::level>(asks))};
    }
};

inline constexpr std::string_view sane = " b 99 1 a 101 1";

} // namespace toy

#endif
