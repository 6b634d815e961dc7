// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_TEST_SUPPORT_TRADING_HOUSE_HPP
#define HOLDFAST_TEST_SUPPORT_TRADING_HOUSE_HPP

#include "support/laboratory.hpp"

#include <holdfast/exchange/binance/spot_account.hpp>
#include <holdfast/exchange/binance/usdm_account.hpp>
#include <holdfast/exchange/bulk/account.hpp>
#include <holdfast/exchange/bybit/account.hpp>
#include <holdfast/exchange/bybit/keys.hpp>
#include <holdfast/exchange/okx/account.hpp>
#include <holdfast/exchange/okx/keys.hpp>
#include <holdfast/holdfast.hpp>
#include <holdfast/sim/bulk_transaction.hpp>
#include <holdfast/sim/exchange.hpp>
#include <holdfast/sim/server.hpp>

#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

namespace lab {

namespace sim = holdfast::sim;
using namespace std::chrono_literals;

/// An exchange to trade at, and how its simulated account is let in.
struct membership {
    sim::venue at{};

    friend std::ostream& operator<<(std::ostream& out, const membership& m)
    {
        return out << sim::to_string(m.at);
    }

    [[nodiscard]] bool is_spot() const { return at == sim::venue::binance_spot || at == sim::venue::okx; }

    /// The connection that tells about the account.
    [[nodiscard]] std::shared_ptr<const hf::adapter> account(const sim::server& s,
                                                             const sim::account_config& who) const
    {
        switch (at) {
        case sim::venue::binance_spot:
            return hf::binance::spot::make_account_adapter(hf::binance::spot::make_signer(binance_keys(who)),
                                                           {.where = {s.ws_url(), s.rest_url()}});
        case sim::venue::binance_usdm:
            return hf::binance::usdm::make_account_adapter(hf::binance::usdm::make_signer(binance_keys(who)),
                                                           usdm_options(s));
        case sim::venue::bybit: return hf::bybit::make_account_adapter(bybit_signer(who), bybit_options(s));
        case sim::venue::okx: return okx_account(s, who);
        case sim::venue::bulk: return bulk_account(s, who);
        }
        return nullptr;
    }

    /// The connection that takes orders, where that is another one; otherwise the same.
    [[nodiscard]] std::shared_ptr<const hf::adapter> trade(const sim::server& s,
                                                           const sim::account_config& who) const
    {
        switch (at) {
        case sim::venue::binance_usdm:
            return hf::binance::usdm::make_trade_adapter(hf::binance::usdm::make_signer(binance_keys(who)),
                                                         usdm_options(s));
        case sim::venue::bybit: return hf::bybit::make_trade_adapter(bybit_signer(who), bybit_options(s));
        default: return account(s, who);
        }
    }

private:
    static hf::signing_key key_of(const sim::account_config& who)
    {
        return hf::signing_key::hmac_sha256(hf::secret::from_text(who.secret)).value();
    }
    static hf::binance::credentials binance_keys(const sim::account_config& who)
    {
        return {.api_key = hf::secret::from_text(who.api_key), .key = key_of(who)};
    }
    static hf::binance::usdm::account_adapter_options usdm_options(const sim::server& s)
    {
        return {.where = {s.ws_url(), s.ws_url(), s.rest_url()}};
    }
    static std::shared_ptr<const hf::signer> bybit_signer(const sim::account_config& who)
    {
        return hf::bybit::make_signer({.api_key = hf::secret::from_text(who.api_key), .key = key_of(who)});
    }
    static hf::bybit::account_adapter_options bybit_options(const sim::server& s)
    {
        hf::bybit::account_adapter_options o;
        o.where = {s.ws_url(), s.rest_url()};
        o.cancel_on_disconnect = true;
        return o;
    }
    static std::shared_ptr<const hf::adapter> okx_account(const sim::server& s,
                                                          const sim::account_config& who)
    {
        hf::okx::account_adapter_options o;
        o.where = {s.ws_url(), s.rest_url()};
        return hf::okx::make_account_adapter(
            hf::okx::make_signer({.api_key = hf::secret::from_text(who.api_key),
                                  .key = key_of(who),
                                  .passphrase = hf::secret::from_text(who.passphrase)}),
            o);
    }
    static std::shared_ptr<const hf::adapter> bulk_account(const sim::server& s,
                                                           const sim::account_config& who)
    {
        hf::bulk::account_adapter_options o;
        o.where = {s.ws_url(), s.rest_url() + "/api/v1"};
        return hf::bulk::make_account_adapter(who.api_key, o);
    }
};

/// A program that trades at a simulated exchange, in virtual time: an account that is kept over one session,
/// and a second session of the same account, for orders, whose line nothing befalls unless a test wants it.
struct trading_house : laboratory {
    class witness final : public hf::observer {
    public:
        std::vector<hf::duration> clocks{};
        std::vector<std::string> logins{}; ///< "ours", or why not.
        void at_clock(hf::duration offset, hf::duration) override { clocks.push_back(offset); }
        void at_login(const hf::failure& why) override
        {
            logins.push_back(why.code ? why.message() : "ours");
        }
    };

    explicit trading_house(membership where, hf::duration key_life = 60min) : member(where)
    {
        settings.account.key_life = key_life;
        settings.wall_zero = world.wall_now() - world.now().time_since_epoch(); // their clock is right
        venue = std::make_unique<sim::exchange>(settings);
        server = std::make_unique<sim::server>(io.get_executor(), *venue);
        who = settings.account;
        runs.push_back(spawn(server->run()));
        keeping.symbols = settings.symbols;
        keeping.at_finding = [this](const hf::finding& f) { found.push_back(f); };
        keeping.at_change = [this] { required.follow(keeper->mine()); };
    }
    ~trading_house()
    {
        for (const auto& one : {line.get(), desk.get()})
            if (one)
                one->stop();
        server->stop();
        world.run_for(10s);
        for (const run& one : runs)
            BOOST_TEST(one.ended());
    }
    trading_house(const trading_house&) = delete;
    trading_house& operator=(const trading_house&) = delete;

    /// Opens the account's session, and keeps the account.
    void join()
    {
        hf::session_config c;
        c.watch = told;
        line = std::make_unique<hf::session>(io.get_executor(), member.account(*server, who), c);
        keeper = std::make_unique<hf::account_keeper>(*line, keeping);
        line_run.emplace(spawn(line->run()));
        runs.push_back(spawn(keeper->run()));
    }
    /// Opens the session for orders.
    void open_desk()
    {
        desk = std::make_unique<hf::session>(io.get_executor(), member.trade(*server, who));
        for (const hf::topic& one : desk->exchange().account()->topics())
            unread.push_back(desk->subscribe(one)); // keeps the line open where there are topics
        runs.push_back(spawn(desk->run()));
        BOOST_REQUIRE(world.run_until([&] { return desk->state() == hf::connection_state::open; }, 1min));
        world.run_for(1s);
    }
    /// Both, and the account verified.
    void open()
    {
        join();
        verify();
        line_id = venue->connections().back();
        open_desk();
    }
    void verify(hf::duration at_most = 1min)
    {
        BOOST_REQUIRE(world.run_until([&] { return mine().verified(); }, at_most));
    }

    [[nodiscard]] const hf::account& mine() const { return keeper->mine(); }
    [[nodiscard]] const std::string& symbol() const { return settings.symbols.front(); }

    // ---- orders

    [[nodiscard]] hf::order_command place(hf::new_order what)
    {
        what.symbol = symbol();
        what.client_id = "mine" + std::to_string(++placed);
        if (member.at == sim::venue::bulk)
            return sim::bulk_place(who, what, placed);
        return what;
    }
    /// Buys a little, at once.
    [[nodiscard]] hf::order_command buy()
    {
        hf::new_order o;
        o.type = hf::order_type::market;
        o.quantity = *hf::decimal::parse("0.01");
        return place(o);
    }
    /// An order that waits far from the market.
    [[nodiscard]] hf::order_command rest()
    {
        hf::new_order o;
        o.price = *hf::decimal::parse("1000");
        o.quantity = *hf::decimal::parse("0.01");
        return place(o);
    }
    [[nodiscard]] hf::order_command cancel(const hf::order_reference& which)
    {
        const hf::order_cancel what{which.symbol, which.client_id, which.order_id};
        if (member.at == sim::venue::bulk)
            return sim::bulk_cancel(who, what, ++placed);
        return what;
    }

    /// What becomes of a request.
    hf::order_outcome ask(hf::order_command command, hf::request_options how = {})
    {
        return played(desk->request(std::move(command), std::move(how)));
    }
    hf::order_outcome done(hf::order_command command)
    {
        hf::order_outcome outcome = ask(std::move(command));
        BOOST_REQUIRE_MESSAGE(outcome.stage() == hf::order_stage::acknowledged, outcome.why.message());
        return outcome;
    }
    hf::order_outcome resolved(hf::order_outcome doubtful)
    {
        return played(desk->resolve(std::move(doubtful)));
    }

    // ---- what is true

    /// The first difference between our account and the exchange's own; empty if there is none.
    [[nodiscard]] std::string difference() const
    {
        const hf::account& ours = mine();
        const hf::account_state truth = venue->account_truth();
        if (!ours.verified())
            return ours.reason().message();
        const auto open = ours.open_orders().value();
        if (open.size() != truth.open_orders.size())
            return std::to_string(open.size()) + " open orders, there " +
                   std::to_string(truth.open_orders.size());
        const auto fills = ours.fills_since(opened);
        if (!fills)
            return fills.error().message();
        if (fills->size() != truth.fills.size() || sum(*fills) != sum(truth.fills))
            return std::to_string(fills->size()) + " fills, there " + std::to_string(truth.fills.size());
        for (const hf::position& there : truth.positions)
            if (const auto here = ours.position_of(there.symbol)->size; here != there.size)
                return there.symbol + " " + here.str() + ", there " + there.size.str();
        for (const hf::balance& there : truth.balances)
            if (const auto here = ours.balance_of(there.asset)->total; here != there.total)
                return there.asset + " " + here.str() + ", there " + there.total.str();
        return {};
    }
    template <class Finding>
    [[nodiscard]] bool was_found() const
    {
        return std::any_of(found.begin(), found.end(),
                           [](const hf::finding& f) { return std::holds_alternative<Finding>(f); });
    }
    /// How many orders arrived at the exchange.
    [[nodiscard]] auto arrivals() const { return venue->order_arrivals().size(); }

    /// Nobody can connect to the exchange any more; who is connected stays so.
    void close_the_door(bool closed)
    {
        world.set_reach(server->local(), closed ? sim::reach::refused : sim::reach::open);
    }

    membership member;
    sim::exchange_config settings = sim::config_of(member.at);
    sim::account_config who{};
    std::unique_ptr<sim::exchange> venue{};
    std::unique_ptr<sim::server> server{};
    std::shared_ptr<witness> told = std::make_shared<witness>();
    hf::account_keeper_config keeping{};
    hf::exposure_gate gate{io.get_executor()};
    hf::exposure_gate::condition required = gate.require("account");
    std::unique_ptr<hf::session> line{};
    std::unique_ptr<hf::session> desk{};
    std::unique_ptr<hf::account_keeper> keeper{};
    std::vector<hf::stream> unread{};
    std::optional<run> line_run{};
    std::vector<run> runs{};
    std::vector<hf::finding> found{};
    hf::wall_time opened = world.wall_now();
    sim::connection_id line_id = 0; ///< At the exchange, as long as it lasts.
    std::uint64_t placed = 0;

private:
    hf::order_outcome played(hf::task<hf::order_outcome> what)
    {
        std::optional<hf::order_outcome> outcome;
        play(keep(std::move(what), &outcome));
        return *outcome;
    }
    static hf::task<> keep(hf::task<hf::order_outcome> what, std::optional<hf::order_outcome>* into)
    {
        auto outcome = co_await std::move(what);
        into->emplace(std::move(outcome));
    }
    static hf::decimal sum(const std::vector<hf::fill>& fills)
    {
        hf::decimal all;
        for (const hf::fill& f : fills)
            all = *add(all, f.quantity);
        return all;
    }
};

} // namespace lab

#endif
