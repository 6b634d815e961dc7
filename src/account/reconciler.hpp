// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_ACCOUNT_RECONCILER_HPP
#define HOLDFAST_SRC_ACCOUNT_RECONCILER_HPP

#include "account/pending_changes.hpp"
#include "account/rest_snapshot.hpp"

#include <holdfast/account_keeper.hpp>
#include <holdfast/policy/random.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <utility>
#include <vector>

namespace holdfast {

/// Decides when an account is compared with REST, what is asked, and what becomes of the answers. Pure:
/// events, answers and time come in, questions and findings go out.
///
/// A comparison is one round. It begins once all topics are verified on one connection; what the stream tells
/// from then on is kept. The questions are asked `rest_lag` later, so that the answers show everything from
/// before. The account closes at every gap, which ends the round.
class account_reconciler {
public:
    /// One question to ask. Answers to a round that has ended touch nothing.
    struct job {
        std::uint64_t round = 0;
        account_inquiry::job question{};
    };

    /// @param random  a seed
    account_reconciler(const account_dialect& dialect, account_keeper_config config, std::uint64_t random);
    account_reconciler(const account_reconciler&) = delete;
    account_reconciler& operator=(const account_reconciler&) = delete;

    /// Takes an event of one of the account's topics.
    void hear(const event& next);

    /// Wants a comparison that begins after this.
    void request() noexcept { requested_ = true; }

    /// Does what is due, and gives the next question, if there is one that may be asked now.
    /// @param there  the time by the exchange's clock
    [[nodiscard]] std::optional<job> next(time_point now, wall_time there);
    /// The number of the round that is under way; zero: none is.
    [[nodiscard]] std::uint64_t round_now() const noexcept { return round_ ? round_->number : 0; }
    /// When `next` has something to do; the past means now.
    [[nodiscard]] time_point due() const;
    void answered(const job& which, const result<account_page>& answer, time_point now);

    /// When a verified account is overdue for a comparison; `never` if none is wanted.
    [[nodiscard]] time_point overdue_at() const;
    /// Closes the account if it is.
    void close_if_overdue(time_point now);

    /// Nothing more comes: closes the account for good.
    void end(time_point now);

    [[nodiscard]] const account& mine() const noexcept { return mine_; }
    [[nodiscard]] const account_keeper_stats& stats() const noexcept { return stats_; }

    /// What was found since the last time.
    [[nodiscard]] std::vector<finding> take_findings() { return std::exchange(findings_, {}); }
    /// The rows that were left out since the last time.
    [[nodiscard]] std::vector<unread> take_left_out() { return std::exchange(left_out_, {}); }
    /// Says whether the connection has to be replaced, once.
    [[nodiscard]] bool take_distrust() noexcept { return std::exchange(distrust_, false); }
    /// Says whether the account may have changed since the last time.
    [[nodiscard]] bool take_changed() noexcept { return std::exchange(changed_, false); }

private:
    struct round {
        std::uint64_t number = 0;
        account_inquiry questions;
        time_point ask_from{};
        time_point judge_from = never; ///< Not before there are all answers.
        account_changes meanwhile{};
    };

    void on(const gap_opened& gap);
    void on(const gap_closed& healed);
    void on(const still_closed& topic);
    void on(const data& message);
    void note(const account_change& change);
    void note_left_out(std::vector<unread> rows);
    template <class Other>
    void on(const Other&)
    {
    }

    [[nodiscard]] bool live() const;
    void begin(time_point now, wall_time there);
    void look_at_answers(time_point now);
    void judge(time_point now);
    void adopt(account_state truth, time_point now);
    void compare(account_state truth, time_point now);
    void settle_doubt(time_point now);
    void abandon(const failure& why, time_point now);
    void pause(const failure& why, time_point now);
    void close(const failure& why, time_point now);
    [[nodiscard]] failure in_context(const failure& why) const;
    [[nodiscard]] stamp here(time_point now) const;

    const account_dialect& dialect_;
    bool tells_time_; ///< Otherwise nobody knows how far our clock is off theirs.
    account_keeper_config config_;
    account_keeper_stats stats_{};
    std::map<topic, std::uint32_t> live_; ///< The connection that a topic is verified on; zero: none.
    std::uint32_t epoch_ = 0;
    wall_time heard_until_{}; ///< The exchange's time of the newest message.
    std::optional<failure> doubt_{};
    account mine_;
    std::optional<round> round_{};
    std::uint64_t rounds_ = 0;
    backoff retry_;
    splitmix64 random_;
    time_point paused_until_ = time_point::min();
    time_point compare_at_ = never;
    time_point wanted_since_ = never;       ///< A comparison; the future means later.
    std::optional<failure> last_trouble_{}; ///< Since the last comparison.
    bool overdue_ = false;
    time_point replace_from_ = time_point::min();
    std::vector<finding> findings_{};
    std::vector<unread> left_out_{};
    std::vector<unread> shown_left_out_{}; ///< What the answers of the last round left out.
    bool requested_ = false;
    bool distrust_ = false;
    bool changed_ = false;
};

} // namespace holdfast

#endif
