// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_EXAMPLES_MARKET_MAKER_STAGE_HPP
#define HOLDFAST_EXAMPLES_MARKET_MAKER_STAGE_HPP

#include "exchanges.hpp"
#include "judge.hpp"
#include "options.hpp"
#include "performance.hpp"
#include "story.hpp"
#include "tally.hpp"
#include "trader.hpp"

#include <holdfast/account_keeper.hpp>
#include <holdfast/exposure_gate.hpp>
#include <holdfast/order_book.hpp>
#include <holdfast/session.hpp>
#include <holdfast/sim/exchange.hpp>
#include <holdfast/sim/server.hpp>
#include <holdfast/task.hpp>

#include <memory>
#include <ostream>
#include <string>

namespace maker {

/// Everybody who takes part: the exchange that is broken, the sessions with it, what they know, who trades on
/// it, and who judges.
struct stage {
    stage(const holdfast::asio::any_io_executor& executor, const options& chosen, holdfast::duration trouble,
          const backstage& behind, std::ostream& out, tally& counted);

    /// Sessions, book and account; for ever.
    [[nodiscard]] holdfast::task<> run();
    /// Takes the last figures.
    void conclude();

    tally& counts;
    holdfast::runtime& clock;
    std::string symbol;
    holdfast::topic book_topic;
    holdfast::sim::exchange venue;
    holdfast::sim::server server;
    membership at;
    std::shared_ptr<holdfast::network> net;
    story told;
    judge watching;

    holdfast::session market;
    holdfast::session account;
    std::unique_ptr<holdfast::session> trading; ///< Null where orders go over the account's line.
    holdfast::stream depth;
    holdfast::order_book book;
    holdfast::account_keeper keeper;

    holdfast::exposure_gate gate;
    holdfast::exposure_gate::condition book_is_right;
    holdfast::exposure_gate::condition account_is_right;
    trader strategy;

private:
    [[nodiscard]] holdfast::task<> keep_book();
    [[nodiscard]] holdfast::task<> keep_telling();
    void account_changed();
};

} // namespace maker

#endif
