#ifndef HOLDFAST_SLAB_HPP
#define HOLDFAST_SLAB_HPP

#include <algorithm>
#include <cstddef>
#include <memory>
#include <memory_resource>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>

namespace holdfast {

/// Memory that lives as long as the longest-lived event of one read: the bytes as received, and what was
/// decoded from them. Shared by the events that point into it; never written once they are out.
class slab {
public:
    /// Bytes that stay readable behind every payload, so that it can be handed to parsers that read ahead.
    static constexpr std::size_t padding = 64;

    slab() : arena_(inline_, sizeof inline_) {}
    slab(const slab&) = delete;
    slab& operator=(const slab&) = delete;

    /// Room for `count` objects that live as long as the slab.
    template <class T>
    [[nodiscard]] std::span<T> allocate(std::size_t count)
    {
        static_assert(std::is_trivially_destructible_v<T>, "a slab runs no destructors");
        if (count == 0)
            return {};
        allocated_ += count * sizeof(T);
        T* first = static_cast<T*>(arena_.allocate(count * sizeof(T), alignof(T)));
        std::uninitialized_value_construct_n(first, count);
        return {first, count};
    }

    /// A copy of the objects that lives as long as the slab.
    template <class T>
    [[nodiscard]] std::span<const T> copy(std::span<const T> from)
    {
        auto to = allocate<T>(from.size());
        std::copy(from.begin(), from.end(), to.begin());
        return to;
    }

    /// A copy of the text, followed by `padding` readable bytes.
    [[nodiscard]] std::string_view copy(std::string_view text)
    {
        auto to = allocate<char>(text.size() + padding);
        std::copy(text.begin(), text.end(), to.begin());
        return {to.data(), text.size()};
    }

    /// Keeps the `size` bytes that payloads point into alive as long as the slab.
    void keep(std::shared_ptr<const char[]> received, std::size_t size) noexcept
    {
        received_ = std::move(received);
        received_size_ = size;
    }

    /// The memory that lives as long as the slab, nearly: what a bound has to count.
    [[nodiscard]] std::size_t footprint() const noexcept
    {
        return sizeof(slab) + received_size_ + allocated_;
    }

private:
    alignas(std::max_align_t) std::byte inline_[4096];
    std::pmr::monotonic_buffer_resource arena_;
    std::shared_ptr<const char[]> received_{};
    std::size_t received_size_ = 0;
    std::size_t allocated_ = 0;
};

/// A cheap handle to immutable bytes: copies share the slab, and the bytes stay valid while one of them lives.
struct payload {
    std::shared_ptr<const slab> owner{};
    std::string_view bytes{};
};

} // namespace holdfast

#endif
