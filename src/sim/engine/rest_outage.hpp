// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_SIM_ENGINE_REST_OUTAGE_HPP
#define HOLDFAST_SRC_SIM_ENGINE_REST_OUTAGE_HPP

#include "sim/engine/edge_page.hpp"
#include "sim/market/market_dialect.hpp"

#include <cstdint>
#include <string>

namespace holdfast::sim {

/// A while in which every request by REST is answered in the same way.
struct rest_outage {
    enum class kind : std::uint8_t {
        ban_hard, ///< The exchange's words say until when, or that it is one.
        ban_soft, ///< The same in the other form that there is.
        edge,     ///< 403 and a web page.
        broken,   ///< 500
        away,     ///< 503
        away_for, ///< 503 and `Retry-After`.
        closed,   ///< The connection is closed without an answer.
    };
    time_point until = time_point::min();
    kind what = kind::broken;

    [[nodiscard]] bool over(time_point now) const noexcept { return until <= now; }

    [[nodiscard]] http_reply reply(const dialect& language, time_point now, wall_time wall) const
    {
        const auto plain = [](unsigned status, std::string_view words) {
            return http_reply{status, {{"Content-Type", "text/plain"}}, std::string(words)};
        };
        switch (what) {
        case kind::ban_hard:
        case kind::ban_soft: return language.refuse_in_words(wall + (until - now), what == kind::ban_hard);
        case kind::edge: return page_of_the_edge();
        case kind::broken: return plain(500, "Internal Server Error");
        case kind::closed: return {.cut = true};
        case kind::away:
        case kind::away_for: break;
        }
        http_reply out = plain(503, "Service Unavailable");
        const auto rest = std::chrono::ceil<std::chrono::seconds>(until - now);
        if (what == kind::away_for)
            out.headers.emplace_back("Retry-After", std::to_string(rest.count()));
        return out;
    }
};

} // namespace holdfast::sim

#endif
