// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SIM_WORLD_HPP
#define HOLDFAST_SIM_WORLD_HPP

#include <holdfast/runtime.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace boost::asio {
class io_context;
} // namespace boost::asio

namespace holdfast::sim {

class core;
class wire;

/// Which way bytes flow, as the client sees it: `in` is from the server to the client.
enum class flow : std::uint8_t { in = 1, out = 2, both = 3 };

/// How bytes travel between a client and an address, in both directions.
struct path {
    duration latency = std::chrono::milliseconds(5); ///< One way.
    duration jitter{};                               ///< Up to so much more for every piece; order is kept.
    std::size_t slice = 0;            ///< Bytes arrive in pieces of 1 to `slice`; zero: as they were written.
    std::size_t bytes_per_second = 0; ///< Zero: no limit.
    /// Bytes that may be on their way or wait to be read; a coroutine that writes more waits. At least 1.
    std::size_t window = std::size_t(256) << 10;
};

/// What becomes of an attempt to connect to an address.
enum class reach : std::uint8_t {
    open,        ///< Accepted if there is a listener, refused if not.
    refused,     ///< Refused whether there is a listener or not.
    silent,      ///< Never answered.
    unreachable, ///< A router says that there is no way.
    stalls,      ///< Accepted, with or without a listener, and never a word after that.
    hangs_up,    ///< Accepted, with or without a listener, and ended at once.
};

/// How the name server behaves for one name.
struct name_service {
    std::vector<std::string> ips{}; ///< Empty: the name does not exist.
    duration delay = std::chrono::milliseconds(1);
    bool silent = false; ///< Never answers.
};

/// What can befall a connection at one read or write.
enum class mishap : std::uint8_t {
    reset,      ///< Both ends see `connection_reset`.
    end,        ///< The client sees an end of stream: the rest of what the server sends is cut off.
    black_hole, ///< Bytes vanish both ways, and neither side is notified.
    stall,      ///< Nothing moves for seven seconds, then everything does.
};

/// One TCP connection of the simulated network: a handle for scripts that break it. Cheap to copy; everything
/// is without effect once the connection has ended.
class live_link {
public:
    /// Numbered in the order of their opening, from 1.
    [[nodiscard]] std::uint64_t id() const noexcept;
    [[nodiscard]] const address& client() const noexcept;
    [[nodiscard]] const address& server() const noexcept;
    /// Whether at least one end still uses it.
    [[nodiscard]] bool open() const noexcept;
    /// Bytes that have arrived.
    [[nodiscard]] std::uint64_t delivered(flow which) const noexcept;

    /// Resets the connection: both ends see `connection_reset`, what was under way is lost.
    void cut();
    /// Ends the stream towards the client as if the server's machine had closed it.
    void end();
    /// From now on bytes of that direction vanish silently, until `heal`.
    void black_hole(flow which = flow::both);
    /// Ends the black hole: what had vanished is sent again, as TCP does.
    void heal();
    /// Limits the bytes per second; zero: no limit.
    void slow(std::size_t bytes_per_second, flow which = flow::both);
    /// Nothing arrives for so long, then everything does.
    void stall(duration time, flow which = flow::both);

private:
    friend class world;
    explicit live_link(std::shared_ptr<wire> of);
    std::shared_ptr<wire> wire_;
};

struct network_counters {
    std::uint64_t attempts = 0; ///< Connections tried, whatever became of them.
    std::uint64_t opened = 0;
    std::uint64_t refused = 0;
    std::uint64_t lookups = 0; ///< Names asked for.
};

/// A runtime in which time, randomness and the network are simulated: a day passes in about a second, and the
/// same seed gives the same day.
///
/// Install it before anything else uses the context; every coroutine on the context then lives in it:
///
/// @code
/// asio::io_context io;
/// auto& world = asio::make_service<sim::world>(io, 42);
/// world.add_host("stream.exchange.test", {"10.1.0.1"});
/// asio::co_spawn(io, trade(), rethrow);
/// world.run_for(24h);
/// @endcode
///
/// The world drives the context, which must be an `asio::io_context`: call its `run` functions, not those of
/// the context. Exceptions of handlers leave through them. Time moves when no handler is ready, straight to
/// the next event. Not thread-safe.
class world : public runtime {
public:
    explicit world(asio::execution_context& context, std::uint64_t seed = 1);
    ~world() override;

    /// The world of an executor's context. Throws `std::logic_error` if none is installed there.
    [[nodiscard]] static world& of(const asio::any_io_executor& executor);

    // The runtime.
    [[nodiscard]] time_point now() const noexcept override;
    /// Begins at 2026-01-01T00:00:00Z and moves with `now`.
    [[nodiscard]] wall_time wall_now() const noexcept override;
    [[nodiscard]] std::uint64_t random() noexcept override;
    [[nodiscard]] std::unique_ptr<timer_port> make_timer(const asio::any_io_executor& executor) override;
    [[nodiscard]] task<result<std::vector<address>>> resolve(std::string host, std::uint16_t port) override;
    [[nodiscard]] task<result<std::unique_ptr<byte_stream>>> connect(address to,
                                                                     socket_options how = {}) override;
    [[nodiscard]] result<std::unique_ptr<listener>> listen(const asio::any_io_executor& executor,
                                                           const address& at) override;

    // Driving.
    /// Runs one handler; when none is ready, moves time to the next events until one is. False: there is
    /// nothing left that could ever happen.
    bool step();
    /// Runs until nothing is left or `stop` is called.
    void run();
    /// Runs until that moment, which is the present afterwards, or until `stop` is called.
    void run_until(time_point end);
    void run_for(duration time);
    /// Runs until `done()`, which is asked after every handler, but no longer than `at_most`; returns what it
    /// said last.
    [[nodiscard]] bool run_until(const std::function<bool()>& done, duration at_most);
    /// Ends the present run after the handler that calls this.
    void stop() noexcept;
    /// Calls the function after the delay; for scripts.
    void at(duration delay, std::function<void()> what);
    /// The number of handlers run so far.
    [[nodiscard]] std::uint64_t handlers() const noexcept;
    /// A run throws `std::runtime_error` when so many handlers run without time moving: something spins.
    void set_spin_limit(std::uint64_t handlers) noexcept;

    /// A number that depends on everything that happened, and when: equal for equal runs.
    [[nodiscard]] std::uint64_t trace_hash() const noexcept;
    /// Mixes an event of the caller's into the trace.
    void trace(std::string_view kind, std::uint64_t value = 0) noexcept;

    /// Sets the calendar ahead (or back): the clock of a machine that is not synchronised.
    void set_wall_offset(duration offset) noexcept;

    // The network.
    /// Gives the name these addresses. `localhost` is 127.0.0.1 unless set otherwise.
    void add_host(const std::string& name, std::vector<std::string> ips);
    void set_name_service(const std::string& name, name_service behaviour);
    /// How bytes travel on connections opened from now on; to one address (by IP) or to all others.
    void set_path(const path& how);
    void set_path(const std::string& ip, const path& how);
    /// What becomes of attempts to connect to this address, or (port 0) to any port of it.
    void set_reach(const address& to, reach how);

    /// The connections that are open now, in the order of their opening.
    [[nodiscard]] std::vector<live_link> links() const;
    [[nodiscard]] const network_counters& counters() const noexcept;
    /// Streams that exist, as a counter that outlives the world: zero when nothing leaks.
    [[nodiscard]] std::shared_ptr<const std::size_t> live_streams() const noexcept;

    /// The number of reads and writes that clients have begun.
    [[nodiscard]] std::uint64_t operations() const noexcept;
    /// Lets a mishap befall the connection on which clients begin their n-th read or write, counted from 1.
    void fail_operation(std::uint64_t nth, mishap what);

private:
    void shutdown() override;
    bool step(time_point not_after);
    bool run_one_handler();
    bool fire_event(time_point not_after);
    void count_spin();

    std::shared_ptr<core> core_;
    asio::io_context& io_;
    std::uint64_t handlers_ = 0;
    std::uint64_t spins_ = 0; ///< Handlers since time moved.
    std::uint64_t spin_limit_ = 10'000'000;
    duration wall_offset_{};
    bool stopping_ = false;
};

} // namespace holdfast::sim

#endif
