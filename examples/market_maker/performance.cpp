// SPDX-License-Identifier: BSL-1.0
#include "performance.hpp"

#include "stage.hpp"

#include <holdfast/time.hpp>

#include <algorithm>

namespace hf = holdfast;
using namespace std::chrono_literals;

namespace maker {

namespace {

constexpr hf::duration peace_at_the_end = 3s;
constexpr hf::duration at_most = 60s; ///< Until everything is healed and flat.

hf::duration trouble_of(const options& chosen)
{
    return std::max<hf::duration>(chosen.seconds - peace_at_the_end, chosen.seconds / 2);
}

hf::task<> close_after(trader& strategy, hf::duration trouble)
{
    co_await hf::sleep_for(trouble);
    strategy.close();
}

/// Trades while things are broken, and leaves as it came.
hf::task<> trade(trader& strategy, story& told, hf::duration trouble)
{
    co_await strategy.arrive();
    co_await hf::join(strategy.quote(hf::side::buy), strategy.quote(hf::side::sell),
                      close_after(strategy, trouble));
    told.say("leaves", "nothing is broken any more; no orders and no position must remain");
    co_await strategy.flatten();
}

/// The figures are taken while everybody still stands.
hf::task<> direct(stage& all, hf::duration trouble)
{
    co_await hf::race(trade(all.strategy, all.told, trouble), hf::sleep_for(trouble + at_most),
                      hf::until_signal());
    all.conclude();
}

} // namespace

hf::task<> perform(options chosen, tally& counts, std::ostream& out, const backstage& behind)
{
    const auto executor = co_await hf::asio::this_coro::executor;
    const hf::duration trouble = trouble_of(chosen);
    stage all(executor, chosen, trouble, behind, out, counts);
    co_await hf::race(all.run(), direct(all, trouble));
}

hf::task<> perform(options chosen, tally& counts, std::ostream& out)
{
    const backstage nothing;
    co_await perform(std::move(chosen), counts, out, nothing);
}

} // namespace maker
