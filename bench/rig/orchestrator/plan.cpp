// SPDX-License-Identifier: BSL-1.0
#include "plan.hpp"

#include <algorithm>
#include <array>
#include <regex>

namespace rig {

namespace {

/// What is compared with each other.
struct event_class {
    size_class payload;
    transport over;
    send_mode mode;
    std::uint64_t count; ///< Messages in a full run.
};

// Blasts of about a second of CPU time where a client is slow, timed runs of two seconds.
constexpr std::array classes{
    event_class{size_class::s, transport::plain, send_mode::blast, 400'000},
    event_class{size_class::m, transport::plain, send_mode::blast, 150'000},
    event_class{size_class::l, transport::plain, send_mode::blast, 30'000},
    event_class{size_class::s, transport::tls, send_mode::blast, 400'000},
    event_class{size_class::m, transport::tls, send_mode::blast, 150'000},
    event_class{size_class::l, transport::tls, send_mode::blast, 30'000},
    event_class{size_class::s, transport::deflate, send_mode::blast, 100'000},
    event_class{size_class::m, transport::deflate, send_mode::blast, 40'000},
    event_class{size_class::l, transport::deflate, send_mode::blast, 6'000},
    event_class{size_class::s, transport::plain, send_mode::pace, 40'000},
    event_class{size_class::s, transport::plain, send_mode::burst, 20'000},
    event_class{size_class::l, transport::plain, send_mode::burst, 4'000},
};

bool takes_part(const contender& client, const event_class& in)
{
    return client.transports.contains(in.over) &&
           client.payloads.find(static_cast<char>(in.payload)) != std::string::npos &&
           (client.timed || in.mode == send_mode::blast);
}

/// Timed runs last as long whoever runs.
std::uint64_t count_for(const contender& client, const event_class& in, double share)
{
    constexpr double fewest = 200;
    const double weight = in.mode == send_mode::blast ? client.weight : 1;
    return static_cast<std::uint64_t>(std::max(fewest, static_cast<double>(in.count) * share / weight));
}

} // namespace

std::string job::name() const
{
    return client + '/' + static_cast<char>(payload) + '/' + std::string(name_of(over)) + '/' +
           std::string(name_of(mode));
}

std::string_view name_of(send_mode mode) noexcept
{
    switch (mode) {
    case send_mode::blast: return "blast";
    case send_mode::pace: return "pace";
    case send_mode::burst: return "burst";
    }
    return {};
}

std::string planned::target() const
{
    return std::string("/stream?payload=") + static_cast<char>(what.payload) +
           "&mode=" + std::string(name_of(what.mode)) + "&count=" + std::to_string(count) +
           (what.over == transport::deflate ? "&deflate=1" : "");
}

std::vector<planned> plan(const std::vector<contender>& clients, double share, const std::string& only)
{
    const std::regex wanted(only);
    std::vector<planned> all;
    for (const event_class& one : classes)
        for (const contender& client : clients) {
            planned next{{client.name, one.payload, one.over, one.mode}, client.program, 0};
            next.count = count_for(client, one, share);
            if (takes_part(client, one) && std::regex_search(next.what.name(), wanted))
                all.push_back(std::move(next));
        }
    return all;
}

} // namespace rig
