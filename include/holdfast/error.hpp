// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_ERROR_HPP
#define HOLDFAST_ERROR_HPP

#include <holdfast/policy/clock.hpp>

#include <boost/assert/source_location.hpp>
#include <boost/system/error_code.hpp>
#include <boost/system/result.hpp>
#include <boost/system/system_error.hpp>

#include <string>
#include <utility>

namespace holdfast {

using boost::system::error_code;
using boost::system::system_error;

/// What went wrong, in our own terms. Errors of the operating system, of Asio and of OpenSSL keep their own
/// codes where they say more; compare with `condition` rather than with single codes.
enum class errc {
    // The way to an open connection, one timeout a stage.
    resolve_failed = 1,     ///< The host name has no address.
    resolve_timeout,        ///< The name server did not answer in time.
    connect_failed,         ///< No address of the host accepted a TCP connection.
    connect_timeout,        ///< No address of the host answered in time.
    tls_failed,             ///< The TLS handshake failed; the text names the reason.
    tls_timeout,            ///< The TLS handshake did not finish in time.
    certificate_untrusted,  ///< Self-signed, or signed by an authority that is not trusted.
    certificate_expired,    ///< Expired, or not valid yet.
    certificate_wrong_host, ///< Issued to another host.
    upgrade_failed,         ///< The answer to the WebSocket upgrade was not a valid 101.
    upgrade_timeout,        ///< The WebSocket upgrade was not answered in time.
    redirected,             ///< The server answered with a redirect; it is never followed.
    unauthorized,           ///< HTTP 401: the exchange wants credentials, or other ones.
    forbidden,              ///< HTTP 403: the exchange refuses this client.
    rate_limited,           ///< HTTP 429 or close code 1008: too much, too fast.
    banned,                 ///< HTTP 418: the address is banned for a while.
    edge_refused,           ///< HTTP 403 with a page: the exchange's edge refuses this address for a while.

    // An open connection.
    disconnected,       ///< The connection ended; the text says how.
    closed_by_peer,     ///< The exchange closed the connection with a close frame.
    protocol_violation, ///< The peer broke RFC 6455, or said that we did.
    message_too_big,    ///< A message exceeds the configured limit.
    write_timeout,      ///< The peer does not take what we send.
    transport_dead,     ///< Nothing at all arrived, not even an answer to our ping.
    no_data,            ///< The peer answers pings and sends no data.
    shutdown_notice,    ///< The exchange announced that it will close this connection.

    // Logins and orders.
    login_rejected,  ///< The exchange refused the login; the text has its words.
    login_timeout,   ///< The login was not answered in time.
    login_expired,   ///< A login, a listen key or the time of a signature is not good any more.
    order_rejected,  ///< The exchange refused the order, which certainly was not executed.
    order_not_sent,  ///< The order never left this machine.
    order_in_doubt,  ///< It is not known whether the order was executed: look it up.
    order_not_found, ///< The exchange knows no such order.

    // Subscriptions.
    not_subscribed,     ///< The topic is not subscribed.
    subscribe_rejected, ///< The exchange refused the topic; the text has its words.
    subscribe_timeout,  ///< The exchange did not acknowledge the topic in time.
    subscribe_revoked,  ///< The exchange took an acknowledged subscription back.
    first_data_timeout, ///< The topic was acknowledged and stays silent.
    topic_silent,       ///< The topic no longer keeps its cadence.
    topic_unknown,      ///< The exchange knows no such symbol or topic, or serves it no more.

    // State.
    not_synchronized,  ///< No verified state yet on this connection.
    sequence_gap,      ///< At least one message is missing.
    out_of_order,      ///< A message is older than its predecessor where that cannot be.
    malformed,         ///< A message cannot be understood; it was not applied.
    snapshot_failed,   ///< The snapshot could not be fetched; it is being retried.
    snapshot_too_old,  ///< The snapshot is older than the first message that must follow it.
    buffer_overflow,   ///< More messages arrived during recovery than may wait.
    consumer_too_slow, ///< The stream's buffer is full; messages were dropped.
    crossed_book,      ///< The best bid is not below the best ask.
    empty_book,        ///< A side of the book has no level.
    checksum_mismatch, ///< The state is not what the exchange's checksum says.
    audit_failed,      ///< The state is not what the exchange showed when it was asked.
    audit_overdue,     ///< The exchange has not shown its state for too long to compare ours with it.
    lagging,           ///< The state is older, by the exchange's time, than the limit allows.

    // HTTP.
    http_status,      ///< An HTTP answer with a status that is not success.
    http_timeout,     ///< An HTTP request was not answered in time.
    body_too_big,     ///< An HTTP body exceeds the configured limit.
    budget_exhausted, ///< A budget shared with other sessions has no room for this, ever.

    // Use.
    invalid_config, ///< A configuration member is out of range; the text names it.
    invalid_url,    ///< A URL, header or target that must not be sent.
    stopped,        ///< The session has stopped.
    misused,        ///< The library is held wrong; the text says how, and what to do instead.
};

/// What can be done about an error: compare codes with these, `if (ec == condition::fatal)`. Every `errc` is
/// equal to exactly one of them, so are the system's network errors; a foreign code may be equal to none.
enum class condition {
    transient = 1, ///< Passes by itself or by reconnecting: try again with backoff.
    rate_limited,  ///< Ask for less, later.
    fatal,         ///< Will not get better by trying again.
    cancelled,     ///< We were told to stop.
    /// The other side is wrong, or says no, and only its operator can change that: a bad certificate,
    /// a broken protocol, a rejected topic. Report it by name, try again slowly.
    refused,
};

[[nodiscard]] const boost::system::error_category& holdfast_category() noexcept;
[[nodiscard]] const boost::system::error_category& condition_category() noexcept;

[[nodiscard]] inline error_code make_error_code(errc e) noexcept
{
    return {static_cast<int>(e), holdfast_category()};
}

[[nodiscard]] inline boost::system::error_condition make_error_condition(condition c) noexcept
{
    return {static_cast<int>(c), condition_category()};
}

/// An error with the words that explain it: which thing, what happened, what to do.
struct failure {
    failure() = default;
    failure(error_code c, std::string t = {}) : code(c), text(std::move(t)) {}
    failure(errc c, std::string t = {}) : code(make_error_code(c)), text(std::move(t)) {}

    error_code code{};
    std::string text{};
    /// How long the exchange asks us to wait (`Retry-After`); zero when it does not say.
    duration retry_after{};
    /// The HTTP status behind the failure; zero when there is none.
    unsigned http_status = 0;

    /// One line: the code's message and the text.
    [[nodiscard]] std::string message() const;
};

/// A value, or the reason why there is none. Expected failures are values; exceptions are for cancellation.
template <class T = void>
using result = boost::system::result<T, failure>;

/// A failure as an exception: what ends a connection from inside one of its loops, and what leaves
/// `session::run()` when trying again is pointless.
class error : public system_error {
public:
    explicit error(failure why) : system_error(why.code, why.text), why_(std::move(why)) {}
    [[nodiscard]] const failure& why() const noexcept { return why_; }

private:
    failure why_;
};

/// Found by `result::value()`: throws the failure as an `error`.
[[noreturn]] void throw_exception_from_error(const failure& f, const boost::source_location& where);

} // namespace holdfast

template <>
struct boost::system::is_error_code_enum<holdfast::errc> : std::true_type {};
template <>
struct boost::system::is_error_condition_enum<holdfast::condition> : std::true_type {};

#endif
