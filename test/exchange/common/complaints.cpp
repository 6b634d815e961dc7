// SPDX-License-Identifier: BSL-1.0
#include "exchange/binance/rest_complaint.hpp"
#include "exchange/bulk/rest_complaint.hpp"
#include "exchange/bybit/rest_complaint.hpp"
#include "exchange/common/complaint_words.hpp"
#include "exchange/okx/rest_complaint.hpp"

#include <holdfast/exchange/bybit/account.hpp>
#include <holdfast/exchange/bybit/keys.hpp>
#include <holdfast/exchange/bybit/market.hpp>

#include <boost/test/unit_test.hpp>

#include <memory>
#include <string>
#include <vector>

// What exchanges complain of in answers, in codes, headers and words.

namespace {

using namespace holdfast;
using namespace std::chrono_literals;

constexpr wall_time now{1'700'000'000'000ms};

http_response answer(std::string body, unsigned status = 200)
{
    http_response made;
    made.status = status;
    made.body = std::move(body);
    return made;
}

using reader = failure (*)(const http_response&, wall_time);

constexpr reader all[] = {&binance::complaint_in, &bybit::complaint_in, &okx::complaint_in,
                          &bulk::complaint_in};

} // namespace

BOOST_AUTO_TEST_SUITE(complaints)

BOOST_AUTO_TEST_CASE(fault_53_bybit_complains_of_speed_by_code_and_in_words)
{
    for (const std::string body :
         {R"({"retCode":10006,"retMsg":"Too many visits!","result":{}})",
          R"({"retCode":10000,"retMsg":"too many Visits. Exceeded the API Rate Limit."})",
          R"({"retMsg":"TOO MANY VISITS!"})", R"({"ret_msg":"Too many visits"})",
          R"({"retCode":"10018","retMsg":""})",
          R"({"retCode":10001,"retMsg":"access too frequent, please try again later"})"})
        for (const unsigned status : {200u, 403u, 429u, 500u}) {
            const failure why = bybit::complaint_in(answer(body, status), now);
            BOOST_TEST((why.code == errc::rate_limited), body);
            BOOST_TEST(why.http_status == status);
        }
}

BOOST_AUTO_TEST_CASE(fault_53_plain_words_are_a_complaint_unless_the_status_says_so_itself)
{
    for (const reader read : all) {
        BOOST_TEST((read(answer("Too many visits!", 500), now).code == errc::rate_limited));
        for (const unsigned status : {403u, 418u, 429u})
            BOOST_TEST(!read(answer("<html>Too many visits!</html>", status), now).code);
    }
}

BOOST_AUTO_TEST_CASE(fault_53_bybit_says_in_a_header_when_its_limit_begins_anew)
{
    http_response told = answer(R"({"retCode":10006,"retMsg":"Too many visits!"})");
    told.headers = {{"x-bapi-limit-reset-timestamp", "1700000002500"}};
    BOOST_TEST((bybit::complaint_in(told, now).retry_after == 2500ms));
    told.body = R"({"retCode":10006,"retMsg":"Too many visits!","time":1700000001000})";
    BOOST_TEST((bybit::complaint_in(told, now).retry_after == 1500ms));
    BOOST_TEST((bybit::complaint_in(told, {}).retry_after == 1500ms));
}

BOOST_AUTO_TEST_CASE(fault_53_a_ban_is_kept_to_its_moment)
{
    const std::string body =
        R"({"code":-1003,"msg":"Way too much request weight used; IP banned until 1700000600000. Please use WebSocket."})";
    for (const unsigned status : {200u, 418u, 429u, 403u}) {
        const failure why = binance::complaint_in(answer(body, status), now);
        BOOST_TEST((why.code == errc::banned));
        BOOST_TEST((why.retry_after == 10min + 1ms));
    }
    BOOST_TEST((binance::complaint_in(answer(body), {}).retry_after == 2min));
    BOOST_TEST((binance::complaint_in(answer(body), now + 20min).retry_after == 2min));
}

BOOST_AUTO_TEST_CASE(fault_53_too_much_weight_is_a_rate_limit_whatever_the_status_is)
{
    const std::string body = R"({"code":-1003,"msg":"Too much request weight used; current limit is 2400."})";
    for (const unsigned status : {200u, 400u, 429u, 503u}) {
        const failure why = binance::complaint_in(answer(body, status), now);
        BOOST_TEST((why.code == errc::rate_limited));
        BOOST_TEST((why.retry_after == 1min));
    }
}

BOOST_AUTO_TEST_CASE(fault_53_a_pause_that_the_exchange_names_counts_for_more_than_a_window)
{
    http_response said = answer(R"({"code":-1003,"msg":"Too much request weight used."})", 429);
    said.retry_after = 1s;
    BOOST_TEST((binance::complaint_in(said, now).retry_after == 1s));
}

BOOST_AUTO_TEST_CASE(fault_53_okx_complains_of_speed_in_an_answer_of_status_200)
{
    for (const std::string body : {R"({"code":"50011","msg":"Rate limit reached.","data":[]})",
                                   R"({"code":"50061","msg":"Sub-account rate limit exceeded","data":[]})",
                                   R"({"code":"1","msg":"Requests too frequent.","data":[]})"})
        BOOST_TEST((okx::complaint_in(answer(body), now).code == errc::rate_limited), body);
}

BOOST_AUTO_TEST_CASE(fault_53_bulk_complains_in_words)
{
    BOOST_TEST((bulk::complaint_in(answer(R"({"error":"Too many requests"})", 429), now).code ==
                errc::rate_limited));
    BOOST_TEST(
        (bulk::complaint_in(answer(R"({"error":{"code":"RATE_LIMIT_EXCEEDED","message":"slow down"}})"), now)
             .code == errc::rate_limited));
}

BOOST_AUTO_TEST_CASE(a_symbol_that_is_not_known_is_named)
{
    const std::pair<reader, std::string> said[] = {
        {&binance::complaint_in, R"({"code":-1121,"msg":"Invalid symbol."})"},
        {&binance::complaint_in, R"({"code":-4141,"msg":"Symbol is closed."})"},
        {&bybit::complaint_in, R"({"retCode":10001,"retMsg":"params error: Symbol Is Invalid"})"},
        {&bybit::complaint_in, R"({"retCode":10001,"retMsg":"params error: symbol invalid"})"},
        {&bybit::complaint_in, R"({"retCode":10001,"retMsg":"Not supported symbols"})"},
        {&okx::complaint_in, R"({"code":"51001","msg":"Instrument ID doesn't exist","data":[]})"},
        {&okx::complaint_in, R"({"code":"60018","msg":"Wrong URL or channel doesn't exist","data":[]})"},
        {&bulk::complaint_in, R"({"error":"unknown symbol BTC-EUR"})"}};
    for (const auto& [read, body] : said) {
        const failure why = read(answer(body, 400), now);
        BOOST_TEST((why.code == errc::topic_unknown), body);
        BOOST_TEST((why.code == condition::refused));
        BOOST_TEST(!why.text.empty());
    }
}

BOOST_AUTO_TEST_CASE(what_is_no_complaint_is_none)
{
    for (const std::string body :
         {"{}", "[]", "", "<html>Bad gateway</html>", R"({"retCode":0,"retMsg":"OK","result":{}})",
          R"({"code":"0","msg":"","data":[]})", R"({"lastUpdateId":1,"bids":[],"asks":[]})",
          R"({"code":-1000,"msg":"An unknown error occurred while processing the request."})",
          R"({"retCode":10001,"retMsg":"params error: limit invalid"})",
          R"({"code":"50001","msg":"Service temporarily unavailable.","data":[]})",
          R"({"error":"account not found"})"})
        for (const reader read : all)
            for (const unsigned status : {200u, 500u})
                BOOST_TEST(!read(answer(body, status), now).code, body);
}

BOOST_AUTO_TEST_CASE(a_moment_is_read_whatever_stands_around_it)
{
    BOOST_TEST((until_moment_in("IP banned until 1700000060000.", now) == 1min + 1ms));
    BOOST_TEST((until_moment_in("Banned UNTIL: 1700000060", now) == 1min + 1s));
    BOOST_TEST((until_moment_in("until tomorrow", now) == 0s));
    BOOST_TEST((until_moment_in("until 99999999999999999999", now) == 0s));
    BOOST_TEST((until_moment_in("until 9999999999999", now) == 24h * 7));
    BOOST_TEST((until_moment_in("until 9999999999", now) == 24h * 7));
}

BOOST_AUTO_TEST_CASE(fault_53_a_ban_whose_moment_is_only_just_past_is_no_ban_for_minutes)
{
    const auto banned_until_past = [](duration past) {
        return binance::complaint_in(answer(R"({"code":-1003,"msg":"IP banned until 1700000600000."})", 418),
                                     now + 10min + past);
    };
    BOOST_TEST((banned_until_past(0s).retry_after == 1s));
    BOOST_TEST((banned_until_past(9s).retry_after == 1s));
    BOOST_TEST((banned_until_past(11s).retry_after == 2min));
}

BOOST_AUTO_TEST_CASE(fault_53_a_limit_that_bybit_has_just_begun_anew_is_awaited_for_a_second)
{
    http_response told = answer(R"({"retCode":10006,"retMsg":"Too many visits!","time":1700000001000})");
    told.headers = {{"x-bapi-limit-reset-timestamp", "1700000000999"}};
    BOOST_TEST((bybit::complaint_in(told, now).retry_after == 1s));
}

BOOST_AUTO_TEST_CASE(fault_53_too_many_visits_over_a_socket_is_a_rate_limit)
{
    const auto me =
        bybit::make_signer({.api_key = secret::from_text("key"),
                            .key = signing_key::hmac_sha256(secret::from_text("secret")).value()});
    for (const auto& adapter : {bybit::make_account_adapter(me), bybit::make_adapter()})
        for (const std::string text :
             {R"({"success":false,"ret_msg":"Too many visits!","op":"subscribe","req_id":"1"})",
              R"({"ret_msg":"too many visits","op":"subscribe","req_id":"1"})",
              R"({"ret_msg":"Too many visits"})",
              R"({"success":false,"retCode":10006,"retMsg":"","op":"subscribe"})"}) {
            slab memory;
            std::vector<decoded> out;
            adapter->decode(text, false, memory, out);
            BOOST_TEST_REQUIRE(out.size() == 1u);
            BOOST_TEST((out[0].what == decoded::kind::rate_limit), text);
        }
}

BOOST_AUTO_TEST_SUITE_END()
