// SPDX-License-Identifier: BSL-1.0
#include <holdfast/account/fill_log.hpp>

#include <algorithm>
#include <utility>

namespace holdfast {

fill_log::outcome fill_log::add(const fill_report& next)
{
    const auto told = times_.find(detail::fill_key_view(next.symbol, next.key, next.order_id));
    if (told != times_.end()) {
        fill& first = known(told->second, next);
        if (!first.fee && next.fee) {
            first.fee = next.fee;
            first.fee_asset = next.fee_asset;
        }
        if (first.client_id.empty())
            first.client_id = next.client_id;
        if (first.leg == position_leg::net)
            first.leg = next.leg;
        return outcome::repeated;
    }
    if (next.at <= forgotten_until_)
        return outcome::too_old;
    times_.emplace(detail::fill_key(next.symbol, next.key, next.order_id), next.at);
    fills_.emplace(next.at, fill::from(next));
    while (fills_.size() > max_fills_ || fills_.rbegin()->first - fills_.begin()->first > keep_for_)
        forget_oldest();
    return outcome::counted;
}

std::vector<fill> fill_log::since(wall_time first) const
{
    std::vector<fill> found;
    for (auto at = fills_.lower_bound(first); at != fills_.end(); ++at)
        found.push_back(at->second);
    return found;
}

fill& fill_log::known(wall_time at, const fill_report& next)
{
    const auto [first, last] = fills_.equal_range(at);
    const auto same = [&](const auto& one) {
        return one.second.key == next.key && one.second.symbol == next.symbol &&
               one.second.order_id == next.order_id;
    };
    return std::find_if(first, last, same)->second;
}

void fill_log::forget_oldest()
{
    const auto oldest = fills_.begin();
    forgotten_until_ = oldest->first;
    const fill& gone = oldest->second;
    times_.erase(detail::fill_key(gone.symbol, gone.key, gone.order_id));
    fills_.erase(oldest);
}

} // namespace holdfast
