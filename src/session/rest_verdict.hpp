// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_SESSION_REST_VERDICT_HPP
#define HOLDFAST_SRC_SESSION_REST_VERDICT_HPP

#include <holdfast/adapter.hpp>
#include <holdfast/config.hpp>

namespace holdfast {

/// What an answer by REST means, for the question and for everything else that is asked of the same host: one
/// verdict for snapshots, signed questions, clocks and keys alike. No error for an answer that is none of
/// those. Pure.
[[nodiscard]] failure rest_verdict(const result<http_response>& answer, const adapter& exchange,
                                   wall_time now);

/// How long the host is to be left alone after this failure; zero: it need not be. Never longer than the
/// ceilings of the configuration.
[[nodiscard]] duration pause_after(const failure& why, const session_config& config);

/// The longest pause that is kept for this failure.
[[nodiscard]] duration longest_pause(const failure& why, const session_config& config);

} // namespace holdfast

#endif
