// SPDX-License-Identifier: BSL-1.0
#include <holdfast/exchange/okx/market.hpp>

#include "exchange/okx/check.hpp"
#include "exchange/okx/control.hpp"
#include "exchange/okx/market_messages.hpp"
#include "exchange/okx/rest_complaint.hpp"
#include "exchange/okx/topic_names.hpp"
#include "wire/http/endpoint_check.hpp"
#include "wire/http/percent_encode.hpp"

#include <utility>

namespace holdfast::okx {

namespace {

class okx_adapter final : public adapter {
public:
    explicit okx_adapter(options chosen)
        : options_(std::move(chosen)), how_{options_.books_from, options_.numbered}
    {
    }

    [[nodiscard]] std::string_view name() const noexcept override { return "okx"; }
    [[nodiscard]] failure complaint(const http_response& answer, wall_time now) const override
    {
        return complaint_in(answer, now);
    }

    [[nodiscard]] std::string endpoint(std::span<const topic> topics) const override
    {
        const std::string_view channel = topics.empty() ? "" : channel_of(topics.front().name());
        return options_.where.ws + std::string(path_of_channel(channel));
    }

    [[nodiscard]] exchange_limits limits() const override { return limits_of_connection(); }
    [[nodiscard]] holdfast::keepalive keepalive() const override { return keepalive_of_connection(); }

    [[nodiscard]] topic_traits traits(const topic& on) const override
    {
        switch (kind_of_channel(channel_of(on.name()))) {
        case channel_kind::book: return traits_of_book();
        case channel_kind::trades:
            return {.rule = options_.verify_trades ? continuity::range : continuity::audited};
        // After maintenance `seqId` counts from below, and nothing but the step back says so. Where
        // everything that is not newer were old, the topic would be silent from then on.
        case channel_kind::top_levels:
        case channel_kind::best: return {.rule = continuity::audited, .first_data = options_.first_data};
        case channel_kind::other: break;
        }
        return {.rule = continuity::audited}; // No ids: whatever comes is new.
    }

    [[nodiscard]] std::string subscribe(std::uint64_t id, std::span<const topic> topics) const override
    {
        return control_message("subscribe", id, topics);
    }

    [[nodiscard]] std::string unsubscribe(std::uint64_t id, std::span<const topic> topics) const override
    {
        return control_message("unsubscribe", id, topics);
    }

    void decode(std::string_view bytes, bool binary, slab& memory, std::vector<decoded>& out) const override
    {
        if (!binary)
            return read_message(bytes, how_, memory, out);
        out.emplace_back().text = "a binary message where only text is spoken";
    }

    // "Order book", REST stitching, asks with `source=0`; without `sz` there is one level a side.
    [[nodiscard]] http_request snapshot_request(const topic& on) const override
    {
        http_request ask;
        ask.url = options_.where.rest +
                  "/api/v5/market/books?instId=" + wire::percent_encode(instrument_of(on.name())) +
                  "&sz=400&source=0";
        if (options_.where.simulated)
            ask.headers.emplace_back("x-simulated-trading", "1");
        return ask;
    }

    [[nodiscard]] result<rest_snapshot> decode_snapshot(const topic& on, std::string_view body,
                                                        slab& memory) const override
    {
        return read_snapshot(on, body, memory);
    }

    [[nodiscard]] close_action on_close(std::uint16_t code, std::string_view) const override
    {
        return action_on_close(code);
    }

private:
    [[nodiscard]] topic_traits traits_of_book() const
    {
        topic_traits known;
        known.rule = options_.numbered ? continuity::linked : continuity::audited;
        known.recovery = recovery::resubscribe;
        known.cadence = options_.numbered ? options_.book_cadence : duration::zero();
        known.first_data = options_.first_data;
        if (options_.books_from == snapshot_from::rest) {
            known.recovery = recovery::rest_snapshot;
            known.first_data = known.cadence; // A quiet book's first message says that nothing happened.
        }
        return known;
    }

    options options_;
    reading how_;
};

// Names, instruments and values stand in a topic's name side by side.
void check(std::string_view what, std::string_view text, std::string_view separators)
{
    refuse_unless(!text.empty(), what, "empty");
    refuse_unless(text.find_first_of(separators) == std::string_view::npos, what,
                  "contains one of " + std::string(separators));
}

topic channel(std::string_view name, std::string_view inst_id)
{
    check("instrument", inst_id, ",=");
    return topic(name_of({name, inst_id, {}}));
}

} // namespace

topic books(std::string_view inst_id)
{
    return channel("books", inst_id);
}

topic books_l2_tbt(std::string_view inst_id)
{
    return channel("books-l2-tbt", inst_id);
}

topic books50_l2_tbt(std::string_view inst_id)
{
    return channel("books50-l2-tbt", inst_id);
}

topic books_rpi(std::string_view inst_id)
{
    return channel("books-rpi", inst_id);
}

topic books5(std::string_view inst_id)
{
    return channel("books5", inst_id);
}

topic bbo(std::string_view inst_id)
{
    return channel("bbo-tbt", inst_id);
}

topic trades(std::string_view inst_id)
{
    return channel("trades", inst_id);
}

topic trades_all(std::string_view inst_id)
{
    return channel("trades-all", inst_id);
}

topic tickers(std::string_view inst_id)
{
    return channel("tickers", inst_id);
}

topic candles(std::string_view inst_id, std::string_view interval)
{
    check("interval", interval, ":,=");
    return channel("candle" + std::string(interval), inst_id);
}

topic status()
{
    return topic("status");
}

topic raw(std::string_view channel, std::string_view inst_id)
{
    if (inst_id.empty())
        return raw_with(channel, {});
    return raw_with(channel, {{"instId", inst_id}});
}

topic raw_with(std::string_view channel,
               std::initializer_list<std::pair<std::string_view, std::string_view>> arguments)
{
    check("channel", channel, ":,=");
    argument asked{channel, {}, {}};
    for (const auto& [name, value] : arguments) {
        check("argument", name, ":,=");
        check(name, value, ",=");
        if (name == "instId")
            asked.inst_id = value;
        else
            asked.others.emplace_back(name, value);
    }
    return topic(name_of(std::move(asked)));
}

endpoints production()
{
    return {"wss://ws.okx.com", "https://openapi.okx.com"};
}

endpoints demo()
{
    return {"wss://wspap.okx.com", "https://openapi.okx.com", true};
}

endpoints eea()
{
    return {"wss://wseea.okx.com", "https://my.okx.com"};
}

endpoints eea_demo()
{
    return {"wss://wseeapap.okx.com", "https://my.okx.com", true};
}

endpoints us()
{
    return {"wss://wsus.okx.com", "https://app.okx.com"};
}

endpoints us_demo()
{
    return {"wss://wsuspap.okx.com", "https://app.okx.com", true};
}

std::shared_ptr<const adapter> make_adapter(options chosen)
{
    refuse_unless(chosen.numbered || chosen.books_from == snapshot_from::stream, "options::books_from",
                  "books without numbers cannot be joined to a snapshot from REST");
    refuse_unless(chosen.book_cadence >= duration::zero(), "options::book_cadence", "below zero");
    refuse_unless(chosen.first_data >= duration::zero(), "options::first_data", "below zero");
    check_endpoints(chosen.where.ws, chosen.where.rest);
    return std::make_shared<okx_adapter>(std::move(chosen));
}

std::shared_ptr<const adapter> make_adapter(endpoints where)
{
    options chosen;
    chosen.where = std::move(where);
    return make_adapter(std::move(chosen));
}

} // namespace holdfast::okx
