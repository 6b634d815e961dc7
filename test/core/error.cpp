// SPDX-License-Identifier: BSL-1.0
#include <holdfast/error.hpp>

#include <boost/asio/error.hpp>
#include <boost/test/unit_test.hpp>

#include <set>
#include <string>

namespace hf = holdfast;
namespace net = boost::asio::error;

namespace {

constexpr hf::condition conditions[] = {hf::condition::transient, hf::condition::rate_limited,
                                        hf::condition::fatal, hf::condition::cancelled,
                                        hf::condition::refused};

int count_conditions(const hf::error_code& code)
{
    int count = 0;
    for (const hf::condition one : conditions)
        count += code == one ? 1 : 0;
    return count;
}

std::vector<hf::errc> all_codes()
{
    std::vector<hf::errc> all;
    for (int value = 1; value <= static_cast<int>(hf::errc::stopped); ++value)
        all.push_back(static_cast<hf::errc>(value));
    return all;
}

} // namespace

BOOST_AUTO_TEST_SUITE(error)

BOOST_AUTO_TEST_CASE(every_code_has_words_of_its_own)
{
    std::set<std::string> words;
    for (const hf::errc code : all_codes())
        BOOST_TEST(words.insert(make_error_code(code).message()).second);
    BOOST_TEST(words.count("unknown error") == 0U);
}

BOOST_AUTO_TEST_CASE(every_code_meets_exactly_one_condition)
{
    for (const hf::errc code : all_codes())
        BOOST_TEST(count_conditions(code) == 1, "code " << static_cast<int>(code));
}

BOOST_AUTO_TEST_CASE(what_passes_is_transient)
{
    for (const hf::errc code : {hf::errc::resolve_failed, hf::errc::connect_timeout, hf::errc::closed_by_peer,
                                hf::errc::no_data, hf::errc::sequence_gap, hf::errc::http_timeout})
        BOOST_TEST((make_error_code(code) == hf::condition::transient));
}

BOOST_AUTO_TEST_CASE(what_no_retry_can_heal_is_fatal)
{
    for (const hf::errc code : {hf::errc::unauthorized, hf::errc::forbidden, hf::errc::redirected,
                                hf::errc::invalid_config, hf::errc::invalid_url, hf::errc::stopped})
        BOOST_TEST((make_error_code(code) == hf::condition::fatal));
}

BOOST_AUTO_TEST_CASE(too_much_too_fast_is_a_condition_of_its_own)
{
    for (const hf::errc code : {hf::errc::rate_limited, hf::errc::banned, hf::errc::edge_refused})
        BOOST_TEST((make_error_code(code) == hf::condition::rate_limited));
}

BOOST_AUTO_TEST_CASE(a_bad_certificate_is_refused_and_neither_fatal_nor_transient)
{
    for (const hf::errc code :
         {hf::errc::certificate_expired, hf::errc::certificate_untrusted, hf::errc::certificate_wrong_host})
        BOOST_TEST((make_error_code(code) == hf::condition::refused));
}

BOOST_AUTO_TEST_CASE(network_errors_of_the_system_are_transient)
{
    const hf::error_code codes[] = {net::connection_refused, net::connection_reset, net::eof,
                                    net::timed_out,          net::host_unreachable, net::broken_pipe,
                                    net::host_not_found};
    for (const hf::error_code& code : codes)
        BOOST_TEST((code == hf::condition::transient), code.message());
}

BOOST_AUTO_TEST_CASE(the_portable_name_of_a_system_error_is_as_good)
{
    namespace generic = boost::system::errc;
    BOOST_TEST((generic::make_error_code(generic::connection_reset) == hf::condition::transient));
    BOOST_TEST((generic::make_error_code(generic::operation_canceled) == hf::condition::cancelled));
}

BOOST_AUTO_TEST_CASE(an_aborted_operation_is_cancelled_and_nothing_else)
{
    const hf::error_code aborted = net::operation_aborted;
    BOOST_TEST((aborted == hf::condition::cancelled));
    BOOST_TEST(count_conditions(aborted) == 1);
}

BOOST_AUTO_TEST_CASE(success_and_foreign_errors_meet_no_condition)
{
    BOOST_TEST(count_conditions(hf::error_code()) == 0);
    BOOST_TEST(count_conditions(net::invalid_argument) == 0);
    BOOST_TEST(count_conditions(hf::error_code(9999, hf::holdfast_category())) == 0);
}

BOOST_AUTO_TEST_CASE(an_unknown_code_does_no_harm)
{
    BOOST_TEST(hf::error_code(9999, hf::holdfast_category()).message() == "unknown error");
    BOOST_TEST(hf::error_code(-1, hf::holdfast_category()).message() == "unknown error");
}

BOOST_AUTO_TEST_CASE(a_failure_says_what_happened_and_to_what)
{
    const hf::failure bare(hf::errc::no_data);
    const hf::failure told(hf::errc::no_data, "btcusdt@depth for 30 s");
    BOOST_TEST(bare.message() == "the exchange answers pings and sends no data");
    BOOST_TEST(told.message() == bare.message() + ": btcusdt@depth for 30 s");
}

BOOST_AUTO_TEST_CASE(taking_the_value_of_a_failed_result_throws_the_failure)
{
    hf::failure why(hf::errc::rate_limited, "slow down");
    why.http_status = 429;
    const hf::result<int> none(why);
    try {
        (void)none.value();
        BOOST_FAIL("there is no value");
    } catch (const hf::error& e) {
        BOOST_TEST(e.why().http_status == 429U);
        BOOST_TEST(std::string(e.what()).find("slow down") != std::string::npos);
    }
}

BOOST_AUTO_TEST_SUITE_END()
