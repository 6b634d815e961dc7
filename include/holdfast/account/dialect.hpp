// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_ACCOUNT_DIALECT_HPP
#define HOLDFAST_ACCOUNT_DIALECT_HPP

#include <holdfast/account/change.hpp>
#include <holdfast/error.hpp>
#include <holdfast/network.hpp>
#include <holdfast/order.hpp>
#include <holdfast/policy/clock.hpp>
#include <holdfast/signing.hpp>
#include <holdfast/topic.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace holdfast {

/// What is to be known of an account.
struct account_scope {
    account_parts parts = whole_account;
    /// The symbols traded, for exchanges that tell fills, or orders, only by symbol.
    std::vector<std::string> symbols{};
    wall_time fills_since{};
    /// The exchange's time, for exchanges that tell old fills elsewhere than new ones; the epoch: not known.
    wall_time now{};
};

/// One request of a reconciliation; the dialect makes it, and understands it again.
struct account_question {
    account_parts part{}; ///< What it asks for, and no other page answers.
    std::string about{};  ///< The dialect's own: a symbol, a category.
    std::string cursor{}; ///< The page; empty: the first.
    wall_time since{};    ///< Of fills.
};

/// The answer to one. A row that cannot be understood costs itself (`account_state::left_out`), and not the
/// page.
struct account_page {
    account_state found{}; ///< Its lists; `covers`, `as_of` and `fills_since` are left to the caller.
    std::optional<account_question> next{}; ///< The next page, if there is one.
};

/// A dead man's switch of the exchange: it cancels all orders when the client was silent for a while.
struct dead_man_limits {
    duration shortest{}; ///< Of its timeout; zero: the exchange has no such switch.
    duration longest{};
    /// Whether it has to be fed by the same request again and again. Otherwise the exchange watches the
    /// private connection itself (Bybit), and the switch is armed once.
    bool fed = true;
};

/// Port: how an exchange is asked about an account and its orders, and how a connection is authenticated.
/// Like an `adapter`, to which it belongs: pure, `const`, no exception leaves it.
///
/// REST requests say in `http_request::auth` whether they are to be signed; the session does that, with the
/// exchange's time. Answers are given whatever their status was: a dialect finds the exchange's words in
/// them. What an exchange says is taken with its code; a failure of `decode*` has the exchange's words as its
/// text, `errc::rate_limited` where it says "too fast", `errc::login_expired` where it blames the time of the
/// signature.
class account_dialect {
public:
    virtual ~account_dialect() = default;

    // ---- who we are

    /// The signer; null where nothing is signed (accounts are public on BULK).
    [[nodiscard]] virtual const signer* identity() const noexcept = 0;
    /// The message that makes the connection ours, answered with `decoded::kind::login` or `login_refused`;
    /// empty where the connection needs none.
    [[nodiscard]] virtual std::string login(std::uint64_t /*id*/, wall_time /*now*/) const { return {}; }
    /// Asks for the exchange's time; an empty URL where no signature has a time.
    [[nodiscard]] virtual http_request time_request() const { return {}; }
    [[nodiscard]] virtual result<wall_time> decode_time(const http_response&) const
    {
        return failure(errc::malformed, "this exchange does not tell the time");
    }

    // ---- a key in the URL (Binance USD-M, "User Data Streams": listen keys)

    /// How long a key lives without being refreshed; zero where there are no such keys.
    [[nodiscard]] virtual duration key_life() const { return {}; }
    /// Asks for a key, or for the one there is.
    [[nodiscard]] virtual http_request create_key() const { return {}; }
    /// Makes a key live longer.
    [[nodiscard]] virtual http_request refresh_key(std::string_view /*key*/) const { return {}; }
    /// The key that an answer to either has. Errors: also `errc::login_expired`: there is no such key any
    /// more.
    [[nodiscard]] virtual result<std::string> decode_key(const http_response&) const
    {
        return failure(errc::malformed, "this exchange has no listen keys");
    }
    /// The URL to dial with this key.
    [[nodiscard]] virtual std::string endpoint(std::string_view /*key*/) const { return {}; }

    // ---- the account's stream

    /// The topics that together tell everything about the account; none for a connection that only trades.
    [[nodiscard]] virtual std::vector<topic> topics() const = 0;
    /// What an account consists of here.
    [[nodiscard]] virtual account_parts parts() const = 0;

    // ---- the account over REST

    /// The requests that together answer the scope; each may have further pages.
    [[nodiscard]] virtual std::vector<account_question> questions(const account_scope& scope) const = 0;
    [[nodiscard]] virtual http_request ask(const account_question& what) const = 0;
    [[nodiscard]] virtual result<account_page> decode(const account_question& what,
                                                      const http_response& answer) const = 0;

    // ---- orders

    /// The message that carries out the command over this connection; it is answered with
    /// `decoded::kind::answer` and the id. Errors: what is wrong with the command, or that this connection
    /// takes none; nothing was sent then.
    [[nodiscard]] virtual result<std::string> write(std::uint64_t /*id*/, const order_command&,
                                                    wall_time /*now*/) const
    {
        return failure(errc::invalid_config, "this connection takes no orders");
    }
    /// Asks what became of an order.
    [[nodiscard]] virtual http_request look_up(const order_reference& /*which*/) const = 0;
    /// Where the exchange keeps open and ended orders apart (BULK): asks for the ended ones, after the answer
    /// to `look_up` was decoded as `errc::order_not_found`, which settles nothing. An empty URL: nothing more
    /// to ask.
    [[nodiscard]] virtual http_request look_up_ended(const order_reference& /*which*/) const { return {}; }
    /// The order; disengaged if the exchange knows no such order, and says so.
    [[nodiscard]] virtual result<std::optional<order>> decode_look_up(const order_reference& which,
                                                                      const http_response& answer) const = 0;

    // ---- the dead man's switch

    [[nodiscard]] virtual dead_man_limits dead_man() const { return {}; }
    /// The requests that arm the switch, or feed it; with a timeout of zero they disarm it.
    [[nodiscard]] virtual std::vector<http_request>
    arm_dead_man(duration /*timeout*/, const std::vector<std::string>& /*symbols*/) const
    {
        return {};
    }
    /// Whether the exchange did what one of these asked. Errors: its words.
    [[nodiscard]] virtual result<> decode_dead_man(const http_response&) const { return {}; }
};

} // namespace holdfast

#endif
