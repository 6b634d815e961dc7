// SPDX-License-Identifier: BSL-1.0
#include "wire/text/iso_8601.hpp"

#include <chrono>
#include <cstdio>

namespace holdfast::wire {

std::string iso_8601(wall_time when)
{
    using namespace std::chrono;
    const auto day = floor<days>(when);
    const year_month_day date(day);
    const hh_mm_ss time(floor<milliseconds>(when - day));
    std::string text(40, '\0');
    const int size =
        std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ", int(date.year()),
                      unsigned(date.month()), unsigned(date.day()), static_cast<int>(time.hours().count()),
                      static_cast<int>(time.minutes().count()), static_cast<int>(time.seconds().count()),
                      static_cast<int>(time.subseconds().count()));
    text.resize(static_cast<std::size_t>(size));
    return text;
}

} // namespace holdfast::wire
