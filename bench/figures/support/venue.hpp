// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_BENCH_FIGURES_SUPPORT_VENUE_HPP
#define HOLDFAST_BENCH_FIGURES_SUPPORT_VENUE_HPP

#include "other_process.hpp"

#include <holdfast/exchange/binance.hpp>
#include <holdfast/sim/server.hpp>
#include <holdfast/task.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <sstream>
#include <string>

namespace figure {

/// A simulated exchange on real sockets of this machine, in a process of its own.
class venue {
public:
    explicit venue(const holdfast::sim::exchange_config& market, const holdfast::sim::server_config& how)
        : process_([&](const other_process::say_function& say) {
              boost::asio::io_context io{1};
              holdfast::sim::exchange exchange(market);
              holdfast::sim::server server(io.get_executor(), exchange, how);
              boost::asio::co_spawn(io, server.run(), holdfast::rethrow);
              say(server.ws_url("localhost") + '\n' + server.rest_url("localhost") + '\n' +
                  server.authority());
              io.run();
          })
    {
        std::istringstream said(process_.told());
        std::getline(said, where_.ws);
        std::getline(said, where_.rest);
        std::getline(said, authority_, '\0');
    }

    [[nodiscard]] const holdfast::binance::spot::endpoints& where() const noexcept { return where_; }
    /// PEM of the authority to trust; empty without TLS.
    [[nodiscard]] const std::string& authority() const noexcept { return authority_; }

private:
    other_process process_;
    holdfast::binance::spot::endpoints where_{};
    std::string authority_{};
};

} // namespace figure

#endif
