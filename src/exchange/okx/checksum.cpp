// SPDX-License-Identifier: BSL-1.0
#include <holdfast/exchange/okx/market.hpp>

#include <zlib.h>

#include <algorithm>
#include <array>

namespace holdfast::okx {

namespace {

/// Takes text in small pieces; the checksum is made of many at a time.
class crc_32 {
public:
    void add(const decimal& number) noexcept
    {
        std::array<char, decimal::max_text> room;
        const std::string_view text = number.write(room);
        if (text.size() + 1 > waiting_.size() - used_)
            flush();
        char* const end = std::copy(text.begin(), text.end(), waiting_.data() + used_);
        *end = ':';
        used_ += text.size() + 1;
    }

    /// Of all but the last separator.
    [[nodiscard]] std::uint32_t value() noexcept
    {
        used_ -= used_ == 0 ? 0 : 1;
        flush();
        return static_cast<std::uint32_t>(sum_);
    }

private:
    void flush() noexcept
    {
        sum_ = ::crc32(sum_, reinterpret_cast<const Bytef*>(waiting_.data()), static_cast<uInt>(used_));
        used_ = 0;
    }

    std::array<char, 2048> waiting_;
    std::size_t used_ = 0;
    uLong sum_ = ::crc32(0, nullptr, 0);
};

} // namespace

std::uint32_t checksum(const price_levels& bids, const price_levels& asks)
{
    constexpr int depth = 25;
    crc_32 sum;
    auto bid = bids.begin();
    auto ask = asks.begin();
    for (int i = 0; i < depth; ++i) {
        if (bid != bids.end()) {
            sum.add(bid->price);
            sum.add(bid->quantity);
            ++bid;
        }
        if (ask != asks.end()) {
            sum.add(ask->price);
            sum.add(ask->quantity);
            ++ask;
        }
    }
    return sum.value();
}

} // namespace holdfast::okx
