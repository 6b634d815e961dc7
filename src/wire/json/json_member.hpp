// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_WIRE_JSON_JSON_MEMBER_HPP
#define HOLDFAST_SRC_WIRE_JSON_JSON_MEMBER_HPP

#include "wire/json/json_cursor.hpp"
#include "wire/json/level_reader.hpp"

#include <holdfast/event.hpp>
#include <holdfast/policy/clock.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <new>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace holdfast::wire {

/// One member of a message as it stands in the text, kept until it is known what it has to be: Binance's `b`
/// is a list of levels, a price or an order's id.
struct json_member {
    enum class shape : std::uint8_t { absent, string, number, yes, no, null, levels, other };

    shape is = shape::absent;
    bool plain = false;      ///< The text is a plain number, and `amount` has it.
    std::string_view text{}; ///< Of a string, decoded; of a number, as written.
    decimal amount{};
    std::span<const level> levels{}; ///< Of a list that is one of levels; in the slab.

    [[nodiscard]] explicit operator bool() const noexcept { return is != shape::absent; }
};

/// Reads the value that comes next.
[[nodiscard]] json_member read_member(json_cursor& in, slab& memory);

/// The members of a message that an adapter knows, each under a name of the enumeration `Name`, which counts
/// from zero and ends with `count`. Those that do not come cost nothing.
///
/// @code
/// json_members<name> read;
/// for (in.begin_object(); in.next_key(key);)
///     if (const name known = name_of(key); known != name::unknown) read.read(known, in, memory);
///     else in.skip();
/// member_reader<written::bare, written::quoted> take;
/// to.ids.last = take.id(read[name::u], "u");
/// to.content = book_levels{take.levels(read[name::b], "b"), take.levels(read[name::a], "a")};
/// if (!take.good()) return malformed(take.error());
/// @endcode
template <class Name>
class json_members {
public:
    json_members() noexcept {} // The members come to be one by one.
    json_members(const json_members&) = delete;
    json_members& operator=(const json_members&) = delete;

    [[nodiscard]] bool has(Name name) const noexcept { return present_[index(name)]; }

    /// Absent if it did not come.
    [[nodiscard]] const json_member& operator[](Name name) const noexcept
    {
        static constexpr json_member absent;
        return has(name) ? members_[index(name)] : absent;
    }

    /// Reads the value that comes next under that name. A member that comes twice is an error.
    [[gnu::always_inline]] void read(Name name, json_cursor& in, slab& memory)
    {
        if (has(name)) [[unlikely]]
            return in.fail("a member comes twice");
        present_[index(name)] = true;
        ::new (static_cast<void*>(&members_[index(name)])) json_member(read_member(in, memory));
    }

private:
    static constexpr std::size_t index(Name name) noexcept { return static_cast<std::size_t>(name); }
    static constexpr std::size_t size = index(Name::count);

    std::array<bool, size> present_{};
    union {
        json_member members_[size];
    };
};

/// The number that a member is: a whole one without sign, fraction and exponent that 64 bits hold; any that
/// is not below zero. Nothing if it is something else.
[[nodiscard]] std::optional<std::uint64_t> to_id(const json_member& m, written how) noexcept;
[[nodiscard]] std::optional<decimal> to_amount(const json_member& m, written how) noexcept;

/// A number of any sign, whose digits are cut where a `decimal` has no room for them (`decimal::parse_cut`).
[[nodiscard]] std::optional<decimal> to_cut_amount(const json_member& m, written how) noexcept;

/// Says whether a member tells nothing: it is absent, null, or an empty text.
[[nodiscard]] inline bool is_blank(const json_member& m) noexcept
{
    using enum json_member::shape;
    return m.is == absent || m.is == null || (m.is == string && m.text.empty());
}

/// A moment given in milliseconds, microseconds or nanoseconds since 1970: of any moment from 1973 to 2262
/// its size tells which.
[[nodiscard]] std::optional<wall_time> to_time(std::uint64_t stamp) noexcept;

/// What was not as it has to be: the first of it.
class complaint {
public:
    void expect(bool met, std::string_view otherwise) noexcept
    {
        if (!met && good()) [[unlikely]]
            wanted_ = otherwise;
    }
    void refuse(const json_member& m, std::string_view name, std::string_view wanted) noexcept;

    [[nodiscard]] bool good() const noexcept { return wanted_.empty(); }
    /// In words; empty when all is good.
    [[nodiscard]] std::string error() const;

private:
    std::string_view wanted_{};
    std::string_view name_{};
    const json_member* refused_ = nullptr;
};

/// Takes members for what they have to be. The first one that is something else is remembered; what is read
/// is then worthless. `Ids` and `Amounts`: how the exchange writes its ids and times, its prices and
/// quantities.
template <written Ids, written Amounts>
class member_reader : public complaint {
public:
    [[nodiscard]] std::uint64_t id(const json_member& m, std::string_view name) noexcept
    {
        return take(to_id(m, Ids), m, name, "a 64-bit id");
    }

    [[nodiscard]] wall_time time(const json_member& m, std::string_view name) noexcept
    {
        const auto stamp = to_id(m, Ids);
        return take(stamp ? to_time(*stamp) : std::nullopt, m, name, "a time stamp");
    }

    /// Not below zero.
    [[nodiscard]] decimal amount(const json_member& m, std::string_view name) noexcept
    {
        return take(to_amount(m, Amounts), m, name, "a decimal number");
    }

    /// Of an account, of any sign: with digits cut off where there are too many.
    [[nodiscard]] decimal cut_amount(const json_member& m, std::string_view name) noexcept
    {
        return take(to_cut_amount(m, Amounts), m, name, "a decimal number");
    }

    /// The same, not below zero.
    [[nodiscard]] decimal cut_magnitude(const json_member& m, std::string_view name) noexcept
    {
        const auto read = to_cut_amount(m, Amounts);
        return take(read && read->sign() >= 0 ? read : std::nullopt, m, name, "a decimal number");
    }

    /// The same where the exchange may have nothing to say, which is zero.
    [[nodiscard]] decimal cut_magnitude_or_zero(const json_member& m, std::string_view name) noexcept
    {
        return is_blank(m) ? decimal() : cut_magnitude(m, name);
    }

    /// A time where the exchange may have nothing to say, which is the epoch.
    [[nodiscard]] wall_time time_or_epoch(const json_member& m, std::string_view name) noexcept
    {
        return is_blank(m) ? wall_time() : time(m, name);
    }

    [[nodiscard]] bool flag(const json_member& m, std::string_view name) noexcept
    {
        using enum json_member::shape;
        return take(m.is == yes || m.is == no ? std::optional(m.is == yes) : std::nullopt, m, name,
                    "true or false");
    }

    [[nodiscard]] std::span<const level> levels(const json_member& m, std::string_view name) noexcept
    {
        static_assert(max_levels == 100'000);
        return take(m.is == json_member::shape::levels ? std::optional(m.levels) : std::nullopt, m, name,
                    "a list of price and quantity, of 100000 levels at most");
    }

private:
    template <class T>
    [[nodiscard]] T take(const std::optional<T>& value, const json_member& m, std::string_view name,
                         std::string_view wanted) noexcept
    {
        if (value) [[likely]]
            return *value;
        refuse(m, name, wanted);
        return {};
    }
};

// ---- what is common ---------------------------------------------------------------------------------------

namespace member_detail {

/// The same for everything that is no plain number.
[[nodiscard]] json_member read_other_member(json_cursor& in, slab& memory);

[[nodiscard]] std::optional<decimal> to_odd_amount(const json_member& m) noexcept;

[[nodiscard]] inline bool is_written(const json_member& m, written how) noexcept
{
    return (m.is == json_member::shape::number && how != written::quoted) ||
           (m.is == json_member::shape::string && how != written::bare);
}

} // namespace member_detail

[[gnu::always_inline]] inline json_member read_member(json_cursor& in, slab& memory)
{
    using enum json_member::shape;
    const std::string_view text = in.rest();
    if (!text.empty() && text.front() == '"') {
        if (const plain_number read = in.quoted_number())
            return {
                string, true, {text.data() + 1, read.size}, decimal::of_digits(read.digits, read.scale), {}};
        return {string, false, in.string(), {}, {}};
    }
    if (const plain_number read = in.bare_number())
        return {number, true, {text.data(), read.size}, decimal::of_digits(read.digits, read.scale), {}};
    return member_detail::read_other_member(in, memory);
}

inline std::optional<std::uint64_t> to_id(const json_member& m, written how) noexcept
{
    if (!member_detail::is_written(m, how)) [[unlikely]]
        return std::nullopt;
    if (m.plain && m.amount.scale() == 0) [[likely]]
        return static_cast<std::uint64_t>(m.amount.coefficient());
    return read_id(m.text);
}

inline std::optional<decimal> to_amount(const json_member& m, written how) noexcept
{
    if (!member_detail::is_written(m, how)) [[unlikely]]
        return std::nullopt;
    return m.plain ? m.amount : member_detail::to_odd_amount(m);
}

} // namespace holdfast::wire

#endif
