// SPDX-License-Identifier: BSL-1.0
#include <holdfast/decimal.hpp>

#include <charconv>
#include <ostream>

namespace holdfast {

double decimal::to_double() const noexcept
{
    std::array<char, max_text> room{};
    const std::string_view text = write(room);
    double nearest = 0;
    std::from_chars(text.data(), text.data() + text.size(), nearest);
    return nearest;
}

std::ostream& operator<<(std::ostream& out, const decimal& number)
{
    std::array<char, decimal::max_text> room{};
    return out << number.write(room);
}

} // namespace holdfast
