// SPDX-License-Identifier: BSL-1.0
#include "wire/websocket/frame_sorter.hpp"

#include "wire/text/utf8.hpp"
#include "wire/websocket/frame_writer.hpp"

#include <algorithm>

namespace holdfast::wire {

void sorter::begin(const lane_rules& rules)
{
    rules_ = rules;
    lanes_ = lanes(rules);
    if (rules.deflate && !rules.slow_only)
        inflater_.emplace(static_cast<std::size_t>(rules.max_message));
}

found sorter::next(const batch& out)
{
    if (box_.unread().empty())
        return found::nothing;
    if (left_ != 0)
        return pass_on(out);
    const auto frame = parse_frame_header(box_.unread());
    if (!frame)
        return found::nothing;
    switch (lanes_.choose(*frame)) {
    case lane::fast:
        if (!is_whole(*frame))
            return found::nothing;
        return deliver(*frame, box_.unread().substr(frame->size, static_cast<std::size_t>(frame->payload)),
                       out);
    case lane::inflate: return inflate(*frame, out);
    case lane::heartbeat: return begin_passing(*frame, out);
    case lane::slow: break;
    }
    return pass_slowly(*frame, out);
}

bool sorter::is_whole(const frame_header& frame)
{
    const auto size = frame.size + static_cast<std::size_t>(frame.payload);
    if (box_.unread().size() >= size)
        return true;
    box_.expect(size);
    return false;
}

std::string_view sorter::consume(std::size_t n) noexcept
{
    const std::string_view taken = box_.unread().substr(0, n);
    box_.consume(n);
    return taken;
}

/// A text that is not UTF-8 fails the connection (RFC 6455 §8.1): the slow lane sees to that.
found sorter::deliver(const frame_header& frame, std::string_view payload, const batch& out)
{
    binary_ = frame.code == opcode::binary;
    if (!binary_ && !valid_utf8(payload))
        return pass_slowly(frame, out);
    box_.consume(frame.size + payload.size());
    bytes_ = payload;
    return found::message;
}

// ---- the slow lane -------------------------------------------------------------------------------------

/// What may end the line waits until everything before it has been delivered.
found sorter::pass_slowly(const frame_header& frame, const batch& out)
{
    return out.messages.empty() ? begin_passing(frame, out) : found::nothing;
}

found sorter::begin_passing(const frame_header& frame, const batch& out)
{
    lanes_.on_slow(frame);
    left_ = frame.size + std::min<std::uint64_t>(frame.payload, held - 1 - frame.size);
    waits_ = !frame.heartbeat() && (frame.final || frame.control());
    return pass_on(out);
}

found sorter::pass_on(const batch& out)
{
    if (left_ == held)
        return pass_rewritten(replaced_, out);
    const auto n = static_cast<std::size_t>(std::min<std::uint64_t>(left_, box_.unread().size()));
    bytes_ = consume(n);
    left_ -= n;
    settles_ = left_ == 0 && waits_;
    return found::passage;
}

// ---- compressed messages -------------------------------------------------------------------------------

/// A whole message is delivered. A part of one is passed on as if it had never been compressed, so that
/// putting fragments together, and all rules about it (RFC 6455 §5.4), stay in one place.
found sorter::inflate(const frame_header& frame, const batch& out)
{
    // DEFLATE makes nothing larger but by a few bytes in thousands (RFC 1951 §3.2.4).
    constexpr std::uint64_t spare = 1024;
    if (frame.payload > rules_.max_message + rules_.max_message / 1024 + spare)
        return refuse(inflate_verdict::too_big, out);
    if (!is_whole(frame))
        return found::nothing;
    const auto compressed = box_.unread().substr(frame.size, static_cast<std::size_t>(frame.payload));
    const inflated plain = inflater_->inflate(compressed, frame.final, *out.memory);
    if (plain.verdict != inflate_verdict::ok)
        return refuse(plain.verdict, out);
    const bool whole = frame.final && !lanes_.inside();
    const bool good = frame.code == opcode::binary || valid_utf8(plain.bytes);
    if (!whole || !good)
        return pass_inflated(frame, plain.bytes, out);
    box_.consume(frame.size + compressed.size());
    binary_ = frame.code == opcode::binary;
    bytes_ = plain.bytes;
    return found::message;
}

found sorter::pass_inflated(const frame_header& frame, std::string_view payload, const batch& out)
{
    lanes_.on_slow(frame);
    rewritten_ = server_frame(frame.code, frame.final, payload.size()).bytes();
    rewritten_ += payload;
    settles_ = frame.final;
    return pass_rewritten(frame.size + static_cast<std::size_t>(frame.payload), out);
}

/// Passes on what the slow lane refuses for the same reason: a frame beyond the limit, or one that is not
/// DEFLATE.
found sorter::refuse(inflate_verdict why, const batch& out)
{
    const opcode code = lanes_.inside() ? opcode::continuation : opcode::text;
    if (why == inflate_verdict::too_big)
        rewritten_ = server_frame(code, true, rules_.max_message + 1).bytes();
    else
        rewritten_ =
            std::string("\xc1\x01\x07"); // RSV1, and a block of the reserved type 3 (RFC 1951 §3.2.3)
    settles_ = true;
    return pass_rewritten(box_.unread().size(), out);
}

/// Passes on `rewritten_` in place of so many bytes, or holds it until the rest has been delivered.
found sorter::pass_rewritten(std::size_t instead_of, const batch& out)
{
    const bool now = out.messages.empty();
    left_ = now ? 0 : held;
    replaced_ = instead_of;
    if (!now)
        return found::nothing;
    box_.consume(instead_of);
    bytes_ = rewritten_;
    return found::passage;
}

std::string sorter::take_all()
{
    std::string all;
    if (std::exchange(left_, 0) == held) {
        all = rewritten_;
        box_.consume(replaced_);
    }
    all += consume(box_.unread().size());
    return all;
}

} // namespace holdfast::wire
