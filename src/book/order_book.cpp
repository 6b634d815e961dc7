// SPDX-License-Identifier: BSL-1.0
#include <holdfast/order_book.hpp>

#include <utility>

namespace holdfast {

order_book::order_book(doubts distrust, order_book_options options)
    : why_(errc::not_synchronized, "no snapshot yet"), distrust_(std::move(distrust)), options_(options),
      audits_(options.audits)
{
}

void order_book::apply(const event& next)
{
    std::visit([this](const auto& e) { on_event(e); }, next);
}

void order_book::on_event(const snapshot& s)
{
    if (!concerns(s.on) || !enter(s.epoch, s.received))
        return;
    bids_.assign(s.levels.bids);
    asks_.assign(s.levels.asks);
    last_id_ = s.ids.last;
    lag_ = s.lag;
    depth_ = options_.depth != 0 ? options_.depth : s.depth;
    keep_window();
    whole_ = true;
    audits_.restart(last_id_);
    if (s.checksum)
        compare(*s.checksum);
    examine();
}

void order_book::on_event(const data& d)
{
    if (!concerns(d.on) || !enter(d.epoch, d.received) || !whole_)
        return;
    const auto* changes = std::get_if<book_levels>(&d.content);
    if (changes == nullptr)
        return doubt(failure(errc::malformed, "a message without levels"));
    bids_.apply(changes->bids);
    asks_.apply(changes->asks);
    last_id_ = d.ids.last;
    lag_ = d.lag;
    keep_window();
    if (d.checksum)
        compare(*d.checksum);
    examine();
    if (audits_.listening() && whole_) [[unlikely]] {
        audits_.on_change(last_id_, *changes);
        doubt_if(audits_.examine(bids_, asks_));
    }
}

// Of a book that is closed there is nothing to compare.
void order_book::on_event(const audit& a)
{
    if (concerns(a.on) && enter(a.epoch, a.received) && verified_)
        doubt_if(audits_.on_audit(a, last_id_, bids_, asks_));
}

void order_book::on_event(const gap_opened& g)
{
    if (!concerns(g.on) || !enter(g.epoch, g.since))
        return;
    close(g.why);
    open_ = false;
}

void order_book::on_event(const gap_closed& g)
{
    if (!concerns(g.on) || !enter(g.epoch, g.at))
        return;
    open_ = true;
    examine();
}

// Why it is closed is known better now.
void order_book::on_event(const still_closed& s)
{
    if (concerns(s.on) && enter(s.epoch, s.at) && !verified_)
        why_ = s.why;
}

// The mark of the gap follows; until it is there the line is known to be down all the same.
void order_book::on_event(const phase_changed& p)
{
    const connection_state line = state_of(p.to);
    if (line != connection_state::closed && line != connection_state::closing)
        return;
    close(p.why.code ? p.why : failure(p.to == phase::stopped ? errc::stopped : errc::disconnected));
    open_ = false;
}

bool order_book::concerns(const topic& other)
{
    if (on_.empty())
        on_ = other;
    return on_ == other;
}

bool order_book::enter(std::uint32_t epoch, time_point now)
{
    seen_ = now;
    if (!verified_ && !since_)
        since_ = now;
    if (epoch < epoch_) {
        doubt(failure(errc::out_of_order, "an event of epoch " + std::to_string(epoch)));
        return false;
    }
    epoch_ = epoch;
    return true;
}

void order_book::close(failure why)
{
    if (verified_) {
        ++times_closed_;
        since_ = seen_;
    }
    verified_ = false;
    whole_ = false;
    audits_.forget();
    why_ = std::move(why);
}

void order_book::doubt(failure why)
{
    close(std::move(why));
    if (distrust_)
        distrust_(why_);
}

void order_book::compare(std::uint32_t checksum)
{
    if (options_.checksum == nullptr)
        return;
    const std::uint32_t ours = options_.checksum(bids_, asks_);
    ++(ours == checksum ? checksums_ok_ : checksums_bad_);
    if (ours != checksum)
        doubt(failure(errc::checksum_mismatch, "the checksum is " + std::to_string(ours) +
                                                   ", and has to be " + std::to_string(checksum)));
}

void order_book::doubt_if(std::string audited)
{
    if (!audited.empty())
        doubt(failure(errc::audit_failed, std::move(audited)));
}

// Opens the book if everything is right.
void order_book::examine()
{
    if (!whole_)
        return;
    if (bids_.size() > options_.max_levels || asks_.size() > options_.max_levels)
        return doubt(
            failure(errc::malformed, "more than " + std::to_string(options_.max_levels) + " levels a side"));
    if (!open_)
        return;
    const bool crossed = !bids_.empty() && !asks_.empty() && bids_.best().price >= asks_.best().price;
    if (crossed)
        return doubt(failure(errc::crossed_book, "bid " + bids_.best().price.str() + " is not below ask " +
                                                     asks_.best().price.str()));
    if (options_.max_lag > duration::zero() && lag_ > options_.max_lag)
        return fall_behind();
    verified_ = true;
    since_.reset();
}

// What is older than allowed is in order all the same, and needs no repair: the next message in time opens
// the book.
void order_book::fall_behind()
{
    using std::chrono::milliseconds;
    const std::string age = std::to_string(std::chrono::duration_cast<milliseconds>(lag_).count());
    close(failure(errc::lagging, "the newest message was " + age + " ms old when it was taken"));
    whole_ = true;
}

void order_book::keep_window()
{
    if (depth_ == 0)
        return;
    bids_.keep_best(depth_);
    asks_.keep_best(depth_);
}

result<std::vector<level>> order_book::bids(std::size_t depth) const
{
    if (!verified_)
        return reason();
    return bids_.top(depth);
}

result<std::vector<level>> order_book::asks(std::size_t depth) const
{
    if (!verified_)
        return reason();
    return asks_.top(depth);
}

result<decimal> order_book::quantity_at(side which, const decimal& price) const
{
    if (!verified_)
        return reason();
    return (which == side::buy ? bids_ : asks_).quantity_at(price);
}

failure order_book::unreadable() const
{
    if (!verified_)
        return reason();
    return failure(errc::empty_book, on_.str() + (bids_.empty() ? ": no bids" : ": no asks"));
}

failure order_book::reason() const
{
    if (verified_)
        return failure();
    failure why = why_;
    why.text = (on_.empty() ? "" : on_.str() + ": ") + "the book is closed" +
               (last_id_ == 0 ? "" : " after " + std::to_string(last_id_)) +
               (epoch_ == 0 ? "" : " in epoch " + std::to_string(epoch_)) +
               (why_.text.empty() ? "" : ": " + why_.text);
    return why;
}

std::optional<time_point> order_book::closed_since() const noexcept
{
    return since_;
}

} // namespace holdfast
