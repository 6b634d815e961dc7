// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_EVENT_HPP
#define HOLDFAST_EVENT_HPP

#include <holdfast/account/change.hpp>
#include <holdfast/decimal.hpp>
#include <holdfast/error.hpp>
#include <holdfast/memory/slab.hpp>
#include <holdfast/phase.hpp>
#include <holdfast/policy/clock.hpp>
#include <holdfast/policy/sequence.hpp>
#include <holdfast/side.hpp>
#include <holdfast/topic.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <variant>

namespace holdfast {

/// The invariants of a stream of events, for one topic:
///
/// 1. A stream begins closed: nothing is verified until the first `gap_closed`.
/// 2. Between two `data` events either the topic's continuity rule holds, or a `gap_opened` stands between.
/// 3. After `gap_opened` no `data` follows until state is rebuilt: `snapshot`, the `data` that arrived since,
///    then `gap_closed`. (A topic without snapshots goes straight from `gap_opened` to `gap_closed`.)
/// 4. A `snapshot` replaces everything known; it never merges.
/// 5. The epoch grows with every connection and never falls.
/// 6. An `audit` stands only where the topic is verified, and changes nothing.
/// 7. A `still_closed` stands only where the topic is not verified, and changes nothing but the reason.
///
/// Events share the memory they point to; copy one and it stays valid for as long as you keep it.

/// One price level; quantity zero means that the level is gone.
struct level {
    decimal price{};
    decimal quantity{};
    friend bool operator==(const level&, const level&) = default;
};

/// Changes to a book, or, in a snapshot, the whole of it: bids and asks in the order the exchange sent them.
struct book_levels {
    std::span<const level> bids{};
    std::span<const level> asks{};
};

/// One trade; `taker` is the side of the aggressor.
struct trade {
    std::uint64_t id = 0; ///< The exchange's id; zero where it has none.
    decimal price{};
    decimal quantity{};
    side taker = side::buy;
    wall_time at{};
};

/// The best bid and ask.
struct quote {
    level bid{};
    level ask{};
};

/// What a message means, beyond its raw bytes; `monostate` for topics the adapter passes through undecoded.
using content =
    std::variant<std::monostate, book_levels, std::span<const trade>, quote, std::span<const account_change>>;

/// What every message carries.
struct stamp {
    topic on{};
    std::uint32_t epoch = 0;     ///< The connection it came over, counted from 1.
    sequence_ids ids{};          ///< The exchange's sequence numbers, all zero where it has none.
    time_point received{};       ///< When the bytes were read; one reading a batch.
    wall_time kernel_received{}; ///< When the kernel had them: `websocket_options::kernel_timestamps`.
    wall_time exchange_time{};   ///< The exchange's own time stamp; the epoch where it has none.
    /// How old the message was when it was read: from `exchange_time` to `received`, by this machine's
    /// calendar (corrected where the exchange's clock is measured). A process that was blocked reads what
    /// waited in the kernel meanwhile: `received` says now, this says how long it waited. Zero without
    /// `exchange_time`.
    duration lag{};
};

/// A message in order.
struct data : stamp {
    payload raw{};
    holdfast::content content{};
    std::optional<std::uint32_t> checksum{}; ///< The exchange's, of the state after this message.
};

enum class snapshot_source : std::uint8_t { rest, stream };

/// The whole state as of `ids.last`; replaces all that is known.
struct snapshot : stamp {
    payload raw{};
    book_levels levels{};
    snapshot_source source = snapshot_source::rest;
    std::optional<std::uint32_t> checksum{}; ///< The exchange's, where it sends one.
    std::size_t depth = 0; ///< The levels a side that the book has (`topic_traits::depth`); zero: all.
};

/// The whole state as of `ids.last` in the exchange's own view, to compare with and not to adopt: what is
/// found different was missed. For topics without sequence numbers; an `order_book` does it by itself.
struct audit : stamp {
    payload raw{};
    book_levels levels{};
};

/// From here on the topic is not to be trusted.
struct gap_opened {
    topic on{};
    std::uint32_t epoch = 0;
    failure why{};
    std::uint64_t last_good = 0; ///< The last sequence number in order; zero if there was none.
    time_point since{};
};

/// The topic is closed as before, and for another reason, or for the same one in the exchange's words: a
/// refused subscription, a snapshot that cannot be had.
struct still_closed {
    topic on{};
    std::uint32_t epoch = 0;
    failure why{};
    time_point at{};
};

enum class healing : std::uint8_t {
    synchronized, ///< First verified state of this stream.
    snapshot,     ///< Rebuilt from a snapshot and the messages since.
    resumed,      ///< Messages flow again; what was missed is gone for good (a topic without snapshots).
};

/// From here on the topic is verified.
struct gap_closed {
    topic on{};
    std::uint32_t epoch = 0;
    healing how = healing::synchronized;
    std::uint64_t last = 0; ///< The sequence number that state now stands at.
    time_point at{};
    duration closed_for{}; ///< How long reads were closed.
};

/// The session went from one phase to another; the same on every stream.
struct phase_changed {
    phase from{};
    phase to{};
    std::uint32_t epoch = 0;
    failure why{};
};

using event = std::variant<data, snapshot, gap_opened, gap_closed, phase_changed, audit, still_closed>;

} // namespace holdfast

#endif
