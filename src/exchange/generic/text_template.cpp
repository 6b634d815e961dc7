// SPDX-License-Identifier: BSL-1.0
#include "exchange/generic/text_template.hpp"

#include "wire/http/percent_encode.hpp"
#include "wire/json/json_quote.hpp"
#include "wire/text/ascii_case.hpp"

#include <holdfast/error.hpp>

#include <algorithm>

namespace holdfast::generic {

namespace {

bool is_letter_or_digit(char c) noexcept
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

// `1`, or `1..`
bool is_part(std::string_view word) noexcept
{
    return !word.empty() && word[0] >= '1' && word[0] <= '9' && (word.size() == 1 || word.substr(1) == "..");
}

} // namespace

bool fits(std::string_view pattern, std::string_view name) noexcept
{
    const std::size_t star = pattern.find('*');
    if (star == pattern.npos)
        return pattern == name;
    if (name.substr(0, star) != pattern.substr(0, star))
        return false;
    name.remove_prefix(star);
    pattern.remove_prefix(star + 1);
    // What stands between two stars is taken where it comes first; the last piece has to be at the end.
    for (std::size_t next = pattern.find('*'); next != pattern.npos; next = pattern.find('*')) {
        const std::size_t found = name.find(pattern.substr(0, next));
        if (found == name.npos)
            return false;
        name.remove_prefix(found + next);
        pattern.remove_prefix(next + 1);
    }
    return name.ends_with(pattern);
}

// A placeholder begins with a letter or a digit, and JSON has neither behind a brace.
text_template::text_template(std::string_view member, std::string_view text, purpose use, char separator)
    : use_(use), separator_(separator)
{
    while (!text.empty()) {
        std::size_t brace = text.find('{');
        while (brace != text.npos && (brace + 1 == text.size() || !is_letter_or_digit(text[brace + 1])))
            brace = text.find('{', brace + 1);
        add_text(text.substr(0, brace));
        if (brace == text.npos)
            return;
        const std::size_t end = text.find('}', brace);
        add_placeholder(member, text.substr(brace + 1, end == text.npos ? end : end - brace - 1));
        text.remove_prefix(end == text.npos ? text.size() : end + 1);
    }
}

bool text_template::lists_topics() const noexcept
{
    return std::any_of(pieces_.begin(), pieces_.end(),
                       [](const piece& p) { return p.is == piece::kind::topics; });
}

bool text_template::names_topic() const noexcept
{
    return std::any_of(pieces_.begin(), pieces_.end(), [](const piece& p) {
        return p.is == piece::kind::topic || p.is == piece::kind::part;
    });
}

std::string text_template::fill(std::uint64_t id, std::span<const topic> topics,
                                const text_template* each) const
{
    const std::string_view name = topics.empty() ? std::string_view() : topics.front().name();
    std::string text;
    for (const piece& p : pieces_)
        switch (p.is) {
        case piece::kind::text: text += p.text; break;
        case piece::kind::id: text += std::to_string(id); break;
        case piece::kind::topics:
            for (const topic& t : topics)
                text += (&t == topics.data() ? "" : ",") + each->fill(t);
            break;
        case piece::kind::topic: text += written(name, p.in); break;
        case piece::kind::part: text += written(part_of(name, p), p.in); break;
        }
    return text;
}

void text_template::add_text(std::string_view text)
{
    if (!text.empty())
        pieces_.push_back({.text = std::string(text)});
}

void text_template::add_placeholder(std::string_view member, std::string_view word)
{
    piece made;
    const std::string_view name = word.substr(0, word.find(':'));
    const std::string_view letter_case = word.substr(name.size());
    if (letter_case == ":upper")
        made.in = letters::upper;
    else if (letter_case == ":lower")
        made.in = letters::lower;
    const bool of_topic = made.in != letters::as_they_are || letter_case.empty();
    if (name == "topic" && of_topic)
        made.is = piece::kind::topic;
    else if (is_part(name) && of_topic)
        made.is = piece::kind::part;
    else if (word == "id" && use_ == purpose::request)
        made.is = piece::kind::id;
    else if (word == "topics" && use_ == purpose::request)
        made.is = piece::kind::topics;
    else
        throw error(failure(errc::invalid_config, std::string(member) + ": {" + std::string(word) +
                                                      "} is no placeholder that may stand here"));
    if (made.is == piece::kind::part) {
        made.part = static_cast<std::size_t>(name[0] - '0');
        made.to_the_end = name.size() > 1;
    }
    pieces_.push_back(made);
}

std::string_view text_template::part_of(std::string_view name, const piece& p) const noexcept
{
    for (std::size_t i = 1; i < p.part; ++i) {
        const std::size_t end = name.find(separator_);
        name = end == name.npos ? std::string_view() : name.substr(end + 1);
    }
    return p.to_the_end ? name : name.substr(0, name.find(separator_));
}

std::string text_template::written(std::string_view value, letters in) const
{
    const std::string text = in == letters::upper   ? wire::upper_case(value)
                             : in == letters::lower ? wire::lower_case(value)
                                                    : std::string(value);
    if (use_ == purpose::url)
        return wire::percent_encode(text);
    const std::string quoted = wire::json_quote(text);
    return quoted.substr(1, quoted.size() - 2);
}

void check_request(const std::string& member, const text_template& text)
{
    const auto refuse = [&member](const char* why) {
        throw error(failure(errc::invalid_config, member + ": " + why));
    };
    if (!text.lists_topics() && !text.names_topic())
        refuse("has neither {topics} nor {topic}");
    if (text.lists_topics() && text.names_topic())
        refuse("{topics} stands for several topics, and another placeholder for one");
}

} // namespace holdfast::generic
