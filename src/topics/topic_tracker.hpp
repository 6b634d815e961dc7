// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_TOPICS_TOPIC_TRACKER_HPP
#define HOLDFAST_SRC_TOPICS_TOPIC_TRACKER_HPP

#include "topics/topic_table.hpp"

#include <holdfast/adapter.hpp>
#include <holdfast/config.hpp>
#include <holdfast/event.hpp>
#include <holdfast/network.hpp>
#include <holdfast/observer.hpp>
#include <holdfast/policy/backoff.hpp>
#include <holdfast/policy/heartbeat.hpp>
#include <holdfast/policy/random.hpp>
#include <holdfast/policy/resync_buffer.hpp>
#include <holdfast/policy/sequence.hpp>
#include <holdfast/policy/subscriptions.hpp>
#include <holdfast/stats.hpp>

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace holdfast {

/// The topic as error texts name it.
[[nodiscard]] std::string quoted(const topic& on);

/// Where the feed puts the events of a topic.
class event_sink {
public:
    virtual ~event_sink() = default;
    /// Keeps a message, or answers false: no room.
    [[nodiscard]] virtual bool put(data&& message) = 0;
    [[nodiscard]] virtual bool put(snapshot&& message) = 0;
    /// Keeps what a recovery delivers, beyond the capacity.
    virtual void put_recovered(event message) = 0;
    /// Keeps what opens or closes a gap.
    virtual void put_mark(event mark) = 0;
    /// Keeps a phase change if there is room.
    virtual void put_notice(event notice) = 0;
    [[nodiscard]] virtual bool has_room() const noexcept = 0;
    /// Nothing more will come.
    virtual void end() = 0;
};

/// Takes what a message says that is about no topic: answers to logins and orders, the end of the connection.
class reception {
public:
    virtual ~reception() = default;
    /// Its words are clean (`redacted_excerpt`). A failure means that the connection is of no more use.
    [[nodiscard]] virtual result<> on_reply(const decoded& said, time_point now) = 0;
};

/// The state of every topic of one session: who wants it, what the exchange was asked, whether it is in
/// order, what waits for a snapshot, and what must be repaired. Pure: time is an argument, nothing is sent or
/// fetched here; the session's coroutines carry out what it decides.
class feed {
public:
    /// Says how long a REST request has to wait for its budget; zero when it was taken.
    using admission = std::function<duration(const http_request&)>;

    feed(const adapter& exchange, const session_config& config, session_stats& stats, observer& watch,
         std::uint64_t seed, reception* others = nullptr);

    // What the user wants.
    void attach(const topic& on, std::shared_ptr<event_sink> sink, time_point now);
    void detach(const topic& on, const event_sink* sink);
    void remove(const topic& on);
    void distrust(const topic& on, const failure& why, time_point now);
    /// A consumer has taken what was in its buffer.
    void room(const topic& on);
    /// Every topic ends, for this reason.
    void end(const failure& why, time_point now);

    // The connection.
    void connected(std::uint32_t epoch, time_point now);
    void disconnected(const failure& why, time_point now);
    /// Understands a batch, which was read at `calendar` by the exchange's calendar. A failure means that the
    /// connection is of no more use.
    [[nodiscard]] result<> receive(const batch& received, wall_time calendar = {});

    // The writer.
    [[nodiscard]] bool has_request() const { return !wishes_.next_request(1).empty(); }
    /// What the exchange wants to be told next, to see that the client is there.
    [[nodiscard]] std::optional<std::string> next_reply();
    /// The next control message, as if it were sent now; disengaged when there is none.
    [[nodiscard]] std::optional<request> next_request(time_point now);
    /// An id for a request of another kind.
    [[nodiscard]] std::uint64_t new_request_id() noexcept { return ++last_request_; }

    // The repairs.
    [[nodiscard]] std::optional<http_request> next_repair(time_point now, const admission& admit,
                                                          std::uint64_t& ticket);
    /// A failure is what the exchange says in the body of an answer; the repair is tried again by itself.
    result<> repaired(std::uint64_t ticket, const result<http_response>& answer, time_point now);
    /// When `next_repair` may have a new answer.
    [[nodiscard]] time_point repair_due() const noexcept { return repair_due_; }

    // Time.
    /// Does what is overdue: missing acknowledgements, quiet topics; returns when to ask again. A failure
    /// means that the connection is of no more use.
    [[nodiscard]] result<time_point> examine(time_point now);

    // What the session shows.
    [[nodiscard]] bool verified(const topic& on) const;
    /// Why it is vain to wait for the topic: it is not wanted, or the exchange refuses it for good. No error:
    /// it may come any moment.
    [[nodiscard]] failure hopeless(const topic& on) const;
    /// The same for all topics: of the first one that is refused.
    [[nodiscard]] failure hopeless() const;
    /// Whether a user wants any topic.
    [[nodiscard]] bool wanted() const noexcept;
    /// All topics; those that only the adapter wants come last.
    [[nodiscard]] std::vector<topic> topics() const;
    /// Whether any topic is one that speaks, sooner or later.
    [[nodiscard]] bool expects_data() const noexcept;
    /// The phase that the topics are in: subscribing, recovering or verified.
    [[nodiscard]] phase progress() const noexcept;
    void announce(const phase_changed& change);
    /// True once after each data message: the connection carries data.
    [[nodiscard]] bool take_data_seen() noexcept { return std::exchange(data_seen_, false); }
    /// True once after each message that answers us: the exchange hears us.
    [[nodiscard]] bool take_answer_seen() noexcept { return std::exchange(answer_seen_, false); }
    /// True once after a topic was found that only a new connection can put right.
    [[nodiscard]] bool take_new_connection() noexcept { return std::exchange(new_connection_, false); }
    /// True once after something changed that the writer, the repairs or the watchdog should look at.
    [[nodiscard]] bool take_changed() noexcept { return std::exchange(changed_, false); }

private:
    /// How a topic stands on this connection.
    enum class standing : std::uint8_t {
        down,       ///< No connection.
        collecting, ///< Not verified: messages wait for a snapshot, or the first message is awaited.
        bridging,   ///< A snapshot is delivered; the message that continues it is awaited.
        live,       ///< Verified: messages are delivered as they come.
        starved,    ///< A consumer is full: messages are dropped until it has room.
    };

    /// Audits that may fail one after the other, one less than this.
    static constexpr int audit_patience = 3;
    /// How long snapshots may stay behind what the stream has shown: a copy of the exchange's state that
    /// trails. After that the exchange's counter has gone back.
    static constexpr duration trailing_patience = std::chrono::seconds(30);

    struct repair_state {
        bool wanted = false;
        std::uint64_t ticket = 0; ///< Of the request under way; zero: none.
        time_point not_before{};
    };

    struct topic_state {
        topic_state(topic name, const topic_traits& t, const session_config& config);

        topic on;
        topic_traits traits;
        sequence order;
        topic_pulse pulse;
        resync_buffer<data> waiting;
        const slab* newest_waiting = nullptr; ///< The batch of the newest message that waits.
        backoff retry;
        repair_state repair{};
        std::vector<std::shared_ptr<event_sink>> sinks{};
        failure why{};
        time_point since{};
        std::uint64_t last_good = 0;
        std::uint64_t delivered = 0;          ///< The newest message that every consumer has.
        std::uint64_t floor = 0;              ///< Seen on this connection: a snapshot below it is stale ...
        time_point below_floor_since = never; ///< ... unless all of them are, for long.
        std::uint64_t newest = 0;             ///< The highest number that waits for a snapshot.
        unsigned behind = 0;                  ///< Messages in a row that were older than what is known.
        standing now = standing::down;
        bool confirmed = false;
        bool heard = false;
        bool served = false; ///< Verified on this connection at least once.
        bool ever_live = false;
        bool shown_empty = false;      ///< The last snapshot by REST had no level.
        bool of_adapter = false;       ///< The adapter wants it on every connection.
        bool interrupted = false;      ///< Our own unsubscribe was sent while the topic was verified.
        failure refused{};             ///< For good, in the exchange's words; no error if it is not.
        std::string perhaps_refused{}; ///< Words that blame no topic, said while this one awaited its answer.
        duration refused_pause{};      ///< Before it was asked for again the last time.
        unsigned attempts = 0;
        unsigned unanswered = 0;        ///< Requests in a row that nobody answered.
        time_point confirm_due = never; ///< When a quiet snapshot is fetched once more.
        std::uint64_t probe_from = 0;   ///< Where the stream stood when the probe was sent.
        std::uint64_t probe_floor = 0;  ///< What the stream has to reach ...
        time_point probe_due = never;   ///< ... until then.
        time_point healed_at = time_point::min();
        unsigned relapses = 0;        ///< Gaps in a row that came right after the one before was closed.
        time_point ask_again = never; ///< When a subscription that failed is tried anew.
        time_point audit_due = never; ///< When state to compare with is asked for ...
        time_point audit_end = never; ///< ... and when it has been missing for too long.
    };

    [[nodiscard]] topic_state* find(std::string_view name) noexcept { return by_name_.find(name); }
    [[nodiscard]] const topic_state* find(std::string_view name) const noexcept
    {
        return by_name_.find(name);
    }
    [[nodiscard]] topic_state* by_ticket(std::uint64_t ticket) noexcept;

    topic_state& add(const topic& on, time_point now);
    void take_out(const topic& on);
    void ask_for(const topic_state& t);
    [[nodiscard]] std::string text_of(const request& message, subscription_op op) const;
    [[nodiscard]] result<> on_called(const decoded& said);
    void forget_names();
    [[nodiscard]] result<> on_reply_wanted(std::string_view text);
    [[nodiscard]] bool follows(std::uint64_t number, time_point now);
    [[nodiscard]] result<> understand(const decoded& said, const message& raw, const batch& received);
    void on_skipped(const decoded& said);
    [[nodiscard]] result<> on_malformed(const decoded& said, time_point now);
    void on_ack(const decoded& said, time_point now);
    void on_subscriptions(const decoded& said, time_point now);
    void acknowledge(std::uint64_t request, time_point now);
    void on_reject(const decoded& said, time_point now);
    void on_unnamed_reject(std::string_view words);
    void on_revoked(const decoded& said, time_point now);
    void on_audit(topic_state& t, const decoded& said, const message& raw, const batch& received);
    void on_message(topic_state& t, const decoded& said, const message& raw, const batch& received);
    [[nodiscard]] static std::optional<failure> useless(const topic_state& t, const book_levels& levels);
    void on_useless_snapshot(topic_state& t, const failure& why, time_point now);
    void on_pushed_snapshot(topic_state& t, const decoded& said, const message& raw, const batch& received);
    [[nodiscard]] stamp stamped(const topic_state& t, const decoded& said, const batch& received) const;
    [[nodiscard]] duration lag(wall_time exchange_time) const noexcept;
    void judge(topic_state& t, data&& message);
    [[nodiscard]] bool repeats(topic_state& t, std::uint64_t last);
    void close_and_collect(topic_state& t, const failure& why, data&& message);
    void keep_for_snapshot(topic_state& t, data&& message);
    void collect(topic_state& t, data&& message);
    void bridge(topic_state& t, data&& message);
    void on_connection_gap(const failure& why, time_point now);
    void ask_for_connection(topic_state& t, time_point now);

    void confirmed(topic_state& t, time_point now);
    void subscription_failed(topic_state& t, const failure& why, time_point now);
    void unheard(topic_state& t, const overdue_topic& late, time_point now);
    void refused(topic_state& t, const decoded& said, time_point now);
    void refuse(topic_state& t, const failure& why, time_point now);
    void explain(topic_state& t, const failure& why, time_point now);
    void ask_refused(time_point now);
    void ask_later(topic_state& t, time_point now);
    void ask_anew(topic_state& t);

    void open_gap(topic_state& t, const failure& why, time_point now);
    [[nodiscard]] static bool is_first_empty(topic_state& t, const book_levels& levels);
    [[nodiscard]] static std::optional<failure> insane(const topic& on, const book_levels& levels);
    [[nodiscard]] gap_closed healed(const topic_state& t, time_point now) const;
    void close_gap(topic_state& t, time_point now);
    static void forget_recovery(topic_state& t);
    void rebuild(topic_state& t, time_point now);
    [[nodiscard]] duration pause_before_recovery(topic_state& t);
    void starve(topic_state& t, time_point now);
    void deliver(topic_state& t, data&& message);
    template <class Message>
    [[nodiscard]] static bool put_to_all(topic_state& t, Message&& message);
    void mark(topic_state& t, const event& e);

    void snapshot_failed(topic_state& t, const failure& why, time_point now);
    [[nodiscard]] bool below_floor(topic_state& t, std::uint64_t last, std::uint64_t floor, time_point now);
    [[nodiscard]] bool fits(topic_state& t, const rest_snapshot& fresh, time_point now);
    void splice(topic_state& t, const rest_snapshot& fresh, const payload& raw, time_point now);
    void await_continuation(topic_state& t, bool again, time_point now);
    void after_contradiction(topic_state& t, const rest_snapshot& fresh, time_point now);
    void after_probe(topic_state& t, const rest_snapshot& fresh, time_point now);
    [[nodiscard]] stamp stamped(const topic_state& t, const rest_snapshot& fresh, time_point now) const;
    static void await_audit(topic_state& t, time_point due, time_point now);
    void hand_out(topic_state& t, audit&& shown, time_point now);
    void examine_audit(topic_state& t, time_point now, time_point& next);
    void examine_subscriptions(time_point now);
    [[nodiscard]] bool deaf() const noexcept;
    void examine_topic(topic_state& t, time_point now, time_point& next);
    void silent(topic_state& t, const failure& why, time_point now);
    void want_repair(topic_state& t, time_point not_before);
    [[nodiscard]] static bool has_room(const topic_state& t) noexcept;
    [[nodiscard]] bool is(const topic_state& t, subscription_state state) const;

    const adapter& exchange_;
    const session_config& config_;
    session_stats& stats_;
    observer& watch_;
    reception* others_;
    splitmix64 random_;
    exchange_limits limits_;
    subscriptions wishes_;
    std::unordered_map<topic, std::unique_ptr<topic_state>> states_;
    topic_table<topic_state> by_name_;
    std::unordered_map<topic, std::string>
        called_; ///< What messages of this connection call topics otherwise.
    std::deque<std::string> replies_;
    std::vector<topic_state*> topics_; ///< By priority, then in the order of wanting.
    sequence connection_order_{continuity::per_connection};
    std::vector<decoded> said_;
    std::uint64_t last_request_ = 0;
    std::uint64_t last_ticket_ = 0;
    std::uint32_t epoch_ = 0;
    unsigned malformed_ = 0;
    time_point repair_due_ = never;
    time_point connection_due_ = never; ///< When a new connection is asked for.
    bool up_ = false;
    bool data_seen_ = false;
    bool answer_seen_ = false;
    bool new_connection_ = false;
    bool changed_ = false;
    wall_time calendar_{}; ///< The exchange's, when the batch was read.
};

} // namespace holdfast

#endif
