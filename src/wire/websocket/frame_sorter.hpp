// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_WIRE_WEBSOCKET_FRAME_SORTER_HPP
#define HOLDFAST_SRC_WIRE_WEBSOCKET_FRAME_SORTER_HPP

#include "wire/websocket/inbox.hpp"
#include "wire/websocket/inflater.hpp"
#include "wire/websocket/lanes.hpp"

#include <holdfast/network.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace holdfast::wire {

/// What the bytes received turn out to be.
enum class found : std::uint8_t {
    nothing, ///< More bytes are needed.
    message, ///< A whole message, to be delivered where it lies.
    passage, ///< Bytes for the slow lane.
};

/// Sorts what has been received, frame by frame: whole plain messages are found where they lie, compressed
/// ones are inflated, everything else is passed on to the slow lane, which sees exactly the frames it has to
/// deal with. Accepts and never refuses: what it does not like it passes on.
///
/// What is passed on may end the line, at once. It therefore waits until everything in front of it has been
/// delivered, and could be answered.
///
/// @code
/// for (;;) {
///     const found next = sort.next(batch);
///     if (next == found::nothing) break;                        // read into sort.box().room()
///     if (next == found::message) deliver(sort.bytes(), sort.binary());
///     else feed(sort.bytes());                                  // and wait for the slow lane if sort.settles()
/// }
/// @endcode
class sorter {
public:
    explicit sorter(inbox box) : box_(std::move(box)) {}

    /// The upgrade is through: frames begin, by these rules.
    void begin(const lane_rules& rules);

    [[nodiscard]] inbox& box() noexcept { return box_; }

    /// @param out  whose memory messages are inflated into; while it holds any, only heartbeats are passed on
    [[nodiscard]] found next(const batch& out);

    /// Everything that has not been delivered or passed on, for a reader that does not want it sorted any
    /// more.
    [[nodiscard]] std::string take_all();

    /// The message's payload, or what is to be passed on; valid until more bytes are received.
    [[nodiscard]] std::string_view bytes() const noexcept { return bytes_; }
    [[nodiscard]] bool binary() const noexcept { return binary_; }
    /// With these bytes the slow lane comes to an end with something, which nothing may overtake.
    [[nodiscard]] bool settles() const noexcept { return settles_; }

private:
    [[nodiscard]] bool is_whole(const frame_header& frame);
    [[nodiscard]] std::string_view consume(std::size_t n) noexcept;
    [[nodiscard]] found deliver(const frame_header& frame, std::string_view payload, const batch& out);
    [[nodiscard]] found begin_passing(const frame_header& frame, const batch& out);
    [[nodiscard]] found pass_slowly(const frame_header& frame, const batch& out);
    [[nodiscard]] found pass_on(const batch& out);
    [[nodiscard]] found inflate(const frame_header& frame, const batch& out);
    [[nodiscard]] found pass_inflated(const frame_header& frame, std::string_view payload, const batch& out);
    [[nodiscard]] found refuse(inflate_verdict why, const batch& out);
    [[nodiscard]] found pass_rewritten(std::size_t instead_of, const batch& out);

    inbox box_;
    lane_rules rules_{};
    lanes lanes_{rules_};
    std::optional<inflater> inflater_;
    /// `left_` while `rewritten_` waits until it may be passed on.
    static constexpr std::uint64_t held = ~std::uint64_t(0);
    std::uint64_t left_ = 0; ///< Bytes of the present frame that have not been passed on.
    bool waits_ = false;     ///< When they have been, the slow lane comes to an end with something.
    std::string rewritten_;
    std::size_t replaced_ = 0; ///< Bytes in whose place `rewritten_` is passed on.
    std::string_view bytes_{};
    bool binary_ = false;
    bool settles_ = false;
};

} // namespace holdfast::wire

#endif
