#ifndef HOLDFAST_WIRE_BLOCK_POOL_HPP
#define HOLDFAST_WIRE_BLOCK_POOL_HPP

#include <cstddef>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace holdfast::wire {

/// Gives out blocks of memory and uses them again when nobody holds them any more: pages fresh from the
/// system cost more than what is read into them.
///
/// A few blocks of one size are kept, that of the last one given out. Blocks may come back from any thread,
/// and after the pool has gone.
class block_pool {
public:
    /// @param most  larger blocks are not kept
    explicit block_pool(std::size_t most) : shelf_(std::make_shared<shelf>()) { shelf_->most = most; }

    [[nodiscard]] std::shared_ptr<char[]> take(std::size_t size)
    {
        auto block = shelf_->take(size);
        if (!block)
            block = std::make_unique_for_overwrite<char[]>(size);
        auto give_back = [weak = std::weak_ptr<shelf>(shelf_), size](char* bytes) {
            std::unique_ptr<char[]> returned(bytes);
            if (const auto to = weak.lock())
                to->put(std::move(returned), size);
        };
        return {block.release(), std::move(give_back)};
    }

private:
    struct shelf {
        static constexpr std::size_t room = 4;

        std::unique_ptr<char[]> take(std::size_t wanted)
        {
            const std::lock_guard lock(mutex);
            if (wanted <= most && wanted != size) {
                idle.clear();
                size = wanted;
            }
            if (wanted != size || idle.empty())
                return nullptr;
            auto block = std::move(idle.back());
            idle.pop_back();
            return block;
        }

        void put(std::unique_ptr<char[]> block, std::size_t returned)
        {
            const std::lock_guard lock(mutex);
            if (returned == size && idle.size() < room)
                idle.push_back(std::move(block));
        }

        std::mutex mutex{};
        std::size_t most = 0;
        std::size_t size = 0;
        std::vector<std::unique_ptr<char[]>> idle{};
    };

    std::shared_ptr<shelf> shelf_;
};

} // namespace holdfast::wire

#endif
