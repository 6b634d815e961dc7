#include <holdfast/redacted.hpp>

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

// ---- by their names --------------------------------------------------------------------------------------

/// What names a secret, without hyphens and underscores and in lower case.
constexpr std::array<std::string_view, 20> names{
    "accesstoken", "apikey",      "apisecret",   "authorization",      "cookie",
    "listenkey",   "listentoken", "okaccesskey", "okaccesspassphrase", "okaccesssign",
    "passphrase",  "password",    "secret",      "secretkey",          "sign",
    "signature",   "token",       "xbapiapikey", "xbapisign",          "xmbxapikey",
};

/// How a name's secret ends.
enum class extent : std::uint8_t { none, word, line };

extent secret_of(std::string_view name)
{
    std::string plain;
    for (const char c : name)
        if (c != '-' && c != '_')
            plain += upper(c) ? static_cast<char>(c - 'A' + 'a') : c;
    if (std::ranges::find(names, plain) == names.end())
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

/// The length of what stands between a name and its value: `=`, `": "`, `\":\"`. Zero if it is no such thing. An
/// opening quote belongs to the value.
std::size_t assignment(std::string_view text) noexcept
{
    reader in(text);
    in.take_while(backslash);
    in.take(in.at('"') || in.at('\'') ? 1 : 0);
    in.take_while(blank);
    if (!in.at('=') && !in.at(':'))
        return 0;
    in.take(1);
    in.take_while(blank);
    return text.size() - in.rest().size();
}

/// The end of a string whose opening quote has that many backslashes before it. JSON that is quoted in JSON
/// doubles them and adds one, so every level has a number of its own.
std::size_t end_of_string(std::string_view text, std::size_t level) noexcept
{
    std::size_t backslashes = 0;
    for (std::size_t i = 0; i != text.size(); ++i) {
        if (text[i] == '"' && backslashes % (2 * (level + 1)) == level)
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
    return {opening, in.take(end_of_string(in.rest(), level))};
}

value value_at(std::string_view text, extent ends)
{
    const std::size_t level = reader(text).take_while(backslash).size();
    if (level < text.size() && text[level] == '"')
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

constexpr bool hexadecimal(char c) noexcept
{
    return digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/// Letters of both cases and digits, or hexadecimal digits: words, paths and numbers are neither.
bool looks_like_a_key(std::string_view run)
{
    using std::ranges::any_of;
    if (run.size() < shortest_key)
        return false;
    const bool mixed = any_of(run, lower) && any_of(run, upper) && any_of(run, digit);
    const bool number = std::ranges::all_of(run, digit);
    return mixed || (!number && std::ranges::all_of(run, hexadecimal));
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
            const std::string_view word = in_.take_while(of_a_word);
            if (looks_like_a_key(word))
                hide(word);
            else
                show(word);
            value_of(word);
            if (word.empty())
                show(in_.take(1));
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

    /// Slashes may as well be those of a path; it is the padding that gives base64 away. Every run is looked at
    /// once.
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

    void value_of(std::string_view name)
    {
        const extent ends = login_ && name == "args" ? extent::word : secret_of(name);
        const std::size_t between = ends == extent::none ? 0 : assignment(in_.rest());
        if (between == 0)
            return;
        show(in_.take(between));
        const value found = value_at(in_.rest(), ends);
        show(in_.take(found.opening.size()));
        hide(in_.take(found.hidden.size()));
    }

    reader in_;
    const char* seen_ = in_.rest().data();
    bool login_; // Bybit's message `auth` has its secrets in a list, by their places.
    std::string out_{};
};

} // namespace

std::string redacted(std::string_view text)
{
    return redaction(without_private_keys(text)).run();
}

} // namespace holdfast
