// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_TEST_SUPPORT_FEED_FIXTURE_HPP
#define HOLDFAST_TEST_SUPPORT_FEED_FIXTURE_HPP

#include "support/toy_exchange.hpp"
#include "support/transcript.hpp"
#include "topics/topic_tracker.hpp"

#include <boost/test/unit_test.hpp>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace lab {

using namespace holdfast;
using namespace std::chrono_literals;

/// Keeps everything as words; refuses messages on demand.
class recorder final : public event_sink {
public:
    std::vector<std::string> said{};
    std::vector<failure> reasons{}; ///< Why the topic is still closed.
    bool full = false;
    bool ended = false;

    bool put(data&& message) override { return keep(std::move(message)); }
    bool put(snapshot&& message) override { return keep(std::move(message)); }
    bool keep(const event& message)
    {
        if (!full)
            said.push_back(toy::words(message));
        return !full;
    }
    void put_recovered(event message) override { said.push_back(toy::words(message)); }
    void put_mark(event mark) override { said.push_back(toy::words(mark)); }
    void put_notice(event notice) override
    {
        if (const auto* why = std::get_if<still_closed>(&notice))
            reasons.push_back(why->why);
        if (std::holds_alternative<audit>(notice))
            said.push_back(toy::words(notice));
    }
    [[nodiscard]] bool has_room() const noexcept override { return !full; }
    void end() override { ended = true; }
};

inline std::string gap(errc why, int last)
{
    return "gap " + make_error_code(why).message() + " " + std::to_string(last);
}

using story = std::vector<std::string>;

/// A feed with its exchange, a clock to turn, and one connection at a time.
struct feed_fixture {
    toy::exchange exchange{};
    session_config config{};
    session_stats stats{};
    observer nobody{};
    std::optional<feed> made{};
    time_point now{1h};
    wall_time calendar{};
    std::uint32_t epoch = 0;
    std::uint64_t ticket = 0;

    feed& topics()
    {
        if (!made)
            made.emplace(exchange, config, stats, nobody, 7);
        return *made;
    }
    std::shared_ptr<recorder> want(const std::string& name)
    {
        auto sink = std::make_shared<recorder>();
        topics().attach(topic(name), sink, now);
        return sink;
    }
    void connect() { topics().connected(++epoch, now); }
    void lose() { topics().disconnected(failure(errc::closed_by_peer, "gone"), now); }

    /// The exchange says these; true if the connection is still of use.
    bool say(const std::vector<std::string>& texts)
    {
        batch b;
        b.memory = std::make_shared<slab>();
        b.received = now;
        for (const std::string& t : texts) {
            message m;
            m.bytes = b.memory->copy(std::string_view(t));
            b.messages.push_back(m);
        }
        return topics().receive(b, calendar).has_value();
    }
    /// Everything the client wants to send now.
    std::vector<std::string> sends()
    {
        std::vector<std::string> all;
        while (auto r = topics().next_request(now))
            all.push_back(r->text);
        return all;
    }
    /// Subscribes what is wanted and acknowledges it.
    void subscribe()
    {
        while (auto r = topics().next_request(now))
            say({"ack " + std::to_string(r->id)});
    }
    /// The URL of the snapshot that should be fetched now; empty if none.
    std::string asks()
    {
        const auto question =
            topics().next_repair(now, [](const http_request&) { return duration::zero(); }, ticket);
        return question ? question->url : "";
    }
    void answer(const std::string& body, std::uint64_t for_ticket)
    {
        http_response r;
        r.status = 200;
        r.body = body;
        (void)topics().repaired(for_ticket, r, now);
    }
    void answer(const std::string& body) { answer(body, ticket); }
    /// A topic of the book kind, verified at 10.
    std::shared_ptr<recorder> live_book(const std::string& name = "book.a")
    {
        auto sink = want(name);
        connect();
        subscribe();
        BOOST_REQUIRE(!asks().empty());
        say({"d " + name + " 9 10 0"});
        answer("9" + std::string(toy::sane));
        BOOST_REQUIRE(sink->said.back() == "healed 10");
        sink->said.clear();
        return sink;
    }
};

} // namespace lab

#endif
