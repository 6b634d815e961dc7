// SPDX-License-Identifier: BSL-1.0
#include "sim/server/faulty_stream.hpp"

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>

#include <algorithm>
#include <utility>

namespace holdfast::sim {

namespace {

constexpr bool has(direction set, direction one) noexcept
{
    return (static_cast<unsigned>(set) & static_cast<unsigned>(one)) != 0;
}

duration time_for(const slowness& how, std::size_t bytes) noexcept
{
    if (how.bytes_per_second == 0)
        return how.latency;
    return how.latency + duration(std::chrono::seconds(1)) * bytes / how.bytes_per_second;
}

/// How many bytes a slow link takes at a time: a twentieth of a second's worth.
std::size_t portion(const slowness& how, std::size_t bytes) noexcept
{
    if (how.bytes_per_second == 0)
        return bytes;
    return std::min<std::size_t>(bytes, std::max<std::size_t>(1, how.bytes_per_second / 20));
}

asio::const_buffer first_filled(std::span<const asio::const_buffer> from) noexcept
{
    for (const asio::const_buffer& b : from)
        if (b.size() != 0)
            return b;
    return {};
}

/// A handler that hands its results, and the outer handler, to `then`; cancelled where the outer one is.
template <class Then>
auto relay(io_handler outer, Then then)
{
    const auto slot = asio::get_associated_cancellation_slot(outer);
    return asio::bind_cancellation_slot(
        slot, [outer = std::move(outer), then = std::move(then)](error_code error, auto... bytes) mutable {
            then(std::move(outer), error, bytes...);
        });
}

} // namespace

struct faulty_stream::link : std::enable_shared_from_this<link> {
    explicit link(std::unique_ptr<byte_stream> b)
        : below(std::move(b)), executor(below->get_executor()), clock(runtime::of(executor)),
          reading(clock.make_timer(executor)), writing(clock.make_timer(executor))
    {
    }

    std::unique_ptr<byte_stream> below;
    asio::any_io_executor executor;
    runtime& clock;
    std::unique_ptr<timer_port> reading;
    std::unique_ptr<timer_port> writing;
    slowness pace{};
    time_point slow_until = time_point::min();
    bool hole_in = false;
    bool hole_out = false;
    bool closed = false;
    asio::const_buffer late{}; // what a slow write carries
    link_counters counters{};

    [[nodiscard]] bool slow() const noexcept { return clock.now() < slow_until; }

    void close() noexcept
    {
        closed = true;
        below->close();
        reading->cancel();
        writing->cancel();
    }

    void read(std::span<const asio::mutable_buffer> into, io_handler handler)
    {
        if (hole_in && !closed)
            return wait_for_ever(std::move(handler));
        const auto then = [self = shared_from_this()](io_handler h, error_code error, std::size_t bytes) {
            self->has_read(error, bytes, std::move(h));
        };
        below->async_read_some(into, relay(std::move(handler), then));
    }

    void has_read(error_code error, std::size_t bytes, io_handler handler)
    {
        if (closed || error == asio::error::operation_aborted)
            return std::move(handler)(asio::error::operation_aborted, 0);
        if (hole_in) {
            counters.vanished_in += bytes;
            return wait_for_ever(std::move(handler));
        }
        counters.read += bytes;
        if (!slow())
            return std::move(handler)(error, bytes);
        const auto then = [error, bytes](io_handler h, error_code aborted) {
            std::move(h)(aborted ? aborted : error, aborted ? 0 : bytes);
        };
        reading->expires_at(clock.now() + time_for(pace, bytes));
        reading->async_wait(relay(std::move(handler), then));
    }

    /// The runtime's timer keeps the handler, so that it is freed with the runtime.
    void wait_for_ever(io_handler handler)
    {
        const auto then = [](io_handler h, error_code) { std::move(h)(asio::error::operation_aborted, 0); };
        reading->expires_at(never);
        reading->async_wait(relay(std::move(handler), then));
    }

    void write(std::span<const asio::const_buffer> from, io_handler handler)
    {
        if (closed || (!slow() && !hole_out))
            return write_below(from, std::move(handler));
        const asio::const_buffer all = first_filled(from);
        if (hole_out)
            return lose(all, std::move(handler));
        late = asio::const_buffer(all.data(), portion(pace, all.size()));
        const auto then = [self = shared_from_this()](io_handler h, error_code aborted) {
            self->write_late(aborted, std::move(h));
        };
        writing->expires_at(clock.now() + time_for(pace, late.size()));
        writing->async_wait(relay(std::move(handler), then));
    }

    void write_late(error_code aborted, io_handler handler)
    {
        if (aborted)
            std::move(handler)(aborted, 0);
        else if (hole_out)
            lose(late, std::move(handler));
        else
            write_below(std::span(&late, 1), std::move(handler));
    }

    void write_below(std::span<const asio::const_buffer> from, io_handler handler)
    {
        const auto then = [self = shared_from_this()](io_handler h, error_code error, std::size_t bytes) {
            self->counters.written += bytes;
            std::move(h)(error, bytes);
        };
        below->async_write_some(from, relay(std::move(handler), then));
    }

    void lose(asio::const_buffer what, io_handler handler)
    {
        counters.vanished_out += what.size();
        asio::post(executor, [h = std::move(handler), bytes = what.size()]() mutable {
            std::move(h)(error_code(), bytes);
        });
    }
};

faulty_stream::faulty_stream(std::unique_ptr<byte_stream> below)
    : link_(std::make_shared<link>(std::move(below)))
{
}

faulty_stream::~faulty_stream()
{
    link_->close();
}

faulty_stream::breaker::breaker(std::shared_ptr<link> breaks) noexcept : link_(std::move(breaks)) {}

void faulty_stream::breaker::vanish(direction which) noexcept
{
    link_->hole_in = link_->hole_in || has(which, direction::in);
    link_->hole_out = link_->hole_out || has(which, direction::out);
}

void faulty_stream::breaker::slow_down(slowness how, time_point until) noexcept
{
    link_->slow_until = until;
    link_->pace = how;
}

void faulty_stream::breaker::cut() noexcept
{
    link_->close();
}

const link_counters& faulty_stream::breaker::counters() const noexcept
{
    return link_->counters;
}

asio::any_io_executor faulty_stream::get_executor() const
{
    return link_->executor;
}

void faulty_stream::async_read_some(std::span<const asio::mutable_buffer> into, io_handler handler)
{
    link_->read(into, std::move(handler));
}

void faulty_stream::async_write_some(std::span<const asio::const_buffer> from, io_handler handler)
{
    link_->write(from, std::move(handler));
}

void faulty_stream::shutdown() noexcept
{
    if (!link_->hole_out)
        link_->below->shutdown();
}

void faulty_stream::close() noexcept
{
    link_->close();
}

address faulty_stream::peer() const
{
    return link_->below->peer();
}

} // namespace holdfast::sim
