// SPDX-License-Identifier: BSL-1.0
#include "plot.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <map>
#include <stdexcept>

namespace rig {

namespace {

constexpr double label_width = 240; // Left of the bars.
constexpr double bar_width = 400;   // From the first decade to the last.
constexpr double value_width = 80;  // Right of the longest bar.
constexpr double line_height = 18;
constexpr double bar_height = 11;
constexpr double group_gap = 34;
constexpr double top = 52;

constexpr std::string_view style = R"(<style>
text { font: 12px system-ui, sans-serif; fill: #1f2328; }
.title { font-weight: 600; }
.axis { fill: #656d76; font-size: 11px; }
.value { font-variant-numeric: tabular-nums; }
.grid { stroke: #8b949e; stroke-opacity: .3; }
.limit { fill: #8b949e; fill-opacity: .45; }
.ours { fill: #2f81f7; }
.others { fill: #d29922; }
@media (prefers-color-scheme: dark) { text { fill: #e6edf3; } .axis { fill: #9198a1; } }
</style>
)";

std::string with_digits(double value, int digits)
{
    char text[32];
    std::snprintf(text, sizeof text, "%.*f", digits, value);
    return text;
}

std::string in_words(double ns)
{
    if (ns < 1000)
        return with_digits(ns, 0) + " ns";
    const bool whole = ns >= 10'000 || std::fmod(ns, 1000) == 0;
    return with_digits(ns / 1000, whole ? 0 : 1) + " µs";
}

std::string label_of(const std::string& client)
{
    static const std::map<std::string, std::string> known{
        {"recv", "recv loop: the limit"},
        {"recv_scan", "recv loop and a scan for sequences"},
        {"holdfast_port", "holdfast: network port, counting"},
        {"holdfast_session", "holdfast: session, everything on"},
        {"holdfast_decoded", "holdfast: the same, prices decoded"},
        {"holdfast_book", "holdfast: session and order book"},
        {"beast_awaitable", "Beast: co_await, counting"},
        {"beast_callback", "Beast: callbacks, counting"},
    };
    const auto found = known.find(client);
    return found == known.end() ? client + ", counting" : found->second;
}

std::string_view class_of(const std::string& client)
{
    if (client.starts_with("recv"))
        return "limit";
    return client.starts_with("holdfast") ? "ours" : "others";
}

std::string title_of(size_class payload)
{
    switch (payload) {
    case size_class::s: return "S: best bid and ask";
    case size_class::m: return "M: 20 levels of a book";
    case size_class::l: return "L: 256 levels of a book";
    }
    return {};
}

/// From whole decade to whole decade.
class scale {
public:
    explicit scale(const std::vector<row>& rows)
    {
        const auto [least, most] = std::minmax_element(
            rows.begin(), rows.end(), [](const row& a, const row& b) { return a.cpu_ns < b.cpu_ns; });
        first_ = static_cast<int>(std::floor(std::log10(*least->cpu_ns)));
        last_ = std::max(first_ + 1, static_cast<int>(std::ceil(std::log10(*most->cpu_ns))));
    }

    [[nodiscard]] int first() const noexcept { return first_; }
    [[nodiscard]] int last() const noexcept { return last_; }
    [[nodiscard]] double length(double ns) const
    {
        return bar_width * (std::log10(ns) - first_) / (last_ - first_);
    }

private:
    int first_ = 0;
    int last_ = 1;
};

class drawing {
public:
    explicit drawing(const scale& axis) : axis_(axis)
    {
        text(0, 16, "title", "CPU time a message, user and system, plain TCP; less is better");
    }

    void group(size_class payload, const std::vector<row>& rows)
    {
        text(0, y_, "title", title_of(payload));
        const double begin = y_ + 8;
        y_ = begin + line_height * static_cast<double>(rows.size());
        grid(begin, y_);
        double line = begin;
        for (const row& one : rows) {
            bar(line, one);
            line += line_height;
        }
        y_ += group_gap;
    }

    [[nodiscard]] std::string finish() const
    {
        const std::string width = with_digits(label_width + bar_width + value_width, 0);
        const std::string height = with_digits(y_ - group_gap + 2 * line_height, 0);
        return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + width + ' ' + height +
               "\" width=\"" + width + "\" height=\"" + height + "\">\n" + std::string(style) +
               "<title>CPU time a message</title>\n" + body_ + "</svg>\n";
    }

private:
    void grid(double begin, double end)
    {
        for (int decade = axis_.first(); decade <= axis_.last(); ++decade) {
            const double x = label_width + axis_.length(std::pow(10, decade));
            body_ += "<line class=\"grid\" x1=\"" + with_digits(x, 1) + "\" x2=\"" + with_digits(x, 1) +
                     "\" y1=\"" + with_digits(begin, 1) + "\" y2=\"" + with_digits(end, 1) + "\"/>\n";
            text(x, end + 13, "axis", in_words(std::pow(10, decade)), "middle");
        }
    }

    void bar(double line, const row& one)
    {
        const double length = std::max(2.0, axis_.length(*one.cpu_ns));
        const double baseline = line + line_height - 5;
        text(label_width - 8, baseline, "", label_of(one.client), "end");
        body_ += "<rect class=\"" + std::string(class_of(one.client)) + "\" x=\"" +
                 with_digits(label_width, 1) + "\" y=\"" +
                 with_digits(line + (line_height - bar_height) / 2, 1) + "\" width=\"" +
                 with_digits(length, 1) + "\" height=\"" + with_digits(bar_height, 1) + "\" rx=\"2\"/>\n";
        text(label_width + length + 6, baseline, "value", in_words(*one.cpu_ns));
    }

    void text(double x, double y, std::string_view how, const std::string& words,
              std::string_view anchor = "start")
    {
        body_ += "<text class=\"" + std::string(how) + "\" x=\"" + with_digits(x, 1) + "\" y=\"" +
                 with_digits(y, 1) + "\" text-anchor=\"" + std::string(anchor) + "\">" + words + "</text>\n";
    }

    const scale& axis_;
    double y_ = top;
    std::string body_{};
};

} // namespace

void write_plot(const std::string& file, const std::vector<row>& rows)
{
    std::vector<row> drawn = rows;
    std::erase_if(drawn, [](const row& one) { return one.over != transport::plain || !one.cpu_ns; });
    if (drawn.empty())
        throw std::runtime_error("nothing that could be drawn has been measured");
    const scale axis(drawn);
    drawing picture(axis);
    for (const size_class payload : {size_class::s, size_class::m, size_class::l}) {
        std::vector<row> group = drawn;
        std::erase_if(group, [payload](const row& one) { return one.payload != payload; });
        if (!group.empty())
            picture.group(payload, group);
    }
    std::ofstream out(file);
    out << picture.finish();
    if (!out.flush())
        throw std::runtime_error("cannot write " + file);
}

} // namespace rig
