#ifndef HOLDFAST_WIRE_JSON_CURSOR_HPP
#define HOLDFAST_WIRE_JSON_CURSOR_HPP

#include <holdfast/slab.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace holdfast::wire {

/// What a JSON value is; `none` where there is none.
enum class json_kind : std::uint8_t { none, object, array, string, number, boolean, null };

/// Reads JSON (RFC 8259) in one pass, forward only, without building anything: the caller asks for what it
/// expects and skips the rest. Strict: UTF-8, escapes, numbers and nesting (32 deep) are checked in skipped
/// values too, and its verdict is that of Boost.JSON on every text.
///
/// The first error ends the text: from then on nothing is there, and `failed()` and `error()` tell why.
///
/// @code
/// json_cursor in(text, memory);
/// std::string_view key, symbol;
/// for (in.begin_object(); in.next_key(key);)
///     if (key == "s") symbol = in.string(); else in.skip();
/// if (!in.finish()) return in.error();
/// @endcode
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

    /// The value that comes next, which must be of that kind; empty or false after an error.
    [[nodiscard]] std::string_view string();
    [[nodiscard]] std::string_view number() noexcept;
    [[nodiscard]] bool boolean() noexcept;

    /// Goes over one value of any kind; returns its text.
    std::string_view skip() noexcept;

    /// Says whether the text was read without an error and nothing but white space is left of it.
    [[nodiscard]] bool finish() noexcept;

    /// Ends the text: the caller found something that must not be there.
    void fail(std::string_view why) noexcept;

    [[nodiscard]] bool failed() const noexcept { return !error_.empty(); }
    [[nodiscard]] std::string_view error() const noexcept { return error_; }
    /// Bytes read so far; after an error, where it was found.
    [[nodiscard]] std::size_t position() const noexcept { return static_cast<std::size_t>(at_ - begin_); }

private:
    // A string between its quotes.
    struct raw_string {
        std::string_view text{};
        bool escaped = false;
    };

    void skip_space() noexcept;
    bool open(char bracket, std::string_view otherwise) noexcept;
    bool next(char bracket) noexcept;
    bool next_raw_key(raw_string& key) noexcept;
    [[nodiscard]] bool in_object() const noexcept;
    [[nodiscard]] raw_string scan_string() noexcept;
    [[nodiscard]] bool scan_escape() noexcept;
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
    std::uint32_t objects_ = 0; // A bit for each depth: this container is an object.
    unsigned depth_ = 0;
    bool fresh_ = false; // The innermost container has just been entered.
};

} // namespace holdfast::wire

#endif
