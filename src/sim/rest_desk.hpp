#ifndef HOLDFAST_SRC_SIM_REST_DESK_HPP
#define HOLDFAST_SRC_SIM_REST_DESK_HPP

#include "sim/feed.hpp"
#include "sim/limits.hpp"

#include <holdfast/sim/exchange.hpp>

#include <string>
#include <string_view>

namespace holdfast::sim {

/// Answers REST requests: within the budget, and wrongly where the fault plan says so.
class rest_desk {
public:
    rest_desk(const exchange_config& config, const dialect& language)
        : config_(config), language_(language), weight_(config.rules)
    {
    }

    [[nodiscard]] http_reply get(std::string_view target, time_point now, feed& source, fault_plan& plan,
                                 exchange_stats& stats);

    [[nodiscard]] const weight_account& weight() const noexcept { return weight_; }

private:
    struct request {
        std::string_view target;
        question asked;
        time_point now;
        feed& source;
    };
    [[nodiscard]] http_reply answer(const request& r, exchange_stats& stats) const;
    [[nodiscard]] http_reply answer_wrongly(const request& r, fault_order order, fault_plan& plan,
                                            exchange_stats& stats) const;
    [[nodiscard]] std::pair<std::string, std::string_view> nonsense(const request& r,
                                                                    splitmix64& random) const;
    /// What an answer shows: a book, and what its place is called.
    struct shown_book {
        std::uint64_t place = 0;
        std::uint64_t update = 0;
        sides book{};
    };
    [[nodiscard]] shown_book shown(const request& r, age how) const;
    [[nodiscard]] std::string print(const request& r, const shown_book& shown) const;
    [[nodiscard]] http_reply refuse(refusal why, std::chrono::seconds wait = {}) const;
    [[nodiscard]] http_reply json(unsigned status, std::string body) const;
    [[nodiscard]] http_reply stamped(http_reply reply) const;
    [[nodiscard]] wall_time wall(time_point now) const { return config_.wall_zero + now.time_since_epoch(); }

    exchange_config config_;
    const dialect& language_;
    weight_account weight_;
};

} // namespace holdfast::sim

#endif
