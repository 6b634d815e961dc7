// SPDX-License-Identifier: BSL-1.0
#include "net/dial.hpp"

#include "net/tls.hpp"
#include "net/within.hpp"
#include "wire/http/address_order.hpp"

#include <boost/asio/this_coro.hpp>

#include <algorithm>
#include <optional>
#include <utility>

namespace holdfast::net {

namespace {

using line_ptr = std::unique_ptr<byte_stream>;

failure late(errc code, const std::string& what, duration limit)
{
    return {code, what + " did not finish within " + in_words(limit)};
}

/// Adds what was being done to the words of a failure.
failure during(const std::string& what, failure why)
{
    why.text = what + ": " + why.text;
    return why;
}

// ---- connecting ----------------------------------------------------------------------------------------

/// RFC 8305 §8, "Connection Attempt Delay".
constexpr duration attempt_delay = std::chrono::milliseconds(250);

/// For how long good addresses have the race to themselves.
constexpr duration reserve_delay = std::chrono::seconds(2);

/// One race for the first TCP connection. Every address has a runner, who waits for the turn of his address.
class happy_eyeballs {
public:
    happy_eyeballs(runtime& world, const asio::any_io_executor& executor, std::vector<address> order,
                   std::size_t preferred, duration reserve, socket_options how)
        : world_(world), order_(std::move(order)), how_(how), preferred_(preferred), opens_(world.now()),
          reserve_opens_(opens_ + reserve)
    {
        for (std::size_t i = 0; i != order_.size(); ++i)
            turns_.emplace_back(executor);
    }

    [[nodiscard]] task<result<line_ptr>> run()
    {
        std::vector<task<>> runners;
        for (std::size_t i = 0; i != order_.size(); ++i)
            runners.push_back(attempt(i));
        co_await race(std::move(runners));
        if (!winner_)
            co_return failure(errc::connect_failed, std::move(reasons_));
        co_return std::move(winner_);
    }

private:
    /// Ends when it has decided the race: with a connection, or as the last one to fail.
    [[nodiscard]] task<> attempt(std::size_t i)
    {
        while (next_ != i || world_.now() < opens_)
            co_await turns_[i].wait_until(next_ == i ? opens_ : never);
        ++next_;
        open_next(world_.now() + attempt_delay);
        auto line = co_await world_.connect(order_[i], how_);
        if (line) {
            winner_ = *std::move(line);
            co_return;
        }
        reasons_ += (reasons_.empty() ? "" : "; ") + order_[i].str() + ' ' + line.error().code.message();
        ++failed_;
        open_next(world_.now());
        if (failed_ != order_.size())
            co_await turns_[i].wait();
    }

    void open_next(time_point when)
    {
        const bool reserve = next_ >= preferred_ && failed_ < preferred_;
        opens_ = reserve ? std::max(when, reserve_opens_) : when;
        if (next_ < order_.size())
            turns_[next_].notify();
    }

    runtime& world_;
    std::vector<address> order_;
    socket_options how_;
    std::size_t preferred_;
    std::vector<condition_variable> turns_;
    std::size_t next_ = 0; ///< Whose turn it is,
    time_point opens_;     ///< and from when.
    time_point reserve_opens_;
    std::size_t failed_ = 0;
    std::string reasons_;
    line_ptr winner_;
};

// ---- the stages ----------------------------------------------------------------------------------------

task<result<std::vector<address>>> resolve(runtime& world, const wire::url& to, duration limit)
{
    const std::string what = "resolving " + to.host;
    auto resolved = co_await within(limit, world.resolve(to.host, to.port));
    if (!resolved)
        co_return late(errc::resolve_timeout, what, limit);
    if (!*resolved)
        co_return std::move(*resolved).error();
    if ((*resolved)->empty())
        co_return failure(errc::resolve_failed, what + ": it has no address");
    co_return wire::interleave(**resolved);
}

task<result<line_ptr>> connect(const wire::url& to, std::vector<address> order, std::size_t preferred,
                               socket_options how, duration limit)
{
    const duration reserve = limit > duration(0) ? std::min(reserve_delay, limit / 2) : reserve_delay;
    std::string addresses;
    for (const address& a : order)
        addresses += (addresses.empty() ? " (" : ", ") + a.str();
    auto line = co_await within(limit, connect_to_any(std::move(order), preferred, reserve, how));
    if (!line)
        co_return late(errc::connect_timeout, "connecting to " + to.host + addresses + ')', limit);
    if (!*line)
        co_return during("connecting to " + to.host, std::move(*line).error());
    co_return *std::move(*line);
}

task<result<line_ptr>> secure(const wire::url& to, line_ptr line, dial_options options)
{
    const tls_options& tls = options.tls;
    auto context = options.trusted.in(tls.extra_ca);
    if (!context)
        co_return std::move(context).error();
    const std::string name = tls.server_name.empty() ? to.host : tls.server_name;
    const std::string what = "TLS with " + name + " (" + line->peer().str() + ')';
    auto shaken =
        tls_connect(std::move(line), *std::move(context), name, tls.insecure_accept_any_certificate);
    auto secured = co_await within(options.timeouts.tls, std::move(shaken));
    if (!secured)
        co_return late(errc::tls_timeout, what, options.timeouts.tls);
    if (!*secured)
        co_return during(what, std::move(*secured).error());
    co_return *std::move(*secured);
}

} // namespace

task<result<line_ptr>> connect_to_any(std::vector<address> order, std::size_t preferred, duration reserve,
                                      socket_options how)
{
    const auto executor = co_await asio::this_coro::executor;
    happy_eyeballs eyeballs(runtime::of(executor), executor, std::move(order), preferred, reserve, how);
    co_return co_await eyeballs.run();
}

task<result<line_ptr>> connect_to_any(std::vector<address> order)
{
    const std::size_t all = order.size();
    return connect_to_any(std::move(order), all, duration(0), {});
}

task<result<dialled>> dial(wire::url to, dial_options options, stage_hook at_stage)
{
    const auto executor = co_await asio::this_coro::executor;
    runtime& world = runtime::of(executor);
    const auto enter = [&](phase stage) {
        if (at_stage)
            at_stage(stage);
    };
    enter(phase::resolving);
    auto order = co_await resolve(world, to, options.timeouts.resolve);
    if (!order)
        co_return std::move(order).error();
    const std::size_t preferred = options.addresses->order(to.host, *order, world.now());
    enter(phase::connecting);
    auto line = co_await connect(to, *std::move(order), preferred, options.socket, options.timeouts.connect);
    if (!line)
        co_return std::move(line).error();
    trial address(options.addresses, to.host, (*line)->peer(), world.now());
    if (to.secure) {
        enter(phase::securing);
        line = co_await secure(to, *std::move(line), options);
    }
    if (!line && line.error().code == errc::invalid_config)
        address.dismiss();
    if (!line)
        co_return std::move(line).error();
    co_return dialled{*std::move(line), std::move(address)};
}

} // namespace holdfast::net
