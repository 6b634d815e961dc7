// SPDX-License-Identifier: BSL-1.0
#include "sim/engine/engine.hpp"

#include <algorithm>
#include <utility>

namespace holdfast::sim {

namespace {

bool is_execution(const account_news& news)
{
    const auto* order = std::get_if<order_news>(&news);
    return order && order->executed;
}

} // namespace

back_office exchange::engine::office()
{
    return {accounts, keys, config.account, config.rules, wall()};
}

// ---- time ------------------------------------------------------------------------------------------------

time_point exchange::engine::next_account_event() const
{
    const time_point key_dies = keys.current.empty() ? never : steady(keys.expires);
    return std::min(steady(accounts.armed_until()), key_dies);
}

/// Brings the accounts up to the present moment, and says what that changed.
void exchange::engine::keep_accounts()
{
    accounts.advance(wall());
    if (!keys.current.empty() && keys.expires <= wall())
        end_key(keys.current, true);
    if (!accounts.idle())
        follow_market();
    tell(accounts.take_news());
}

void exchange::engine::follow_market()
{
    for (std::size_t i = 0; i < followed.size(); ++i) {
        const ledger* book = source->book(config.symbols[i]);
        if (!book || book->bids().empty() || book->asks().empty())
            continue;
        const auto& [bid, bid_quantity] = *book->bids().begin();
        const auto& [ask, ask_quantity] = *book->asks().begin();
        const best_levels best{0, bid, bid_quantity, ask, ask_quantity};
        if (best.same_levels(followed[i]))
            continue;
        followed[i] = best;
        accounts.on_best(config.symbols[i], bid, bid_quantity, ask, ask_quantity, wall());
    }
}

// ---- requests --------------------------------------------------------------------------------------------

/// Says whether the message was about accounts. The answer goes out before the news of what it brought about.
bool exchange::engine::receive_private(connection_id id, connection& c, std::string_view text)
{
    follow_market();
    auto reaction = desk.receive(c.mine, text, office());
    if (!reaction)
        return false;
    if (c.is_private())
        plan.owned(id, now);
    answer(id, std::move(*reaction));
    tell(accounts.take_news());
    return true;
}

void exchange::engine::answer(connection_id id, private_reaction what)
{
    if (what.executed && spoil_answer(id, what))
        return;
    for (std::string& reply : what.replies)
        send(id, std::move(reply));
    if (what.close_code != 0)
        close(id, what.close_code, what.close_reason);
}

http_reply exchange::engine::request(const http_question& asked)
{
    keep_accounts();
    return rest.request(asked, {now, *source, plan, stats, [&] { return request_account(asked); }});
}

std::optional<private_reply> exchange::engine::request_account(const http_question& asked)
{
    follow_market();
    auto reply = desk.request(asked, office());
    const std::vector<account_news> news = accounts.take_news();
    if (reply && !news.empty())
        spoil_answer(*reply);
    tell(news);
    return reply;
}

// ---- news ------------------------------------------------------------------------------------------------

void exchange::engine::tell(const std::vector<account_news>& news)
{
    for (const account_news& n : news)
        for (const connection_id id : ids())
            tell(id, connections.at(id), n);
}

void exchange::engine::tell(connection_id id, const connection& c, const account_news& news)
{
    if (!c.is_told() || c.muted({}, now))
        return;
    std::vector<std::string> texts = desk.print(c.mine, news, office());
    if (!texts.empty() && is_execution(news))
        spoil_fill(id, c, texts);
    for (std::string& text : texts)
        if (const auto found = connections.find(id); found != connections.end() && found->second.is_told())
            report(id, found->second, std::move(text));
}

void exchange::engine::report(connection_id id, connection& c, std::string text)
{
    if (!c.doomed && plan.ask({fault_moment::report, id, {}, true, true, true}))
        note(fault::lose_report, id, "a report about the account is lost");
    else
        send(id, std::move(text));
    may_lose_login(id, c, true);
    if (const auto order = plan.ask(line_chance(id, true)))
        break_line(id, c, *order);
}

// ---- the end of a login ----------------------------------------------------------------------------------

/// Whoever came with the key hears nothing more.
void exchange::engine::end_key(const std::string& key, bool told)
{
    const std::string dead = key;
    if (keys.current == dead)
        keys.current.clear();
    for (const connection_id id : ids())
        if (connection& c = connections.at(id); c.mine.key == dead)
            end_login(id, c, told);
}

void exchange::engine::end_login(connection_id id, connection& c, bool told)
{
    desk.closed(c.mine, office());
    std::string words = told ? desk.expire(c.mine, office()) : std::string();
    c.mine.ours = false;
    c.mine.topics.clear();
    if (!words.empty())
        send(id, std::move(words));
}

} // namespace holdfast::sim
