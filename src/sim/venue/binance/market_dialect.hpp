// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_SIM_VENUE_BINANCE_MARKET_DIALECT_HPP
#define HOLDFAST_SRC_SIM_VENUE_BINANCE_MARKET_DIALECT_HPP

#include "sim/market/market_dialect.hpp"
#include "sim/venue/binance/control.hpp"
#include "sim/venue/request_target.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace holdfast::sim {

/// What Binance's markets have in common: streams, their control messages, and the frame of REST.
class binance_dialect : public dialect {
public:
    http_reply upgrade(std::string_view target) const override;
    client open(std::string_view target) const override;
    reaction receive(client& from, std::string_view message, const house& at) const override;
    std::optional<topic_spec> understand(std::string_view topic) const override;

    std::string print(const printing& from, const ticker& news) const override;
    std::string wrap(const client& to, std::string_view topic, std::string_view payload) const override;

    question understand_request(std::string_view target) const override;
    std::string print_time(wall_time now) const override;
    std::string print_info(std::span<const market* const> markets, const exchange_rules& rules,
                           wall_time now) const override;
    http_reply refuse(refusal why, std::chrono::seconds wait) const override;
    http_reply refuse_in_words(wall_time until, bool hard) const override;
    std::string_view weight_header() const override { return "X-MBX-USED-WEIGHT-1M"; }
    std::string nonsense() const override { return "{\"lastUpdateId\":\"soon\",\"bids\":null,\"asks\":{}}"; }

    std::optional<recorded_snapshot> understand_recorded_snapshot(std::string_view url,
                                                                  std::string_view body) const override;

protected:
    /// What stands at this path: `/ws`, `/ws/…` or `/stream`, without the route that leads there.
    [[nodiscard]] virtual std::string_view service(std::string_view path) const { return path; }
    /// What the part of a stream's name behind `@` asks for.
    [[nodiscard]] virtual std::optional<topic_spec> kind_of(std::string_view name) const = 0;
    [[nodiscard]] virtual binance::id_check id_check() const = 0;
    /// Where the REST interface is: `/api/v3`.
    [[nodiscard]] virtual std::string_view rest_path() const = 0;
    [[nodiscard]] virtual unsigned info_weight() const = 0;
    /// Whether the ticker of a day has the best prices.
    [[nodiscard]] virtual bool tells_best_of_day() const = 0;
    /// The question for a book of that symbol; `limit` is zero where the client leaves it to the exchange.
    [[nodiscard]] virtual question depth_question(std::string symbol, std::size_t limit) const = 0;

private:
    [[nodiscard]] std::vector<std::string> topics_of(const url_target& url) const;
    [[nodiscard]] question depth_question(const url_target& url) const;
};

} // namespace holdfast::sim

#endif
