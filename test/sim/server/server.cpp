// SPDX-License-Identifier: BSL-1.0
#include <holdfast/sim/server.hpp>

#include <holdfast/beast_network.hpp>
#include <holdfast/exchange/bybit/keys.hpp>
#include <holdfast/network.hpp>
#include <holdfast/sim/world.hpp>
#include <holdfast/time.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/mpl/list.hpp>
#include <boost/test/unit_test.hpp>

#include <array>
#include <memory>
#include <string>
#include <vector>

// The simulated exchange as its clients meet it: the same stories over real sockets and in virtual time.

namespace hf = holdfast;
namespace sim = holdfast::sim;
namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace {

struct real_sockets {
    asio::io_context io{1};
    void run() { io.run_for(30s); }
};

struct virtual_time {
    asio::io_context io{1};
    sim::world& world = asio::make_service<sim::world>(io, 7);
    void run() { world.run_for(1h); }
};

using everywhere = boost::mpl::list<real_sockets, virtual_time>;

/// An exchange, its server, and a client's network to reach them.
template <class Place>
struct stage : Place {
    explicit stage(sim::server_config how = {}, sim::exchange_config what = {})
        : venue(std::move(what)), server(Place::io.get_executor(), venue, std::move(how))
    {
        options.tls.extra_ca = server.authority();
        options.timeouts.request = 3s;
        net = hf::make_beast_network(Place::io.get_executor(), options);
    }

    using story = hf::task<> (*)(stage&);

    /// Plays the story to its end, and then stops the server.
    void play(story told)
    {
        asio::co_spawn(Place::io, tell(*this, told), hf::rethrow);
        Place::run();
        BOOST_TEST_REQUIRE(ended, "the story came to its end");
    }

    hf::task<hf::result<std::unique_ptr<hf::websocket>>> dial(std::string target = "/ws")
    {
        return net->connect(server.ws_url() + target, options, {});
    }

    hf::task<std::unique_ptr<hf::websocket>> dialled(std::string target = "/ws")
    {
        auto line = co_await dial(std::move(target));
        BOOST_TEST_REQUIRE(line.has_value(), line.error().message());
        co_return std::move(*line);
    }

    /// A line without a protocol.
    hf::task<hf::result<std::unique_ptr<hf::byte_stream>>> raw_line()
    {
        return hf::runtime::of(Place::io.get_executor()).connect(server.local());
    }

    /// Dialled, and subscribed to the book.
    hf::task<std::unique_ptr<hf::websocket>> subscribed()
    {
        auto line = co_await dialled();
        const auto sent = co_await line->write(subscription);
        BOOST_TEST_REQUIRE(sent.has_value());
        co_return line;
    }

    hf::task<hf::result<hf::http_response>> get(std::string target)
    {
        hf::http_request asked;
        asked.url = server.rest_url() + target;
        return net->request(std::move(asked));
    }

    static constexpr const char* subscription =
        R"({"method":"SUBSCRIBE","params":["btcusdt@depth@100ms"],"id":1})";

    sim::exchange venue;
    sim::server server;
    hf::websocket_options options;
    std::unique_ptr<hf::network> net;
    bool ended = false;

private:
    static hf::task<> tell(stage& s, story told)
    {
        const std::size_t first = co_await hf::race(s.server.run(), told(s));
        s.ended = first == 1;
    }
};

sim::server_config secure()
{
    sim::server_config c;
    c.tls = true;
    return c;
}

/// Reads until a message contains the words, or the line ends: then the failure.
hf::task<hf::result<std::string>> hear(hf::websocket& line, std::string_view words)
{
    for (;;) {
        const auto heard = co_await line.read();
        if (!heard)
            co_return heard.error();
        for (const hf::message& m : heard->messages)
            if (m.bytes.find(words) != std::string_view::npos)
                co_return std::string(m.bytes);
    }
}

/// Reads until the line ends.
hf::task<hf::failure> hear_the_end(hf::websocket& line)
{
    const auto heard = co_await hear(line, "a word that no exchange says");
    co_return heard.error();
}

struct last_words {
    std::string text;
    hf::result<> end;
};

hf::task<last_words> read_to_the_end(hf::byte_stream& line)
{
    last_words heard;
    std::array<char, 512> room{};
    for (;;) {
        const auto got = co_await hf::read_some(line, asio::buffer(room));
        if (!got) {
            heard.end = got.error();
            co_return heard;
        }
        heard.text.append(room.data(), *got);
    }
}

/// Listens for as long as the line lasts.
hf::task<> listen(hf::websocket& line)
{
    static_cast<void>(co_await hear_the_end(line));
}

} // namespace

BOOST_AUTO_TEST_SUITE(sim_server)

BOOST_AUTO_TEST_CASE_TEMPLATE(rest_serves_the_book, Place, everywhere)
{
    stage<Place> s;
    s.play([](auto& s) -> hf::task<> {
        const auto answer = co_await s.get("/api/v3/depth?symbol=BTCUSDT&limit=5");

        BOOST_TEST_REQUIRE(answer.has_value(), answer.error().message());
        BOOST_TEST(answer->status == 200u);
        BOOST_TEST(answer->body.find(R"("lastUpdateId")") != std::string::npos, answer->body);
    });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(rest_keeps_its_connection_for_the_next_request, Place, everywhere)
{
    stage<Place> s;
    s.play([](auto& s) -> hf::task<> {
        for (int i = 0; i != 3; ++i) {
            const auto served = co_await s.get("/api/v3/ping");
            BOOST_TEST(served.has_value());
        }

        BOOST_TEST(s.server.stats().accepted == 1u);
    });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(what_is_no_http_is_answered_with_400_and_the_line_ends, Place, everywhere)
{
    stage<Place> s;
    s.play([](auto& s) -> hf::task<> {
        auto opened = co_await s.raw_line();
        auto line = std::move(opened).value();
        co_await hf::write_all(*line, asio::buffer(std::string_view("HELO exchange\r\n\r\n")));

        const auto [answer, end] = co_await read_to_the_end(*line);

        BOOST_TEST(answer.starts_with("HTTP/1.1 400 "), answer);
        BOOST_TEST(end.has_error());
    });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(market_data_cannot_be_posted, Place, everywhere)
{
    stage<Place> s;
    s.play([](auto& s) -> hf::task<> {
        hf::http_request order;
        order.verb = hf::http_verb::post;
        order.url = s.server.rest_url() + "/api/v3/depth?symbol=BTCUSDT";

        const auto answer = co_await s.net->request(std::move(order));

        BOOST_TEST_REQUIRE(answer.has_value(), answer.error().message());
        BOOST_TEST(answer->status == 405u);
        BOOST_TEST(answer->header("allow") == "GET");
    });
}

// Verb, headers and body arrive: without each of them the exchange would say something else.
BOOST_AUTO_TEST_CASE_TEMPLATE(an_order_can_be_posted, Place, everywhere)
{
    stage<Place> s({}, sim::config_of(sim::venue::bybit));
    s.play([](auto& s) -> hf::task<> {
        const sim::account_config& owner = s.venue.config().account;
        const auto keys = hf::bybit::make_signer(
            {.api_key = hf::secret::from_text(owner.api_key),
             .key = hf::signing_key::hmac_sha256(hf::secret::from_text(owner.secret)).value()});
        hf::http_request order;
        order.verb = hf::http_verb::post;
        order.url = s.server.rest_url() + "/v5/order/create";
        order.body = R"({"category":"linear","symbol":"BTCUSDT","side":"Buy","orderType":"Limit",)"
                     R"("qty":"0.001","price":"1000","timeInForce":"GTC","orderLinkId":"alpha"})";
        const auto wall =
            s.venue.config().wall_zero + hf::runtime::of(s.io.get_executor()).now().time_since_epoch();
        keys->sign(order, wall);

        const auto answer = co_await s.net->request(std::move(order));

        BOOST_TEST_REQUIRE(answer.has_value(), answer.error().message());
        BOOST_TEST(answer->status == 200u);
        BOOST_TEST_REQUIRE(s.venue.account_truth().open_orders.size() == 1u, answer->body);
        BOOST_TEST(s.venue.account_truth().open_orders.front().client_id == "alpha");
    });
}

BOOST_AUTO_TEST_CASE(a_request_with_too_long_a_body_is_refused)
{
    sim::server_config how;
    how.max_message = 1000;
    stage<virtual_time> s(how);
    s.play([](auto& s) -> hf::task<> {
        hf::http_request order;
        order.verb = hf::http_verb::post;
        order.url = s.server.rest_url() + "/api/v3/order";
        order.body.assign(1001, 'x');

        const auto answer = co_await s.net->request(std::move(order));

        BOOST_TEST((!answer || answer->status == 400u));
        BOOST_TEST(s.venue.stats().requests == 0u);
    });
}

BOOST_AUTO_TEST_CASE(a_client_that_says_nothing_is_sent_away)
{
    sim::server_config how;
    how.patience = 5s;
    for (const bool tls : {false, true}) {
        how.tls = tls;
        stage<virtual_time> s(how);
        s.play([](auto& s) -> hf::task<> {
            auto opened = co_await s.raw_line();
            auto line = std::move(opened).value();
            const auto begun = co_await hf::now();

            const auto [answer, end] = co_await read_to_the_end(*line);

            const auto waited = co_await hf::now() - begun;
            BOOST_TEST(answer.empty());
            BOOST_TEST((waited > 4s && waited < 6s));
        });
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_subscriber_hears_the_acknowledgement_and_then_the_market, Place, everywhere)
{
    stage<Place> s;
    s.play([](auto& s) -> hf::task<> {
        const auto line = co_await s.subscribed();

        const auto ack = co_await hear(*line, R"("id":1)");
        const auto update = co_await hear(*line, R"("e":"depthUpdate")");

        BOOST_TEST(ack.has_value());
        BOOST_TEST(update.has_value());
    });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(tls_is_verified_with_the_servers_own_authority, Place, everywhere)
{
    stage<Place> s(secure());
    s.play([](auto& s) -> hf::task<> {
        const auto line = co_await s.subscribed();
        const auto update = co_await hear(*line, "depthUpdate");
        const auto answer = co_await s.get("/api/v3/ping");

        BOOST_TEST(s.server.ws_url().starts_with("wss://"));
        BOOST_TEST(update.has_value());
        BOOST_TEST(answer.has_value());
    });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(three_wrong_certificates_are_shown_in_turn, Place, everywhere)
{
    stage<Place> s(secure());
    s.venue.faults().inject(sim::fault::wrong_certificate, {.times = 3});
    s.play([](auto& s) -> hf::task<> {
        std::vector<hf::error_code> refused;
        for (int i = 0; i != 3; ++i) {
            const auto opened = co_await s.dial();
            refused.push_back(opened.error().code);
        }

        const std::vector<hf::error_code> expected{
            hf::errc::certificate_expired, hf::errc::certificate_wrong_host, hf::errc::certificate_untrusted};
        BOOST_TEST(refused == expected, boost::test_tools::per_element());
        const auto served = co_await s.dial();
        BOOST_TEST(served.has_value());
    });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(messages_are_compressed_where_the_client_offers_it, Place, everywhere)
{
    sim::server_config how;
    how.deflate = true;
    stage<Place> s(how);
    s.options.deflate = true;
    s.play([](auto& s) -> hf::task<> {
        const auto line = co_await s.subscribed();

        const auto update = co_await hear(*line, "depthUpdate");

        BOOST_TEST(update.has_value());
    });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(after_a_refusal_nobody_listens_for_a_while, Place, everywhere)
{
    sim::server_config how;
    how.refuse_for = 200ms;
    stage<Place> s(how);
    s.venue.faults().inject(sim::fault::refuse);
    s.play([](auto& s) -> hf::task<> {
        const auto first = co_await s.dial();
        const auto second = co_await s.dial();
        while (!(co_await s.dial()))
            co_await hf::sleep_for(10ms);

        BOOST_TEST(first.has_error());
        BOOST_TEST((second.error().code == hf::errc::connect_failed), second.error().message());
        BOOST_TEST(s.server.stats().refusals == 1u);
    });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(accepted_and_closed_is_not_connected, Place, everywhere)
{
    stage<Place> s;
    s.venue.faults().inject(sim::fault::accept_then_close);
    s.play([](auto& s) -> hf::task<> {
        const auto failed = co_await s.dial();
        BOOST_TEST(failed.has_error());
        const auto served = co_await s.dial();
        BOOST_TEST(served.has_value());
    });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(too_many_upgrades_are_answered_with_429_and_a_time_to_wait, Place, everywhere)
{
    stage<Place> s;
    s.venue.faults().inject(sim::fault::upgrade_429);
    s.play([](auto& s) -> hf::task<> {
        const auto refused = co_await s.dial();

        BOOST_TEST(refused.error().http_status == 429u);
        BOOST_TEST((refused.error().retry_after == 1s));
        const auto served = co_await s.dial();
        BOOST_TEST(served.has_value());
    });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_cut_line_ends_without_a_goodbye, Place, everywhere)
{
    stage<Place> s;
    s.play([](auto& s) -> hf::task<> {
        const auto line = co_await s.subscribed();
        co_await hear(*line, "depthUpdate");
        s.venue.faults().inject(sim::fault::cut);

        const auto end = co_await hear_the_end(*line);

        BOOST_TEST((end.code == hf::errc::disconnected), end.message());
        BOOST_TEST(line->reason().code == 1006u);
    });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_close_frame_carries_its_code, Place, everywhere)
{
    stage<Place> s;
    s.play([](auto& s) -> hf::task<> {
        const auto line = co_await s.subscribed();
        co_await hear(*line, "depthUpdate");
        s.venue.faults().inject(sim::fault::close_code, {.code = 1012});

        const auto end = co_await hear_the_end(*line);

        BOOST_TEST((end.code == hf::errc::closed_by_peer), end.message());
        BOOST_TEST(line->reason().code == 1012u);
    });
}

BOOST_AUTO_TEST_CASE(what_is_sent_into_a_half_open_line_vanishes)
{
    stage<virtual_time> s;
    s.play([](auto& s) -> hf::task<> {
        const auto line = co_await s.subscribed();
        co_await hear(*line, "depthUpdate");
        s.venue.faults().inject(sim::fault::half_open_in);
        const auto broken = co_await hf::now();

        const auto first = co_await hf::race(listen(*line), hf::sleep_for(30s));

        BOOST_TEST(first == 1u, "the read is still waiting");
        BOOST_TEST((line->last_bytes() < broken + 1s));
    });
}

BOOST_AUTO_TEST_CASE(what_the_client_says_into_a_half_open_line_never_arrives)
{
    stage<virtual_time> s;
    s.play([](auto& s) -> hf::task<> {
        const auto line = co_await s.dialled();
        s.venue.faults().inject(sim::fault::half_open_out);
        co_await hf::sleep_for(1s);

        const auto sent = co_await line->write(s.subscription);
        co_await hf::sleep_for(1s);

        BOOST_TEST(sent.has_value());
        BOOST_TEST(s.venue.stats().received == 0u);
    });
}

BOOST_AUTO_TEST_CASE(a_client_that_answers_pings_stays)
{
    sim::exchange_config calm;
    calm.burst_every = 1s;
    stage<virtual_time> s({}, calm);
    s.play([](auto& s) -> hf::task<> {
        const auto line = co_await s.subscribed();

        const auto first = co_await hf::race(listen(*line), hf::sleep_for(10min));

        BOOST_TEST(first == 1u, "the line lives");
        BOOST_TEST(s.venue.stats().thrown_out == 0u);
    });
}

BOOST_AUTO_TEST_CASE(a_client_that_does_not_answer_pings_is_thrown_out)
{
    stage<virtual_time> s;
    s.play([](auto& s) -> hf::task<> {
        const auto line = co_await s.subscribed();
        s.venue.faults().inject(sim::fault::half_open_out);

        co_await hear_the_end(*line);

        BOOST_TEST(s.venue.stats().thrown_out == 1u);
    });
}

BOOST_AUTO_TEST_CASE(a_client_that_does_not_read_is_cut_off)
{
    sim::server_config how;
    how.outbox_bytes = 64 << 10;
    stage<virtual_time> s(how);
    s.play([](auto& s) -> hf::task<> {
        const auto line = co_await s.subscribed();

        while (s.server.stats().too_slow == 0)
            co_await hf::sleep_for(1s);
        co_await hf::sleep_for(1s);

        BOOST_TEST(s.server.stats().open == 0u);
    });
}

BOOST_AUTO_TEST_CASE(a_slow_line_delivers_late)
{
    stage<virtual_time> s;
    s.play([](auto& s) -> hf::task<> {
        const auto line = co_await s.subscribed();
        co_await hear(*line, "depthUpdate");
        const auto before = s.venue.last_id("BTCUSDT");
        s.venue.faults().inject(sim::fault::slow, {.length = 10s});
        co_await hf::sleep_for(5s);

        const auto update = co_await hear(*line, "depthUpdate");

        const auto& text = *update;
        const auto id = std::stoull(text.substr(text.find(R"("u":)") + 4));
        BOOST_TEST(id < before + (s.venue.last_id("BTCUSDT") - before) / 2);
    });
}

BOOST_AUTO_TEST_CASE(a_request_that_is_never_answered_times_out)
{
    stage<virtual_time> s;
    s.venue.faults().inject(sim::fault::rest_never);
    s.play([](auto& s) -> hf::task<> {
        const auto answer = co_await s.get("/api/v3/depth?symbol=BTCUSDT");

        BOOST_TEST((answer.error().code == hf::errc::http_timeout), answer.error().message());
        const auto served = co_await s.get("/api/v3/depth?symbol=BTCUSDT");
        BOOST_TEST(served.has_value());
    });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(stop_ends_every_conversation, Place, everywhere)
{
    stage<Place> s;
    const auto visit = [](stage<Place>& s) -> hf::task<> {
        const auto line = co_await s.subscribed();
        co_await hear(*line, "depthUpdate");
        s.server.stop();
        co_await hear_the_end(*line);
    };

    asio::co_spawn(s.io, s.server.run(), hf::rethrow);
    asio::co_spawn(s.io, visit(s), hf::rethrow);
    s.run();

    BOOST_TEST(s.server.stats().open == 0u);
    BOOST_TEST(s.io.stopped());
}

BOOST_AUTO_TEST_CASE(a_context_may_end_in_mid_conversation)
{
    std::shared_ptr<const std::size_t> streams;
    {
        stage<virtual_time> s(secure());
        streams = s.world.live_streams();
        const auto visit = [](stage<virtual_time>& s) -> hf::task<> {
            const auto line = co_await s.subscribed();
            co_await hear_the_end(*line);
        };
        asio::co_spawn(s.io, s.server.run(), hf::rethrow);
        asio::co_spawn(s.io, visit(s), hf::rethrow);
        s.world.run_for(2s);
        BOOST_TEST(*streams != 0u);
    }
    BOOST_TEST(*streams == 0u);
}

BOOST_AUTO_TEST_CASE(on_real_sockets_it_stamps_real_time)
{
    stage<real_sockets> s;
    const hf::runtime& clock = hf::runtime::of(s.io.get_executor());
    const auto wrong = clock.wall_now() - (s.venue.config().wall_zero + clock.now().time_since_epoch());
    BOOST_TEST((std::chrono::abs(wrong) < 1min));
}

BOOST_AUTO_TEST_CASE(a_calendar_of_its_own_is_kept_on_real_sockets)
{
    sim::exchange_config of_its_own;
    of_its_own.wall_zero = hf::wall_time(1h);
    stage<real_sockets> s({}, of_its_own);
    BOOST_TEST((s.venue.config().wall_zero == hf::wall_time(1h)));
}

BOOST_AUTO_TEST_CASE(a_configuration_that_cannot_be_is_refused_by_name)
{
    asio::io_context io;
    sim::exchange venue;
    const auto refuses = [&](sim::server_config how, std::string member) {
        BOOST_CHECK_EXCEPTION(sim::server(io.get_executor(), venue, how), hf::error, [&](const hf::error& e) {
            return e.code() == hf::errc::invalid_config && e.why().text.find(member) != std::string::npos;
        });
    };
    refuses({.outbox_messages = 0}, "outbox_messages");
    refuses({.outbox_bytes = 0}, "outbox_bytes");
    refuses({.max_message = 0}, "max_message");
    refuses({.max_connections = 0}, "max_connections");
    refuses({.patience = 0s}, "patience");
    refuses({.goodbye = 0s}, "goodbye");
    refuses({.refuse_for = -1s}, "refuse_for");
}

BOOST_AUTO_TEST_SUITE_END()
