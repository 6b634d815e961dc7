// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_SIM_ENGINE_TOPIC_REGISTER_HPP
#define HOLDFAST_SRC_SIM_ENGINE_TOPIC_REGISTER_HPP

#include <holdfast/sim/faults.hpp>

#include <map>
#include <set>
#include <string>
#include <vector>

namespace holdfast::sim {

/// Who is subscribed to what.
class topic_register {
public:
    /// Says whether the topic has subscribers for the first time.
    bool add(connection_id who, const std::string& topic);
    /// Says whether the topic has no subscribers any more.
    bool remove(connection_id who, const std::string& topic);

    /// The subscribers of a topic; a copy, because delivering may end a connection.
    [[nodiscard]] std::vector<connection_id> subscribers(const std::string& topic) const;
    /// The topics that have subscribers.
    [[nodiscard]] std::vector<std::string> topics() const;

private:
    std::map<std::string, std::set<connection_id>> subscribers_;
};

} // namespace holdfast::sim

#endif
