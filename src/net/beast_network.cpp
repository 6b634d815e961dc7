// SPDX-License-Identifier: BSL-1.0
#include <holdfast/beast_network.hpp>

#include "net/beast_http.hpp"
#include "net/beast_websocket.hpp"
#include "net/dial.hpp"
#include "net/line_pool.hpp"
#include "net/tls.hpp"
#include "net/within.hpp"
#include "wire/http/header_check.hpp"
#include "wire/http/url.hpp"
#include "wire/websocket/deflate_offers.hpp"

#include <utility>

namespace holdfast {

namespace net {

namespace {

using line_ptr = std::shared_ptr<byte_stream>;

std::string place_of(const wire::url& to)
{
    return (to.secure ? "https://" : "http://") + to.authority();
}

std::string_view name(http_verb verb) noexcept
{
    switch (verb) {
    case http_verb::get: return "GET";
    case http_verb::post: return "POST";
    case http_verb::put: return "PUT";
    case http_verb::del: return "DELETE";
    }
    return "?";
}

/// May be sent again when nobody knows whether it has arrived (RFC 9110 §9.2.2).
bool idempotent(http_verb verb) noexcept
{
    return verb != http_verb::post;
}

/// Whether a refused upgrade says nothing about the address: every other one would have said the same.
bool verdict_of_the_exchange(const failure& why) noexcept
{
    return why.code == errc::unauthorized || why.code == errc::rate_limited || why.code == errc::banned;
}

/// The server has ended the line for want of a request (RFC 9110 §15.5.9), while one was on its way.
bool crossed(const result<answer>& got)
{
    constexpr unsigned request_timeout = 408;
    return got && !got->keep && got->response.status == request_timeout;
}

result<wire::url> checked(const std::string& text, wire::scheme kind, const header_list& headers)
{
    const auto sound = wire::check_headers(headers);
    if (!sound)
        return sound.error();
    return wire::parse_url(text, kind);
}

class beast_network final : public network {
public:
    beast_network(const asio::any_io_executor& executor, websocket_options rest)
        : world_(runtime::of(executor)), rest_(std::move(rest))
    {
    }

    [[nodiscard]] task<result<std::unique_ptr<websocket>>>
    connect(std::string url, const websocket_options& options, std::function<void(phase)> at_stage) override;
    [[nodiscard]] task<result<http_response>> request(http_request asked) override;
    void tidy() override { idle_.drop_old(world_.now()); }

private:
    [[nodiscard]] task<result<http_response>> ask(const wire::url& to, const http_request& asked,
                                                  phase& stage);
    [[nodiscard]] task<line_ptr> kept_line(const wire::url& to);
    [[nodiscard]] result<http_response> keep(const wire::url& to, line_ptr line, result<answer> got);

    runtime& world_;
    websocket_options rest_;
    trust trusted_;
    std::shared_ptr<wire::address_memory> addresses_ = std::make_shared<wire::address_memory>();
    wire::deflate_offers offers_;
    line_pool<line_ptr> idle_;
};

task<result<std::unique_ptr<websocket>>>
beast_network::connect(std::string url, const websocket_options& options, std::function<void(phase)> at_stage)
{
    const auto to = checked(url, wire::scheme::websocket, options.headers);
    if (!to)
        co_return to.error();
    const socket_options socket{.no_delay = options.no_delay, .kernel_timestamps = options.kernel_timestamps};
    const dial_options how{trusted_, options.tls, options.timeouts, addresses_, socket};
    auto reached = co_await dial(*to, how, at_stage);
    if (!reached)
        co_return std::move(reached).error();
    if (at_stage)
        at_stage(phase::upgrading);
    const std::string host = to->authority();
    const auto offer = options.deflate ? offers_.to(host) : wire::deflate_offer::none;
    auto opened = co_await open_websocket(std::move(reached->line), *to, options, offer);
    if (opened)
        reached->address.pass();
    else if (verdict_of_the_exchange(opened.error()))
        reached->address.dismiss();
    if (!opened && options.deflate && wire::blames_offer(opened.error().http_status))
        offers_.on_refused(host);
    co_return opened;
}

task<result<http_response>> beast_network::request(http_request asked)
{
    const auto to = checked(asked.url, wire::scheme::http, asked.headers);
    if (!to)
        co_return to.error();
    const std::string what = std::string(name(asked.verb)) + ' ' + to->authority();
    phase stage = phase::idle;
    auto done = co_await within(rest_.timeouts.request, ask(*to, asked, stage));
    if (!done) {
        std::string text = what + ": no complete answer within " + in_words(rest_.timeouts.request);
        if (stage != phase::idle)
            text += " (" + std::string(to_string(stage)) + ')';
        co_return failure(errc::http_timeout, std::move(text));
    }
    if (!*done) {
        failure why = std::move(*done).error();
        why.text = what + ": " + why.text;
        co_return why;
    }
    co_return *std::move(*done);
}

/// Asks on a line that was kept; on a new one if there is none, or if the kept one turns out to be dead.
task<result<http_response>> beast_network::ask(const wire::url& to, const http_request& asked, phase& stage)
{
    line_ptr kept = co_await kept_line(to);
    if (kept) {
        exchange_end end = co_await http_exchange(kept, to, asked);
        const bool dead = !end.what && !end.begun && end.what.error().code == errc::disconnected;
        if (!idempotent(asked.verb) || !(dead || crossed(end.what)))
            co_return keep(to, std::move(kept), std::move(end.what));
    }
    const dial_options how{trusted_, rest_.tls, rest_.timeouts, addresses_, {.no_delay = rest_.no_delay}};
    auto reached = co_await dial(to, how, [&stage](phase now) { stage = now; });
    if (!reached)
        co_return std::move(reached).error();
    stage = phase::idle;
    exchange_end end = co_await http_exchange(reached->line, to, asked);
    if (end.what || end.what.error().code == errc::body_too_big)
        reached->address.pass();
    co_return keep(to, std::move(reached->line), std::move(end.what));
}

/// A line that was kept and is idle; empty if there is none. One on which something has come since the last
/// answer, or which has ended, is closed: what came belongs to no question.
task<line_ptr> beast_network::kept_line(const wire::url& to)
{
    while (line_ptr kept = idle_.take(place_of(to), world_.now())) {
        const bool idle = co_await is_idle(*kept);
        if (idle)
            co_return kept;
        kept->close();
    }
    co_return nullptr;
}

/// Takes the response out of the answer, and keeps the line if the answer says so.
result<http_response> beast_network::keep(const wire::url& to, line_ptr line, result<answer> got)
{
    if (!got)
        return std::move(got).error();
    if (got->keep)
        idle_.put(place_of(to), std::move(line), world_.now(), got->idle);
    return std::move(got->response);
}

} // namespace

} // namespace net

std::string_view http_response::header(std::string_view name) const noexcept
{
    for (const auto& [known, value] : headers)
        if (known == name)
            return value;
    return {};
}

std::unique_ptr<network> make_beast_network(const asio::any_io_executor& executor, websocket_options rest)
{
    const std::string& extra_ca = rest.tls.extra_ca;
    if (!extra_ca.empty() && !net::holds_certificate(extra_ca))
        throw error(failure(errc::invalid_config,
                            "tls_options::extra_ca holds no PEM certificate; it takes the text of "
                            "the file, not its name"));
    return std::make_unique<net::beast_network>(executor, std::move(rest));
}

} // namespace holdfast
