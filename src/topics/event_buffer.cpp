// SPDX-License-Identifier: BSL-1.0
#include "topics/event_buffer.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace holdfast {

namespace {

const stamp* stamp_of(const event& e)
{
    if (const auto* message = std::get_if<data>(&e))
        return message;
    return std::get_if<snapshot>(&e);
}

const payload* payload_of(const event& e)
{
    if (const auto* message = std::get_if<data>(&e))
        return &message->raw;
    if (const auto* state = std::get_if<snapshot>(&e))
        return &state->raw;
    const auto* shown = std::get_if<audit>(&e);
    return shown ? &shown->raw : nullptr;
}

bool is_mark(const event& e)
{
    return std::holds_alternative<gap_opened>(e) || std::holds_alternative<gap_closed>(e);
}

/// Where only the order counts, a newer message says all that the one before it said.
bool only_order_counts(continuity rule) noexcept
{
    return rule == continuity::monotonic || rule == continuity::per_connection || rule == continuity::audited;
}

} // namespace

event_buffer::event_buffer(const stream_config& config, continuity rule)
    : config_(config), most_(config.overflow == overflow::conflate ? 1 : config.capacity),
      passed_(config.overflow != overflow::conflate || !only_order_counts(rule))
{
}

void event_buffer::put_recovered(event message)
{
    config_.overflow = overflow::declare_gap; // What was rebuilt is state: every message of it counts.
    if (std::holds_alternative<snapshot>(message))
        count_recovered();
    recovered_bytes_ += weight_of_next(*payload_of(message));
    events_.push_back(std::move(message));
    ++recovered_;
    ++uncounted_;
}

/// What one recovery delivered counts when the next one begins, so that they do not pile up.
void event_buffer::count_recovered() noexcept
{
    uncounted_ -= std::exchange(recovered_, 0);
    bytes_ += std::exchange(recovered_bytes_, 0);
}

void event_buffer::put_mark(event mark)
{
    open_ = std::holds_alternative<gap_opened>(mark);
    if (open_)
        count_recovered();
    // Gaps with nothing between them are one gap, once there are many.
    if (open_ && marks_ >= config_.capacity && std::holds_alternative<gap_closed>(events_.back())) {
        events_.pop_back();
        --marks_;
        --uncounted_;
        return;
    }
    events_.push_back(std::move(mark));
    ++marks_;
    ++uncounted_;
}

void event_buffer::put_notice(event notice)
{
    if (counted() >= config_.capacity || bytes_ >= config_.max_bytes)
        return;
    if (const payload* raw = payload_of(notice))
        bytes_ += weight_of_next(*raw);
    events_.push_back(std::move(notice));
    ++notices_;
}

std::size_t event_buffer::weight_of_batch(const slab* memory) noexcept
{
    if (newest_)
        settle_newest();
    newest_ = memory;
    newest_bytes_ = memory ? memory->footprint() : 0;
    return newest_bytes_;
}

/// The batch of the newest message is complete: the memory that it took since counts, too.
void event_buffer::settle_newest() noexcept
{
    bytes_ += newest_->footprint() - std::exchange(newest_bytes_, 0);
}

bool event_buffer::make_room()
{
    if (!makes_room()) {
        ++dropped_;
        return false;
    }
    if (!passed_.declares() && stamp_of(events_.back()))
        drop_newest_message(); // The only one, and nothing is to be said of it.
    while (full() && has_message())
        pop();
    while (begins_with_marks())
        pop();
    forget_popped();
    return true;
}

void event_buffer::drop_newest_message()
{
    passed_.drop(*stamp_of(events_.back()));
    release(events_.back(), false);
    events_.pop_back();
    ++dropped_;
}

/// Whether the next message, or the end, comes behind marks: they become part of what is declared.
bool event_buffer::begins_with_marks() const noexcept
{
    const auto begin = events_.begin() + static_cast<std::ptrdiff_t>(head_);
    const auto first =
        std::find_if(begin, events_.end(), [](const event& e) { return stamp_of(e) || is_mark(e); });
    return first != events_.end() && is_mark(*first);
}

/// Takes out the oldest event. What is dropped with it is declared in its place.
void event_buffer::pop()
{
    const event gone = std::exchange(events_[head_++], event());
    release(gone, shared_with_next(gone));
    if (const stamp* message = stamp_of(gone)) {
        passed_.drop(*message);
        ++uncounted_;
        ++dropped_;
    } else if (const auto* opened = std::get_if<gap_opened>(&gone)) {
        passed_.merge(*opened);
        --marks_;
    } else if (const auto* closed = std::get_if<gap_closed>(&gone)) {
        passed_.merge(*closed);
        --marks_;
    } else {
        ++uncounted_;
        --notices_;
    }
}

void event_buffer::release(const event& gone, bool shared) noexcept
{
    const payload* const raw = payload_of(gone);
    if (!raw)
        return;
    bytes_ -= sizeof(event);
    const slab* const memory = raw->owner.get();
    if (!memory || shared)
        return;
    if (memory != newest_) {
        bytes_ -= memory->footprint();
        return;
    }
    bytes_ -= std::exchange(newest_bytes_, 0);
    newest_ = nullptr;
}

bool event_buffer::shared_with_next(const event& gone) const noexcept
{
    const payload* const raw = payload_of(gone);
    if (!raw)
        return false;
    for (std::size_t i = head_; i != events_.size(); ++i)
        if (const payload* next = payload_of(events_[i]))
            return next->owner == raw->owner;
    return false;
}

/// Erases what is popped now and then, so that it costs little a message.
void event_buffer::forget_popped()
{
    if (head_ <= events_.size() / 2)
        return;
    events_.erase(events_.begin(), events_.begin() + static_cast<std::ptrdiff_t>(head_));
    uncounted_ -= std::exchange(head_, 0);
}

event_batch event_buffer::take()
{
    event_batch batch = std::exchange(events_, event_batch(memory_));
    if (head_ != 0)
        batch.erase(batch.begin(), batch.begin() + static_cast<std::ptrdiff_t>(head_));
    if (!passed_.empty()) {
        event_batch before(memory_);
        passed_.write(std::back_inserter(before));
        batch.insert(batch.begin(), std::make_move_iterator(before.begin()),
                     std::make_move_iterator(before.end()));
    }
    begin_anew(batch);
    return batch;
}

void event_buffer::begin_anew(const event_batch& taken)
{
    usual_ = taken.size();
    uncounted_ = head_ = marks_ = notices_ = recovered_ = 0;
    bytes_ = recovered_bytes_ = newest_bytes_ = 0;
    newest_ = nullptr;
    if (!makes_room() && passed_.empty())
        return;
    const auto last = std::find_if(taken.rbegin(), taken.rend(), [](const event& e) { return stamp_of(e); });
    passed_.on_taken(open_, last == taken.rend() ? passed_.last_good() : stamp_of(*last)->ids.last);
}

} // namespace holdfast
