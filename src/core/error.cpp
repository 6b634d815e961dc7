// SPDX-License-Identifier: BSL-1.0
#include <holdfast/error.hpp>

#include <holdfast/printable.hpp>

#include <boost/asio/error.hpp>
#include <boost/throw_exception.hpp>

#include <algorithm>
#include <array>

namespace holdfast {

namespace {

namespace net = boost::asio::error;

struct entry {
    errc code;
    condition kind;
    const char* text;
};

constexpr std::array entries{
    entry{errc::resolve_failed, condition::transient, "the host name has no address"},
    entry{errc::resolve_timeout, condition::transient, "the name server did not answer in time"},
    entry{errc::connect_failed, condition::transient, "no address of the host accepted a connection"},
    entry{errc::connect_timeout, condition::transient, "no address of the host answered in time"},
    entry{errc::tls_failed, condition::transient, "the TLS handshake failed"},
    entry{errc::tls_timeout, condition::transient, "the TLS handshake did not finish in time"},
    entry{errc::certificate_untrusted, condition::refused,
          "the certificate is self-signed or signed by an unknown authority"},
    entry{errc::certificate_expired, condition::refused, "the certificate has expired or is not valid yet"},
    entry{errc::certificate_wrong_host, condition::refused, "the certificate belongs to another host"},
    entry{errc::upgrade_failed, condition::transient, "the server did not accept the WebSocket upgrade"},
    entry{errc::upgrade_timeout, condition::transient, "the WebSocket upgrade was not answered in time"},
    entry{errc::redirected, condition::fatal, "the server redirects to another URL; configure that URL"},
    entry{errc::unauthorized, condition::fatal, "the exchange wants credentials, or other ones (HTTP 401)"},
    entry{errc::forbidden, condition::fatal, "the exchange refuses this client (HTTP 403)"},
    entry{errc::rate_limited, condition::rate_limited, "the exchange says: too much, too fast"},
    entry{errc::banned, condition::rate_limited,
          "the exchange has banned this address for a while (HTTP 418)"},
    entry{errc::edge_refused, condition::rate_limited,
          "a page instead of an answer (HTTP 403): the exchange's edge refuses this address for a while"},

    entry{errc::disconnected, condition::transient, "the connection ended"},
    entry{errc::closed_by_peer, condition::transient, "the exchange closed the connection"},
    entry{errc::protocol_violation, condition::refused, "the WebSocket protocol was violated"},
    entry{errc::message_too_big, condition::refused, "a message exceeds the configured limit"},
    entry{errc::write_timeout, condition::transient, "the exchange does not take what we send"},
    entry{errc::transport_dead, condition::transient, "nothing arrives, not even an answer to our ping"},
    entry{errc::no_data, condition::transient, "the exchange answers pings and sends no data"},
    entry{errc::shutdown_notice, condition::transient, "the exchange is about to close this connection"},

    entry{errc::login_rejected, condition::fatal, "the exchange refused the login"},
    entry{errc::login_timeout, condition::transient, "the login was not answered in time"},
    entry{errc::login_expired, condition::transient, "the login, or the key, has expired"},
    entry{errc::order_rejected, condition::refused, "the exchange refused the order"},
    entry{errc::order_not_sent, condition::transient, "the order was not sent"},
    entry{errc::order_in_doubt, condition::transient, "nobody knows whether the order was executed"},
    entry{errc::order_not_found, condition::refused, "the exchange knows no such order"},

    entry{errc::not_subscribed, condition::fatal, "nobody subscribed this topic"},
    entry{errc::subscribe_rejected, condition::refused, "the exchange refused the subscription"},
    entry{errc::subscribe_timeout, condition::transient,
          "the exchange did not acknowledge the subscription in time"},
    entry{errc::subscribe_revoked, condition::transient, "the exchange took the subscription back"},
    entry{errc::first_data_timeout, condition::transient, "the topic was acknowledged and stays silent"},
    entry{errc::topic_silent, condition::transient, "the topic no longer keeps its cadence"},
    entry{errc::topic_unknown, condition::refused,
          "the exchange knows no such symbol or topic, or serves it no more"},

    entry{errc::not_synchronized, condition::transient, "no verified state yet on this connection"},
    entry{errc::sequence_gap, condition::transient, "at least one message is missing"},
    entry{errc::out_of_order, condition::transient, "a message is older than its predecessor"},
    entry{errc::malformed, condition::transient, "a message cannot be understood and was not applied"},
    entry{errc::snapshot_failed, condition::transient, "the snapshot could not be fetched"},
    entry{errc::snapshot_too_old, condition::transient,
          "the snapshot is older than the messages that must follow it"},
    entry{errc::buffer_overflow, condition::transient, "more messages arrived during recovery than may wait"},
    entry{errc::consumer_too_slow, condition::transient, "the consumer is too slow; messages were dropped"},
    entry{errc::crossed_book, condition::transient, "the best bid is not below the best ask"},
    entry{errc::empty_book, condition::transient, "a side of the book has no level"},
    entry{errc::checksum_mismatch, condition::transient, "the state differs from the exchange's checksum"},
    entry{errc::audit_failed, condition::transient, "the state differs from what the exchange shows"},
    entry{errc::audit_overdue, condition::transient,
          "the exchange has shown nothing to compare the state with for too long"},
    entry{errc::lagging, condition::transient, "the state is older than the limit allows"},

    entry{errc::http_status, condition::transient, "the HTTP answer has a status that is not success"},
    entry{errc::http_timeout, condition::transient, "the HTTP request was not answered in time"},
    entry{errc::body_too_big, condition::refused, "the HTTP body exceeds the configured limit"},
    entry{errc::budget_exhausted, condition::fatal, "the request is larger than its whole budget"},

    entry{errc::invalid_config, condition::fatal, "the configuration is invalid"},
    entry{errc::invalid_url, condition::fatal, "the URL, header or target must not be sent"},
    entry{errc::stopped, condition::fatal, "the session has stopped"},
    entry{errc::misused, condition::fatal, "the library is held wrong"},
};

constexpr bool in_order()
{
    for (std::size_t i = 0; i != entries.size(); ++i)
        if (static_cast<std::size_t>(entries[i].code) != i + 1)
            return false;
    return true;
}
static_assert(in_order(), "one entry for every errc, in its order");
static_assert(entries.back().code == errc::misused, "an errc has no entry");

const entry* find(int value) noexcept
{
    const bool known = value >= 1 && value <= static_cast<int>(entries.size());
    return known ? &entries[static_cast<std::size_t>(value) - 1] : nullptr;
}

class error_names final : public boost::system::error_category {
public:
    error_names() noexcept : error_category(0x686f'6c64'6661'7374) {}
    const char* name() const noexcept override { return "holdfast"; }
    std::string message(int value) const override
    {
        const entry* known = find(value);
        return known ? known->text : "unknown error";
    }
};

/// The same error, whether the system's category names it or the portable one.
bool same(const error_code& a, const error_code& b) noexcept
{
    return a.default_error_condition() == b.default_error_condition();
}

bool passes_by_itself(const error_code& code) noexcept
{
    static const error_code codes[] = {
        net::eof,
        net::connection_refused,
        net::connection_reset,
        net::connection_aborted,
        net::broken_pipe,
        net::not_connected,
        net::shut_down,
        net::timed_out,
        net::host_unreachable,
        net::network_unreachable,
        net::network_down,
        net::network_reset,
        net::host_not_found,
        net::host_not_found_try_again,
        net::no_data,
        net::no_recovery,
        net::no_descriptors,
        net::no_buffer_space,
        net::no_memory,
        net::try_again,
        net::interrupted,
    };
    return std::ranges::any_of(codes, [&](const error_code& one) { return same(one, code); });
}

class condition_names final : public boost::system::error_category {
public:
    condition_names() noexcept : error_category(0x686f'6c64'6661'7375) {}
    const char* name() const noexcept override { return "holdfast.condition"; }
    std::string message(int value) const override
    {
        switch (static_cast<condition>(value)) {
        case condition::transient: return "passes by itself or by reconnecting";
        case condition::rate_limited: return "too much, too fast";
        case condition::fatal: return "will not get better by trying again";
        case condition::cancelled: return "cancelled";
        case condition::refused: return "the other side is wrong or says no";
        }
        return "unknown condition";
    }

    bool equivalent(const error_code& code, int value) const noexcept override
    {
        const auto kind = static_cast<condition>(value);
        if (code.category() == holdfast_category()) {
            const entry* known = find(code.value());
            return known && known->kind == kind;
        }
        if (kind == condition::cancelled)
            return same(code, net::operation_aborted);
        return kind == condition::transient && passes_by_itself(code);
    }
};

} // namespace

const boost::system::error_category& holdfast_category() noexcept
{
    static const error_names names;
    return names;
}

const boost::system::error_category& condition_category() noexcept
{
    static const condition_names names;
    return names;
}

std::string failure::message() const
{
    return text.empty() ? code.message() : code.message() + ": " + printable(text);
}

void throw_exception_from_error(const failure& f, const boost::source_location& where)
{
    boost::throw_exception(error(f), where);
}

} // namespace holdfast
