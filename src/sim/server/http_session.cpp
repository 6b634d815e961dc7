// SPDX-License-Identifier: BSL-1.0
#include "sim/server/http_session.hpp"

#include "net/any_stream.hpp"
#include "wire/text/ascii_case.hpp"

#include <holdfast/time.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket.hpp>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace holdfast::sim {

namespace {

namespace beast = boost::beast;
namespace http = beast::http;
namespace websocket = beast::websocket;
using asio::use_awaitable;
using http_request_message = http::request<http::string_body>;
using http_reply_message = http::response<http::string_body>;

constexpr std::size_t longest_ping = 125;   // RFC 6455 §5.5
constexpr std::size_t longest_reason = 123; // less two bytes of code

std::string_view view(beast::string_view text)
{
    return {text.data(), text.size()};
}

std::optional<http_verb> verb_of(http::verb method)
{
    switch (method) {
    case http::verb::get: return http_verb::get;
    case http::verb::post: return http_verb::post;
    case http::verb::put: return http_verb::put;
    case http::verb::delete_: return http_verb::del;
    default: return std::nullopt;
    }
}

std::vector<std::pair<std::string, std::string>> headers_of(const http_request_message& asked)
{
    std::vector<std::pair<std::string, std::string>> out;
    for (const auto& field : asked)
        out.emplace_back(wire::lower_case(view(field.name_string())), view(field.value()));
    return out;
}

/// What both halves of a conversation know.
struct party {
    hub& venue;
    visitor& client;
    const server_config& terms;
};

// ---- WebSocket

class websocket_session {
public:
    websocket_session(net::any_stream line, const party& p) : p_(p), ws_(std::move(line))
    {
        websocket::permessage_deflate deflate;
        deflate.server_enable = p_.terms.deflate;
        ws_.set_option(deflate);
        ws_.read_message_max(p_.terms.max_message);
        ws_.auto_fragment(false);
        ws_.text(true);
        ws_.control_callback([this](websocket::frame_type what, beast::string_view payload) {
            at_control_frame(what, view(payload));
        });
    }

    task<> run(http_request_message upgrade)
    {
        co_await ws_.async_accept(upgrade, use_awaitable);
        p_.venue.ask(
            [&](exchange& venue, time_point now) { venue.open(p_.client.id, view(upgrade.target()), now); });
        co_await race(read_loop(), write_loop());
    }

private:
    void at_control_frame(websocket::frame_type what, std::string_view payload)
    {
        const auto id = p_.client.id;
        if (what == websocket::frame_type::ping)
            p_.venue.ask([=](exchange& venue, time_point now) { venue.ping(id, now); });
        else if (what == websocket::frame_type::pong)
            p_.venue.ask([=](exchange& venue, time_point now) { venue.pong(id, payload, now); });
    }

    task<> read_loop()
    {
        for (std::string message;; message.clear()) {
            auto into = asio::dynamic_buffer(message);
            co_await ws_.async_read(into, use_awaitable);
            p_.venue.ask([&](exchange& venue, time_point now) { venue.receive(p_.client.id, message, now); });
        }
    }

    task<> write_loop()
    {
        for (;;) {
            const output what = co_await p_.client.box.next();
            if (what.what == output::kind::close) {
                co_await race(say_goodbye(what), sleep_for(p_.terms.goodbye));
                co_return;
            }
            if (what.what == output::kind::ping)
                co_await ws_.async_ping(payload_of(what), use_awaitable);
            else
                co_await ws_.async_write(asio::buffer(what.bytes), use_awaitable);
        }
    }

    task<> say_goodbye(const output& what)
    {
        const std::size_t length = std::min(what.bytes.size(), longest_reason);
        const websocket::close_reason reason(static_cast<websocket::close_code>(what.code),
                                             beast::string_view(what.bytes.data(), length));
        co_await ws_.async_close(reason, use_awaitable);
    }

    static websocket::ping_data payload_of(const output& what)
    {
        return {what.bytes.data(), std::min(what.bytes.size(), longest_ping)};
    }

    party p_;
    websocket::stream<net::any_stream> ws_;
};

// ---- HTTP

class http_session {
public:
    http_session(net::any_stream line, const party& p) : p_(p), line_(std::move(line)) {}

    task<> run()
    {
        for (bool go_on = true; go_on;) {
            auto asked = co_await read_request();
            if (!asked)
                co_return;
            go_on = co_await answer(std::move(*asked));
        }
    }

private:
    using parser = http::request_parser<http::string_body>;

    /// Disengaged when the client said nothing, or nothing sensible.
    task<std::optional<http_request_message>> read_request()
    {
        parser reading;
        reading.body_limit(p_.terms.max_message);
        const auto first = co_await race(read_into(reading), sleep_for(p_.terms.patience));
        if (first != 0)
            co_return std::nullopt;
        if (nonsense_) {
            const http_reply refusal{.status = 400, .body = nonsense_.message()};
            co_await write(reply_message(refusal, false));
            co_return std::nullopt;
        }
        co_return reading.release();
    }

    task<> read_into(parser& reading)
    {
        const auto [error, bytes] =
            co_await http::async_read(line_, buffer_, reading, asio::as_tuple(use_awaitable));
        const bool ended = error == http::error::end_of_stream || error == http::error::partial_message;
        if (error.category() == make_error_code(http::error::bad_method).category() && !ended)
            nonsense_ = error;
        else if (error)
            throw system_error(error);
    }

    /// Says whether the conversation goes on.
    task<bool> answer(http_request_message asked)
    {
        const bool wants_websocket = websocket::is_upgrade(asked);
        const http_reply reply = ask(asked, wants_websocket);
        if (reply.late_by > duration::zero())
            co_await sleep_for(reply.late_by);
        if (reply.never)
            co_await listen_in_silence();
        if (reply.cut)
            co_return false;
        if (wants_websocket && reply.status == 101) {
            websocket_session upgraded(std::move(line_), p_);
            co_await upgraded.run(std::move(asked));
            co_return false;
        }
        co_await write(reply_message(reply, asked.keep_alive()));
        co_return asked.keep_alive();
    }

    http_reply ask(const http_request_message& asked, bool wants_websocket)
    {
        const auto id = p_.client.id;
        const auto target = view(asked.target());
        if (wants_websocket)
            return p_.venue.ask(
                [=](exchange& venue, time_point now) { return venue.upgrade(id, target, now); });
        const auto verb = verb_of(asked.method());
        if (!verb)
            return http_reply{.status = 405, .headers = {{"Allow", "GET, POST, PUT, DELETE"}}};
        const auto headers = headers_of(asked);
        const http_question question{*verb, target, headers, asked.body()};
        return p_.venue.ask([&](exchange& venue, time_point now) { return venue.request(question, now); });
    }

    /// Until the client gives up, which throws.
    task<> listen_in_silence()
    {
        for (std::array<char, 512> ignored;;)
            co_await line_.async_read_some(asio::buffer(ignored), use_awaitable);
    }

    task<> write(http_reply_message reply)
    {
        const auto first = co_await race(write_all(reply), sleep_for(p_.terms.patience));
        if (first != 0)
            throw system_error(asio::error::timed_out);
    }

    task<> write_all(const http_reply_message& reply)
    {
        co_await http::async_write(line_, reply, use_awaitable);
    }

    static http_reply_message reply_message(const http_reply& reply, bool keep_alive)
    {
        http_reply_message message;
        message.version(11);
        message.result(reply.status);
        for (const auto& [name, value] : reply.headers)
            message.set(name, value);
        message.body() = reply.body;
        message.keep_alive(keep_alive);
        message.prepare_payload();
        return message;
    }

    party p_;
    net::any_stream line_;
    beast::flat_buffer buffer_;
    error_code nonsense_;
};

} // namespace

task<> serve_http(std::unique_ptr<byte_stream> line, hub& venue, visitor& client, const server_config& terms)
{
    http_session session(net::any_stream(std::move(line)), party{venue, client, terms});
    co_await session.run();
}

} // namespace holdfast::sim
