// SPDX-License-Identifier: BSL-1.0
#include "report.hpp"

#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <ostream>
#include <set>
#include <stdexcept>
#include <tuple>

namespace rig {

namespace {

namespace json = boost::json;

/// The text, filled up with spaces: on the left for a positive width, on the right for a negative one.
std::string padded(const std::string& text, int width)
{
    const std::string spaces(
        std::max<std::size_t>(static_cast<std::size_t>(std::abs(width)), text.size()) - text.size(), ' ');
    return width < 0 ? text + spaces : spaces + text;
}

std::string in_words(std::optional<double> value, int digits)
{
    if (!value)
        return "-";
    char text[32];
    std::snprintf(text, sizeof text, "%.*f", digits, *value);
    return text;
}

constexpr std::string_view compiler =
#if defined(__clang__)
    "clang " __clang_version__;
#else
    "gcc " __VERSION__;
#endif

std::string cpu_model()
{
    std::ifstream in("/proc/cpuinfo");
    for (std::string line; std::getline(in, line);)
        if (line.starts_with("model name"))
            return line.substr(std::min(line.size(), line.find(':') + 2));
    return "unknown";
}

void print_rows(std::ostream& to, const std::vector<row>& rows)
{
    to << padded("client", -20) << padded("size", -5) << padded("over", -8) << padded("CPU ns", 9)
       << padded("x recv", 9) << padded("pace p50", 10) << padded("p99 us", 9) << padded("burst p50", 11)
       << padded("p99 us", 9) << '\n';
    std::optional<std::pair<transport, size_class>> last;
    for (const row& one : rows) {
        const std::pair group(one.over, one.payload);
        if (last && *last != group)
            to << '\n';
        last = group;
        to << padded(one.client, -20) << padded(std::string(1, static_cast<char>(one.payload)), -5)
           << padded(std::string(name_of(one.over)), -8) << padded(in_words(one.cpu_ns, 0), 9)
           << padded(in_words(one.to_recv, 2), 9) << padded(in_words(one.pace_p50, 1), 10)
           << padded(in_words(one.pace_p99, 1), 9) << padded(in_words(one.burst_p50, 1), 11)
           << padded(in_words(one.burst_p99, 1), 9) << '\n';
    }
}

/// From small to large.
std::size_t rank(size_class payload)
{
    return std::string_view("sml").find(static_cast<char>(payload));
}

/// Two runs on one machine differ by so much.
constexpr double noise = 1.15;
/// Of what should never happen: once in fifty messages is a batch that came out larger than any before.
constexpr double as_good_as_none = 0.02;

std::string verdict(const figure& one)
{
    if (!one.value)
        return "not measured";
    if (!one.target)
        return "";
    if (*one.value <= std::max(*one.target, as_good_as_none))
        return "met";
    return *one.value <= *one.target * noise ? "within noise" : "missed";
}

void print_figures(std::ostream& to, const std::vector<figure>& figures)
{
    to << padded("figure", -36) << padded("value", 10) << padded("target", 9) << '\n';
    for (const figure& one : figures)
        to << padded(one.name, -36) << padded(in_words(one.value, 3), 10)
           << padded(in_words(one.target, 2), 9) << "  " << verdict(one) << '\n';
}

json::value number_or_null(std::optional<double> value)
{
    return value ? json::value(*value) : json::value(nullptr);
}

json::object to_json(const row& one)
{
    return {{"client", one.client},
            {"payload", std::string(1, static_cast<char>(one.payload))},
            {"transport", name_of(one.over)},
            {"cpu_ns", number_or_null(one.cpu_ns)},
            {"to_recv", number_or_null(one.to_recv)},
            {"p50_us", number_or_null(one.pace_p50)},
            {"p99_us", number_or_null(one.pace_p99)},
            {"burst_p50_us", number_or_null(one.burst_p50)},
            {"burst_p99_us", number_or_null(one.burst_p99)}};
}

json::object to_json(const figure& one)
{
    return {{"name", one.name}, {"value", number_or_null(one.value)}, {"target", number_or_null(one.target)}};
}

json::object to_json(const omission& one)
{
    return {{"client", one.client}, {"why", one.why}};
}

template <class T>
json::array to_json(const std::vector<T>& all)
{
    json::array made;
    for (const T& one : all)
        made.push_back(to_json(one));
    return made;
}

} // namespace

std::vector<row> rows_of(const samples& measured)
{
    std::set<std::tuple<transport, size_class, std::string>> lines;
    for (const job& one : measured.jobs())
        lines.emplace(one.over, one.payload, one.client);
    std::vector<row> rows;
    for (const auto& [over, payload, client] : lines) {
        const auto run = [&](send_mode mode) { return job{client, payload, over, mode}; };
        const bool tls = over == transport::tls;
        const job limit{tls ? "recv_tls" : "recv", payload, tls ? transport::tls : transport::plain};
        rows.push_back(
            {client, payload, over, measured.median(run(send_mode::blast), cpu_ns),
             measured.ratio(run(send_mode::blast), limit, cpu_ns),
             measured.median(run(send_mode::pace), p50_us), measured.median(run(send_mode::pace), p99_us),
             measured.median(run(send_mode::burst), p50_us), measured.median(run(send_mode::burst), p99_us)});
    }
    std::sort(rows.begin(), rows.end(), [](const row& a, const row& b) {
        return std::tuple(a.over, rank(a.payload), a.cpu_ns, a.client) <
               std::tuple(b.over, rank(b.payload), b.cpu_ns, b.client);
    });
    return rows;
}

void print(std::ostream& to, const report& what)
{
    if (!what.rows.empty())
        print_rows(to, what.rows);
    if (!what.rows.empty() && !what.figures.empty())
        to << '\n';
    if (!what.figures.empty())
        print_figures(to, what.figures);
    if (!what.skipped.empty())
        to << '\n';
    for (const omission& one : what.skipped)
        to << "skipped " << one.client << ": " << one.why << '\n';
}

void write_json(const std::string& file, const report& what)
{
    const json::object all{{"rows", to_json(what.rows)},
                           {"ratios", to_json(what.figures)},
                           {"skipped", to_json(what.skipped)},
                           {"machine", {{"cpu", cpu_model()}, {"compiler", compiler}}}};
    std::ofstream out(file);
    out << json::serialize(all) << '\n';
    if (!out.flush())
        throw std::runtime_error("cannot write " + file);
}

} // namespace rig
