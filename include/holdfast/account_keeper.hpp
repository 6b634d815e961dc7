// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_ACCOUNT_KEEPER_HPP
#define HOLDFAST_ACCOUNT_KEEPER_HPP

#include <holdfast/account.hpp>
#include <holdfast/account/finding.hpp>
#include <holdfast/policy/backoff.hpp>
#include <holdfast/session.hpp>
#include <holdfast/task.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace holdfast {

struct account_keeper_config {
    account_options account{}; ///< `parts` is cut down to what the exchange's accounts consist of.
    /// The symbols traded, for exchanges that tell fills, or orders, only by symbol (Binance).
    std::vector<std::string> symbols{};
    /// How often a verified account is compared with REST; zero: after reconnects and on request only. Zero,
    /// or 1 s to 24 h.
    duration reconcile_every = std::chrono::minutes(1);
    /// How long a comparison that is due may fail to come about, for whatever reason, before a verified
    /// account closes with `errc::audit_overdue`; it opens again with the next good one. 1 s to 24 h.
    duration overdue_after = std::chrono::minutes(15);
    /// How long the stream may trail what REST shows: a verified account is compared this much later, so that
    /// what is only on its way is no finding. 0 to 1 min.
    duration settle = std::chrono::seconds(1);
    /// How far the exchange's answers may lag behind its own clock. Questions are asked so much later than
    /// the stream began to tell, so that nothing falls between the two; a reconnect takes this long at the
    /// least. 0 to 1 min.
    duration rest_lag = std::chrono::seconds(1);
    /// How far back fills are asked for the first time. 0 to 7 days.
    duration look_back = std::chrono::hours(1);
    /// The pause after a request that failed, growing with each.
    backoff_config retry{.initial = std::chrono::milliseconds(250),
                         .ceiling = std::chrono::seconds(30),
                         .multiplier = 2,
                         .stable_after = std::chrono::seconds(1)};
    /// Changes that may wait for the answers; more of them start the reconciliation anew. 16 to 10 000 000.
    std::size_t buffer_changes = 65'536;
    /// Is told each difference. May be empty.
    std::function<void(const finding&)> at_finding{};
    /// Is told each row of a message, or of an answer, that was not understood and left out; of answers once,
    /// as long as they show it. May be empty.
    std::function<void(const unread&)> at_left_out{};
    /// Is called after anything that may have changed the account, its being verified included; return
    /// quickly.
    std::function<void()> at_change{};
};

/// Says what is wrong with a configuration, naming the member and its range; empty when nothing is.
[[nodiscard]] std::string check(const account_keeper_config& config);

struct account_keeper_stats {
    std::uint64_t reconciliations = 0; ///< Completed.
    std::uint64_t failures = 0;        ///< Requests that failed and were asked again.
    std::uint64_t findings = 0;        ///< Differences found by them.
    std::uint64_t distrusts = 0; ///< Times that a connection was replaced because it had not told something.
    /// Rows of messages and answers that were not understood and left out; of answers once, as long as they
    /// show it.
    std::uint64_t left_out = 0;
    std::uint64_t overdue = 0; ///< Times that the account was closed because no comparison came about.
};

/// Keeps an account true: follows its topics, and compares it with REST after every reconnect, now and then,
/// and on request. What is found is told and adopted: the exchange is right. A connection that did not tell
/// what REST shows is replaced.
///
/// The session has an adapter of private topics; one keeper subscribes all that belong to the account.
///
/// @code
/// hf::session line(executor, hf::okx::make_account_adapter(hf::okx::make_signer(std::move(keys))));
/// hf::account_keeper keeper(line, {.at_finding = [](const auto& f) { log(hf::to_string(f)); }});
/// co_await hf::race(line.run(), keeper.run(), trade(line, keeper.mine()));
/// @endcode
///
/// Thread safety: as the session. The session must outlive `run()`.
class account_keeper {
public:
    /// @throws error (invalid_config) naming the member that is out of range, or for an adapter without
    ///         accounts.
    explicit account_keeper(session& line, account_keeper_config config = account_keeper_config());
    ~account_keeper();
    account_keeper(const account_keeper&) = delete;
    account_keeper& operator=(const account_keeper&) = delete;

    /// Keeps the account; awaited once. Completes when the session has stopped.
    /// Cancellation: terminal; throws `operation_aborted`. The account is closed when it ends, however it
    /// ends.
    [[nodiscard]] task<> run();

    /// The account: verified, or closed and why.
    [[nodiscard]] const account& mine() const noexcept;

    /// Compares with REST as soon as may be.
    void reconcile();

    /// Completes when the account is verified, at once if it is; throws `error` with the account's reason
    /// when the keeper ends first.
    [[nodiscard]] task<> until_verified();

    [[nodiscard]] const account_keeper_stats& stats() const noexcept;

private:
    struct impl;
    std::shared_ptr<impl> impl_;
};

} // namespace holdfast

#endif
