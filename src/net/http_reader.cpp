// SPDX-License-Identifier: BSL-1.0
#include "net/http_reader.hpp"

#include "wire/http/chunked_body.hpp"
#include "wire/http/http_head.hpp"
#include "wire/http/http_status.hpp"
#include "wire/http/retry_after.hpp"
#include "wire/text/ascii_case.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>

#include <algorithm>
#include <utility>

namespace holdfast::net {

namespace {

namespace http = boost::beast::http;

constexpr std::size_t most_head = 32768;

failure no_http(const std::string& why)
{
    return {errc::malformed, "the answer is not valid HTTP: " + why};
}

failure too_big()
{
    return {errc::body_too_big, "the body exceeds the limit"};
}

template <class Message>
void translate(const Message& message, wall_time now, http_response& out)
{
    out.status = message.result_int();
    for (const auto& field : message) {
        const std::string_view name(field.name_string().data(), field.name_string().size());
        const std::string_view value(field.value().data(), field.value().size());
        out.headers.emplace_back(wire::lower_case(name), value);
    }
    // A date is counted from the server's own clock, so that ours may be wrong.
    const auto date = wire::parse_http_date(out.header("date"), now);
    out.retry_after = wire::parse_retry_after(out.header("retry-after"), date.value_or(now));
}

/// RFC 9112 §6.3. We never ask by HEAD.
body_framing framing_of(const http::response_parser<http::empty_body>& parser, unsigned status)
{
    body_framing how;
    how.keep_alive = parser.keep_alive() && status != 101;
    const bool without = status < 200 || status == 204 || status == 304;
    how.chunked = parser.chunked() && !without;
    if (without)
        how.length = 0;
    else if (const auto length = parser.content_length(); length && !how.chunked)
        how.length = *length;
    return how;
}

/// What a whole head says.
result<> parse_head(std::string_view head, wall_time now, http_response& into, body_framing& how)
{
    if (!wire::few_lines(head))
        return no_http("its head has too many lines");
    http::response_parser<http::empty_body> parser;
    parser.header_limit(most_head + wire::most_head_lines);
    parser.body_limit(boost::none);
    error_code ec;
    parser.put(asio::buffer(wire::mended_head(head)), ec);
    if (ec || !parser.is_header_done())
        return no_http(ec ? ec.message() : "its head ends too early");
    into = {};
    translate(parser.get(), now, into);
    how = framing_of(parser, into.status);
    return {};
}

} // namespace

task<result<>> http_reader::read(http_response& into)
{
    auto read = co_await read_head(into);
    for (int interim = 0; read && wire::is_interim(into.status); ++interim) {
        if (interim == wire::most_interim)
            co_return no_http("one interim answer follows the other");
        read = co_await read_head(into);
    }
    if (!read)
        co_return read;
    if (framing_.chunked)
        co_return co_await read_chunks(into.body);
    if (framing_.length)
        co_return co_await read_length(into.body);
    co_return co_await read_to_the_end(into.body);
}

task<result<>> http_reader::read_head(http_response& into)
{
    const auto executor = line_.get_executor();
    std::size_t size = wire::head_size(received_, most_head);
    while (size == 0) {
        if (received_.size() >= most_head)
            co_return no_http("its head has no end");
        const std::size_t searched = received_.size();
        const auto more = co_await receive();
        if (!more)
            co_return more;
        size = wire::head_size(received_, most_head, searched);
    }
    const std::string head = received_.substr(0, size);
    received_.erase(0, size);
    co_return parse_head(head, runtime::of(executor).wall_now(), into, framing_);
}

task<result<>> http_reader::read_chunks(std::string& body)
{
    wire::chunked_body chunks(most_);
    for (;;) {
        std::string_view bytes = received_;
        const wire::body_verdict verdict = chunks.put(bytes, body);
        received_.erase(0, received_.size() - bytes.size());
        if (verdict == wire::body_verdict::done)
            co_return result<>();
        if (verdict == wire::body_verdict::too_big)
            co_return too_big();
        if (verdict == wire::body_verdict::malformed)
            co_return no_http("its chunks are none");
        const auto more = co_await receive();
        if (!more)
            co_return more;
    }
}

task<result<>> http_reader::read_length(std::string& body)
{
    if (*framing_.length > most_)
        co_return too_big();
    const auto length = static_cast<std::size_t>(*framing_.length);
    for (;;) {
        take(body, length - body.size());
        if (body.size() == length)
            co_return result<>();
        const auto more = co_await receive();
        if (!more)
            co_return more;
    }
}

task<result<>> http_reader::read_to_the_end(std::string& body)
{
    framing_.keep_alive = false;
    for (;;) {
        take(body, received_.size());
        if (body.size() > most_)
            co_return too_big();
        const auto more = co_await receive();
        if (ended_)
            co_return result<>();
        if (!more)
            co_return more;
    }
}

task<result<>> http_reader::receive()
{
    const auto got = co_await read_some(line_, asio::buffer(block_));
    ended_ = !got && got.error().code == asio::error::eof;
    if (ended_)
        co_return failure(errc::disconnected, "the server closed the line before its answer was complete");
    if (!got)
        co_return failure(errc::disconnected, got.error().code.message());
    begun_ = true;
    received_.append(block_.data(), *got);
    co_return result<>();
}

void http_reader::take(std::string& body, std::size_t n)
{
    n = std::min(n, received_.size());
    body.append(received_, 0, n);
    received_.erase(0, n);
}

} // namespace holdfast::net
