// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_EXAMPLES_STAGE_HPP
#define HOLDFAST_EXAMPLES_STAGE_HPP

#include <holdfast/exchange/binance.hpp>
#include <holdfast/holdfast.hpp>
#include <holdfast/sim/exchange.hpp>
#include <holdfast/sim/server.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <iostream>
#include <string_view>

namespace example {

namespace hf = holdfast;

/// What an example is given: where its exchange is, and how to reach it.
struct stage {
    hf::binance::spot::options exchange{};
    hf::session_config session{};
};

using program = hf::task<> (*)(stage);

/// Plays the program against a simulated exchange on this machine, which breaks something every second.
inline hf::task<> play_simulated(program act)
{
    const auto executor = co_await hf::asio::this_coro::executor;
    hf::sim::exchange_config market;
    market.faults.faults = {hf::sim::fault::cut, hf::sim::fault::lose, hf::sim::fault::corrupt};
    market.faults.every = std::chrono::seconds(1);
    hf::sim::exchange venue(market);
    hf::sim::server_config secure;
    secure.tls = true;
    hf::sim::server server(executor, venue, secure);
    stage here;
    here.exchange.where = {server.ws_url(), server.rest_url()};
    here.session.connection.tls.extra_ca = server.authority();
    here.session.retry.ceiling = std::chrono::seconds(1);
    co_await hf::race(server.run(), act(std::move(here)));
}

/// Plays the program: against the real Binance with `--live`, otherwise against the simulated one.
inline int perform(int argc, char** argv, program act)
{
    const bool live = argc > 1 && std::string_view(argv[1]) == "--live";
    if (argc > (live ? 2 : 1)) {
        std::cerr << "usage: " << argv[0] << " [--live]\n";
        return 2;
    }
    try {
        hf::asio::io_context io(1);
        hf::asio::co_spawn(io, live ? act(stage()) : play_simulated(act), hf::rethrow);
        io.run();
    } catch (const std::exception& e) {
        std::cerr << e.what() << '\n';
        return 1;
    }
    return 0;
}

} // namespace example

#endif
