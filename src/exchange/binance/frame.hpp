// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_EXCHANGE_BINANCE_FRAME_HPP
#define HOLDFAST_SRC_EXCHANGE_BINANCE_FRAME_HPP

#include "wire/json/json_member.hpp"

#include <holdfast/memory/slab.hpp>

#include <cstdint>
#include <string_view>

namespace holdfast::binance {

/// The members that are known: those of events under Binance's own names, and those of what is around them.
enum class name : std::uint8_t {
    // Of events.
    e,
    E,
    s,
    U,
    u,
    b,
    B,
    a,
    A,
    t,
    T,
    p,
    q,
    m,
    X,
    pu,
    last_update_id,
    bids,
    asks,
    // Of the message.
    stream,
    result,
    id,
    code,
    msg,
    count, // Those above are kept, those below are not.
    data = count,
    error,
    unknown
};

[[nodiscard]] constexpr bool is_of_events(name n) noexcept
{
    return n < name::stream;
}

using members = wire::json_members<name>;

/// One message, read but not yet understood: an event, plain or wrapped in `{"stream":…,"data":…}`, or the
/// reply to a request. `{"code":…,"msg":…}` may also stand in `"error"`.
struct frame {
    members outer{};
    members inner{};       ///< Of `"data"`, if that is an object.
    bool has_data = false; ///< There was a `"data"`, whatever it is.

    [[nodiscard]] bool wrapped() const noexcept { return outer.has(name::stream); }
    [[nodiscard]] const members& event() const noexcept { return wrapped() ? inner : outer; }
};

/// Reads a message in one pass. Members that are not known are skipped; a known one that comes twice is an
/// error.
/// @return what is wrong with the text, a view of the slab; empty when nothing is. `to` has what was read
///         until then.
[[nodiscard]] std::string_view read_frame(std::string_view text, slab& memory, frame& to);

} // namespace holdfast::binance

#endif
