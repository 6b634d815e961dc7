// SPDX-License-Identifier: BSL-1.0
#include "exchange/binance/spot/fill_pages.hpp"

#include "exchange/binance/account_common.hpp"

#include <algorithm>
#include <charconv>
#include <span>

namespace holdfast::binance::spot {

namespace {

using std::chrono::milliseconds;

constexpr std::size_t page_size = 1000;
constexpr std::int64_t opened = 1'498'867'200'000; // July 2017: there are no fills before.
constexpr std::int64_t a_day = milliseconds(std::chrono::hours(24)).count();

/// Where the pages stand.
struct place {
    enum class kind : char {
        newest = 'n', ///< The most recent fills.
        window = 'w', ///< Those of `length` milliseconds from `from` on, itself in milliseconds since 1970.
        onward = 'o', ///< Those with the id `from`, or a higher one.
    };
    kind what = kind::newest;
    std::int64_t from = 0;
    std::int64_t length = 0;
    std::int64_t until_id = 0; ///< From this fill on all are known ...
    std::int64_t until = 0;    ///< ... which was at that time.
};

std::string to_cursor(const place& at)
{
    std::string text(1, static_cast<char>(at.what));
    for (const std::int64_t number : {at.from, at.length, at.until_id, at.until})
        text.append(" ").append(std::to_string(number));
    return text;
}

/// The place that a cursor names; the first one for any other text.
place place_of(std::string_view cursor)
{
    if (cursor.empty() || (cursor.front() != 'w' && cursor.front() != 'o'))
        return {};
    place at;
    at.what = static_cast<place::kind>(cursor.front());
    const char* read = cursor.data() + 1;
    const char* const end = cursor.data() + cursor.size();
    for (std::int64_t* const number : {&at.from, &at.length, &at.until_id, &at.until}) {
        if (read == end || *read != ' ')
            return {};
        const auto [behind, wrong] = std::from_chars(read + 1, end, *number);
        if (wrong != std::errc())
            return {};
        read = behind;
    }
    return at;
}

std::int64_t in_ms(wall_time when)
{
    return std::chrono::floor<milliseconds>(when.time_since_epoch()).count();
}

/// A page, read.
struct fill_page {
    std::size_t rows = 0;
    std::int64_t first_id = 0;
    std::int64_t last_id = 0;
    std::int64_t oldest = 0; ///< Its time; milliseconds since 1970.

    [[nodiscard]] bool full() const noexcept { return rows >= page_size; }
};

/// Rows that do not say where they stand are only counted.
fill_page page_of(std::vector<fill_mark> marks)
{
    fill_page page;
    page.rows = marks.size();
    std::erase_if(marks, [](const fill_mark& m) { return m.id == 0 || m.at == wall_time(); });
    if (marks.empty())
        return page;
    const auto [first, last] = std::ranges::minmax(marks, {}, &fill_mark::id);
    page.first_id = static_cast<std::int64_t>(first.id);
    page.last_id = static_cast<std::int64_t>(last.id);
    page.oldest = in_ms(std::ranges::min(marks, {}, &fill_mark::at).at);
    return page;
}

place onward(std::int64_t from_id, const place& at)
{
    return {place::kind::onward, from_id, 0, at.until_id, at.until};
}

/// The most recent fills are all if there are no more, or if the oldest is older than what was asked for.
std::optional<place> after_newest(const fill_page& page, std::int64_t since)
{
    if (!page.full() || page.oldest < since)
        return std::nullopt;
    const place next{place::kind::window, since, a_day, page.first_id, page.oldest};
    return since > opened ? next : onward(0, next);
}

/// A window with more fills than a page may lack those at either end: a shorter one is tried.
std::optional<place> after_window(const place& at, const fill_page& page)
{
    if (page.full() && at.length > 1)
        return place{place::kind::window, at.from, at.length / 2, at.until_id, at.until};
    if (page.rows != 0)
        return page.last_id < at.until_id ? std::optional(onward(page.last_id + 1, at)) : std::nullopt;
    const std::int64_t next = at.from + at.length;
    if (next > at.until)
        return std::nullopt;
    return place{place::kind::window, next, a_day, at.until_id, at.until};
}

/// A trade with oneself is two fills of one id, between which a page may end: the next one begins with its
/// last id.
std::optional<place> after_onward(const place& at, const fill_page& page)
{
    if (!page.full() || page.last_id >= at.until_id)
        return std::nullopt;
    return onward(page.last_id, at);
}

std::optional<place> after(const place& at, const fill_page& page, std::int64_t since)
{
    switch (at.what) {
    case place::kind::newest: return after_newest(page, since);
    case place::kind::window: return after_window(at, page);
    case place::kind::onward: return after_onward(at, page);
    }
    return std::nullopt;
}

} // namespace

std::string fills_url(std::string where, const account_question& what)
{
    const place at = place_of(what.cursor);
    const bool window = at.what == place::kind::window;
    const auto shown = [](bool wanted, std::int64_t number) {
        return wanted ? std::to_string(number) : std::string();
    };
    return with_query(std::move(where), {{"symbol", what.about},
                                         {"fromId", shown(at.what == place::kind::onward, at.from)},
                                         {"startTime", shown(window, at.from)},
                                         {"endTime", shown(window, at.from + at.length - 1)},
                                         {"limit", std::to_string(page_size)}});
}

result<account_page> read_fill_page(const account_question& what, std::string_view body)
{
    auto read = read_fills(body);
    if (!read)
        return read.error();
    const std::int64_t since = in_ms(what.since);
    const place at = place_of(what.cursor);
    const fill_page page = page_of(read->marks);
    if (at.what == place::kind::onward && page.first_id != 0 && page.first_id < at.from)
        return failure(errc::malformed, "fills before those that were asked for");
    account_page told;
    if (const auto next = after(at, page, since)) {
        told.next = what;
        told.next->cursor = to_cursor(*next);
    }
    std::erase_if(read->rows, [&](const fill& f) { return in_ms(f.at) < since; });
    told.found.fills = std::move(read->rows);
    told.found.left_out = std::move(read->left_out);
    return told;
}

} // namespace holdfast::binance::spot
