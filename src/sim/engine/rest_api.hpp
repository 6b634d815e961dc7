// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_SIM_ENGINE_REST_API_HPP
#define HOLDFAST_SRC_SIM_ENGINE_REST_API_HPP

#include "sim/account/account_dialect.hpp"
#include "sim/engine/limits.hpp"
#include "sim/engine/message_style.hpp"
#include "sim/engine/rest_outage.hpp"
#include "sim/market/source.hpp"

#include <holdfast/sim/exchange.hpp>

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace holdfast::sim {

/// Answers REST requests: within the budget, and wrongly where the fault plan says so.
class rest_desk {
public:
    rest_desk(const exchange_config& config, const dialect& language)
        : config_(config), language_(language), weight_(config.rules), write_(config.style, config.seed)
    {
    }

    /// What a request meets at the exchange.
    struct surroundings {
        time_point now;
        feed& source;
        fault_plan& plan;
        exchange_stats& stats;
        /// Carries the request out if it is about accounts.
        std::function<std::optional<private_reply>()> by_accounts;
    };
    [[nodiscard]] http_reply request(const http_question& asked, const surroundings& at);

    /// Whether the next message of a book of that symbol is to be lost; says so once.
    [[nodiscard]] bool loses_next(std::string_view symbol) { return losing_.erase(std::string(symbol)) != 0; }

    [[nodiscard]] const weight_account& weight() const noexcept { return weight_; }

private:
    struct inquiry {
        std::string_view target;
        question asked;
        time_point now;
        feed& source;
        /// Nothing that anybody may ask: it may be somebody's.
        [[nodiscard]] bool unknown() const noexcept { return asked.what == question::kind::refused; }
        /// As far as it may be told: what is signed has its signature behind the path.
        [[nodiscard]] std::string label() const
        {
            return std::string(unknown() ? target.substr(0, target.find('?')) : target);
        }
    };
    [[nodiscard]] http_reply reply_to(const http_question& asked, const surroundings& at);
    [[nodiscard]] question understand(const http_question& asked) const;
    [[nodiscard]] http_reply answer(const inquiry& r, exchange_stats& stats) const;
    [[nodiscard]] http_reply answer_wrongly(const inquiry& r, fault_order order, fault_plan& plan,
                                            exchange_stats& stats);
    [[nodiscard]] http_reply begin_outage(const inquiry& r, const fault_order& order, fault_plan& plan);
    [[nodiscard]] http_reply answer_late(const inquiry& r, const fault_order& order, const fault_plan& plan,
                                         exchange_stats& stats);
    [[nodiscard]] http_reply answer_somebody(const inquiry& r, private_reply reply,
                                             std::optional<fault_order> order, fault_plan& plan);
    [[nodiscard]] std::pair<std::string, std::string_view> nonsense(const inquiry& r,
                                                                    splitmix64& random) const;
    /// What an answer shows: a book, and what its place is called.
    struct shown_book {
        std::uint64_t place = 0;
        std::uint64_t update = 0;
        sides book{};
    };
    [[nodiscard]] shown_book shown(const inquiry& r, age how) const;
    [[nodiscard]] std::string print(const inquiry& r, const shown_book& shown) const;
    [[nodiscard]] http_reply refuse(refusal why, std::chrono::seconds wait = {}) const;
    [[nodiscard]] http_reply json(unsigned status, std::string body) const;
    [[nodiscard]] http_reply stamped(http_reply reply) const;
    [[nodiscard]] wall_time wall(time_point now) const { return config_.wall_zero + now.time_since_epoch(); }

    const exchange_config& config_;
    const dialect& language_;
    weight_account weight_;
    style write_;
    rest_outage outage_{};
    std::set<std::string> losing_{};
};

} // namespace holdfast::sim

#endif
