// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_EXCHANGE_BINANCE_MARKET_ADAPTER_HPP
#define HOLDFAST_SRC_EXCHANGE_BINANCE_MARKET_ADAPTER_HPP

#include "exchange/binance/errors.hpp"
#include "exchange/binance/market_messages.hpp"
#include "exchange/binance/rest_complaint.hpp"

#include <holdfast/adapter.hpp>
#include <holdfast/exchange/binance/market.hpp>

#include <string>
#include <string_view>

namespace holdfast::binance {

/// What both markets have in common: messages, requests and snapshots.
class market_adapter : public adapter {
public:
    market_adapter(market of, bool decode_content) noexcept : of_(of), decode_content_(decode_content) {}

    // The exchange pings, and every ping of ours would count as a message.
    [[nodiscard]] holdfast::keepalive keepalive() const override { return {}; }

    [[nodiscard]] std::string subscribe(std::uint64_t id, std::span<const topic> topics) const override;
    [[nodiscard]] std::string unsubscribe(std::uint64_t id, std::span<const topic> topics) const override;
    void decode(std::string_view bytes, bool binary, slab& memory, std::vector<decoded>& out) const override;
    [[nodiscard]] result<rest_snapshot> decode_snapshot(const topic& on, std::string_view body,
                                                        slab& memory) const override;
    [[nodiscard]] failure complaint(const http_response& answer, wall_time now) const override
    {
        return complaint_in(answer, now);
    }
    [[nodiscard]] std::optional<unsigned> used_weight(const http_response& answer) const override
    {
        return used_weight_of(answer);
    }

private:
    market of_;
    bool decode_content_;
};

/// How often a book speaks, and how soon.
struct depth_pace {
    duration cadence{};
    duration first_data{};
};

/// The traits of a stream that both markets have; `rule` is that of books.
[[nodiscard]] topic_traits traits_of(stream_kind kind, continuity rule, depth_pace pace);

/// The request for a book: `where` is the URL without its query.
[[nodiscard]] http_request book_request(const std::string& where, const topic& on, unsigned levels,
                                        unsigned weight);

/// A stream of that symbol. Throws `error` (invalid_config) if the symbol is empty.
[[nodiscard]] topic stream_of(std::string_view symbol, std::string_view kind);
/// Throws `error` (invalid_config) unless there are 5, 10 or 20 levels.
[[nodiscard]] topic partial_depth_of(std::string_view symbol, unsigned levels, std::string_view suffix);
/// Throws `error` (invalid_config) unless the interval is one of these.
[[nodiscard]] topic klines_of(std::string_view symbol, std::string_view interval,
                              std::span<const std::string_view> intervals);

} // namespace holdfast::binance

#endif
