// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_NET_DIAL_HPP
#define HOLDFAST_SRC_NET_DIAL_HPP

#include "net/trial.hpp"
#include "wire/http/url.hpp"

#include <holdfast/network.hpp>
#include <holdfast/phase.hpp>
#include <holdfast/runtime.hpp>

#include <functional>
#include <memory>
#include <vector>

namespace holdfast::net {

/// Told when a stage of a connection begins; may be empty.
using stage_hook = std::function<void(phase)>;

class trust;

/// How to reach a server. Refers to options that outlive the call.
struct dial_options {
    trust& trusted;
    const tls_options& tls;
    const stage_timeouts& timeouts;
    std::shared_ptr<wire::address_memory> addresses;
    socket_options socket{};
};

/// A line, and the trial of the address at its other end, which is not over.
struct dialled {
    std::shared_ptr<byte_stream> line{};
    trial address{};
};

/// Completes with a stream to the URL's host, encrypted where the URL says so. Every stage has its own limit
/// and its own error, and closes its sockets when it fails, is late, or is cancelled. Addresses that are
/// known to fail after TCP are tried last.
///
/// Errors: resolve_failed, resolve_timeout, connect_failed, connect_timeout, tls_failed, tls_timeout,
/// certificate_expired, certificate_wrong_host, certificate_untrusted, invalid_config.
[[nodiscard]] task<result<dialled>> dial(wire::url to, dial_options options, stage_hook at_stage);

/// Completes with a TCP connection to the first address that answers (RFC 8305): they are tried in turn, each
/// a quarter of a second after the one before or as soon as that has failed; what comes second is closed.
/// Errors: connect_failed, with the reason of every address.
/// @param preferred  so many are raced; the others have to wait until these have failed, or for `reserve`
[[nodiscard]] task<result<std::unique_ptr<byte_stream>>>
connect_to_any(std::vector<address> order, std::size_t preferred, duration reserve, socket_options how);
[[nodiscard]] task<result<std::unique_ptr<byte_stream>>> connect_to_any(std::vector<address> order);

} // namespace holdfast::net

#endif
