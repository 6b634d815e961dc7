// SPDX-License-Identifier: BSL-1.0
#include "targets.hpp"

#include <boost/json/parse.hpp>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>
#include <stdexcept>

namespace rig {

namespace {

namespace json = boost::json;

figure compare(std::string name, double target, const samples& in, const job& over, const job& under,
               number_of number = cpu_ns)
{
    return {std::move(name), in.ratio(over, under, number), target};
}

job session(size_class payload, transport over = transport::plain, send_mode mode = send_mode::blast)
{
    return {"holdfast_session", payload, over, mode};
}

/// The session, with everything on, against clients that only count.
void compare_sessions(const samples& in, std::vector<figure>& to)
{
    using enum size_class;
    to.push_back(compare("session_s_vs_recv_scan", 2.0, in, session(s), {"recv_scan", s}));
    to.push_back(compare("session_s_vs_beast_awaitable", 0.20, in, session(s), {"beast_awaitable", s}));
    for (const char* const peer : {"ixwebsocket", "websocketpp", "libwebsockets"})
        for (const auto& [payload, target] : {std::pair(s, 0.25), std::pair(m, 0.15), std::pair(l, 0.10)})
            to.push_back(compare(std::string("session_") + static_cast<char>(payload) + "_vs_" + peer, target,
                                 in, session(payload), {peer, payload}));
    for (const auto& [payload, target] : {std::pair(s, 0.45), std::pair(m, 0.50), std::pair(l, 0.70)})
        to.push_back(compare(std::string("tls_session_") + static_cast<char>(payload) + "_vs_beast_tls",
                             target, in, session(payload, transport::tls),
                             {"beast_awaitable", payload, transport::tls}));
}

void compare_latencies(const samples& in, std::vector<figure>& to)
{
    for (const auto& [mode, target] : {std::pair(send_mode::pace, 1.15), std::pair(send_mode::burst, 1.2)})
        to.push_back(compare("latency_p50_" + std::string(name_of(mode)), target, in,
                             session(size_class::s, transport::plain, mode),
                             {"recv", size_class::s, transport::plain, mode}, p50_us));
}

/// What the programs beside the rig are expected to have measured; their names begin so.
const std::vector<figure>& expected_elsewhere()
{
    static const std::vector<figure> all{
        {"book_m_vs_simdjson", {}, 1.0},      {"allocations_per_message", {}, 0.0},
        {"idle_session_kib", {}, 150.0},      {"idle_1000_cpu_percent", {}, 1.0},
        {"recovery_1000_vs_budget", {}, 1.2}, {"deflate_s_vs_zlib", {}, 1.15},
        {"deflate_m_vs_zlib", {}, 1.15},      {"deflate_l_vs_zlib", {}, 1.15},
        {"compile_time", {}, 0.33},
    };
    return all;
}

figure parse_figure(const json::object& said)
{
    figure one;
    one.name = std::string(said.at("name").as_string());
    one.value = said.at("value").to_number<double>();
    if (const auto* target = said.if_contains("target"); target != nullptr && !target->is_null())
        one.target = target->to_number<double>();
    return one;
}

/// The one ratio that is made of two benchmarks.
void read_benchmarks(const json::object& said, std::vector<figure>& to)
{
    std::map<std::string, double, std::less<>> time;
    for (const json::value& one : said.at("benchmarks").as_array()) {
        const auto& run = one.as_object();
        const auto* kind = run.if_contains("aggregate_name");
        if (kind == nullptr || *kind == "median")
            time[std::string(run.at("run_name").as_string())] = run.at("cpu_time").to_number<double>();
    }
    const auto ours = time.find("book_m/holdfast");
    const auto theirs = time.find("book_m/simdjson_parse");
    if (ours != time.end() && theirs != time.end())
        to.push_back({"book_m_vs_simdjson", ours->second / theirs->second, 1.0});
}

} // namespace

std::vector<figure> read_figures(const std::string& file)
{
    std::ifstream in(file);
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    std::vector<figure> read;
    boost::system::error_code not_one;
    const json::value whole = json::parse(text, not_one);
    if (!not_one && whole.as_object().contains("benchmarks")) {
        read_benchmarks(whole.as_object(), read);
        return read;
    }
    for (std::string_view rest = text; !rest.empty();) {
        const std::string_view line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(std::min(rest.size(), line.size() + 1));
        if (!line.empty())
            read.push_back(parse_figure(json::parse(line).as_object()));
    }
    return read;
}

std::vector<figure> figures_of(const samples& measured, std::vector<figure> from_elsewhere)
{
    std::vector<figure> all;
    compare_sessions(measured, all);
    compare_latencies(measured, all);
    for (const figure& wanted : expected_elsewhere()) {
        const auto is_wanted = [&](const figure& one) { return one.name.starts_with(wanted.name); };
        if (std::none_of(from_elsewhere.begin(), from_elsewhere.end(), is_wanted))
            all.push_back(wanted);
        for (const figure& one : from_elsewhere)
            if (is_wanted(one))
                all.push_back({one.name, one.value, one.target ? one.target : wanted.target});
        std::erase_if(from_elsewhere, is_wanted);
    }
    std::move(from_elsewhere.begin(), from_elsewhere.end(), std::back_inserter(all));
    return all;
}

} // namespace rig
