// SPDX-License-Identifier: BSL-1.0
#include "exchanges.hpp"

#include <holdfast/exchange/binance.hpp>
#include <holdfast/exchange/bulk.hpp>
#include <holdfast/exchange/bybit.hpp>
#include <holdfast/exchange/okx.hpp>

namespace hf = holdfast;
using namespace std::chrono_literals;

namespace demo {

namespace {

using hf::sim::venue;

std::shared_ptr<const hf::adapter> spot_adapter(const manner& how)
{
    hf::binance::spot::options o;
    o.where = {how.ws, how.rest};
    o.snapshot_levels = how.snapshot_levels;
    o.depth_cadence = how.silence;
    o.first_data = 2 * how.silence;
    return hf::binance::spot::make_adapter(o);
}

std::shared_ptr<const hf::adapter> usdm_adapter(const manner& how)
{
    hf::binance::usdm::options o;
    o.where = {how.ws, how.rest};
    o.snapshot_levels = how.snapshot_levels;
    o.depth_cadence = how.silence;
    o.first_data = 2 * how.silence;
    return hf::binance::usdm::make_adapter(o);
}

std::shared_ptr<const hf::adapter> bybit_adapter(const manner& how)
{
    hf::bybit::options o;
    o.where = {how.ws, how.rest};
    o.best_cadence = o.book_cadence = how.silence;
    o.first_data = 2 * how.silence;
    return hf::bybit::make_adapter(o);
}

std::shared_ptr<const hf::adapter> okx_adapter(const manner& how)
{
    hf::okx::options o;
    o.where = {how.ws, how.rest};
    o.numbered = !how.numberless;
    o.book_cadence = how.silence;
    o.first_data = 2 * how.silence;
    return hf::okx::make_adapter(o);
}

std::shared_ptr<const hf::adapter> bulk_adapter(const manner& how)
{
    hf::bulk::options o;
    o.where = {how.ws, how.rest + "/api/v1"};
    o.audit_every = how.audit_every;
    o.requests_per_minute = 600; // as many as the simulated exchange allows
    o.first_data = 2 * how.silence;
    return hf::bulk::make_adapter(o);
}

} // namespace

std::shared_ptr<const hf::adapter> adapter_for(venue which, const manner& how)
{
    switch (which) {
    case venue::binance_spot: return spot_adapter(how);
    case venue::binance_usdm: return usdm_adapter(how);
    case venue::bybit: return bybit_adapter(how);
    case venue::okx: return okx_adapter(how);
    case venue::bulk: return bulk_adapter(how);
    }
    return nullptr;
}

bool matters(hf::sim::fault what, venue which)
{
    if (what == hf::sim::fault::half_open_out) // OKX is told nothing, not even a ping, as long as data come
        return which != venue::okx;
    const bool asks = which != venue::bybit && which != venue::okx; // their books come with a subscription
    return asks || moment_of(what) != hf::sim::fault_moment::request;
}

hf::topic book_of(venue which, std::string_view symbol)
{
    switch (which) {
    case venue::binance_spot: break;
    case venue::binance_usdm: return hf::binance::usdm::depth(symbol);
    case venue::bybit: return hf::bybit::orderbook(symbol);
    case venue::okx: return hf::okx::books(symbol);
    case venue::bulk: return hf::bulk::books(symbol);
    }
    return hf::binance::spot::depth(symbol);
}

std::optional<hf::topic> quotes_beside(venue which, const hf::topic& book)
{
    if (which != venue::binance_spot && which != venue::binance_usdm)
        return std::nullopt;
    const std::string_view name = book.name();
    return hf::topic(std::string(name.substr(0, name.find('@'))) + "@bookTicker");
}

hf::topic quotes_of(venue which, std::string_view symbol)
{
    switch (which) {
    case venue::binance_spot: break;
    case venue::binance_usdm: return hf::binance::usdm::book_ticker(symbol);
    case venue::bybit: return hf::bybit::orderbook(symbol, 1);
    case venue::okx: return hf::okx::bbo(symbol);
    case venue::bulk: return hf::bulk::book_snapshots(symbol);
    }
    return hf::binance::spot::book_ticker(symbol);
}

hf::topic trades_of(venue which, std::string_view symbol)
{
    switch (which) {
    case venue::binance_spot: break;
    case venue::binance_usdm: return hf::binance::usdm::agg_trades(symbol);
    case venue::bybit: return hf::bybit::trades(symbol);
    case venue::okx: return hf::okx::trades(symbol);
    case venue::bulk: return hf::bulk::trades(symbol);
    }
    return hf::binance::spot::trades(symbol);
}

bool numbers_trades(venue which) noexcept
{
    return which != venue::bybit && which != venue::bulk;
}

bool has_trades_elsewhere(venue which) noexcept
{
    return which == venue::binance_usdm;
}

bool may_conflate_quotes(venue which) noexcept
{
    return which != venue::bybit; // its best level is a book, which is subscribed anew after a gap
}

hf::order_book_options books_of(venue which)
{
    hf::order_book_options how;
    if (which == venue::okx)
        how.checksum = &hf::okx::checksum;
    return how;
}

std::string spelled(venue which, std::string_view base)
{
    const std::string_view quote = which == venue::okx ? "-USDT" : which == venue::bulk ? "-USD" : "USDT";
    return std::string(base) + std::string(quote);
}

hf::duration unseen_at_most(venue which, const manner& how)
{
    // The next audit may not reach as far as the lost level, or the answer may be lost; the third one closes
    // the book.
    return which == venue::bulk ? 3 * how.audit_every + 2s : hf::duration::zero();
}

} // namespace demo
