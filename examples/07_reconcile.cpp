// SPDX-License-Identifier: BSL-1.0
// What changed while nobody told us: the line that tells about an account goes deaf, orders go on, and the
// next connection is verified against REST before anybody may rely on it. In virtual time, on a simulated
// exchange.
#include <holdfast/account_keeper.hpp>
#include <holdfast/exchange/binance/usdm_account.hpp>
#include <holdfast/holdfast.hpp>
#include <holdfast/sim/exchange.hpp>
#include <holdfast/sim/server.hpp>
#include <holdfast/sim/world.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <iostream>

namespace hf = holdfast;
namespace sim = holdfast::sim;
namespace usdm = holdfast::binance::usdm;
using namespace std::chrono_literals;
using namespace hf::literals;

std::shared_ptr<const hf::binance::signer> keys_of(const sim::account_config& owner)
{
    return usdm::make_signer(
        {.api_key = hf::secret::from_text(owner.api_key),
         .key = hf::signing_key::hmac_sha256(hf::secret::from_text(owner.secret)).value()});
}

void print(const hf::account& mine)
{
    if (!mine.verified()) {
        std::cout << "  " << mine.reason().message() << '\n';
        return;
    }
    for (const hf::order& o : mine.open_orders().value())
        std::cout << "  order " << o.client_id << ": " << o.quantity << " at " << o.price << '\n';
    for (const hf::position& p : mine.positions().value())
        std::cout << "  position " << p.symbol << ": " << p.size << '\n';
    std::cout << "  balance " << mine.balance_of("USDT")->total << " USDT\n";
}

hf::task<> buy(hf::session& orders, std::string id, hf::decimal price)
{
    hf::new_order wish;
    wish.symbol = "BTCUSDT";
    wish.client_id = std::move(id);
    wish.price = price;
    wish.quantity = "0.01"_dec;
    const hf::order_outcome ended = co_await orders.request(wish);
    std::cout << "  buy " << wish.client_id << ": " << to_string(ended.stage()) << '\n';
}

hf::task<> cancel(hf::session& orders, std::string id)
{
    hf::order_cancel wish;
    wish.symbol = "BTCUSDT";
    wish.client_id = std::move(id);
    const hf::order_outcome ended = co_await orders.request(wish);
    std::cout << "  cancel " << wish.client_id << ": " << to_string(ended.stage()) << '\n';
}

hf::task<> trade(hf::session& orders, const hf::account_keeper& keeper, sim::exchange& venue)
{
    const sim::connection_id listening = venue.connections().front();
    co_await hf::sleep_for(1s); // the line for orders opens
    co_await buy(orders, "patient", "50000"_dec);
    co_await buy(orders, "doomed", "50001"_dec);
    co_await hf::sleep_for(1s);
    std::cout << "what we know:\n";
    print(keeper.mine());

    std::cout << "the line that tells us goes deaf, and nobody notices:\n";
    sim::fault_options deaf;
    deaf.on = listening;
    venue.faults().inject(sim::fault::half_open_in, deaf);
    co_await hf::sleep_for(1s);
    co_await buy(orders, "eager", "70000"_dec);
    co_await buy(orders, "unheard", "50002"_dec);
    co_await cancel(orders, "doomed");

    std::cout << "the silence is noticed, and the next connection compared with REST, which finds:\n";
    co_await hf::sleep_for(1min);
    std::cout << "what we know now:\n";
    print(keeper.mine());
}

hf::task<> play(hf::session& orders, hf::account_keeper& keeper, sim::exchange& venue)
{
    co_await keeper.until_verified();
    co_await hf::race(orders.run(), trade(orders, keeper, venue));
}

int main()
{
    hf::asio::io_context io(1);
    auto& world = hf::asio::make_service<sim::world>(io, 1); // from here on, time is virtual on this context
    const auto executor = io.get_executor();
    sim::exchange venue(sim::config_of(sim::venue::binance_usdm));
    sim::server server(executor, venue);

    const auto keys = keys_of(venue.config().account);
    const usdm::account_adapter_options where{{server.ws_url(), server.ws_url(), server.rest_url()}};
    hf::session line(executor, usdm::make_account_adapter(keys, where));
    hf::session orders(executor, usdm::make_trade_adapter(keys, where)); // goes another way
    hf::account_keeper_config how;
    how.symbols = {"BTCUSDT"};
    how.at_finding = [](const hf::finding& found) { std::cout << "  " << to_string(found) << '\n'; };
    hf::account_keeper keeper(line, how);

    bool done = false;
    hf::asio::co_spawn(io, hf::race(server.run(), line.run(), keeper.run(), play(orders, keeper, venue)),
                       [&done](const std::exception_ptr& failed, std::size_t) {
                           done = true;
                           hf::rethrow(failed);
                       });
    const bool ended = world.run_until([&done] { return done; }, 10min);
    return ended && keeper.stats().findings > 0 ? 0 : 1;
}
