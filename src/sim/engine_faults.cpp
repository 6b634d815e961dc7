#include "sim/damage.hpp"
#include "sim/engine.hpp"

#include <holdfast/policy/check.hpp>

#include <utility>

namespace holdfast::sim {

namespace {

std::string numbers(const publication& p)
{
    return p.first == p.last ? std::to_string(p.first)
                             : std::to_string(p.first) + " to " + std::to_string(p.last);
}

duration length_of(const fault_options& with, duration usual)
{
    return with.length > duration::zero() ? with.length : usual;
}

} // namespace

void exchange::engine::spoil(connection_id id, connection& c, const publication& p, const fault_order& order)
{
    switch (order.what) {
    case fault::lose: note(fault::lose, id, p, "lost"); break;
    case fault::reorder: c.held.emplace(p.topic, p); break;
    case fault::duplicate:
        send(id, c, p);
        send(id, c, p);
        note(fault::duplicate, id, p, "sent twice");
        break;
    default:
        damaged d = damage_message(language.wrap(c.who, p.topic, p.payload), order.with.how, plan.random());
        send(id, std::move(d.bytes));
        note(fault::corrupt, id, p, "damaged: " + std::string(d.how));
    }
}

void exchange::engine::send_swapped(connection_id id, const connection& c, const publication& first,
                                    const publication& second)
{
    send(id, c, first);
    send(id, c, second);
    note(fault::reorder, id, second, "sent after " + numbers(first));
}

void exchange::engine::break_line(connection_id id, connection& c, const fault_order& order)
{
    switch (order.what) {
    case fault::close_code: {
        const std::uint16_t code = order.with.code != 0 ? order.with.code : plan.next_close_code();
        close(id, code, "simulated");
        note(order.what, id, "closed with code " + std::to_string(code));
        break;
    }
    case fault::mute: {
        injection done{0, now, order.what, id, {}, order.with.topic, 0, 0, mute(c, order.with)};
        plan.record(std::move(done));
        break;
    }
    case fault::slow: note(order.what, id, slow_down(id, order.with)); break;
    case fault::half_open_in:
    case fault::half_open_out:
    case fault::half_open: note(order.what, id, open_half(id, c, order.what)); break;
    default: cut(id); note(order.what, id, "line cut");
    }
}

std::string exchange::engine::mute(connection& c, const fault_options& with) const
{
    const duration length = length_of(with, plan.config().mute_for);
    c.muted_until = now + length;
    c.muted_topic = with.topic;
    return (with.topic.empty() ? "no data for " : with.topic + " silent for ") + detail::to_text(length);
}

std::string exchange::engine::slow_down(connection_id id, const fault_options& with)
{
    output& out = put(id, output::kind::slow);
    out.length = length_of(with, plan.config().slow_for);
    out.bytes_per_second = plan.config().slow_bytes_per_second;
    return std::to_string(out.bytes_per_second) + " bytes a second for " + detail::to_text(out.length);
}

std::string exchange::engine::open_half(connection_id id, connection& c, fault what)
{
    c.doomed = true;
    plan.closed(id);
    if (what == fault::half_open_in) {
        put(id, output::kind::half_open_in);
        return "nothing reaches the client any more";
    }
    if (what == fault::half_open_out) {
        put(id, output::kind::half_open_out);
        return "nothing from the client arrives any more";
    }
    put(id, output::kind::half_open);
    return "nothing passes any more, either way";
}

void exchange::engine::note(fault what, connection_id id, std::string story)
{
    plan.record({0, now, what, id, {}, {}, 0, 0, std::move(story)});
}

void exchange::engine::note(fault what, connection_id id, const publication& p, std::string_view story)
{
    plan.record({0, now, what, id, p.symbol, p.topic, p.first, p.last,
                 p.topic + " " + numbers(p) + " " + std::string(story)});
}

} // namespace holdfast::sim
