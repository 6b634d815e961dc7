#ifndef HOLDFAST_EXCHANGE_BINANCE_FRAME_HPP
#define HOLDFAST_EXCHANGE_BINANCE_FRAME_HPP

#include <holdfast/event.hpp>
#include <holdfast/slab.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace holdfast::binance {

/// One member of a message as it stands in the text. What it has to be depends on the event: `b` is a list of
/// levels, a price or an order's id.
struct member {
    enum class shape : std::uint8_t { absent, string, number, yes, no, null, levels, other };

    shape is = shape::absent;
    std::string_view text{};         ///< Of a string, decoded; of a number, as written.
    std::span<const level> levels{}; ///< In the slab.

    [[nodiscard]] explicit operator bool() const noexcept { return is != shape::absent; }
};

/// The members that Binance's events are made of, under Binance's names.
struct event_members {
    member e{}, E{}, s{}, U{}, u{}, b{}, B{}, a{}, A{}, t{}, T{}, p{}, q{}, m{};
    member last_update_id{}, bids{}, asks{};

    [[nodiscard]] member* find(std::string_view key) noexcept;
};

/// One message, read but not yet understood: an event, plain or wrapped in `{"stream":…,"data":…}`, or the
/// reply to a request.
struct frame {
    member stream{};
    member result{}, id{};
    member code{}, msg{}; ///< Of `{"code":…,"msg":…}`, also where it stands in `"error"`.
    event_members event{};
    bool has_data = false; ///< There was a `"data"`, whatever it is.

    [[nodiscard]] bool wrapped() const noexcept { return static_cast<bool>(stream); }
};

/// Levels that one list may have. A REST snapshot has 5000.
inline constexpr std::size_t max_levels = 100'000;

/// Reads a message in one pass. Members that are not known are skipped; a known one that comes twice is an
/// error.
/// @return what is wrong with the text; empty when nothing is. `to` has what was read until then.
[[nodiscard]] std::string read_frame(std::string_view text, slab& memory, frame& to);

} // namespace holdfast::binance

#endif
