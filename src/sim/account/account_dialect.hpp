// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_SIM_ACCOUNT_ACCOUNT_DIALECT_HPP
#define HOLDFAST_SRC_SIM_ACCOUNT_ACCOUNT_DIALECT_HPP

#include "sim/account/matching_engine.hpp"
#include "sim/market/market_dialect.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace holdfast::sim {

/// What a private dialect knows about a connection.
struct private_client {
    std::string target{}; ///< Of its upgrade request: path and query.
    bool whole = false;   ///< The whole connection is private: nothing here is for the public dialect.
    bool ours = false;    ///< Its owner is known.
    std::string key{};    ///< The listen key that it came with.
    std::vector<std::string> topics{}; ///< Private ones that are subscribed, as the exchange names them.
    std::uint64_t id = 0;              ///< The connection.
};

/// Listen keys: one at a time, which dies when it is not refreshed.
struct listen_keys {
    std::string current{};
    wall_time expires{};
    std::uint64_t made = 0;

    [[nodiscard]] bool good(std::string_view key, wall_time now) const
    {
        return !current.empty() && key == current && now < expires;
    }
};

/// What a private dialect works with.
struct back_office {
    broker& accounts;
    listen_keys& keys;
    const account_config& owner; ///< Whose signatures are good.
    const exchange_rules& rules;
    wall_time now{};
};

/// What the exchange does after a private message.
struct private_reaction {
    std::vector<std::string> replies{};
    std::uint16_t close_code = 0; ///< Closes the connection, after the replies; zero: does not.
    std::string close_reason{};
    /// An order was placed or taken back: this answer may get lost on its way.
    bool executed = false;
    /// What is answered in place of `replies` when the exchange has done it and says that it does not know:
    /// the exchange's words for "execution status unknown"; empty where it has none.
    std::string doubt{};
};

/// A REST answer.
struct private_reply {
    http_reply reply{};
    unsigned weight = 1;
};

/// An exchange's language as far as it concerns an account. Pure translation, as `dialect`. It checks
/// signatures by making them itself, and answers what the exchange would.
class private_dialect {
public:
    virtual ~private_dialect() = default;

    /// Whether a WebSocket target is for accounts alone (`/v5/private`); the upgrade is answered with 101
    /// then.
    [[nodiscard]] virtual bool serves(std::string_view target) const = 0;
    /// A connection for accounts alone is open: the client as its target describes it; `ours` where the
    /// target is a good key.
    virtual void open(private_client& who, const back_office& with) const = 0;
    /// Understands a message; disengaged if it is the public dialect's business. On a whole connection never.
    [[nodiscard]] virtual std::optional<private_reaction> receive(private_client& from, std::string_view text,
                                                                  const back_office& with) const = 0;
    /// The messages that this client gets of a piece of news; none where it has not asked for them.
    [[nodiscard]] virtual std::vector<std::string> print(const private_client& to, const account_news& news,
                                                         const back_office& with) const = 0;
    /// Answers a REST request; disengaged if it is not about accounts.
    [[nodiscard]] virtual std::optional<private_reply> request(const http_question& asked,
                                                               const back_office& with) const = 0;
    /// Tells a client that it is not let in any more (`listenKeyExpired`, `eventStreamTerminated`); empty
    /// where the exchange has no words for that. `who` is changed accordingly: nothing more is printed for
    /// it.
    [[nodiscard]] virtual std::string expire(private_client& /*who*/, const back_office&) const { return {}; }
    /// The connection has ended, for exchanges that watch that.
    virtual void closed(const private_client& /*who*/, const back_office&) const {}
};

/// The private dialect of an exchange.
[[nodiscard]] const private_dialect& private_dialect_of(venue which);

[[nodiscard]] const private_dialect& binance_spot_private_dialect();
[[nodiscard]] const private_dialect& binance_usdm_private_dialect();
[[nodiscard]] const private_dialect& bybit_private_dialect();
[[nodiscard]] const private_dialect& okx_private_dialect();
[[nodiscard]] const private_dialect& bulk_private_dialect();

} // namespace holdfast::sim

#endif
