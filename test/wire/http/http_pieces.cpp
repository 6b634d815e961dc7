// SPDX-License-Identifier: BSL-1.0
#include "wire/http/chunked_body.hpp"
#include "wire/http/http_head.hpp"
#include "wire/websocket/deflate_offers.hpp"

#include "wire/support/raw_server.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

// HTTP answers in any pieces, and of any length.

namespace hf = holdfast;
using namespace std::chrono_literals;
using hf::wire::body_verdict;
using hf::wire::chunked_body;
using raw::peer;
using raw::stage;

namespace {

struct put_together {
    body_verdict verdict = body_verdict::more;
    std::string body{};
    std::string rest{};
};

/// The body from these pieces.
put_together from(const std::vector<std::string>& pieces, std::size_t most = 1000)
{
    chunked_body chunks(most);
    put_together out;
    for (const std::string& piece : pieces) {
        std::string_view bytes = piece;
        if (out.verdict == body_verdict::more)
            out.verdict = chunks.put(bytes, out.body);
        out.rest += bytes;
    }
    return out;
}

/// What is answered to a question; the server's bytes travel in pieces of one to `slice`.
hf::result<hf::http_response> answered(const std::string& bytes, std::size_t slice = 0,
                                       bool then_closes = false)
{
    stage s([&](peer& p) -> hf::task<> {
        (void)co_await p.head();
        co_await p.send(bytes);
        if (then_closes)
            p.line().close();
    });
    s.world.set_path({.latency = 1ms, .slice = slice});
    hf::result<hf::http_response> out = hf::failure(hf::errc::stopped, "not asked");
    s.run([&](hf::network& net) -> hf::task<> {
        hf::http_request request;
        request.url = raw::http_url;
        request.max_body = 1'000'000;
        out = co_await net.request(std::move(request));
    });
    return out;
}

const std::vector<std::pair<std::string, std::string>> valid_bodies = {
    {"0\r\n\r\n", ""},
    {"5\r\nhello\r\n0\r\n\r\n", "hello"},
    {"5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n", "hello world"},
    {"00a ; name=\"value\"\r\n0123456789\r\n000;last\r\nTrailer: x\r\nAnother: y\r\n\r\n", "0123456789"},
    {"A\r\n\r\n0\r\n\r\n\r\n0\r\n0\r\n\r\n", "\r\n0\r\n\r\n\r\n0"},
};

const std::string chunked_head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

} // namespace

BOOST_AUTO_TEST_SUITE(chunked_bodies)

BOOST_AUTO_TEST_CASE(fault_69_a_valid_body_is_put_together_wherever_it_is_cut)
{
    for (const auto& [bytes, body] : valid_bodies)
        for (std::size_t a = 0; a <= bytes.size(); ++a)
            for (std::size_t b = a; b <= bytes.size(); ++b) {
                const put_together got = from({bytes.substr(0, a), bytes.substr(a, b - a), bytes.substr(b)});
                BOOST_TEST((got.verdict == body_verdict::done));
                BOOST_TEST(got.body == body);
            }
}

BOOST_AUTO_TEST_CASE(fault_69_an_answer_in_pieces_of_one_byte_is_read)
{
    for (const auto& [bytes, body] : valid_bodies)
        for (const std::size_t slice : {1u, 2u, 5u}) {
            const auto got = answered(chunked_head + bytes, slice);
            BOOST_REQUIRE(got.has_value());
            BOOST_TEST(got->body == body);
        }
}

BOOST_AUTO_TEST_CASE(what_follows_is_left_alone)
{
    BOOST_TEST(from({"1\r\nx\r\n0\r\n\r\nHTTP/1.1"}).rest == "HTTP/1.1");
}

BOOST_AUTO_TEST_CASE(what_is_no_chunk_is_malformed)
{
    for (const std::string bytes : {"x\r\n", "\r\n", "-1\r\n", "5\nhello", "5\r\nhelloX\r\n", "5 5\r\n",
                                    " 5\r\n", "0x5\r\n", "5\rx\n", ";\r\n"})
        BOOST_TEST((from({bytes}).verdict == body_verdict::malformed), bytes);
}

BOOST_AUTO_TEST_CASE(a_body_beyond_the_limit_is_too_big_before_it_has_come)
{
    BOOST_TEST((from({"3e9\r\n"}).verdict == body_verdict::too_big));
    BOOST_TEST((from({"ffffffffffffffff\r\n"}).verdict == body_verdict::too_big));
    BOOST_TEST((from({"1ffffffffffffffff\r\n"}).verdict == body_verdict::too_big));
    BOOST_TEST((from({"3e8\r\n" + std::string(1000, 'x') + "\r\n1\r\n"}).verdict == body_verdict::too_big));
    BOOST_TEST((from({"3e8\r\n" + std::string(1000, 'x') + "\r\n0\r\n\r\n"}).verdict == body_verdict::done));
}

BOOST_AUTO_TEST_CASE(fault_68_trailers_and_extensions_without_end_are_refused)
{
    std::string trailers = "0\r\n";
    for (int i = 0; i != 10'000; ++i)
        trailers += "a: b\r\n";
    BOOST_TEST((from({trailers}).verdict == body_verdict::malformed));
    BOOST_TEST((from({"1;" + std::string(10'000, 'x')}).verdict == body_verdict::malformed));
    BOOST_TEST((from({"0\r\nX: " + std::string(10'000, 'x')}).verdict == body_verdict::malformed));
    BOOST_TEST(answered(chunked_head + trailers).error().code == hf::errc::malformed);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(http_heads)

BOOST_AUTO_TEST_CASE(fault_45_a_status_line_without_a_reason_phrase_is_taken)
{
    const auto got = answered("HTTP/1.1 200\r\nContent-Length: 2\r\n\r\n{}");
    BOOST_REQUIRE(got.has_value());
    BOOST_TEST(got->status == 200u);
    BOOST_TEST(got->body == "{}");
    BOOST_TEST(answered("HTTP/1.1 503\r\nRetry-After: 7\r\nContent-Length: 0\r\n\r\n")->status == 503u);
}

BOOST_AUTO_TEST_CASE(a_header_on_several_lines_is_one)
{
    const auto got =
        answered("HTTP/1.1 429 Too Many\r\nrEtRy-AfTeR:\r\n 7\r\nX: a\r\n\tb\r\ncontent-LENGTH: 0\r\n\r\n");
    BOOST_REQUIRE(got.has_value());
    BOOST_CHECK(got->retry_after == 7s);
    BOOST_TEST(got->header("x").starts_with("a"));
    BOOST_TEST(got->header("x").ends_with("b"));
}

BOOST_AUTO_TEST_CASE(only_what_is_missing_is_mended)
{
    using hf::wire::mended_head;
    BOOST_TEST(mended_head("HTTP/1.1 101\r\n\r\n") == "HTTP/1.1 101 \r\n\r\n");
    BOOST_TEST(mended_head("HTTP/1.1 101 \r\n\r\n") == "HTTP/1.1 101 \r\n\r\n");
    BOOST_TEST(mended_head("HTTP/1.1 200 OK\r\nA: b\r\n\r\n") == "HTTP/1.1 200 OK\r\nA: b\r\n\r\n");
    BOOST_TEST(mended_head("HTTP/1.1 200 OK\r\nA: b\r\n c\r\n\r\n") == "HTTP/1.1 200 OK\r\nA: b   c\r\n\r\n");
    BOOST_TEST(mended_head("SSH-2.0\r\n\r\n") == "SSH-2.0\r\n\r\n");
    BOOST_TEST(mended_head("") == "");
}

BOOST_AUTO_TEST_CASE(fault_68_interim_answers_without_end_are_refused)
{
    std::string endless;
    for (int i = 0; i != 1000; ++i)
        endless += "HTTP/1.1 103 Early Hints\r\n\r\n";
    BOOST_TEST(answered(endless).error().code == hf::errc::malformed);
}

BOOST_AUTO_TEST_CASE(fault_68_many_tiny_headers_are_refused)
{
    std::string head = "HTTP/1.1 200 OK\r\n";
    for (int i = 0; i != 5000; ++i)
        head += "a:\r\n";
    BOOST_TEST(answered(head + "\r\n").error().code == hf::errc::malformed);
}

BOOST_AUTO_TEST_CASE(an_answer_without_a_length_ends_with_the_line)
{
    const auto got = answered("HTTP/1.1 200 OK\r\n\r\nall there is", 3, true);
    BOOST_REQUIRE(got.has_value());
    BOOST_TEST(got->body == "all there is");
    BOOST_TEST(answered(chunked_head + "5\r\nhel", 0, true).error().code == hf::errc::disconnected);
}

BOOST_AUTO_TEST_CASE(an_answer_that_has_no_body_ends_with_its_head)
{
    BOOST_TEST(answered("HTTP/1.1 204 No Content\r\n\r\n")->status == 204u);
    BOOST_TEST(answered("HTTP/1.1 304 Not Modified\r\nContent-Length: 100\r\n\r\n")->status == 304u);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(offers_of_deflate)

using hf::wire::deflate_offer;
using hf::wire::deflate_offers;

BOOST_AUTO_TEST_CASE(fault_45_what_is_refused_becomes_smaller_and_then_nothing)
{
    deflate_offers all;
    BOOST_TEST((all.to("a") == deflate_offer::full));
    all.on_refused("a");
    BOOST_TEST((all.to("a") == deflate_offer::bare));
    all.on_refused("a");
    BOOST_TEST((all.to("a") == deflate_offer::none));
    BOOST_TEST((all.to("b") == deflate_offer::full));
}

BOOST_AUTO_TEST_CASE(a_host_that_refuses_without_an_offer_has_not_been_refusing_it)
{
    deflate_offers all;
    for (int i = 0; i != 3; ++i)
        all.on_refused("a");
    BOOST_TEST((all.to("a") == deflate_offer::full));
}

BOOST_AUTO_TEST_CASE(hosts_that_are_remembered_are_bounded)
{
    deflate_offers all;
    for (std::size_t i = 0; i != 1000; ++i)
        all.on_refused(std::to_string(i));
    std::size_t remembered = 0;
    for (std::size_t i = 0; i != 1000; ++i)
        remembered += all.to(std::to_string(i)) == deflate_offer::full ? 0 : 1;
    BOOST_TEST(remembered == deflate_offers::most);
    BOOST_TEST((all.to("999") == deflate_offer::bare));
}

BOOST_AUTO_TEST_SUITE_END()
