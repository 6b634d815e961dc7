// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_MEMORY_SLAB_HPP
#define HOLDFAST_MEMORY_SLAB_HPP

#include <holdfast/memory/recycler.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>

namespace holdfast {

/// Memory that lives as long as the longest-lived event of one read: the bytes as received, and what was
/// decoded from them. Shared by the events that point into it; never written once they are out.
///
/// Allocation is a step forward in a chunk; everything is given back at once.
class slab {
public:
    /// Bytes that stay readable behind every payload, so that it can be handed to parsers that read ahead.
    static constexpr std::size_t padding = 64;

    slab() = default;
    /// Takes its memory from the recycler, and gives it back there.
    explicit slab(std::shared_ptr<recycler> from) noexcept : from_(std::move(from)) {}
    slab(const slab&) = delete;
    slab& operator=(const slab&) = delete;
    ~slab();

    /// Room for `count` objects that live as long as the slab.
    template <class T>
    [[nodiscard]] std::span<T> allocate(std::size_t count)
    {
        const std::span<T> made = room<T>(count);
        std::uninitialized_value_construct(made.begin(), made.end());
        return made;
    }

    /// The same without a value: every object has to be assigned before it is read. For a number that is only
    /// known to be `most` at the most; `shrink` gives the rest back.
    template <class T>
    [[nodiscard]] std::span<T> room(std::size_t most)
    {
        static_assert(std::is_trivially_copyable_v<T> && std::is_trivially_destructible_v<T>,
                      "a slab runs no constructors and no destructors");
        static_assert(alignof(T) <= alignof(std::max_align_t));
        if (most == 0)
            return {};
        return {static_cast<T*>(advance(most, sizeof(T), alignof(T))), most};
    }

    /// Gives back all but the first `used` objects, if nothing was allocated after them; returns those.
    template <class T>
    std::span<T> shrink(std::span<T> last, std::size_t used) noexcept
    {
        if (reinterpret_cast<std::byte*>(last.data() + last.size()) == at_)
            at_ = reinterpret_cast<std::byte*>(last.data() + used);
        return last.first(used);
    }

    /// A copy of the objects that lives as long as the slab.
    template <class T>
    [[nodiscard]] std::span<const T> copy(std::span<const T> from)
    {
        const auto to = room<T>(from.size());
        std::copy(from.begin(), from.end(), to.begin());
        return to;
    }

    /// A copy of the text, followed by `padding` readable bytes.
    [[nodiscard]] std::string_view copy(std::string_view text)
    {
        const auto to = room<char>(text.size() + padding);
        std::fill(std::copy(text.begin(), text.end(), to.begin()), to.end(), '\0');
        return {to.data(), text.size()};
    }

    /// Keeps the `size` bytes that payloads point into alive as long as the slab.
    void keep(std::shared_ptr<const void> received, std::size_t size) noexcept
    {
        received_ = std::move(received);
        received_size_ = size;
    }

    /// The memory that lives as long as the slab, nearly: what a bound has to count.
    [[nodiscard]] std::size_t footprint() const noexcept
    {
        return sizeof(slab) + received_size_ + chunks_size_;
    }

private:
    struct chunk {
        chunk* before;
        std::size_t size;
    };

    [[nodiscard]] void* advance(std::size_t count, std::size_t size, std::size_t alignment)
    {
        const auto address = reinterpret_cast<std::uintptr_t>(at_);
        const std::size_t skipped = (alignment - address % alignment) % alignment;
        const auto left = static_cast<std::size_t>(end_ - at_);
        if (skipped > left || count > (left - skipped) / size)
            return grow(count, size);
        std::byte* const place = at_ + skipped;
        at_ = place + count * size;
        return place;
    }

    [[nodiscard]] void* grow(std::size_t count, std::size_t size);

    std::byte* at_ = nullptr;
    std::byte* end_ = nullptr;
    chunk* newest_ = nullptr;
    std::size_t chunks_size_ = 0;
    std::shared_ptr<recycler> from_{};
    std::shared_ptr<const void> received_{};
    std::size_t received_size_ = 0;
};

/// A cheap handle to immutable bytes: copies share the slab, and the bytes stay valid while one of them
/// lives.
struct payload {
    std::shared_ptr<const slab> owner{};
    std::string_view bytes{};
};

} // namespace holdfast

#endif
