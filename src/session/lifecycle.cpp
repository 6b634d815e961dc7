// SPDX-License-Identifier: BSL-1.0
#include <holdfast/lifecycle.hpp>

namespace holdfast {

namespace {

/// Waits for the policy's moment, or until its owner notifies.
task<> pause(condition_variable& wakeup, time_point until)
{
    if (until == never)
        co_await wakeup.wait();
    else
        co_await wakeup.wait_until(until);
}

task<> pause_before_attempt(condition_variable* wakeup, time_point start)
{
    if (wakeup != nullptr)
        co_await pause(*wakeup, start);
    else
        co_await sleep_until(start);
}

void require(const result<>& done)
{
    if (!done)
        throw error(done.error());
}

} // namespace

task<std::unique_ptr<websocket>> connect_loop(network& net, dial_policy& policy)
{
    for (;;) {
        time_point moment = co_await now();
        for (time_point start = policy.next_attempt(moment); start > moment;
             start = policy.next_attempt(moment)) {
            co_await pause_before_attempt(policy.dial_wakeup(), start);
            moment = co_await now();
        }
        auto ready = co_await policy.prepare();
        if (!ready) {
            co_await throw_if_cancelled();
            moment = co_await now();
            policy.failed(ready.error(), moment);
            continue;
        }
        std::string url = policy.url();
        std::function<void(phase)> tell = [&policy](phase stage) { policy.at_stage(stage); };
        auto line = co_await net.connect(std::move(url), policy.options(), std::move(tell));
        if (line)
            co_return std::move(*line);
        co_await throw_if_cancelled();
        moment = co_await now();
        policy.failed(line.error(), moment);
    }
}

task<> read_loop(websocket& line, batch_sink& sink)
{
    for (;;) {
        auto received = co_await line.read();
        if (!received)
            throw error(received.error());
        require(sink.on_batch(*received));
    }
}

task<> write_loop(websocket& line, outbox& box)
{
    for (;;) {
        const time_point moment = co_await now();
        send_action action = box.next_send(moment);
        if (auto* text = std::get_if<send_text>(&action)) {
            require(co_await line.write(std::move(text->text)));
        } else if (auto* binary = std::get_if<send_binary>(&action)) {
            require(co_await line.write_binary(std::move(binary->bytes)));
        } else if (std::get_if<send_ping>(&action)) {
            require(co_await line.ping());
        } else if (auto* bye = std::get_if<send_close>(&action)) {
            co_await line.close(bye->code, std::move(bye->reason));
            throw error(failure(errc::disconnected, "closed by us"));
        } else {
            const time_point until = std::get<wait_until>(action).when;
            co_await pause(box.send_wakeup(), until);
        }
    }
}

task<> watchdog(websocket& line, vital_signs& signs)
{
    for (;;) {
        const time_point moment = co_await now();
        auto next = signs.examine(moment, line.last_bytes());
        if (!next)
            throw error(next.error());
        co_await pause(signs.vital_wakeup(), *next);
    }
}

task<> recover_loop(network& net, repair_list& repairs)
{
    for (;;) {
        time_point moment = co_await now();
        repair_action action = repairs.next_repair(moment);
        if (auto* job = std::get_if<repair>(&action)) {
            const std::uint64_t ticket = job->ticket;
            auto answer = co_await net.request(std::move(job->request));
            co_await throw_if_cancelled();
            moment = co_await now();
            repairs.repaired(ticket, answer, moment);
        } else {
            const time_point until = std::get<wait_until>(action).when;
            co_await pause(repairs.repair_wakeup(), until);
        }
    }
}

} // namespace holdfast
