// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_NET_LINE_POOL_HPP
#define HOLDFAST_SRC_NET_LINE_POOL_HPP

#include <holdfast/policy/clock.hpp>

#include <algorithm>
#include <cstddef>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace holdfast::net {

/// Idle HTTP connections, kept for the next request to the same place: a few for each, for a while; and not
/// for more places than a program can be busy with.
template <class Line>
class line_pool {
public:
    static constexpr std::size_t most = 4;
    static constexpr std::size_t most_places = 64;
    static constexpr duration longest = std::chrono::seconds(30);

    /// The line that has been idle for the shortest time; empty if there is none that is young enough.
    [[nodiscard]] Line take(const std::string& place, time_point now)
    {
        drop_old(now);
        const auto found = idle_.find(place);
        if (found == idle_.end())
            return {};
        Line line = std::move(found->second.back().line);
        found->second.pop_back();
        if (found->second.empty())
            idle_.erase(found);
        return line;
    }

    /// @param server_keeps  how long the server says it keeps the line; zero: it does not say
    void put(const std::string& place, Line line, time_point now, duration server_keeps)
    {
        constexpr duration margin = std::chrono::seconds(1); // the server's clock started when it answered
        const duration keep =
            server_keeps == duration(0) ? longest : std::min(longest, server_keeps - margin);
        drop_old(now);
        if (idle_.size() == most_places && idle_.count(place) == 0)
            return;
        auto& lines = idle_[place];
        if (lines.size() == most)
            lines.erase(lines.begin());
        lines.push_back({std::move(line), now + keep});
    }

    void drop_old(time_point now)
    {
        for (auto& [place, lines] : idle_)
            std::erase_if(lines, [now](const idle_line& one) { return one.until <= now; });
        std::erase_if(idle_, [](const auto& entry) { return entry.second.empty(); });
    }

private:
    struct idle_line {
        Line line;
        time_point until;
    };

    std::map<std::string, std::vector<idle_line>> idle_;
};

} // namespace holdfast::net

#endif
