// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_BENCH_FIGURES_SUPPORT_FLEET_HPP
#define HOLDFAST_BENCH_FIGURES_SUPPORT_FLEET_HPP

#include <holdfast/exchange/binance.hpp>
#include <holdfast/session.hpp>

#include <boost/asio/co_spawn.hpp>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

namespace figure {

/// Sessions of one topic each, whose events somebody takes and forgets.
class fleet {
public:
    fleet(boost::asio::any_io_executor executor, std::shared_ptr<const holdfast::adapter> exchange,
          holdfast::topic on)
        : executor_(std::move(executor)), exchange_(std::move(exchange)), topic_(std::move(on))
    {
    }

    void start(std::size_t count, const holdfast::session_config& config)
    {
        namespace asio = boost::asio;
        for (std::size_t i = 0; i != count; ++i) {
            auto& one =
                *sessions_.emplace_back(std::make_unique<holdfast::session>(executor_, exchange_, config));
            asio::co_spawn(executor_, forget(one.subscribe(topic_)), holdfast::rethrow);
            asio::co_spawn(executor_, one.run(), holdfast::rethrow);
        }
    }

    [[nodiscard]] bool verified() const
    {
        return std::all_of(sessions_.begin(), sessions_.end(),
                           [](const auto& one) { return one->phase() == holdfast::phase::verified; });
    }

    /// Completes when every session is verified.
    [[nodiscard]] holdfast::task<> until_verified()
    {
        while (!verified())
            for (const auto& one : sessions_)
                co_await one->until_verified();
    }

    [[nodiscard]] const auto& sessions() const noexcept { return sessions_; }

private:
    static holdfast::task<> forget(holdfast::stream events)
    {
        while (co_await events.receive()) {
        }
    }

    boost::asio::any_io_executor executor_;
    std::shared_ptr<const holdfast::adapter> exchange_;
    holdfast::topic topic_;
    std::vector<std::unique_ptr<holdfast::session>> sessions_{};
};

} // namespace figure

#endif
