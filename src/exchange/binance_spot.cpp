#include <holdfast/exchange/binance.hpp>

#include "exchange/binance_events.hpp"
#include "exchange/binance_ids.hpp"
#include "wire/json_quote.hpp"
#include "wire/percent_encode.hpp"

#include <utility>

namespace holdfast::binance::spot {

namespace {

std::string upper_case(std::string_view text)
{
    std::string upper(text);
    for (char& c : upper)
        c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    return upper;
}

unsigned snapshot_weight(unsigned levels) noexcept
{
    if (levels <= 100)
        return 5;
    if (levels <= 500)
        return 25;
    return levels <= 1000 ? 50 : 250;
}

class spot_adapter final : public adapter {
public:
    explicit spot_adapter(options chosen) : options_(std::move(chosen)) {}

    [[nodiscard]] std::string_view name() const noexcept override { return "binance-spot"; }

    // Subscribing by messages keeps the URL short and the set of topics changeable.
    [[nodiscard]] std::string endpoint(std::span<const topic>) const override
    {
        return options_.where.ws + "/stream";
    }

    // Five messages a second are allowed, pings and pongs included; one is left for those. 1024 streams a
    // connection, 300 connection attempts in 5 minutes, 6000 weight a minute.
    [[nodiscard]] exchange_limits limits() const override
    {
        exchange_limits known;
        known.messages = 4;
        known.messages_window = std::chrono::seconds(1);
        known.topics_per_request = 200;
        known.topics_per_connection = 1024;
        known.attempts = 300;
        known.attempts_window = std::chrono::minutes(5);
        known.rest_weight = 6000;
        known.rest_window = std::chrono::minutes(1);
        return known;
    }

    // The exchange pings every 20 s, and every ping of ours would count as a message.
    [[nodiscard]] holdfast::keepalive keepalive() const override { return {}; }

    [[nodiscard]] topic_traits traits(const topic& on) const override
    {
        topic_traits known;
        switch (kind_of_stream(on.name())) {
        case stream_kind::depth:
            known.rule = continuity::range;
            known.recovery = recovery::rest_snapshot;
            known.cadence = options_.depth_cadence;
            known.first_data = options_.first_data;
            break;
        case stream_kind::partial_depth: known.first_data = options_.first_data; break;
        case stream_kind::trade:
        case stream_kind::agg_trade: known.rule = continuity::contiguous; break;
        case stream_kind::book_ticker: break;
        case stream_kind::shutdown:
        case stream_kind::other: known.rule = continuity::audited; break; // No ids: whatever comes is new.
        }
        return known;
    }

    [[nodiscard]] std::string subscribe(std::uint64_t id, std::span<const topic> topics) const override
    {
        return control("SUBSCRIBE", id, topics);
    }

    [[nodiscard]] std::string unsubscribe(std::uint64_t id, std::span<const topic> topics) const override
    {
        return control("UNSUBSCRIBE", id, topics);
    }

    void decode(std::string_view bytes, bool binary, slab& memory, std::vector<decoded>& out) const override
    {
        decoded& said = out.emplace_back();
        if (binary) {
            said.text = "a binary message where only text is spoken";
            return;
        }
        if (!options_.decode_content && read_ids(bytes, memory, said))
            return;
        frame read;
        said.text = read_frame(bytes, memory, read);
        if (said.text.empty())
            return understand(read, memory, said);
        said.topic_name = read.outer[binance::name::stream].text;
    }

    [[nodiscard]] http_request snapshot_request(const topic& on) const override
    {
        const std::string_view stream = on.name();
        http_request ask;
        ask.url = options_.where.rest + "/api/v3/depth?symbol=" +
                  wire::percent_encode(upper_case(stream.substr(0, stream.find('@')))) +
                  "&limit=" + std::to_string(options_.snapshot_levels);
        ask.weight = snapshot_weight(options_.snapshot_levels);
        return ask;
    }

    [[nodiscard]] result<rest_snapshot> decode_snapshot(const topic& on, std::string_view body,
                                                        slab& memory) const override
    {
        frame read;
        const std::string_view broken = read_frame(body, memory, read);
        if (!broken.empty())
            return failure(errc::malformed, on.str() + ": the snapshot is not JSON: " + std::string(broken));
        if (read.outer.has(binance::name::code))
            return failure(errc::snapshot_failed, on.str() + ": " + words_of(read.outer));
        decoded said;
        const std::string wrong = read_book(read.event(), said);
        if (!wrong.empty())
            return failure(errc::malformed, on.str() + ": the snapshot is not a book: " + wrong);
        rest_snapshot fresh;
        fresh.ids = said.ids;
        fresh.levels = std::get<book_levels>(said.content);
        return fresh;
    }

    // The exchange documents no close codes of its own.
    [[nodiscard]] close_action on_close(std::uint16_t, std::string_view) const override
    {
        return close_action::reconnect;
    }

private:
    static std::string control(std::string_view method, std::uint64_t id, std::span<const topic> topics)
    {
        std::string text = "{\"method\":\"" + std::string(method) + "\",\"params\":[";
        for (const topic& t : topics)
            text += (&t == topics.data() ? "" : ",") + wire::json_quote(t.name());
        return text += "],\"id\":" + std::to_string(id) + "}";
    }

    options options_;
};

topic stream_of(std::string_view symbol, std::string_view kind)
{
    if (symbol.empty())
        throw error(failure(errc::invalid_config, "symbol: empty"));
    return topic(lower_case(symbol) + std::string(kind));
}

std::string_view suffix_of(speed every) noexcept
{
    return every == speed::ms_100 ? "@100ms" : "";
}

} // namespace

topic depth(std::string_view symbol, speed every)
{
    return stream_of(symbol, "@depth" + std::string(suffix_of(every)));
}

topic partial_depth(std::string_view symbol, unsigned levels, speed every)
{
    if (levels != 5 && levels != 10 && levels != 20)
        throw error(failure(errc::invalid_config,
                            "levels: " + std::to_string(levels) + ", and has to be 5, 10 or 20"));
    return stream_of(symbol, "@depth" + std::to_string(levels) + std::string(suffix_of(every)));
}

topic trades(std::string_view symbol)
{
    return stream_of(symbol, "@trade");
}

topic agg_trades(std::string_view symbol)
{
    return stream_of(symbol, "@aggTrade");
}

topic book_ticker(std::string_view symbol)
{
    return stream_of(symbol, "@bookTicker");
}

topic raw(std::string stream_name)
{
    return topic(stream_name);
}

endpoints production()
{
    return {"wss://stream.binance.com:9443", "https://api.binance.com"};
}

endpoints testnet()
{
    return {"wss://stream.testnet.binance.vision", "https://testnet.binance.vision"};
}

endpoints market_data_only()
{
    return {"wss://data-stream.binance.vision", "https://data-api.binance.vision"};
}

std::shared_ptr<const adapter> make_adapter(options chosen)
{
    if (chosen.snapshot_levels < 1 || chosen.snapshot_levels > 5000)
        throw error(failure(errc::invalid_config,
                            "options::snapshot_levels: " + std::to_string(chosen.snapshot_levels) +
                                ", and has to be from 1 to 5000"));
    return std::make_shared<spot_adapter>(std::move(chosen));
}

std::shared_ptr<const adapter> make_adapter(endpoints where)
{
    options chosen;
    chosen.where = std::move(where);
    return make_adapter(std::move(chosen));
}

} // namespace holdfast::binance::spot
