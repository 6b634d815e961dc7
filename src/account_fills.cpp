#include <holdfast/account_fills.hpp>

#include <algorithm>
#include <utility>

namespace holdfast {

fill_log::outcome fill_log::add(const fill_report& next)
{
    const auto told = times_.find(detail::account_key_view(next.symbol, next.key));
    if (told != times_.end()) {
        fill& first = known(told->second, next);
        if (!first.fee && next.fee) {
            first.fee = next.fee;
            first.fee_asset = next.fee_asset;
        }
        if (first.client_id.empty())
            first.client_id = next.client_id;
        return outcome::repeated;
    }
    if (next.at <= forgotten_until_)
        return outcome::too_old;
    times_.emplace(detail::account_key(next.symbol, next.key), next.at);
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
        return one.second.key == next.key && one.second.symbol == next.symbol;
    };
    return std::find_if(first, last, same)->second;
}

void fill_log::forget_oldest()
{
    const auto oldest = fills_.begin();
    forgotten_until_ = oldest->first;
    times_.erase(detail::account_key(oldest->second.symbol, oldest->second.key));
    fills_.erase(oldest);
}

} // namespace holdfast
