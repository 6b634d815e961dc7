// SPDX-License-Identifier: BSL-1.0
#include "demo/judge/follower.hpp"

#include <holdfast/time.hpp>

#include <utility>

namespace hf = holdfast;
using namespace std::chrono_literals;

namespace demo {

namespace {

constexpr hf::duration tick = 50ms;

hf::session_config observed(hf::session_config config, std::shared_ptr<hf::observer> by)
{
    config.watch = std::move(by);
    return config;
}

} // namespace

follower::follower(hf::asio::any_io_executor executor, std::shared_ptr<const hf::adapter> exchange,
                   hf::session_config config, std::shared_ptr<story> told, tally& counts)
    : story_(told), counts_(counts), clock_(hf::runtime::of(executor)), exchange_(std::move(exchange)),
      config_(std::move(config)), session_(executor, exchange_, observed(config_, told))
{
}

void follower::follow(const hf::topic& book, const hf::order_book_options& how, order_check order,
                      const hf::sim::exchange* venue, hf::duration unseen_at_most)
{
    story_->follow(book);
    last_.emplace(kept{book, how, order, venue, unseen_at_most});
    keep(*last_, hf::stream_config(), pace());
}

void follower::follow_slowly(pace speed)
{
    hf::stream_config small;
    small.capacity = 8;
    keep(last_.value(), small, speed);
}

void follower::keep(const kept& what, const hf::stream_config& how, pace speed)
{
    auditors_.push_back(std::make_unique<audit>(*story_, counts_, what.order, what.unseen_at_most));
    audited_.push_back(what.book);
    audit& auditor = *auditors_.back();
    if (what.venue)
        auditor.call(std::make_unique<truth>(*what.venue, what.book, clock_));
    consumers_.push_back(keep_book(session_.subscribe(what.book, how), what.how, auditor, speed));
}

void follower::look_on(const hf::topic& on, std::unique_ptr<onlooker> by, const hf::stream_config& how,
                       pace speed, bool elsewhere)
{
    if (elsewhere && !elsewhere_)
        elsewhere_ = std::make_unique<hf::session>(session_.get_executor(), exchange_, config_);
    hf::session& from = elsewhere ? *elsewhere_ : session_;
    onlookers_.push_back(std::move(by));
    consumers_.push_back(demo::look_on(from.subscribe(on, how), *onlookers_.back(), speed));
}

void follower::compare_with(const hf::topic& quotes)
{
    auditors_.back()->call(std::make_unique<announcements>(session_.subscribe(quotes)));
}

hf::task<> follower::run()
{
    std::vector<hf::task<>> all = std::move(consumers_);
    all.push_back(session_.run());
    if (elsewhere_)
        all.push_back(elsewhere_->run());
    all.push_back(keep_telling());
    co_await hf::race(std::move(all));
}

hf::task<> follower::keep_telling()
{
    for (;;) {
        co_await hf::sleep_for(tick);
        story_->catch_up();
    }
}

hf::task<> follower::until_calm(hf::duration for_so_long, hf::duration at_most)
{
    const hf::time_point deadline = clock_.now() + at_most;
    hf::time_point since = clock_.now();
    const std::vector<voice> before = voices();
    while (clock_.now() < deadline && clock_.now() < since + for_so_long) {
        co_await hf::sleep_for(tick);
        if (!story_->all_well())
            since = clock_.now();
    }
    if (!onlookers_.empty()) // A tape ends, and is silent then.
        find_silent(before);
}

std::vector<follower::voice> follower::voices() const
{
    std::vector<voice> all;
    for (std::size_t i = 0; i < auditors_.size(); ++i)
        all.push_back({audited_[i], auditors_[i]->heard()});
    for (const auto& one : onlookers_)
        all.push_back({one->on(), one->heard()});
    return all;
}

void follower::find_silent(const std::vector<voice>& before)
{
    const std::vector<voice> now = voices();
    for (std::size_t i = 0; i < now.size(); ++i) {
        if (now[i].heard != before[i].heard || story_->expired(now[i].on))
            continue;
        ++counts_.silent_topics;
        story_->say("WRONG", now[i].on.str() + " says nothing any more");
    }
}

void follower::conclude()
{
    story_->end();
    counts_.messages = session_.stats().messages;
}

} // namespace demo
