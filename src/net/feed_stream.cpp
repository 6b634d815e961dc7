// SPDX-License-Identifier: BSL-1.0
#include "net/feed_stream.hpp"

#include "core/post_handler.hpp"

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/error.hpp>

#include <algorithm>

namespace holdfast::net {

feed_stream::~feed_stream()
{
    if (hungry())
        asio::get_associated_cancellation_slot(reader_).clear();
}

void feed_stream::feed(std::string_view bytes)
{
    fed_ += bytes;
    if (hungry() && pending() != 0)
        serve();
}

void feed_stream::async_read_some(std::span<const asio::mutable_buffer> into, io_handler handler)
{
    const auto used = std::find_if(into.begin(), into.end(), [](const auto& b) { return b.size() != 0; });
    into_ = used == into.end() ? asio::mutable_buffer() : *used;
    reader_.swap(handler);
    if (closed_)
        return abort();
    if (pending() != 0 || into_.size() == 0)
        return serve();
    auto slot = asio::get_associated_cancellation_slot(reader_);
    if (slot.is_connected())
        slot.assign([this](asio::cancellation_type type) {
            if (type != asio::cancellation_type::none)
                abort();
        });
    if (hook_)
        hook_();
}

void feed_stream::serve()
{
    const std::size_t n = std::min(into_.size(), pending());
    std::copy_n(fed_.data() + taken_, n, static_cast<char*>(into_.data()));
    taken_ += n;
    if (pending() == 0) {
        fed_.clear();
        taken_ = 0;
    }
    complete({}, n);
}

void feed_stream::complete(error_code ec, std::size_t n)
{
    asio::get_associated_cancellation_slot(reader_).clear();
    deliver(get_executor(), std::move(reader_), ec, n);
}

void feed_stream::abort()
{
    if (hungry())
        complete(asio::error::operation_aborted, 0);
}

} // namespace holdfast::net
