#include "event_buffer.hpp"

#include <algorithm>
#include <utility>

namespace holdfast {

namespace {

const stamp* stamp_of(const event& e)
{
    if (const auto* message = std::get_if<data>(&e))
        return message;
    return std::get_if<snapshot>(&e);
}

} // namespace

/// Only the newest message is wanted, and there is one already.
bool event_buffer::conflates() const noexcept
{
    return config_.overflow == overflow::conflate && !events_.empty() && stamp_of(events_.back());
}

bool event_buffer::replace_newest(event message)
{
    events_.back() = std::move(message);
    ++dropped_;
    return true;
}

bool event_buffer::put_beyond(event message)
{
    ++dropped_;
    if (config_.overflow == overflow::declare_gap)
        return false;
    replace_oldest(std::move(message));
    return true;
}

void event_buffer::put_recovered(event message)
{
    events_.push_back(std::move(message));
    ++recovered_;
}

void event_buffer::put_mark(event mark)
{
    // A mark in a ring that has begun to overwrite belongs at its end, not at its seam.
    std::rotate(events_.begin(), events_.begin() + static_cast<std::ptrdiff_t>(oldest_), events_.end());
    oldest_ = 0;
    events_.push_back(std::move(mark));
}

void event_buffer::put_notice(event notice)
{
    if (has_room() && oldest_ == 0)
        events_.push_back(std::move(notice));
}

void event_buffer::replace_oldest(event message)
{
    if (events_.empty())
        return;
    if (const stamp* gone = stamp_of(events_[oldest_]); gone && !hole_)
        first_dropped_ = *gone;
    hole_ = true;
    events_[oldest_] = std::move(message);
    oldest_ = (oldest_ + 1) % events_.size();
}

void event_buffer::declare_hole(event_batch& batch) const
{
    gap_opened opened;
    opened.on = first_dropped_.on;
    opened.epoch = first_dropped_.epoch;
    opened.why = failure(errc::consumer_too_slow, "the stream was full; its oldest messages were dropped");
    opened.last_good = first_dropped_.ids.last;
    opened.since = first_dropped_.received;
    gap_closed closed;
    closed.on = opened.on;
    closed.epoch = opened.epoch;
    closed.how = healing::resumed;
    closed.at = opened.since;
    batch.insert(batch.begin(), std::move(closed));
    batch.insert(batch.begin(), std::move(opened));
}

event_batch event_buffer::take()
{
    std::rotate(events_.begin(), events_.begin() + static_cast<std::ptrdiff_t>(oldest_), events_.end());
    event_batch batch = std::exchange(events_, event_batch(memory_));
    if (hole_)
        declare_hole(batch);
    oldest_ = 0;
    recovered_ = 0;
    hole_ = false;
    usual_ = batch.size();
    return batch;
}

} // namespace holdfast
