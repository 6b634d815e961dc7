// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_POLICY_SUBSCRIPTIONS_HPP
#define HOLDFAST_POLICY_SUBSCRIPTIONS_HPP

#include <holdfast/policy/clock.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace holdfast {

/// How patient to be with an exchange that was asked for topics. Zero turns a member off.
struct subscriptions_config {
    /// From the request to its acknowledgement. 100 ms to 10 min.
    duration ack_timeout = std::chrono::seconds(10);

    /// From the acknowledgement to the first message of the topic; `want` can say otherwise for one topic.
    /// 100 ms to 24 h.
    duration first_data_timeout = std::chrono::seconds(15);

    friend constexpr bool operator==(const subscriptions_config&, const subscriptions_config&) = default;
};

/// Says what is wrong with the configuration, naming the member and its range; empty when nothing is.
[[nodiscard]] std::string check(const subscriptions_config& config);

enum class subscription_op : std::uint8_t { subscribe, unsubscribe };

/// Where a topic stands.
enum class subscription_state : std::uint8_t {
    /// Wanted, not asked for on this connection yet.
    wanted,
    /// Asked for, not answered yet.
    requested,
    /// Acknowledged.
    confirmed,
    /// Refused, revoked or overdue; `subscriptions::failure` says why.
    failed,
    /// Not wanted any more, but perhaps still subscribed at the exchange.
    leaving,
};

[[nodiscard]] std::string_view to_string(subscription_op op) noexcept;
[[nodiscard]] std::string_view to_string(subscription_state state) noexcept;

/// One message to the exchange: what to do, for which topics.
struct subscription_request {
    subscription_op op = subscription_op::subscribe;
    std::vector<std::string> topics;

    [[nodiscard]] bool empty() const noexcept { return topics.empty(); }

    friend bool operator==(const subscription_request&, const subscription_request&) = default;
};

/// A topic that is overdue, and what it did not send.
struct overdue_topic {
    enum class kind : std::uint8_t { ack, first_data };

    std::string topic;
    subscription_op op = subscription_op::subscribe;
    kind missing = kind::ack;

    friend bool operator==(const overdue_topic&, const overdue_topic&) = default;
};

/// What the whole list of subscriptions says about the topics that are wanted.
struct subscription_news {
    std::vector<std::string> agreed;     ///< Asked for, and there.
    std::vector<std::string> taken_back; ///< Acknowledged before, and there no more.
    std::size_t answered = 0;            ///< Topics of which something was open, ended ones included.
};

/// Whom a refused request blames.
enum class blame : std::uint8_t {
    /// Every topic in it.
    all,
    /// One of them, unnamed (Bybit): each is asked for again in a request of its own.
    one_of_them,
};

struct subscription_counts {
    std::size_t wanted = 0;    ///< topics the user asked for
    std::size_t requested = 0; ///< of these, asked for and not answered yet
    std::size_t confirmed = 0; ///< of these, acknowledged
    std::size_t live = 0;      ///< of these, acknowledged and heard
    std::size_t failed = 0;    ///< of these, failed

    friend constexpr bool operator==(const subscription_counts&, const subscription_counts&) = default;
};

/// Keeps the topics the user wants beside what the exchange was asked for and what it answered, and works out
/// the requests that make the two equal. Nothing is asked for twice on one connection, and nothing that is
/// not wanted survives a reconnect.
///
/// A topic has at most one request under way. An unsubscribe therefore leaves after the subscribe it follows
/// was answered (or was given up), and a topic wanted again meanwhile needs no request at all.
///
/// Request ids are the caller's, above zero, and never repeat, not even on another connection: so the answer
/// to a request of an older connection is unknown and touches nothing. Answers that name topics must come
/// from the connection that is up.
///
/// Everything is listed by descending priority, then in the order of wanting.
///
/// Precondition: `check(config)` is empty.
///
/// @code
/// topics.want("depth@BTCUSDT");
/// topics.on_connected(epoch);
/// while (auto request = topics.next_request(10); !request.empty())
///     topics.mark_requested(++id, request, now);   // and send it
/// topics.on_ack(id, now);
/// @endcode
class subscriptions {
public:
    explicit subscriptions(const subscriptions_config& config = {}) : config_(config) {}

    /// Wants a topic. Wanting a failed topic again tries it again; wanting one twice takes the new parameters
    /// and asks for nothing.
    /// @param priority    higher is asked for earlier
    /// @param first_data  how long its first message may take; zero: for ever; nothing: as configured
    /// @param group       topics of different groups never share a request
    /// @return whether the topic was not wanted before
    bool want(std::string_view topic, int priority = 0, std::optional<duration> first_data = std::nullopt,
              std::string_view group = {});

    /// Stops wanting a topic.
    /// @return whether it was wanted
    bool unwant(std::string_view topic);

    /// Asks for a wanted topic no more on this connection, until it is wanted again or renewed: it was
    /// refused before.
    /// @return whether the topic is wanted
    bool hold(std::string_view topic, std::string_view text);

    /// Asks for a wanted topic anew, unsubscribing first if need be: for a topic with a snapshot that comes
    /// with the subscription.
    /// @return whether the topic is wanted
    bool renew(std::string_view topic);

    /// A connection is up and nothing is asked for on it: every wanted topic, the failed ones too, starts
    /// anew.
    void on_connected(std::uint64_t epoch);

    /// The connection is gone: nothing is asked for until the next one, nothing is overdue.
    void on_disconnected();

    /// The next message to send, about topics of one group: unsubscribes first, because they make room. Empty
    /// when there is none.
    /// @param max_topics  most topics a message may name; zero: any number
    [[nodiscard]] subscription_request next_request(std::size_t max_topics = 0) const;

    /// The request is on its way. A topic unwanted meanwhile is remembered and unsubscribed once this is
    /// answered. Does nothing while the connection is down.
    void mark_requested(std::uint64_t request_id, const subscription_request& request, time_point now);

    /// The exchange agreed to a whole request.
    /// @return what it agreed to: the topics not answered one by one before; nothing for an unknown id
    [[nodiscard]] std::optional<subscription_request> on_ack(std::uint64_t request_id, time_point now);

    /// The exchange agreed to one topic.
    /// @param op  what it agreed to; nothing: whatever is open for the topic
    /// @return whether that was asked for and open
    [[nodiscard]] bool on_ack(std::string_view topic, time_point now,
                              std::optional<subscription_op> op = std::nullopt);

    /// The exchange refused a whole request. A refused unsubscribe counts as done: what is not there cannot
    /// be removed.
    /// @return what failed now, nothing if each topic is tried alone; nothing for an unknown id
    [[nodiscard]] std::optional<subscription_request>
    on_reject(std::uint64_t request_id, std::string_view text, blame whom = blame::all);

    /// The exchange refused one topic.
    /// @param op  what it refused; nothing: whatever is open for the topic
    /// @return whether that was asked for and open
    [[nodiscard]] bool on_reject(std::string_view topic, std::string_view text,
                                 std::optional<subscription_op> op = std::nullopt);

    /// The exchange took back a topic it had agreed to (OKX `channel-conn-count-error`).
    /// @return whether it had
    [[nodiscard]] bool on_revoked(std::string_view topic, std::string_view text);

    /// A topic carried a message, before its acknowledgement perhaps, which is due nevertheless. Later ones
    /// need not be told. Heals a topic that failed by being silent.
    /// @return whether it was the first since the subscription
    bool on_first_data(std::string_view topic);

    /// Says whether what comes for the topic comes because of the subscription that stands: nothing that we
    /// have sent, or are about to send, will end it. While an unsubscribe of ours may still take effect, a
    /// message proves nothing about those that follow.
    [[nodiscard]] bool settled(std::string_view topic) const;

    /// Says whether a request for the topic, to subscribe it or to end it, is on its way and not answered
    /// yet.
    [[nodiscard]] bool awaits_answer(std::string_view topic) const;

    /// The exchange told the whole list of what this connection is subscribed to.
    /// @return what that agrees to, and what it takes back
    [[nodiscard]] subscription_news on_list(std::span<const std::string_view> topics, time_point now);

    /// Takes the topics that are overdue; each is returned once and has failed. A subscribe that was not
    /// answered counts as done, so that trying it again unsubscribes first; so does an unsubscribe, so that
    /// it is followed by a subscribe.
    [[nodiscard]] std::vector<overdue_topic> expired(time_point now);

    /// When `expired` has something to tell next; `never` if nothing is open.
    [[nodiscard]] time_point next_deadline() const noexcept;

    /// Where a topic stands; nothing for a topic that is not wanted or known.
    [[nodiscard]] std::optional<subscription_state> state(std::string_view topic) const;

    /// Why a topic failed; empty for any other.
    [[nodiscard]] std::string_view failure(std::string_view topic) const;

    /// The topics that are wanted.
    [[nodiscard]] std::vector<std::string> wanted() const;

    [[nodiscard]] subscription_counts counts() const noexcept;

    /// The connection that is up, or was last.
    [[nodiscard]] std::uint64_t epoch() const noexcept { return epoch_; }

private:
    // What the exchange believes, as far as we know.
    enum class wire : std::uint8_t { off, subscribing, on, unsubscribing };
    enum class fault : std::uint8_t { none, refused, no_ack, no_data };

    static constexpr std::uint64_t no_request = 0;

    struct rank {
        int priority;
        std::uint64_t order;
        friend bool operator<(const rank& a, const rank& b) noexcept
        {
            return a.priority != b.priority ? a.priority > b.priority : a.order < b.order;
        }
    };

    struct entry {
        std::string topic;
        std::string group;
        std::optional<duration> first_data;
        std::string failure;
        std::uint64_t request = no_request;
        time_point ack_due = never;
        time_point data_due = never;
        wire at = wire::off;
        fault why = fault::none;
        bool wanted = true;
        bool renewing = false;
        bool alone = false;
        bool heard = false;
        bool ending = false; // An unsubscribe of ours was not answered, and may still take effect.
    };

    using table = std::map<rank, entry>;

    [[nodiscard]] entry* find(std::string_view topic);
    [[nodiscard]] const entry* find(std::string_view topic) const;
    entry& add(std::string_view topic, int priority);
    void move(std::string_view topic, int priority);
    void forget_wire();
    void drop_gone();
    void agree(entry& e, time_point now) const;
    [[nodiscard]] overdue_topic give_up(entry& e) const;
    [[nodiscard]] std::vector<entry*> asked_by(std::uint64_t request_id);
    [[nodiscard]] entry* open_for(std::string_view topic, std::optional<subscription_op> op);
    [[nodiscard]] duration first_data_timeout(const entry& e) const noexcept;
    [[nodiscard]] static std::optional<subscription_op> missing(const entry& e) noexcept;
    [[nodiscard]] static subscription_op asked(const entry& e) noexcept;
    static void answer(entry& e) noexcept;
    static void leave(entry& e) noexcept;
    static void refuse(entry& e, std::string_view text);
    static void fail(entry& e, fault why, std::string_view text);
    static void retry(entry& e) noexcept;

    subscriptions_config config_;
    table entries_;
    std::map<std::string, rank, std::less<>> ranks_;
    std::uint64_t wanted_so_far_ = 0;
    std::uint64_t epoch_ = 0;
    bool up_ = false;
};

} // namespace holdfast

#endif
