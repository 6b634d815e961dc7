// SPDX-License-Identifier: BSL-1.0
#include <holdfast/dead_mans_switch.hpp>

#include <holdfast/account/dialect.hpp>
#include <holdfast/adapter.hpp>
#include <holdfast/detail/check.hpp>
#include <holdfast/redacted.hpp>
#include <holdfast/time.hpp>

#include <memory>
#include <utility>

namespace holdfast {

namespace {

/// What the coroutines of a switch share.
struct armament {
    session& line;
    account_keeper& keeper;
    dead_mans_switch_config config;
    const account_dialect& dialect;
    bool touched = false; ///< Something was asked of the switch.
    bool armed = false;   ///< And done.

    [[nodiscard]] bool verified() const { return keeper.mine().verified(); }
    [[nodiscard]] duration turn() const { return config.timeout / 3; }
    [[nodiscard]] duration pause() const { return config.timeout / 12; }

    [[nodiscard]] result<> understood(const result<http_response>& answer) const
    {
        const result<> done = answer ? dialect.decode_dead_man(*answer) : result<>(answer.error());
        if (!done && done.error().code == errc::login_expired)
            line.distrust_clock();
        return done;
    }
    void tell(failure why) const
    {
        why.text = redacted_excerpt(why.text, 500);
        if (config.at_failure)
            config.at_failure(why);
    }
    /// Says whether the account has been closed for too long while the exchange, which watches the
    /// connection, sees nothing wrong.
    [[nodiscard]] bool lost(time_point now) const
    {
        const auto since = keeper.mine().closed_since();
        return !verified() && since && now - *since > config.timeout &&
               line.state() == connection_state::open;
    }
};

std::string check(const account_dialect* dialect, const dead_mans_switch_config& config)
{
    const dead_man_limits limits = dialect == nullptr ? dead_man_limits() : dialect->dead_man();
    if (limits.shortest == duration::zero())
        return "this exchange, or this adapter of it, has no dead man's switch";
    if (dialect->arm_dead_man(config.timeout, config.symbols).empty())
        return "dead_mans_switch_config::symbols is empty, and this exchange wants to know whose orders to "
               "cancel";
    return detail::check_range("dead_mans_switch_config::timeout", config.timeout, limits.shortest,
                               limits.longest);
}

const account_dialect& dialect_of(const session& line, const dead_mans_switch_config& config)
{
    const account_dialect* dialect = line.exchange().account();
    if (std::string problem = check(dialect, config); !problem.empty())
        throw error(failure(errc::invalid_config, std::move(problem)));
    return *dialect;
}

/// Arms, feeds or (with zero) disarms, until a request fails.
task<bool> ask(armament& of, duration timeout)
{
    auto questions = of.dialect.arm_dead_man(timeout, of.config.symbols);
    for (http_request& one : questions) {
        const auto answer = co_await of.line.fetch(std::move(one));
        const result<> done = of.understood(answer);
        if (!done) {
            of.tell(done.error());
            co_return false;
        }
    }
    co_return true;
}

/// Until the exchange has done it, while the account is verified.
task<> arm(armament& of)
{
    bool done = false;
    while (!done && of.verified()) {
        of.touched = true; // perhaps armed: an answer may get lost
        done = co_await ask(of, of.config.timeout);
        if (!done)
            co_await sleep_for(of.pause());
    }
    of.armed = of.armed || done;
}

task<> feed(armament& of)
{
    for (;;) {
        co_await of.keeper.until_verified();
        time_point next = co_await now();
        next += of.turn();
        (void)co_await race(arm(of), sleep_until(next)); // a request that hangs does not delay the next one
        co_await sleep_until(next);
    }
}

task<> disarm(armament& of)
{
    const bool done = co_await ask(of, duration::zero());
    (void)done;
}

/// The exchange watches the connection: the only way to tell it that we are lost is to be gone.
task<> watch(armament& of)
{
    while (!of.armed) {
        co_await of.keeper.until_verified();
        co_await arm(of);
    }
    time_point moment = co_await now();
    while (!of.lost(moment)) {
        co_await sleep_for(of.pause());
        (void)co_await race(of.keeper.until_verified(),
                            sleep_for(of.pause())); // throws when the keeper has ended
        moment = co_await now();
    }
    of.line.stop();
    throw error(failure(errc::stopped,
                        "the account stayed unverified; the connection is closed so that the exchange "
                        "cancels its orders"));
}

/// Whatever else ends it looks to the exchange as if the program had died.
task<> hold(armament& of)
{
    std::exception_ptr cancelled;
    try {
        if (of.dialect.dead_man().fed)
            co_await feed(of);
        else
            co_await watch(of);
    } catch (const system_error& e) {
        if (e.code() != asio::error::operation_aborted)
            throw;
        cancelled = std::current_exception();
    }
    co_await ignore_cancellation();
    if (of.touched)
        (void)co_await race(disarm(of), sleep_for(of.config.timeout)); // by then it has gone off
    std::rethrow_exception(cancelled);
}

} // namespace

task<> dead_mans_switch(session& line, account_keeper& keeper, dead_mans_switch_config config)
{
    const account_dialect& dialect = dialect_of(line, config);
    armament all{line, keeper, std::move(config), dialect};
    co_await hold(all);
}

} // namespace holdfast
