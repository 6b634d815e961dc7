// SPDX-License-Identifier: BSL-1.0
#include "net/beast_http.hpp"

#include "net/any_stream.hpp"
#include "net/http_reader.hpp"
#include "net/version.hpp"
#include "wire/http/gunzip.hpp"
#include "wire/http/header_check.hpp"
#include "wire/http/keep_alive.hpp"
#include "wire/text/ascii_case.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>

#include <holdfast/time.hpp>

#include <utility>

namespace holdfast::net {

namespace {

namespace http = boost::beast::http;

constexpr auto token = asio::as_tuple(asio::use_awaitable);

http::verb verb_of(http_verb verb) noexcept
{
    switch (verb) {
    case http_verb::get: return http::verb::get;
    case http_verb::post: return http::verb::post;
    case http_verb::put: return http::verb::put;
    case http_verb::del: return http::verb::delete_;
    }
    return http::verb::get;
}

http::request<http::string_body> compose(const wire::url& to, const http_request& asked)
{
    http::request<http::string_body> request(verb_of(asked.verb), to.target, 11);
    request.set(http::field::host, to.authority());
    request.set(http::field::user_agent, user_agent);
    request.set(http::field::accept_encoding, "gzip");
    request.keep_alive(true);
    for (const auto& [name, value] : asked.headers)
        if (request.count(name) != 0)
            request.set(name, value);
        else
            request.insert(name, value);
    request.body() = asked.body;
    if (asked.verb != http_verb::get || !asked.body.empty())
        request.prepare_payload();
    return request;
}

/// The body as it was before it was compressed.
result<> decompress(http_response& response, std::size_t most)
{
    const std::string encoding = wire::lower_case(response.header("content-encoding"));
    if (encoding.empty() || encoding == "identity" || response.body.empty())
        return {};
    if (encoding != "gzip" && encoding != "x-gzip")
        return failure(errc::malformed, "the body has an encoding that was not asked for");
    auto plain = wire::gunzip(response.body, most);
    if (!plain)
        return std::move(plain).error();
    response.body = *std::move(plain);
    return {};
}

task<> hear_anything(byte_stream& line, bool& idle)
{
    char byte = 0;
    (void)co_await read_some(line, asio::buffer(&byte, 1)); // a cancellation throws unless something has come
    idle = false;
}

} // namespace

task<exchange_end> http_exchange(std::shared_ptr<byte_stream> line, const wire::url& to,
                                 const http_request& request)
{
    any_stream stream(line);
    const auto composed = compose(to, request);
    const auto [ec, n] = co_await http::async_write(stream, composed, token);
    if (ec)
        co_return exchange_end{failure(errc::disconnected, ec.message())};
    http_reader reader(*line, request.max_body);
    answer got;
    auto read = co_await reader.read(got.response);
    if (read)
        read = decompress(got.response, request.max_body);
    if (!read)
        co_return exchange_end{std::move(read).error(), reader.begun()};
    got.keep = reader.line_is_free();
    got.idle = wire::keep_alive_timeout(got.response.header("keep-alive"));
    co_return exchange_end{std::move(got), true};
}

task<result<>> read_answer(std::shared_ptr<byte_stream> line, std::string already, std::size_t most,
                           http_response& into)
{
    http_reader reader(*line, most, std::move(already));
    co_return co_await reader.read(into);
}

task<bool> is_idle(byte_stream& line)
{
    bool idle = true;
    co_await race(hear_anything(line, idle), sleep_for({}));
    co_return idle;
}

} // namespace holdfast::net
