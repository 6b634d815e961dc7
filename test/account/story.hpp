// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_TEST_ACCOUNT_STORY_HPP
#define HOLDFAST_TEST_ACCOUNT_STORY_HPP

#include <holdfast/account.hpp>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace account_story {

using namespace holdfast;
using namespace std::chrono_literals;

/// Seconds of the exchange's clock, from a day on which nothing else happened.
constexpr wall_time second(int count)
{
    return wall_time(24h * 20'000) + std::chrono::seconds(count);
}

inline decimal number(std::string_view text)
{
    return decimal::parse(text).value();
}

/// A buy order of ten BTC at 100.
inline order_report order_of(std::string_view id, order_state state, std::string_view filled, int at)
{
    order_report o;
    o.symbol = "BTCUSDT";
    o.id = id;
    o.client_id = id;
    o.state = state;
    o.price = number("100");
    o.quantity = number("10");
    o.filled = number(filled);
    o.updated = second(at);
    return o;
}

inline fill_report fill_of(std::string_view key, std::string_view order_id, std::string_view quantity, int at)
{
    fill_report f;
    f.symbol = "BTCUSDT";
    f.key = key;
    f.order_id = order_id;
    f.price = number("100");
    f.quantity = number(quantity);
    f.at = second(at);
    return f;
}

inline balance_report balance_of(std::string_view asset, std::string_view total, int at)
{
    balance_report b;
    b.asset = asset;
    b.total = number(total);
    b.at = second(at);
    return b;
}

inline position_report position_of(std::string_view size, int at, std::uint64_t update = 0)
{
    position_report p;
    p.symbol = "BTCUSDT";
    p.size = number(size);
    p.at = second(at);
    p.update = update;
    return p;
}

/// The truth of an account that is empty.
inline account_state nothing_at(int as_of)
{
    account_state truth;
    truth.covers = whole_account;
    truth.as_of = second(as_of);
    truth.fills_since = second(0);
    return truth;
}

/// An account and the stream that it is kept from.
struct story {
    explicit story(account_options options = {})
        : mine([this](const failure& why) { doubts.push_back(why); }, options)
    {
    }

    story& opened(const account_state& truth)
    {
        (void)reconciled(truth);
        mine.open(epoch, now);
        return *this;
    }

    story& opened() { return opened(nothing_at(0)); }

    story& gap(errc why = errc::disconnected)
    {
        mine.close(failure(why, "the line was cut"), epoch, now);
        ++epoch;
        return *this;
    }

    std::vector<finding> reconciled(const account_state& truth) { return mine.reconcile(truth, here()); }

    template <class... Changes>
    story& told(const Changes&... changes)
    {
        (mine.apply(changes, here()), ...);
        return *this;
    }

    [[nodiscard]] stamp here() const
    {
        stamp s;
        s.epoch = epoch;
        s.received = now;
        return s;
    }

    /// "id state filled", of the order with that id.
    [[nodiscard]] std::string known_order(std::string_view id) const
    {
        const std::optional<order> o = mine.order_of("BTCUSDT", id).value();
        return o ? std::string(to_string(o->state)) + " " + o->filled.str() : "unknown";
    }

    [[nodiscard]] std::string open_ids() const
    {
        std::string ids;
        for (const order& o : mine.open_orders().value())
            ids += (ids.empty() ? "" : " ") + o.id;
        return ids;
    }

    [[nodiscard]] std::string fill_keys(int since = 0) const
    {
        std::string keys;
        for (const fill& f : mine.fills_since(second(since)).value())
            keys += (keys.empty() ? "" : " ") + f.key;
        return keys;
    }

    [[nodiscard]] std::string size() const { return mine.position_of("BTCUSDT").value().size.str(); }
    [[nodiscard]] std::string total(std::string_view asset) const
    {
        return mine.balance_of(asset).value().total.str();
    }

    std::uint32_t epoch = 1;
    time_point now{1h};
    std::vector<failure> doubts{};
    account mine;
};

} // namespace account_story

#endif
