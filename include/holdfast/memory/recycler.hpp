// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_MEMORY_RECYCLER_HPP
#define HOLDFAST_MEMORY_RECYCLER_HPP

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <utility>

namespace holdfast {

/// Keeps memory that was given back for the next one who wants exactly as much: what a connection needs for
/// one batch it needs for the next one again, so that in steady state nothing comes from the heap.
///
/// Holds a few blocks, bounded in bytes; one that was not wanted for a while goes back to the heap, and so a
/// connection that has become quiet costs little again.
///
/// Thread safety: safe. Memory may come back from any thread.
class recycler {
public:
    /// @param most_idle  bytes to keep at most
    explicit recycler(std::size_t most_idle) noexcept : most_idle_(most_idle) {}
    recycler(const recycler&) = delete;
    recycler& operator=(const recycler&) = delete;
    ~recycler();

    /// Memory of that size, aligned for everything.
    [[nodiscard]] void* take(std::size_t size);

    /// What `take(size)` gave.
    void give_back(void* memory, std::size_t size) noexcept;

private:
    struct idle_block {
        void* memory = nullptr;
        std::size_t size = 0;
        std::uint64_t since = 0;
    };

    void drop(std::size_t place) noexcept;
    void drop_stale() noexcept;

    std::mutex mutex_{};
    std::array<idle_block, 24> idle_{};
    std::size_t count_ = 0;
    std::size_t bytes_ = 0;
    std::uint64_t clock_ = 0; // Counts what is taken.
    std::size_t most_idle_;
};

/// A standard allocator that takes from a recycler; without one, from the heap.
template <class T>
class recycling_allocator {
public:
    using value_type = T;
    using propagate_on_container_move_assignment = std::true_type;
    using propagate_on_container_swap = std::true_type;

    recycling_allocator() = default;
    explicit recycling_allocator(std::shared_ptr<recycler> from) noexcept : from_(std::move(from)) {}
    template <class U>
    recycling_allocator(const recycling_allocator<U>& other) noexcept : from_(other.source())
    {
    }

    [[nodiscard]] T* allocate(std::size_t count)
    {
        if (from_)
            return static_cast<T*>(from_->take(count * sizeof(T)));
        return std::allocator<T>().allocate(count);
    }

    void deallocate(T* memory, std::size_t count) noexcept
    {
        if (from_)
            from_->give_back(memory, count * sizeof(T));
        else
            std::allocator<T>().deallocate(memory, count);
    }

    [[nodiscard]] const std::shared_ptr<recycler>& source() const noexcept { return from_; }

    template <class U>
    friend bool operator==(const recycling_allocator& a, const recycling_allocator<U>& b) noexcept
    {
        return a.source() == b.source();
    }

private:
    std::shared_ptr<recycler> from_;
};

} // namespace holdfast

#endif
