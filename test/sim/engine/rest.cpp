// SPDX-License-Identifier: BSL-1.0
#include "sim/lab.hpp"

BOOST_AUTO_TEST_SUITE(sim_rest)

namespace {

using namespace holdfast;
using namespace holdfast::test;

std::string header(const sim::http_reply& reply, std::string_view name)
{
    for (const auto& [key, value] : reply.headers)
        if (key == name)
            return value;
    return {};
}

} // namespace

BOOST_AUTO_TEST_CASE(a_snapshot_is_the_book_as_it_is)
{
    lab f;
    f.run(5s);
    const json::object snapshot = f.snapshot("BTCUSDT");
    BOOST_TEST(number(snapshot, "lastUpdateId") == f.venue.last_id("BTCUSDT"));
    BOOST_TEST(map_book(snapshot).difference(f.venue, "BTCUSDT") == "");
}

BOOST_AUTO_TEST_CASE(a_snapshot_has_as_many_levels_as_asked_for)
{
    lab f;
    const auto levels = [&](const std::string& query) {
        const auto body = json::parse(f.get("/api/v3/depth?symbol=BTCUSDT" + query).body).as_object();
        return body.at("bids").as_array().size();
    };
    BOOST_TEST(levels("&limit=5") == 5u);
    BOOST_TEST(levels("") == 100u);
    BOOST_TEST(levels("&limit=100000") == 100u); // all there are
}

// rest-api.md, "Order book"
BOOST_AUTO_TEST_CASE(deeper_snapshots_weigh_more)
{
    const std::pair<const char*, const char*> table[] = {{"1", "5"},      {"100", "5"},   {"101", "25"},
                                                         {"500", "25"},   {"501", "50"},  {"1000", "50"},
                                                         {"1001", "250"}, {"5000", "250"}};
    for (const auto& [limit, weight] : table) {
        lab f;
        const auto reply = f.get("/api/v3/depth?symbol=BTCUSDT&limit=" + std::string(limit));
        BOOST_TEST(header(reply, "X-MBX-USED-WEIGHT-1M") == weight);
    }
}

BOOST_AUTO_TEST_CASE(bad_questions_get_the_documented_errors)
{
    lab f;
    const std::tuple<const char*, unsigned, const char*> table[] = {
        {"/api/v3/depth", 400, "{\"code\":-1102"},
        {"/api/v3/depth?symbol=", 400, "{\"code\":-1102"},
        {"/api/v3/depth?symbol=NOSUCH", 400, "{\"code\":-1121"},
        {"/api/v3/depth?symbol=btcusdt", 400, "{\"code\":-1121"},
        {"/api/v3/depth?symbol=BTCUSDT&limit=ten", 400, "{\"code\":-1100"},
        {"/api/v3/depth?symbol=BTCUSDT&limit=-1", 400, "{\"code\":-1100"},
        {"/api/v3/depth?symbol=BTCUSDT&limit=99999999999999999999999", 400, "{\"code\":-1100"},
        {"/api/v3/nothing", 404, ""},
        {"", 404, ""},
        {"?", 404, ""},
        {"/%", 404, ""},
    };
    for (const auto& [target, status, body] : table) {
        const sim::http_reply reply = f.get(target);
        BOOST_TEST(reply.status == status, target);
        BOOST_TEST(reply.body.starts_with(body), target << " was answered with " << reply.body);
    }
}

BOOST_AUTO_TEST_CASE(time_ping_and_info_are_answered)
{
    lab f;
    BOOST_TEST(f.get("/api/v3/ping").body == "{}");
    const auto since = (f.venue.config().wall_zero + f.now.time_since_epoch()).time_since_epoch();
    BOOST_TEST(f.get("/api/v3/time").body == "{\"serverTime\":" + std::to_string(since / 1ms) + "}");
    const auto info = json::parse(f.get("/api/v3/exchangeInfo").body).as_object();
    BOOST_TEST(info.at("symbols").as_array()[0].as_object().at("symbol").as_string() == "BTCUSDT");
    BOOST_TEST(info.at("rateLimits").as_array()[0].as_object().at("limit").as_int64() == 6000);
}

BOOST_AUTO_TEST_CASE(too_much_weight_is_refused_until_the_minute_is_over_and_insisting_is_banned)
{
    lab f;
    for (int i = 0; i < 24; ++i)
        BOOST_TEST(f.get("/api/v3/depth?symbol=BTCUSDT&limit=5000").status == 200u);
    f.now += 20s;
    const sim::http_reply refused = f.get("/api/v3/ping");
    BOOST_TEST(refused.status == 429u);
    BOOST_TEST(header(refused, "Retry-After") == "40");
    f.now += 40s;
    BOOST_TEST(f.get("/api/v3/ping").status == 200u);

    for (int i = 0; i < 23; ++i)
        BOOST_TEST(f.get("/api/v3/depth?symbol=BTCUSDT&limit=5000").status == 200u);
    for (int i = 0; i < 10; ++i)
        BOOST_TEST(f.get("/api/v3/depth?symbol=BTCUSDT&limit=5000").status == 429u);
    const sim::http_reply banned = f.get("/api/v3/depth?symbol=BTCUSDT&limit=5000");
    BOOST_TEST(banned.status == 418u);
    BOOST_TEST(header(banned, "Retry-After") == "120");
    f.now += 119s;
    BOOST_TEST(f.get("/api/v3/ping").status == 418u);
    BOOST_TEST(f.venue.upgrade(9, "/ws", f.now).status == 418u);
    f.now += 1s;
    BOOST_TEST(f.get("/api/v3/ping").status == 200u);
    BOOST_TEST(f.venue.stats().limited == 13u);
}

BOOST_AUTO_TEST_SUITE_END()
