// SPDX-License-Identifier: BSL-1.0
#include "wire/websocket/inflater.hpp"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <limits>
#include <new>
#include <span>

namespace holdfast::wire {

namespace {

/// What a sender takes off the end of every message (RFC 7692 §7.2.1): the rest of an empty stored block.
constexpr std::string_view tail("\0\0\xff\xff", 4);
/// As much of a message goes to zlib together with the tail: it is slow when few bytes are left.
constexpr std::size_t with_tail = 1024;
/// The first guess is not smaller.
constexpr std::size_t least_room = 256;
/// In zlib's `data_type`.
constexpr int at_block_end = 128;

uInt clamped(std::size_t n) noexcept
{
    return static_cast<uInt>(std::min<std::size_t>(n, std::numeric_limits<uInt>::max()));
}

} // namespace

/// The end of the slab, which grows with the piece.
class inflater::destination {
public:
    /// @param most  bytes to make room for, at most
    destination(slab& into, std::size_t most) : slab_(into), most_(most) {}

    [[nodiscard]] std::span<char> free() const noexcept
    {
        return room_.empty() ? room_ : room_.subspan(used_, room_.size() - slab::padding - used_);
    }
    [[nodiscard]] std::size_t used() const noexcept { return used_; }
    void use(std::size_t n) noexcept { used_ += n; }

    /// Makes room for so many bytes in all; mostly the slab goes on where it was.
    void reserve(std::size_t wanted)
    {
        const std::span<char> old = room_;
        slab_.shrink(old, 0);
        room_ = slab_.room<char>(std::min(wanted, most_) + slab::padding);
        std::copy_n(old.data(), room_.data() == old.data() ? 0 : used_, room_.data());
    }

    void grow() { reserve(2 * used_); }

    [[nodiscard]] std::string_view finish()
    {
        std::fill_n(room_.data() + used_, slab::padding, '\0');
        slab_.shrink(room_, used_ + slab::padding);
        return {room_.data(), used_};
    }

private:
    slab& slab_;
    std::size_t most_;
    std::span<char> room_{};
    std::size_t used_ = 0;
};

inflater::inflater(std::size_t max_message)
    : zlib_(std::make_unique<z_stream>()),
      max_message_(std::min(max_message, std::numeric_limits<std::size_t>::max() / 4))
{
    constexpr int raw_deflate = -MAX_WBITS;
    if (inflateInit2(zlib_.get(), raw_deflate) != Z_OK)
        throw std::bad_alloc();
    zlib_->data_type = at_block_end;
}

inflater::~inflater()
{
    inflateEnd(zlib_.get());
}

inflated inflater::inflate(std::string_view piece, bool last, slab& into)
{
    if (verdict_ != inflate_verdict::ok)
        return {verdict_, {}};
    destination to(into, max_message_ - message_ + 1);
    to.reserve(piece.size() * growth_ + least_room);
    verdict_ = last ? finish(piece, to) : run(piece, 0, to);
    if (verdict_ != inflate_verdict::ok)
        return {verdict_, {}};
    message_ = last ? 0 : message_ + to.used();
    if (!piece.empty())
        growth_ = to.used() / piece.size() + 2;
    return {inflate_verdict::ok, to.finish()};
}

/// @param spare  so many of the last bytes are left alone if no block needs them
inflate_verdict inflater::run(std::string_view bytes, std::size_t spare, destination& to)
{
    // zlib's interface is not const-correct; it does not write to its input.
    zlib_->next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    std::size_t left = bytes.size();
    while (left != 0 && !(left == spare && between_blocks())) {
        if (to.free().empty())
            to.grow();
        const uInt in = zlib_->avail_in = clamped(left);
        const uInt out = zlib_->avail_out = clamped(to.free().size());
        zlib_->next_out = reinterpret_cast<Bytef*>(to.free().data());
        const int rc = ::inflate(zlib_.get(), Z_BLOCK);
        left -= in - zlib_->avail_in;
        to.use(out - zlib_->avail_out);
        if (to.used() > max_message_ - message_)
            return inflate_verdict::too_big;
        if (rc == Z_MEM_ERROR)
            throw std::bad_alloc();
        if (rc != Z_OK && rc != Z_STREAM_END && rc != Z_BUF_ERROR)
            return inflate_verdict::corrupt;
        if (rc == Z_STREAM_END)
            begin_anew();
    }
    return inflate_verdict::ok;
}

/// The end of a message: its last bytes, and what the sender took off. Then a block must have ended.
///
/// Some messages end before the tail: empty ones without a byte, those from which the sender took nothing
/// off, those that end with a final block.
inflate_verdict inflater::finish(std::string_view rest, destination& to)
{
    const std::size_t ahead = rest.size() - std::min(rest.size(), with_tail);
    const auto begun = run(rest.substr(0, ahead), 0, to);
    if (begun != inflate_verdict::ok)
        return begun;
    std::array<char, with_tail + tail.size()> bytes;
    const std::size_t copied = rest.copy(bytes.data(), with_tail, ahead);
    tail.copy(bytes.data() + copied, tail.size());
    const auto end = run({bytes.data(), copied + tail.size()}, tail.size(), to);
    return end == inflate_verdict::ok && !between_blocks() ? inflate_verdict::corrupt : end;
}

/// A block has ended, and on a byte (zlib.h says what `data_type` holds).
bool inflater::between_blocks() const noexcept
{
    constexpr int unused_bits = 63;
    return (zlib_->data_type & (at_block_end | unused_bits)) == at_block_end;
}

/// Goes on behind a final block, which does not end the connection's stream (RFC 7692 §7.2.3.5). What comes
/// may refer to what was before.
void inflater::begin_anew()
{
    std::array<Bytef, std::size_t(1) << MAX_WBITS> window;
    uInt size = 0;
    inflateGetDictionary(zlib_.get(), window.data(), &size);
    inflateReset(zlib_.get());
    inflateSetDictionary(zlib_.get(), window.data(), size);
    zlib_->data_type = at_block_end;
}

} // namespace holdfast::wire
