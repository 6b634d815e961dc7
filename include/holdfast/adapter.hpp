// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_ADAPTER_HPP
#define HOLDFAST_ADAPTER_HPP

#include <holdfast/error.hpp>
#include <holdfast/event.hpp>
#include <holdfast/memory/slab.hpp>
#include <holdfast/network.hpp>
#include <holdfast/policy/close_code.hpp>
#include <holdfast/policy/order_fate.hpp>
#include <holdfast/policy/sequence.hpp>
#include <holdfast/policy/subscriptions.hpp>
#include <holdfast/topic.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace holdfast {

class account_dialect;

/// How a topic is put right again after a gap.
enum class recovery : std::uint8_t {
    rest_snapshot, ///< Fetch `snapshot_request`, splice the messages that arrived meanwhile.
    resubscribe,   ///< Unsubscribe and subscribe: the exchange sends a new snapshot.
    resume,        ///< There is no state to rebuild: declare the hole and go on with the next message.
    /// A new connection takes over: only what is subscribed there begins with a snapshot (Coinbase Advanced
    /// Trade; Deribit answers a repeated subscription with nothing new). The old one serves the other topics
    /// until then.
    new_connection,
};

/// What an adapter knows about a topic.
struct topic_traits {
    continuity rule = continuity::monotonic;
    holdfast::recovery recovery = holdfast::recovery::resume;
    /// How often a healthy topic of this kind speaks, at the least; zero: it may be silent for ever.
    duration cadence{};
    /// How soon after the acknowledgement the first message must come (the snapshot, where `recovery` is
    /// `resubscribe`); zero: no limit.
    duration first_data{};
    /// How often verified state is compared with `snapshot_request`, for topics with messages that do not
    /// tell what is missing (`continuity::audited`); zero: never.
    duration audit_every{};
    /// Whether it may say nothing for ever: then it counts as verified once it is acknowledged. Only where
    /// `recovery` is `resume`.
    bool quiet = false;
    /// The levels of each side that a book of this kind has, where the exchange sends no deletion for what
    /// leaves this window (Kraken v2 `depth`); zero: all levels, and every deletion is sent.
    std::size_t depth = 0;
    /// Recovered first where the budget is short: higher goes first.
    int priority = 0;
};

/// The limits of an exchange; zero means no limit.
struct exchange_limits {
    unsigned messages = 0; ///< What we may send, in any `messages_window`, on one connection.
    duration messages_window = std::chrono::seconds(1);
    unsigned requests = 0; ///< Of these, requests to subscribe or unsubscribe, in any `requests_window`.
    duration requests_window = std::chrono::hours(1);
    std::size_t topics_per_request = 0;
    std::size_t topics_per_unsubscribe = 0; ///< Zero: as `topics_per_request`.
    std::size_t topics_per_connection = 0;
    std::size_t topic_bytes_per_connection = 0; ///< The lengths of all topics' names together.
    unsigned attempts = 300; ///< Connection attempts in any `attempts_window`, from one address.
    duration attempts_window = std::chrono::minutes(5);
    unsigned rest_weight = 0; ///< REST weight in any `rest_window`, from one address.
    duration rest_window = std::chrono::minutes(1);
    unsigned rest_reserve =
        0; ///< Of `rest_weight`, what is kept for requests about orders (`http_request::urgent`).
};

/// How an exchange wants its connections kept alive.
struct keepalive {
    /// What to send when the line was idle for `ping_after`: empty for a WebSocket ping frame.
    std::string ping_text{};
    /// Send after this much time; zero: the exchange pings, or neither side does.
    duration ping_after{};
    /// Send it whether the line is idle or not (an exchange that counts our pings).
    bool always = false;
};

/// A control message to send, and the topics it is about.
struct request {
    std::uint64_t id = 0; ///< What the acknowledgement will carry, where the exchange has ids.
    std::string text{};
    std::vector<topic> topics{};
};

/// The answer to a request that is not about subscriptions: to a login, to an order.
struct answer_report {
    order_answer verdict = order_answer::in_doubt;
    std::int64_t code = 0;       ///< The exchange's.
    unsigned http_status = 0;    ///< Where the answer has one.
    std::string_view order_id{}; ///< Of an order that was acknowledged, where the answer has it.
};

/// One thing that a message said. Text and spans point into the message or into the slab.
struct decoded {
    enum class kind : std::uint8_t {
        data,     ///< A message of a topic.
        snapshot, ///< The whole state of a topic, pushed by the exchange.
        audit,    ///< The same, not part of the topic's own sequence: only to compare state with.
        ack,      ///< A request, or (with `topic_name`) one topic of it, was accepted.
        /// The answer to any request is the whole list of what this connection is subscribed to (Coinbase
        /// Advanced Trade): `topics`. What was asked for and stands there is accepted; what was to be ended
        /// and does not, is ended; what was accepted before and does not, was taken back.
        subscriptions,
        reject,  ///< The same as `ack`, refused; `text` has the exchange's words.
        revoked, ///< An acknowledged topic was taken back; with `family`, several.
        /// From now on, on this connection, messages call the topic `topic_name` by the name in `text`
        /// (Bitfinex `chanId`): appended beside the `ack`.
        called,
        /// The exchange asks whether we are there, and wants `text` sent back, exactly so (HTX `{"ping":…}`,
        /// Crypto.com `public/heartbeat`). Ordinary WebSocket pings (RFC 6455 §5.5.2) are answered without
        /// it.
        reply,
        shutdown,      ///< The exchange will close this connection soon.
        rate_limit,    ///< The exchange says that we are too fast.
        heartbeat,     ///< A sign of life that is not data: pong, welcome, status.
        login,         ///< The connection is ours now.
        login_refused, ///< It is not; `text` has the exchange's words, `again` says that a new try may help.
        login_expired, ///< It is not ours any more: a listen key has expired, a login was ended.
        answer,        ///< To the request `request_id`: see `answer`, and `text` for the exchange's words.
        skipped,   ///< A part of a message that was not understood and left out; the rest of the message is
                   ///< told by other entries. `text` says what and why, `topic_name` which topic.
        malformed, ///< Not understood; `text` says why, `topic_name` which topic, if known.
    };
    kind what = kind::malformed;
    std::string_view topic_name{};
    std::uint64_t request_id = 0; ///< Zero where there is none.
    sequence_ids ids{};
    wall_time exchange_time{};
    holdfast::content content{};
    std::string_view text{};
    /// The number of this message among all that the connection carries, where the exchange counts so. Of
    /// every kind of message that has one, whatever it is about; several entries of one message repeat it.
    std::optional<std::uint64_t> connection_number{};
    std::span<const std::string_view> topics{}; ///< Of `subscriptions`: the topics' names, in the slab.
    std::optional<std::uint32_t> checksum{};    ///< Of the state after this message; the book compares.
    const answer_report* answer = nullptr;      ///< In the slab; of an `answer` and of a `login_refused`.
    /// Of a `reject` with an id: whom the exchange blames.
    blame whom = blame::all;
    /// Of a `reject` or `login_refused`: refused only for now (too fast, internal trouble). Otherwise the
    /// same question would have the same answer: a symbol that the exchange does not know.
    bool again = false;
    bool family = false; ///< Of a `revoked`: `topic_name` is what the names of the topics begin with.
};

/// A snapshot as REST gave it.
struct rest_snapshot {
    sequence_ids ids{};
    wall_time exchange_time{};
    book_levels levels{}; ///< In the slab.
};

/// Port: an exchange's dialect. Pure translation: no I/O, no clock, no global state, and no exception leaves
/// it; what cannot be understood is `decoded::kind::malformed` or a failure. `const` throughout, so one
/// adapter serves any number of sessions and threads.
class adapter {
public:
    virtual ~adapter() = default;

    /// The exchange's name, for logs and budgets: `binance-spot`.
    [[nodiscard]] virtual std::string_view name() const noexcept = 0;
    /// The WebSocket URL to dial for these topics. Where an exchange serves some topics elsewhere, the first
    /// one decides; a session refuses a topic at another URL than the topics it has.
    [[nodiscard]] virtual std::string endpoint(std::span<const topic> topics) const = 0;
    [[nodiscard]] virtual exchange_limits limits() const = 0;
    [[nodiscard]] virtual holdfast::keepalive keepalive() const = 0;
    [[nodiscard]] virtual topic_traits traits(const topic& on) const = 0;

    /// The text that subscribes these topics (at most `topics_per_request`, or `topics_per_unsubscribe`);
    /// `id` is the request's id. Empty where there is nothing to ask for: the URL or the login has done it.
    [[nodiscard]] virtual std::string subscribe(std::uint64_t id, std::span<const topic> topics) const = 0;
    [[nodiscard]] virtual std::string unsubscribe(std::uint64_t id, std::span<const topic> topics) const = 0;

    /// The same where messages call at least one of the topics by another name (`decoded::kind::called`), and
    /// a request has to, too. `called` has one entry for each topic, empty where there is no other name.
    [[nodiscard]] virtual std::string unsubscribe_called(std::uint64_t id, std::span<const topic> topics,
                                                         std::span<const std::string_view> /*called*/) const
    {
        return unsubscribe(id, topics);
    }
    /// Topics of different groups are never asked for in one request: those of another channel, where a
    /// request is about one channel. The text lives as long as the topic's name or the adapter.
    [[nodiscard]] virtual std::string_view request_group(const topic& /*on*/) const noexcept { return {}; }
    /// Topics that every connection is to carry, whether a user asks for them or not: a channel of heartbeats
    /// that shows that nothing was lost (Coinbase Advanced Trade), or that the exchange is in order. They
    /// count towards the limits and towards `phase::verified`.
    [[nodiscard]] virtual std::vector<topic> connection_topics() const { return {}; }

    /// The request that is answered with the URL to dial, asked anew before each connection, for an exchange
    /// that gives it out (KuCoin: `POST /api/v1/bullet-public`). Without a URL: `endpoint` is dialled.
    [[nodiscard]] virtual http_request endpoint_request(std::span<const topic> /*topics*/) const
    {
        return {};
    }
    /// The URL in the answer; it has to be as secure as `endpoint`.
    [[nodiscard]] virtual result<std::string> decode_endpoint(const http_response& /*answer*/) const
    {
        return failure(errc::malformed, "the adapter knows no answers to endpoint_request");
    }

    /// Understands one message and appends what it said; what it decodes goes into `memory`, which owns
    /// `bytes` too. Appends at least one entry.
    virtual void decode(std::string_view bytes, bool binary, slab& memory,
                        std::vector<decoded>& out) const = 0;

    /// The request for a snapshot of the topic; only where `recovery` is `rest_snapshot` or `audit_every` is
    /// set.
    [[nodiscard]] virtual http_request snapshot_request(const topic& /*on*/) const { return {}; }
    [[nodiscard]] virtual result<rest_snapshot> decode_snapshot(const topic& on, std::string_view /*body*/,
                                                                slab& /*memory*/) const
    {
        return failure(errc::snapshot_failed, on.str() + ": the adapter knows no snapshots");
    }

    /// What an answer by REST complains about in the exchange's own codes and words, whatever its status: too
    /// many requests (`errc::rate_limited`), a ban (`errc::banned`; with `retry_after`, where it says until
    /// when), a symbol that does not exist (`errc::topic_unknown`). No error for everything else, and for
    /// what the HTTP status says by itself.
    [[nodiscard]] virtual failure complaint(const http_response& /*answer*/, wall_time /*now*/) const
    {
        return {};
    }
    /// The REST weight that the exchange has counted for this address in the present window, by the headers
    /// of an answer; nothing where it does not say.
    [[nodiscard]] virtual std::optional<unsigned> used_weight(const http_response& /*answer*/) const
    {
        return std::nullopt;
    }

    /// How accounts are spoken of on this connection; null for an adapter of market data.
    [[nodiscard]] virtual const account_dialect* account() const noexcept { return nullptr; }

    /// What to do about a close code of the range 3000–4999, which exchanges define.
    [[nodiscard]] virtual close_action on_close(std::uint16_t /*code*/, std::string_view /*reason*/) const
    {
        return close_action::reconnect;
    }
};

} // namespace holdfast

#endif
