// SPDX-License-Identifier: BSL-1.0
#include "sim/venue/request_target.hpp"

#include <algorithm>
#include <charconv>

namespace holdfast::sim {

namespace {

std::string decoded(std::string_view text)
{
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        unsigned value = 0;
        const char* const digits = text.data() + i + 1;
        if (text[i] == '%' && i + 2 < text.size() &&
            std::from_chars(digits, digits + 2, value, 16).ptr == digits + 2) {
            out.push_back(static_cast<char>(value));
            i += 2;
        } else {
            out.push_back(text[i]);
        }
    }
    return out;
}

} // namespace

std::vector<std::string> split(std::string_view text, char at)
{
    std::vector<std::string> out;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(at), text.size());
        if (end > 0)
            out.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return out;
}

url_target::url_target(std::string_view target)
{
    if (const std::size_t scheme = target.find("://"); scheme != std::string_view::npos)
        target.remove_prefix(std::min(target.find('/', scheme + 3), target.size()));
    const std::size_t mark = std::min(target.find('?'), target.size());
    path = decoded(target.substr(0, mark));
    for (const std::string& pair : split(target.substr(std::min(mark + 1, target.size())), '&')) {
        const std::size_t equals = std::min(pair.find('='), pair.size());
        query.emplace_back(decoded(std::string_view(pair).substr(0, equals)),
                           decoded(std::string_view(pair).substr(std::min(equals + 1, pair.size()))));
    }
}

std::optional<std::string> url_target::value(std::string_view key) const
{
    for (const auto& [name, text] : query)
        if (name == key)
            return text;
    return std::nullopt;
}

} // namespace holdfast::sim
