// SPDX-License-Identifier: BSL-1.0
#include "io/lookups.hpp"

#include "core/post_handler.hpp"

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <system_error>
#include <thread>
#include <utility>

namespace holdfast::io {

namespace {

lookups::answer query(const std::string& host)
try {
    asio::io_context alone;
    asio::ip::tcp::resolver resolver(alone);
    error_code ec;
    const auto found = resolver.resolve(host, "", ec);
    if (ec)
        return failure(errc::resolve_failed, host + ": " + ec.message());
    std::vector<address> addresses;
    for (const auto& entry : found)
        addresses.push_back({entry.endpoint().address().to_string(), entry.endpoint().port()});
    return addresses;
} catch (const std::exception& e) {
    return failure(errc::resolve_failed, host + ": " + e.what());
}

} // namespace

void lookups::ask(const std::string& host, const asio::any_io_executor& executor, handler h)
{
    const std::lock_guard lock(mutex_);
    if (down_)
        return;
    const std::uint64_t ticket = next_++;
    auto slot = asio::get_associated_cancellation_slot(h);
    if (slot.is_connected())
        slot.assign([weak = weak_from_this(), host, ticket](asio::cancellation_type type) {
            const auto self = weak.lock();
            if (self && type != asio::cancellation_type::none)
                self->cancel(host, ticket);
        });
    const auto [open, is_new] = open_.try_emplace(host);
    open->second.emplace(ticket, waiter{executor, std::move(h)});
    if (is_new)
        start(host);
}

void lookups::shutdown()
{
    std::map<std::string, waiters> dropped; // destroyed without the mutex: frames go with the handlers
    const std::lock_guard lock(mutex_);
    down_ = true;
    dropped.swap(open_);
}

void lookups::start(const std::string& host)
{
    try {
        std::thread([self = shared_from_this(), host] {
            const answer found = query(host);
            const std::lock_guard lock(self->mutex_);
            self->answered(host, found);
        }).detach();
    } catch (const std::system_error& e) {
        answered(host, failure(errc::resolve_failed, host + ": no thread to ask in: " + e.what()));
    }
}

/// With the mutex held: the context cannot pass `shutdown`, so it is there to be posted to.
void lookups::answered(const std::string& host, const answer& found)
{
    auto open = open_.extract(host);
    if (!open)
        return;
    for (auto& [ticket, one] : open.mapped())
        deliver(one.executor, std::move(one.done), found);
}

void lookups::cancel(const std::string& host, std::uint64_t ticket)
{
    const std::lock_guard lock(mutex_);
    const auto open = open_.find(host);
    if (open == open_.end())
        return;
    if (auto left = open->second.extract(ticket))
        deliver(left.mapped().executor, std::move(left.mapped().done),
                answer(failure(asio::error::operation_aborted)));
}

} // namespace holdfast::io
