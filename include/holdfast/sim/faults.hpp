// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SIM_FAULTS_HPP
#define HOLDFAST_SIM_FAULTS_HPP

#include <holdfast/policy/clock.hpp>
#include <holdfast/policy/random.hpp>

#include <array>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace holdfast::sim {

/// One accepted connection of the simulated exchange; counted from 1, never used twice.
using connection_id = std::uint64_t;

/// What can be done to a client. Directions are the client's: `in` is what it should receive.
enum class fault : std::uint8_t {
    refuse,            ///< The next connection attempt is refused.
    accept_then_close, ///< The next connection is accepted and closed at once.
    cut,               ///< The line breaks, without a goodbye.
    half_open_in,      ///< What is sent to the client vanishes, for as long as the connection lasts.
    half_open_out,     ///< What the client sends vanishes, for as long as the connection lasts.
    half_open,         ///< Both.
    mute,              ///< Pings go on, data stop for a while; what happens meanwhile is never sent.
    lose,              ///< A message is not sent.
    duplicate,         ///< A message is sent twice.
    reorder,           ///< A message and the next one of its topic change places.
    corrupt,           ///< A message arrives damaged, in a way that can be seen.
    slow,              ///< The line carries few bytes a second for a while.
    rest_429,          ///< A request is answered with 429 and `Retry-After`.
    rest_500,          ///< A request is answered with 500.
    rest_garbage,      ///< A request is answered with 200 and nonsense.
    rest_stale,        ///< A snapshot is an old one.
    rest_never,        ///< A request is never answered.
    wrong_certificate, ///< The next TLS handshake shows a certificate that must not be trusted.
    close_code,        ///< The connection is closed with a code that blames the server, or the client.
    upgrade_429,       ///< The next upgrade is answered with 429 and `Retry-After`.
    restart,           ///< The counters of a symbol begin anew (Bybit `u` 1, OKX `seqId` below `prevSeqId`).
    lose_ack,          ///< What a client asks for is done, and not answered.
    revoke,            ///< A topic is acknowledged and taken back (OKX `channel-conn-count-error`).
    leave,             ///< The exchange announces that it will close a connection, and does.
    lose_answer,       ///< An order is carried out, and the line breaks before that is answered.
    doubt_answer,      ///< An order is carried out, and answered with "execution status unknown".
    lose_report,       ///< A message about the account is not sent.
    repeat_fill,       ///< A message about an execution is sent twice.
    expire_key,        ///< A listen key or login expires, which the exchange says where it has words for it.
    kill_key,          ///< The same, without a notice: the connection lives, and stays silent.
    restart_counter,   ///< The counters of a symbol begin anew without a snapshot, and with a broken chain.
    lose_in_recovery,  ///< A message is lost while the answer to a request for a snapshot is on its way.
    one_sided,         ///< A book has no bids or no asks for a while.
    empty_book,        ///< A book has neither.
    expire,            ///< A symbol falls silent, and is refused from then on.
    ban_in_body,       ///< REST is banned for a while, which only the words in the body say.
    edge_403,          ///< REST is answered with 403 and a web page for a while.
    upgrade_403,       ///< The next upgrade is answered with 403 and a web page.
    rest_down,         ///< REST fails for a long while: 500, 503, or closed connections.
    late_ack,          ///< A subscription is acknowledged long after its first data.
    swap_acks,         ///< The answer to a subscription comes after the answer to the next request.
    late_unsubscribe,  ///< Topics are given up late, which is not acknowledged.
};

inline constexpr std::array all_faults{
    fault::refuse,        fault::accept_then_close, fault::cut,          fault::half_open_in,
    fault::half_open_out, fault::half_open,         fault::mute,         fault::lose,
    fault::duplicate,     fault::reorder,           fault::corrupt,      fault::slow,
    fault::rest_429,      fault::rest_500,          fault::rest_garbage, fault::rest_stale,
    fault::rest_never,    fault::wrong_certificate, fault::close_code,   fault::upgrade_429,
    fault::restart,       fault::lose_ack,          fault::revoke,       fault::leave,
    fault::lose_answer,   fault::doubt_answer,      fault::lose_report,  fault::repeat_fill,
    fault::expire_key,    fault::kill_key,
};

/// What exchanges do seldom, and at the edges of what they document.
inline constexpr std::array edge_faults{
    fault::restart_counter, fault::lose_in_recovery, fault::one_sided, fault::empty_book,
    fault::expire,          fault::ban_in_body,      fault::edge_403,  fault::upgrade_403,
    fault::rest_down,       fault::late_ack,         fault::swap_acks, fault::late_unsubscribe,
};

/// How many kinds there are.
inline constexpr std::size_t fault_kinds = all_faults.size() + edge_faults.size();

using fault_set = std::set<fault>;

[[nodiscard]] std::string_view to_string(fault what) noexcept;
[[nodiscard]] std::optional<fault> fault_from_string(std::string_view name) noexcept;

struct fault_list {
    fault_set faults{};
    std::string unknown{}; ///< The first word that names no fault; empty when all was understood.
};

/// Understands `all` (those of `all_faults` and of `edge_faults`), `edge` (those of `edge_faults`), `none`,
/// or names separated by commas.
[[nodiscard]] fault_list faults_from_string(std::string_view list);

/// When a fault can be done: to a new connection, to its upgrade, to a REST request, to a message on its way
/// out, to the answer to a subscription, to the end of one, to the answer to an order, to a message about an
/// account or an execution, to an authenticated connection, or to an open connection at any time.
enum class fault_moment : std::uint8_t {
    accept,
    upgrade,
    request,
    frame,
    control,
    unsubscribe,
    order,
    report,
    fill,
    login,
    line,
};

[[nodiscard]] constexpr fault_moment moment_of(fault what) noexcept
{
    switch (what) {
    case fault::refuse:
    case fault::accept_then_close:
    case fault::wrong_certificate: return fault_moment::accept;
    case fault::upgrade_429:
    case fault::upgrade_403: return fault_moment::upgrade;
    case fault::rest_429:
    case fault::rest_500:
    case fault::rest_garbage:
    case fault::rest_stale:
    case fault::rest_never:
    case fault::lose_in_recovery:
    case fault::ban_in_body:
    case fault::edge_403:
    case fault::rest_down: return fault_moment::request;
    case fault::lose:
    case fault::duplicate:
    case fault::reorder:
    case fault::corrupt:
    case fault::restart:
    case fault::restart_counter:
    case fault::one_sided:
    case fault::empty_book:
    case fault::expire: return fault_moment::frame;
    case fault::lose_ack:
    case fault::revoke:
    case fault::late_ack:
    case fault::swap_acks: return fault_moment::control;
    case fault::late_unsubscribe: return fault_moment::unsubscribe;
    case fault::lose_answer:
    case fault::doubt_answer: return fault_moment::order;
    case fault::lose_report: return fault_moment::report;
    case fault::repeat_fill: return fault_moment::fill;
    case fault::expire_key:
    case fault::kill_key: return fault_moment::login;
    default: return fault_moment::line;
    }
}

/// Whether a fault can only be done to an authenticated connection, or to an order.
[[nodiscard]] constexpr bool concerns_accounts(fault what) noexcept
{
    const fault_moment moment = moment_of(what);
    return moment == fault_moment::order || moment == fault_moment::report || moment == fault_moment::fill ||
           moment == fault_moment::login;
}

/// Which messages and requests a fault may touch when no topic is named.
enum class fault_aim : std::uint8_t {
    any,
    sequenced, ///< Topics with numbers that betray a missing message, and snapshots; where damage or a second
               ///< copy is enough to see, books without numbers, too.
    book,      ///< Topics from which a book is kept, and snapshots.
};

/// How to damage a message. Every kind can be seen by a careful reader.
enum class damage : std::uint8_t { any, truncated, unquoted, not_a_number, bad_utf8 };

/// Where and how to do a scripted fault.
struct fault_options {
    connection_id on = 0; ///< Zero: the first one that comes.
    std::string topic{};  ///< Empty: any that `aim` allows. For `mute`: only this topic.
    fault_aim aim = fault_aim::sequenced;
    /// How many opportunities to let pass first; for faults of the line, a message sent on it is one,
    /// for those of a login a message about the account.
    std::uint64_t after = 0;
    std::uint64_t times = 1; ///< How often, one opportunity after the other.
    duration length{};       ///< For what lasts a while; zero: as the plan says.
    std::uint16_t code = 0;  ///< For `close_code`; zero: the plan's next one. For `rest_down`: 500, 503, or 1
                             ///< for closed connections; zero: one of them.
    damage how = damage::any; ///< For `corrupt`.
};

/// A fault to do now.
struct fault_order {
    fault what{};
    fault_options with{};
    bool scripted = false;
};

/// A chance to do a fault.
struct opportunity {
    fault_moment moment{};
    connection_id on = 0;
    std::string_view topic{}; ///< The message's topic, or the request's target.
    bool sequenced = true;
    bool book = true;
    bool counts = true; ///< Whether it is one of those that `fault_options::after` lets pass.
};

/// What was done, in enough detail to tell the story and to check that it was noticed.
struct injection {
    std::uint64_t number = 0; ///< Counted from 1.
    time_point at{};
    fault what{};
    connection_id on = 0; ///< Zero for a request.
    std::string symbol{};
    std::string topic{};
    std::uint64_t first = 0; ///< The update ids touched; zero where there are none.
    std::uint64_t last = 0;
    std::string text{}; ///< The story in half a line: "updates 157 to 160 lost".
};

struct fault_plan_config {
    std::uint64_t seed = 1;
    /// The faults of the random plan; none: only scripted ones.
    fault_set faults{};
    /// Mean time between random faults on each connection. 1 ms to 24 h.
    duration every = std::chrono::seconds(5);
    /// How long after the start the random plan ends, so that everything can heal. What has begun by then
    /// (`mute`, `slow`, a half-open line) runs its length.
    duration quiet_after = duration::max();
    duration mute_for = std::chrono::seconds(20);
    duration slow_for = std::chrono::seconds(5);
    std::uint64_t slow_bytes_per_second = 4000;
    duration drained_for = std::chrono::seconds(3); ///< Of `one_sided` and `empty_book`.
    duration banned_for = std::chrono::seconds(3);  ///< Of `ban_in_body` and `edge_403`.
    duration down_for = std::chrono::seconds(10);   ///< Of `rest_down`.
    /// How much later than usual are acknowledgements, snapshots and the ends of subscriptions that are late.
    duration late_by = std::chrono::milliseconds(500);
    /// How long after the announcement a connection is closed.
    duration leave_after = std::chrono::seconds(2);
    /// What `rest_429` and `upgrade_429` ask for, in whole seconds.
    std::chrono::seconds retry_after{1};
    /// Taken in turn by `close_code`.
    std::vector<std::uint16_t> close_codes{1001, 1008, 1011, 1012, 1013, 4000};
    /// How many injections the log keeps.
    std::size_t log_capacity = 10'000;
};

/// Says what is wrong with the configuration, naming the member and its range; empty when nothing is.
[[nodiscard]] std::string check(const fault_plan_config& config);

/// Decides what goes wrong, and remembers it.
///
/// The random plan is a shuffled deck of all its faults, so that each has its turn before any comes again.
/// When a connection's time has come, the top card is played on it at the next opportunity. A card that needs
/// a new connection cuts one; a card that needs a snapshot request loses a message. Scripted faults are done
/// first, and regardless of `quiet_after`.
///
/// An authenticated connection has a deck of its own: the faults of accounts in place of those of market
/// data. The others play as if there were no accounts.
///
/// The same seed and the same questions give the same faults. No I/O, no clock. Not thread-safe.
class fault_plan {
public:
    /// Throws `std::invalid_argument` if `check(config)` complains.
    explicit fault_plan(fault_plan_config config = {});

    /// Scripts a fault for the next opportunity.
    void inject(fault what, fault_options options = {});

    /// Takes a fault out of the random plan (a server without TLS cannot show a wrong certificate, an
    /// exchange without words for it cannot revoke).
    void disable(fault what);

    /// Ends the random plan now.
    void quiet();

    /// Starts the clock of `quiet_after`; later calls change nothing.
    void start(time_point now);
    void opened(connection_id on, time_point now);
    void closed(connection_id on);
    /// The connection is authenticated now.
    void owned(connection_id on, time_point now);

    /// When `advance` has something to do; `never` without a random plan.
    [[nodiscard]] time_point next() const noexcept;
    void advance(time_point now);

    /// The fault to do at this opportunity, if any.
    [[nodiscard]] std::optional<fault_order> ask(const opportunity& chance);

    /// Gives back an order that could not be carried out: it waits for another opportunity.
    void decline(fault_order order);

    /// Writes down what was done; the number is given here.
    const injection& record(injection what);

    /// Says whether `ask` would find something, and changes nothing.
    [[nodiscard]] bool would_answer(const opportunity& chance) const;

    /// What was done, oldest first; only the last `log_capacity`.
    [[nodiscard]] const std::deque<injection>& log() const noexcept { return log_; }
    /// How many faults were done, altogether and of a kind.
    [[nodiscard]] std::uint64_t injected() const noexcept { return injected_; }
    [[nodiscard]] std::uint64_t injected(fault what) const noexcept;

    [[nodiscard]] const fault_plan_config& config() const noexcept { return config_; }

    /// The next of `close_codes`.
    [[nodiscard]] std::uint16_t next_close_code() noexcept;
    /// Random numbers for those who carry out an order.
    [[nodiscard]] splitmix64& random() noexcept { return random_; }

private:
    enum class origin : std::uint8_t { script, card, provocation };
    struct armed {
        fault_order order{};
        origin from = origin::script;
        unsigned passed_over = 0; ///< How often its connection's time came again before its opportunity.
    };

    [[nodiscard]] static bool matches(const armed& candidate, const opportunity& chance);
    [[nodiscard]] bool has_deck(connection_id on) const;
    [[nodiscard]] std::vector<fault>& deck_of(connection_id on);
    void take_back(connection_id on);
    [[nodiscard]] bool still_waiting(connection_id on);
    void play_card(connection_id on);
    void provoke(fault_moment moment, connection_id on);
    [[nodiscard]] fault draw(connection_id on);
    [[nodiscard]] time_point draw_time(time_point now);

    fault_plan_config config_;
    splitmix64 random_;
    std::vector<fault> deck_;
    std::vector<fault> owners_deck_;
    std::set<connection_id> owned_;
    std::vector<armed> armed_;
    std::map<connection_id, time_point> due_;
    time_point quiet_from_ = never;
    bool started_ = false;
    std::size_t next_code_ = 0;
    std::deque<injection> log_;
    std::uint64_t injected_ = 0;
    std::array<std::uint64_t, fault_kinds> by_kind_{};
};

} // namespace holdfast::sim

#endif
