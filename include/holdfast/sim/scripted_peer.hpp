// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SIM_SCRIPTED_PEER_HPP
#define HOLDFAST_SIM_SCRIPTED_PEER_HPP

#include <holdfast/network.hpp>
#include <holdfast/time.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace holdfast::sim {

class scripted_websocket;
class scripted_network;

/// What the client has sent in one message.
struct sent_message {
    std::string bytes{};
    bool binary = false;
};

/// The far end of one scripted connection: what the test says, and what the client has sent.
///
/// The connection lives until the test ends it or the client drops it; the object stays valid.
class scripted_line {
public:
    explicit scripted_line(const asio::any_io_executor& executor);

    /// The client reads this text message. Everything said before it wakes comes in one batch.
    void say(std::string text);
    void say_binary(std::string bytes);
    /// Bytes arrive that are no message: a sign of life of the transport.
    void breathe();
    /// The connection ends: the client's read fails with this.
    void end(failure why, close_reason how = {});

    /// The bytes of the next message that the client sends.
    [[nodiscard]] task<std::string> hear();
    /// The next message that the client sends, and whether it is binary.
    [[nodiscard]] task<sent_message> hear_message();
    /// What the client has sent and `hear` has not returned.
    [[nodiscard]] std::vector<std::string> heard() const;

    std::string url{};
    bool answer_pings = true;  ///< Pings count as received bytes when they are answered.
    bool block_writes = false; ///< The client's writes never complete.
    bool block_close = false;  ///< The client's goodbye takes its whole time limit.
    unsigned pings = 0;
    unsigned closes = 0;
    bool dropped = false;

private:
    friend class scripted_websocket;
    friend class scripted_network;
    asio::any_io_executor executor_;
    condition_variable to_client_;
    condition_variable to_test_;
    message_list said_;
    std::vector<sent_message> sent_;
    std::shared_ptr<slab> memory_;
    time_point last_bytes_{};
    bool ended_ = false;
    failure why_{};
    close_reason how_{};
    duration close_limit_{};
};

/// How an attempt to connect goes.
struct scripted_dial {
    duration delay = std::chrono::milliseconds(10);
    bool never = false; ///< Ends only by cancellation.
    result<> outcome{};
};

/// How an HTTP request goes.
struct scripted_answer {
    duration delay = std::chrono::milliseconds(20);
    bool never = false;
    result<http_response> answer = http_response{};
};

/// A network with the test at its other end. By default every connection is accepted and every HTTP request
/// answered with 200 and an empty body.
///
/// @code
/// auto peer = std::make_shared<sim::scripted_network>(executor);
/// hf::session feed(executor, dialect, peer);
/// auto line = co_await peer->accepted();
/// line->say(R"({"u":1})");
/// @endcode
class scripted_network final : public network {
public:
    explicit scripted_network(const asio::any_io_executor& executor);

    std::function<scripted_dial(const std::string& url)> dial{};
    std::function<scripted_answer(const http_request&)> rest{};

    /// The next connection that the client opens (or has opened, if it was not asked for yet).
    [[nodiscard]] task<std::shared_ptr<scripted_line>> accepted();

    [[nodiscard]] const std::vector<std::shared_ptr<scripted_line>>& lines() const noexcept { return lines_; }
    unsigned attempts = 0;
    unsigned requests = 0;

    [[nodiscard]] task<result<std::unique_ptr<websocket>>>
    connect(std::string url, const websocket_options& options, std::function<void(phase)> at_stage) override;
    [[nodiscard]] task<result<http_response>> request(http_request request) override;

private:
    asio::any_io_executor executor_;
    condition_variable opened_;
    std::vector<std::shared_ptr<scripted_line>> lines_;
    std::size_t asked_for_ = 0;
};

} // namespace holdfast::sim

#endif
