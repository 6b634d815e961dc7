// SPDX-License-Identifier: BSL-1.0
#include "account/rest_snapshot.hpp"

#include <utility>

namespace holdfast {

namespace {

template <class T>
void append(std::vector<T>& all, const std::vector<T>& more)
{
    all.insert(all.end(), more.begin(), more.end());
}

bool same_page(const account_question& a, const account_question& b)
{
    return a.part == b.part && a.about == b.about && a.cursor == b.cursor && a.since == b.since;
}

} // namespace

account_inquiry::account_inquiry(std::vector<account_question> questions, wall_time as_of,
                                 wall_time fills_since)
    : open_(questions.begin(), questions.end())
{
    for (const account_question& one : questions)
        found_.covers = found_.covers | one.part;
    found_.as_of = as_of;
    found_.fills_since = fills_since;
}

account_inquiry::job account_inquiry::next()
{
    job made{++numbers_, std::move(open_.front())};
    open_.pop_front();
    asked_.emplace(made.number, made.what);
    return made;
}

result<> account_inquiry::answered(std::uint64_t number, const result<account_page>& answer)
{
    const account_question asked = std::move(asked_.extract(number).mapped());
    const result<> good = answer ? follow(asked, *answer) : result<>(answer.error());
    if (!good) {
        open_.push_front(asked);
        return good;
    }
    append(found_.open_orders, answer->found.open_orders);
    append(found_.fills, answer->found.fills);
    append(found_.balances, answer->found.balances);
    append(found_.positions, answer->found.positions);
    append(found_.left_out, answer->found.left_out);
    return {};
}

result<> account_inquiry::follow(const account_question& asked, const account_page& page)
{
    if (page.next) {
        if (pages_ == max_pages || same_page(*page.next, asked))
            return failure(errc::malformed, "the exchange's answers do not end");
        open_.push_front(*page.next);
    }
    ++pages_;
    return {};
}

} // namespace holdfast
