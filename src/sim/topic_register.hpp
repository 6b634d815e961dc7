#ifndef HOLDFAST_SRC_SIM_TOPIC_REGISTER_HPP
#define HOLDFAST_SRC_SIM_TOPIC_REGISTER_HPP

#include "sim/dialect.hpp"
#include "sim/feed.hpp"

#include <holdfast/sim/faults.hpp>

#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace holdfast::sim {

/// Who is subscribed to what.
class topic_register final : public audience {
public:
    explicit topic_register(const dialect& language) : language_(language) {}

    void add(connection_id who, const std::string& topic);
    void remove(connection_id who, const std::string& topic);

    [[nodiscard]] bool empty() const noexcept { return subscribers_.empty(); }
    /// The subscribers of a topic; a copy, because delivering may end a connection.
    [[nodiscard]] std::vector<connection_id> subscribers(const std::string& topic) const;

    [[nodiscard]] const std::map<std::string, topic_spec>& of(std::string_view symbol) const override;
    [[nodiscard]] bool wants_microseconds() const override { return microsecond_clients > 0; }

    int microsecond_clients = 0;

private:
    const dialect& language_;
    std::map<std::string, std::set<connection_id>> subscribers_;
    std::map<std::string, std::map<std::string, topic_spec>, std::less<>> by_symbol_;
};

} // namespace holdfast::sim

#endif
