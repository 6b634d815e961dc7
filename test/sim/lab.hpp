// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_TEST_SIM_LAB_HPP
#define HOLDFAST_TEST_SIM_LAB_HPP

#include <holdfast/sim/exchange.hpp>

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace holdfast::test {

namespace json = boost::json;
using namespace std::chrono_literals;

/// An exchange, the time, and what clients have received: everything without a network.
class lab {
public:
    /// Its messages are written plainly, so that their text can be compared.
    explicit lab(sim::exchange_config config = {}) : venue(plain(std::move(config))) {}

    sim::connection_id connect(std::string_view target = "/stream")
    {
        const sim::connection_id id = ++last_;
        BOOST_REQUIRE(!venue.accept(id, now));
        BOOST_REQUIRE_EQUAL(venue.upgrade(id, target, now).status, 101u);
        venue.open(id, target, now);
        collect();
        return id;
    }

    /// Sends a message and returns the answer.
    std::string ask(sim::connection_id id, std::string_view text)
    {
        const std::size_t before = received[id].size();
        venue.receive(id, text, now);
        collect();
        return received[id].size() > before ? received[id].back().bytes : std::string();
    }

    std::string subscribe(sim::connection_id id, std::string_view topic)
    {
        return ask(id, "{\"method\":\"SUBSCRIBE\",\"params\":[\"" + std::string(topic) + "\"],\"id\":1}");
    }

    sim::http_reply get(std::string_view target) { return venue.get(target, now); }

    json::object snapshot(std::string_view symbol)
    {
        const sim::http_reply reply = get("/api/v3/depth?symbol=" + std::string(symbol) + "&limit=5000");
        BOOST_REQUIRE_EQUAL(reply.status, 200u);
        return json::parse(reply.body).as_object();
    }

    /// Lets time pass, one event after the other, answering pings.
    void run(duration time, const std::function<void()>& after_each = {})
    {
        const time_point until = now + time;
        for (time_point next = venue.next_event(); next <= until; next = venue.next_event()) {
            now = std::max(now, next);
            venue.advance(now);
            collect();
            if (after_each)
                after_each();
        }
        now = until;
        venue.advance(now);
        collect();
    }

    /// The text messages of a connection since the last call.
    std::vector<std::string> texts(sim::connection_id id)
    {
        std::vector<std::string> out;
        for (sim::output& o : std::exchange(received[id], {}))
            if (o.what == sim::output::kind::text)
                out.push_back(std::move(o.bytes));
        return out;
    }

    /// The payloads of a topic since the last call, out of combined messages; other messages are dropped.
    std::vector<json::object> data(sim::connection_id id, std::string_view topic)
    {
        std::vector<json::object> out;
        for (const std::string& text : texts(id)) {
            json::error_code failed;
            const json::value parsed = json::parse(text, failed);
            const json::object* message = failed ? nullptr : parsed.if_object();
            if (message && message->contains("stream") && message->at("stream").as_string() == topic)
                out.push_back(message->at("data").as_object());
        }
        return out;
    }

    /// Outputs of a kind that a connection has received since they were last taken.
    std::size_t count(sim::connection_id id, sim::output::kind what)
    {
        std::size_t n = 0;
        for (const sim::output& o : received[id])
            n += o.what == what ? 1 : 0;
        return n;
    }

    const sim::output* find(sim::connection_id id, sim::output::kind what)
    {
        for (const sim::output& o : received[id])
            if (o.what == what)
                return &o;
        return nullptr;
    }

    sim::exchange venue;
    time_point now = time_point{} + 1h;
    bool answers_pings = true;
    std::map<sim::connection_id, std::vector<sim::output>> received;

private:
    static sim::exchange_config plain(sim::exchange_config config)
    {
        config.style = sim::json_style::plain;
        return config;
    }

    void collect()
    {
        for (sim::output& o : venue.take_outputs()) {
            if (o.what == sim::output::kind::ping && answers_pings)
                venue.pong(o.to, o.bytes, now);
            received[o.to].push_back(std::move(o));
        }
    }

    sim::connection_id last_ = 0;
};

inline std::uint64_t number(const json::object& in, std::string_view key)
{
    return in.at(key).to_number<std::uint64_t>();
}

/// A book kept as simply as can be: the exchange's recipe with two maps.
struct map_book {
    explicit map_book(const json::object& snapshot) : id(number(snapshot, "lastUpdateId"))
    {
        set(bids, snapshot.at("bids").as_array());
        set(asks, snapshot.at("asks").as_array());
    }

    /// Applies a message in order; false if there is a gap before it.
    bool apply(const json::object& changes)
    {
        if (number(changes, "u") <= id)
            return true;
        if (number(changes, "U") > id + 1)
            return false;
        set(bids, changes.at("b").as_array());
        set(asks, changes.at("a").as_array());
        id = number(changes, "u");
        return true;
    }

    template <class Side>
    static void set(Side& side, const json::array& levels)
    {
        for (const json::value& l : levels) {
            const std::string price(l.as_array()[0].as_string());
            const std::string quantity(l.as_array()[1].as_string());
            std::string digits = price;
            std::erase(digits, '.');
            if (quantity == "0.00000000")
                side.erase(std::stoll(digits));
            else
                side[std::stoll(digits)] = {price, quantity};
        }
    }

    template <class Side>
    static std::vector<sim::quoted_level> list(const Side& side)
    {
        std::vector<sim::quoted_level> out;
        for (const auto& [price, level] : side)
            out.push_back(level);
        return out;
    }

    /// How it differs from the truth; empty if it does not.
    std::string difference(const sim::exchange& venue, std::string_view symbol) const
    {
        const auto truth = venue.truth_at(symbol, id);
        return truth ? sim::difference(*truth, list(bids), list(asks)) : "no truth at " + std::to_string(id);
    }

    std::uint64_t id = 0;
    std::map<long long, sim::quoted_level, std::greater<>> bids;
    std::map<long long, sim::quoted_level> asks;
};

} // namespace holdfast::test

#endif
