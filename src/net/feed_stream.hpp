// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_NET_FEED_STREAM_HPP
#define HOLDFAST_SRC_NET_FEED_STREAM_HPP

#include <holdfast/runtime.hpp>

#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace holdfast::net {

/// A byte stream whose reader gets exactly the bytes it is fed; what it writes goes to the line.
///
/// One read may be outstanding. It waits here and not in the runtime, so that its handler must not keep alive
/// whoever reads.
class feed_stream final : public byte_stream {
public:
    explicit feed_stream(std::shared_ptr<byte_stream> line) : line_(std::move(line)) {}
    feed_stream(const feed_stream&) = delete;
    feed_stream& operator=(const feed_stream&) = delete;
    ~feed_stream() override;

    void feed(std::string_view bytes);

    /// The reader has taken everything and asks for more.
    [[nodiscard]] bool hungry() const noexcept { return reader_ != nullptr; }
    /// Bytes that the reader has not taken.
    [[nodiscard]] std::size_t pending() const noexcept { return fed_.size() - taken_; }
    /// Called, from within a read, when the reader has become hungry.
    void on_hungry(std::function<void()> hook) { hook_ = std::move(hook); }

    [[nodiscard]] asio::any_io_executor get_executor() const override { return line_->get_executor(); }
    void async_read_some(std::span<const asio::mutable_buffer> into, io_handler handler) override;
    void async_write_some(std::span<const asio::const_buffer> from, io_handler handler) override
    {
        line_->async_write_some(from, std::move(handler));
    }
    void shutdown() noexcept override { line_->shutdown(); }
    void close() noexcept override
    {
        closed_ = true;
        abort();
        line_->close();
    }
    [[nodiscard]] address peer() const override { return line_->peer(); }

private:
    void serve();
    void complete(error_code ec, std::size_t n);
    void abort();

    std::shared_ptr<byte_stream> line_;
    std::function<void()> hook_;
    std::string fed_;
    std::size_t taken_ = 0;
    io_handler reader_;
    asio::mutable_buffer into_{};
    bool closed_ = false;
};

} // namespace holdfast::net

#endif
