// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_BENCH_RIG_PROTOCOL_HPP
#define HOLDFAST_BENCH_RIG_PROTOCOL_HPP

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <ctime>
#include <stdexcept>
#include <string>
#include <string_view>

/// What the server, the clients and the orchestrator have agreed upon.
namespace rig {

/// How big the messages are: `s` a best bid and ask, `m` 20 levels of a book, `l` 256 of them.
enum class size_class : char { s = 's', m = 'm', l = 'l' };

enum class send_mode {
    blast, ///< As fast as the socket takes them.
    pace,  ///< 20 000 messages a second, evenly.
    burst, ///< Some messages back to back, every 10 ms.
};

/// What the URL of a connection asks for.
struct order {
    size_class payload = size_class::s;
    send_mode mode = send_mode::blast;
    std::uint64_t count = 0;
    bool after_rest = false; ///< Send only when a depth request has been answered.
    bool deflate = false;
};

inline constexpr std::uint64_t snapshot_id = 1'000'000'000; ///< Messages are numbered from the next one on.
inline constexpr std::uint64_t stamp_base = 1'000'000'000'000'000'000; ///< So that a stamp has 19 digits.
inline constexpr std::size_t stamp_digits = 19;
inline constexpr std::string_view message_end = "}}"; ///< What follows the stamp.

/// How many messages a burst has.
[[nodiscard]] constexpr unsigned burst_of(size_class payload) noexcept
{
    return payload == size_class::l ? 20 : 100;
}

/// The value of a parameter in the query of a URL; empty without one.
[[nodiscard]] constexpr std::string_view parameter(std::string_view url, std::string_view name)
{
    std::string_view rest = url.substr(std::min(url.find('?'), url.size()));
    while (!rest.empty()) {
        rest.remove_prefix(1); // The `?` or the `&`.
        const std::string_view one = rest.substr(0, rest.find('&'));
        if (one.starts_with(name) && one.substr(name.size()).starts_with('='))
            return one.substr(name.size() + 1);
        rest.remove_prefix(one.size());
    }
    return {};
}

[[nodiscard]] inline std::uint64_t number(std::string_view text)
{
    std::uint64_t value = 0;
    const char* const end = text.data() + text.size();
    const auto [stop, wrong] = std::from_chars(text.data(), end, value);
    if (text.empty() || wrong != std::errc() || stop != end)
        throw std::invalid_argument("not a number: '" + std::string(text) + "'");
    return value;
}

/// Throws `std::invalid_argument` for a URL that asks for nothing that exists.
[[nodiscard]] inline order parse_order(std::string_view url)
{
    order wanted;
    const std::string_view payload = parameter(url, "payload");
    if (payload != "s" && payload != "m" && payload != "l")
        throw std::invalid_argument("payload has to be s, m or l");
    wanted.payload = static_cast<size_class>(payload.front());
    const std::string_view mode = parameter(url, "mode");
    if (mode != "blast" && mode != "pace" && mode != "burst")
        throw std::invalid_argument("mode has to be blast, pace or burst");
    wanted.mode = mode == "blast" ? send_mode::blast : mode == "pace" ? send_mode::pace : send_mode::burst;
    wanted.count = number(parameter(url, "count"));
    wanted.after_rest = parameter(url, "start") == "rest";
    wanted.deflate = parameter(url, "deflate") == "1";
    if (wanted.deflate && wanted.mode != send_mode::blast)
        throw std::invalid_argument("compressed messages carry no stamp: deflate goes with mode=blast only");
    return wanted;
}

/// The name of the topic whose messages have this size.
[[nodiscard]] constexpr std::string_view topic_of(size_class payload) noexcept
{
    return payload == size_class::s ? "btcusdt@bookTicker" : "btcusdt@depth@100ms";
}

[[nodiscard]] inline std::string subscription(size_class payload)
{
    return R"({"method":"SUBSCRIBE","params":[")" + std::string(topic_of(payload)) + R"("],"id":1})";
}

/// The clock of the stamps, in nanoseconds.
[[nodiscard]] inline std::uint64_t monotonic_ns() noexcept
{
    timespec now{};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return static_cast<std::uint64_t>(now.tv_sec) * 1'000'000'000 + static_cast<std::uint64_t>(now.tv_nsec);
}

/// Writes the number over the digits that are there.
inline void overwrite(char* digits, std::size_t count, std::uint64_t value) noexcept
{
    while (count-- != 0) {
        digits[count] = static_cast<char>('0' + value % 10);
        value /= 10;
    }
}

/// The nanoseconds of the stamp at the end of a message.
[[nodiscard]] inline std::uint64_t stamp_of(std::string_view message)
{
    message.remove_suffix(message_end.size());
    return number(message.substr(message.size() - stamp_digits)) - stamp_base;
}

} // namespace rig

#endif
