// SPDX-License-Identifier: BSL-1.0
#include <holdfast/sim/scripted_peer.hpp>

#include <holdfast/runtime.hpp>

#include <utility>

namespace holdfast::sim {

class scripted_websocket final : public websocket {
public:
    explicit scripted_websocket(std::shared_ptr<scripted_line> line) : line_(std::move(line)) {}
    ~scripted_websocket() override { line_->dropped = true; }

    task<result<batch>> read() override
    {
        auto line = line_;
        while (line->said_.empty() && !line->ended_)
            co_await line->to_client_.wait();
        if (line->said_.empty())
            co_return line->why_;
        batch all;
        all.memory = std::exchange(line->memory_, nullptr);
        all.messages = std::exchange(line->said_, {});
        all.received = co_await now();
        co_return all;
    }

    task<result<>> write(std::string text) override { return send(std::move(text), false); }
    task<result<>> write_binary(std::string bytes) override { return send(std::move(bytes), true); }

    task<result<>> ping() override
    {
        auto line = line_;
        ++line->pings;
        if (line->ended_)
            co_return line->why_;
        if (line->answer_pings)
            line->breathe();
        co_return result<>();
    }

    task<> close(std::uint16_t code, std::string reason) override
    {
        auto line = line_;
        ++line->closes;
        if (line->block_close)
            co_await sleep_for(line->close_limit_);
        line->end(failure(errc::disconnected, "closed by us"), {code, std::move(reason)});
    }

    void drop() noexcept override
    {
        line_->dropped = true;
        line_->end(failure(errc::disconnected, "dropped by us"), line_->how_);
    }

    [[nodiscard]] time_point last_bytes() const noexcept override { return line_->last_bytes_; }
    [[nodiscard]] close_reason reason() const override { return line_->how_; }

private:
    task<result<>> send(std::string bytes, bool binary)
    {
        auto line = line_;
        co_await sleep_for({});
        while (line->block_writes && !line->ended_)
            co_await line->to_client_.wait();
        if (line->ended_)
            co_return line->why_;
        line->sent_.emplace_back(std::move(bytes), binary);
        line->to_test_.notify();
        co_return result<>();
    }

    std::shared_ptr<scripted_line> line_;
};

scripted_line::scripted_line(const asio::any_io_executor& executor)
    : executor_(executor), to_client_(executor), to_test_(executor), last_bytes_(runtime::of(executor).now())
{
}

void scripted_line::say(std::string text)
{
    say_binary(std::move(text));
    said_.back().binary = false;
}

void scripted_line::say_binary(std::string bytes)
{
    if (!memory_)
        memory_ = std::make_shared<slab>();
    message m;
    m.bytes = memory_->copy(std::string_view(bytes));
    m.binary = true;
    said_.push_back(m);
    breathe();
    to_client_.notify();
}

void scripted_line::breathe()
{
    last_bytes_ = runtime::of(executor_).now();
}

void scripted_line::end(failure why, close_reason how)
{
    if (std::exchange(ended_, true))
        return;
    why_ = std::move(why);
    how_ = std::move(how);
    to_client_.notify();
    to_test_.notify();
}

task<std::string> scripted_line::hear()
{
    sent_message next = co_await hear_message();
    co_return std::move(next.bytes);
}

task<sent_message> scripted_line::hear_message()
{
    while (sent_.empty())
        co_await to_test_.wait();
    sent_message next = std::move(sent_.front());
    sent_.erase(sent_.begin());
    co_return next;
}

std::vector<std::string> scripted_line::heard() const
{
    std::vector<std::string> all;
    for (const sent_message& one : sent_)
        all.push_back(one.bytes);
    return all;
}

scripted_network::scripted_network(const asio::any_io_executor& executor)
    : executor_(executor), opened_(executor)
{
}

task<std::shared_ptr<scripted_line>> scripted_network::accepted()
{
    while (lines_.size() <= asked_for_)
        co_await opened_.wait();
    co_return lines_[asked_for_++];
}

task<result<std::unique_ptr<websocket>>> scripted_network::connect(std::string url,
                                                                   const websocket_options& options,
                                                                   std::function<void(phase)> at_stage)
{
    ++attempts;
    const scripted_dial plan = dial ? dial(url) : scripted_dial();
    if (at_stage)
        at_stage(phase::connecting);
    if (plan.never)
        co_await sleep_until(never);
    co_await sleep_for(plan.delay);
    if (!plan.outcome)
        co_return plan.outcome.error();
    if (at_stage)
        at_stage(phase::upgrading);
    auto line = std::make_shared<scripted_line>(executor_);
    line->url = std::move(url);
    line->close_limit_ = options.timeouts.close;
    lines_.push_back(line);
    opened_.notify();
    co_return std::unique_ptr<websocket>(std::make_unique<scripted_websocket>(std::move(line)));
}

task<result<http_response>> scripted_network::request(http_request request)
{
    ++requests;
    http_response empty;
    empty.status = 200;
    scripted_answer plan;
    plan.answer = std::move(empty);
    if (rest)
        plan = rest(request);
    if (plan.never)
        co_await sleep_until(never);
    co_await sleep_for(plan.delay);
    co_return std::move(plan.answer);
}

} // namespace holdfast::sim
