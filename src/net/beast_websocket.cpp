// SPDX-License-Identifier: BSL-1.0
#include "net/beast_websocket.hpp"

#include "core/some_bytes.hpp"
#include "core/throw_if_aborted.hpp"
#include "net/any_stream.hpp"
#include "net/beast_http.hpp"
#include "net/feed_stream.hpp"
#include "net/version.hpp"
#include "net/within.hpp"
#include "wire/http/http_head.hpp"
#include "wire/http/http_status.hpp"
#include "wire/text/excerpt.hpp"
#include "wire/text/utf8.hpp"
#include "wire/websocket/deflate_answer.hpp"
#include "wire/websocket/frame_sorter.hpp"

#include <holdfast/policy/close_code.hpp>
#include <holdfast/redacted.hpp>
#include <holdfast/time.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/stream.hpp>

#include <algorithm>
#include <bit>
#include <limits>
#include <optional>
#include <utility>

namespace holdfast::net {

namespace {

namespace beast = boost::beast;
namespace ws = boost::beast::websocket;

/// The head of an upgrade's answer; Beast's own limit is the same.
constexpr std::size_t most_head = 8192;
/// The body of a refusal is only read for its words.
constexpr std::size_t most_refusal = std::size_t(64) << 10;
constexpr duration longest_refusal = std::chrono::seconds(1);
/// More bytes than this do not wait in the slow lane.
constexpr std::size_t most_pending = std::size_t(64) << 10;
/// A buffer that one large message has left behind is not kept.
constexpr std::size_t most_idle = std::size_t(64) << 10;

/// The close code that Beast sends along with its verdict.
std::uint16_t our_code(error_code ec)
{
    if (ec == ws::error::message_too_big)
        return ws::close_code::too_big;
    return ec == ws::error::bad_frame_payload ? ws::close_code::bad_payload : ws::close_code::protocol_error;
}

const boost::system::error_category& deflate_category()
{
    return make_error_code(beast::zlib::error::stream_error).category();
}

/// Sets a flag for as long as it lives.
class raised {
public:
    explicit raised(bool& flag) noexcept : flag_(flag) { flag_ = true; }
    raised(const raised&) = delete;
    raised& operator=(const raised&) = delete;
    ~raised() { flag_ = false; }

private:
    bool& flag_;
};

/// The longest beginning of the text that fits into a close frame (RFC 6455 §5.5.1) and is whole UTF-8.
std::string_view close_text(std::string_view text)
{
    std::size_t size = 0;
    while (const std::size_t step = wire::utf8_sequence(text.substr(size))) {
        if (size + step > ws::reason_string::static_capacity)
            break;
        size += step;
    }
    return text.substr(0, size);
}

/// A WebSocket of two lanes.
///
/// What has been received is sorted frame by frame (`wire::sorter`): whole messages take the fast lane and
/// are delivered where they lie; every other frame is fed to Beast, which never sees the rest and always has
/// a read waiting for its next frame. Beast answers pings, puts fragments together, answers a close, and
/// judges everything illegal.
class connection : public std::enable_shared_from_this<connection> {
public:
    connection(std::shared_ptr<byte_stream> line, const wire::url& to, const websocket_options& options,
               wire::deflate_offer offer)
        : executor_(line->get_executor()), world_(runtime::of(executor_)), line_(std::move(line)), url_(to),
          timeouts_(options.timeouts), max_message_(std::max<std::size_t>(1, options.max_message)),
          offers_deflate_(offer != wire::deflate_offer::none), slow_only_(options.slow_lane_only),
          memory_(std::make_shared<recycler>(4 * options.read_size)),
          sorter_(wire::inbox(options.read_size, slab::padding, memory_))
    {
        feed_->on_hungry([this] { changed_.notify(); });
        beast_.set_option(ws::stream_base::timeout{ws::stream_base::none(), ws::stream_base::none(), false});
        beast_.set_option(
            ws::stream_base::decorator([headers = options.headers, offer](ws::request_type& request) {
                request.set(beast::http::field::user_agent, user_agent);
                if (offer == wire::deflate_offer::bare)
                    request.set(beast::http::field::sec_websocket_extensions, wire::deflate_name);
                for (const auto& [name, value] : headers)
                    if (beast::http::string_to_field(name) == beast::http::field::user_agent)
                        request.set(beast::http::field::user_agent, value);
                    else
                        request.insert(name, value);
            }));
        ws::permessage_deflate deflate;
        deflate.client_enable = offers_deflate_;
        beast_.set_option(deflate);
        beast_.read_message_max(max_message_);
        beast_.auto_fragment(false);
    }

    [[nodiscard]] task<result<>> upgrade();
    [[nodiscard]] task<result<batch>> read();
    [[nodiscard]] task<result<>> write(std::string bytes, bool binary);
    [[nodiscard]] task<result<>> ping();
    [[nodiscard]] task<> close(std::uint16_t code, std::string reason);
    void drop() noexcept;

    [[nodiscard]] time_point last_bytes() const noexcept { return last_bytes_; }
    [[nodiscard]] close_reason reason() const { return reason_; }

private:
    // The upgrade.
    [[nodiscard]] task<result<std::size_t>> receive_final_head();
    [[nodiscard]] task<result<std::size_t>> receive_head();
    [[nodiscard]] task<result<>> finish_handshake(std::size_t head);
    [[nodiscard]] task<failure> refused(unsigned status);

    // Reading.
    [[nodiscard]] task<result<>> receive();
    void received(std::size_t n);
    [[nodiscard]] bool sort(batch& out);
    void feed_all();
    [[nodiscard]] batch new_batch();
    void deliver(batch& out, std::string_view bytes, bool binary);
    [[nodiscard]] task<> settle(batch& out);
    void arm();
    void on_beast_read(error_code ec);
    void take_slow_message(batch& out);

    // Writing.
    /// The right to send a frame; the next one waits until it is given back.
    class turn {
    public:
        explicit turn(connection& of) : of_(of) { of.writing_ = true; }
        turn(const turn&) = delete;
        turn& operator=(const turn&) = delete;
        ~turn()
        {
            of_.writing_ = false;
            of_.turn_.notify();
        }

    private:
        connection& of_;
    };
    [[nodiscard]] task<result<>> send(task<error_code> frame);
    [[nodiscard]] task<error_code> write_frame(const std::string& bytes, bool binary);
    [[nodiscard]] task<error_code> ping_frame();
    [[nodiscard]] task<bool> say_goodbye(std::uint16_t code, const std::string& reason);
    [[nodiscard]] task<> close_frame(std::uint16_t code, const std::string& reason);
    [[nodiscard]] task<> drop_when_cancelled();
    [[nodiscard]] task<> pump();

    // The end.
    void end(failure why, close_reason reason);
    [[nodiscard]] failure lost(error_code ec);
    [[nodiscard]] failure verdict(error_code ec) const;
    [[nodiscard]] failure too_slow() const;
    [[nodiscard]] close_reason closed_by_peer() const;
    [[nodiscard]] wire::inbox& inbox() noexcept { return sorter_.box(); }
    [[nodiscard]] std::string named(const std::string& what) const { return url_.host + ": " + what; }

    asio::any_io_executor executor_;
    runtime& world_;
    std::shared_ptr<byte_stream> line_;
    wire::url url_;
    stage_timeouts timeouts_;
    std::size_t max_message_;
    bool offers_deflate_;
    bool slow_only_;

    std::shared_ptr<feed_stream> feed_ = std::make_shared<feed_stream>(line_);
    ws::stream<any_stream> beast_{any_stream(feed_)};
    condition_variable changed_{executor_}; ///< Notified when Beast has come to an end with something.
    beast::flat_buffer slow_message_;
    bool slow_ready_ = false;
    std::optional<error_code> shaken_; ///< The outcome of Beast's handshake.

    std::shared_ptr<recycler> memory_; ///< Of the batches; lives as long as the last of them.
    wire::sorter sorter_;
    time_point last_bytes_ = world_.now();
    wall_time kernel_received_{};
    std::size_t usual_batch_ = 0; ///< Messages in the last one.

    bool reading_ = false;
    bool writing_ = false;
    bool closing_ = false;
    condition_variable turn_{executor_}; ///< Notified when a write has ended.
    std::optional<failure> over_;
    close_reason reason_;
};

constexpr auto token = asio::as_tuple(asio::use_awaitable);

// ---- the upgrade ---------------------------------------------------------------------------------------

task<result<>> connection::upgrade()
{
    beast_.async_handshake(url_.authority(), url_.target, [weak = weak_from_this()](error_code ec) {
        if (const auto self = weak.lock()) {
            self->shaken_ = ec;
            if (ec)
                self->line_->close();
            self->changed_.notify();
        }
    });
    const auto head = co_await within(timeouts_.upgrade, receive_final_head());
    if (!head)
        co_return failure(errc::upgrade_timeout, named("the upgrade was not answered within ") +
                                                     in_words(timeouts_.upgrade) + " (" +
                                                     line_->peer().str() + ')');
    if (!*head)
        co_return head->error();
    const std::string_view text = inbox().unread().substr(0, **head);
    const auto status = wire::status_of(text);
    if (!status)
        co_return failure(errc::upgrade_failed,
                          named("the upgrade was not answered in HTTP: ") + wire::excerpt(text, 80));
    if (*status != 101)
        co_return co_await refused(*status);
    co_return co_await finish_handshake(**head);
}

/// Passes over interim answers (RFC 9110 §15.2).
task<result<std::size_t>> connection::receive_final_head()
{
    for (int interim = 0; interim <= wire::most_interim; ++interim) {
        const auto head = co_await receive_head();
        if (!head)
            co_return head;
        const auto status = wire::status_of(inbox().unread());
        if (!status || !wire::is_interim(*status))
            co_return head;
        inbox().consume(*head);
    }
    co_return failure(errc::upgrade_failed, named("one interim answer to the upgrade follows the other"));
}

/// Receives up to the blank line and a little more; returns the size of the head.
task<result<std::size_t>> connection::receive_head()
{
    for (;;) {
        if (const std::size_t size = wire::head_size(inbox().unread(), most_head))
            co_return size;
        if (inbox().unread().size() >= most_head)
            co_return failure(errc::upgrade_failed, named("the head of the upgrade's answer has no end"));
        const auto received = co_await receive();
        if (!received) {
            const error_code ec = shaken_ && *shaken_ ? *shaken_ : received.error().code;
            co_return failure(errc::upgrade_failed,
                              named("the line ended before the upgrade was answered: ") + ec.message());
        }
    }
}

/// Beast gets the head and nothing that came glued to it.
task<result<>> connection::finish_handshake(std::size_t head)
{
    const std::string answer = wire::mended_head(inbox().unread().substr(0, head));
    const auto extension = wire::answer_to_deflate(answer);
    if (offers_deflate_ && extension == wire::deflate_answer::malformed) { // RFC 7692 §7.1
        failure why(errc::upgrade_failed,
                    named("the upgrade was answered with an extension that was not offered"));
        why.http_status = 101;
        co_return why;
    }
    const bool deflate = offers_deflate_ && extension == wire::deflate_answer::accepted;
    sorter_.begin({.max_message = max_message_, .deflate = deflate, .slow_only = slow_only_});
    feed_->feed(answer);
    inbox().consume(head);
    while (!shaken_ && !feed_->hungry())
        co_await changed_.wait();
    if (!shaken_ || *shaken_) {
        const std::string why = shaken_ ? shaken_->message() : "incomplete";
        co_return failure(errc::upgrade_failed, named("the answer to the upgrade is not valid: ") + why);
    }
    arm();
    co_return result<>();
}

/// What the server says in place of 101; its body as far as it comes in a moment.
task<failure> connection::refused(unsigned status)
{
    const duration limit =
        timeouts_.upgrade > duration(0) ? std::min(timeouts_.upgrade, longest_refusal) : longest_refusal;
    http_response said;
    auto reading = read_answer(line_, std::string(inbox().unread()), most_refusal, said);
    (void)co_await within(limit, std::move(reading));
    failure why(wire::meaning_of(status, said.header("content-type"), said.body, errc::upgrade_failed),
                named("the upgrade was refused with HTTP ") + std::to_string(status));
    why.http_status = status;
    why.retry_after = said.retry_after;
    if (why.code == errc::redirected) {
        const std::string to = wire::origin_of(said.header("location"));
        why.text += ", a redirect to " + (to.empty() ? "another place" : to) + ", which is never followed";
    }
    if (!said.body.empty())
        why.text += ": " + wire::excerpt(redacted(said.body));
    co_return why;
}

// ---- reading -------------------------------------------------------------------------------------------

task<result<batch>> connection::read()
{
    const raised reading(reading_);
    batch out = new_batch();
    for (;;) {
        while (sort(out))
            co_await settle(out);
        if (!out.messages.empty()) {
            out.received = last_bytes_;
            out.kernel_received = kernel_received_;
            usual_batch_ = out.messages.size();
            const std::size_t size = inbox().capacity();
            out.memory->keep(inbox().take(), size);
            co_return out;
        }
        if (over_)
            co_return *over_;
        const auto room = inbox().room();
        const asio::mutable_buffer into = asio::buffer(room.data(), room.size());
        error_code ec;
        const std::size_t n = co_await io::some_bytes(*line_, into, ec);
        io::throw_if_aborted(ec, co_await asio::this_coro::cancellation_state);
        if (ec)
            co_return lost(ec);
        received(n);
    }
}

/// The same for those who are in no hurry.
task<result<>> connection::receive()
{
    const auto room = inbox().room();
    const auto got = co_await read_some(*line_, asio::buffer(room.data(), room.size()));
    if (!got)
        co_return got.error();
    received(*got);
    co_return result<>();
}

void connection::received(std::size_t n)
{
    inbox().on_received(n);
    last_bytes_ = world_.now();
    kernel_received_ = line_->kernel_received();
}

/// Sends what has been received down its lanes; true when Beast must come to an end with something first.
bool connection::sort(batch& out)
{
    for (;;) {
        if (closing_) {
            feed_all();
            return false;
        }
        if (slow_ready_)
            take_slow_message(out);
        if (over_)
            return false;
        switch (sorter_.next(out)) {
        case wire::found::nothing: return false;
        case wire::found::message: deliver(out, sorter_.bytes(), sorter_.binary()); break;
        case wire::found::passage:
            feed_->feed(sorter_.bytes());
            if (sorter_.settles() || feed_->pending() > most_pending)
                return true;
        }
    }
}

void connection::feed_all()
{
    feed_->feed(sorter_.take_all());
}

batch connection::new_batch()
{
    batch fresh;
    fresh.memory = std::allocate_shared<slab>(recycling_allocator<slab>(memory_), memory_);
    fresh.messages = message_list(recycling_allocator<message>(memory_));
    return fresh;
}

void connection::deliver(batch& out, std::string_view bytes, bool binary)
{
    if (out.messages.empty())
        out.messages.reserve(std::bit_ceil(std::max<std::size_t>(usual_batch_, 8)));
    out.messages.push_back({bytes, binary});
}

/// Waits until Beast has delivered, has given its verdict, or asks for more. Beast itself can only be waiting
/// for the peer to take a pong or a close.
task<> connection::settle(batch& out)
{
    const time_point limit = timeouts_.write > duration(0) ? world_.now() + timeouts_.write : never;
    while (!slow_ready_ && !over_ && !feed_->hungry()) {
        const bool notified = co_await changed_.wait_until(limit);
        if (!notified && beast_.reason().code != ws::close_code::none)
            end(verdict(ws::error::closed), closed_by_peer());
        else if (!notified)
            end(too_slow(), {1006, "write timeout"});
    }
    if (slow_ready_)
        take_slow_message(out);
}

void connection::arm()
{
    beast_.async_read(slow_message_, [weak = weak_from_this()](error_code ec, std::size_t) {
        if (const auto self = weak.lock())
            self->on_beast_read(ec);
    });
}

void connection::on_beast_read(error_code ec)
{
    if (!ec)
        slow_ready_ = true;
    else if (!closing_)
        end(verdict(ec),
            ec == ws::error::closed ? closed_by_peer() : close_reason{our_code(ec), ec.message()});
    changed_.notify();
}

void connection::take_slow_message(batch& out)
{
    slow_ready_ = false;
    const auto bytes = slow_message_.cdata();
    const std::string_view copy = out.memory->copy({static_cast<const char*>(bytes.data()), bytes.size()});
    deliver(out, copy, beast_.got_binary());
    slow_message_.consume(slow_message_.size());
    if (slow_message_.capacity() > most_idle)
        slow_message_ = beast::flat_buffer();
    arm();
}

// ---- writing -------------------------------------------------------------------------------------------

task<result<>> connection::write(std::string bytes, bool binary)
{
    co_return co_await send(write_frame(bytes, binary));
}

task<result<>> connection::ping()
{
    co_return co_await send(ping_frame());
}

/// Sends a frame of ours when it is its turn. After a frame that was not sent to its end nothing else can be.
task<result<>> connection::send(task<error_code> frame)
{
    while (writing_)
        co_await turn_.wait();
    if (over_)
        co_return *over_;
    if (closing_)
        co_return failure(asio::error::operation_aborted, named("the connection is being closed"));
    const turn mine(*this);
    std::optional<error_code> sent;
    try {
        sent = co_await within(timeouts_.write, std::move(frame));
    } catch (...) {
        drop();
        throw;
    }
    if (!sent)
        end(too_slow(), {1006, "write timeout"});
    else if (*sent)
        co_return lost(*sent);
    if (over_)
        co_return *over_;
    co_return result<>();
}

task<error_code> connection::write_frame(const std::string& bytes, bool binary)
{
    beast_.binary(binary);
    const auto [ec, n] = co_await beast_.async_write(asio::buffer(bytes), token);
    co_return ec;
}

task<error_code> connection::ping_frame()
{
    const auto [ec] = co_await beast_.async_ping({}, token);
    co_return ec;
}

task<> connection::close(std::uint16_t code, std::string reason)
{
    if (!over_ && !std::exchange(closing_, true))
        (void)co_await within(timeouts_.close, say_goodbye(code, reason));
    drop();
}

/// Beast reads until the peer's close frame; whoever reads the line feeds it everything.
task<bool> connection::say_goodbye(std::uint16_t code, const std::string& reason)
{
    feed_all();
    if (reading_)
        co_await race(close_frame(code, reason), drop_when_cancelled());
    else
        co_await race(close_frame(code, reason), pump(), drop_when_cancelled());
    co_return true;
}

/// Beast's close waits for its read, and then no cancellation reaches it: only the end of the line does.
task<> connection::drop_when_cancelled()
{
    struct dropper {
        connection& of;
        ~dropper() { of.drop(); }
    };
    const dropper at_the_end{*this};
    co_await sleep_until(never);
}

task<> connection::close_frame(std::uint16_t code, const std::string& reason)
{
    ws::close_reason goodbye;
    if (code >= 1000) {
        goodbye.code = code;
        goodbye.reason = beast::string_view(close_text(reason));
    }
    (void)co_await beast_.async_close(goodbye, token);
}

/// Reads for Beast until the line ends.
task<> connection::pump()
{
    for (;;) {
        const auto received = co_await receive();
        if (!received)
            co_return;
        feed_all();
    }
}

// ---- the end -------------------------------------------------------------------------------------------

void connection::drop() noexcept
{
    const bool answered = beast_.reason().code != ws::close_code::none;
    end(failure(asio::error::operation_aborted, "the connection has been closed by us"),
        answered ? closed_by_peer() : close_reason{1006, {}});
}

/// The connection is of no more use. The first reason counts.
void connection::end(failure why, close_reason reason)
{
    if (over_)
        return;
    over_ = std::move(why);
    reason_ = std::move(reason);
    line_->shutdown();
    feed_->close();
    changed_.notify();
}

/// The line has failed, or Beast has refused to go on.
failure connection::lost(error_code ec)
{
    if (beast_.reason().code != ws::close_code::none)
        end(verdict(ws::error::closed), closed_by_peer());
    else
        end(verdict(ec), {1006, ec.message()});
    return *over_;
}

failure connection::verdict(error_code ec) const
{
    if (ec == ws::error::closed) {
        const close_reason peer = closed_by_peer();
        std::string text = named("closed with code ") + std::to_string(peer.code) + " (" +
                           std::string(close_code_name(peer.code)) + ')';
        if (!peer.text.empty())
            text += ": " + wire::excerpt(redacted(peer.text));
        return {errc::closed_by_peer, std::move(text)};
    }
    if (ec == ws::error::message_too_big)
        return {errc::message_too_big,
                named("a message has more than ") + std::to_string(max_message_) + " bytes"};
    if (ec == ws::condition::protocol_violation || ec.category() == deflate_category())
        return {errc::protocol_violation, named(ec.message())};
    if (ec == asio::error::eof)
        return {errc::disconnected, named("the peer ended the connection without a close frame")};
    return {errc::disconnected, named(ec.message())};
}

failure connection::too_slow() const
{
    return {errc::write_timeout,
            named("the peer has not taken what we sent within ") + in_words(timeouts_.write)};
}

/// What the peer's close frame said; 1005 stands for one without a code (RFC 6455 §7.1.5).
close_reason connection::closed_by_peer() const
{
    const ws::close_reason& said = beast_.reason();
    const std::uint16_t code = said.code == ws::close_code::none ? std::uint16_t(1005) : said.code;
    return {code, std::string(said.reason.data(), said.reason.size())};
}

// ---- the port ------------------------------------------------------------------------------------------

class beast_websocket final : public websocket {
public:
    explicit beast_websocket(std::shared_ptr<connection> c) : connection_(std::move(c)) {}
    beast_websocket(const beast_websocket&) = delete;
    beast_websocket& operator=(const beast_websocket&) = delete;
    ~beast_websocket() override { connection_->drop(); }

    [[nodiscard]] task<result<batch>> read() override { return connection_->read(); }
    [[nodiscard]] task<result<>> write(std::string text) override
    {
        return connection_->write(std::move(text), false);
    }
    [[nodiscard]] task<result<>> write_binary(std::string bytes) override
    {
        return connection_->write(std::move(bytes), true);
    }
    [[nodiscard]] task<result<>> ping() override { return connection_->ping(); }
    [[nodiscard]] task<> close(std::uint16_t code, std::string reason) override
    {
        return connection_->close(code, std::move(reason));
    }
    void drop() noexcept override { connection_->drop(); }
    [[nodiscard]] time_point last_bytes() const noexcept override { return connection_->last_bytes(); }
    [[nodiscard]] close_reason reason() const override { return connection_->reason(); }

private:
    std::shared_ptr<connection> connection_;
};

} // namespace

task<result<std::unique_ptr<websocket>>> open_websocket(std::shared_ptr<byte_stream> line,
                                                        const wire::url& to, const websocket_options& options,
                                                        wire::deflate_offer offer)
{
    const auto made = std::make_shared<connection>(std::move(line), to, options, offer);
    auto socket = std::make_unique<beast_websocket>(made);
    auto upgraded = co_await made->upgrade();
    if (!upgraded)
        co_return std::move(upgraded).error();
    co_return std::move(socket);
}

} // namespace holdfast::net
