// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_SIM_WORLD_TCP_LINK_HPP
#define HOLDFAST_SRC_SIM_WORLD_TCP_LINK_HPP

#include "sim/world/world_state.hpp"

#include <array>
#include <deque>
#include <span>

namespace holdfast::sim {

/// The two ends of a wire; each sends into its own pipe.
enum class side : std::uint8_t { client, server };

[[nodiscard]] constexpr side other(side one) noexcept
{
    return one == side::client ? side::server : side::client;
}

using io_operation = operation<std::size_t>;

/// What travels: bytes, or the end of the stream.
struct parcel {
    std::string bytes{};
    bool end = false;
};

/// One direction of a wire: bytes on their way, bytes that wait to be read, and who waits for them.
struct pipe {
    path how{};
    std::size_t under_way = 0; ///< Written and not yet read.
    time_point line_free{};    ///< When the last byte leaves the sender.
    time_point last_arrival{};
    bool hole = false;
    std::uint64_t holes = 0;   ///< So far; an appointment to heal is for one of them.
    std::deque<parcel> lost{}; ///< Into the hole; they arrive when it heals.
    bool end_sent = false;

    std::string arrived{};
    bool end_arrived = false;
    std::uint64_t delivered = 0;

    std::shared_ptr<io_operation> reader{};
    std::vector<asio::mutable_buffer> into{};
    std::shared_ptr<io_operation> writer{};
    std::vector<asio::const_buffer> from{};

    [[nodiscard]] std::size_t room() const noexcept { return how.window - std::min(how.window, under_way); }
};

/// A TCP connection of the simulated network.
class wire : public std::enable_shared_from_this<wire> {
public:
    wire(std::shared_ptr<core> in, address client, address server, const path& how);

    void read(side who, std::span<const asio::mutable_buffer> into, std::shared_ptr<io_operation> op);
    void write(side who, std::span<const asio::const_buffer> from, std::shared_ptr<io_operation> op);
    void shutdown(side who);
    void close(side who);

    void reset();
    void end();
    void hole(side sender);
    void heal(side sender, duration after);
    void heal(side sender) { heal(sender, out_of(sender).how.latency); }
    void slow(side sender, std::size_t bytes_per_second)
    {
        out_of(sender).how.bytes_per_second = bytes_per_second;
    }
    void befall(mishap what);

    [[nodiscard]] const address& address_of(side who) const noexcept { return ends_[index(who)].at; }
    [[nodiscard]] std::uint64_t id() const noexcept { return id_; }
    [[nodiscard]] bool open() const noexcept { return !ends_[0].closed || !ends_[1].closed; }
    [[nodiscard]] std::uint64_t delivered(side sender) const noexcept
    {
        return pipes_[index(sender)].delivered;
    }

private:
    struct end_point {
        address at{};
        bool closed = false;
        error_code broken{};
    };

    [[nodiscard]] static constexpr std::size_t index(side who) noexcept
    {
        return static_cast<std::size_t>(who);
    }
    [[nodiscard]] pipe& out_of(side who) noexcept { return pipes_[index(who)]; }
    [[nodiscard]] end_point& end_of(side who) noexcept { return ends_[index(who)]; }

    void count_operation(side who);
    void try_read(side reader);
    void try_write(side writer);
    void send(side sender, parcel what);
    void post(side sender, parcel what);
    void arrive(side sender, const parcel& what);
    void refuse(side sender);
    void break_end(side who, error_code why);

    std::shared_ptr<core> core_;
    std::uint64_t id_;
    std::array<end_point, 2> ends_;
    std::array<pipe, 2> pipes_;
};

/// One end of a wire, as a byte stream.
class wire_stream final : public byte_stream {
public:
    wire_stream(std::shared_ptr<core> in, const asio::any_io_executor& executor, std::shared_ptr<wire> of,
                side who);
    ~wire_stream() override;
    wire_stream(const wire_stream&) = delete;
    wire_stream& operator=(const wire_stream&) = delete;

    [[nodiscard]] asio::any_io_executor get_executor() const override { return executor_; }
    void async_read_some(std::span<const asio::mutable_buffer> into, io_handler handler) override;
    void async_write_some(std::span<const asio::const_buffer> from, io_handler handler) override;
    void shutdown() noexcept override { wire_->shutdown(who_); }
    void close() noexcept override { wire_->close(who_); }
    [[nodiscard]] address peer() const override { return wire_->address_of(other(who_)); }

private:
    std::shared_ptr<core> core_;
    asio::any_io_executor executor_;
    std::shared_ptr<wire> wire_;
    side who_;
};

} // namespace holdfast::sim

#endif
