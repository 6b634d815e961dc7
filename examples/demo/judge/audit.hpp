// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_EXAMPLES_DEMO_JUDGE_AUDIT_HPP
#define HOLDFAST_EXAMPLES_DEMO_JUDGE_AUDIT_HPP

#include "demo/judge/evidence.hpp"
#include "demo/judge/order_check.hpp"
#include "demo/judge/tally.hpp"
#include "demo/onlookers.hpp"
#include "demo/story.hpp"

#include <holdfast/event.hpp>
#include <holdfast/order_book.hpp>
#include <holdfast/stream.hpp>
#include <holdfast/task.hpp>

#include <memory>
#include <optional>
#include <vector>

namespace demo {

/// Looks over the shoulder of a consumer: is each message really the next one, is each verified book right?
/// Believes only the messages' own text and its witnesses.
class audit {
public:
    /// @param unseen_at_most  how long a loss may stay unseen where messages have no numbers; zero: not at
    ///   all
    audit(story& told, tally& counts, order_check order, holdfast::duration unseen_at_most = {})
        : story_(told), counts_(counts), order_(order), unseen_at_most_(unseen_at_most)
    {
    }

    void call(std::unique_ptr<evidence> witness) { witnesses_.push_back(std::move(witness)); }

    /// Before the consumer takes the event. The book is looked at before it goes on to another number, for
    /// several messages may make up one.
    void examine(const holdfast::order_book& book, const holdfast::event& next);
    /// How many messages came.
    [[nodiscard]] std::uint64_t heard() const noexcept { return heard_; }
    /// After that.
    void count_checksums(const holdfast::order_book& book);

private:
    void examine_order(const holdfast::data& message);
    void examine_state(const holdfast::order_book& book, holdfast::time_point now);
    void found_wrong(const holdfast::order_book& book, const std::string& how, holdfast::time_point now);
    void found_right(holdfast::time_point now);

    story& story_;
    tally& counts_;
    order_check order_;
    holdfast::duration unseen_at_most_;
    std::vector<std::unique_ptr<evidence>> witnesses_{};
    std::optional<holdfast::time_point> wrong_since_{};
    std::uint64_t heard_ = 0;
    std::uint64_t checksums_ok_ = 0;
    std::uint64_t checksums_bad_ = 0;
};

/// Keeps a book from the stream, as any program would, with an auditor beside it.
/// @param speed  how fast the program takes what comes
[[nodiscard]] holdfast::task<> keep_book(holdfast::stream depth, holdfast::order_book_options how,
                                         audit& auditor, pace speed);

} // namespace demo

#endif
