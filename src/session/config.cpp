// SPDX-License-Identifier: BSL-1.0
#include <holdfast/config.hpp>

#include <holdfast/detail/check.hpp>

#include <algorithm>
#include <string_view>

namespace holdfast {

using namespace std::chrono_literals;

namespace {

/// A problem of a part, with the part's name before the member's.
std::string within(std::string_view part, std::string problem)
{
    return problem.empty() ? problem : std::string(part) + ": " + problem;
}

/// Header injection: what ends a line must not be in one.
std::string check_headers(const header_list& headers)
{
    constexpr std::string_view forbidden("\r\n\0", 3);
    for (const auto& [name, value] : headers)
        if (name.empty() || name.find_first_of(forbidden) != std::string::npos ||
            value.find_first_of(forbidden) != std::string::npos)
            return "websocket_options::headers: a name or value is empty or contains CR, LF or NUL";
    return {};
}

} // namespace

std::string check(const subscribe_config& config)
{
    return detail::first_problem({
        detail::check_zero_or_range("subscribe_config::ack_timeout", config.ack_timeout, 100ms, 10min),
        detail::check_range("subscribe_config::attempts", config.attempts, 1, 1'000),
        detail::check_range("subscribe_config::patience", config.patience, 1s, 24h),
    });
}

std::string check(const recovery_config& config)
{
    return detail::first_problem({
        within("retry", check(config.retry)),
        detail::check_range("recovery_config::refused_pause", config.refused_pause, 1s, 24h),
        detail::check_range("recovery_config::refused_ceiling", config.refused_ceiling, config.refused_pause,
                            24h * 7),
        detail::check_range("recovery_config::concurrency", config.concurrency, 1, 64),
        detail::check_range("recovery_config::buffer_messages", config.buffer_messages, 1, 10'000'000),
        detail::check_range("recovery_config::buffer_bytes", config.buffer_bytes, 1, std::uint64_t(4) << 30),
        detail::check_zero_or_range("recovery_config::quiet_confirm", config.quiet_confirm, 10ms, 1h),
        detail::check_range("recovery_config::probe_grace", config.probe_grace, 10ms, 1h),
    });
}

std::string check(const login_config& config)
{
    return detail::first_problem({
        detail::check_range("login_config::timeout", config.timeout, 100ms, 10min),
        within("clock", check(config.clock)),
    });
}

std::string check(const stream_config& config)
{
    return detail::first_problem({
        detail::check_range("stream_config::capacity", config.capacity, 1, 16'777'216),
        detail::check_range("stream_config::max_bytes", config.max_bytes, 1024, std::uint64_t(1) << 40),
    });
}

std::string check(const websocket_options& config)
{
    const stage_timeouts& limit = config.timeouts;
    return detail::first_problem({
        detail::check_zero_or_range("websocket_options::timeouts.resolve", limit.resolve, 1ms, 1h),
        detail::check_zero_or_range("websocket_options::timeouts.connect", limit.connect, 1ms, 1h),
        detail::check_zero_or_range("websocket_options::timeouts.tls", limit.tls, 1ms, 1h),
        detail::check_zero_or_range("websocket_options::timeouts.upgrade", limit.upgrade, 1ms, 1h),
        detail::check_zero_or_range("websocket_options::timeouts.write", limit.write, 1ms, 1h),
        detail::check_range("websocket_options::timeouts.close", limit.close, 1ms, 1min),
        detail::check_zero_or_range("websocket_options::timeouts.request", limit.request, 1ms, 1h),
        detail::check_range("websocket_options::max_message", config.max_message, 1, std::uint64_t(1) << 30),
        detail::check_range("websocket_options::read_size", config.read_size, 1024, std::uint64_t(16) << 20),
        check_headers(config.headers),
    });
}

std::string check(const session_config& config)
{
    return detail::first_problem({
        within("connection", check(config.connection)),
        within("retry", check(config.retry)),
        within("heartbeat", check(config.heartbeat)),
        within("subscribe", check(config.subscribe)),
        within("recovery", check(config.recovery)),
        within("login", check(config.login)),
        detail::check_range("session_config::rate_limit_pause", config.rate_limit_pause, 1ms, 24h),
        detail::check_range("session_config::ban_pause", config.ban_pause, 1ms, 24h * 30),
        detail::check_range("session_config::pause_ceiling", config.pause_ceiling, 1s, 24h * 7),
        detail::check_range("session_config::ban_ceiling", config.ban_ceiling, 1s, 24h * 30),
    });
}

} // namespace holdfast
