// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SIM_EXCHANGE_HPP
#define HOLDFAST_SIM_EXCHANGE_HPP

#include <holdfast/account/change.hpp>
#include <holdfast/network.hpp>
#include <holdfast/policy/clock.hpp>
#include <holdfast/sim/faults.hpp>
#include <holdfast/sim/tape.hpp>

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace holdfast::sim {

/// The exchanges that can be simulated.
enum class venue : std::uint8_t { binance_spot, binance_usdm, bybit, okx, bulk };

inline constexpr std::array all_venues{venue::binance_spot, venue::binance_usdm, venue::bybit, venue::okx,
                                       venue::bulk};

/// `binance`, `binance-usdm`, `bybit`, `okx`, `bulk`
[[nodiscard]] std::string_view to_string(venue which) noexcept;
[[nodiscard]] std::optional<venue> venue_from_string(std::string_view name) noexcept;

/// The limits that the exchange enforces; zero: not enforced. The defaults are those of Binance spot
/// (binance-spot-api-docs, "Websocket Limits" and "LIMITS"); `rules_of` has those of the others.
struct exchange_rules {
    /// JSON, ping and pong frames from a client; beyond it is disconnected.
    unsigned messages_per_second = 5;
    /// Requests to subscribe or unsubscribe, on one connection.
    unsigned requests_per_hour = 0;
    std::size_t topics_per_request = 0;
    std::size_t topics_per_connection = 1024;
    std::size_t topic_bytes_per_connection = 0; ///< The lengths of all topics' names together.
    duration silence_timeout{};                 ///< A connection on which nothing crosses is closed ...
    duration client_timeout{};                  ///< ... and one with a silent client.
    duration ping_interval = std::chrono::seconds(20);
    duration pong_timeout = std::chrono::minutes(1);
    duration lifetime = std::chrono::hours(24); ///< Connections are closed at this age.
    unsigned attempts = 300;                    ///< Upgrades in any `attempts_window`; beyond: 429.
    duration attempts_window = std::chrono::minutes(5);
    unsigned rest_weight = 6000; ///< In each `rest_window`; beyond: 429, and 418 for a client that keeps on.
    duration rest_window = std::chrono::minutes(1);
    unsigned requests_until_ban = 10; ///< Requests answered with 429 before the first 418.
    std::chrono::seconds ban{120};
};

/// What an exchange enforces, by its documentation.
[[nodiscard]] exchange_rules rules_of(venue which) noexcept;

/// The one account of a simulated exchange, and how its owner is recognised. Nothing here is worth hiding:
/// never put a real key into it.
struct account_config {
    std::string api_key{"simulated-key-5f1e9ac2d8b04763"};
    std::string secret{"simulated-secret-91c7e2b6a05d4f38"}; ///< Of HMAC; of BULK an Ed25519 key in PEM.
    std::string passphrase{"simulated-passphrase"};
    /// What it has of the quote asset of the first symbol, and on spot of its base asset, in whole units. Up
    /// to 1 000 000 000.
    std::uint64_t quote = 1'000'000;
    std::uint64_t base = 10;
    /// How long a listen key lives. 1 s to 24 h.
    duration key_life = std::chrono::minutes(60);
    /// Whether the exchange says, now and then, what few clients expect: a token with 18 decimals, fees that
    /// it does not tell, words that no document has, reports of trades in which nothing was traded, positions
    /// that were never held; and whether the account's own orders trade with each other.
    bool oddities = false;
    friend bool operator==(const account_config&, const account_config&) = default;
};

/// How messages are written where JSON (RFC 8259) leaves the choice to the writer.
enum class json_style : std::uint8_t {
    plain, ///< Members as the documentation lists them, without blanks.
    varied, ///< Now and then members in another order, blanks between them, and escaped characters in texts. Each
            ///< connection has a generator of its own, so the same seed gives the same messages.
};

struct exchange_config {
    /// Which exchange is simulated; `config_of` sets what goes with it.
    sim::venue venue = sim::venue::binance_spot;
    /// Upper-case symbols of the market. 1 to 1000.
    std::vector<std::string> symbols{"BTCUSDT"};
    std::uint64_t seed = 1;
    /// Book levels a side that the market keeps, more or less. 10 to 1000.
    std::size_t levels = 100;
    /// Mean time between bursts of changes of one book. 1 ms to 1 h.
    duration burst_every = std::chrono::milliseconds(20);
    /// Changes in a burst: 1 to this. 1 to 1000.
    unsigned burst = 8;
    /// How many changes `truth_at` can look back, for each symbol. 100 to 10 000 000.
    std::size_t history = 20'000;
    /// How messages and answers are written; what a tape plays stays as it was recorded.
    json_style style = json_style::varied;
    /// Whether the changes of a book of limited depth leave out that a level has left the best of its side
    /// (Kraken).
    bool windowed = false;
    exchange_rules rules{};
    account_config account{};
    fault_plan_config faults{};
    /// The calendar time at `time_point{}`, for the time stamps in messages. A server on real sockets puts
    /// the real time in the place of this default, 2026-01-01, so that clients can see how old a message is.
    wall_time wall_zero{std::chrono::seconds(1'767'225'600)};
};

/// Says what is wrong with the configuration, naming the member and its range; empty when nothing is.
[[nodiscard]] std::string check(const exchange_config& config);

/// A simulated exchange of that kind: its rules, and one symbol spelt its way (`BTC-USDT`).
[[nodiscard]] exchange_config config_of(venue which);

/// A level of a book, as `61837.63000000`, however the exchange spells it.
struct quoted_level {
    std::string price{};
    std::string quantity{};
    friend bool operator==(const quoted_level&, const quoted_level&) = default;
};

/// The best bid and ask as the exchange announced them with the update `id`; a side without orders is zero.
struct best_quote {
    std::uint64_t id = 0;
    quoted_level bid{};
    quoted_level ask{};
    friend bool operator==(const best_quote&, const best_quote&) = default;
};

/// A book as it really was, right after an update.
struct truth {
    std::string symbol{};
    std::uint64_t id = 0;
    std::vector<quoted_level> bids{}; ///< Best first.
    std::vector<quoted_level> asks{}; ///< Best first.
    /// The newest announcement with an id up to `id`; independent evidence where a tape plays.
    std::optional<best_quote> best{};
};

/// A trade as the exchange published it.
struct published_trade {
    std::uint64_t number = 0; ///< Counted from 1 over all those that a topic of its kind and symbol ever had.
    std::uint64_t id = 0;
    quoted_level made{};
    bool taker_sold = false;
    wall_time at{};
};

/// Compares a book with the truth, the best `depth` levels of each side, whatever zeros stand at the end of
/// the numbers: empty when they are the same, otherwise the first difference in words.
[[nodiscard]] std::string difference(const truth& expected, std::span<const quoted_level> bids,
                                     std::span<const quoted_level> asks, std::size_t depth = std::size_t(-1));

/// An HTTP request.
struct http_question {
    http_verb verb = http_verb::get;
    std::string_view target{};
    std::span<const std::pair<std::string, std::string>> headers{}; ///< Names in lower case.
    std::string_view body{};

    /// The value of a header, empty without one; the name in lower case.
    [[nodiscard]] std::string_view header(std::string_view name) const noexcept
    {
        for (const auto& [key, value] : headers)
            if (key == name)
                return value;
        return {};
    }
};

/// An HTTP answer.
struct http_reply {
    unsigned status = 200;
    std::vector<std::pair<std::string, std::string>> headers{};
    std::string body{};
    bool never = false; ///< Do not answer, and keep the connection open.
    bool cut = false;   ///< Do not answer, and close the connection.
    duration late_by{}; ///< Hold the answer for so long.
};

/// Something for the server to do to a connection.
struct output {
    enum class kind : std::uint8_t {
        text,          ///< Send `bytes` as a text message (they may be damaged on purpose: invalid UTF-8).
        ping,          ///< Send a ping frame with `bytes`.
        close,         ///< Say goodbye with `code` and the reason `bytes`. The exchange has forgotten it.
        cut,           ///< Reset the line. The exchange has forgotten it.
        half_open_in,  ///< From now on nothing reaches the client.
        half_open_out, ///< From now on nothing the client sends arrives.
        half_open,     ///< Both.
        slow,          ///< For `length`, carry `bytes_per_second` to the client.
    };
    connection_id to = 0;
    kind what = kind::text;
    std::string bytes{};
    std::uint16_t code = 0;
    std::uint64_t bytes_per_second = 0;
    duration length{};
    time_point at{};
};

/// Counters of what clients did.
struct exchange_stats {
    std::uint64_t accepted = 0;    ///< Connections, REST included.
    std::uint64_t upgraded = 0;    ///< WebSocket connections opened.
    std::uint64_t turned_away = 0; ///< Upgrades answered with something else than 101.
    std::uint64_t received = 0;    ///< Text messages from clients.
    std::uint64_t subscribed = 0;  ///< Topics that became subscribed.
    std::uint64_t sent = 0;        ///< Text messages to clients.
    std::uint64_t requests = 0;    ///< REST requests.
    std::uint64_t snapshots = 0;   ///< Snapshots served.
    std::uint64_t limited = 0;     ///< REST requests answered with 429 or 418, faults left out.
    std::uint64_t thrown_out = 0;  ///< Connections closed for breaking a rule.
    friend bool operator==(const exchange_stats&, const exchange_stats&) = default;
};

/// A whole exchange without I/O: frames in, frames out, time as an argument. It speaks the dialect of its
/// configuration.
///
/// Its market moves by a seeded random walk, or follows a tape; either way the book it keeps is the truth
/// that clients' books are compared with. Faults are done as its `faults()` plan says.
///
/// Use: after any call, carry out `take_outputs()` in order; call `advance` when `next_event()` has come.
/// Times must not run backwards. Memory is bounded. Not thread-safe.
class exchange {
public:
    /// Throws `std::invalid_argument` if `check(config)` complains.
    explicit exchange(exchange_config config = {});
    ~exchange();
    exchange(exchange&&) noexcept;
    exchange& operator=(exchange&&) noexcept;

    /// Plays a recording instead of the market. The tape starts with the first subscription to it; before
    /// its first snapshot of a symbol, requests for one are answered as the exchange does when it has none
    /// (503 and `Retry-After`). Who subscribes later to a topic that begins with the whole book gets it made
    /// up from the tape. A symbol's truth is that of its first book topic on the tape.
    /// Throws `std::invalid_argument` if the tape cannot be opened or the speed is out of range.
    void add_tape(tape_config tape);

    /// Says whether the tape has ended; connections stay open. False without a tape.
    [[nodiscard]] bool finished() const noexcept;
    /// How much of the tape has been played.
    [[nodiscard]] duration played() const noexcept;

    /// A connection arrives; what to do to it, if anything: refuse, accept_then_close, wrong_certificate.
    [[nodiscard]] std::optional<fault> accept(connection_id on, time_point now);

    /// Answers the request for a WebSocket upgrade: 101 to go on with `open`.
    [[nodiscard]] http_reply upgrade(connection_id on, std::string_view target, time_point now);

    /// The WebSocket is open.
    void open(connection_id on, std::string_view target, time_point now);
    /// A message from the client.
    void receive(connection_id on, std::string_view text, time_point now);
    /// A ping frame from the client; the server answers it by itself.
    void ping(connection_id on, time_point now);
    /// A pong frame from the client with the payload of our ping.
    void pong(connection_id on, std::string_view payload, time_point now);
    /// The connection has ended; not needed for those the exchange has closed or cut.
    void closed(connection_id on, time_point now);

    /// Answers an HTTP request: what is about accounts, and of market data what can be had with GET.
    [[nodiscard]] http_reply request(const http_question& asked, time_point now);
    /// Answers a GET request.
    [[nodiscard]] http_reply get(std::string_view target, time_point now);

    /// When `advance` has something to do.
    [[nodiscard]] time_point next_event() const;
    /// Lets time pass: the market moves, messages go out, pings, deadlines and faults fall due.
    void advance(time_point now);

    /// What to do, in order.
    [[nodiscard]] std::vector<output> take_outputs();

    /// Announces to one connection (zero: to all) that the server is about to shut down, where the exchange
    /// has words for that (`serverShutdown`).
    void announce_shutdown(time_point now, connection_id on = 0);
    /// Closes a connection, with a code and a reason.
    void close(connection_id on, std::uint16_t code, std::string reason, time_point now);

    [[nodiscard]] fault_plan& faults() noexcept;
    [[nodiscard]] const fault_plan& faults() const noexcept;

    /// The book that a client of a topic should have whose own book stands at `place`
    /// (`order_book::last_id`), a number that the exchange has sent it for this topic or its symbol, not too
    /// long ago. Of a topic that shows only so many levels, only those count.
    [[nodiscard]] std::optional<truth> truth_of(std::string_view topic, std::uint64_t place) const;
    /// The newest announced best bid and ask up to that place: cheap.
    [[nodiscard]] std::optional<best_quote> best_of(std::string_view topic, std::uint64_t place) const;

    /// The trades of a topic after the one of that number (zero: from the first that is remembered), oldest
    /// first. Only the last `exchange_config::history` of a symbol are; none where a tape plays.
    [[nodiscard]] std::vector<published_trade> trades_after(std::string_view topic,
                                                            std::uint64_t number) const;

    /// The book right after an update, by the market's own count, which is also Binance spot's: an id at
    /// which an update ended, not too long ago.
    [[nodiscard]] std::optional<truth> truth_at(std::string_view symbol, std::uint64_t id) const;
    /// The newest announced best bid and ask with an id up to this one: cheap.
    [[nodiscard]] std::optional<best_quote> best_at(std::string_view symbol, std::uint64_t id) const;
    /// The id of the newest update; zero if the symbol has no book.
    [[nodiscard]] std::uint64_t last_id(std::string_view symbol) const;

    /// The account as it really is: open orders, every fill, balances, positions.
    [[nodiscard]] account_state account_truth() const;
    /// The client ids of all orders that ever arrived, refused ones included, in order.
    [[nodiscard]] const std::vector<std::string>& order_arrivals() const noexcept;
    /// The listen key dies, as if another process had deleted it: connections that came with it hear nothing
    /// more.
    void kill_listen_key();

    [[nodiscard]] std::vector<std::string> symbols() const;
    [[nodiscard]] std::vector<connection_id> connections() const;
    /// What a connection is subscribed to, in order; private topics last.
    [[nodiscard]] std::vector<std::string> subscriptions(connection_id on) const;
    [[nodiscard]] const exchange_stats& stats() const noexcept;
    [[nodiscard]] const exchange_config& config() const noexcept;
    /// Says in place of `exchange_config::wall_zero` what the calendar time at `time_point{}` is. Before the
    /// first connection.
    void set_calendar(wall_time at_zero) noexcept;

private:
    struct engine;
    std::unique_ptr<engine> engine_;
};

} // namespace holdfast::sim

#endif
