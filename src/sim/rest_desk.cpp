#include "sim/rest_desk.hpp"

#include <utility>

namespace holdfast::sim {

http_reply rest_desk::get(std::string_view target, time_point now, const feed& source, fault_plan& plan,
                          exchange_stats& stats)
{
    const request r{target, language_.understand_request(target), now, source};
    ++stats.requests;
    if (const unsigned status = weight_.take(r.asked.weight, now); status != 200) {
        ++stats.limited;
        http_reply refusal =
            json(status, language_.print_error(-1003, "Too much request weight used; current limit is " +
                                                          std::to_string(config_.rules.rest_weight) +
                                                          " request weight per 1 MINUTE."));
        refusal.headers.emplace_back("Retry-After", std::to_string(weight_.retry_after(now).count()));
        return refusal;
    }
    const bool snapshot = r.asked.what == question::kind::snapshot;
    if (auto order = plan.ask({fault_moment::request, 0, target, snapshot, snapshot, true}))
        return answer_wrongly(r, std::move(*order), plan, stats);
    return answer(r, stats);
}

http_reply rest_desk::answer(const request& r, exchange_stats& stats) const
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
        return json(400, language_.print_error(-1121, "Invalid symbol."));
    const ledger* book = r.source.book(r.asked.symbol);
    if (!book) {
        http_reply later = json(503, language_.print_error(-1000, "No book of this symbol yet."));
        later.headers.emplace_back("Retry-After", "1");
        return later;
    }
    ++stats.snapshots;
    return json(200, language_.print_snapshot(book->last(), {book->bids(), book->asks()}, r.asked.limit));
}

http_reply rest_desk::answer_wrongly(const request& r, fault_order order, fault_plan& plan,
                                     exchange_stats& stats) const
{
    const ledger* book = r.source.book(r.asked.symbol);
    injection done{0, r.now, order.what, 0, r.asked.symbol, std::string(r.target), 0, 0, {}};
    http_reply reply;
    switch (order.what) {
    case fault::rest_429:
        reply = json(429, language_.print_error(-1003, "Too many requests."));
        reply.headers.emplace_back("Retry-After", std::to_string(plan.config().retry_after.count()));
        done.text =
            "answered with 429, Retry-After " + std::to_string(plan.config().retry_after.count()) + " s";
        break;
    case fault::rest_500:
        reply = json(500,
                     language_.print_error(-1000, "An unknown error occurred while processing the request."));
        done.text = "answered with 500";
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
        reply = stale(r, *book);
        done.first = done.last = book->oldest();
        done.text = "snapshot as of update " + std::to_string(done.last) + ", the newest is " +
                    std::to_string(book->last());
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

http_reply rest_desk::stale(const request& r, const ledger& book) const
{
    return json(200, language_.print_snapshot(book.oldest(), *book.at(book.oldest()), r.asked.limit));
}

std::pair<std::string, std::string_view> rest_desk::nonsense(const request& r, splitmix64& random) const
{
    const ledger* book = r.source.book(r.asked.symbol);
    const std::uint64_t kind = random.below(book ? 6 : 3);
    if (kind == 0)
        return {"<!DOCTYPE html><html><body>Service unavailable</body></html>", "a web page"};
    if (kind == 1)
        return {"", "nothing"};
    if (kind == 2)
        return {"{\"lastUpdateId\":\"soon\",\"bids\":null,\"asks\":{}}", "JSON that makes no sense"};
    sides lie{book->bids(), book->asks()};
    if (kind == 3) {
        const std::string whole = language_.print_snapshot(book->last(), lie, r.asked.limit);
        return {whole.substr(0, 1 + static_cast<std::size_t>(random.below(whole.size() - 1))),
                "half a snapshot"};
    }
    if (kind == 4)
        return {language_.print_snapshot(book->last(), {}, r.asked.limit), "an empty book"};
    if (!lie.asks.empty())
        lie.bids.emplace(lie.asks.begin()->first + one, one);
    return {language_.print_snapshot(book->last(), lie, r.asked.limit), "a crossed book"};
}

http_reply rest_desk::json(unsigned status, std::string body) const
{
    return {status,
            {{"Content-Type", "application/json;charset=UTF-8"},
             {"X-MBX-USED-WEIGHT-1M", std::to_string(weight_.used())}},
            std::move(body),
            false};
}

} // namespace holdfast::sim
