// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_SIM_MARKET_PUBLISHED_TOPIC_HPP
#define HOLDFAST_SRC_SIM_MARKET_PUBLISHED_TOPIC_HPP

#include "sim/market/book_history.hpp"
#include "sim/market/market_dialect.hpp"
#include "sim/market/random_market.hpp"
#include "sim/market/sequence_map.hpp"
#include "sim/market/update_ids.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace holdfast::sim {

/// How counters begin anew.
enum class restarting : std::uint8_t {
    documented, ///< As the exchange's documentation says.
    silent,     ///< No message says so: no whole book comes, and no chain of numbers leads there.
};

/// What a topic has shown to its subscribers: the book as far as it shows it, and the numbers.
class shown_topic {
public:
    /// `history`: how many of its places to remember.
    shown_topic(const topic_spec& spec, std::size_t history) : spec_(spec), places_(history) {}

    [[nodiscard]] const topic_spec& spec() const noexcept { return spec_; }
    [[nodiscard]] bool is_book() const noexcept
    {
        return spec_.what == topic_spec::kind::book_changes || spec_.what == topic_spec::kind::book_top;
    }

    /// Somebody looks for the first time: what there is now has been shown.
    void begin(const ledger& book, const update_names& names);
    /// A level has changed.
    void touch(const level_changed& change);
    /// The next message begins the counting anew.
    void restart(restarting how) noexcept { restarted_ = how; }

    /// What has changed since the last message, or the whole where that is what the topic sends; disengaged
    /// if there is nothing to tell. Valid until the next call.
    [[nodiscard]] std::optional<book_news> next(const ledger& book, const update_names& names);
    /// The whole book as it was shown last; disengaged if that is too long ago.
    [[nodiscard]] std::optional<book_news> whole(const ledger& book);
    /// The number of a message of another kind that tells of this update.
    std::uint64_t number(std::uint64_t update, const update_names& names);

    [[nodiscard]] const places& shown() const noexcept { return places_; }
    [[nodiscard]] shown_update newest() const noexcept { return {last_, update_}; }

private:
    [[nodiscard]] bool limited() const noexcept { return spec_.depth != 0; }
    [[nodiscard]] bool look(const ledger& book);
    [[nodiscard]] bool look_at_top(const ledger& book);
    [[nodiscard]] bool look_at_touched(const ledger& book);
    void keep_to_itself_who_left(const ledger& book);

    topic_spec spec_;
    places places_;
    std::uint64_t update_ = 0; ///< What it has shown is the book after this update ...
    std::uint64_t last_ = 0;   ///< ... which it calls so.
    std::optional<restarting> restarted_{};
    std::vector<priced> shown_bids_; ///< Where the depth is limited.
    std::vector<priced> shown_asks_;
    std::vector<fixed> touched_bids_; ///< Prices, where it is not.
    std::vector<fixed> touched_asks_;
    std::vector<priced> bids_; ///< What the last message tells.
    std::vector<priced> asks_;
};

} // namespace holdfast::sim

#endif
