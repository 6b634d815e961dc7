// SPDX-License-Identifier: BSL-1.0
#include "wire/json/json_cursor.hpp"

#include "wire/json/json_escape.hpp"
#include "wire/text/utf8.hpp"

#include <charconv>
#include <limits>

namespace holdfast::wire {

namespace {

// For each depth of nesting.
constexpr std::uint64_t bit(unsigned depth) noexcept
{
    return std::uint64_t(1) << depth;
}

} // namespace

std::optional<std::uint64_t> read_id(std::string_view text) noexcept
{
    if (text.size() > 1 && text.front() == '0')
        return std::nullopt;
    std::uint64_t number = 0;
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number);
    if (error != std::errc() || stop != end)
        return std::nullopt;
    return number;
}

std::string json_cursor::complaint() const
{
    return std::string(error_) + " at byte " + std::to_string(position());
}

void json_cursor::fail(std::string_view why) noexcept
{
    if (error_.empty())
        error_ = why;
    end_ = at_;
}

// Goes to the next member of the innermost container, or leaves the container and answers false.
bool json_cursor::next(char bracket) noexcept
{
    const bool first = separator_ != ',';
    if (!first)
        skip_space();
    if (at_ != end_ && *at_ == separator_) {
        ++at_;
        separator_ = ',';
        skip_space();
        if (!first || at_ == end_ || *at_ != bracket)
            return true;
    }
    if (at_ == end_ || *at_ != bracket) {
        fail("a comma is expected");
        return false;
    }
    ++at_;
    --depth_;
    return false;
}

// A key from its opening quote on, and the colon.
json_cursor::raw_string json_cursor::scan_key() noexcept
{
    raw_string key;
    if (peek() != json_kind::string)
        fail("a key is expected");
    else
        key = scan_string();
    skip_space();
    if (at_ == end_ || *at_ != ':')
        fail("a colon is expected");
    else
        ++at_;
    return key;
}

// Goes to the next member of an object, whatever its key is.
bool json_cursor::skip_key() noexcept
{
    if (end_ - at_ >= 2 && at_[0] == separator_ && at_[1] == '"') {
        const char* const behind = skip_plain(at_ + 2, end_);
        if (end_ - behind >= 2 && behind[0] == '"' && behind[1] == ':') {
            advance(static_cast<std::size_t>(behind + 2 - at_));
            return true;
        }
    }
    if (!next('}'))
        return false;
    static_cast<void>(scan_key());
    return !failed();
}

bool json_cursor::next_odd_key(std::string_view& key)
{
    if (!next('}'))
        return false;
    const raw_string raw = scan_key();
    if (!failed())
        key = decode(raw);
    return !failed();
}

std::string_view json_cursor::string_slowly()
{
    if (peek() != json_kind::string) {
        fail("a string is expected");
        return {};
    }
    return decode(scan_string());
}

// The text of a number, between quotes or without; goes over a value that is none.
std::optional<std::string_view> json_cursor::number_text(written how)
{
    const json_kind kind = peek();
    if (kind == json_kind::number && how != written::quoted)
        return number();
    if (kind == json_kind::string && how != written::bare)
        return string();
    skip();
    return std::nullopt;
}

std::optional<std::uint64_t> json_cursor::id_slowly(written how)
{
    const auto text = number_text(how);
    return text ? read_id(*text) : std::nullopt;
}

std::optional<decimal> json_cursor::amount_slowly(written how)
{
    const auto text = number_text(how);
    return text ? decimal::parse(*text) : std::nullopt;
}

json_cursor::raw_string json_cursor::scan_string() noexcept
{
    const char* const first = ++at_;
    bool escaped = false;
    for (;;) {
        at_ = skip_plain(at_, end_);
        if (at_ == end_) {
            fail("a string without an end");
            return {};
        }
        const auto c = static_cast<unsigned char>(*at_);
        if (c == '"')
            return {view(first, at_++), escaped};
        if (c < 0x20) {
            fail("a control character in a string");
            return {};
        }
        const bool escape = c == '\\';
        const std::size_t length = escape ? escape_sequence(rest()) : utf8_sequence(rest());
        if (length == 0) {
            fail(escape ? "not an escape sequence" : "not UTF-8");
            return {};
        }
        escaped = escaped || escape;
        at_ += length;
    }
}

// Decoding never makes a string longer.
std::string_view json_cursor::decode(raw_string s)
{
    if (!s.escaped)
        return s.text;
    char* const first = memory_->room<char>(s.text.size()).data();
    return view(first, unescape(s.text, first));
}

bool json_cursor::scan_digits() noexcept
{
    const char* const first = at_;
    at_ = skip_digits(at_, end_);
    return at_ != first;
}

// Boost.JSON refuses an exponent that `int` cannot hold.
bool json_cursor::scan_exponent() noexcept
{
    if (at_ != end_ && (*at_ == '-' || *at_ == '+'))
        ++at_;
    const char* const first = at_;
    constexpr auto limit = std::uint64_t(std::numeric_limits<int>::max());
    std::uint64_t exponent = 0;
    for (; at_ != end_ && is_digit(*at_) && exponent <= limit; ++at_)
        exponent = exponent * 10 + static_cast<unsigned>(*at_ - '0');
    return at_ != first && exponent <= limit;
}

std::string_view json_cursor::number() noexcept
{
    skip_space();
    const char* const first = at_;
    if (bare_number()) [[likely]]
        return view(first, at_);
    if (at_ != end_ && *at_ == '-')
        ++at_;
    const bool zero = at_ != end_ && *at_ == '0';
    const char* const whole = at_;
    bool good = scan_digits() && !(zero && at_ - whole > 1);
    if (good && at_ != end_ && *at_ == '.') {
        ++at_;
        good = scan_digits();
    }
    if (good && at_ != end_ && (*at_ == 'e' || *at_ == 'E')) {
        ++at_;
        good = scan_exponent();
    }
    if (!good) {
        fail("a number is expected");
        return {};
    }
    return view(first, at_);
}

bool json_cursor::scan_word(std::string_view word) noexcept
{
    if (!rest().starts_with(word)) {
        fail("a value is expected");
        return false;
    }
    at_ += word.size();
    return true;
}

bool json_cursor::boolean() noexcept
{
    if (peek() != json_kind::boolean) {
        fail("true or false is expected");
        return false;
    }
    return *at_ == 't' ? scan_word("true") : (scan_word("false"), false);
}

// One value; of a container only the opening bracket.
void json_cursor::scan_value() noexcept
{
    // Most values are plain strings.
    if (at_ != end_ && *at_ == '"') {
        const char* const behind = skip_plain(at_ + 1, end_);
        if (behind != end_ && *behind == '"') {
            at_ = behind + 1;
            return;
        }
    }
    switch (peek()) {
    case json_kind::object: begin_object(); return;
    case json_kind::array: begin_array(); return;
    case json_kind::string: static_cast<void>(scan_string()); return;
    case json_kind::number: static_cast<void>(number()); return;
    case json_kind::boolean: scan_word(*at_ == 't' ? "true" : "false"); return;
    case json_kind::null: scan_word("null"); return;
    case json_kind::none: fail("a value is expected"); return;
    }
}

// Goes from value to value, in and out of containers, until it is outside again.
std::string_view json_cursor::skip() noexcept
{
    skip_space();
    const char* const first = at_;
    const unsigned outside = depth_;
    std::uint64_t objects = 0; // A bit for each depth: this container is an object.
    for (;;) {
        scan_value();
        if (separator_ != ',') // The value is a container, and has been entered.
            objects = separator_ == '{' ? objects | bit(depth_) : objects & ~bit(depth_);
        while (depth_ != outside && !((objects & bit(depth_)) != 0 ? skip_key() : next_element()) &&
               !failed()) {
        }
        if (failed())
            return {};
        if (depth_ == outside)
            return view(first, at_);
    }
}

bool json_cursor::finish() noexcept
{
    skip_space();
    if (!failed() && at_ != end_)
        fail("more text after the value");
    return !failed();
}

} // namespace holdfast::wire
