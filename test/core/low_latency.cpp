// SPDX-License-Identifier: BSL-1.0
#include <holdfast/low_latency.hpp>

#include <holdfast/time.hpp>

#include "support/laboratory.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>

#include <ctime>

#include <stdexcept>
#include <thread>

namespace hf = holdfast;
namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace {

/// The processor time that this thread has used.
hf::duration worked()
{
    timespec now{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec);
}

} // namespace

BOOST_AUTO_TEST_SUITE(low_latency)

BOOST_AUTO_TEST_CASE(a_busy_run_ends_when_there_is_no_more_work)
{
    asio::io_context io{1};
    int seen = 0;
    asio::post(io, [&] { asio::post(io, [&] { ++seen; }); });
    BOOST_TEST(hf::run_busy(io) == 2u);
    BOOST_TEST(seen == 1);
    BOOST_TEST(io.stopped());
}

BOOST_AUTO_TEST_CASE(a_busy_run_waits_for_timers_awake)
{
    asio::io_context io{1};
    const lab::run one(io, hf::sleep_for(50ms));
    const hf::duration before = worked();
    hf::run_busy(io);
    BOOST_TEST(one.ended());
    BOOST_CHECK(worked() - before > 2ms); // asleep it would have been next to nothing
}

BOOST_AUTO_TEST_CASE(a_busy_run_is_stopped_from_another_thread)
{
    asio::io_context io{1};
    const auto endless = asio::make_work_guard(io);
    std::thread other([&] { asio::post(io, [&] { io.stop(); }); });
    hf::run_busy(io);
    other.join();
    BOOST_TEST(io.stopped());
}

BOOST_AUTO_TEST_CASE(exceptions_leave_a_busy_run)
{
    asio::io_context io{1};
    asio::post(io, [] { throw std::runtime_error("from a handler"); });
    asio::post(io, [] {});
    BOOST_CHECK_THROW(hf::run_busy(io), std::runtime_error);
    BOOST_TEST(hf::run_busy(io) == 1u); // and it goes on where it was
}

BOOST_AUTO_TEST_SUITE_END()
