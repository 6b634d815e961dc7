// SPDX-License-Identifier: BSL-1.0
#include "tape.hpp"

#include "payloads.hpp"

#include <zlib.h>

#include <stdexcept>

namespace rig {

namespace {

constexpr int raw_window = -15;
constexpr std::string_view flush_mark("\0\0\xff\xff", 4); // Ends every message and is not sent.

/// Raw deflate, one message at a time (RFC 7692 §7.2.1).
class compressor {
public:
    explicit compressor(bool takeover) : takeover_(takeover)
    {
        constexpr int usual_memory = 8;
        if (deflateInit2(&state_, Z_DEFAULT_COMPRESSION, Z_DEFLATED, raw_window, usual_memory,
                         Z_DEFAULT_STRATEGY) != Z_OK)
            throw std::runtime_error("deflateInit2 failed");
    }
    ~compressor() { deflateEnd(&state_); }
    compressor(const compressor&) = delete;
    compressor& operator=(const compressor&) = delete;

    [[nodiscard]] std::string_view compress(std::string_view text)
    {
        out_.resize(text.size() + 128);
        state_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
        state_.avail_in = static_cast<uInt>(text.size());
        state_.next_out = reinterpret_cast<Bytef*>(out_.data());
        state_.avail_out = static_cast<uInt>(out_.size());
        if (deflate(&state_, Z_SYNC_FLUSH) != Z_OK || state_.avail_in != 0 || state_.avail_out == 0)
            throw std::runtime_error("deflate failed");
        const std::size_t size = out_.size() - state_.avail_out - flush_mark.size();
        if (!takeover_)
            deflateReset(&state_);
        return std::string_view(out_).substr(0, size);
    }

private:
    bool takeover_;
    z_stream state_{};
    std::string out_{};
};

tape encode(size_class payload, compression how, std::uint64_t count)
{
    constexpr unsigned char compressed_text_frame = 0xC1;
    payload_maker texts(payload);
    compressor deflater(how == compression::takeover);
    tape made;
    made.ends.reserve(count);
    for (std::uint64_t n = 0; n != count; ++n) {
        const std::string_view text = texts.make(n);
        if (how == compression::none)
            append_frame(made.bytes, text_frame, text);
        else
            append_frame(made.bytes, compressed_text_frame, deflater.compress(text));
        made.ends.push_back(made.bytes.size());
    }
    return made;
}

} // namespace

void append_frame(std::string& to, unsigned char first_byte, std::string_view payload)
{
    const auto put = [&to](std::uint64_t value, int bytes) {
        while (bytes-- != 0)
            to += static_cast<char>(value >> (8 * bytes));
    };
    put(first_byte, 1);
    if (payload.size() < 126) {
        put(payload.size(), 1);
    } else if (payload.size() <= 0xffff) {
        put(126, 1);
        put(payload.size(), 2);
    } else {
        put(127, 1);
        put(payload.size(), 8);
    }
    to += payload;
}

std::string inflate_first(std::string message)
{
    message += flush_mark;
    std::string text(1024, '\0');
    z_stream state{};
    state.next_in = reinterpret_cast<Bytef*>(message.data());
    state.avail_in = static_cast<uInt>(message.size());
    state.next_out = reinterpret_cast<Bytef*>(text.data());
    state.avail_out = static_cast<uInt>(text.size());
    const bool done = inflateInit2(&state, raw_window) == Z_OK && inflate(&state, Z_SYNC_FLUSH) == Z_OK;
    inflateEnd(&state);
    if (!done || state.avail_out == 0)
        throw std::invalid_argument("a message that cannot be inflated");
    text.resize(text.size() - state.avail_out);
    return text;
}

std::shared_ptr<const tape> tape_shelf::take(size_class payload, compression how, std::uint64_t count)
{
    const std::lock_guard lock(mutex_);
    auto& place = made_[{payload, how}];
    if (!place || place->ends.size() < count) {
        place.reset();
        place = std::make_shared<const tape>(encode(payload, how, count));
    }
    return place;
}

} // namespace rig
