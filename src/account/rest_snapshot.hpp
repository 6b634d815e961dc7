// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_ACCOUNT_REST_SNAPSHOT_HPP
#define HOLDFAST_SRC_ACCOUNT_REST_SNAPSHOT_HPP

#include <holdfast/account/dialect.hpp>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <vector>

namespace holdfast {

/// Asks an exchange about an account: hands out the questions, several at a time, follows their pages, asks
/// again what failed, and puts the answers together.
class account_inquiry {
public:
    struct job {
        std::uint64_t number = 0;
        account_question what{};
    };

    /// Questions that may be open at the same time.
    static constexpr std::size_t at_once = 4;
    /// Pages of all questions together. An exchange whose answers do not end is not believed.
    static constexpr std::size_t max_pages = 10'000;

    /// @param as_of        nothing that the answers show is older
    /// @param fills_since  from when on fills are asked for
    account_inquiry(std::vector<account_question> questions, wall_time as_of, wall_time fills_since);

    /// Says whether there is a question that may be asked now.
    [[nodiscard]] bool has_next() const noexcept { return !open_.empty() && asked_.size() < at_once; }
    /// The next question; precondition: there is one.
    [[nodiscard]] job next();

    /// Takes an answer. A failure means that the question has to be asked again.
    [[nodiscard]] result<> answered(std::uint64_t number, const result<account_page>& answer);

    [[nodiscard]] bool complete() const noexcept { return open_.empty() && asked_.empty(); }
    /// What was found; precondition: it is complete.
    [[nodiscard]] account_state take() { return std::move(found_); }

private:
    [[nodiscard]] result<> follow(const account_question& asked, const account_page& page);

    std::deque<account_question> open_;
    std::map<std::uint64_t, account_question> asked_{};
    std::uint64_t numbers_ = 0;
    std::size_t pages_ = 0;
    account_state found_{};
};

} // namespace holdfast

#endif
