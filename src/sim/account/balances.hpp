// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_SIM_ACCOUNT_BALANCES_HPP
#define HOLDFAST_SRC_SIM_ACCOUNT_BALANCES_HPP

#include "sim/market/fixed.hpp"

#include <holdfast/policy/clock.hpp>

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace holdfast::sim {

struct kept_balance {
    std::string asset{};
    fixed total = 0;
    fixed locked = 0; ///< By open orders; a part of the total.
    wall_time at{};
    std::string tail{}; ///< Digits of the total that stand behind those that are counted.
};

/// What there is of each asset.
class purse {
public:
    void open(const std::string& asset) { assets_.try_emplace(asset, kept_balance{asset}); }

    /// Opens one that has more decimals than are counted.
    void open(const std::string& asset, std::string tail)
    {
        open(asset);
        of(asset).tail = std::move(tail);
    }

    void add(std::string_view asset, fixed amount, wall_time now)
    {
        kept_balance& b = of(asset);
        b.total += amount;
        b.at = now;
    }

    void lock(std::string_view asset, fixed amount, wall_time now)
    {
        kept_balance& b = of(asset);
        b.locked += amount;
        b.at = now;
    }

    [[nodiscard]] bool has(std::string_view asset) const { return assets_.contains(asset); }

    /// The balance of an asset that has been opened.
    [[nodiscard]] const kept_balance& at(std::string_view asset) const { return assets_.find(asset)->second; }

    [[nodiscard]] fixed available(std::string_view asset) const { return at(asset).total - at(asset).locked; }

    [[nodiscard]] std::vector<kept_balance> all() const
    {
        std::vector<kept_balance> out;
        for (const auto& [asset, balance] : assets_)
            out.push_back(balance);
        return out;
    }

private:
    [[nodiscard]] kept_balance& of(std::string_view asset) { return assets_.find(asset)->second; }

    std::map<std::string, kept_balance, std::less<>> assets_;
};

} // namespace holdfast::sim

#endif
