// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_BENCH_RIG_SERVER_VENUE_HPP
#define HOLDFAST_BENCH_RIG_SERVER_VENUE_HPP

#include "line.hpp"
#include "payloads.hpp"
#include "tape.hpp"

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string>

namespace rig {

/// How often the snapshot has been given out; connections wait for it.
class snapshot_count {
public:
    [[nodiscard]] std::uint64_t now();
    void add();
    /// Waits until it is above `seen`. Throws `line_ended` when that takes too long.
    void wait_above(std::uint64_t seen);

private:
    std::mutex mutex_{};
    std::condition_variable changed_{};
    std::uint64_t count_ = 0;
};

/// What all connections share.
class venue {
public:
    /// Answers the requests of one connection, and becomes its stream if it asks for an upgrade. Thread-safe.
    /// Throws `line_ended`, and `std::invalid_argument` for a URL that asks for nothing that exists.
    void serve(line& client);

private:
    void stream(line& client, const order& wanted, compression how, std::string unread);

    tape_shelf tapes_{};
    snapshot_count snapshots_{};
    const std::string snapshot_ = snapshot_json();
};

} // namespace rig

#endif
