// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_WIRE_JSON_JSON_CURSOR_HPP
#define HOLDFAST_SRC_WIRE_JSON_JSON_CURSOR_HPP

#include "wire/json/json_number.hpp"
#include "wire/json/json_scan.hpp"

#include <holdfast/decimal.hpp>
#include <holdfast/memory/slab.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>

namespace holdfast::wire {

/// What a JSON value is; `none` where there is none.
enum class json_kind : std::uint8_t { none, object, array, string, number, boolean, null };

/// How an exchange writes its numbers: `1.5`, `"1.5"`, now like this and now like that.
enum class written : std::uint8_t { bare, quoted, either };

/// The number that the text writes: digits and nothing else, no zeros in front; nothing if 64 bits do not
/// hold it.
[[nodiscard]] std::optional<std::uint64_t> read_id(std::string_view text) noexcept;

/// Reads JSON (RFC 8259) in one pass, forward only, without building anything: the caller asks for what it
/// expects and skips the rest. Strict: UTF-8, escapes, numbers and nesting (32 deep) are checked in skipped
/// values too, and its verdict is that of Boost.JSON on every text.
///
/// The first error ends the text: from then on nothing is there, and `failed()` and `error()` tell why.
///
/// What is common is inline and takes a few looks of 16 bytes; whatever is rare (blanks, escapes, letters
/// beyond ASCII, odd numbers, errors) goes a slower way to the same end.
///
/// **How an adapter reads a frame.** Keys come in any order: go through the members, say for each what is
/// wanted, skip those that are not known. What a member has to be is often known:
///
/// @code
/// json_cursor in(text, memory);
/// std::optional<std::uint64_t> sequence;
/// std::optional<std::span<const level>> bids;
/// std::string_view key;
/// for (in.begin_object(); in.next_key(key);)
///     if (key == "seqId") sequence = in.id(written::either);
///     else if (key == "bids") bids = read_levels(in, memory, level_row());
///     else in.skip();
/// if (!in.finish()) return malformed(in.error(), in.position());
/// if (!sequence || !bids) return malformed("…");
/// @endcode
///
/// `id`, `amount` and `read_levels` (level_reader.hpp) answer nothing for a value that is something else, and
/// go over it: a wrong type is an answer like any other, while `string` and `boolean` end the text. Of a
/// value that may be one or the other ask `peek` first.
///
/// What a member has to be may depend on another that comes later (the topic behind the data). Then keep it
/// as a `json_member` (json_member.hpp), which is cheap for numbers, strings and lists of levels; or keep the
/// text that `skip` returns, and read that with a cursor of its own once the topic is known.
///
/// Members that nearly always come first are asked for with `next_is`, before the loop; that saves looking
/// for the end of the key.
class json_cursor {
public:
    static constexpr unsigned max_depth = 32;

    /// Both must outlive what is read. Strings that contain escapes are decoded into `memory`, all others are
    /// views of `text`.
    json_cursor(std::string_view text, slab& memory) noexcept
        : begin_(text.data()), at_(begin_), end_(begin_ + text.size()), memory_(&memory)
    {
    }

    /// What comes next, judged by its first character; `none` at the end of a container or of the text.
    [[nodiscard]] json_kind peek() noexcept;

    /// Enters a container; `next_key` or `next_element` then goes through it and leaves it when it answers
    /// false.
    bool begin_object() noexcept { return open('{', "an object is expected"); }
    bool begin_array() noexcept { return open('[', "a list is expected"); }
    [[nodiscard]] bool next_key(std::string_view& key);
    [[nodiscard]] bool next_element() noexcept;

    /// Goes to the next member if it has that key, written in the usual way, and answers false if not: for
    /// those that nearly always come at that place. `next_key` finds what is missed here.
    [[nodiscard]] bool next_is(std::string_view key) noexcept;

    /// The value that comes next, which must be of that kind; empty or false after an error.
    [[nodiscard]] std::string_view string();
    [[nodiscard]] std::string_view number() noexcept;
    [[nodiscard]] bool boolean() noexcept;

    /// A whole number without sign, fraction and exponent that 64 bits hold; nothing for any other value.
    [[nodiscard]] std::optional<std::uint64_t> id(written how);

    /// A number as it was sent, exactly; nothing for one that `decimal` has no room for, and for any other
    /// value.
    [[nodiscard]] std::optional<decimal> amount(written how);

    /// Goes over one value of any kind; returns its text.
    std::string_view skip() noexcept;

    /// Says whether the text was read without an error and nothing but white space is left of it.
    [[nodiscard]] bool finish() noexcept;

    /// Ends the text: the caller found something that must not be there.
    void fail(std::string_view why) noexcept;

    [[nodiscard]] bool failed() const noexcept { return !error_.empty(); }
    [[nodiscard]] std::string_view error() const noexcept { return error_; }
    /// The error, and at which byte it was found.
    [[nodiscard]] std::string complaint() const;
    /// Bytes read so far; after an error, where it was found.
    [[nodiscard]] std::size_t position() const noexcept { return static_cast<std::size_t>(at_ - begin_); }

    /// The text from here on.
    [[nodiscard]] std::string_view rest() const noexcept { return view(at_, end_); }

    /// For readers that know what usually comes next: what has to stand before the next member of the
    /// innermost container (the bracket that opened it, or a comma), and the way behind members that they
    /// have read and checked, separators included.
    [[nodiscard]] char separator() const noexcept { return separator_; }
    void advance(std::size_t size) noexcept
    {
        at_ += size;
        separator_ = size == 0 ? separator_ : ',';
    }

    /// A plain number, between quotes or without. Nothing is read if what comes next is anything else, blanks
    /// included.
    [[nodiscard]] plain_number bare_number() noexcept;
    [[nodiscard]] plain_number quoted_number() noexcept;

private:
    // A string between its quotes.
    struct raw_string {
        std::string_view text{};
        bool escaped = false;
    };

    static std::string_view view(const char* from, const char* to) noexcept
    {
        return {from, static_cast<std::size_t>(to - from)};
    }

    void skip_space() noexcept;
    bool open(char bracket, std::string_view otherwise) noexcept;
    [[nodiscard]] bool next(char bracket) noexcept;
    [[nodiscard]] bool next_odd_key(std::string_view& key);
    [[nodiscard]] bool skip_key() noexcept;
    [[nodiscard]] std::string_view string_slowly();
    [[nodiscard]] plain_number plain(written how) noexcept;
    [[nodiscard]] std::optional<std::uint64_t> id_slowly(written how);
    [[nodiscard]] std::optional<decimal> amount_slowly(written how);
    [[nodiscard]] std::optional<std::string_view> number_text(written how);
    [[nodiscard]] raw_string scan_key() noexcept;
    [[nodiscard]] raw_string scan_string() noexcept;
    [[nodiscard]] bool scan_exponent() noexcept;
    [[nodiscard]] bool scan_digits() noexcept;
    bool scan_word(std::string_view word) noexcept;
    void scan_value() noexcept;
    [[nodiscard]] std::string_view decode(raw_string s);

    const char* begin_;
    const char* at_;
    const char* end_;
    slab* memory_;
    std::string_view error_{};
    unsigned depth_ = 0;
    char separator_ = ','; // What stands before the next member: a comma, or the bracket that opened.
};

// ---- what is common ---------------------------------------------------------------------------------------

inline void json_cursor::skip_space() noexcept
{
    if (at_ != end_ && *at_ <= ' ') [[unlikely]]
        at_ = wire::skip_space(at_, end_);
}

// The bracket itself is gone over with the first member.
inline bool json_cursor::open(char bracket, std::string_view otherwise) noexcept
{
    skip_space();
    if (at_ == end_ || *at_ != bracket || depth_ == max_depth) [[unlikely]] {
        fail(at_ == end_ || *at_ != bracket ? otherwise : "nested too deep");
        return false;
    }
    ++depth_;
    separator_ = bracket;
    return true;
}

inline bool json_cursor::next_element() noexcept
{
    if (end_ - at_ >= 2 && *at_ == separator_ && at_[1] > ' ' && at_[1] != ']') [[likely]] {
        ++at_;
        separator_ = ',';
        return true;
    }
    return next(']');
}

[[gnu::always_inline]] inline bool json_cursor::next_key(std::string_view& key)
{
    // The usual form: separator, quote, plain characters, quote, colon. Nearly all keys of hot messages are
    // one letter; the processor guesses that and need not wait for a look at the text.
    if (end_ - at_ < 5 || at_[0] != separator_ || at_[1] != '"') [[unlikely]]
        return next_odd_key(key);
    const char* const first = at_ + 2;
    std::ptrdiff_t size = 1;
    if (!is_letter(first[0]) || first[1] != '"') {
        if (end_ - first < block_size + 2) [[unlikely]]
            return next_odd_key(key);
        size = lowest_bit(text_block(first).other_than_plain() | 1U << block_size);
        if (first[size] != '"') [[unlikely]]
            return next_odd_key(key);
    }
    if (first[size + 1] != ':') [[unlikely]]
        return next_odd_key(key);
    separator_ = ',';
    key = view(first, first + size);
    at_ = first + size + 2;
    return true;
}

inline bool json_cursor::next_is(std::string_view key) noexcept
{
    const std::string_view text = rest();
    const std::size_t size = key.size() + 4; // With separator, quotes and colon.
    if (text.size() < size || text[0] != separator_ || text[1] != '"' || text.substr(2, key.size()) != key ||
        text[size - 2] != '"' || text[size - 1] != ':')
        return false;
    advance(size);
    return true;
}

inline json_kind json_cursor::peek() noexcept
{
    skip_space();
    if (at_ == end_)
        return json_kind::none;
    switch (*at_) {
    case '{': return json_kind::object;
    case '[': return json_kind::array;
    case '"': return json_kind::string;
    case 't':
    case 'f': return json_kind::boolean;
    case 'n': return json_kind::null;
    default: return *at_ == '-' || is_digit(*at_) ? json_kind::number : json_kind::none;
    }
}

inline std::string_view json_cursor::string()
{
    if (at_ == end_ || *at_ != '"') [[unlikely]]
        return string_slowly();
    const char* const first = at_ + 1;
    const char* const behind = skip_plain(first, end_);
    if (behind == end_ || *behind != '"') [[unlikely]]
        return string_slowly();
    at_ = behind + 1;
    return view(first, behind);
}

[[gnu::always_inline]] inline plain_number json_cursor::bare_number() noexcept
{
    if (at_ == end_ || !is_digit(*at_) || at_ - begin_ < before_number)
        return {};
    const plain_number read = read_plain_number(at_, end_);
    if (!read || at_[read.size] == 'e' || at_[read.size] == 'E') [[unlikely]]
        return {};
    at_ += read.size;
    return read;
}

[[gnu::always_inline]] inline plain_number json_cursor::quoted_number() noexcept
{
    if (at_ == end_ || *at_ != '"' || at_ + 1 - begin_ < before_number)
        return {};
    const plain_number read = read_plain_number(at_ + 1, end_);
    if (!read || at_[1 + read.size] != '"') [[unlikely]]
        return {};
    at_ += 2 + read.size;
    return read;
}

inline plain_number json_cursor::plain(written how) noexcept
{
    const plain_number read = how != written::quoted ? bare_number() : plain_number();
    return read || how == written::bare ? read : quoted_number();
}

inline std::optional<std::uint64_t> json_cursor::id(written how)
{
    const char* const first = at_;
    if (const plain_number read = plain(how); read && read.scale == 0) [[likely]]
        return read.digits;
    at_ = first;
    return id_slowly(how);
}

inline std::optional<decimal> json_cursor::amount(written how)
{
    if (const plain_number read = plain(how)) [[likely]]
        return decimal::of_digits(read.digits, read.scale);
    return amount_slowly(how);
}

} // namespace holdfast::wire

#endif
