// SPDX-License-Identifier: BSL-1.0
#include "support/sweeps.hpp"

#include <holdfast/dead_mans_switch.hpp>
#include <holdfast/exchange/okx/account.hpp>
#include <holdfast/exchange/okx/keys.hpp>
#include <holdfast/holdfast.hpp>
#include <holdfast/sim/exchange.hpp>
#include <holdfast/sim/server.hpp>
#include <holdfast/sim/sweep.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

// A session that logs in, a kept account, an order and a dead man's switch, disturbed at every point there
// is.

namespace hf = holdfast;
namespace sim = holdfast::sim;
namespace asio = boost::asio;
using namespace std::chrono_literals;
using namespace hf::literals;

namespace {

std::shared_ptr<const hf::adapter> adapter_for(const sim::server& server, const sim::account_config& owner)
{
    hf::okx::account_adapter_options where;
    where.where = {server.ws_url(), server.rest_url()};
    where.inst_type = "SPOT";
    return hf::okx::make_account_adapter(
        hf::okx::make_signer(
            {.api_key = hf::secret::from_text(owner.api_key),
             .key = hf::signing_key::hmac_sha256(hf::secret::from_text(owner.secret)).value(),
             .passphrase = hf::secret::from_text(owner.passphrase)}),
        where);
}

hf::order_command patient_order()
{
    hf::new_order order;
    order.symbol = "BTC-USDT";
    order.client_id = "patient";
    order.price = "50000"_dec;
    order.quantity = "0.01"_dec;
    return order;
}

/// Places an order, learns what became of it, and moves to another connection.
hf::task<> trade(hf::session* line, hf::account_keeper* keeper)
{
    co_await keeper->until_verified();
    hf::order_outcome ended = co_await line->request(patient_order());
    ended = co_await line->resolve(std::move(ended));
    if (ended.stage() == hf::order_stage::in_doubt)
        throw std::runtime_error("a doubt was not settled");
    line->replace();
    while (keeper->mine().epoch() < 2 || !keeper->mine().verified())
        co_await hf::sleep_for(50ms);
}

hf::task<> live(std::shared_ptr<sim::exchange> venue)
{
    const auto executor = co_await asio::this_coro::executor;
    sim::server server(executor, *venue);
    hf::session_config quick;
    quick.heartbeat = {.ping_after = 1s, .dead_after = 3s, .answer_timeout = 2s};
    hf::session line(executor, adapter_for(server, venue->config().account), quick);
    hf::account_keeper_config often;
    often.rest_lag = 100ms;
    often.reconcile_every = 1s;
    hf::account_keeper keeper(line, often);
    hf::dead_mans_switch_config armed;
    armed.timeout = 10s;
    co_await hf::race(server.run(), line.run(), keeper.run(), hf::dead_mans_switch(line, keeper, armed),
                      trade(&line, &keeper));
}

hf::task<> scenario(asio::io_context&, sim::world&)
{
    sim::exchange_config quiet = sim::config_of(sim::venue::okx);
    quiet.levels = 10;
    quiet.burst_every = 100ms;
    return live(std::make_shared<sim::exchange>(quiet));
}

sim::sweep_options points(std::size_t at_most)
{
    sim::sweep_options o;
    o.max_points = at_most;
    return o;
}

} // namespace

BOOST_AUTO_TEST_SUITE(account_sweep)

BOOST_AUTO_TEST_CASE(destroyed_anywhere)
{
    lab::require_clean(sim::sweep_destruction(scenario, points(200)), 21);
}

BOOST_AUTO_TEST_CASE(cancelled_anywhere)
{
    lab::require_clean(sim::sweep_cancellation(scenario, points(200)), 21);
}

BOOST_AUTO_TEST_CASE(every_mishap_at_every_read_and_write_is_healed)
{
    lab::require_clean(sim::sweep_mishaps(scenario, points(60)), 21);
}

BOOST_AUTO_TEST_SUITE_END()
