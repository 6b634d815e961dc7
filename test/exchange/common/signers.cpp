// SPDX-License-Identifier: BSL-1.0
#include <holdfast/exchange/binance/keys.hpp>
#include <holdfast/exchange/bybit/keys.hpp>
#include <holdfast/exchange/okx/keys.hpp>

#include <holdfast/redacted.hpp>
#include <holdfast/secret.hpp>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <boost/test/unit_test.hpp>

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <array>
#include <concepts>
#include <memory>
#include <ostream>
#include <string>

namespace hf = holdfast;
using namespace std::chrono_literals;

namespace {

hf::wall_time at_ms(std::int64_t milliseconds)
{
    return hf::wall_time(std::chrono::milliseconds(milliseconds));
}

const hf::wall_time then = at_ms(1'700'000'000'000); // 2023-11-14T22:13:20Z

// ---- keys ----------------------------------------------------------------------------------------------

hf::signing_key hmac(std::string_view key = "secret")
{
    return hf::signing_key::hmac_sha256(hf::secret::from_text(key)).value();
}

/// RFC 8032 §7.1, TEST 1.
hf::signing_key ed25519()
{
    return hf::signing_key::ed25519(
               hf::secret::from_text("-----BEGIN PRIVATE KEY-----\n"
                                     "MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n"
                                     "-----END PRIVATE KEY-----\n"))
        .value();
}

const hf::signing_key& rsa()
{
    static const hf::signing_key key = [] {
        const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> made(EVP_RSA_gen(2048), EVP_PKEY_free);
        const std::unique_ptr<BIO, decltype(&BIO_free)> text(BIO_new(BIO_s_mem()), BIO_free);
        PEM_write_bio_PKCS8PrivateKey(text.get(), made.get(), nullptr, nullptr, 0, nullptr, nullptr);
        char* begin = nullptr;
        const long size = BIO_get_mem_data(text.get(), &begin);
        const auto pem = hf::secret::from_text({begin, static_cast<std::size_t>(size)});
        return hf::signing_key::rsa_sha256(pem).value();
    }();
    return key;
}

// The key pair of Binance's documentation.
constexpr std::string_view documented_key =
    "vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A";
constexpr std::string_view documented_secret =
    "NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j";

std::shared_ptr<const hf::binance::signer> binance(hf::signing_key key, std::string_view api_key = "key",
                                                   hf::duration window = 0ms)
{
    return hf::binance::spot::make_signer(
        {.api_key = hf::secret::from_text(api_key), .key = std::move(key), .recv_window = window});
}

std::shared_ptr<const hf::binance::signer> documented(hf::duration window = 0ms)
{
    return binance(hmac(documented_secret), documented_key, window);
}

std::shared_ptr<const hf::signer> bybit(hf::signing_key key = hmac(), hf::duration window = 5s)
{
    return hf::bybit::make_signer(
        {.api_key = hf::secret::from_text("key"), .key = std::move(key), .recv_window = window});
}

std::shared_ptr<const hf::signer> okx(hf::signing_key key = hmac(), bool simulated = false)
{
    return hf::okx::make_signer({.api_key = hf::secret::from_text("key"),
                                 .key = std::move(key),
                                 .passphrase = hf::secret::from_text("pass \"phrase\""),
                                 .simulated = simulated});
}

// ---- requests ------------------------------------------------------------------------------------------

hf::http_request get(std::string url)
{
    return {.url = std::move(url)};
}

hf::http_request post(std::string url, std::string body = {})
{
    return {.verb = hf::http_verb::post, .url = std::move(url), .body = std::move(body)};
}

hf::http_request signed_by(const hf::signer& who, hf::http_request request, hf::wall_time now)
{
    who.sign(request, now);
    return request;
}

std::string header(const hf::http_request& of, std::string_view name)
{
    std::string found;
    for (const auto& [key, value] : of.headers)
        if (key == name)
            found += found.empty() ? value : " and " + value;
    return found;
}

std::string query(const hf::http_request& of)
{
    return of.url.substr(of.url.find('?') + 1);
}

template <class T>
concept printable = requires(std::ostream& to, const T& value) { to << value; };
static_assert(!printable<hf::signing_key> && !printable<hf::binance::credentials> &&
              !printable<hf::bybit::credentials> && !printable<hf::okx::credentials> &&
              !printable<hf::signer> && !printable<hf::binance::signer>);

} // namespace

BOOST_AUTO_TEST_SUITE(binance_signer)

BOOST_AUTO_TEST_CASE(a_query_gets_time_and_signature_at_its_end)
{
    const auto order = signed_by(*documented(5s),
                                 post("https://api.binance.com/api/v3/order?symbol=LTCBTC&side=BUY&type=LIMIT"
                                      "&timeInForce=GTC&quantity=1&price=0.1"),
                                 at_ms(1499827319559));
    BOOST_TEST(order.url ==
               "https://api.binance.com/api/v3/order?symbol=LTCBTC&side=BUY&type=LIMIT&timeInForce=GTC"
               "&quantity=1&price=0.1&recvWindow=5000&timestamp=1499827319559"
               "&signature=c8db56825ae71d6d79447849e617115f4a920fa2acdcab2b053c4b2838bd6b71");
    BOOST_TEST(header(order, "X-MBX-APIKEY") == documented_key);
}

BOOST_AUTO_TEST_CASE(query_and_body_are_signed_as_one_text)
{
    // The mixed example of `rest-api.md`.
    const auto order = signed_by(
        *documented(5s),
        post("https://api.binance.com/api/v3/order?symbol=LTCBTC&side=BUY&type=LIMIT&timeInForce=GTC",
             "quantity=1&price=0.1"),
        at_ms(1499827319559));
    BOOST_TEST(query(order) == "symbol=LTCBTC&side=BUY&type=LIMIT&timeInForce=GTC");
    BOOST_TEST(order.body == "quantity=1&price=0.1&recvWindow=5000&timestamp=1499827319559"
                             "&signature=0fd168b8ddb4876a0358a8d14d0c9f3da0e9b20c5d52b2a00fcf7d1c602f9a77");
}

BOOST_AUTO_TEST_CASE(what_a_query_must_not_have_is_encoded_before_it_is_signed)
{
    // A symbol in full-width digits.
    const auto order = signed_by(*documented(5s),
                                 post("https://api.binance.com/api/v3/order?symbol=\xef\xbc\x91\xef\xbc\x92"
                                      "\xef\xbc\x93\xef\xbc\x94\xef\xbc\x95\xef\xbc\x96&side=BUY&type=LIMIT"
                                      "&timeInForce=GTC&quantity=1&price=0.1"),
                                 at_ms(1499827319559));
    BOOST_TEST(query(order) ==
               "symbol=%EF%BC%91%EF%BC%92%EF%BC%93%EF%BC%94%EF%BC%95%EF%BC%96&side=BUY&type=LIMIT"
               "&timeInForce=GTC&quantity=1&price=0.1&recvWindow=5000&timestamp=1499827319559"
               "&signature=e1353ec6b14d888f1164ae9af8228a3dbd508bc82eb867db8ab6046442f33ef3");
}

BOOST_AUTO_TEST_CASE(what_is_encoded_already_stays_as_it_is)
{
    const auto sent = [](std::string parameters) {
        const std::string all = query(signed_by(*documented(), get("https://h/p?" + parameters), then));
        return all.substr(0, all.find("&timestamp="));
    };
    BOOST_TEST(sent(R"(symbols=["A","B"])") == "symbols=%5B%22A%22%2C%22B%22%5D");
    BOOST_TEST(sent("symbols=%5B%22A%22%5d") == "symbols=%5B%22A%22%5d");
    BOOST_TEST(sent("a=100%&b=%2&c=%zz") == "a=100%25&b=%252&c=%25zz");
}

BOOST_AUTO_TEST_CASE(a_request_without_parameters_gets_a_query)
{
    const auto account = signed_by(*documented(), get("https://api.binance.com/api/v3/account"), then);
    BOOST_TEST(
        account.url.starts_with("https://api.binance.com/api/v3/account?timestamp=1700000000000&signature="));
}

BOOST_AUTO_TEST_CASE(usdm_signs_in_the_same_way)
{
    const auto usdm = hf::binance::usdm::make_signer(
        {.api_key = hf::secret::from_text("key"),
         .key = hmac("2b5eb11e18796d12d88f13dc27dbbd02c2cc51ff7059765ed9821957d82bb4d9")});
    const auto order =
        signed_by(*usdm,
                  post("https://fapi.binance.com/fapi/v1/order?symbol=BTCUSDT&side=BUY&type=LIMIT"
                       "&quantity=1&price=9000&timeInForce=GTC&recvWindow=5000"),
                  at_ms(1591702613943));
    BOOST_TEST(
        order.url.ends_with("&timestamp=1591702613943"
                            "&signature=3c661234138461fcc7a7d8746c6558c9842d4e10870d2ecbedf7777cad694af9"));
}

BOOST_AUTO_TEST_CASE(signing_again_replaces_time_and_signature)
{
    for (const auto& request : {get("https://h/p?a=1"), post("https://h/p?a=1", "b=2")}) {
        const auto once = signed_by(*documented(5s), request, then);
        const auto twice = signed_by(*documented(5s), signed_by(*documented(5s), request, then - 1min), then);
        BOOST_TEST(twice.url == once.url);
        BOOST_TEST(twice.body == once.body);
        BOOST_TEST((twice.headers == once.headers));
    }
}

BOOST_AUTO_TEST_CASE(a_window_of_the_requests_own_is_kept)
{
    const auto request = signed_by(*documented(5s), get("https://h/p?recvWindow=100"), then);
    BOOST_TEST(query(request).starts_with("recvWindow=100&timestamp=1700000000000&signature="));
}

BOOST_AUTO_TEST_CASE(signatures_of_ed25519_and_rsa_are_base64_and_encoded)
{
    for (const hf::signing_key& key : {ed25519(), rsa()}) {
        const auto request = signed_by(*binance(key), get("https://h/p?a=1"), then);
        std::string expected = key.sign_base64("a=1&timestamp=1700000000000");
        for (const auto& [plain, code] :
             {std::pair("+", "%2B"), std::pair("/", "%2F"), std::pair("=", "%3D")})
            for (std::size_t i = 0; (i = expected.find(plain, i)) != std::string::npos; i += 3)
                expected.replace(i, 1, code);
        BOOST_TEST(query(request) == "a=1&timestamp=1700000000000&signature=" + expected);
    }
}

BOOST_AUTO_TEST_CASE(a_listen_key_is_asked_for_with_the_key_alone)
{
    auto request = post("https://fapi.binance.com/fapi/v1/listenKey");
    documented()->identify(request);
    BOOST_TEST(header(request, "X-MBX-APIKEY") == documented_key);
    BOOST_TEST(request.url == "https://fapi.binance.com/fapi/v1/listenKey");
}

BOOST_AUTO_TEST_CASE(over_websocket_parameters_are_signed_in_the_order_of_their_names)
{
    const std::string text = documented()->ws_request("56374a46-3061-486b-a311-99ee972eb648", "order.place",
                                                      {{"symbol", "BTCUSDT"},
                                                       {"side", "SELL"},
                                                       {"type", "LIMIT"},
                                                       {"timeInForce", "GTC"},
                                                       {"quantity", "0.01000000"},
                                                       {"price", "52000.00"},
                                                       {"recvWindow", 100}},
                                                      at_ms(1645423376532));
    const auto message = boost::json::parse(text).as_object();
    const auto& parameters = message.at("params").as_object();
    BOOST_TEST(message.at("id").as_string() == "56374a46-3061-486b-a311-99ee972eb648");
    BOOST_TEST(message.at("method").as_string() == "order.place");
    BOOST_TEST(parameters.at("price").as_string() == "52000.00");
    BOOST_TEST(parameters.at("recvWindow").as_int64() == 100);
    BOOST_TEST(parameters.at("signature").as_string() ==
               "aa1b5712c094bc4e57c05a1a5c1fd8d88dcd628338ea863fec7b88e59fe2db24");
}

BOOST_AUTO_TEST_CASE(over_websocket_nothing_is_encoded_before_it_is_signed)
{
    const auto message = boost::json::parse(
        binance(hmac())->ws_request("1", "m", {{"text", "a \"b\" \xe5\xb8\x81"}, {"flag", true}}, then));
    const auto& parameters = message.at("params").as_object();
    BOOST_TEST(parameters.at("text").as_string() == "a \"b\" \xe5\xb8\x81");
    BOOST_TEST(parameters.at("flag").as_bool());
    BOOST_TEST(parameters.at("signature").as_string() ==
               hmac().sign_hex("apiKey=key&flag=true&text=a \"b\" \xe5\xb8\x81&timestamp=1700000000000"));
}

BOOST_AUTO_TEST_CASE(the_login_of_spot_subscribes_to_the_users_stream)
{
    BOOST_TEST(binance(hmac())->login("d3df8a22", then) ==
               R"({"id":"d3df8a22","method":"userDataStream.subscribe.signature","params":{"apiKey":"key",)"
               R"("timestamp":1700000000000,)"
               R"("signature":"d3f14de848b7ef46613b47bb4469308f73c43159fa92c62862a1bf5846ac0e30"}})");
}

BOOST_AUTO_TEST_CASE(usdm_has_no_login)
{
    const auto usdm =
        hf::binance::usdm::make_signer({.api_key = hf::secret::from_text("key"), .key = hmac()});
    BOOST_TEST(usdm->login("1", then).empty());
}

BOOST_AUTO_TEST_CASE(a_window_that_the_exchange_does_not_allow_is_refused)
{
    BOOST_CHECK_THROW((void)binance(hmac(), "key", 61s), hf::error);
    BOOST_CHECK_THROW((void)binance(hmac(), "key", 1us), hf::error);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(bybit_signer)

BOOST_AUTO_TEST_CASE(a_get_signs_its_query)
{
    const auto request = signed_by(
        *bybit(), get("https://api.bybit.com/v5/order/realtime?category=linear&symbol=BTCUSDT"), then);
    BOOST_TEST(header(request, "X-BAPI-API-KEY") == "key");
    BOOST_TEST(header(request, "X-BAPI-TIMESTAMP") == "1700000000000");
    BOOST_TEST(header(request, "X-BAPI-RECV-WINDOW") == "5000");
    BOOST_TEST(header(request, "X-BAPI-SIGN") ==
               "3906b813750309cce9879a975510651953382a28592d69104d0b599e3d201f40");
}

BOOST_AUTO_TEST_CASE(a_post_signs_its_body)
{
    const auto request =
        signed_by(*bybit(), post("https://api.bybit.com/v5/order/create", R"({"category":"linear"})"), then);
    BOOST_TEST(header(request, "X-BAPI-SIGN") ==
               "b4cab086c3f89ff8e15be7a54c5e1be9942ce01de2264dba0c2d4f4cf00d2607");
}

BOOST_AUTO_TEST_CASE(the_login_expires_ten_seconds_later)
{
    // EXPIRES is the time of the published signature.
    BOOST_TEST(bybit()->login("10001", then - 10s) ==
               R"({"req_id":"10001","op":"auth","args":["key",1700000000000,)"
               R"("9baf584ddf7a063dffe910d97ce4eac0cf7064058356de8b8d92f028e5ad936f"]})");
}

BOOST_AUTO_TEST_CASE(rsa_signs_in_base64)
{
    const auto request = signed_by(*bybit(rsa(), 1s), get("https://api.bybit.com/v5/p"), then);
    BOOST_TEST(header(request, "X-BAPI-SIGN") == rsa().sign_base64("1700000000000key1000"));
}

BOOST_AUTO_TEST_CASE(signing_again_replaces_the_headers)
{
    const auto once = signed_by(*bybit(), get("https://h/p?a=1"), then);
    const auto twice = signed_by(*bybit(), signed_by(*bybit(), get("https://h/p?a=1"), then - 1min), then);
    BOOST_TEST((twice.headers == once.headers));
}

BOOST_AUTO_TEST_CASE(a_key_of_a_kind_that_bybit_does_not_take_is_refused)
{
    BOOST_CHECK_EXCEPTION((void)bybit(ed25519()), hf::error,
                          [](const hf::error& e) { return e.code() == hf::key_errc::wrong_kind; });
    BOOST_CHECK_THROW((void)bybit(hmac(), 0s), hf::error);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(okx_signer)

BOOST_AUTO_TEST_CASE(a_get_signs_time_verb_path_and_query)
{
    const auto request = signed_by(*okx(), get("https://www.okx.com/api/v5/account/balance?ccy=BTC"), then);
    BOOST_TEST(header(request, "OK-ACCESS-KEY") == "key");
    BOOST_TEST(header(request, "OK-ACCESS-TIMESTAMP") == "2023-11-14T22:13:20.000Z");
    BOOST_TEST(header(request, "OK-ACCESS-PASSPHRASE") == "pass \"phrase\"");
    BOOST_TEST(header(request, "OK-ACCESS-SIGN") == "I0C2lVotCdAQNiJAVwiNbzOuqwOQ3j5URZWE93/bPks=");
    BOOST_TEST(header(request, "x-simulated-trading").empty());
}

BOOST_AUTO_TEST_CASE(a_post_signs_its_body_too)
{
    const auto request =
        signed_by(*okx(), post("https://www.okx.com/api/v5/trade/order", R"({"sz":"1"})"), then + 7ms);
    BOOST_TEST(header(request, "OK-ACCESS-SIGN") ==
               hmac().sign_base64(R"(2023-11-14T22:13:20.007ZPOST/api/v5/trade/order{"sz":"1"})"));
}

BOOST_AUTO_TEST_CASE(times_are_written_in_full)
{
    const auto written = [](hf::wall_time when) {
        return header(signed_by(*okx(), get("https://www.okx.com/p"), when), "OK-ACCESS-TIMESTAMP");
    };
    BOOST_TEST(written(at_ms(0)) == "1970-01-01T00:00:00.000Z");
    BOOST_TEST(written(at_ms(1709164800000) + 999999us) == "2024-02-29T00:00:00.999Z");
    BOOST_TEST(written(at_ms(1798761599999)) == "2026-12-31T23:59:59.999Z");
}

BOOST_AUTO_TEST_CASE(a_request_for_the_demo_says_so)
{
    const auto request = signed_by(*okx(hmac(), true), get("https://www.okx.com/p"), then);
    BOOST_TEST(header(request, "x-simulated-trading") == "1");
}

BOOST_AUTO_TEST_CASE(the_login_has_its_time_in_seconds)
{
    BOOST_TEST(
        okx()->login("", then + 999ms) ==
        R"({"op":"login","args":[{"apiKey":"key","passphrase":"pass \"phrase\"","timestamp":"1700000000",)"
        R"("sign":"lhmJXK08fk9SI1ZwFXKFRrPtzfbNOwC+D1xMJJ/1KZg="}]})");
}

BOOST_AUTO_TEST_CASE(a_key_of_a_kind_that_okx_does_not_take_is_refused)
{
    BOOST_CHECK_THROW((void)okx(ed25519()), hf::error);
    BOOST_CHECK_THROW((void)okx(rsa()), hf::error);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(signers)

BOOST_AUTO_TEST_CASE(each_knows_the_codes_with_which_its_exchange_blames_the_clock)
{
    const std::shared_ptr<const hf::signer> all[] = {binance(hmac()), bybit(), okx()};
    constexpr std::array blamed{-1021, 10002, 50102};
    for (std::size_t who = 0; who != blamed.size(); ++who)
        for (std::size_t whose = 0; whose != blamed.size(); ++whose)
            BOOST_TEST(all[who]->blames_the_clock(blamed[whose]) == (who == whose));
    BOOST_TEST((okx()->blames_the_clock(60004) && okx()->blames_the_clock(60006)));
}

BOOST_AUTO_TEST_CASE(what_they_make_can_be_logged_when_it_is_redacted)
{
    const auto hides = [](const std::string& text) {
        const std::string shown = hf::redacted(text);
        for (const std::string_view part :
             {documented_key.substr(0, 8), std::string_view("key\""), std::string_view("phrase\\"),
              std::string_view("9baf584d"), std::string_view("lhmJXK08")})
            if (shown.find(part) != std::string::npos)
                return false;
        return true;
    };
    BOOST_TEST(hides(documented()->login("1", then)));
    BOOST_TEST(hides(bybit()->login("1", then - 10s)));
    BOOST_TEST(hides(okx()->login("1", then)));
    const auto request = signed_by(*documented(), get("https://h/p?a=1"), then);
    BOOST_TEST(hf::redacted(request.url) == "https://h/p?a=1&timestamp=1700000000000&signature=***");
}

BOOST_AUTO_TEST_SUITE_END()
