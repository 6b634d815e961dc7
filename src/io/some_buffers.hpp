// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_IO_SOME_BUFFERS_HPP
#define HOLDFAST_SRC_IO_SOME_BUFFERS_HPP

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>

namespace holdfast::io {

/// The first buffers of a sequence, by value: an operation may take less than it was given.
template <class Buffer>
class some_buffers {
public:
    using value_type = Buffer;
    using const_iterator = const Buffer*;

    static constexpr std::size_t most = 16;

    explicit some_buffers(std::span<const Buffer> all) : count_(std::min(all.size(), list_.size()))
    {
        std::copy_n(all.begin(), count_, list_.begin());
    }

    [[nodiscard]] const_iterator begin() const noexcept { return list_.data(); }
    [[nodiscard]] const_iterator end() const noexcept { return list_.data() + count_; }

private:
    std::array<Buffer, most> list_{};
    std::size_t count_;
};

} // namespace holdfast::io

#endif
