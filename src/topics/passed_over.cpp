// SPDX-License-Identifier: BSL-1.0
#include "topics/passed_over.hpp"

#include <utility>

namespace holdfast {

namespace {

gap_opened hole_before(const stamp& first_gone, std::uint64_t last_good)
{
    gap_opened mark;
    mark.on = first_gone.on;
    mark.epoch = first_gone.epoch;
    mark.why = failure(errc::consumer_too_slow, "the stream was full; older messages were dropped");
    mark.last_good = last_good;
    mark.since = first_gone.received;
    return mark;
}

gap_closed hole_after(const stamp& last_gone)
{
    gap_closed mark;
    mark.on = last_gone.on;
    mark.epoch = last_gone.epoch;
    mark.how = healing::resumed;
    mark.last = last_gone.ids.last;
    mark.at = last_gone.received;
    return mark;
}

} // namespace

void passed_over::drop(const stamp& gone)
{
    dropped_ = true;
    if (open() || !hole_)
        return;
    if (!opened_)
        opened_ = hole_before(gone, last_good_);
    close(hole_after(gone));
}

void passed_over::merge(const gap_opened& mark)
{
    closed_.reset();
    if (opened_)
        return;
    if (std::exchange(ended_, std::nullopt))
        return; // The gap that the consumer knows of goes on.
    opened_ = mark;
    if (dropped_)
        opened_->last_good = last_good_;
}

void passed_over::merge(const gap_closed& mark)
{
    if (opened_)
        close(mark);
    else
        ended_ = mark;
}

void passed_over::close(gap_closed mark)
{
    mark.closed_for = mark.at - opened_->since;
    closed_ = std::move(mark);
}

void passed_over::on_taken(bool open, std::uint64_t last_good)
{
    open_ = open;
    last_good_ = last_good;
    dropped_ = false;
    ended_.reset();
    opened_.reset();
    closed_.reset();
}

} // namespace holdfast
