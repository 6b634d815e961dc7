// SPDX-License-Identifier: BSL-1.0
#include <holdfast/memory/slab.hpp>

#include <limits>
#include <new>

namespace holdfast {

namespace {

constexpr std::size_t first_chunk = 4096;
constexpr std::size_t largest_chunk = std::size_t(256) << 10;

} // namespace

slab::~slab()
{
    while (newest_) {
        chunk* const gone = std::exchange(newest_, newest_->before);
        const std::size_t size = gone->size;
        if (from_)
            from_->give_back(gone, size);
        else
            ::operator delete(gone);
    }
}

/// Begins a new chunk with these objects; sizes are powers of two, so that the recycler finds them again.
void* slab::grow(std::size_t count, std::size_t size)
{
    constexpr std::size_t head = (sizeof(chunk) + alignof(std::max_align_t) - 1) / alignof(std::max_align_t) *
                                 alignof(std::max_align_t);
    if (count > (std::numeric_limits<std::size_t>::max() / 4 - head) / size)
        throw std::bad_array_new_length();
    const std::size_t wanted = head + count * size;
    std::size_t whole = std::clamp(chunks_size_, first_chunk, largest_chunk);
    while (whole < wanted)
        whole *= 2;
    auto* const memory = static_cast<std::byte*>(from_ ? from_->take(whole) : ::operator new(whole));
    newest_ = new (memory) chunk{newest_, whole};
    chunks_size_ += whole;
    end_ = memory + whole;
    at_ = memory + wanted;
    return memory + head;
}

} // namespace holdfast
