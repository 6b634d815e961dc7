// SPDX-License-Identifier: BSL-1.0
#include "account/reconciler.hpp"

#include <holdfast/redacted.hpp>

#include <algorithm>

namespace holdfast {

namespace {

account_options cut_down(account_options options, const account_dialect& dialect)
{
    options.parts = options.parts & dialect.parts();
    return options;
}

} // namespace

account_reconciler::account_reconciler(const account_dialect& dialect, account_keeper_config config,
                                       std::uint64_t random)
    : dialect_(dialect), tells_time_(!dialect.time_request().url.empty()), config_(std::move(config)),
      mine_([this](const failure& why) { doubt_ = why; }, cut_down(config_.account, dialect)),
      retry_(config_.retry), random_(random)
{
    config_.account.parts = config_.account.parts & dialect.parts();
    for (const topic& one : dialect.topics())
        live_.emplace(one, 0);
}

// ---- what the stream tells -----------------------------------------------------------------------------

void account_reconciler::hear(const event& next)
{
    std::visit([this](const auto& one) { on(one); }, next);
}

void account_reconciler::on(const gap_opened& gap)
{
    live_[gap.on] = 0;
    round_.reset();
    overdue_ = false;
    mine_.close(gap.why, std::max(gap.epoch, mine_.epoch()), gap.since);
    changed_ = true;
}

void account_reconciler::on(const gap_closed& healed)
{
    live_[healed.on] = healed.epoch;
    epoch_ = std::max(epoch_, healed.epoch);
}

/// Why the account's topic cannot be had is known better now.
void account_reconciler::on(const still_closed& topic)
{
    if (mine_.verified())
        return;
    mine_.close(topic.why, mine_.epoch(), topic.at);
    changed_ = true;
}

// What an older connection told late is in the answers.
void account_reconciler::on(const data& message)
{
    const auto* changes = std::get_if<std::span<const account_change>>(&message.content);
    if (changes == nullptr || message.epoch < epoch_)
        return;
    heard_until_ = std::max(heard_until_, message.exchange_time);
    for (const account_change& one : *changes) {
        note(one);
        mine_.apply(one, message);
        if (round_)
            round_->meanwhile.add(one, message);
    }
    changed_ = true;
    settle_doubt(message.received);
    if (round_ && round_->meanwhile.size() > config_.buffer_changes)
        abandon(failure(errc::buffer_overflow, "more changes than may wait came while REST was asked"),
                message.received);
}

void account_reconciler::note(const account_change& change)
{
    if (const auto* row = std::get_if<unread_report>(&change)) {
        ++stats_.left_out;
        left_out_.push_back(unread::from(*row));
    }
}

// What the answers before these left out as well is known.
void account_reconciler::note_left_out(std::vector<unread> rows)
{
    for (const unread& row : rows)
        if (std::ranges::find(shown_left_out_, row) == shown_left_out_.end()) {
            ++stats_.left_out;
            left_out_.push_back(row);
        }
    shown_left_out_ = std::move(rows);
}

bool account_reconciler::live() const
{
    return std::all_of(live_.begin(), live_.end(),
                       [this](const auto& one) { return one.second != 0 && one.second == epoch_; });
}

// ---- asking --------------------------------------------------------------------------------------------

time_point account_reconciler::due() const
{
    if (!live())
        return never;
    if (round_ && round_->questions.complete())
        return round_->judge_from;
    if (round_)
        return round_->questions.has_next() ? std::max(round_->ask_from, paused_until_) : never;
    return mine_.verified() && !requested_ ? std::max(compare_at_, paused_until_) : paused_until_;
}

std::optional<account_reconciler::job> account_reconciler::next(time_point now, wall_time there)
{
    if (requested_)
        wanted_since_ = std::min(wanted_since_, now);
    if (due() <= now && !round_)
        begin(now, there);
    if (due() <= now && round_ && round_->questions.complete())
        judge(now);
    if (due() <= now && round_ && round_->questions.has_next())
        return job{round_->number, round_->questions.next()};
    return std::nullopt;
}

void account_reconciler::begin(time_point now, wall_time there)
{
    requested_ = false;
    account_scope scope;
    scope.parts = config_.account.parts;
    scope.symbols = config_.symbols;
    scope.fills_since = mine_.fills_needed_since().value_or(there - config_.look_back);
    scope.now = there;
    const wall_time as_of = tells_time_ ? there : heard_until_;
    round_.emplace(round{.number = ++rounds_,
                         .questions = account_inquiry(dialect_.questions(scope), as_of, scope.fills_since),
                         .ask_from = now + config_.rest_lag});
    look_at_answers(now);
}

void account_reconciler::answered(const job& which, const result<account_page>& answer, time_point now)
{
    if (!round_ || round_->number != which.round)
        return;
    const result<> good = round_->questions.answered(which.question.number, answer);
    if (!good) {
        ++stats_.failures;
        last_trouble_ = good.error();
        pause(good.error(), now);
    }
    look_at_answers(now);
}

void account_reconciler::look_at_answers(time_point now)
{
    if (round_->questions.complete())
        round_->judge_from = mine_.verified() ? now + config_.settle : now;
}

// ---- what becomes of the answers -----------------------------------------------------------------------

void account_reconciler::judge(time_point now)
{
    account_state truth = round_->questions.take();
    note_left_out(truth.left_out);
    if (mine_.verified())
        compare(std::move(truth), now);
    else
        adopt(std::move(truth), now);
    changed_ = true;
    round_.reset();
    if (doubt_)
        return settle_doubt(now);
    if (!mine_.verified())
        return abandon(failure(errc::snapshot_failed, "the answers do not tell all of the account"), now);
    ++stats_.reconciliations;
    retry_.on_up(now);
    compare_at_ = config_.reconcile_every > duration::zero() ? now + config_.reconcile_every : never;
    wanted_since_ = requested_ ? now : compare_at_;
    last_trouble_.reset();
    overdue_ = false;
}

void account_reconciler::adopt(account_state truth, time_point now)
{
    findings_ = mine_.reconcile(truth, here(now));
    round_->meanwhile.excuse(findings_);
    stats_.findings += findings_.size();
    round_->meanwhile.replay(mine_);
    mine_.open(epoch_, now);
}

// What was applied since is newer than the answers, and stays.
void account_reconciler::compare(account_state truth, time_point now)
{
    round_->meanwhile.overrule(truth, mine_);
    findings_ = mine_.reconcile(truth, here(now));
    stats_.findings += findings_.size();
    if (findings_.empty() || now < replace_from_)
        return;
    replace_from_ = now + config_.reconcile_every;
    distrust_ = true;
    ++stats_.distrusts;
}

void account_reconciler::settle_doubt(time_point now)
{
    if (const auto why = std::exchange(doubt_, std::nullopt))
        abandon(*why, now);
}

/// The round was in vain; there will be another.
void account_reconciler::abandon(const failure& why, time_point now)
{
    round_.reset();
    pause(why, now);
}

void account_reconciler::pause(const failure& why, time_point now)
{
    retry_.on_down(now);
    paused_until_ = now + std::max(retry_.next(random_), why.retry_after);
    if (!mine_.verified())
        close(in_context(why), now);
}

void account_reconciler::close(const failure& why, time_point now)
{
    failure told = why;
    told.text = redacted_excerpt(why.text, 500);
    mine_.close(std::move(told), mine_.epoch(), now);
    changed_ = true;
}

// ---- what does not come about --------------------------------------------------------------------------

time_point account_reconciler::overdue_at() const
{
    return mine_.verified() && wanted_since_ != never ? wanted_since_ + config_.overdue_after : never;
}

void account_reconciler::close_if_overdue(time_point now)
{
    if (now < overdue_at())
        return;
    overdue_ = true;
    ++stats_.overdue;
    round_.reset(); // a question that is never answered must not keep the next ones from being asked
    close(in_context(last_trouble_.value_or(failure(errc::http_timeout, "no answer came"))), now);
}

/// An account that was closed for want of a comparison says so until there is one.
failure account_reconciler::in_context(const failure& why) const
{
    if (!overdue_)
        return why;
    failure told = why;
    told.code = make_error_code(errc::audit_overdue);
    told.text = "the account could not be compared with REST for too long: " + why.message();
    return told;
}

stamp account_reconciler::here(time_point now) const
{
    stamp s;
    s.epoch = epoch_;
    s.received = now;
    return s;
}

void account_reconciler::end(time_point now)
{
    round_.reset();
    for (auto& [one, epoch] : live_)
        epoch = 0;
    // What has ended the session says more than that the keeper has ended.
    const error_code told = mine_.reason().code;
    if (told != condition::fatal && told != condition::refused)
        mine_.close(failure(errc::stopped, "its keeper has ended"), mine_.epoch(), now);
    changed_ = true;
}

} // namespace holdfast
