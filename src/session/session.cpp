// SPDX-License-Identifier: BSL-1.0
#include "core/serial_executor.hpp"
#include "session/session_impl.hpp"
#include "wire/http/endpoint_check.hpp"

#include <holdfast/beast_network.hpp>

#include <boost/asio/post.hpp>

#include <algorithm>
#include <utility>

namespace holdfast {

// ---- the verbs -----------------------------------------------------------------------------------------

consumer_hooks session::impl::hooks()
{
    consumer_hooks made;
    made.took = [weak = weak_from_this()](const topic& on) {
        if (auto self = weak.lock()) {
            self->topics.room(on);
            self->settle();
        }
    };
    made.doubts = [weak = weak_from_this()](const topic& on, const failure& why) {
        if (auto self = weak.lock()) {
            self->topics.distrust(on, why, self->clock.now());
            self->settle();
        }
    };
    made.left = [weak = weak_from_this()](const topic& on, const event_sink* sink) {
        if (auto self = weak.lock()) {
            self->topics.detach(on, sink);
            self->settle();
        }
    };
    return made;
}

stream session::impl::subscribe(const topic& on, const stream_config& how)
{
    if (now_in == holdfast::phase::stopped)
        throw error(failure(errc::stopped, "subscribe to '" + on.str() + "' after the session has ended"));
    if (on.empty())
        throw error(failure(errc::invalid_config, "the topic is empty"));
    if (const std::string problem = check(how); !problem.empty())
        throw error(failure(errc::invalid_config, problem));
    if (how.overflow != overflow::declare_gap && exchange->traits(on).recovery != recovery::resume)
        throw error(failure(errc::invalid_config, "stream_config: overflow must be declare_gap for '" +
                                                      on.str() + "': every message of it counts"));
    auto held = topics.topics();
    if (held.empty())
        held = exchange->connection_topics();
    if (std::find(held.begin(), held.end(), on) == held.end())
        make_sure_of_room(on, held);
    auto queue = std::make_shared<event_queue>(executor, on, how, exchange->traits(on).rule, hooks());
    topics.attach(on, queue, clock.now());
    settle();
    return stream(std::move(queue));
}

/// What does not go over the same connection is refused: some exchanges acknowledge it, and stay silent.
void session::impl::make_sure_of_room(const topic& on, const std::vector<topic>& held) const
{
    const std::string elsewhere = "; use another session for '" + on.str() + "'";
    const std::string here = std::string("a connection to ") + std::string(exchange->name()) + " carries ";
    if (limits.topics_per_connection != 0 && held.size() >= limits.topics_per_connection)
        throw error(failure(errc::invalid_config,
                            here + std::to_string(limits.topics_per_connection) + " topics" + elsewhere));
    std::size_t bytes = on.name().size();
    for (const topic& other : held)
        bytes += other.name().size();
    if (limits.topic_bytes_per_connection != 0 && bytes > limits.topic_bytes_per_connection)
        throw error(failure(errc::invalid_config, here + std::to_string(limits.topic_bytes_per_connection) +
                                                      " bytes of topic names" + elsewhere));
    if (!topics.wanted() || !config.url.empty())
        return;
    const std::string url = exchange->endpoint(held);
    if (const std::string other = exchange->endpoint({&on, 1}); other != url)
        throw error(failure(errc::invalid_config,
                            "this session is at " + url + ", the topic at " + other + elsewhere));
}

/// Ends the wait for a verified state that will not come.
void session::impl::give_up_on(const failure& why) const
{
    if (now_in == holdfast::phase::stopped)
        throw error(failure(errc::stopped, "the session ended before everything was verified"));
    if (why.code)
        throw error(why);
}

/// A connection that is being made, or is gone, needs no successor.
void session::impl::replace()
{
    if (state_of(now_in) != connection_state::open)
        return;
    replacing = true;
    replace_cv.notify();
}

session::session(asio::any_io_executor executor, std::shared_ptr<const adapter> exchange,
                 session_config config)
    : session(executor, std::move(exchange), nullptr, std::move(config))
{
}

session::session(asio::any_io_executor executor, std::shared_ptr<const adapter> exchange,
                 std::shared_ptr<network> net, session_config config)
{
    if (!exchange)
        throw error(failure(errc::invalid_config, "the exchange adapter is missing"));
    if (const std::string problem = check(config); !problem.empty())
        throw error(failure(errc::invalid_config, problem));
    if (const std::string problem = why_not_serial(executor); !problem.empty())
        throw error(failure(errc::misused, problem));
    if (!config.url.empty())
        check_endpoint("session_config::url", config.url, wire::scheme::websocket, endpoint_path::any);
    if (!net)
        net = make_beast_network(executor, config.connection);
    impl_ =
        std::make_shared<impl>(std::move(executor), std::move(exchange), std::move(net), std::move(config));
}

session::~session()
{
    impl_->topics.end(failure(errc::stopped, "the session was destroyed"), impl_->clock.now());
    impl_->stopping = true; // `run()`, if it goes on, keeps what it needs and ends
    impl_->stop_cv.notify();
}

task<> session::run()
{
    // The coroutine keeps the session alive, however short-lived its handle is.
    return [](std::shared_ptr<impl> self) -> task<> { co_await self->run(); }(impl_);
}

void session::stop()
{
    asio::post(impl_->executor, [weak = std::weak_ptr<impl>(impl_)] {
        if (auto self = weak.lock()) {
            self->stopping = true;
            self->stop_cv.notify();
        }
    });
}

stream session::subscribe(const topic& on, stream_config config)
{
    return impl_->subscribe(on, config);
}

void session::unsubscribe(const topic& on)
{
    impl_->topics.remove(on);
    impl_->settle();
}

void session::reconnect()
{
    impl_->reconnect();
}

void session::replace()
{
    impl_->replace();
}

task<result<http_response>> session::fetch(http_request question)
{
    return [](std::shared_ptr<impl> self, http_request what) -> task<result<http_response>> {
        co_return co_await self->fetch(std::move(what));
    }(impl_, std::move(question));
}

task<order_outcome> session::request(order_command command, request_options how)
{
    return
        [](std::shared_ptr<impl> self, order_command what, request_options options) -> task<order_outcome> {
            co_return co_await self->request(std::move(what), std::move(options));
        }(impl_, std::move(command), std::move(how));
}

task<order_outcome> session::request(order_command command)
{
    return request(std::move(command), request_options());
}

task<order_outcome> session::resolve(order_outcome doubtful)
{
    return [](std::shared_ptr<impl> self, order_outcome what) -> task<order_outcome> {
        co_return co_await self->resolve(std::move(what));
    }(impl_, std::move(doubtful));
}

void session::distrust_clock()
{
    impl_->distrust_clock();
}

duration session::clock_offset() const noexcept
{
    return impl_->offset.offset();
}

const adapter& session::exchange() const noexcept
{
    return *impl_->exchange;
}

holdfast::phase session::phase() const noexcept
{
    return impl_->now_in;
}

session_stats session::stats() const noexcept
{
    return impl_->stats;
}

task<> session::until_verified()
{
    return [](std::shared_ptr<impl> self) -> task<> {
        while (self->now_in != holdfast::phase::verified) {
            self->give_up_on(self->topics.hopeless());
            co_await self->state_cv.wait();
        }
    }(impl_);
}

task<> session::until_verified(topic on)
{
    return [](std::shared_ptr<impl> self, topic which) -> task<> {
        while (!self->topics.verified(which)) {
            self->give_up_on(self->topics.hopeless(which));
            co_await self->state_cv.wait();
        }
    }(impl_, std::move(on));
}

session::executor_type session::get_executor() const noexcept
{
    return impl_->executor;
}

} // namespace holdfast
