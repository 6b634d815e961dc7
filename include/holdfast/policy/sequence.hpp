// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_POLICY_SEQUENCE_HPP
#define HOLDFAST_POLICY_SEQUENCE_HPP

#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>

namespace holdfast {

/// How an exchange lets its clients notice a missing message. An adapter names one for each kind of topic.
enum class continuity : std::uint8_t {
    /// `last` grows by exactly one (Bybit `u`, Kraken `sequence`, trade ids). 1 out of turn is a reset.
    contiguous,
    /// A message covers `first`..`last` and may overlap what is known, never leave a hole (Binance spot
    /// `U`..`u`, KuCoin).
    range,
    /// A message names the `last` before it as `previous` (Binance USD-M `pu`, OKX `prevSeqId`, Deribit
    /// `prev_change_id`, Bitget `pseq`).
    linked,
    /// `last` grows, by any amount: old messages are recognised, missing ones are not.
    monotonic,
    /// The messages of a topic have no numbers of their own; one counter runs over everything that the
    /// connection carries, acknowledgements and heartbeats included (Coinbase Advanced Trade, from 0). The
    /// adapter gives it as `decoded::connection_number`; a hole in it may have hit any topic of this rule.
    per_connection,
    /// No sequence at all (BULK); `last` is the message's timestamp. A step back is a gap, everything else
    /// takes an audit against a snapshot to find.
    audited,
};

/// What a message says about its place. Members that the exchange does not send stay zero.
struct sequence_ids {
    /// First id the message covers.
    std::uint64_t first = 0;
    /// Last id the message covers, or its only one.
    std::uint64_t last = 0;
    /// The `last` of the message before it.
    std::uint64_t previous = 0;
    /// The message starts anew and replaces everything before it: a snapshot inside the stream, OKX
    /// `prevSeqId` -1, Bybit `u` 1.
    bool reset = false;

    friend constexpr bool operator==(const sequence_ids&, const sequence_ids&) = default;
};

/// What to do with a message.
enum class verdict : std::uint8_t {
    /// Apply it.
    in_order,
    /// Ignore it: everything in it is known already, as far as its number tells.
    duplicate,
    /// Ignore it: the exchange says that nothing happened. The topic is alive.
    no_op,
    /// Apply it: the exchange's counter starts anew, and nothing is missing.
    reset,
    /// Do not apply it: something is missing before it.
    gap,
};

[[nodiscard]] constexpr std::string_view to_string(continuity rule) noexcept
{
    switch (rule) {
    case continuity::contiguous: return "contiguous";
    case continuity::range: return "range";
    case continuity::linked: return "linked";
    case continuity::monotonic: return "monotonic";
    case continuity::per_connection: return "per_connection";
    case continuity::audited: return "audited";
    }
    return "unknown";
}

[[nodiscard]] constexpr std::string_view to_string(verdict v) noexcept
{
    switch (v) {
    case verdict::in_order: return "in order";
    case verdict::duplicate: return "duplicate";
    case verdict::no_op: return "no-op";
    case verdict::reset: return "reset";
    case verdict::gap: return "gap";
    }
    return "unknown";
}

/// Follows the ids of one topic (of one connection, for `continuity::per_connection`) and says of every
/// message whether something is missing before it.
///
/// Fails closed: after a gap every message is a gap, until `restart`, `forget` or a message that resets.
///
/// An older message is a repetition, and ignored. A whole series of older ones is none: the exchange's
/// counter has gone back (a restart, a broken number before), and what follows continues something that we do
/// not have. So more than `repetitions` of them in a row are a gap.
///
/// A snapshot fetched aside (REST) anchors with `restart`: messages older than the snapshot may still arrive
/// and are duplicates. A snapshot that comes inside the stream is accepted like any message, with `reset`
/// set: what follows must continue it exactly.
///
/// @code
/// sequence depth(continuity::range);
/// depth.restart(snapshot.last_update_id);
/// if (depth.accept({.first = U, .last = u}) == verdict::gap)
///     recover();
/// @endcode
class sequence {
public:
    /// Older messages in a row that are taken for repetitions; one more is a gap.
    static constexpr unsigned repetitions = 4;

    constexpr explicit sequence(continuity rule) noexcept : rule_(rule) {}

    /// Judges a message and remembers its place.
    [[nodiscard]] constexpr verdict accept(const sequence_ids& ids) noexcept
    {
        const verdict v = peek(ids);
        if (v == verdict::in_order || v == verdict::reset) {
            last_ = ids.last;
            previous_ = ids.previous;
            behind_ = 0;
        } else if (state_ == state::running && ids.last < last_) {
            ++behind_;
        }
        if (v != verdict::duplicate)
            state_ = v == verdict::gap ? state::broken : state::running;
        return v;
    }

    /// Says what `accept` would answer.
    [[nodiscard]] constexpr verdict peek(const sequence_ids& ids) const noexcept
    {
        if (ids.reset || starts_anew(ids))
            return verdict::reset;
        if (state_ == state::broken || malformed(ids))
            return verdict::gap;
        if (state_ == state::unknown)
            return verdict::in_order;
        const verdict v = judge(ids);
        return v == verdict::duplicate && is_series(ids) ? verdict::gap : v;
    }

    /// A snapshot taken at `last` is the state now.
    constexpr void restart(std::uint64_t last) noexcept
    {
        last_ = last;
        previous_ = last;
        behind_ = 0;
        state_ = state::anchored;
    }

    /// Says whether the gap that is open is a counter that has gone back.
    [[nodiscard]] constexpr bool went_back() const noexcept { return behind_ > repetitions; }

    /// Nothing is known; the next message is the first. For topics without a snapshot, and for a new
    /// connection.
    constexpr void forget() noexcept { *this = sequence(rule_); }

    [[nodiscard]] constexpr continuity rule() const noexcept { return rule_; }

    /// Says whether there is a place to continue from: neither nothing known nor a gap open.
    [[nodiscard]] constexpr bool anchored() const noexcept
    {
        return state_ == state::anchored || state_ == state::running;
    }

    /// The last id known to be complete; after a gap, the last good one; 0 when nothing is known.
    [[nodiscard]] constexpr std::uint64_t last() const noexcept { return last_; }

    /// What the next message must carry: the id that follows, for a linked topic the `previous`. Nothing when
    /// anything will do or when no id follows.
    [[nodiscard]] constexpr std::optional<std::uint64_t> expected() const noexcept
    {
        if (state_ == state::unknown || rule_ == continuity::monotonic || rule_ == continuity::audited)
            return std::nullopt;
        if (rule_ == continuity::linked)
            return last_;
        if (last_ == std::numeric_limits<std::uint64_t>::max())
            return std::nullopt;
        return last_ + 1;
    }

    friend constexpr bool operator==(const sequence&, const sequence&) = default;

private:
    enum class state : std::uint8_t { unknown, anchored, running, broken };

    [[nodiscard]] constexpr verdict judge(const sequence_ids& ids) const noexcept
    {
        switch (rule_) {
        case continuity::contiguous: return judge_contiguous(ids);
        case continuity::range: return judge_range(ids);
        case continuity::linked: return state_ == state::anchored ? judge_splice(ids) : judge_linked(ids);
        case continuity::monotonic: return ids.last > last_ ? verdict::in_order : verdict::duplicate;
        case continuity::per_connection: return judge_per_connection(ids);
        case continuity::audited: return judge_audited(ids);
        }
        return verdict::gap;
    }

    // Messages from before a snapshot that was fetched aside are no series: any number of them may be on its
    // way.
    [[nodiscard]] constexpr bool is_series(const sequence_ids& ids) const noexcept
    {
        return state_ == state::running && ids.last < last_ && behind_ >= repetitions;
    }

    // Never `last_ + 1`, which wraps.
    [[nodiscard]] constexpr bool leaves_hole(std::uint64_t id) const noexcept
    {
        return id > last_ && id - last_ > 1;
    }

    [[nodiscard]] constexpr bool malformed(const sequence_ids& ids) const noexcept
    {
        return ids.first > ids.last && (rule_ == continuity::range || rule_ == continuity::linked);
    }

    // Bybit: a service restart counts from 1 again.
    [[nodiscard]] constexpr bool starts_anew(const sequence_ids& ids) const noexcept
    {
        return rule_ == continuity::contiguous && state_ != state::unknown && ids.last == 1 && last_ > 1;
    }

    // Once the stream runs, an id from the past is no duplicate but a counter that went back unseen.
    [[nodiscard]] constexpr verdict judge_contiguous(const sequence_ids& ids) const noexcept
    {
        if (ids.last == last_ || (ids.last < last_ && state_ == state::anchored))
            return verdict::duplicate;
        return ids.last < last_ || leaves_hole(ids.last) ? verdict::gap : verdict::in_order;
    }

    // Binance spot, "How to manage a local order book correctly", in its +1 form.
    [[nodiscard]] constexpr verdict judge_range(const sequence_ids& ids) const noexcept
    {
        if (ids.last <= last_)
            return verdict::duplicate;
        return leaves_hole(ids.first) ? verdict::gap : verdict::in_order;
    }

    [[nodiscard]] constexpr verdict judge_linked(const sequence_ids& ids) const noexcept
    {
        if (ids.previous == last_)
            return judge_link(ids);
        return ids.last == last_ && ids.previous == previous_ ? verdict::duplicate : verdict::gap;
    }

    // OKX: the same id twice means that nothing happened, a lower one that the counter was reset.
    [[nodiscard]] static constexpr verdict judge_link(const sequence_ids& ids) noexcept
    {
        if (ids.last == ids.previous)
            return verdict::no_op;
        return ids.last > ids.previous ? verdict::in_order : verdict::reset;
    }

    // The first message after a snapshot has to span it. Binance USD-M counts from `first` and keeps the
    // message that ends at the snapshot; a chain without `first` (OKX, Deribit, Bitget) spans from
    // `previous`.
    [[nodiscard]] constexpr verdict judge_splice(const sequence_ids& ids) const noexcept
    {
        if (ids.previous == last_)
            return judge_link(ids);
        if (ids.last < last_ || (ids.last == last_ && ids.first == 0))
            return verdict::duplicate;
        const std::uint64_t from = ids.first != 0 ? ids.first : ids.previous;
        return from <= last_ ? verdict::in_order : verdict::gap;
    }

    [[nodiscard]] constexpr verdict judge_per_connection(const sequence_ids& ids) const noexcept
    {
        if (ids.last <= last_)
            return verdict::duplicate;
        return leaves_hole(ids.last) ? verdict::gap : verdict::in_order;
    }

    [[nodiscard]] constexpr verdict judge_audited(const sequence_ids& ids) const noexcept
    {
        if (ids.last >= last_)
            return verdict::in_order;
        return state_ == state::anchored ? verdict::duplicate : verdict::gap;
    }

    std::uint64_t last_ = 0;
    std::uint64_t previous_ = 0;
    unsigned behind_ = 0; // Older messages in a row.
    continuity rule_;
    state state_ = state::unknown;
};

} // namespace holdfast

#endif
