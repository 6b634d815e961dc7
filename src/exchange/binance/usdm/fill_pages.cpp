// SPDX-License-Identifier: BSL-1.0
#include "exchange/binance/usdm/fill_pages.hpp"

#include "wire/json/json_cursor.hpp"

#include <algorithm>
#include <array>

namespace holdfast::binance::usdm {

namespace {

using std::chrono::milliseconds;

constexpr milliseconds tick{1};
constexpr std::uint64_t last_moment = duration::max() / milliseconds(1);

} // namespace

fill_pages::fill_pages(wall_time since, wall_time now) : now_(std::chrono::floor<milliseconds>(now))
{
    from_ = std::clamp<millis>(std::chrono::floor<milliseconds>(since), now_ - kept, now_);
}

std::optional<fill_pages> fill_pages::read(std::string_view text)
{
    std::array<std::uint64_t, 3> numbers{};
    for (std::uint64_t& one : numbers) {
        const std::size_t size = std::min(text.find(' '), text.size());
        const auto number = wire::read_id(text.substr(0, size));
        if (!number)
            return std::nullopt;
        one = *number;
        text.remove_prefix(std::min(size + 1, text.size()));
    }
    const auto [from, now, id] = numbers;
    if (std::max(from, now) > last_moment)
        return std::nullopt;
    fill_pages page;
    page.from_ = millis(milliseconds(from));
    page.now_ = millis(milliseconds(now));
    page.id_ = id;
    return page;
}

std::string fill_pages::text() const
{
    return std::to_string(from_.time_since_epoch().count()) + " " +
           std::to_string(now_.time_since_epoch().count()) + " " + std::to_string(id_);
}

std::optional<fill_pages::millis> fill_pages::until() const noexcept
{
    const millis end = from_ + week - tick;
    return end < now_ ? std::optional(end) : std::nullopt;
}

std::optional<fill_pages> fill_pages::after(std::span<const fill_mark> found) const
{
    const auto last = std::ranges::max_element(found, {}, &fill_mark::id);
    const bool known = last != found.end() && last->id != 0 && last->at != wall_time();
    const millis reached = known ? std::chrono::floor<milliseconds>(last->at) : from_;
    if (found.size() >= page_size) {
        fill_pages next = *this;
        next.from_ = reached;
        next.id_ = last->id;
        return next;
    }
    return from_moment(id_ == 0 ? from_ + week : reached + tick);
}

std::optional<fill_pages> fill_pages::from_moment(millis next) const
{
    if (next > now_)
        return std::nullopt;
    fill_pages page = *this;
    page.from_ = next;
    page.id_ = 0;
    return page;
}

} // namespace holdfast::binance::usdm
