// SPDX-License-Identifier: BSL-1.0
#include "net/line_pool.hpp"
#include "wire/http/address_order.hpp"
#include "wire/http/gunzip.hpp"
#include "wire/http/http_status.hpp"
#include "wire/http/keep_alive.hpp"
#include "wire/text/excerpt.hpp"

#include "wire/support/gzip.hpp"
#include "wire/support/print.hpp"

#include <boost/test/unit_test.hpp>

#include <memory>
#include <string>
#include <vector>

namespace hf = holdfast;
using namespace std::chrono_literals;

namespace {

std::vector<std::string> order_of(const std::vector<std::string>& ips)
{
    std::vector<hf::address> resolved;
    for (const std::string& ip : ips)
        resolved.push_back({ip, 443});
    std::vector<std::string> order;
    for (const hf::address& a : hf::wire::interleave(resolved))
        order.push_back(a.ip);
    return order;
}

using ips = std::vector<std::string>;

} // namespace

BOOST_AUTO_TEST_SUITE(address_order)

BOOST_AUTO_TEST_CASE(families_take_turns_beginning_with_the_resolvers_first)
{
    BOOST_TEST(order_of({"::1", "::2", "::3", "1.1.1.1", "2.2.2.2"}) ==
               (ips{"::1", "1.1.1.1", "::2", "2.2.2.2", "::3"}));
    BOOST_TEST(order_of({"1.1.1.1", "2.2.2.2", "::1"}) == (ips{"1.1.1.1", "::1", "2.2.2.2"}));
}

BOOST_AUTO_TEST_CASE(one_family_keeps_its_order)
{
    BOOST_TEST(order_of({"3.3.3.3", "1.1.1.1", "2.2.2.2"}) == (ips{"3.3.3.3", "1.1.1.1", "2.2.2.2"}));
}

BOOST_AUTO_TEST_CASE(no_address_is_tried_twice)
{
    BOOST_TEST(order_of({"1.1.1.1", "1.1.1.1", "::1", "1.1.1.1"}) == (ips{"1.1.1.1", "::1"}));
    BOOST_TEST(order_of({}).empty());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(words_of_a_peer)

BOOST_AUTO_TEST_CASE(an_excerpt_is_one_printable_line)
{
    BOOST_TEST(hf::wire::excerpt("<html>\r\n\t<b>no\x1b[31m\0") == "<html> <b>no?[31m");
    BOOST_TEST(hf::wire::excerpt("\xc3\xa9") == "??");
}

BOOST_AUTO_TEST_CASE(an_excerpt_is_short)
{
    BOOST_TEST(hf::wire::excerpt(std::string(1000, 'x')) == std::string(200, 'x') + "...");
}

BOOST_AUTO_TEST_CASE(a_status_line_is_understood)
{
    using hf::wire::status_of;
    BOOST_TEST(status_of("HTTP/1.1 101 Switching Protocols\r\n").value() == 101u);
    BOOST_TEST(status_of("HTTP/1.0 429\r\n").value() == 429u);
    for (const auto text : {"", "HTTP/1.1", "HTTP/2 200 OK\r\n", "HTTP/1.1 20x OK\r\n",
                            "HTTP/1.1 2000 OK\r\n", "SSH-2.0-OpenSSH\r\n"})
        BOOST_TEST(!status_of(text).has_value());
}

BOOST_AUTO_TEST_CASE(a_refused_upgrade_has_a_name_by_its_status)
{
    using hf::errc;
    const auto refusal = [](unsigned status) {
        return hf::wire::meaning_of(status, "", "", errc::upgrade_failed);
    };
    BOOST_TEST(refusal(401) == errc::unauthorized);
    BOOST_TEST(refusal(403) == errc::forbidden);
    BOOST_TEST(refusal(418) == errc::banned);
    BOOST_TEST(refusal(429) == errc::rate_limited);
    BOOST_TEST(refusal(301) == errc::redirected);
    BOOST_TEST(refusal(308) == errc::redirected);
    BOOST_TEST(refusal(200) == errc::upgrade_failed);
    BOOST_TEST(refusal(503) == errc::upgrade_failed);
}

BOOST_AUTO_TEST_CASE(fault_43_a_403_with_a_page_comes_from_the_edge)
{
    using hf::errc;
    const auto meaning = [](std::string_view type, std::string_view body) {
        return hf::wire::meaning_of(403, type, body, errc::http_status);
    };
    BOOST_TEST(meaning("text/html", "") == errc::edge_refused);
    BOOST_TEST(meaning("Text/HTML; charset=UTF-8", "denied") == errc::edge_refused);
    BOOST_TEST(meaning("", "<html>") == errc::edge_refused);
    BOOST_TEST(meaning("application/json", "\r\n <!DOCTYPE html>") == errc::edge_refused);
    BOOST_TEST(meaning("", "\xef\xbb\xbf<html>") == errc::edge_refused);
    BOOST_TEST(meaning("application/json", R"({"code":-2015,"msg":"<b>"})") == errc::forbidden);
    BOOST_TEST(meaning("text/plain", "Forbidden") == errc::forbidden);
    BOOST_TEST(meaning("", "") == errc::forbidden);
}

BOOST_AUTO_TEST_CASE(fault_43_only_a_403_is_judged_by_its_page)
{
    using hf::errc;
    using hf::wire::meaning_of;
    BOOST_TEST(meaning_of(401, "text/html", "<html>", errc::http_status) == errc::unauthorized);
    BOOST_TEST(meaning_of(502, "text/html", "<html>", errc::http_status) == errc::http_status);
}

BOOST_AUTO_TEST_CASE(the_keep_alive_time_is_understood)
{
    using hf::wire::keep_alive_timeout;
    static_assert(keep_alive_timeout("timeout=5, max=100") == 5s);
    static_assert(keep_alive_timeout("max=100, timeout=15") == 15s);
    static_assert(keep_alive_timeout("") == 0s && keep_alive_timeout("max=3") == 0s);
    static_assert(keep_alive_timeout("timeout=99999999999999") == 999'999s);
    BOOST_TEST(true);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(pool_of_lines)

using pool = hf::net::line_pool<std::shared_ptr<int>>;
constexpr hf::time_point now{1000s};

BOOST_AUTO_TEST_CASE(a_line_is_found_again_at_its_place_only)
{
    pool kept;
    kept.put("https://a", std::make_shared<int>(1), now, {});
    BOOST_TEST(!kept.take("https://b", now));
    BOOST_TEST(*kept.take("https://a", now) == 1);
    BOOST_TEST(!kept.take("https://a", now));
}

BOOST_AUTO_TEST_CASE(the_youngest_line_is_taken_first)
{
    pool kept;
    kept.put("a", std::make_shared<int>(1), now, {});
    kept.put("a", std::make_shared<int>(2), now + 1s, {});
    BOOST_TEST(*kept.take("a", now + 2s) == 2);
}

BOOST_AUTO_TEST_CASE(old_lines_are_dropped_at_every_place)
{
    pool kept;
    const auto line = std::make_shared<int>(1);
    kept.put("a", line, now, {});
    BOOST_TEST(!kept.take("b", now + pool::longest));
    BOOST_TEST(line.use_count() == 1);
}

BOOST_AUTO_TEST_CASE(old_lines_are_dropped_when_somebody_tidies_up)
{
    pool kept;
    const auto line = std::make_shared<int>(1);
    kept.put("a", line, now, {});
    kept.drop_old(now + pool::longest);
    BOOST_TEST(line.use_count() == 1);
}

BOOST_AUTO_TEST_CASE(a_line_is_not_kept_longer_than_the_server_keeps_it)
{
    pool kept;
    kept.put("a", std::make_shared<int>(1), now, 5s);
    BOOST_TEST(!kept.take("a", now + 4s));
}

BOOST_AUTO_TEST_CASE(only_a_few_lines_are_kept_for_one_place)
{
    pool kept;
    const auto oldest = std::make_shared<int>(0);
    kept.put("a", oldest, now, {});
    for (std::size_t i = 0; i != pool::most; ++i)
        kept.put("a", std::make_shared<int>(1), now, {});
    BOOST_TEST(oldest.use_count() == 1);
}

BOOST_AUTO_TEST_CASE(fault_68_lines_are_kept_for_so_many_places)
{
    pool kept;
    const auto line = std::make_shared<int>(1);
    for (int place = 0; place != 1000; ++place)
        kept.put(std::to_string(place), line, now, {});
    BOOST_TEST(static_cast<std::size_t>(line.use_count()) == 1 + pool::most_places);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(gzip)

using hf::wire::gunzip;

BOOST_AUTO_TEST_CASE(what_was_compressed_comes_back)
{
    for (const std::size_t n : {0u, 1u, 1000u, 1'000'000u}) {
        const std::string text(n, 'x');
        BOOST_TEST((*gunzip(raw::gzip(text), n) == text));
    }
}

BOOST_AUTO_TEST_CASE(several_members_follow_each_other)
{
    BOOST_TEST(*gunzip(raw::gzip("one ") + raw::gzip("two"), 100) == "one two");
}

BOOST_AUTO_TEST_CASE(a_bomb_is_refused)
{
    const std::string bomb = raw::gzip(std::string(10'000'000, '\0'));
    BOOST_TEST(gunzip(bomb, 9'999'999).error().code == hf::errc::body_too_big);
    BOOST_TEST(gunzip(bomb, 10'000'000).has_value());
}

BOOST_AUTO_TEST_CASE(broken_data_is_refused)
{
    const std::string good = raw::gzip("some text to be compressed");
    for (std::size_t n = 0; n != good.size(); ++n)
        BOOST_TEST(gunzip(good.substr(0, n), 1000).error().code == hf::errc::malformed);
    for (std::size_t i = 0; i != good.size(); ++i) {
        std::string bad = good;
        bad[i] = static_cast<char>(bad[i] ^ 0x55);
        const auto verdict = gunzip(bad, 1000);
        // The time stamp, the extra flags and the system's number are nobody's business.
        BOOST_TEST((!verdict || (i >= 4 && i <= 9)));
    }
    BOOST_TEST(gunzip(good + "garbage", 1000).error().code == hf::errc::malformed);
}

BOOST_AUTO_TEST_SUITE_END()
