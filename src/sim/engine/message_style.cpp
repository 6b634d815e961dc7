// SPDX-License-Identifier: BSL-1.0
#include "sim/engine/message_style.hpp"

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace holdfast::sim {

namespace {

constexpr unsigned deepest = 64;

constexpr bool is_blank(char c) noexcept
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

constexpr bool is_letter(char c) noexcept
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// What is done to one message.
struct habits {
    bool blanks = false;
    bool escapes = false;
};

/// Reads one JSON text and prints it again. Only the structure is checked, as far as it is needed to find the
/// ends of values.
class copyist {
public:
    copyist(std::string_view text, habits how, splitmix64& random) : text_(text), how_(how), random_(random)
    {
    }

    [[nodiscard]] std::optional<std::string> copy()
    {
        std::string out;
        // In front of a message no exchange has blanks, and clients take its first character for what it is
        // (ccxt).
        if (!value(out) || skip_blanks() != '\0' || at_ != text_.size())
            return std::nullopt;
        blank(out);
        return out;
    }

private:
    /// The next character that is no blank; zero at the end.
    char skip_blanks()
    {
        while (at_ < text_.size() && is_blank(text_[at_]))
            ++at_;
        return at_ < text_.size() ? text_[at_] : '\0';
    }

    bool take(char expected)
    {
        if (skip_blanks() != expected)
            return false;
        ++at_;
        return true;
    }

    void blank(std::string& out)
    {
        constexpr std::array<std::string_view, 5> blanks{" ", " ", "\n", "\t", "\r\n  "};
        if (how_.blanks && random_.below(4) == 0)
            out += blanks[random_.below(blanks.size())];
    }

    bool value(std::string& out)
    {
        switch (skip_blanks()) {
        case '\0': return false;
        case '{': return object(out);
        case '[': return array(out);
        case '"': return text(out, how_.escapes);
        default: return word(out);
        }
    }

    /// A number, `true`, `false` or `null`.
    bool word(std::string& out)
    {
        const std::size_t end = text_.find_first_of(",]} \t\r\n\"{[:", at_);
        const std::string_view found = text_.substr(at_, end - at_);
        at_ += found.size();
        out += found;
        return !found.empty();
    }

    bool text(std::string& out, bool escape)
    {
        if (!take('"'))
            return false;
        out += '"';
        for (; at_ < text_.size(); ++at_) {
            const char c = text_[at_];
            if (c == '"') {
                ++at_;
                out += '"';
                return true;
            }
            if (c == '\\' && at_ + 1 < text_.size()) {
                out += c;
                out += text_[++at_];
            } else if (escape && (c == '/' || is_letter(c)) && random_.below(8) == 0) {
                append_escaped(out, c);
            } else {
                out += c;
            }
        }
        return false;
    }

    static void append_escaped(std::string& out, char c)
    {
        constexpr std::string_view hex = "0123456789abcdef";
        if (c == '/') {
            out += "\\/";
            return;
        }
        const auto code = static_cast<unsigned char>(c);
        out += "\\u00";
        out += hex[code >> 4];
        out += hex[code & 15];
    }

    bool object(std::string& out)
    {
        std::vector<std::string> members;
        if (!entries('}', members, [this](std::string& into) { return member(into); }))
            return false;
        for (std::size_t left = members.size(); left > 1; --left)
            std::swap(members[left - 1], members[random_.below(left)]);
        print('{', members, '}', out);
        return true;
    }

    bool member(std::string& out)
    {
        if (skip_blanks() != '"' || !text(out, false) || !take(':'))
            return false;
        blank(out);
        out += ':';
        blank(out);
        return value(out);
    }

    bool array(std::string& out)
    {
        std::vector<std::string> elements;
        if (!entries(']', elements, [this](std::string& into) { return value(into); }))
            return false;
        print('[', elements, ']', out);
        return true;
    }

    template <class Read>
    bool entries(char close, std::vector<std::string>& to, Read read)
    {
        if (++depth_ > deepest)
            return false;
        ++at_;
        for (bool first = true; !take(close); first = false)
            if ((!first && !take(',')) || !read(to.emplace_back()))
                return false;
        --depth_;
        return true;
    }

    void print(char open, const std::vector<std::string>& entries, char close, std::string& out)
    {
        out += open;
        for (const std::string& one : entries) {
            if (&one != entries.data())
                out += ',';
            blank(out);
            out += one;
            blank(out);
        }
        if (entries.empty())
            blank(out);
        out += close;
    }

    std::string_view text_;
    habits how_;
    splitmix64& random_;
    std::size_t at_ = 0;
    unsigned depth_ = 0;
};

} // namespace

std::string style::operator()(std::string text)
{
    const bool json = !text.empty() && (text.front() == '{' || text.front() == '[');
    if (how_ == json_style::plain || !json || random_.below(2) == 0)
        return text;
    const habits how{.blanks = random_.below(4) == 0, .escapes = random_.below(4) == 0};
    return copyist(text, how, random_).copy().value_or(std::move(text));
}

} // namespace holdfast::sim
