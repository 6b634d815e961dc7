// SPDX-License-Identifier: BSL-1.0
#include "core/serial_executor.hpp"

#include <holdfast/error.hpp>
#include <holdfast/exchange/binance/market.hpp>
#include <holdfast/governor.hpp>
#include <holdfast/session.hpp>

#include "support/laboratory.hpp"

#include <boost/asio/bind_executor.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/system_executor.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_future.hpp>

#include <future>
#include <thread>
#include <vector>

// A session on an executor that runs two handlers at the same time says so, and names the strand.

namespace hf = holdfast;
namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace {

bool says_strand(const hf::error& e)
{
    return e.code() == hf::errc::misused && e.why().text.find("make_strand") != std::string::npos;
}

/// Runs the context on so many threads until the coroutine on this executor has ended; whether it was
/// refused.
bool refused(unsigned threads, bool on_a_strand)
{
    asio::io_context io;
    auto work = asio::make_work_guard(io);
    std::vector<std::thread> pool;
    for (unsigned i = 0; i != threads; ++i)
        pool.emplace_back([&io] { io.run(); });
    const asio::any_io_executor bare = io.get_executor();
    const asio::any_io_executor chosen = on_a_strand ? asio::any_io_executor(asio::make_strand(bare)) : bare;
    auto told = asio::co_spawn(chosen, hf::must_be_serial(chosen), asio::use_future);
    bool found = false;
    try {
        told.get();
    } catch (const hf::error& e) {
        found = says_strand(e);
    }
    work.reset();
    for (std::thread& one : pool)
        one.join();
    return found;
}

} // namespace

BOOST_AUTO_TEST_SUITE(serial_executor)

BOOST_AUTO_TEST_CASE(fault_54_a_pool_of_threads_is_refused_at_once)
{
    asio::thread_pool pool(4);
    BOOST_CHECK_EXCEPTION(hf::session(pool.get_executor(), hf::binance::spot::make_adapter()), hf::error,
                          says_strand);
}

BOOST_AUTO_TEST_CASE(fault_54_the_pool_of_the_system_is_refused_at_once)
{
    BOOST_CHECK_EXCEPTION(hf::session(asio::system_executor(), hf::binance::spot::make_adapter()), hf::error,
                          says_strand);
}

BOOST_AUTO_TEST_CASE(fault_54_a_strand_of_a_pool_is_welcome)
{
    asio::thread_pool pool(4);
    BOOST_CHECK_NO_THROW(
        hf::session(asio::make_strand(pool.get_executor()), hf::binance::spot::make_adapter()));
}

BOOST_AUTO_TEST_CASE(fault_54_a_pool_of_one_thread_is_welcome)
{
    asio::thread_pool pool(1);
    BOOST_CHECK_NO_THROW(hf::session(pool.get_executor(), hf::binance::spot::make_adapter()));
}

// Whether two threads are free at the same moment is the scheduler's affair: one of many tries has to see
// them.
BOOST_AUTO_TEST_CASE(fault_54_an_io_context_that_four_threads_run_is_found_out)
{
    bool found = false;
    for (int i = 0; i != 200 && !found; ++i)
        found = refused(4, false);
    BOOST_TEST(found);
}

BOOST_AUTO_TEST_CASE(fault_54_an_io_context_that_one_thread_runs_is_welcome)
{
    for (int i = 0; i != 20; ++i)
        BOOST_TEST(!refused(1, false));
}

BOOST_AUTO_TEST_CASE(fault_54_a_strand_of_an_io_context_that_four_threads_run_is_welcome)
{
    for (int i = 0; i != 20; ++i)
        BOOST_TEST(!refused(4, true));
}

BOOST_AUTO_TEST_CASE(fault_57_contexts_of_one_process_share_their_budgets)
{
    asio::io_context one;
    asio::io_context other;
    BOOST_TEST((hf::governor::of(one.get_executor()) == hf::governor::of(other.get_executor())));
}

BOOST_AUTO_TEST_CASE(fault_57_worlds_of_simulated_time_do_not)
{
    lab::laboratory one;
    lab::laboratory other;
    BOOST_TEST((hf::governor::of(one.io.get_executor()) != hf::governor::of(other.io.get_executor())));
}

BOOST_AUTO_TEST_SUITE_END()
