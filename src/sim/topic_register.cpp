#include "sim/topic_register.hpp"

namespace holdfast::sim {

void topic_register::add(connection_id who, const std::string& topic)
{
    subscribers_[topic].insert(who);
    if (const auto spec = language_.understand(topic))
        by_symbol_[spec->symbol].emplace(topic, *spec);
}

void topic_register::remove(connection_id who, const std::string& topic)
{
    const auto found = subscribers_.find(topic);
    if (found == subscribers_.end() || found->second.erase(who) == 0 || !found->second.empty())
        return;
    subscribers_.erase(found);
    const auto spec = language_.understand(topic);
    const auto symbol = spec ? by_symbol_.find(spec->symbol) : by_symbol_.end();
    if (symbol == by_symbol_.end())
        return;
    symbol->second.erase(topic);
    if (symbol->second.empty())
        by_symbol_.erase(symbol);
}

std::vector<connection_id> topic_register::subscribers(const std::string& topic) const
{
    const auto found = subscribers_.find(topic);
    if (found == subscribers_.end())
        return {};
    return {found->second.begin(), found->second.end()};
}

const std::map<std::string, topic_spec>& topic_register::of(std::string_view symbol) const
{
    static const std::map<std::string, topic_spec> nothing;
    const auto found = by_symbol_.find(symbol);
    return found == by_symbol_.end() ? nothing : found->second;
}

} // namespace holdfast::sim
