// SPDX-License-Identifier: BSL-1.0
#include "contenders.hpp"

#include "process.hpp"

#include <boost/json/parse.hpp>

#include <unistd.h>

#include <algorithm>
#include <exception>
#include <optional>
#include <stdexcept>

namespace rig {

namespace {

namespace fs = std::filesystem;

transport transport_named(std::string_view name)
{
    if (name == "plain" || name == "ws")
        return transport::plain;
    if (name == "tls" || name == "wss")
        return transport::tls;
    if (name == "deflate")
        return transport::deflate;
    throw std::invalid_argument("unknown transport " + std::string(name));
}

contender described(const fs::path& program, const std::string& description)
{
    const auto said = boost::json::parse(description).as_object();
    contender made;
    made.name = std::string(said.at("name").as_string());
    made.program = program;
    made.transports.clear();
    for (const auto& one : said.at("transports").as_array())
        made.transports.insert(transport_named(std::string_view(one.as_string())));
    if (const auto* weight = said.if_contains("weight"))
        made.weight = std::max(1.0, weight->to_number<double>());
    return made;
}

std::optional<contender> ask(const fs::path& program, std::vector<omission>& skipped)
{
    constexpr std::chrono::seconds time_to_compile(600);
    const outcome said = run({program.string(), "--describe"}, any_core, time_to_compile);
    const std::string name = program.stem().string();
    if (!said.good()) {
        std::string why = said.complaint();
        if (why.starts_with(name + ": "))
            why.erase(0, name.size() + 2);
        skipped.push_back({name, std::move(why)});
        return std::nullopt;
    }
    try {
        return described(program, said.out);
    } catch (const std::exception& wrong) {
        skipped.push_back({name, std::string("does not describe itself: ") + wrong.what()});
        return std::nullopt;
    }
}

bool executable(const fs::path& file)
{
    return fs::is_regular_file(file) && ::access(file.c_str(), X_OK) == 0;
}

} // namespace

std::string_view name_of(transport t) noexcept
{
    switch (t) {
    case transport::plain: return "plain";
    case transport::tls: return "tls";
    case transport::deflate: return "deflate";
    }
    return {};
}

std::vector<contender> own_clients(const fs::path& built, std::vector<omission>& skipped)
{
    using enum transport;
    const std::vector<contender> all{
        {.name = "recv"},
        {.name = "recv_scan", .timed = false},
        {.name = "recv_tls", .transports = {tls}, .timed = false},
        {.name = "holdfast_port", .transports = {plain, tls, deflate}},
        {.name = "holdfast_session", .transports = {plain, tls, deflate}},
        {.name = "holdfast_decoded", .transports = {plain, tls}},
        {.name = "holdfast_book", .transports = {plain, tls}, .payloads = "ml"},
        {.name = "beast_awaitable", .transports = {plain, tls, deflate}},
        {.name = "beast_callback", .transports = {plain, tls, deflate}},
    };
    std::vector<contender> there;
    for (contender one : all) {
        one.program = built / ("client_" + one.name);
        if (executable(one.program))
            there.push_back(std::move(one));
        else
            skipped.push_back({one.name, "has not been built"});
    }
    return there;
}

std::vector<contender> peers_in(const fs::path& folder, std::vector<omission>& skipped)
{
    std::vector<fs::path> programs;
    for (const auto& entry : fs::directory_iterator(folder))
        if (executable(entry.path()))
            programs.push_back(entry.path());
    std::sort(programs.begin(), programs.end());
    std::vector<contender> there;
    for (const fs::path& program : programs)
        if (auto one = ask(program, skipped))
            there.push_back(std::move(*one));
    return there;
}

} // namespace rig
