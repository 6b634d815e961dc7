// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_SIM_TAPE_TAPE_CONNECTIONS_HPP
#define HOLDFAST_SRC_SIM_TAPE_TAPE_CONNECTIONS_HPP

#include <holdfast/sim/tape.hpp>

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace holdfast::sim {

/// The connections of a tape: which of them speaks for a topic, where several carry one of that name.
///
/// A topic is that of the connection that was first heard on it. Another connection to the same address
/// continues it once the first has ended; one to another address (spot beside futures) has a topic of its own
/// that only shares the name, and is not played.
class tape_connections {
public:
    /// Learns of an entry: its connection lives until the last one that is looked at.
    void look_at(const tape_entry& entry);

    /// Whether the entry, a message of this topic, is to be played.
    [[nodiscard]] bool speaks_for(std::string_view topic, const tape_entry& entry);
    /// Whether the entry comes from the address that first told of the symbol.
    [[nodiscard]] bool tells_of(std::string_view symbol, const tape_entry& entry);

private:
    struct connection {
        std::string address{}; ///< Of its URL, without the query; empty: not known.
        std::chrono::nanoseconds last{};
    };
    using owners = std::map<std::string, std::string, std::less<>>;

    [[nodiscard]] std::string_view address_of(const std::string& name) const;
    [[nodiscard]] bool same_address(const std::string& a, const std::string& b) const;
    [[nodiscard]] bool has_ended(const std::string& name, std::chrono::nanoseconds at) const;

    std::map<std::string, connection, std::less<>> known_;
    owners of_topics_;
    owners of_symbols_;
};

} // namespace holdfast::sim

#endif
