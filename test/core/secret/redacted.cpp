// SPDX-License-Identifier: BSL-1.0
#include <holdfast/redacted.hpp>

#include <holdfast/policy/random.hpp>

#include <boost/test/unit_test.hpp>

#include <array>
#include <iterator>
#include <string>

namespace hf = holdfast;

namespace {

struct row {
    const char* name;
    std::string_view text;
    std::string_view shown;
};

constexpr std::array rows{
    // Queries.
    row{"Binance query", "https://api.binance.com/api/v3/account?timestamp=17&signature=c8db56825ae7",
        "https://api.binance.com/api/v3/account?timestamp=17&signature=***"},
    row{"in the middle of a query", "?apiKey=vmPUZE6mv9&side=SELL#x", "?apiKey=***&side=SELL#x"},
    row{"listen key in a query", "/private/ws?listenKey=pqia91ma&events=ORDER_TRADE_UPDATE",
        "/private/ws?listenKey=***&events=ORDER_TRADE_UPDATE"},
    row{"token in a query", "wss://x/endpoint?token=2neAiuYvAU61&connectId=7",
        "wss://x/endpoint?token=***&connectId=7"},
    row{"base64 in a query, encoded", "?signature=lhmJXK%2FKZg%3D&a=1", "?signature=***&a=1"},
    row{"percent-encoded", "?next=%2Flogin%3Ftoken%3Dabc%26a%3D1", "?next=%2Flogin%3Ftoken%3D***%26a%3D1"},
    row{"JSON in a query", "?q=%7B%22apiKey%22%3A%22abc%22%2C%22b%22%3A1%7D",
        "?q=%7B%22apiKey%22%3A%22***%22%2C%22b%22%3A1%7D"},
    row{"encoded twice", "?q=apiKey%253Dabc%2526b", "?q=apiKey%253D***%2526b"},
    row{"a name with an underscore", "api_key=abc, b", "api_key=***, b"},
    row{"a user in a URL", "wss://me:pass@host/ws?a=1", "wss://***@host/ws?a=1"},
    // Paths and bare text.
    row{"listen key in a path",
        "wss://fstream.binance.com/private/ws/"
        "pqia91ma19a5s61cv6a81va65sdf19v8a65a1a5s61cv6a81va65sdf19v8a65Ab",
        "wss://fstream.binance.com/private/ws/***"},
    row{"a bare signature", "bad: c8db56825ae71d6d79447849e617115f4a920fa2acdcab2b053c4b2838bd6b71.",
        "bad: ***."},
    row{"bare base64 with slashes", "got XLxx0bqyhLpdfOpc6fn7OR8+UClSV5n9/6aSS8MPtnRfp32bAb0=, why",
        "got ***, why"},
    row{"a listen key of small letters and digits",
        "unknown key pqia91ma19a5s61cv6a81va65sdf19v8a65a1a5s61cv6a81va65sdf19v8a65zz!", "unknown key ***!"},
    row{"prose", "API key: abc is unknown", "API key: *** is unknown"},
    // JSON.
    row{"single quotes", R"({'apiKey': 'x', 'passphrase': 'it\'s', 'a': 1})",
        R"({'apiKey': '***', 'passphrase': '***', 'a': 1})"},
    row{"a name that is yet to be invented", R"({"sessionToken":"abc"})", R"({"sessionToken":"***"})"},
    row{"Binance WS-API", R"({"id":"7","params":{"apiKey":"abc","timestamp":17,"signature":"c8db"}})",
        R"({"id":"7","params":{"apiKey":"***","timestamp":17,"signature":"***"}})"},
    row{"OKX login",
        R"({"op":"login","args":[{"apiKey":"a","passphrase":"p w","timestamp":"17","sign":"b64="}]})",
        R"({"op":"login","args":[{"apiKey":"***","passphrase":"***","timestamp":"17","sign":"***"}]})"},
    row{"Bybit auth", R"({"req_id":"1","op":"auth","args":["key",1662350400000,"9baf584d"]})",
        R"({"req_id":"1","op":"auth","args":[***]})"},
    row{"Bybit auth, the other way round", R"({"args":["key",1,"9baf"],"op":"auth"})",
        R"({"args":[***],"op":"auth"})"},
    row{"a new listen key", R"({"listenKey":"pqia91"})", R"({"listenKey":"***"})"},
    row{"blanks in JSON", R"({ "token" : "x" , "b" : 1 })", R"({ "token" : "***" , "b" : 1 })"},
    row{"a passphrase with a quote in it", R"({"passphrase":"a\"b\\","id":1})",
        R"({"passphrase":"***","id":1})"},
    row{"JSON quoted in JSON", R"({"msg":"Invalid request: {\"passphrase\":\"a\\\"b\",\"op\":\"login\"}"})",
        R"({"msg":"Invalid request: {\"passphrase\":\"***\",\"op\":\"login\"}"})"},
    row{"a text that was cut off", R"({"signature":"c8db56)", R"({"signature":"***)"},
    // Headers.
    row{"Binance header", "X-MBX-APIKEY: vmPUZE6mv9\r\nHost: x", "X-MBX-APIKEY: ***\r\nHost: x"},
    row{"Bybit headers", "X-BAPI-SIGN: 3906\nX-BAPI-API-KEY:key\nX-BAPI-TIMESTAMP: 17",
        "X-BAPI-SIGN: ***\nX-BAPI-API-KEY:***\nX-BAPI-TIMESTAMP: 17"},
    row{"OKX headers, in lower case", "ok-access-sign: I0C2\nok-access-passphrase: two words\n",
        "ok-access-sign: ***\nok-access-passphrase: ***\n"},
    row{"bearer", "Authorization: Bearer abc.def\r\n", "Authorization: ***\r\n"},
    // Keys.
    row{"private key", "key:\n-----BEGIN PRIVATE KEY-----\nMC4CAQAw\n-----END PRIVATE KEY-----\nend",
        "key:\n***\nend"},
    row{"private key in JSON",
        R"({"pem":"-----BEGIN PRIVATE KEY-----\nMC4CAQAw\n-----END PRIVATE KEY-----\n","b":1})",
        R"({"pem":"***\n","b":1})"},
    row{"private key and certificate",
        "-----BEGIN PRIVATE KEY-----\nA\n-----END PRIVATE KEY-----\n-----BEGIN CERTIFICATE-----\nB",
        "***\n-----BEGIN CERTIFICATE-----\nB"},
    row{"half a private key", "-----BEGIN RSA PRIVATE KEY-----\nMC4CAQAw", "***"},
};

constexpr std::array<std::string_view, 12> harmless{
    "",
    "wss://stream.binance.com:9443/stream?streams=btcusdt@depth@100ms/ethusdt@aggTrade",
    "https://www.okx.com/api/v5/asset/subaccount/managed-subaccount-bills?limit=100",
    R"({"op":"subscribe","args":["orderbook.50.BTCUSDT","publicTrade.BTCUSDT"]})",
    R"({"id":"1512","event":"error","code":"60012","msg":"Invalid request","connId":"a4d3ae55"})",
    "order 12345678901234567890123456789012345678901234567890 is unknown",
    "the certificate is self-signed or signed by an unknown authority: stream.binance.com",
    "subscription 465772b1-1ab2-4f3a-9ac0-0123456789ab was taken back",
    "the signature is wrong, and so is the token",
    R"({"signature":{"kind":"hmac"}})",
    "-----BEGIN CERTIFICATE-----",
    "\xe5\xb8\x81\xe5\xae\x89 100%",
};

} // namespace

BOOST_AUTO_TEST_SUITE(redaction)

BOOST_AUTO_TEST_CASE(secrets_are_taken_out)
{
    for (const row& r : rows)
        BOOST_TEST(hf::redacted(r.text) == r.shown, r.name << ": " << hf::redacted(r.text));
}

BOOST_AUTO_TEST_CASE(everything_else_stays)
{
    for (const std::string_view text : harmless)
        BOOST_TEST(hf::redacted(text) == text);
}

BOOST_AUTO_TEST_CASE(a_second_time_changes_nothing)
{
    for (const row& r : rows)
        BOOST_TEST(hf::redacted(r.shown) == r.shown, r.name);
}

BOOST_AUTO_TEST_CASE(fault_66_a_second_time_changes_nothing_whatever_the_text)
{
    constexpr std::string_view pieces[] = {
        "apiKey",
        "token",
        "args",
        "auth\"",
        "API",
        "key",
        " ",
        "=",
        ":",
        "\"",
        "'",
        "\\",
        "%",
        "%22",
        "%3D",
        "%25",
        "5c",
        "{",
        "}",
        "[",
        "]",
        ",",
        "&",
        "\r\n",
        "x",
        "***",
        "://",
        "@",
        "-----BEGIN ",
        "PRIVATE KEY-----",
        "-----END ",
        "X-MBX-APIKEY: ",
        "pqia91ma19a5s61cv6a81va65sdf19v8a65a1a5s61cv",
        "==",
        "\xff",
        "\x1b",
        "/",
    };
    hf::splitmix64 random(66);
    for (int i = 0; i != 20'000; ++i) {
        std::string text;
        for (std::uint64_t n = random.below(12); n != 0; --n)
            text += pieces[random.below(std::size(pieces))];
        const std::string once = hf::redacted(text);
        BOOST_TEST_REQUIRE(hf::redacted(once) == once, text);
    }
}

BOOST_AUTO_TEST_CASE(fault_66_known_secrets_are_taken_out_wherever_they_stand)
{
    constexpr std::string_view known[] = {"pqia91", "", "hunter2"};
    BOOST_TEST(hf::redacted("no pqia91, no /ws/pqia91hunter2", known) == "no ***, no /ws/******");
}

BOOST_AUTO_TEST_CASE(fault_66_an_excerpt_is_redacted_before_it_is_cut)
{
    const std::string key = "pqia91ma19a5s61cv6a81va65sdf19v8a65a1a5s61cv6a81va65sdf19v8a65Ab";
    for (std::size_t most = 0; most != 60; ++most)
        BOOST_TEST(hf::redacted_excerpt("This listen key does not exist: " + key, most).find("pq") ==
                   std::string::npos);
}

BOOST_AUTO_TEST_CASE(fault_66_an_excerpt_is_one_line_and_ends_at_a_character)
{
    BOOST_TEST(hf::redacted_excerpt("a\nb\x1b[31m") == R"(a\nb\x1b[31m)");
    BOOST_TEST(hf::redacted_excerpt("\xe5\xb8\x81\xe5\xae\x89", 4) == "\xe5\xb8\x81...");
}

BOOST_AUTO_TEST_CASE(wherever_a_text_is_cut_nothing_of_its_secret_shows)
{
    constexpr std::string_view text = R"({"apiKey":"SECRET","msg":"{\"sign\":\"SECRET\"}"} signature=SECRET)";
    for (std::size_t size = 0; size <= text.size(); ++size)
        BOOST_TEST(hf::redacted(text.substr(0, size)).find("SE") == std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
