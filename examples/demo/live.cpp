// SPDX-License-Identifier: BSL-1.0
#include "demo/judge/follower.hpp"
#include "performances.hpp"

#include <holdfast/exchange/binance.hpp>
#include <holdfast/time.hpp>

namespace hf = holdfast;
using namespace std::chrono_literals;

namespace demo {

namespace {

hf::task<> watch(follower& followed, hf::duration time)
{
    co_await hf::race(hf::sleep_for(time), hf::until_signal());
    followed.conclude();
}

} // namespace

hf::task<> perform_live(options chosen, tally& counts, std::ostream& out)
{
    const auto executor = co_await hf::asio::this_coro::executor;
    const auto told = std::make_shared<story>(out, hf::runtime::of(executor), counts, nullptr);
    follower followed(executor, hf::binance::spot::make_adapter(), hf::session_config(), told, counts);
    followed.follow(hf::binance::spot::depth(chosen.symbol), {}, order_check(hf::sim::venue::binance_spot),
                    nullptr);
    followed.compare_with(hf::binance::spot::book_ticker(chosen.symbol));
    told->say("follows", chosen.symbol + " at Binance, compared with the best prices as announced");
    co_await hf::race(followed.run(), watch(followed, chosen.seconds.value_or(20s)));
}

} // namespace demo
