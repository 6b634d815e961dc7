// SPDX-License-Identifier: BSL-1.0
// Composes a life cycle of its own from the library's coroutines: three connections, one after the other,
// with a dial policy, a reader and a watchdog written here. No session, no subscriptions: raw messages of one
// stream.
#include "stage.hpp"

#include <holdfast/lifecycle.hpp>
#include <holdfast/policy/backoff.hpp>

namespace hf = holdfast;
using namespace std::chrono_literals;

namespace {

/// Tries again after a growing, jittered pause.
class patient_dialer final : public hf::dial_policy {
public:
    patient_dialer(const example::stage& where, hf::runtime& clock)
        : url_(where.exchange.where.ws + "/ws/btcusdt@trade"), options_(where.session.connection),
          clock_(clock)
    {
    }

    hf::time_point next_attempt(hf::time_point) override { return not_before_; }
    std::string url() override { return url_; }
    [[nodiscard]] const hf::websocket_options& options() const override { return options_; }
    void at_stage(hf::phase stage) override { std::cout << to_string(stage) << "...\n"; }
    void failed(const hf::failure& why, hf::time_point now) override
    {
        hf::splitmix64 random(clock_.random());
        not_before_ = now + retry_.next(random);
        std::cout << "failed: " << why.message() << '\n';
    }

private:
    std::string url_;
    hf::websocket_options options_;
    hf::runtime& clock_;
    hf::backoff retry_{};
    hf::time_point not_before_ = hf::time_point::min();
};

/// Counts messages, and has enough after twenty.
class counter final : public hf::batch_sink {
public:
    hf::result<> on_batch(const hf::batch& received) override
    {
        count_ += received.messages.size();
        if (count_ >= 20)
            return hf::failure(hf::errc::disconnected, "enough of this connection");
        return {};
    }

private:
    std::size_t count_ = 0;
};

/// Gives up on a connection that is silent for three seconds.
class pulse final : public hf::vital_signs {
public:
    explicit pulse(const hf::asio::any_io_executor& executor) : wakeup_(executor) {}

    hf::result<hf::time_point> examine(hf::time_point now, hf::time_point last_bytes) override
    {
        if (now >= last_bytes + 3s)
            return hf::failure(hf::errc::transport_dead, "silent for three seconds");
        return last_bytes + 3s;
    }
    hf::condition_variable& vital_wakeup() override { return wakeup_; }

private:
    hf::condition_variable wakeup_;
};

hf::task<> three_connections(example::stage where)
{
    const auto executor = co_await hf::asio::this_coro::executor;
    const auto net = hf::make_beast_network(executor);
    patient_dialer dialer(where, hf::runtime::of(executor));
    for (int i = 1; i <= 3; ++i) {
        const auto line = co_await hf::connect_loop(*net, dialer);
        counter sink;
        pulse vitals(executor);
        try {
            co_await hf::race(hf::read_loop(*line, sink), hf::watchdog(*line, vitals));
        } catch (const hf::error& e) {
            std::cout << "connection " << i << " ended: " << e.why().message() << '\n';
        }
    }
}

} // namespace

int main(int argc, char** argv)
{
    return example::perform(argc, argv, three_connections);
}
