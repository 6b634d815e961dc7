// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_EXAMPLES_DEMO_JUDGE_FOLLOWER_HPP
#define HOLDFAST_EXAMPLES_DEMO_JUDGE_FOLLOWER_HPP

#include "demo/judge/audit.hpp"
#include "demo/judge/tally.hpp"
#include "demo/onlookers.hpp"
#include "demo/story.hpp"

#include <holdfast/session.hpp>
#include <holdfast/sim/exchange.hpp>
#include <holdfast/task.hpp>

#include <memory>
#include <optional>
#include <vector>

namespace demo {

/// A session that follows the books of some symbols, with an auditor for each. This part knows nothing of
/// simulation: the exchange may be real.
class follower {
public:
    follower(holdfast::asio::any_io_executor executor, std::shared_ptr<const holdfast::adapter> exchange,
             holdfast::session_config config, std::shared_ptr<story> told, tally& counts);

    /// @param how    of the books of this exchange
    /// @param order  checks the order of the messages
    /// @param venue  where the truth is known; may be null
    /// @param unseen_at_most  how long a lost message may stay unseen
    void follow(const holdfast::topic& book, const holdfast::order_book_options& how, order_check order,
                const holdfast::sim::exchange* venue, holdfast::duration unseen_at_most = {});
    /// A second consumer of the book followed last, as slow as that: its buffer is small, so that it
    /// overflows.
    void follow_slowly(pace speed);
    /// A consumer of a topic without a book.
    /// @param elsewhere  whether the exchange has another address for it, which takes another session
    void look_on(const holdfast::topic& on, std::unique_ptr<onlooker> by, const holdfast::stream_config& how,
                 pace speed, bool elsewhere = false);
    /// The best prices, announced in a topic of their own, bear witness on the book followed last.
    void compare_with(const holdfast::topic& quotes);

    /// Keeps the books until it is cancelled.
    [[nodiscard]] holdfast::task<> run();

    /// Completes when every book has been verified without a break for so long, but no later than `at_most`;
    /// by then something must have come of every topic.
    [[nodiscard]] holdfast::task<> until_calm(holdfast::duration for_so_long, holdfast::duration at_most);

    /// Ends the story and takes the last figures.
    void conclude();

private:
    /// How a book is followed.
    struct kept {
        holdfast::topic book;
        holdfast::order_book_options how;
        order_check order;
        const holdfast::sim::exchange* venue;
        holdfast::duration unseen_at_most;
    };
    /// A topic, and how much has come of it.
    struct voice {
        holdfast::topic on;
        std::uint64_t heard;
    };
    [[nodiscard]] std::vector<voice> voices() const;
    void find_silent(const std::vector<voice>& before);
    void keep(const kept& what, const holdfast::stream_config& how, pace speed);
    [[nodiscard]] holdfast::task<> keep_telling();

    std::shared_ptr<story> story_;
    tally& counts_;
    holdfast::runtime& clock_;
    std::shared_ptr<const holdfast::adapter> exchange_;
    holdfast::session_config config_;
    holdfast::session session_;
    std::unique_ptr<holdfast::session> elsewhere_{};
    std::vector<std::unique_ptr<audit>> auditors_{};
    std::vector<holdfast::topic> audited_{}; ///< What each of them looks at.
    std::vector<std::unique_ptr<onlooker>> onlookers_{};
    std::vector<holdfast::task<>> consumers_{};
    std::optional<kept> last_{};
};

} // namespace demo

#endif
