// SPDX-License-Identifier: BSL-1.0
#include "core/serial_executor.hpp"

#include <holdfast/error.hpp>
#include <holdfast/runtime.hpp>

#include <boost/asio/execution/occupancy.hpp>
#include <boost/asio/execution_context.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/query.hpp>
#include <boost/asio/system_executor.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <atomic>
#include <chrono>
#include <memory>

namespace holdfast {

namespace {

constexpr std::string_view remedy =
    ": give the session asio::make_strand(...) of it, and spawn on that strand whatever uses the session";

/// Where two handlers meet if two threads run them.
struct meeting {
    explicit meeting(const runtime& time) : clock(time) {}

    const runtime& clock;
    std::atomic<int> there{0};
    std::atomic<int> left{0};
    std::atomic<bool> met{false};

    /// Waits for the other one, unless it has been and gone.
    void attend()
    {
        constexpr auto patience = std::chrono::microseconds(300);
        there.fetch_add(1);
        const time_point end = clock.now() + patience;
        while (left.load() == 0 && !met.load() && clock.now() < end)
            if (there.load() == 2)
                met.store(true);
        left.fetch_add(1);
    }
};

/// Which contexts are known to be run by one thread.
class known_contexts final : public asio::execution_context::service {
public:
    static inline asio::execution_context::id id;
    explicit known_contexts(asio::execution_context& context) : service(context) {}
    std::atomic<bool> looked{false};

private:
    void shutdown() override {}
};

} // namespace

std::string why_not_serial(const asio::any_io_executor& executor)
{
    if (executor.target<asio::system_executor>() != nullptr)
        return "the session's executor is the system's pool of threads" + std::string(remedy);
    const auto* pool = executor.target<asio::thread_pool::executor_type>();
    if (pool == nullptr)
        return {};
    const std::size_t threads = asio::query(*pool, asio::execution::occupancy);
    if (threads <= 1)
        return {};
    return "the session's executor is a pool of " + std::to_string(threads) + " threads, and no strand" +
           std::string(remedy);
}

task<> must_be_serial(asio::any_io_executor executor)
{
    const bool bare = executor.target<asio::io_context::executor_type>() != nullptr;
    const runtime& clock = runtime::of(executor);
    if (!bare || clock.is_simulated())
        co_return;
    auto& context = asio::query(executor, asio::execution::context);
    if (asio::use_service<known_contexts>(context).looked.exchange(true))
        co_return;
    const auto place = std::make_shared<meeting>(clock);
    asio::post(executor, [place] { place->attend(); });
    asio::post(executor, [place] { place->attend(); });
    while (place->left.load() < 2)
        co_await asio::post(executor, asio::use_awaitable);
    if (place->met.load())
        throw error(failure(errc::misused,
                            "several threads run the session's io_context, and its executor is no strand" +
                                std::string(remedy)));
}

} // namespace holdfast
