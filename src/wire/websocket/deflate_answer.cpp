// SPDX-License-Identifier: BSL-1.0
#include "wire/websocket/deflate_answer.hpp"

#include "wire/text/ascii_case.hpp"
#include "wire/text/trimmed.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace holdfast::wire {

namespace {

/// Takes what stands before the next separator off the text, and the separator.
std::string_view next_part(std::string_view& text, std::string_view separator)
{
    const std::size_t end = std::min(text.find(separator), text.size());
    const std::string_view part = text.substr(0, end);
    text.remove_prefix(std::min(end + separator.size(), text.size()));
    return trimmed(part);
}

/// The lists of all headers of that name, as one (RFC 9110 §5.3), in lower case.
std::string values_of(std::string_view name, std::string_view head)
{
    std::string all;
    while (!head.empty()) {
        std::string_view value = next_part(head, "\r\n");
        if (lower_case(next_part(value, ":")) == name)
            all += lower_case(value) + ',';
    }
    return all;
}

/// A value may stand in quotes (RFC 6455 §9.1).
std::string_view unquoted(std::string_view value)
{
    const bool quoted = value.size() >= 2 && value.front() == '"' && value.back() == '"';
    return quoted ? value.substr(1, value.size() - 2) : value;
}

/// From 8 to 15, without leading zeros (RFC 7692 §7.1.2).
bool window_bits(std::string_view value)
{
    constexpr std::array<std::string_view, 8> all = {"8", "9", "10", "11", "12", "13", "14", "15"};
    return std::find(all.begin(), all.end(), value) != all.end();
}

/// Whether these are parameters of RFC 7692 §7.1, each with the value it must have and none of them twice.
bool valid_parameters(std::string_view list)
{
    std::string seen = ";";
    while (!list.empty()) {
        std::string_view value = next_part(list, ";");
        const bool with_value = value.find('=') != std::string_view::npos;
        const std::string name(next_part(value, "="));
        const bool takeover = name == "server_no_context_takeover" || name == "client_no_context_takeover";
        const bool window = name == "server_max_window_bits" || name == "client_max_window_bits";
        const bool valid = takeover ? !with_value : window && window_bits(unquoted(trimmed(value)));
        if (!valid || seen.find(';' + name + ';') != std::string::npos)
            return false;
        seen += name + ';';
    }
    return true;
}

} // namespace

deflate_answer answer_to_deflate(std::string_view head)
{
    auto answer = deflate_answer::declined;
    const std::string extensions = values_of("sec-websocket-extensions", head);
    for (std::string_view rest = extensions; !rest.empty();) {
        std::string_view parameters = next_part(rest, ",");
        if (parameters.empty())
            continue;
        const bool ours = next_part(parameters, ";") == deflate_name;
        if (!ours || answer != deflate_answer::declined || !valid_parameters(parameters))
            return deflate_answer::malformed;
        answer = deflate_answer::accepted;
    }
    return answer;
}

} // namespace holdfast::wire
