// SPDX-License-Identifier: BSL-1.0
#include "exchanges.hpp"

#include <holdfast/exchange/binance/keys.hpp>
#include <holdfast/exchange/binance/spot_account.hpp>
#include <holdfast/exchange/binance/usdm_account.hpp>
#include <holdfast/exchange/bulk/account.hpp>
#include <holdfast/exchange/bybit/account.hpp>
#include <holdfast/exchange/bybit/keys.hpp>
#include <holdfast/exchange/okx/account.hpp>
#include <holdfast/exchange/okx/keys.hpp>
#include <holdfast/sim/bulk_transaction.hpp>

#include <utility>

namespace hf = holdfast;

namespace maker {

namespace {

using hf::sim::venue;

hf::signing_key signing_key_of(const membership& at)
{
    return hf::signing_key::hmac_sha256(hf::secret::from_text(at.who.secret)).value();
}

hf::binance::credentials binance_keys(const membership& at)
{
    return {hf::secret::from_text(at.who.api_key), signing_key_of(at)};
}

std::shared_ptr<const hf::signer> bybit_signer(const membership& at)
{
    return hf::bybit::make_signer(
        {.api_key = hf::secret::from_text(at.who.api_key), .key = signing_key_of(at)});
}

std::shared_ptr<const hf::adapter> spot_account(const membership& at)
{
    hf::binance::spot::account_adapter_options o;
    o.where = {at.ws, at.rest};
    return hf::binance::spot::make_account_adapter(hf::binance::spot::make_signer(binance_keys(at)), o);
}

hf::binance::usdm::account_adapter_options usdm_options(const membership& at)
{
    hf::binance::usdm::account_adapter_options o;
    o.where = {at.ws, at.ws, at.rest};
    return o;
}

std::shared_ptr<const hf::adapter> usdm_account(const membership& at)
{
    return hf::binance::usdm::make_account_adapter(hf::binance::usdm::make_signer(binance_keys(at)),
                                                   usdm_options(at));
}

std::shared_ptr<const hf::adapter> usdm_trade(const membership& at)
{
    return hf::binance::usdm::make_trade_adapter(hf::binance::usdm::make_signer(binance_keys(at)),
                                                 usdm_options(at));
}

hf::bybit::account_adapter_options bybit_options(const membership& at)
{
    hf::bybit::account_adapter_options o;
    o.where = {at.ws, at.rest};
    return o;
}

std::shared_ptr<const hf::adapter> okx_account(const membership& at)
{
    hf::okx::credentials keys{.api_key = hf::secret::from_text(at.who.api_key),
                              .key = signing_key_of(at),
                              .passphrase = hf::secret::from_text(at.who.passphrase)};
    hf::okx::account_adapter_options o;
    o.where = {at.ws, at.rest};
    o.inst_type = "SPOT";
    return hf::okx::make_account_adapter(hf::okx::make_signer(std::move(keys)), o);
}

std::shared_ptr<const hf::adapter> bulk_account(const membership& at)
{
    hf::bulk::account_adapter_options o;
    o.where = {at.ws, at.rest + "/api/v1"};
    o.requests_per_minute = 600; // as many as the simulated exchange allows
    return hf::bulk::make_account_adapter(at.who.api_key, o);
}

} // namespace

std::shared_ptr<const hf::adapter> account_adapter(const membership& at)
{
    switch (at.where) {
    case venue::binance_spot: return spot_account(at);
    case venue::binance_usdm: return usdm_account(at);
    case venue::bybit: return hf::bybit::make_account_adapter(bybit_signer(at), bybit_options(at));
    case venue::okx: return okx_account(at);
    case venue::bulk: return bulk_account(at);
    }
    return nullptr;
}

std::shared_ptr<const hf::adapter> trade_adapter(const membership& at)
{
    switch (at.where) {
    case venue::binance_usdm: return usdm_trade(at);
    case venue::bybit: return hf::bybit::make_trade_adapter(bybit_signer(at), bybit_options(at));
    default: return nullptr;
    }
}

hf::order_command placing(const membership& at, const hf::new_order& asked, std::uint64_t number)
{
    if (at.where == venue::bulk)
        return hf::sim::bulk_place(at.who, asked, number);
    return asked;
}

hf::order_command cancelling(const membership& at, const hf::order_reference& which, std::uint64_t number)
{
    const hf::order_cancel asked{which.symbol, which.client_id, which.order_id};
    if (at.where == venue::bulk)
        return hf::sim::bulk_cancel(at.who, asked, number);
    return asked;
}

std::string name_of(const membership& at, const hf::order_reference& which)
{
    return at.where == venue::bulk ? which.order_id : which.client_id;
}

bool is_spot(venue which) noexcept
{
    return which == venue::binance_spot || which == venue::okx;
}

std::string base_of(const std::string& symbol)
{
    return symbol.substr(0, symbol.find_first_of("-U"));
}

hf::result<hf::decimal> position_in(const hf::account& mine, const membership& at, const std::string& symbol,
                                    const hf::decimal& home)
{
    if (!is_spot(at.where)) {
        const auto held = mine.position_of(symbol);
        return held ? hf::result<hf::decimal>(held->size) : held.error();
    }
    const auto owned = mine.balance_of(base_of(symbol));
    return owned ? hf::result<hf::decimal>(subtract(owned->total, home).value()) : owned.error();
}

} // namespace maker
