// SPDX-License-Identifier: BSL-1.0
#include <holdfast/policy/order_fate.hpp>

#include "exchange/binance/errors.hpp"
#include "exchange/bybit/answer_codes.hpp"
#include "exchange/okx/rest_answer.hpp"

#include <boost/test/unit_test.hpp>

#include <functional>
#include <string>

namespace {

using namespace holdfast;
using namespace std::chrono_literals;
using enum order_stage;

constexpr time_point start{1h};

// Every stage, and how one comes there.
const struct {
    order_stage stage;
    std::function<void(order_fate&)> way;
} stages[]{
    {waiting, [](order_fate&) {}},
    {not_sent, [](order_fate& f) { f.on_refused(); }},
    {sent, [](order_fate& f) { (void)f.on_sent(); }},
    {acknowledged,
     [](order_fate& f) {
         (void)f.on_sent();
         f.on_answer(order_answer::acknowledged, start);
     }},
    {rejected,
     [](order_fate& f) {
         (void)f.on_sent();
         f.on_answer(order_answer::rejected, start);
     }},
    {in_doubt,
     [](order_fate& f) {
         (void)f.on_sent();
         f.on_abandoned(start);
     }},
    {settled,
     [](order_fate& f) {
         (void)f.on_sent();
         f.on_abandoned(start);
         (void)f.on_found(order_state::open);
     }},
};

// Everything that can happen, and the stages that it leads to, in the order of `stages`.
const struct {
    const char* what;
    std::function<void(order_fate&)> happens;
    order_stage leads_to[7];
} events[]{
    {"sent",
     [](order_fate& f) { (void)f.on_sent(); },
     {sent, not_sent, sent, acknowledged, rejected, in_doubt, settled}},
    {"refused",
     [](order_fate& f) { f.on_refused(); },
     {not_sent, not_sent, sent, acknowledged, rejected, in_doubt, settled}},
    {"abandoned",
     [](order_fate& f) { f.on_abandoned(start); },
     {not_sent, not_sent, in_doubt, acknowledged, rejected, in_doubt, settled}},
    {"acknowledged",
     [](order_fate& f) { f.on_answer(order_answer::acknowledged, start); },
     {waiting, not_sent, acknowledged, acknowledged, rejected, in_doubt, settled}},
    {"rejected",
     [](order_fate& f) { f.on_answer(order_answer::rejected, start); },
     {waiting, not_sent, rejected, acknowledged, rejected, in_doubt, settled}},
    {"answered in doubt",
     [](order_fate& f) { f.on_answer(order_answer::in_doubt, start); },
     {waiting, not_sent, in_doubt, acknowledged, rejected, in_doubt, settled}},
    {"found",
     [](order_fate& f) { (void)f.on_found(order_state::filled); },
     {waiting, not_sent, sent, acknowledged, rejected, settled, settled}},
    {"not found too early",
     [](order_fate& f) { (void)f.on_not_found(start + 10s - 1ns); },
     {waiting, not_sent, sent, acknowledged, rejected, in_doubt, settled}},
    {"not found",
     [](order_fate& f) { (void)f.on_not_found(start + 10s); },
     {waiting, not_sent, sent, acknowledged, rejected, settled, settled}},
};

} // namespace

BOOST_AUTO_TEST_SUITE(order_fate_policy)

BOOST_AUTO_TEST_CASE(every_event_in_every_stage_leads_where_it_should)
{
    for (std::size_t i = 0; i < std::size(stages); ++i)
        for (const auto& event : events) {
            order_fate fate;
            stages[i].way(fate);
            BOOST_TEST_REQUIRE((fate.stage() == stages[i].stage));
            event.happens(fate);
            BOOST_TEST(to_string(fate.stage()) == to_string(event.leads_to[i]),
                       to_string(stages[i].stage)
                           << ", then " << event.what << ": " << to_string(fate.stage()));
        }
}

BOOST_AUTO_TEST_CASE(fault_30_a_request_is_sent_once_at_most)
{
    for (const auto& [stage, way] : stages) {
        order_fate fate;
        way(fate);
        BOOST_TEST(fate.on_sent() == (stage == waiting), to_string(stage));
    }
}

BOOST_AUTO_TEST_CASE(fault_30_the_line_drops_after_sending_and_the_request_is_in_doubt)
{
    order_fate fate;
    BOOST_TEST_REQUIRE(fate.on_sent());
    fate.on_abandoned(start);
    BOOST_TEST((fate.stage() == in_doubt));
    BOOST_TEST(!fate.over());
}

BOOST_AUTO_TEST_CASE(fault_30_the_line_drops_before_sending_and_the_request_was_not_sent)
{
    order_fate fate;
    fate.on_abandoned(start);
    BOOST_TEST((fate.stage() == not_sent));
    BOOST_TEST(fate.over());
}

BOOST_AUTO_TEST_CASE(a_look_up_that_finds_the_order_tells_its_state)
{
    order_fate fate;
    (void)fate.on_sent();
    fate.on_abandoned(start);
    BOOST_TEST(fate.on_found(order_state::filled));
    BOOST_TEST((fate.found() == order_state::filled));
}

BOOST_AUTO_TEST_CASE(no_such_order_is_believed_after_the_grace)
{
    order_fate fate({.grace = 30s});
    (void)fate.on_sent();
    fate.on_abandoned(start);
    BOOST_TEST(!fate.on_not_found(start + 29s));
    BOOST_TEST((fate.believable_from() == start + 30s));
    BOOST_TEST(fate.on_not_found(start + 30s));
    BOOST_TEST(!fate.found().has_value());
}

BOOST_AUTO_TEST_CASE(a_second_doubt_does_not_begin_the_grace_anew)
{
    order_fate fate;
    (void)fate.on_sent();
    fate.on_abandoned(start);
    fate.on_abandoned(start + 5s);
    BOOST_TEST((fate.believable_from() == start + 10s));
}

BOOST_AUTO_TEST_CASE(fault_30_an_answer_that_is_not_certain_is_a_doubt)
{
    using enum order_answer;
    const struct {
        const char* what;
        unsigned status;
        std::int64_t code;
        std::span<const std::int64_t> doubts;
        order_answer means;
    } table[]{
        {"success", 200, 0, binance::doubts, acknowledged},
        {"success over a WebSocket", 0, 0, bybit::common_doubts, acknowledged},
        {"Binance: not enough money", 400, -2010, binance::doubts, rejected},
        {"Binance: too many requests", 429, -1003, binance::doubts, rejected},
        {"banned", 418, 0, binance::doubts, rejected},
        {"forbidden", 403, 0, binance::doubts, rejected},
        {"Binance: unexpected response", 400, -1006, binance::doubts, in_doubt},
        {"Binance: timeout", 408, -1007, binance::doubts, in_doubt},
        {"Binance: timeout without a status", 0, -1007, binance::doubts, in_doubt},
        {"request timeout", 408, 0, okx::doubts, in_doubt},
        {"one half of two", 409, -2021, binance::doubts, in_doubt},
        {"internal error", 500, 0, bybit::common_doubts, in_doubt},
        {"bad gateway", 502, 0, okx::doubts, in_doubt},
        {"unavailable", 503, -1008, binance::doubts, in_doubt},
        {"gateway timeout", 504, 0, okx::doubts, in_doubt},
        {"redirect", 302, 0, okx::doubts, in_doubt},
        {"Bybit: internal error in a success", 200, 10016, bybit::common_doubts, in_doubt},
        {"Bybit: timeout in a success", 200, 10000, bybit::common_doubts, in_doubt},
        {"Bybit: too many requests", 200, 10006, bybit::common_doubts, rejected},
        {"OKX: endpoint timeout", 200, 50004, okx::doubts, in_doubt},
        {"OKX: order timed out", 200, 51149, okx::doubts, in_doubt},
        {"OKX: too many requests", 200, 50011, okx::doubts, rejected},
    };
    for (const auto& row : table)
        BOOST_TEST((judge_answer(row.status, row.code, row.doubts) == row.means), row.what);
}

BOOST_AUTO_TEST_CASE(a_grace_out_of_range_is_refused_by_name)
{
    BOOST_TEST(check(order_fate_config{}).empty());
    BOOST_TEST(check({.grace = 999ms}).starts_with("order_fate_config::grace is 999 ms"));
}

BOOST_AUTO_TEST_SUITE_END()
