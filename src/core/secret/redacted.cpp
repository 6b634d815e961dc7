// SPDX-License-Identifier: BSL-1.0
#include <holdfast/redacted.hpp>

#include <holdfast/printable.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>

namespace holdfast {

namespace {

constexpr std::string_view mark = "***";

constexpr bool digit(char c) noexcept
{
    return c >= '0' && c <= '9';
}

constexpr bool lower(char c) noexcept
{
    return c >= 'a' && c <= 'z';
}

constexpr bool upper(char c) noexcept
{
    return c >= 'A' && c <= 'Z';
}

constexpr bool letter_or_digit(char c) noexcept
{
    return digit(c) || lower(c) || upper(c);
}

constexpr char lowered(char c) noexcept
{
    return upper(c) ? static_cast<char>(c - 'A' + 'a') : c;
}

constexpr bool hexadecimal(char c) noexcept
{
    return digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

// ---- by their names --------------------------------------------------------------------------------------

/// What names a secret, without hyphens and underscores and in lower case.
constexpr std::array<std::string_view, 20> names{
    "accesstoken", "apikey",      "apisecret",   "authorization",      "cookie",
    "listenkey",   "listentoken", "okaccesskey", "okaccesspassphrase", "okaccesssign",
    "passphrase",  "password",    "secret",      "secretkey",          "sign",
    "signature",   "token",       "xbapiapikey", "xbapisign",          "xmbxapikey",
};

/// What ends the names of secrets that an exchange may yet invent: `sessionToken`, `new_api_key`.
constexpr std::array<std::string_view, 9> endings{
    "accesskey",  "apikey",   "apisecret", "listenkey", "passphrase",
    "privatekey", "password", "secretkey", "token",
};

bool names_a_secret(std::string_view plain)
{
    return std::ranges::find(names, plain) != names.end() ||
           std::ranges::any_of(endings, [plain](std::string_view end) { return plain.ends_with(end); });
}

/// How a name's secret ends.
enum class extent : std::uint8_t { none, word, line };

extent secret_of(std::string_view name)
{
    std::string plain;
    for (const char c : name)
        if (c != '-' && c != '_')
            plain += lowered(c);
    if (!names_a_secret(plain))
        return extent::none;
    const bool header =
        name.find('-') != std::string_view::npos || plain == "authorization" || plain == "cookie";
    return header ? extent::line : extent::word;
}

/// Goes through a text from its beginning.
class reader {
public:
    explicit reader(std::string_view text) noexcept : rest_(text) {}

    [[nodiscard]] std::string_view rest() const noexcept { return rest_; }
    [[nodiscard]] bool at(char c) const noexcept { return !rest_.empty() && rest_.front() == c; }

    std::string_view take(std::size_t size) noexcept
    {
        const std::string_view taken = rest_.substr(0, size);
        rest_.remove_prefix(taken.size());
        return taken;
    }

    template <class Is>
    std::string_view take_while(Is is) noexcept
    {
        return take(static_cast<std::size_t>(std::ranges::find_if_not(rest_, is) - rest_.begin()));
    }

private:
    std::string_view rest_;
};

constexpr bool blank(char c) noexcept
{
    return c == ' ' || c == '\t';
}

constexpr bool backslash(char c) noexcept
{
    return c == '\\';
}

/// The length of a character that is percent-encoded (RFC 3986 §2.1), once or several times over, as two
/// hexadecimal digits say; of any one where these are empty. Zero if there is none.
std::size_t encoded(std::string_view text, std::string_view digits = {}) noexcept
{
    if (!text.starts_with('%'))
        return 0;
    std::size_t at = 1;
    const auto is = [&](std::string_view two) {
        return std::ranges::equal(text.substr(at, 2), two,
                                  [](char a, char b) { return lowered(a) == lowered(b); });
    };
    while (is("25") && text.size() > at + 3 && hexadecimal(text[at + 2]) && hexadecimal(text[at + 3]))
        at += 2;
    const bool two = text.size() >= at + 2 && hexadecimal(text[at]) && hexadecimal(text[at + 1]);
    return two && (digits.empty() || is(digits)) ? at + 2 : 0;
}

/// The length of the first of these characters that stands here percent-encoded.
std::size_t encoded_one_of(std::string_view text, std::initializer_list<std::string_view> characters) noexcept
{
    for (const std::string_view digits : characters)
        if (const std::size_t size = encoded(text, digits))
            return size;
    return 0;
}

void take_blanks(reader& in) noexcept
{
    for (std::size_t size = 1; size != 0;) {
        in.take_while(blank);
        size = encoded_one_of(in.rest(), {"20", "09"});
        in.take(size);
    }
}

/// What stands between a name and its value: `=`, `": "`, `\":\"`, `%3D`. An opening quote belongs to the
/// value.
struct assignment {
    std::size_t size = 0; ///< Zero if it is no such thing.
    bool is_encoded = false;
};

assignment assignment_at(std::string_view text) noexcept
{
    reader in(text);
    in.take_while(backslash);
    for (std::size_t size = 1; size != 0;) // JSON in JSON, encoded
        in.take(size = encoded(in.rest(), "5c"));
    in.take(in.at('"') || in.at('\'') ? 1 : encoded_one_of(in.rest(), {"22", "27"}));
    take_blanks(in);
    const std::size_t sign = encoded_one_of(in.rest(), {"3d", "3a"});
    if (sign == 0 && !in.at('=') && !in.at(':'))
        return {};
    in.take(std::max<std::size_t>(sign, 1));
    take_blanks(in);
    return {text.size() - in.rest().size(), sign != 0};
}

/// The end of a string whose opening quote has that many backslashes before it. JSON that is quoted in JSON
/// doubles them and adds one, so every level has a number of its own.
std::size_t end_of_string(std::string_view text, char quote, std::size_t level) noexcept
{
    std::size_t backslashes = 0;
    for (std::size_t i = 0; i != text.size(); ++i) {
        if (text[i] == quote && backslashes % (2 * (level + 1)) == level)
            return i - level;
        backslashes = text[i] == '\\' ? backslashes + 1 : 0;
    }
    return text.size();
}

/// The value that stands here, in the parts that a log may have and the part that it may not.
struct value {
    std::string_view opening{};
    std::string_view hidden{};
};

value quoted_value(reader in, std::size_t level)
{
    const std::string_view opening = in.take(level + 1);
    return {opening, in.take(end_of_string(in.rest(), opening.back(), level))};
}

value encoded_value(std::string_view text)
{
    reader in(text);
    for (std::size_t size = 1; size != 0;)
        in.take(size = encoded(in.rest(), "5c"));
    const std::size_t quote = encoded_one_of(in.rest(), {"22", "27"});
    in.take(quote);
    const std::string_view opening = text.substr(0, text.size() - in.rest().size());
    const std::string_view rest = in.rest();
    std::size_t end = 0;
    for (; end != rest.size(); ++end) {
        const std::string_view here = rest.substr(end);
        const bool over = quote != 0 ? encoded_one_of(here, {"22", "27"}) != 0
                                     : encoded_one_of(here, {"20", "22", "26", "27", "2c", "7d"}) != 0;
        if (over || std::string_view("&,; \t\r\n\"'").find(rest[end]) != std::string_view::npos)
            break;
    }
    return {opening, rest.substr(0, end)};
}

value value_at(std::string_view text, extent ends)
{
    const std::size_t level = reader(text).take_while(backslash).size();
    if (level < text.size() && (text[level] == '"' || text[level] == '\''))
        return quoted_value(reader(text), level);
    if (text.starts_with('['))
        return {text.substr(0, 1), text.substr(1, std::min(text.find(']'), text.size()) - 1)};
    if (text.starts_with('{'))
        return {};
    const std::string_view behind = ends == extent::line ? "\r\n\"" : "&,;}] \t\r\n\"'#\\";
    return {{}, text.substr(0, text.find_first_of(behind))};
}

// ---- by their form ---------------------------------------------------------------------------------------

constexpr std::size_t shortest_key = 40;

/// Letters and digits, or hexadecimal digits: words, paths and numbers are neither.
bool looks_like_a_key(std::string_view run)
{
    if (run.size() < shortest_key)
        return false;
    const bool has_digit = std::ranges::any_of(run, digit);
    const bool has_letter = std::ranges::any_of(run, lower) || std::ranges::any_of(run, upper);
    return (has_letter && has_digit) || (has_letter && std::ranges::all_of(run, hexadecimal));
}

constexpr bool of_a_word(char c) noexcept
{
    return letter_or_digit(c) || c == '-' || c == '_';
}

/// How far base64 (RFC 4648 §4) goes, plain or percent-encoded, without its padding.
std::size_t base64_at(std::string_view text) noexcept
{
    std::size_t size = 0;
    while (size != text.size())
        if (letter_or_digit(text[size]) || text[size] == '+' || text[size] == '/')
            ++size;
        else if (text.substr(size, 2) == "%2")
            size += std::min(text.size() - size, std::size_t(3));
        else
            break;
    return size;
}

std::size_t padding_at(std::string_view text) noexcept
{
    std::size_t size = 0;
    while (text.substr(size).starts_with('=') || text.substr(size).starts_with("%3"))
        size += text[size] == '=' ? 1 : std::min(text.size() - size, std::size_t(3));
    return size;
}

// ---- by their frame --------------------------------------------------------------------------------------

/// What stands behind the first of those words; nothing where they do not occur.
std::string_view behind(std::string_view text, std::string_view words) noexcept
{
    const std::size_t at = text.find(words);
    return at == std::string_view::npos ? std::string_view() : text.substr(at + words.size());
}

bool begins_private_key(std::string_view text) noexcept
{
    constexpr std::size_t longest_label = 40;
    const std::string_view label = text.substr(0, std::min(text.find_first_of("\\\r\n"), longest_label));
    return label.find("PRIVATE KEY") != std::string_view::npos;
}

std::string without_private_keys(std::string_view text)
{
    constexpr std::string_view begin = "-----BEGIN ";
    std::string shown;
    for (std::size_t at = 0; (at = text.find(begin)) != std::string_view::npos;) {
        const bool secret = begins_private_key(text.substr(at));
        shown.append(text.substr(0, at)).append(secret ? mark : begin);
        text.remove_prefix(at + begin.size());
        if (secret)
            text = behind(behind(text, "-----END "), "KEY-----");
    }
    return shown.append(text);
}

// ---- all of them -----------------------------------------------------------------------------------------

class redaction {
public:
    explicit redaction(std::string_view text)
        : in_(text), login_(text.find("auth\"") != std::string_view::npos ||
                            text.find("auth\\\"") != std::string_view::npos)
    {
    }

    std::string run() &&
    {
        while (!in_.rest().empty()) {
            hide_base64();
            hide_user();
            show(in_.take(encoded(in_.rest())));
            const std::string_view word = in_.take_while(of_a_word);
            if (looks_like_a_key(word))
                hide(word);
            else
                show(word);
            value_of(word);
            if (word.empty())
                separator();
        }
        return std::move(out_);
    }

private:
    void show(std::string_view part) { out_ += part; }

    void hide(std::string_view part)
    {
        if (!part.empty())
            out_ += mark;
    }

    /// Slashes may as well be those of a path; it is the padding that gives base64 away. Every run is looked
    /// at once.
    void hide_base64()
    {
        const std::string_view text = in_.rest();
        if (text.data() < seen_)
            return;
        const std::size_t run = base64_at(text);
        const std::size_t padding = padding_at(text.substr(run));
        seen_ = text.data() + run;
        if (padding != 0 && looks_like_a_key(text.substr(0, run)))
            hide(in_.take(run + padding));
    }

    /// `user:password@` in a URL.
    void hide_user()
    {
        if (!in_.rest().starts_with("://"))
            return;
        show(in_.take(3));
        const std::string_view authority = in_.rest().substr(0, in_.rest().find_first_of("/?# \t\r\n\"'"));
        if (const std::size_t at = authority.rfind('@'); at != std::string_view::npos)
            hide(in_.take(at));
    }

    void separator()
    {
        joins_ = in_.at(' ') && !before_.empty();
        if (!joins_)
            before_ = {};
        show(in_.take(1));
    }

    [[nodiscard]] extent extent_of(std::string_view name)
    {
        if (login_ && name == "args")
            return extent::word;
        const extent alone = secret_of(name);
        if (alone != extent::none || !std::exchange(joins_, false))
            return alone;
        return secret_of(std::string(before_) + std::string(name)); // "API key: abc"
    }

    void value_of(std::string_view name)
    {
        if (name.empty())
            return;
        const extent ends = extent_of(name);
        before_ = name;
        const assignment found = ends == extent::none ? assignment() : assignment_at(in_.rest());
        if (found.size == 0)
            return;
        show(in_.take(found.size));
        const value kept = found.is_encoded ? encoded_value(in_.rest()) : value_at(in_.rest(), ends);
        show(in_.take(kept.opening.size()));
        hide(in_.take(kept.hidden.size()));
    }

    reader in_;
    const char* seen_ = in_.rest().data();
    bool login_;                // Bybit's message `auth` has its secrets in a list, by their places.
    std::string_view before_{}; // The word before this one ...
    bool joins_ = false;        // ... and whether a blank is all that stands between them.
    std::string out_{};
};

std::string once_redacted(std::string_view text)
{
    return redaction(without_private_keys(text)).run();
}

} // namespace

/// What is shown is what a second look would show, too.
std::string redacted(std::string_view text)
{
    constexpr int most_looks = 8;
    std::string shown(text);
    for (int i = 0; i != most_looks; ++i) {
        std::string next = once_redacted(shown);
        if (next == shown)
            return shown;
        shown = std::move(next);
    }
    return std::string(mark);
}

std::string redacted(std::string_view text, std::span<const std::string_view> known)
{
    std::string shown(text);
    for (const std::string_view secret : known)
        for (std::size_t at = 0; !secret.empty() && (at = shown.find(secret, at)) != std::string::npos;
             at += mark.size())
            shown.replace(at, secret.size(), mark);
    return redacted(shown);
}

std::string redacted_excerpt(std::string_view text, std::size_t most, std::span<const std::string_view> known)
{
    const std::string shown = printable(redacted(text, known));
    return shown.size() <= most ? shown : std::string(beginning_of(shown, most)) + "...";
}

} // namespace holdfast
