#include "net/beast_http.hpp"

#include "net/any_stream.hpp"
#include "net/version.hpp"
#include "wire/gunzip.hpp"
#include "wire/header_check.hpp"
#include "wire/keep_alive.hpp"
#include "wire/retry_after.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>

#include <limits>
#include <utility>

namespace holdfast::net {

namespace {

namespace beast = boost::beast;
namespace http = boost::beast::http;

constexpr auto token = asio::as_tuple(asio::use_awaitable);
constexpr std::uint32_t most_head = 32768;

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

template <class Message>
http_response translate(const Message& message, wall_time now)
{
    http_response out;
    out.status = message.result_int();
    for (const auto& field : message) {
        const std::string_view name(field.name_string().data(), field.name_string().size());
        const std::string_view value(field.value().data(), field.value().size());
        out.headers.emplace_back(wire::lower_case(name), value);
    }
    // A date is counted from the server's own clock, so that ours may be wrong.
    const auto date = wire::parse_http_date(out.header("date"), now);
    out.retry_after = wire::parse_retry_after(out.header("retry-after"), date.value_or(now));
    return out;
}

failure explain(error_code ec)
{
    if (ec == http::error::body_limit)
        return {errc::body_too_big, "the body exceeds the limit"};
    if (ec == http::error::end_of_stream || ec == http::error::partial_message || ec == asio::error::eof)
        return {errc::disconnected, "the server closed the line before its answer was complete"};
    if (ec.category() == make_error_code(http::error::body_limit).category())
        return {errc::malformed, "the answer is not valid HTTP: " + ec.message()};
    return {errc::disconnected, ec.message()};
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

/// Reads the final answer; interim ones (RFC 9110 §15.2) are passed over.
task<exchange_end> read_final(any_stream& stream, beast::flat_buffer& buffer, std::size_t most)
{
    const auto executor = stream.get_executor();
    for (exchange_end end{failure()};;) {
        http::response_parser<http::string_body> parser;
        parser.header_limit(most_head);
        parser.body_limit(most);
        const auto [ec, n] = co_await http::async_read(stream, buffer, parser, token);
        end.begun = end.begun || parser.got_some() || buffer.size() != 0;
        if (ec) {
            end.what = explain(ec);
            co_return end;
        }
        const unsigned status = parser.get().result_int();
        if (status >= 100 && status <= 199 && status != 101)
            continue;
        answer got;
        got.response = translate(parser.get(), runtime::of(executor).wall_now());
        got.response.body = std::move(parser.get().body());
        got.keep = parser.keep_alive() && buffer.size() == 0;
        got.idle = wire::keep_alive_timeout(got.response.header("keep-alive"));
        const auto decompressed = decompress(got.response, most);
        if (decompressed)
            end.what = std::move(got);
        else
            end.what = decompressed.error();
        co_return end;
    }
}

} // namespace

std::optional<http_response> parse_head(std::string_view head, wall_time now)
{
    http::response_parser<http::empty_body> parser;
    parser.header_limit(most_head);
    error_code ec;
    parser.put(asio::buffer(head), ec);
    if (ec || !parser.is_header_done())
        return std::nullopt;
    return translate(parser.get(), now);
}

task<exchange_end> http_exchange(std::shared_ptr<byte_stream> line, const wire::url& to,
                                 const http_request& request)
{
    any_stream stream(std::move(line));
    const auto composed = compose(to, request);
    const auto [ec, n] = co_await http::async_write(stream, composed, token);
    if (ec)
        co_return exchange_end{explain(ec)};
    beast::flat_buffer buffer;
    co_return co_await read_final(stream, buffer, request.max_body);
}

task<exchange_end> read_answer(std::shared_ptr<byte_stream> line, std::string already, std::size_t most)
{
    any_stream stream(std::move(line));
    beast::flat_buffer buffer;
    buffer.commit(asio::buffer_copy(buffer.prepare(already.size()), asio::buffer(already)));
    co_return co_await read_final(stream, buffer, most);
}

} // namespace holdfast::net
