// SPDX-License-Identifier: BSL-1.0
#include "payloads.hpp"

#include <algorithm>
#include <random>
#include <set>

namespace rig {

namespace {

constexpr std::uint64_t middle = 61'837'63; // In cents. Bids are below, asks above: the book never crosses.
constexpr unsigned deepest = 1000;          // Cents from the middle; the snapshot has a level at every one.
constexpr std::size_t id_digits = 10;
constexpr std::size_t time_digits = 13;
constexpr std::uint64_t first_time = 1'700'000'000'000; // Milliseconds.

using random = std::minstd_rand; // The same numbers everywhere, which distributions do not promise.

std::string padded(std::uint64_t value, std::size_t digits)
{
    std::string text(digits, '0');
    overwrite(text.data(), digits, value);
    return text;
}

std::string price(std::uint64_t cents)
{
    return std::to_string(cents / 100) + '.' + padded(cents % 100, 2) + "000000";
}

std::string quantity(random& dice)
{
    return std::to_string(dice() % 10) + '.' + padded(1 + dice() % 99'999, 5) + "000";
}

std::string level(std::uint64_t cents, const std::string& amount)
{
    return "[\"" + price(cents) + "\",\"" + amount + "\"]";
}

/// Different distances from the middle, most of them near it.
std::set<unsigned> distances(random& dice, unsigned count)
{
    std::set<unsigned> all;
    while (all.size() != count) {
        const auto kind = dice() % 10;
        const unsigned reach = kind < 6 ? 3 * count : kind < 9 ? 200 : deepest;
        all.insert(1 + static_cast<unsigned>(dice() % std::min(reach, deepest)));
    }
    return all;
}

/// Changes of one side, best price first; every fourth level goes.
std::string changes(random& dice, unsigned count, bool bids)
{
    std::string text;
    for (const unsigned away : distances(dice, count)) {
        const std::string amount = dice() % 4 == 0 ? "0.00000000" : quantity(dice);
        text += (text.empty() ? "" : ",") + level(bids ? middle - away : middle + away, amount);
    }
    return text;
}

std::string whole_side(random& dice, bool bids)
{
    std::string text;
    for (unsigned away = 1; away <= deepest; ++away)
        text += (text.empty() ? "" : ",") + level(bids ? middle - away : middle + away, quantity(dice));
    return text;
}

std::string stamp()
{
    return ",\"T\":" + std::to_string(stamp_base) + std::string(message_end);
}

} // namespace

payload_maker::payload_maker(size_class payload)
{
    constexpr unsigned different = 64;
    switch (payload) {
    case size_class::s:
        for (unsigned seed = 1; seed <= different; ++seed)
            patterns_.push_back(ticker(seed));
        break;
    case size_class::m:
    case size_class::l:
        for (unsigned seed = 1; seed <= different; ++seed)
            patterns_.push_back(depth(seed, payload == size_class::m ? 10 : 128));
        break;
    }
}

std::string_view payload_maker::make(std::uint64_t n)
{
    pattern& chosen = patterns_[n % patterns_.size()];
    for (const std::size_t at : chosen.ids)
        overwrite(chosen.text.data() + at, id_digits, snapshot_id + 1 + n);
    if (chosen.time != 0)
        overwrite(chosen.text.data() + chosen.time, time_digits, first_time + n);
    return chosen.text;
}

payload_maker::pattern payload_maker::ticker(std::uint64_t seed)
{
    random dice(static_cast<random::result_type>(seed));
    const std::uint64_t bid = middle - 100 + dice() % 200;
    pattern made;
    made.text = R"({"stream":"btcusdt@bookTicker","data":{"u":)";
    made.ids.push_back(made.text.size());
    made.text += std::string(id_digits, '0') + R"(,"s":"BTCUSDT","b":")" + price(bid) + R"(","B":")" +
                 quantity(dice) + R"(","a":")" + price(bid + 1) + R"(","A":")" + quantity(dice) + '"' +
                 stamp();
    return made;
}

payload_maker::pattern payload_maker::depth(std::uint64_t seed, unsigned levels_a_side)
{
    random dice(static_cast<random::result_type>(seed));
    pattern made;
    made.text = R"({"stream":"btcusdt@depth@100ms","data":{"e":"depthUpdate","E":)";
    made.time = made.text.size();
    made.text += std::string(time_digits, '0') + R"(,"s":"BTCUSDT","U":)";
    made.ids.push_back(made.text.size());
    made.text += std::string(id_digits, '0') + R"(,"u":)";
    made.ids.push_back(made.text.size());
    made.text += std::string(id_digits, '0') + R"(,"b":[)" + changes(dice, levels_a_side, true) +
                 R"(],"a":[)" + changes(dice, levels_a_side, false) + ']' + stamp();
    return made;
}

std::string snapshot_json()
{
    random dice(7);
    return "{\"lastUpdateId\":" + std::to_string(snapshot_id) + ",\"bids\":[" + whole_side(dice, true) +
           "],\"asks\":[" + whole_side(dice, false) + "]}";
}

} // namespace rig
