// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_STATS_HPP
#define HOLDFAST_STATS_HPP

#include <holdfast/policy/clock.hpp>

#include <cstdint>

namespace holdfast {

/// Plain counters of one session, since it was made.
struct session_stats {
    std::uint32_t epoch = 0;       ///< Connections opened so far.
    std::uint64_t attempts = 0;    ///< Connection attempts, successful ones included.
    std::uint64_t outages = 0;     ///< Times an open connection was lost.
    std::uint64_t messages = 0;    ///< Messages received.
    std::uint64_t batches = 0;     ///< Wake-ups that brought them.
    std::uint64_t bytes = 0;       ///< Payload bytes received.
    std::uint64_t delivered = 0;   ///< Data and snapshots put into streams.
    std::uint64_t duplicates = 0;  ///< Messages dropped because they, or newer ones, were known.
    std::uint64_t malformed = 0;   ///< Messages that could not be understood.
    std::uint64_t skipped = 0;     ///< Parts of messages that were not understood and left out.
    std::uint64_t unexpected = 0;  ///< Messages of topics that are not subscribed, late acknowledgements.
    std::uint64_t gaps = 0;        ///< Times a verified topic stopped being so.
    std::uint64_t gaps_healed = 0; ///< Times such a topic was verified again.
    std::uint64_t snapshots = 0;   ///< Snapshots applied.
    std::uint64_t snapshot_requests = 0; ///< Snapshot requests sent.
    std::uint64_t snapshot_failures = 0; ///< Snapshot requests that failed, or came too old.
    std::uint64_t overflows = 0;         ///< Times a stream or a recovery buffer was full.
    std::uint64_t dropped = 0;           ///< Events that a full stream could not take.
    std::uint64_t probes = 0;            ///< Quiet topics probed.
    std::uint64_t audits = 0;            ///< States handed out to compare with.
    std::uint64_t requests = 0;          ///< Control messages sent.
    std::uint64_t orders = 0;            ///< Orders and cancels written.
    std::uint64_t pings = 0;             ///< Pings sent by us.
    duration down{};                     ///< Time without an open connection, after the first one.
};

} // namespace holdfast

#endif
