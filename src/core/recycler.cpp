// SPDX-License-Identifier: BSL-1.0
#include <holdfast/memory/recycler.hpp>

#include <new>

namespace holdfast {

namespace {

/// A block that was not wanted while this many others were is not wanted any more.
constexpr std::uint64_t patience = 512;

} // namespace

recycler::~recycler()
{
    while (count_ != 0)
        drop(count_ - 1);
}

void* recycler::take(std::size_t size)
{
    {
        const std::lock_guard lock(mutex_);
        ++clock_;
        for (std::size_t i = count_; i-- != 0;)
            if (idle_[i].size == size) {
                void* const memory = idle_[i].memory;
                bytes_ -= size;
                idle_[i] = idle_[--count_];
                return memory;
            }
        drop_stale();
    }
    return ::operator new(size);
}

void recycler::give_back(void* memory, std::size_t size) noexcept
{
    const std::lock_guard lock(mutex_);
    drop_stale();
    if (count_ == idle_.size() || size > most_idle_ - bytes_) {
        ::operator delete(memory);
        return;
    }
    idle_[count_++] = {memory, size, clock_};
    bytes_ += size;
}

void recycler::drop(std::size_t place) noexcept
{
    ::operator delete(idle_[place].memory);
    bytes_ -= idle_[place].size;
    idle_[place] = idle_[--count_];
}

void recycler::drop_stale() noexcept
{
    for (std::size_t i = count_; i-- != 0;)
        if (clock_ - idle_[i].since > patience)
            drop(i);
}

} // namespace holdfast
