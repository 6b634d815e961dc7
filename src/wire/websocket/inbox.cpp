// SPDX-License-Identifier: BSL-1.0
#include "wire/websocket/inbox.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace holdfast::wire {

std::span<char> inbox::room()
{
    if (begin_ == end_)
        begin_ = end_ = 0;
    const std::size_t wanted = std::max(size_.next(), expected_);
    const bool full = end_ == capacity_ || capacity_ - begin_ < expected_;
    if (full || (end_ == 0 && capacity_ != wanted))
        move_to(std::max(wanted, 2 * (end_ - begin_)));
    return {block_.get() + end_, capacity_ - end_};
}

void inbox::on_received(std::size_t n)
{
    size_.on_read(capacity_ - end_, n);
    end_ += n;
    expected_ = 0;
}

std::shared_ptr<const char[]> inbox::take()
{
    if (!block_)
        return {};
    std::memset(block_.get() + end_, 0, padding_);
    const std::shared_ptr<char[]> taken = block_;
    if (begin_ == end_) {
        block_.reset();
        capacity_ = begin_ = end_ = 0;
    } else {
        move_to(std::max({size_.next(), expected_, end_ - begin_}));
    }
    return taken;
}

/// Begins a new block with what is unread.
void inbox::move_to(std::size_t capacity)
{
    const std::string_view rest = unread();
    auto block =
        std::allocate_shared_for_overwrite<char[]>(recycling_allocator<char>(memory_), capacity + padding_);
    rest.copy(block.get(), rest.size());
    block_ = std::move(block);
    capacity_ = capacity;
    begin_ = 0;
    end_ = rest.size();
}

} // namespace holdfast::wire
