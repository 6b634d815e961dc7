#include "wire/inbox.hpp"

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
        move_to_new_block();
    return {block_.get() + end_, capacity_ - end_};
}

void inbox::on_received(std::size_t n)
{
    size_.on_read(capacity_ - end_, n);
    end_ += n;
    expected_ = 0;
}

std::unique_ptr<char[]> inbox::take()
{
    std::memset(block_.get() + end_, 0, padding_);
    std::unique_ptr<char[]> taken = std::move(block_);
    const std::string_view rest(taken.get() + begin_, end_ - begin_);
    capacity_ = begin_ = end_ = 0;
    if (!rest.empty()) {
        capacity_ = std::max({size_.next(), expected_, rest.size()});
        block_ = std::make_unique_for_overwrite<char[]>(capacity_ + padding_);
        rest.copy(block_.get(), rest.size());
        end_ = rest.size();
    }
    return taken;
}

void inbox::move_to_new_block()
{
    const std::string_view rest = unread();
    capacity_ = std::max({size_.next(), expected_, 2 * rest.size()});
    auto block = std::make_unique_for_overwrite<char[]>(capacity_ + padding_);
    rest.copy(block.get(), rest.size());
    block_.swap(block);
    begin_ = 0;
    end_ = rest.size();
}

} // namespace holdfast::wire
