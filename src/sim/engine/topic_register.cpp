// SPDX-License-Identifier: BSL-1.0
#include "sim/engine/topic_register.hpp"

namespace holdfast::sim {

bool topic_register::add(connection_id who, const std::string& topic)
{
    std::set<connection_id>& all = subscribers_[topic];
    all.insert(who);
    return all.size() == 1;
}

bool topic_register::remove(connection_id who, const std::string& topic)
{
    const auto found = subscribers_.find(topic);
    if (found == subscribers_.end() || found->second.erase(who) == 0 || !found->second.empty())
        return false;
    subscribers_.erase(found);
    return true;
}

std::vector<connection_id> topic_register::subscribers(const std::string& topic) const
{
    const auto found = subscribers_.find(topic);
    if (found == subscribers_.end())
        return {};
    return {found->second.begin(), found->second.end()};
}

std::vector<std::string> topic_register::topics() const
{
    std::vector<std::string> out;
    for (const auto& [topic, all] : subscribers_)
        out.push_back(topic);
    return out;
}

} // namespace holdfast::sim
