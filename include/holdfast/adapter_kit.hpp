// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_ADAPTER_KIT_HPP
#define HOLDFAST_ADAPTER_KIT_HPP

#include <holdfast/adapter.hpp>
#include <holdfast/decimal.hpp>
#include <holdfast/error.hpp>
#include <holdfast/event.hpp>
#include <holdfast/memory/slab.hpp>
#include <holdfast/policy/clock.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// What an adapter of your own needs to read an exchange's messages: exact, and refusing what it does not
/// understand. The library's own adapters read without a tree, three times as fast; for all but the busiest
/// feeds this will do.
namespace holdfast::kit {

/// A JSON value (RFC 8259) as it was sent: numbers keep their text, members their order, and those that come
/// twice are not there. A value type. Thread safety: distinct objects are safe.
///
/// @code
/// const auto in = kit::json::parse(bytes);
/// if (!in)
///     return out.push_back(kit::malformed(in.error().text, memory));
/// for (const kit::json& one : (*in)["data"].items())
///     read_book(one["symbol"].text(), one["bids"]);
/// @endcode
class json {
public:
    enum class kind : std::uint8_t { absent, null, boolean, number, string, array, object };

    json() = default;

    /// Reads a whole text; nesting goes 32 deep at most.
    /// @return the value; errc::malformed, saying why and where
    [[nodiscard]] static result<json> parse(std::string_view text);

    [[nodiscard]] kind is() const noexcept { return is_; }
    [[nodiscard]] explicit operator bool() const noexcept { return is_ != kind::absent; }

    /// A member of an object; an absent value where there is none, or more than one.
    [[nodiscard]] const json& operator[](std::string_view name) const noexcept;
    /// The members of an object, in their order.
    [[nodiscard]] const std::vector<std::pair<std::string, json>>& members() const noexcept
    {
        return members_;
    }
    /// The items of an array.
    [[nodiscard]] const std::vector<json>& items() const noexcept { return items_; }
    /// An item of an array; an absent value behind its end.
    [[nodiscard]] const json& operator[](std::size_t at) const noexcept;
    /// The characters of a string, or those of a number as they were sent; otherwise empty. Lives as long as
    /// the value.
    [[nodiscard]] std::string_view text() const noexcept { return text_; }
    /// Whether it is `true`.
    [[nodiscard]] bool truth() const noexcept { return truth_; }

private:
    struct builder;
    kind is_ = kind::absent;
    bool truth_ = false;
    std::string text_{};
    std::vector<json> items_{};
    std::vector<std::pair<std::string, json>> members_{};
};

/// A whole number from 0 to 2^64 - 1, as a number or as text; nothing for anything else.
[[nodiscard]] std::optional<std::uint64_t> whole(const json& value) noexcept;

/// A price or a quantity, as a number or as text, exact; nothing for anything else.
[[nodiscard]] std::optional<decimal> amount(const json& value) noexcept;

/// A moment: text of RFC 3339 with up to nanoseconds, or whole seconds, milliseconds, microseconds or
/// nanoseconds since 1970, told apart by their size; nothing for anything else.
[[nodiscard]] std::optional<wall_time> moment(const json& value) noexcept;

/// What the members of a level are called, where a row is an object; a row that is an array begins with its
/// price and its quantity.
struct level_names {
    std::string_view price = "price";
    std::string_view quantity = "quantity";
};

/// Reads a row of a book.
/// @return the level; errc::malformed, naming what is wrong
[[nodiscard]] result<level> read_level(const json& row, const level_names& names = level_names());

/// Reads a side of a book.
/// @param memory  where the levels live: the slab that `adapter::decode` was given
/// @return the levels in their order; errc::malformed, naming the row
[[nodiscard]] result<std::span<const level>> read_levels(const json& rows, slab& memory,
                                                         const level_names& names = level_names());

/// Unpacks a message that the exchange has compressed by itself: gzip (RFC 1952; HTX, BingX), zlib (RFC 1950)
/// or bare DEFLATE (RFC 1951; BitMart). What WebSocket compresses (RFC 7692) never comes here.
/// @param most  bytes that it may have, unpacked
/// @return the text, in `memory`; errc::malformed where it is none of these, breaks off, or has more bytes
[[nodiscard]] result<std::string_view> unpacked(std::string_view bytes, slab& memory,
                                                std::size_t most = std::size_t(16) << 20);

/// An entry for what the exchange wants sent back, to see that the client is there.
[[nodiscard]] decoded reply(std::string_view text, slab& memory);

/// An entry for a message that is not understood; `topic` closes and repairs that topic.
[[nodiscard]] decoded malformed(std::string_view why, slab& memory, std::string_view topic = {});

/// A text as a JSON string, quotes included.
[[nodiscard]] std::string quoted(std::string_view text);

/// Topics as a JSON list: `["BTC-USD","ETH-USD"]`.
/// @param prefix  what of each name is left out at its beginning: so many characters
[[nodiscard]] std::string list_of(std::span<const topic> topics, std::size_t prefix = 0);

} // namespace holdfast::kit

#endif
