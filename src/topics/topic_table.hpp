// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_TOPICS_TOPIC_TABLE_HPP
#define HOLDFAST_SRC_TOPICS_TOPIC_TABLE_HPP

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

namespace holdfast {

/// Finds what belongs to a topic by the name that a message carries: once a message, so it looks at a few
/// bytes of the name only, and then compares it with the one that it has found. Names differ at their ends,
/// nearly always; where they do not, the search goes on with the next slot.
template <class T>
class topic_table {
public:
    void insert(std::string_view name, T* value)
    {
        entries_.push_back({name, value});
        rebuild();
    }

    /// @param name  the very one that was inserted, or an equal one
    void erase(std::string_view name)
    {
        std::erase_if(entries_, [name](const entry& e) { return e.name == name; });
        rebuild();
    }

    [[nodiscard]] T* find(std::string_view name) const noexcept
    {
        if (slots_.empty())
            return nullptr;
        for (std::size_t at = place(name);; at = next(at)) {
            const entry& e = slots_[at];
            if (e.value == nullptr || e.name == name)
                return e.value;
        }
    }

private:
    struct entry {
        std::string_view name{}; // Owned by whoever inserted it.
        T* value = nullptr;
    };

    [[nodiscard]] std::size_t place(std::string_view name) const noexcept
    {
        std::uint64_t first = 0;
        std::uint64_t last = 0;
        const std::size_t n = name.size() < sizeof first ? name.size() : sizeof first;
        if (n == sizeof first) {
            std::memcpy(&first, name.data(), sizeof first);
            std::memcpy(&last, name.data() + name.size() - sizeof last, sizeof last);
        } else if (n != 0) {
            std::memcpy(&first, name.data(), n);
        }
        constexpr std::uint64_t golden = 0x9e37'79b9'7f4a'7c15;
        const std::uint64_t mixed = (first ^ std::rotl(last * golden, 29) ^ name.size()) * golden;
        return static_cast<std::size_t>(mixed >> 32U) & (slots_.size() - 1);
    }
    [[nodiscard]] std::size_t next(std::size_t at) const noexcept { return (at + 1) & (slots_.size() - 1); }

    /// There are always more free slots than used ones.
    void rebuild()
    {
        slots_.assign(entries_.empty() ? 0 : std::bit_ceil(2 * entries_.size() + 1), entry{});
        for (const entry& e : entries_) {
            std::size_t at = place(e.name);
            while (slots_[at].value != nullptr)
                at = next(at);
            slots_[at] = e;
        }
    }

    std::vector<entry> entries_{};
    std::vector<entry> slots_{};
};

} // namespace holdfast

#endif
