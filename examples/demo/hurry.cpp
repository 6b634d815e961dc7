// SPDX-License-Identifier: BSL-1.0
#include "hurry.hpp"

namespace hf = holdfast;
namespace sim = holdfast::sim;
using namespace std::chrono_literals;

namespace demo {

sim::exchange_config hurried(sim::venue which, std::uint64_t seed, hf::runtime& clock)
{
    sim::exchange_config c = sim::config_of(which);
    c.seed = seed;
    c.levels = 60;
    if (c.rules.ping_interval > 0s) {
        c.rules.ping_interval = 1s;
        c.rules.pong_timeout = 2s;
    }
    c.wall_zero = clock.wall_now() - clock.now().time_since_epoch();
    c.faults.seed = seed;
    c.faults.mute_for = 3s;
    c.faults.slow_for = 1s;
    c.faults.leave_after = 500ms;
    c.faults.drained_for = 1500ms;
    c.faults.banned_for = 2s;
    c.faults.down_for = 3s;
    return c;
}

hf::session_config impatient(const sim::server& server, hf::duration silence)
{
    hf::session_config c;
    c.connection.tls.extra_ca = server.authority();
    c.connection.timeouts = {.resolve = 1s, .connect = 1s, .tls = 1s, .upgrade = 1s, .request = 1s};
    c.retry = {.initial = 50ms, .ceiling = 500ms, .stable_after = 1s};
    c.recovery.retry = {.initial = 50ms, .ceiling = 500ms, .stable_after = 1s};
    c.heartbeat = {.ping_after = 300ms, .dead_after = 1s, .data_timeout = 2 * silence, .answer_timeout = 1s};
    c.recovery.quiet_confirm = 500ms;
    c.rate_limit_pause = 1s;
    c.ban_pause = 2s;
    c.pause_ceiling = 5s;
    c.recovery.refused_pause = 5s;
    c.recovery.refused_ceiling = 20s;
    c.subscribe.ack_timeout = 1s;
    return c;
}

} // namespace demo
