// SPDX-License-Identifier: BSL-1.0
#include <holdfast/topic.hpp>

#include <mutex>
#include <unordered_set>

namespace holdfast {

namespace {

struct name_hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view name) const noexcept
    {
        return std::hash<std::string_view>{}(name);
    }
};

/// Every name that ever became a topic; its address never changes.
class known_names {
public:
    const std::string* keep(std::string_view name)
    {
        const std::lock_guard lock(mutex_);
        const auto known = names_.find(name);
        return known != names_.end() ? &*known : &*names_.emplace(name).first;
    }

private:
    std::mutex mutex_{};
    std::unordered_set<std::string, name_hash, std::equal_to<>> names_{};
};

known_names& names()
{
    static known_names* const all = new known_names; // topics in static objects may outlive any other
    return *all;
}

} // namespace

topic::topic(std::string_view name) : name_(name.empty() ? nullptr : names().keep(name)) {}

} // namespace holdfast
