// SPDX-License-Identifier: BSL-1.0
#include "sim/world/tcp_link.hpp"

#include <algorithm>

namespace holdfast::sim {

namespace {

constexpr duration stall_time = std::chrono::seconds(7);

/// How long the bytes need to leave a sender of that speed.
duration time_for(std::size_t bytes, std::size_t bytes_per_second)
{
    if (bytes_per_second == 0)
        return duration::zero();
    const auto second = static_cast<std::uint64_t>(duration(std::chrono::seconds(1)).count());
    return duration(static_cast<duration::rep>(bytes * second / bytes_per_second));
}

template <class Buffers>
std::size_t size_of(const Buffers& all)
{
    std::size_t size = 0;
    for (const auto& one : all)
        size += one.size();
    return size;
}

/// Copies the first bytes out of the buffers, at most so many.
std::string copy_from(const std::vector<asio::const_buffer>& from, std::size_t at_most)
{
    std::string bytes;
    for (const asio::const_buffer& one : from) {
        const std::size_t size = std::min(one.size(), at_most - bytes.size());
        bytes.append(static_cast<const char*>(one.data()), size);
    }
    return bytes;
}

std::size_t copy_to(const std::vector<asio::mutable_buffer>& into, const std::string& bytes)
{
    std::size_t copied = 0;
    for (const asio::mutable_buffer& one : into) {
        const std::size_t size = std::min(one.size(), bytes.size() - copied);
        bytes.copy(static_cast<char*>(one.data()), size, copied);
        copied += size;
    }
    return copied;
}

bool waits(const std::shared_ptr<io_operation>& op) noexcept
{
    return op && op->waits();
}

} // namespace

wire::wire(std::shared_ptr<core> in, address client, address server, const path& how)
    : core_(std::move(in)), id_(core_->next_wire++),
      ends_{end_point{std::move(client)}, end_point{std::move(server)}}
{
    for (pipe& one : pipes_)
        one.how = how;
}

void wire::read(side who, std::span<const asio::mutable_buffer> into, std::shared_ptr<io_operation> op)
{
    count_operation(who);
    pipe& p = out_of(other(who));
    if (waits(p.reader)) {
        op->complete(asio::error::already_started, 0);
        return;
    }
    p.reader = std::move(op);
    p.into.assign(into.begin(), into.end());
    try_read(who);
}

void wire::write(side who, std::span<const asio::const_buffer> from, std::shared_ptr<io_operation> op)
{
    count_operation(who);
    pipe& p = out_of(who);
    if (waits(p.writer)) {
        op->complete(asio::error::already_started, 0);
        return;
    }
    p.writer = std::move(op);
    p.from.assign(from.begin(), from.end());
    try_write(who);
}

void wire::shutdown(side who)
{
    if (!std::exchange(out_of(who).end_sent, true))
        send(who, parcel{{}, true});
}

void wire::close(side who)
{
    if (std::exchange(end_of(who).closed, true))
        return;
    break_end(who, asio::error::operation_aborted);
    shutdown(who);
}

void wire::reset()
{
    core_->trace("reset", id_);
    break_end(side::client, asio::error::connection_reset);
    break_end(side::server, asio::error::connection_reset);
}

void wire::end()
{
    pipe& p = out_of(side::server);
    p.end_sent = true;
    p.end_arrived = true;
    try_read(side::client);
}

void wire::hole(side sender)
{
    out_of(sender).hole = true;
    ++out_of(sender).holes;
}

void wire::heal(side sender, duration after)
{
    const auto flush = [self = shared_from_this(), sender, which = out_of(sender).holes] {
        pipe& p = self->out_of(sender);
        if (p.holes != which)
            return;
        p.hole = false;
        for (const parcel& one : std::exchange(p.lost, {}))
            self->arrive(sender, one);
    };
    core_->after(after, flush);
}

void wire::befall(mishap what)
{
    if (what == mishap::reset)
        return reset();
    if (what == mishap::end)
        return end();
    for (const side sender : {side::client, side::server}) {
        hole(sender);
        if (what == mishap::stall)
            heal(sender, stall_time);
    }
}

void wire::count_operation(side who)
{
    if (who != side::client)
        return;
    const auto due = core_->mishaps.find(++core_->operations);
    if (due != core_->mishaps.end())
        befall(due->second);
}

void wire::try_read(side reader)
{
    pipe& p = out_of(other(reader));
    if (!waits(p.reader))
        return;
    if (const error_code broken = end_of(reader).broken) {
        p.reader->complete(broken, 0);
    } else if (size_of(p.into) == 0) {
        p.reader->complete({}, 0);
    } else if (!p.arrived.empty()) {
        const std::size_t bytes = copy_to(p.into, p.arrived);
        p.arrived.erase(0, bytes);
        p.under_way -= bytes;
        core_->trace("read", bytes);
        p.reader->complete({}, bytes);
        try_write(other(reader));
    } else if (p.end_arrived) {
        p.reader->complete(asio::error::eof, 0);
    }
}

void wire::try_write(side writer)
{
    pipe& p = out_of(writer);
    if (!waits(p.writer))
        return;
    const std::size_t bytes = std::min(p.room(), size_of(p.from));
    if (const error_code broken = end_of(writer).broken) {
        p.writer->complete(broken, 0);
    } else if (p.end_sent) {
        p.writer->complete(asio::error::broken_pipe, 0);
    } else if (bytes != 0 || size_of(p.from) == 0) {
        p.under_way += bytes;
        core_->trace("write", bytes);
        p.writer->complete({}, bytes);
        if (bytes != 0)
            send(writer, parcel{copy_from(p.from, bytes)});
    }
}

/// Cuts the bytes into the pieces in which they will arrive.
void wire::send(side sender, parcel what)
{
    const std::size_t slice = out_of(sender).how.slice;
    if (slice == 0 || what.end)
        return post(sender, std::move(what));
    for (std::size_t at = 0; at < what.bytes.size();) {
        const auto size = 1 + static_cast<std::size_t>(core_->dice.below(slice));
        post(sender, parcel{what.bytes.substr(at, size)});
        at += size;
    }
}

void wire::post(side sender, parcel what)
{
    pipe& p = out_of(sender);
    const auto jitter = static_cast<std::uint64_t>(p.how.jitter.count());
    const duration late(static_cast<duration::rep>(jitter == 0 ? 0 : core_->dice.below(jitter + 1)));
    p.line_free = std::max(p.line_free, core_->now) + time_for(what.bytes.size(), p.how.bytes_per_second);
    p.last_arrival = std::max(p.last_arrival, p.line_free + p.how.latency + late);
    core_->after(p.last_arrival - core_->now,
                 [self = shared_from_this(), sender, what = std::move(what)] { self->arrive(sender, what); });
}

void wire::arrive(side sender, const parcel& what)
{
    pipe& p = out_of(sender);
    if (end_of(sender).broken == asio::error::connection_reset || p.end_arrived)
        return;
    if (p.hole) {
        p.lost.push_back(what);
        return;
    }
    core_->trace(what.end ? "end" : "arrive", what.bytes.size());
    p.delivered += what.bytes.size();
    if (end_of(other(sender)).closed)
        return what.end ? void() : refuse(sender);
    p.end_arrived = what.end;
    p.arrived += what.bytes;
    try_read(other(sender));
}

/// Nobody is there any more to read what arrived: the sender is told, as with TCP, by a reset.
void wire::refuse(side sender)
{
    const pipe& back = out_of(other(sender));
    if (!back.hole)
        core_->after(back.how.latency, [self = shared_from_this(), sender] {
            self->break_end(sender, asio::error::connection_reset);
        });
}

/// What the end does from now on fails; what arrived there is lost.
void wire::break_end(side who, error_code why)
{
    end_point& e = end_of(who);
    if (e.broken)
        return;
    e.broken = why;
    out_of(other(who)).arrived.clear();
    try_read(who);
    try_write(who);
}

wire_stream::wire_stream(std::shared_ptr<core> in, const asio::any_io_executor& executor,
                         std::shared_ptr<wire> of, side who)
    : core_(std::move(in)), executor_(executor), wire_(std::move(of)), who_(who)
{
    ++*core_->streams;
}

wire_stream::~wire_stream()
{
    wire_->close(who_);
    --*core_->streams;
}

void wire_stream::async_read_some(std::span<const asio::mutable_buffer> into, io_handler handler)
{
    wire_->read(who_, into, io_operation::start(core_, executor_, std::move(handler)));
}

void wire_stream::async_write_some(std::span<const asio::const_buffer> from, io_handler handler)
{
    wire_->write(who_, from, io_operation::start(core_, executor_, std::move(handler)));
}

} // namespace holdfast::sim
