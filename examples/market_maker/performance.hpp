// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_EXAMPLES_MARKET_MAKER_PERFORMANCE_HPP
#define HOLDFAST_EXAMPLES_MARKET_MAKER_PERFORMANCE_HPP

#include "options.hpp"
#include "tally.hpp"

#include <holdfast/network.hpp>
#include <holdfast/sim/exchange.hpp>
#include <holdfast/task.hpp>

#include <functional>
#include <memory>
#include <ostream>

namespace maker {

/// What only a test wants to know or to change.
struct backstage {
    holdfast::sim::account_config owner{}; ///< Whose account it is.
    std::ostream* log = nullptr;           ///< Gets all that the sessions have to say.
    /// Given the network of all sessions, returns one to use in its place. May be empty.
    std::function<std::shared_ptr<holdfast::network>(std::shared_ptr<holdfast::network>)> tap{};
};

/// Starts the simulated exchange, breaks it, makes a market there, and ends flat.
[[nodiscard]] holdfast::task<> perform(options chosen, tally& counts, std::ostream& story,
                                       const backstage& behind);
[[nodiscard]] holdfast::task<> perform(options chosen, tally& counts, std::ostream& story);

} // namespace maker

#endif
