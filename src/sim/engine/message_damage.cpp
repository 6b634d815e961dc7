// SPDX-License-Identifier: BSL-1.0
#include "sim/engine/message_damage.hpp"

#include <array>
#include <cstddef>
#include <utility>
#include <vector>

namespace holdfast::sim {

namespace {

damaged truncate(std::string message, splitmix64& random)
{
    message.resize(message.size() < 2 ? 0 : 1 + static_cast<std::size_t>(random.below(message.size() - 1)));
    return {std::move(message), "truncated"};
}

template <class Wanted>
std::vector<std::size_t> places(const std::string& message, Wanted wanted)
{
    std::vector<std::size_t> out;
    for (std::size_t i = 0; i + 1 < message.size(); ++i)
        if (wanted(message[i], message[i + 1]))
            out.push_back(i);
    return out;
}

damaged unquote(std::string message, splitmix64& random)
{
    const auto quotes = places(message, [](char c, char) { return c == '"'; });
    if (quotes.empty())
        return truncate(std::move(message), random);
    message.erase(quotes[random.below(quotes.size())], 1);
    return {std::move(message), "a quotation mark missing"};
}

damaged spoil_number(std::string message, splitmix64& random)
{
    const auto numbers = places(message, [](char c, char d) { return c == '"' && d >= '0' && d <= '9'; });
    if (numbers.empty())
        return truncate(std::move(message), random);
    message[numbers[random.below(numbers.size())] + 1] = 'x';
    return {std::move(message), "a number that is none"};
}

damaged spoil_text(std::string message, splitmix64& random)
{
    message.insert(static_cast<std::size_t>(random.below(message.size() + 1)), "\xc3\x28");
    return {std::move(message), "invalid UTF-8"};
}

} // namespace

damaged damage_message(std::string message, damage how, splitmix64& random)
{
    constexpr std::array kinds{damage::truncated, damage::unquoted, damage::not_a_number, damage::bad_utf8};
    switch (how == damage::any ? kinds[random.below(kinds.size())] : how) {
    case damage::unquoted: return unquote(std::move(message), random);
    case damage::not_a_number: return spoil_number(std::move(message), random);
    case damage::bad_utf8: return spoil_text(std::move(message), random);
    default: return truncate(std::move(message), random);
    }
}

} // namespace holdfast::sim
