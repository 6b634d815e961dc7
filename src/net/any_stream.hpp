// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_NET_ANY_STREAM_HPP
#define HOLDFAST_SRC_NET_ANY_STREAM_HPP

#include "core/post_handler.hpp"

#include <holdfast/runtime.hpp>

#include <boost/asio/async_result.hpp>
#include <boost/beast/core/role.hpp>

#include <array>
#include <cstddef>
#include <memory>
#include <span>
#include <utility>

namespace holdfast::net {

/// A byte stream as an Asio AsyncStream, so that Beast is instantiated for one type, whatever carries the
/// bytes: TCP, TLS, a simulated link. Shares the stream with whoever else needs to close or to read it.
class any_stream {
public:
    using executor_type = asio::any_io_executor;

    explicit any_stream(std::shared_ptr<byte_stream> line)
        : shared_(std::make_shared<shared>(std::move(line)))
    {
    }

    [[nodiscard]] executor_type get_executor() const { return shared_->line->get_executor(); }
    [[nodiscard]] byte_stream& line() const noexcept { return *shared_->line; }

    template <class Buffers, class Token>
    auto async_read_some(const Buffers& into, Token&& token)
    {
        auto start = [](auto handler, shared* s, const Buffers& buffers) {
            s->line->async_read_some(fill(s->reading, buffers), std::move(handler));
        };
        return asio::async_initiate<Token, void(error_code, std::size_t)>(start, token, shared_.get(), into);
    }

    template <class Buffers, class Token>
    auto async_write_some(const Buffers& from, Token&& token)
    {
        auto start = [](auto handler, shared* s, const Buffers& buffers) {
            s->line->async_write_some(fill(s->writing, buffers), std::move(handler));
        };
        return asio::async_initiate<Token, void(error_code, std::size_t)>(start, token, shared_.get(), from);
    }

private:
    template <class Buffer>
    using list = std::array<Buffer, 16>;

    /// The buffers' descriptions must outlive the operation; there is one of each kind at a time.
    struct shared {
        explicit shared(std::shared_ptr<byte_stream> l) : line(std::move(l)) {}
        std::shared_ptr<byte_stream> line;
        list<asio::mutable_buffer> reading{};
        list<asio::const_buffer> writing{};
    };

    template <class Buffer, class Buffers>
    static std::span<const Buffer> fill(list<Buffer>& to, const Buffers& buffers)
    {
        std::size_t n = 0;
        const auto end = asio::buffer_sequence_end(buffers);
        for (auto it = asio::buffer_sequence_begin(buffers); it != end && n != to.size(); ++it)
            if (const Buffer one(*it); one.size() != 0)
                to[n++] = one;
        return {to.data(), n};
    }

    std::shared_ptr<shared> shared_;
};

// What Beast looks up to end a connection. The lines are closed by their owners, who know about deadlines.

inline void beast_close_socket(any_stream& stream)
{
    stream.line().close();
}

inline void teardown(boost::beast::role_type, any_stream&, error_code& ec)
{
    ec = {};
}

template <class Handler>
void async_teardown(boost::beast::role_type, any_stream& stream, Handler&& handler)
{
    deliver(stream.get_executor(), std::forward<Handler>(handler), error_code());
}

} // namespace holdfast::net

#endif
