// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_EXCHANGE_BINANCE_USDM_FILL_PAGES_HPP
#define HOLDFAST_SRC_EXCHANGE_BINANCE_USDM_FILL_PAGES_HPP

#include "exchange/binance/account_common.hpp"

#include <holdfast/account/change.hpp>
#include <holdfast/policy/clock.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace holdfast::binance::usdm {

/// The way through the fills of a symbol ("Account Trade List"), which is asked for a week at a time, or from
/// an id on, at most `page_size` at once, oldest first.
///
/// From a moment on, so many weeks as there are until now. A full page goes on with the id of its last fill,
/// which may be one of two of a trade with oneself, until one is not full. Then a week begins right behind
/// the last fill: that an id older than a week leads to everything since then is not said anywhere.
class fill_pages {
public:
    using millis = std::chrono::sys_time<std::chrono::milliseconds>;

    static constexpr std::size_t page_size = 1000;
    static constexpr std::chrono::days week{7};
    /// The exchange forgets older fills.
    static constexpr std::chrono::days kept{90};

    /// The first page.
    fill_pages(wall_time since, wall_time now);

    /// As `text` wrote it; nothing for anything else.
    [[nodiscard]] static std::optional<fill_pages> read(std::string_view text);
    [[nodiscard]] std::string text() const;

    /// The page begins with this id, or, if that is zero, at this moment, and then ends ...
    [[nodiscard]] std::uint64_t from_id() const noexcept { return id_; }
    [[nodiscard]] millis from() const noexcept { return from_; }
    /// ... at this one, or with the newest fill.
    [[nodiscard]] std::optional<millis> until() const noexcept;

    /// The page after this one, whose rows were these; nothing if there is none.
    [[nodiscard]] std::optional<fill_pages> after(std::span<const fill_mark> found) const;

private:
    fill_pages() = default;
    [[nodiscard]] std::optional<fill_pages> from_moment(millis next) const;

    millis from_{}; ///< Of a page that begins with an id: the time of the last fill before it.
    millis now_{};
    std::uint64_t id_ = 0;
};

} // namespace holdfast::binance::usdm

#endif
