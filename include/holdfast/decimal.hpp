// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_DECIMAL_HPP
#define HOLDFAST_DECIMAL_HPP

#include <array>
#include <bit>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

namespace holdfast {

/// A decimal number that keeps its text: "0.10" stays "0.10", and equals "0.1".
///
/// Exact: up to 18 significant digits, 19 below 2^63, not counting trailing zeros; 63 places on either side
/// of the point. What does not fit is refused, never rounded; `parse_cut` and what is computed from its
/// results cut toward zero instead, and say so (`inexact`). No floating point is involved, except in
/// `to_double`.
///
/// 16 bytes, trivially copyable; zero by default.
///
/// @code
/// constexpr auto price = decimal::parse("61837.63000000");
/// static_assert(price == decimal::parse("61837.63"));
/// @endcode
class decimal {
public:
    /// Digits on either side of the point.
    static constexpr int max_places = 63;
    /// Length of the longest text: sign, digits, point.
    static constexpr std::size_t max_text = 2 * max_places + 2;

    constexpr decimal() = default;

    /// Reads a number in the grammar of JSON (RFC 8259 §6), the whole text and nothing but it.
    /// @return nothing if the text is not such a number, or is one that does not fit.
    [[nodiscard]] static constexpr std::optional<decimal> parse(std::string_view text) noexcept
    {
        if (text.size() > max_text)
            return std::nullopt;
        const char* at = text.data();
        const char* const end = at + text.size();
        const bool minus = at != end && *at == '-';
        at += minus ? 1 : 0;

        digits read;
        const char* const whole = at;
        at = read.take(at, end);
        if (at == whole || (*whole == '0' && at - whole > 1))
            return std::nullopt;

        int scale = 0;
        if (at != end && *at == '.') {
            const char* const fraction = ++at;
            at = read.take(at, end);
            if (at == fraction)
                return std::nullopt;
            scale = static_cast<int>(at - fraction);
        }
        if (at != end && (*at == 'e' || *at == 'E')) {
            const std::optional<int> power = read_power(++at, end);
            if (!power)
                return std::nullopt;
            scale -= *power;
        }
        if (at != end || read.lost)
            return std::nullopt;
        return scale < 0 ? compose(minus, read.value, read.zeros - scale, 0)
                         : compose(minus, read.value, read.zeros, scale);
    }

    /// The same, for amounts that are only compared and shown, such as a balance of a token with 18 decimals:
    /// digits that do not fit are cut off, which moves the number toward zero, and it is marked `inexact`.
    /// @return nothing if the text is not a number, or if it has more than 63 digits before the point.
    [[nodiscard]] static constexpr std::optional<decimal> parse_cut(std::string_view text) noexcept
    {
        const std::optional<decimal> exact = parse(text);
        return exact ? exact : read_cut(text.data(), text.data() + text.size());
    }

    /// The number `coefficient` / 10^`scale`, with `scale` digits after the point.
    [[nodiscard]] static constexpr std::optional<decimal> of(std::int64_t coefficient, int scale = 0) noexcept
    {
        if (coefficient == std::numeric_limits<std::int64_t>::min())
            return std::nullopt;
        return compose(coefficient < 0, magnitude_of(coefficient), 0, scale);
    }

    /// The same without a question: `digits` below 2^63, `scale` at most `max_places`.
    [[nodiscard]] static constexpr decimal of_digits(std::uint64_t digits, unsigned scale) noexcept
    {
        decimal made;
        made.coefficient_ = static_cast<std::int64_t>(digits);
        made.scale_ = static_cast<std::uint8_t>(scale);
        return made;
    }

    /// The value is `coefficient()` times ten to the power of `exponent()`.
    [[nodiscard]] constexpr std::int64_t coefficient() const noexcept { return coefficient_; }
    [[nodiscard]] constexpr int exponent() const noexcept { return zeros_ - scale_; }

    /// Digits after the point.
    [[nodiscard]] constexpr int scale() const noexcept { return scale_; }

    [[nodiscard]] constexpr bool is_zero() const noexcept { return coefficient_ == 0; }
    /// Says whether digits were cut off: the true number is this one, or a little further from zero.
    [[nodiscard]] constexpr bool inexact() const noexcept { return inexact_; }
    /// -1, 0 or 1.
    [[nodiscard]] constexpr int sign() const noexcept { return (coefficient_ > 0) - (coefficient_ < 0); }

    /// The text as it was sent; a number sent with an exponent is written out.
    [[nodiscard]] std::string str() const
    {
        std::array<char, max_text> room{};
        return std::string(write(room));
    }

    /// The same without an allocation; the result points into `room`.
    constexpr std::string_view write(std::array<char, max_text>& room) const noexcept
    {
        char* const end = room.data() + room.size();
        char* at = end;
        std::uint64_t rest = magnitude_of(coefficient_);
        int zeros = zeros_;
        for (int place = 0; place <= scale_ || zeros > 0 || rest > 0; ++place) {
            if (place == scale_ && place > 0)
                *--at = '.';
            if (zeros > 0) {
                --zeros;
                *--at = '0';
            } else {
                *--at = static_cast<char>('0' + rest % 10);
                rest /= 10;
            }
        }
        if (coefficient_ < 0 || minus_zero_)
            *--at = '-';
        return {at, static_cast<std::size_t>(end - at)};
    }

    /// The nearest double; for display and statistics, not for prices that go back to the exchange.
    [[nodiscard]] double to_double() const noexcept;

    /// Equality and order go by value: 1.0 equals 1.00.
    friend constexpr bool operator==(const decimal& a, const decimal& b) noexcept { return (a <=> b) == 0; }

    friend constexpr std::weak_ordering operator<=>(const decimal& a, const decimal& b) noexcept
    {
        return a.exponent() == b.exponent() ? a.coefficient_ <=> b.coefficient_ : compare(a, b);
    }

    [[nodiscard]] constexpr decimal operator-() const noexcept
    {
        decimal negated = *this;
        negated.coefficient_ = -coefficient_;
        negated.minus_zero_ = false;
        return negated;
    }

    /// The exact sum, with as many digits after the point as the longer of the two; nothing if it does not
    /// fit.
    [[nodiscard]] friend constexpr std::optional<decimal> add(const decimal& a, const decimal& b) noexcept
    {
        const decimal x = a.trimmed();
        const decimal y = b.trimmed();
        const bool take_x = y.is_zero() || (!x.is_zero() && x.exponent() < y.exponent());
        const int exponent = take_x ? x.exponent() : y.exponent();
        const std::optional<std::int64_t> left = x.shifted(x.exponent() - exponent);
        const std::optional<std::int64_t> right = y.shifted(y.exponent() - exponent);
        if (!left || !right ||
            (*left > 0 ? *right > max_coefficient - *left : *right < -max_coefficient - *left))
            return std::nullopt;
        const std::int64_t sum = *left + *right;
        const int scale = a.scale_ > b.scale_ ? a.scale_ : b.scale_;
        std::optional<decimal> made = compose(sum < 0, magnitude_of(sum), exponent + scale, scale);
        if (made)
            made->inexact_ = a.inexact_ || b.inexact_;
        return made;
    }

    [[nodiscard]] friend constexpr std::optional<decimal> subtract(const decimal& a,
                                                                   const decimal& b) noexcept
    {
        return add(a, -b);
    }

    /// The sum without the digits that do not fit, marked `inexact` if any were left out; nothing if it has
    /// more than 63 digits before the point.
    [[nodiscard]] friend constexpr std::optional<decimal> add_cut(const decimal& a, const decimal& b) noexcept
    {
        decimal x = a.trimmed();
        decimal y = b.trimmed();
        std::optional<decimal> sum = add(a, b);
        for (int digit = 0; !sum && digit != 2 * max_places; ++digit) {
            const int apart = x.exponent() - y.exponent();
            if (apart <= 0)
                x.drop_digit();
            if (apart >= 0)
                y.drop_digit();
            sum = add(x, y);
        }
        return sum;
    }

    /// The quotient, cut after so many digits as there is room for, and marked `inexact` if there would be
    /// more; nothing for a division by zero.
    [[nodiscard]] friend constexpr std::optional<decimal> divide_cut(const decimal& a,
                                                                     const decimal& b) noexcept
    {
        if (b.is_zero())
            return std::nullopt;
        const decimal x = a.trimmed();
        const decimal y = b.trimmed();
        const std::uint64_t by = magnitude_of(y.coefficient_);
        std::uint64_t quotient = magnitude_of(x.coefficient_) / by;
        std::uint64_t rest = magnitude_of(x.coefficient_) % by;
        int exponent = x.exponent() - y.exponent();
        constexpr auto limit = static_cast<std::uint64_t>(max_coefficient);
        for (; rest != 0 && quotient <= (limit - 9) / 10 && exponent > -max_places; --exponent)
            quotient = quotient * 10 + next_digit(rest, by);
        const bool minus = (x.coefficient_ < 0) != (y.coefficient_ < 0);
        return made_of(minus, quotient, exponent, rest != 0 || a.inexact_ || b.inexact_);
    }

    friend std::ostream& operator<<(std::ostream& out, const decimal& number);

private:
    static constexpr std::int64_t max_coefficient = std::numeric_limits<std::int64_t>::max();

    static constexpr std::array<std::uint64_t, 20> powers_of_ten = [] {
        std::array<std::uint64_t, 20> powers{1};
        for (std::size_t i = 1; i < powers.size(); ++i)
            powers[i] = powers[i - 1] * 10;
        return powers;
    }();

    // Digits as they are read. Zeros that no longer fit are counted; any other digit then is one too many.
    struct digits {
        std::uint64_t value = 0;
        int zeros = 0;
        bool lost = false;

        constexpr const char* take(const char* at, const char* end) noexcept
        {
            for (; at != end && *at >= '0' && *at <= '9'; ++at)
                append(static_cast<unsigned>(*at - '0'));
            return at;
        }

        constexpr void append(unsigned digit) noexcept
        {
            constexpr auto limit = static_cast<std::uint64_t>(max_coefficient);
            if (zeros == 0 && (value < limit / 10 || (value == limit / 10 && digit <= limit % 10)))
                value = value * 10 + digit;
            else if (digit == 0)
                ++zeros;
            else
                lost = true;
        }
    };

    // The digits of a number that may have too many. What does not fit is cut off behind the point, and is a
    // zero before it.
    struct cut_digits {
        std::uint64_t value = 0;
        int exponent = 0;
        bool full = false;
        bool lost = false;

        constexpr const char* take(const char* at, const char* end, bool fraction) noexcept
        {
            constexpr auto limit = static_cast<std::uint64_t>(max_coefficient);
            for (; at != end && *at >= '0' && *at <= '9'; ++at) {
                const auto digit = static_cast<unsigned>(*at - '0');
                full = full || value > limit / 10 || (value == limit / 10 && digit > limit % 10);
                if (full)
                    lost = lost || digit != 0;
                else
                    value = value * 10 + digit;
                exponent += fraction ? (full ? 0 : -1) : (full ? 1 : 0);
            }
            return at;
        }
    };

    static constexpr std::optional<decimal> read_cut(const char* at, const char* end) noexcept
    {
        const bool minus = at != end && *at == '-';
        at += minus ? 1 : 0;
        cut_digits read;
        const char* const whole = at;
        at = read.take(at, end, false);
        if (at == whole || (*whole == '0' && at - whole > 1))
            return std::nullopt;
        if (at != end && *at == '.') {
            const char* const fraction = ++at;
            at = read.take(at, end, true);
            if (at == fraction)
                return std::nullopt;
        }
        if (at != end && (*at == 'e' || *at == 'E')) {
            const std::optional<int> power = read_power(++at, end);
            if (!power)
                return std::nullopt;
            read.exponent += *power;
        }
        return at == end ? made_of(minus, read.value, read.exponent, read.lost) : std::nullopt;
    }

    static constexpr std::optional<decimal> made_of(bool minus, std::uint64_t magnitude, int exponent,
                                                    bool lost) noexcept
    {
        for (; exponent < -max_places && magnitude != 0; ++exponent) {
            lost = lost || magnitude % 10 != 0;
            magnitude /= 10;
        }
        if (magnitude == 0)
            exponent = exponent < -max_places ? -max_places : exponent > 0 ? 0 : exponent;
        std::optional<decimal> made =
            exponent < 0 ? compose(minus, magnitude, 0, -exponent) : compose(minus, magnitude, exponent, 0);
        if (made)
            made->inexact_ = lost;
        return made;
    }

    // The next digit of rest / by, which leaves the rest of that: the rest is below `by`, and that below
    // 2^63.
    static constexpr std::uint64_t next_digit(std::uint64_t& rest, std::uint64_t by) noexcept
    {
        std::uint64_t digit = 0;
        std::uint64_t left = 0;
        for (int times = 0; times != 10; ++times) {
            left += rest;
            if (left >= by) {
                left -= by;
                ++digit;
            }
        }
        rest = left;
        return digit;
    }

    // Cuts the last digit off.
    constexpr void drop_digit() noexcept
    {
        inexact_ = inexact_ || coefficient_ % 10 != 0;
        coefficient_ /= 10;
        if (scale_ > 0)
            --scale_;
        else
            ++zeros_;
    }

    // The digits of an exponent, with its sign; far exponents are cut to one that is far enough to be
    // refused.
    static constexpr std::optional<int> read_power(const char*& at, const char* end) noexcept
    {
        const bool minus = at != end && *at == '-';
        if (at != end && (*at == '-' || *at == '+'))
            ++at;
        const char* const first = at;
        int power = 0;
        for (; at != end && *at >= '0' && *at <= '9'; ++at)
            power = power < 1000 ? power * 10 + (*at - '0') : power;
        if (at == first)
            return std::nullopt;
        return minus ? -power : power;
    }

    static constexpr std::optional<decimal> compose(bool minus, std::uint64_t magnitude, int zeros,
                                                    int scale) noexcept
    {
        if (scale < 0 || scale > max_places || zeros > 2 * max_places)
            return std::nullopt;
        for (; zeros > 0 && magnitude <= static_cast<std::uint64_t>(max_coefficient) / 10; --zeros)
            magnitude *= 10;
        if (zeros > 0 && count_digits(magnitude) + zeros - scale > max_places)
            return std::nullopt;
        decimal made;
        made.coefficient_ =
            minus ? -static_cast<std::int64_t>(magnitude) : static_cast<std::int64_t>(magnitude);
        made.scale_ = static_cast<std::uint8_t>(scale);
        made.zeros_ = static_cast<std::uint8_t>(zeros);
        made.minus_zero_ = minus && magnitude == 0;
        return made;
    }

    static constexpr std::uint64_t magnitude_of(std::int64_t number) noexcept
    {
        return static_cast<std::uint64_t>(number < 0 ? -number : number);
    }

    static constexpr int count_digits(std::uint64_t number) noexcept
    {
        const auto guess = static_cast<std::size_t>(std::bit_width(number | 1) * 1233 >> 12);
        return static_cast<int>(guess) + (number >= powers_of_ten[guess] ? 1 : 0);
    }

    static constexpr std::weak_ordering compare(const decimal& a, const decimal& b) noexcept
    {
        if (a.sign() != b.sign() || a.is_zero())
            return a.sign() <=> b.sign();
        return a.sign() > 0 ? compare_magnitudes(a, b) : compare_magnitudes(b, a);
    }

    // Of numbers with equally many digits before the point the shorter coefficient can be extended to the
    // length of the longer, 19 digits at most, which 64 bits hold.
    static constexpr std::weak_ordering compare_magnitudes(const decimal& a, const decimal& b) noexcept
    {
        std::uint64_t x = magnitude_of(a.coefficient_);
        std::uint64_t y = magnitude_of(b.coefficient_);
        const int x_places = count_digits(x) + a.exponent();
        const int y_places = count_digits(y) + b.exponent();
        if (x_places != y_places)
            return x_places <=> y_places;
        const int shift = a.exponent() - b.exponent();
        (shift > 0 ? x : y) *= powers_of_ten[static_cast<std::size_t>(shift > 0 ? shift : -shift)];
        return x <=> y;
    }

    // The same value with the shortest coefficient.
    constexpr decimal trimmed() const noexcept
    {
        decimal t = *this;
        for (; t.coefficient_ != 0 && t.coefficient_ % 10 == 0; ++t.zeros_)
            t.coefficient_ /= 10;
        return t;
    }

    // The coefficient times a power of ten.
    constexpr std::optional<std::int64_t> shifted(int places) const noexcept
    {
        if (is_zero())
            return 0;
        if (places > 18)
            return std::nullopt;
        const auto factor = static_cast<std::int64_t>(powers_of_ten[static_cast<std::size_t>(places)]);
        if (coefficient_ > max_coefficient / factor || coefficient_ < -max_coefficient / factor)
            return std::nullopt;
        return coefficient_ * factor;
    }

    std::int64_t coefficient_ = 0;
    std::uint8_t scale_ = 0;  // Digits after the point.
    std::uint8_t zeros_ = 0;  // Zeros at the end of the text that the coefficient has no room for.
    bool minus_zero_ = false; // Sent as "-0".
    bool inexact_ = false;    // Cut off; the true number is this one, or a little further from zero.
};

static_assert(sizeof(decimal) == 16);

inline namespace literals {

/// `"0.10"_dec`; text that is not a number does not compile.
[[nodiscard]] consteval decimal operator""_dec(const char* text, std::size_t size)
{
    return decimal::parse({text, size}).value();
}

} // namespace literals

} // namespace holdfast

#endif
