// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_POLICY_RESYNC_BUFFER_HPP
#define HOLDFAST_POLICY_RESYNC_BUFFER_HPP

#include <holdfast/policy/sequence.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace holdfast {

/// How much a topic may collect while its snapshot is fetched.
struct resync_config {
    /// 1 to 10 000 000.
    std::size_t max_messages = 10'000;

    /// Sum of the sizes given to `push`, in bytes. 1 to 4 GiB.
    std::size_t max_bytes = 16 * 1024 * 1024;

    friend constexpr bool operator==(const resync_config&, const resync_config&) = default;
};

/// Says what is wrong with the configuration, naming the member and its range; empty when nothing is.
[[nodiscard]] std::string check(const resync_config& config);

/// How a snapshot and the buffered messages fit together.
enum class splice_result : std::uint8_t {
    /// The snapshot, then `drain`, is the state now.
    ready,
    /// Nothing in the buffer is newer than the snapshot, which alone is the state now.
    empty,
    /// The buffer begins after the snapshot ends: fetch a newer snapshot. The buffer is unchanged.
    too_old,
    /// A message is missing inside the buffer, after the snapshot: fetch a newer snapshot. The buffer is
    /// unchanged.
    gap_inside,
    /// The buffer has overflowed: `clear` it and begin the recovery again.
    overflow,
};

[[nodiscard]] constexpr std::string_view to_string(splice_result result) noexcept
{
    switch (result) {
    case splice_result::ready: return "ready";
    case splice_result::empty: return "empty";
    case splice_result::too_old: return "snapshot too old";
    case splice_result::gap_inside: return "gap inside the buffer";
    case splice_result::overflow: return "overflow";
    }
    return "unknown";
}

/// Keeps the messages of a topic while its snapshot is fetched, then joins the two by the topic's own rule.
///
/// Bounded in messages and in bytes. A message too many empties the buffer and keeps it closed until `clear`:
/// what it held is worthless with a hole in it.
///
/// Precondition: `check(config)` is empty.
///
/// @code
/// buffer.push(ids, delta, delta.size());                       // while the snapshot is fetched
/// if (buffer.splice(depth, snapshot.last) == splice_result::ready)
///     buffer.drain([&](const sequence_ids&, auto delta) { book.apply(delta); });
/// @endcode
template <class T>
class resync_buffer {
public:
    constexpr explicit resync_buffer(const resync_config& config = {}) : config_(config) {}

    /// Keeps a message; takes `item` over. A message that resets replaces everything before it.
    /// @param bytes  what the item counts against `max_bytes`
    /// @return false after an overflow: begin the recovery again
    [[nodiscard]] constexpr bool push(const sequence_ids& ids, T item, std::size_t bytes)
    {
        if (overflowed_)
            return false;
        if (ids.reset)
            clear();
        if (entries_.size() >= config_.max_messages || bytes > config_.max_bytes - bytes_) {
            clear();
            overflowed_ = true;
            return false;
        }
        entries_.push_back({ids, bytes, std::move(item)});
        bytes_ += bytes;
        return true;
    }

    /// Joins the buffer to a snapshot taken at `snapshot_last`.
    ///
    /// When they fit (`ready`, `empty`), what the snapshot already holds is dropped and `live` stands after
    /// the last buffered message: the next message of the topic goes straight to it. Otherwise nothing
    /// changes.
    [[nodiscard]] constexpr splice_result splice(sequence& live, std::uint64_t snapshot_last)
    {
        if (overflowed_)
            return splice_result::overflow;
        sequence trial = live;
        trial.restart(snapshot_last);
        std::vector<entry*> kept;
        for (entry& e : entries_) {
            const verdict v = trial.accept(e.ids);
            if (v == verdict::gap)
                return kept.empty() ? splice_result::too_old : splice_result::gap_inside;
            if (v == verdict::in_order || v == verdict::reset)
                kept.push_back(&e);
        }
        keep_only(kept);
        live = trial;
        return entries_.empty() ? splice_result::empty : splice_result::ready;
    }

    /// Hands every message over, oldest first, as `f(const sequence_ids&, T)`, and leaves the buffer empty.
    template <class F>
    constexpr void drain(F&& f)
    {
        std::vector<entry> entries = std::exchange(entries_, {});
        bytes_ = 0;
        for (entry& e : entries)
            f(std::as_const(e.ids), std::move(e.item));
    }

    /// Forgets everything, an overflow included, and gives the memory back.
    constexpr void clear() noexcept
    {
        entries_ = std::vector<entry>();
        bytes_ = 0;
        overflowed_ = false;
    }

    [[nodiscard]] constexpr std::size_t size() const noexcept { return entries_.size(); }
    [[nodiscard]] constexpr std::size_t bytes() const noexcept { return bytes_; }
    [[nodiscard]] constexpr bool empty() const noexcept { return entries_.empty(); }
    [[nodiscard]] constexpr bool overflowed() const noexcept { return overflowed_; }

private:
    struct entry {
        sequence_ids ids;
        std::size_t bytes;
        T item;
    };

    constexpr void keep_only(const std::vector<entry*>& kept)
    {
        std::vector<entry> rest;
        rest.reserve(kept.size());
        bytes_ = 0;
        for (entry* e : kept) {
            bytes_ += e->bytes;
            rest.push_back(std::move(*e));
        }
        entries_ = std::move(rest);
    }

    resync_config config_;
    std::vector<entry> entries_;
    std::size_t bytes_ = 0;
    bool overflowed_ = false;
};

} // namespace holdfast

#endif
