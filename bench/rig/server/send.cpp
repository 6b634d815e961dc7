// SPDX-License-Identifier: BSL-1.0
#include "send.hpp"

#include <algorithm>
#include <string>

namespace rig {

namespace {

constexpr std::uint64_t pace_interval = 50'000;      // Nanoseconds: 20 000 a second.
constexpr std::uint64_t burst_interval = 10'000'000; // Nanoseconds.
constexpr std::size_t write_size = std::size_t(256) << 10;

/// Spins: a sleeping server would be late by as much as what is to be measured.
void wait_until(std::uint64_t moment)
{
    while (monotonic_ns() < moment) {
    }
}

void stamp_last(std::string& frame, std::uint64_t now)
{
    const std::size_t end = frame.size() - message_end.size();
    overwrite(frame.data() + end - stamp_digits, stamp_digits, stamp_base + now);
}

void blast(line& client, const tape& frames, std::size_t count)
{
    if (client.secure()) { // One record a message, as exchanges send them.
        for (std::size_t n = 0; n != count; ++n)
            client.write(frames.frame(n));
        return client.flush();
    }
    for (std::string_view rest = frames.first(count); !rest.empty();) {
        const std::string_view piece = rest.substr(0, write_size);
        client.write(piece);
        rest.remove_prefix(piece.size());
    }
}

/// `together` messages back to back, stamped with one reading of the clock, at every interval.
void timed(line& client, const tape& frames, std::size_t count, std::size_t together, std::uint64_t interval)
{
    std::string piece;
    std::uint64_t moment = monotonic_ns();
    for (std::size_t n = 0; n < count; n += together, moment += interval) {
        const std::size_t end = std::min(count, n + together);
        wait_until(moment);
        const std::uint64_t now = monotonic_ns();
        if (client.secure()) {
            for (std::size_t i = n; i != end; ++i) {
                piece = frames.frame(i);
                stamp_last(piece, now);
                client.write(piece);
            }
        } else {
            piece.clear();
            for (std::size_t i = n; i != end; ++i) {
                piece += frames.frame(i);
                stamp_last(piece, now);
            }
            client.write(piece);
        }
        client.flush();
    }
}

} // namespace

void send_all(line& client, const tape& frames, const order& wanted)
{
    const auto count = static_cast<std::size_t>(wanted.count);
    switch (wanted.mode) {
    case send_mode::blast: return blast(client, frames, count);
    case send_mode::pace: return timed(client, frames, count, 1, pace_interval);
    case send_mode::burst: return timed(client, frames, count, burst_of(wanted.payload), burst_interval);
    }
}

} // namespace rig
