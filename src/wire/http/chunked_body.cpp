// SPDX-License-Identifier: BSL-1.0
#include "wire/http/chunked_body.hpp"

#include "wire/text/trimmed.hpp"

#include <algorithm>
#include <charconv>

namespace holdfast::wire {

body_verdict chunked_body::put(std::string_view& bytes, std::string& body)
{
    while (!bytes.empty()) {
        if (part_ == part::data) {
            take_data(bytes, body);
            continue;
        }
        if (!take_line(bytes)) {
            if (line_.size() > longest_line)
                return body_verdict::malformed;
            continue;
        }
        const body_verdict verdict = on_line();
        line_.clear();
        if (verdict != body_verdict::more)
            return verdict;
    }
    return body_verdict::more;
}

/// Says whether the line is whole.
bool chunked_body::take_line(std::string_view& bytes)
{
    const auto end = bytes.find('\n');
    const std::size_t size = end == std::string_view::npos ? bytes.size() : end + 1;
    const std::size_t room = longest_line + 1 - std::min(line_.size(), longest_line + 1);
    line_ += bytes.substr(0, std::min(size, room));
    bytes.remove_prefix(size);
    return end != std::string_view::npos && line_.size() <= longest_line;
}

body_verdict chunked_body::on_line()
{
    if (!line_.ends_with("\r\n"))
        return body_verdict::malformed;
    if (part_ == part::size)
        return on_size();
    if (part_ == part::data_end) {
        part_ = part::size;
        return line_.size() == 2 ? body_verdict::more : body_verdict::malformed;
    }
    trailer_ += line_.size();
    if (line_.size() == 2)
        return body_verdict::done;
    return trailer_ > most_trailer ? body_verdict::malformed : body_verdict::more;
}

/// `1f`, or `1f ; name=value`
body_verdict chunked_body::on_size()
{
    const std::string_view line = std::string_view(line_).substr(0, line_.size() - 2);
    const std::string_view digits = trimmed(line.substr(0, line.find(';')));
    const auto [end, ec] = std::from_chars(digits.data(), digits.data() + digits.size(), left_, 16);
    if (ec == std::errc::result_out_of_range)
        return body_verdict::too_big;
    if (ec != std::errc() || end != digits.data() + digits.size() || line.front() == ' ')
        return body_verdict::malformed;
    if (left_ > most_ - total_)
        return body_verdict::too_big;
    total_ += static_cast<std::size_t>(left_);
    part_ = left_ == 0 ? part::trailer : part::data;
    return body_verdict::more;
}

void chunked_body::take_data(std::string_view& bytes, std::string& body)
{
    const auto n = static_cast<std::size_t>(std::min<std::uint64_t>(left_, bytes.size()));
    body += bytes.substr(0, n);
    bytes.remove_prefix(n);
    left_ -= n;
    if (left_ == 0)
        part_ = part::data_end;
}

} // namespace holdfast::wire
