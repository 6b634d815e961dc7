#include "wire/json_cursor.hpp"

#include "wire/utf8.hpp"

#include <limits>
#include <optional>

namespace holdfast::wire {

namespace {

bool is_digit(char c) noexcept
{
    return c >= '0' && c <= '9';
}

std::optional<unsigned> hex_digit(char c) noexcept
{
    if (is_digit(c))
        return static_cast<unsigned>(c - '0');
    const char lower = static_cast<char>(c | 0x20);
    if (lower >= 'a' && lower <= 'f')
        return static_cast<unsigned>(lower - 'a' + 10);
    return std::nullopt;
}

// The four digits of a \u escape.
std::optional<unsigned> hex_number(const char* at, const char* end) noexcept
{
    if (end - at < 4)
        return std::nullopt;
    unsigned number = 0;
    for (int i = 0; i < 4; ++i) {
        const auto digit = hex_digit(at[i]);
        if (!digit)
            return std::nullopt;
        number = number * 16 + *digit;
    }
    return number;
}

bool is_high_surrogate(unsigned u) noexcept
{
    return u >= 0xd800 && u <= 0xdbff;
}

bool is_low_surrogate(unsigned u) noexcept
{
    return u >= 0xdc00 && u <= 0xdfff;
}

char* write_utf8(unsigned code, char* to) noexcept
{
    const auto tail = [code](unsigned shift) { return static_cast<char>(0x80 | (code >> shift & 0x3f)); };
    if (code < 0x80) {
        *to++ = static_cast<char>(code);
    } else if (code < 0x800) {
        *to++ = static_cast<char>(0xc0 | code >> 6);
        *to++ = tail(0);
    } else if (code < 0x10000) {
        *to++ = static_cast<char>(0xe0 | code >> 12);
        *to++ = tail(6);
        *to++ = tail(0);
    } else {
        *to++ = static_cast<char>(0xf0 | code >> 18);
        *to++ = tail(12);
        *to++ = tail(6);
        *to++ = tail(0);
    }
    return to;
}

char unescaped(char c) noexcept
{
    switch (c) {
    case 'b': return '\b';
    case 'f': return '\f';
    case 'n': return '\n';
    case 'r': return '\r';
    case 't': return '\t';
    default: return c;
    }
}

} // namespace

void json_cursor::fail(std::string_view why) noexcept
{
    if (error_.empty())
        error_ = why;
    end_ = at_;
}

void json_cursor::skip_space() noexcept
{
    while (at_ != end_ && (*at_ == ' ' || *at_ == '\n' || *at_ == '\r' || *at_ == '\t'))
        ++at_;
}

json_kind json_cursor::peek() noexcept
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

bool json_cursor::open(char bracket, std::string_view otherwise) noexcept
{
    skip_space();
    if (at_ == end_ || *at_ != bracket) {
        fail(otherwise);
        return false;
    }
    if (depth_ == max_depth) {
        fail("nested too deep");
        return false;
    }
    const std::uint32_t bit = std::uint32_t(1) << depth_;
    objects_ = bracket == '{' ? objects_ | bit : objects_ & ~bit;
    ++depth_;
    ++at_;
    fresh_ = true;
    return true;
}

// Goes to the next member of the innermost container, or leaves the container and answers false.
bool json_cursor::next(char bracket) noexcept
{
    skip_space();
    if (at_ != end_ && *at_ == bracket) {
        ++at_;
        --depth_;
        fresh_ = false;
        return false;
    }
    if (!fresh_) {
        if (at_ == end_ || *at_ != ',') {
            fail("a comma is expected");
            return false;
        }
        ++at_;
    }
    fresh_ = false;
    return true;
}

bool json_cursor::next_element() noexcept
{
    return next(']') && !failed();
}

bool json_cursor::next_raw_key(raw_string& key) noexcept
{
    if (!next('}'))
        return false;
    if (peek() != json_kind::string) {
        fail("a key is expected");
        return false;
    }
    key = scan_string();
    skip_space();
    if (at_ == end_ || *at_ != ':') {
        fail("a colon is expected");
        return false;
    }
    ++at_;
    return true;
}

bool json_cursor::next_key(std::string_view& key)
{
    raw_string raw;
    if (!next_raw_key(raw))
        return false;
    key = decode(raw);
    return true;
}

bool json_cursor::in_object() const noexcept
{
    return (objects_ >> (depth_ - 1) & 1) != 0;
}

std::string_view json_cursor::string()
{
    if (peek() != json_kind::string) {
        fail("a string is expected");
        return {};
    }
    return decode(scan_string());
}

json_cursor::raw_string json_cursor::scan_string() noexcept
{
    const char* const first = ++at_;
    bool escaped = false;
    while (at_ != end_) {
        const auto c = static_cast<unsigned char>(*at_);
        if (c == '"')
            return {{first, static_cast<std::size_t>(at_++ - first)}, escaped};
        if (c == '\\') {
            escaped = true;
            if (!scan_escape()) {
                fail("not an escape sequence");
                return {};
            }
        } else if (c >= 0x80) {
            const std::size_t length = utf8_sequence({at_, static_cast<std::size_t>(end_ - at_)});
            if (length == 0) {
                fail("not UTF-8");
                return {};
            }
            at_ += length;
        } else if (c < 0x20) {
            fail("a control character in a string");
            return {};
        } else {
            ++at_;
        }
    }
    fail("a string without an end");
    return {};
}

bool json_cursor::scan_escape() noexcept
{
    if (++at_ == end_)
        return false;
    const char kind = *at_++;
    if (kind != 'u')
        return std::string_view("\"\\/bfnrt").find(kind) != std::string_view::npos;
    const auto unit = hex_number(at_, end_);
    if (!unit || is_low_surrogate(*unit))
        return false;
    at_ += 4;
    if (!is_high_surrogate(*unit))
        return true;
    if (end_ - at_ < 6 || at_[0] != '\\' || at_[1] != 'u')
        return false;
    const auto low = hex_number(at_ + 2, end_);
    at_ += 6;
    return low && is_low_surrogate(*low);
}

// Decoding never makes a string longer.
std::string_view json_cursor::decode(raw_string s)
{
    if (!s.escaped)
        return s.text;
    char* const first = memory_->allocate<char>(s.text.size()).data();
    char* to = first;
    const char* at = s.text.data();
    const char* const end = at + s.text.size();
    while (at != end) {
        if (*at != '\\') {
            *to++ = *at++;
        } else if (at[1] != 'u') {
            *to++ = unescaped(at[1]);
            at += 2;
        } else {
            unsigned code = hex_number(at + 2, end).value_or(0);
            at += 6;
            if (is_high_surrogate(code)) {
                code = 0x10000 + ((code & 0x3ff) << 10) + (hex_number(at + 2, end).value_or(0) & 0x3ff);
                at += 6;
            }
            to = write_utf8(code, to);
        }
    }
    return {first, static_cast<std::size_t>(to - first)};
}

bool json_cursor::scan_digits() noexcept
{
    const char* const first = at_;
    while (at_ != end_ && is_digit(*at_))
        ++at_;
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
    return {first, static_cast<std::size_t>(at_ - first)};
}

bool json_cursor::scan_word(std::string_view word) noexcept
{
    if (!std::string_view(at_, static_cast<std::size_t>(end_ - at_)).starts_with(word)) {
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

std::string_view json_cursor::skip() noexcept
{
    skip_space();
    const char* const first = at_;
    const unsigned outside = depth_;
    do {
        scan_value();
        raw_string key;
        while (depth_ > outside && !failed() && !(in_object() ? next_raw_key(key) : next_element())) {
        }
    } while (depth_ > outside && !failed());
    return failed() ? std::string_view() : std::string_view(first, static_cast<std::size_t>(at_ - first));
}

bool json_cursor::finish() noexcept
{
    skip_space();
    if (!failed() && at_ != end_)
        fail("more text after the value");
    return !failed();
}

} // namespace holdfast::wire
