// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_SIM_SERVER_FAULTY_STREAM_HPP
#define HOLDFAST_SRC_SIM_SERVER_FAULTY_STREAM_HPP

#include <holdfast/policy/clock.hpp>
#include <holdfast/runtime.hpp>

#include <cstdint>
#include <memory>
#include <span>

namespace holdfast::sim {

/// Which way bytes flow, seen from the stream's owner.
enum class direction : std::uint8_t { in = 1, out = 2, both = 3 };

/// How slow a slow link is.
struct slowness {
    std::uint64_t bytes_per_second = 0; ///< Zero: as fast as the link below.
    duration latency{};                 ///< Added to every read and every write.
};

/// What went over a faulty link.
struct link_counters {
    std::uint64_t read = 0;
    std::uint64_t written = 0;
    std::uint64_t vanished_in = 0;
    std::uint64_t vanished_out = 0;
};

/// A byte stream that can be broken while it is in use: bytes vanish, crawl, or the line goes dead.
class faulty_stream final : public byte_stream {
    struct link;

public:
    /// Breaks the stream. May outlive it, and then does nothing.
    class breaker {
    public:
        explicit breaker(std::shared_ptr<link> breaks) noexcept;

        /// From now on bytes of that direction vanish without a trace. Reads wait for ever, the end of the
        /// stream included; writes succeed.
        void vanish(direction which) noexcept;
        /// Until then every read and write takes its time.
        void slow_down(slowness how, time_point until = never) noexcept;
        /// Ends both directions at once.
        void cut() noexcept;
        [[nodiscard]] const link_counters& counters() const noexcept;

    private:
        std::shared_ptr<link> link_;
    };

    explicit faulty_stream(std::unique_ptr<byte_stream> below);
    ~faulty_stream() override;

    [[nodiscard]] breaker get_breaker() const noexcept { return breaker(link_); }

    [[nodiscard]] asio::any_io_executor get_executor() const override;
    void async_read_some(std::span<const asio::mutable_buffer> into, io_handler handler) override;
    void async_write_some(std::span<const asio::const_buffer> from, io_handler handler) override;
    void shutdown() noexcept override;
    void close() noexcept override;
    [[nodiscard]] address peer() const override;

private:
    std::shared_ptr<link> link_; // handlers under way share it
};

} // namespace holdfast::sim

#endif
