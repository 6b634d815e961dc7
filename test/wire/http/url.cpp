// SPDX-License-Identifier: BSL-1.0
#include "wire/http/url.hpp"

#include "wire/http/header_check.hpp"
#include "wire/support/print.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

namespace hf = holdfast;
using hf::wire::check_headers;
using hf::wire::parse_url;
using hf::wire::scheme;

namespace {

hf::wire::url parse(const std::string& text, scheme kind = scheme::websocket)
{
    auto parsed = parse_url(text, kind);
    BOOST_REQUIRE(parsed.has_value());
    return *parsed;
}

bool refused(const std::string& text, scheme kind = scheme::websocket)
{
    const auto parsed = parse_url(text, kind);
    return !parsed && parsed.error().code == hf::errc::invalid_url;
}

} // namespace

BOOST_AUTO_TEST_SUITE(urls)

BOOST_AUTO_TEST_CASE(the_scheme_decides_about_tls_and_the_port)
{
    BOOST_TEST(!parse("ws://h/").secure);
    BOOST_TEST(parse("ws://h/").port == 80);
    BOOST_TEST(parse("wss://h/").secure);
    BOOST_TEST(parse("wss://h/").port == 443);
    BOOST_TEST(parse("http://h/", scheme::http).port == 80);
    BOOST_TEST(parse("https://h/", scheme::http).port == 443);
    BOOST_TEST(parse("WSS://h/").secure);
}

BOOST_AUTO_TEST_CASE(host_port_and_target_are_taken_apart)
{
    const auto u = parse("wss://stream.binance.com:9443/ws/btcusdt@depth?a=1&b=%20");
    BOOST_TEST(u.host == "stream.binance.com");
    BOOST_TEST(u.port == 9443);
    BOOST_TEST(u.target == "/ws/btcusdt@depth?a=1&b=%20");
}

BOOST_AUTO_TEST_CASE(an_empty_path_asks_for_the_root)
{
    BOOST_TEST(parse("ws://h").target == "/");
    BOOST_TEST(parse("ws://h?x=1").target == "/?x=1");
}

BOOST_AUTO_TEST_CASE(the_host_header_names_the_port_only_if_it_is_unusual)
{
    BOOST_TEST(parse("wss://h:443/").authority() == "h");
    BOOST_TEST(parse("wss://h:80/").authority() == "h:80");
    BOOST_TEST(parse("ws://[2001:db8::1]:9000/").authority() == "[2001:db8::1]:9000");
}

BOOST_AUTO_TEST_CASE(a_numeric_host_loses_its_brackets)
{
    BOOST_TEST(parse("ws://[::1]:80/").host == "::1");
    BOOST_TEST(parse("ws://127.0.0.1/").host == "127.0.0.1");
}

BOOST_AUTO_TEST_CASE(other_schemes_are_refused)
{
    for (const std::string url :
         {"http://h/", "https://h/", "ftp://h/", "h/", "//h/", "/path", "", "wss:", "wss:h"})
        BOOST_TEST(refused(url));
    BOOST_TEST(refused("wss://h/", scheme::http));
}

BOOST_AUTO_TEST_CASE(what_could_smuggle_a_line_is_refused)
{
    for (const char c : {'\r', '\n', '\0', '\t', ' ', '\x01', '\x1f', '\x7f', '\x80', '\xff'})
        for (const std::string at : {"wss://h/path", "wss://h/?q", "wss://h"})
            BOOST_TEST(refused(at + c + "x"));
    BOOST_TEST(refused("wss://h/a\r\nX-Evil: 1"));
    BOOST_TEST(refused("wss://h%0d%0a/"));
}

BOOST_AUTO_TEST_CASE(credentials_and_fragments_are_refused)
{
    BOOST_TEST(refused("wss://user:secret@h/"));
    BOOST_TEST(refused("wss://user@h/"));
    BOOST_TEST(refused("wss://h/#part"));
}

BOOST_AUTO_TEST_CASE(impossible_ports_and_hosts_are_refused)
{
    for (const std::string url : {"ws://h:0/", "ws://h:65536/", "ws://h:99999999999/", "ws://h:x/",
                                  "ws://:80/", "ws:///", "ws://a_b%41/", "ws://[::1/", "ws://h h/"})
        BOOST_CHECK_MESSAGE(refused(url), url);
    BOOST_TEST(refused("ws://" + std::string(254, 'a') + "/"));
}

BOOST_AUTO_TEST_CASE(the_refusal_does_not_repeat_the_url)
{
    const auto parsed = parse_url("wss://user:secret@h/?key=secret", scheme::websocket);
    BOOST_TEST(parsed.error().message().find("secret") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_origin_holds_neither_path_nor_query)
{
    using hf::wire::origin_of;
    BOOST_TEST(origin_of("https://other.example:8443/secret?key=1") == "https://other.example:8443");
    BOOST_TEST(origin_of("https://user:secret@h/") == "https://h");
    BOOST_TEST(origin_of("/login?key=1").empty());
    BOOST_TEST(origin_of("\r\n").empty());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(headers)

BOOST_AUTO_TEST_CASE(ordinary_headers_are_accepted)
{
    BOOST_TEST(
        check_headers({{"X-MBX-APIKEY", "abc"}, {"Cookie", "a=b; c=\"d\""}, {"Empty", ""}, {"Tab", "a\tb"}})
            .has_value());
}

BOOST_AUTO_TEST_CASE(values_that_would_end_their_line_are_refused)
{
    for (const char c : {'\r', '\n', '\0', '\x01', '\x1b', '\x7f'}) {
        const auto checked = check_headers({{"X-Key", std::string("secret") + c + "X-Evil: 1"}});
        BOOST_REQUIRE(!checked.has_value());
        BOOST_TEST(checked.error().code == hf::errc::invalid_url);
        BOOST_TEST(checked.error().text.find("X-Key") != std::string::npos);
        BOOST_TEST(checked.error().text.find("secret") == std::string::npos);
    }
}

BOOST_AUTO_TEST_CASE(names_that_are_no_tokens_are_refused)
{
    for (const std::string name : {"", "a b", "a:b", "a\r\nb", "a\n", "\xc3\xa9", "a(b)"})
        BOOST_TEST(!check_headers({{name, "x"}}).has_value());
}

BOOST_AUTO_TEST_CASE(headers_of_the_protocol_itself_are_refused)
{
    for (const std::string name : {"Host", "Connection", "UPGRADE", "content-length", "Transfer-Encoding",
                                   "Sec-WebSocket-Key", "Sec-WebSocket-Version", "Sec-WebSocket-Extensions"})
        BOOST_TEST(!check_headers({{name, "x"}}).has_value());
    BOOST_TEST(check_headers({{"Sec-WebSocket-Protocol", "v1"}, {"User-Agent", "mine"}}).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
