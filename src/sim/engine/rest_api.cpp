// SPDX-License-Identifier: BSL-1.0
#include "sim/engine/rest_api.hpp"

#include <holdfast/detail/check.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace holdfast::sim {

namespace {

/// Whether a request that is to be answered wrongly is carried out nevertheless.
bool is_carried_out(fault what) noexcept
{
    return what == fault::rest_garbage || what == fault::rest_stale;
}

std::pair<std::string, std::string_view> spoilt(const std::string& body, splitmix64& random)
{
    switch (random.below(3)) {
    case 0: return {"<!DOCTYPE html><html><body>Service unavailable</body></html>", "a web page"};
    case 1: return {"", "nothing"};
    default: return {body.substr(0, body.size() / 2), "half an answer"};
    }
}

} // namespace

http_reply rest_desk::request(const http_question& asked, const surroundings& at)
{
    http_reply reply = reply_to(asked, at);
    reply.body = write_(std::move(reply.body));
    return reply;
}

http_reply rest_desk::reply_to(const http_question& asked, const surroundings& at)
{
    const inquiry r{asked.target, understand(asked), at.now, at.source};
    ++at.stats.requests;
    if (const unsigned status = weight_.take(r.asked.weight, at.now); status != 200) {
        ++at.stats.limited;
        return refuse(status == 429 ? refusal::too_many : refusal::banned, weight_.retry_after(at.now));
    }
    if (!outage_.over(at.now))
        return outage_.reply(language_, at.now, wall(at.now));
    const bool snapshot = r.asked.what == question::kind::snapshot;
    auto order =
        at.plan.ask({fault_moment::request, 0, asked.target, snapshot || r.unknown(), snapshot, true});
    if (r.unknown() && (!order || is_carried_out(order->what)))
        if (auto reply = at.by_accounts())
            return answer_somebody(r, std::move(*reply), std::move(order), at.plan);
    if (order)
        return answer_wrongly(r, std::move(*order), at.plan, at.stats);
    return answer(r, at.stats);
}

question rest_desk::understand(const http_question& asked) const
{
    if (asked.verb == http_verb::get)
        return language_.understand_request(asked.target);
    question other;
    other.refusal = {.status = 405, .headers = {{"Allow", "GET"}}};
    return other;
}

http_reply rest_desk::answer_somebody(const inquiry& r, private_reply reply, std::optional<fault_order> order,
                                      fault_plan& plan)
{
    weight_.add(reply.weight - std::min(reply.weight, r.asked.weight));
    http_reply out = stamped(std::move(reply.reply));
    if (!order)
        return out;
    if (order->what == fault::rest_stale) {
        plan.decline(std::move(*order));
        return out;
    }
    auto [body, how] = spoilt(out.body, plan.random());
    out.body = std::move(body);
    plan.record({0, r.now, order->what, 0, {}, r.label(), 0, 0, "answered with " + std::string(how)});
    return out;
}

http_reply rest_desk::answer(const inquiry& r, exchange_stats& stats) const
{
    switch (r.asked.what) {
    case question::kind::refused: return r.asked.refusal;
    case question::kind::ping: return json(200, "{}");
    case question::kind::time: return json(200, language_.print_time(wall(r.now)));
    case question::kind::info:
        return json(200, language_.print_info(r.source.markets(), config_.rules, wall(r.now)));
    case question::kind::snapshot: break;
    }
    if (!r.source.lists(r.asked.symbol))
        return refuse(refusal::unknown_symbol);
    const ledger* book = r.source.book(r.asked.symbol);
    if (!book)
        return refuse(refusal::no_book_yet, std::chrono::seconds(1));
    ++stats.snapshots;
    return json(200, print(r, shown(r, age::newest)));
}

http_reply rest_desk::answer_wrongly(const inquiry& r, fault_order order, fault_plan& plan,
                                     exchange_stats& stats)
{
    const ledger* book = r.source.book(r.asked.symbol);
    if (order.what == fault::ban_in_body || order.what == fault::edge_403 || order.what == fault::rest_down)
        return begin_outage(r, order, plan);
    if (order.what == fault::lose_in_recovery) {
        if (book && r.source.lists(r.asked.symbol))
            return answer_late(r, order, plan, stats);
        plan.decline(std::move(order));
        return answer(r, stats);
    }
    injection done{0, r.now, order.what, 0, r.asked.symbol, r.label(), 0, 0, {}};
    http_reply reply;
    switch (order.what) {
    case fault::rest_429:
        reply = refuse(refusal::too_many, plan.config().retry_after);
        done.text = "refused as one too many, for " + detail::to_string(plan.config().retry_after);
        break;
    case fault::rest_500:
        reply = refuse(refusal::internal);
        done.text = "answered with an internal error";
        break;
    case fault::rest_never:
        reply.never = true;
        done.text = "never answered";
        break;
    case fault::rest_stale:
        if (!book || book->oldest() == book->last()) {
            plan.decline(std::move(order));
            return answer(r, stats);
        }
        reply = json(200, print(r, shown(r, age::oldest)));
        done.first = done.last = shown(r, age::oldest).place;
        done.text = "snapshot as of " + std::to_string(done.last) + ", the newest is " +
                    std::to_string(shown(r, age::newest).place);
        break;
    default: {
        auto [body, how] = nonsense(r, plan.random());
        reply = json(200, std::move(body));
        done.text = "answered with " + std::string(how);
    }
    }
    plan.record(std::move(done));
    return reply;
}

http_reply rest_desk::begin_outage(const inquiry& r, const fault_order& order, fault_plan& plan)
{
    using kind = rest_outage::kind;
    const bool down = order.what == fault::rest_down;
    const duration usual = down ? plan.config().down_for : plan.config().banned_for;
    const duration length = order.with.length > duration::zero() ? order.with.length : usual;
    constexpr std::array ways_down{kind::broken, kind::away, kind::away_for, kind::closed};
    outage_.until = r.now + length;
    std::string_view how = "banned, which only the body says";
    if (down) {
        const kind drawn = ways_down[plan.random().below(ways_down.size())];
        outage_.what = order.with.code == 500   ? kind::broken
                       : order.with.code == 503 ? kind::away
                       : order.with.code == 1   ? kind::closed
                                                : drawn;
        how = "REST is down";
    } else if (order.what == fault::edge_403) {
        outage_.what = kind::edge;
        how = "403 and a web page";
    } else {
        outage_.what = plan.random().below(2) == 0 ? kind::ban_hard : kind::ban_soft;
    }
    plan.record({0,
                 r.now,
                 order.what,
                 0,
                 {},
                 r.label(),
                 0,
                 0,
                 std::string(how) + " for " + detail::to_string(length)});
    return outage_.reply(language_, r.now, wall(r.now));
}

/// The message that is lost is noted when it is.
http_reply rest_desk::answer_late(const inquiry& r, const fault_order& order, const fault_plan& plan,
                                  exchange_stats& stats)
{
    http_reply out = answer(r, stats);
    out.late_by = order.with.length > duration::zero() ? order.with.length : plan.config().late_by;
    losing_.insert(r.asked.symbol);
    return out;
}

std::pair<std::string, std::string_view> rest_desk::nonsense(const inquiry& r, splitmix64& random) const
{
    const ledger* book = r.source.book(r.asked.symbol);
    const std::uint64_t kind = random.below(book ? 5 : 3);
    if (kind == 0)
        return {"<!DOCTYPE html><html><body>Service unavailable</body></html>", "a web page"};
    if (kind == 1)
        return {"", "nothing"};
    if (kind == 2)
        return {language_.nonsense(), "JSON that makes no sense"};
    shown_book lie = shown(r, age::newest);
    if (kind == 3) {
        const std::string whole = print(r, lie);
        return {whole.substr(0, 1 + static_cast<std::size_t>(random.below(whole.size() - 1))),
                "half a snapshot"};
    }
    if (!lie.book.asks.empty())
        lie.book.bids.emplace(lie.book.asks.begin()->first + one, one);
    return {print(r, lie), "a crossed book"};
}

rest_desk::shown_book rest_desk::shown(const inquiry& r, age how) const
{
    const auto [place, update] = r.source.show(r.asked.symbol, r.asked.counts, how);
    return {place, update, r.source.book(r.asked.symbol)->at(update).value_or(sides{})};
}

std::string rest_desk::print(const inquiry& r, const shown_book& shown) const
{
    const auto bids = best_of(shown.book.bids, r.asked.limit);
    const auto asks = best_of(shown.book.asks, r.asked.limit);
    return language_.print_snapshot({{}, r.asked.symbol, wall(r.now), false, false},
                                    {shown.place, shown.place, 0, shown.update, true, false, bids, asks});
}

http_reply rest_desk::refuse(refusal why, std::chrono::seconds wait) const
{
    return stamped(language_.refuse(why, wait));
}

http_reply rest_desk::json(unsigned status, std::string body) const
{
    return stamped({status, {{"Content-Type", "application/json;charset=UTF-8"}}, std::move(body), false});
}

http_reply rest_desk::stamped(http_reply reply) const
{
    if (const std::string_view name = language_.weight_header(); !name.empty())
        reply.headers.emplace_back(name, std::to_string(weight_.used()));
    return reply;
}

} // namespace holdfast::sim
