// SPDX-License-Identifier: BSL-1.0
#include "demo/judge/audit.hpp"

#include <utility>

namespace hf = holdfast;

namespace demo {

void audit::examine(const hf::order_book& book, const hf::event& next)
{
    if (const auto* gap = std::get_if<hf::gap_opened>(&next)) {
        order_.forget();
        found_right(gap->since);
        for (const auto& witness : witnesses_)
            witness->interrupted();
    } else if (const auto* whole = std::get_if<hf::snapshot>(&next)) {
        ++heard_;
        order_.restart(*whole);
    } else if (const auto* message = std::get_if<hf::data>(&next)) {
        ++heard_;
        examine_order(*message);
        if (book.verified() && message->ids.last != book.last_id())
            examine_state(book, message->received);
    }
}

void audit::examine_order(const hf::data& message)
{
    if (order_.follows(message))
        return;
    ++counts_.silent_gaps;
    story_.say("WRONG", message.on.str() +
                            " went on without a word: " + std::string(message.raw.bytes.substr(0, 120)));
}

void audit::examine_state(const hf::order_book& book, hf::time_point now)
{
    for (const auto& witness : witnesses_) {
        const auto said = witness->against(book);
        if (!said)
            continue;
        ++counts_.audits;
        if (!said->empty())
            return found_wrong(book, *said, now);
        found_right(now);
    }
}

void audit::found_wrong(const hf::order_book& book, const std::string& how, hf::time_point now)
{
    if (!wrong_since_)
        wrong_since_ = now;
    if (now - *wrong_since_ < unseen_at_most_)
        return;
    ++counts_.wrong_reads;
    story_.say("WRONG", book.on().str() + ": " + how);
}

void audit::found_right(hf::time_point now)
{
    if (wrong_since_ && unseen_at_most_ > hf::duration::zero())
        counts_.unseen.push_back(now - *wrong_since_);
    wrong_since_.reset();
}

void audit::count_checksums(const hf::order_book& book)
{
    counts_.checksums_ok += book.checksums_ok() - std::exchange(checksums_ok_, book.checksums_ok());
    counts_.checksums_bad += book.checksums_bad() - std::exchange(checksums_bad_, book.checksums_bad());
}

hf::task<> keep_book(hf::stream depth, hf::order_book_options how, audit& auditor, pace speed)
{
    hf::order_book book(depth.doubts(), how);
    while (auto batch = co_await depth.receive()) {
        for (const hf::event& next : *batch) {
            auditor.examine(book, next);
            book.apply(next);
            auditor.count_checksums(book);
        }
        co_await take_a_nap(speed);
    }
}

} // namespace demo
