// SPDX-License-Identifier: BSL-1.0
#include "sim/tape/tape_connections.hpp"

#include <algorithm>

namespace holdfast::sim {

void tape_connections::look_at(const tape_entry& entry)
{
    connection& c = known_[entry.connection];
    c.last = std::max(c.last, entry.at);
    if (entry.what == tape_entry::kind::open)
        c.address = entry.url.substr(0, entry.url.find('?'));
}

bool tape_connections::speaks_for(std::string_view topic, const tape_entry& entry)
{
    const auto [owner, first] = of_topics_.try_emplace(std::string(topic), entry.connection);
    if (first || owner->second == entry.connection)
        return true;
    if (!same_address(owner->second, entry.connection) || !has_ended(owner->second, entry.at))
        return false;
    owner->second = entry.connection;
    return true;
}

bool tape_connections::tells_of(std::string_view symbol, const tape_entry& entry)
{
    const auto owner = of_symbols_.try_emplace(std::string(symbol), entry.connection).first;
    return same_address(owner->second, entry.connection);
}

std::string_view tape_connections::address_of(const std::string& name) const
{
    const auto at = known_.find(name);
    return at == known_.end() ? std::string_view() : std::string_view(at->second.address);
}

/// Those that the tape does not tell may be the same.
bool tape_connections::same_address(const std::string& a, const std::string& b) const
{
    return a == b || address_of(a).empty() || address_of(b).empty() || address_of(a) == address_of(b);
}

bool tape_connections::has_ended(const std::string& name, std::chrono::nanoseconds at) const
{
    const auto found = known_.find(name);
    return found != known_.end() && found->second.last < at;
}

} // namespace holdfast::sim
