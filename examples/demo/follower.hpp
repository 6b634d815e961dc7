#ifndef HOLDFAST_EXAMPLES_DEMO_FOLLOWER_HPP
#define HOLDFAST_EXAMPLES_DEMO_FOLLOWER_HPP

#include "audit.hpp"
#include "story.hpp"
#include "tally.hpp"

#include <holdfast/session.hpp>
#include <holdfast/sim/exchange.hpp>
#include <holdfast/task.hpp>

#include <memory>
#include <string>
#include <vector>

namespace demo {

/// A session that follows the books of some symbols, with an auditor for each. This part knows nothing of
/// simulation: the exchange may be real.
class follower {
public:
    follower(holdfast::asio::any_io_executor executor, std::shared_ptr<const holdfast::adapter> exchange,
             holdfast::session_config config, std::shared_ptr<story> told, tally& counts);

    /// @param venue  where the truth is known; may be null
    void follow(const std::string& symbol, const holdfast::sim::exchange* venue);

    /// Keeps the books until it is cancelled.
    [[nodiscard]] holdfast::task<> run();

    /// Completes when every book has been verified without a break for so long, but no later than `at_most`.
    [[nodiscard]] holdfast::task<> until_calm(holdfast::duration for_so_long, holdfast::duration at_most);

    /// Ends the story and takes the last figures.
    void conclude();

private:
    [[nodiscard]] holdfast::task<> keep_telling();

    std::shared_ptr<story> story_;
    tally& counts_;
    holdfast::runtime& clock_;
    holdfast::session session_;
    std::vector<std::unique_ptr<audit>> auditors_{};
    std::vector<holdfast::task<>> books_{};
};

} // namespace demo

#endif
