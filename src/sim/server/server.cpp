// SPDX-License-Identifier: BSL-1.0
#include <holdfast/sim/server.hpp>

#include "net/tls.hpp"
#include "net/within.hpp"
#include "sim/server/connection_hub.hpp"
#include "sim/server/http_session.hpp"
#include "sim/server/task_group.hpp"

#include <holdfast/time.hpp>

#include <utility>

namespace holdfast::sim {

namespace {

constexpr duration listen_again_after = std::chrono::milliseconds(100);

server_config checked(server_config config)
{
    if (std::string why = check(config); !why.empty())
        throw error(failure(errc::invalid_config, std::move(why)));
    return config;
}

net::tls_context context_of(const identity& shown)
{
    return net::server_context(shown.certificate_pem, shown.key_pem).value();
}

/// What a server with TLS shows to its clients.
struct tls_side {
    tls_side(wall_time now, const server_config& config)
        : authority(now), good(context_of(config.shown ? *config.shown : authority.issue(config.names))),
          bad{context_of(authority.issue(config.names, validity::expired())),
              context_of(authority.issue({"elsewhere.invalid"})),
              context_of(certificate_authority::self_signed(config.names, now))}
    {
    }

    certificate_authority authority;
    net::tls_context good;
    std::vector<net::tls_context> bad; // shown in turn
    std::size_t shown_bad = 0;

    [[nodiscard]] net::tls_context next(bool trustworthy)
    {
        return trustworthy ? good : bad[shown_bad++ % bad.size()];
    }
};

} // namespace

std::string check(const server_config& config)
{
    if (config.outbox_messages == 0)
        return "outbox_messages must be at least 1";
    if (config.outbox_bytes == 0)
        return "outbox_bytes must be at least 1";
    if (config.max_message == 0)
        return "max_message must be at least 1";
    if (config.max_connections == 0)
        return "max_connections must be at least 1";
    if (config.patience <= duration::zero())
        return "patience must be more than zero";
    if (config.goodbye <= duration::zero())
        return "goodbye must be more than zero";
    if (config.refuse_for < duration::zero())
        return "refuse_for must not be negative";
    return {};
}

struct server::impl {
    impl(const asio::any_io_executor& e, exchange& v, server_config c)
        : executor(e), clock(runtime::of(e)), config(checked(std::move(c))), venue(v), lines(e, v),
          sessions(e), stop_requested(e), door(clock.listen(e, config.at).value()), local(door->local())
    {
        if (!clock.is_simulated() && venue.config().wall_zero == exchange_config().wall_zero)
            venue.set_calendar(clock.wall_now() - clock.now().time_since_epoch());
        if (config.tls)
            shown = std::make_unique<tls_side>(clock.wall_now(), config);
        else
            venue.faults().disable(fault::wrong_certificate);
    }

    asio::any_io_executor executor;
    runtime& clock;
    server_config config;
    exchange& venue;
    hub lines;
    nursery sessions;
    condition_variable stop_requested;
    bool stopping = false;
    std::unique_ptr<listener> door;
    address local;
    std::unique_ptr<tls_side> shown;
    connection_id last_id = 0;
    server_stats stats{};

    task<> run();
    task<> stopped();
    task<> accept_loop();
    task<> turn_away();
    task<> open_door();
    task<> serve(std::unique_ptr<byte_stream> accepted, connection_id id, bool trustworthy);
    task<> converse(std::unique_ptr<byte_stream> line, visitor& client, bool trustworthy);
};

task<> server::impl::run()
{
    std::exception_ptr thrown;
    try {
        co_await race(accept_loop(), lines.pump(), sessions.failed(), stopped());
    } catch (...) {
        thrown = std::current_exception();
    }
    co_await ignore_cancellation();
    door.reset();
    co_await sessions.finish();
    if (thrown)
        std::rethrow_exception(thrown);
}

task<> server::impl::stopped()
{
    while (!stopping)
        co_await stop_requested.wait();
}

task<> server::impl::accept_loop()
{
    for (;;) {
        auto accepted = co_await door->accept();
        if (!accepted) {
            co_await open_door();
            continue;
        }
        const connection_id id = ++last_id;
        ++stats.accepted;
        const auto order = lines.ask([&](exchange& v, time_point now) { return v.accept(id, now); });
        if (order == fault::refuse) {
            accepted->reset();
            co_await turn_away();
        } else if (order != fault::accept_then_close && sessions.size() < config.max_connections) {
            sessions.start(serve(std::move(*accepted), id, order != fault::wrong_certificate));
        }
    }
}

/// The client that made us refuse is through already; the next ones find nobody listening.
task<> server::impl::turn_away()
{
    ++stats.refusals;
    door.reset();
    co_await sleep_for(config.refuse_for);
    co_await open_door();
}

/// Listens at the same address again; somebody else may have it for a moment.
task<> server::impl::open_door()
{
    door.reset();
    for (;;) {
        auto opened = clock.listen(executor, local);
        if (opened) {
            door = std::move(*opened);
            co_return;
        }
        co_await sleep_for(listen_again_after);
    }
}

task<> server::impl::serve(std::unique_ptr<byte_stream> accepted, connection_id id, bool trustworthy)
{
    auto line = std::make_unique<faulty_stream>(std::move(accepted));
    visitor client{id, line->get_breaker(), outbox(executor, config.outbox_messages, config.outbox_bytes)};
    lines.add(client);
    try {
        co_await converse(std::move(line), client, trustworthy);
    } catch (const system_error&) {
        // The line broke, or we are stopping: either way this conversation is over.
    }
    lines.remove(client);
    lines.ask([&](exchange& v, time_point now) { v.closed(id, now); });
}

task<> server::impl::converse(std::unique_ptr<byte_stream> line, visitor& client, bool trustworthy)
{
    if (shown) {
        const net::tls_context context = shown->next(trustworthy);
        auto secured = co_await net::within(config.patience, net::tls_accept(std::move(line), context));
        if (!secured)
            co_return;
        line = std::move(*secured).value();
    }
    co_await serve_http(std::move(line), lines, client, config);
}

server::server(const asio::any_io_executor& executor, exchange& venue, server_config config)
    : impl_(std::make_unique<impl>(executor, venue, std::move(config)))
{
}

server::~server() = default;

task<> server::run()
{
    return impl_->run();
}

void server::stop()
{
    impl_->stopping = true;
    impl_->stop_requested.notify();
}

address server::local() const
{
    return impl_->local;
}

namespace {

std::string url(std::string_view scheme, bool secure, const address& at, std::string_view host)
{
    const std::string named = host.empty() ? at.str() : std::string(host) + ":" + std::to_string(at.port);
    return std::string(scheme) + (secure ? "s://" : "://") + named;
}

} // namespace

std::string server::ws_url(std::string_view host) const
{
    return url("ws", impl_->config.tls, impl_->local, host);
}

std::string server::rest_url(std::string_view host) const
{
    return url("http", impl_->config.tls, impl_->local, host);
}

std::string server::authority() const
{
    return impl_->shown ? impl_->shown->authority.pem() : std::string();
}

server_stats server::stats() const noexcept
{
    server_stats all = impl_->stats;
    all.too_slow = impl_->lines.too_slow();
    all.open = impl_->lines.size();
    return all;
}

} // namespace holdfast::sim
