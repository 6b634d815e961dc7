// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_BENCH_RIG_SERVER_PAYLOADS_HPP
#define HOLDFAST_BENCH_RIG_SERVER_PAYLOADS_HPP

#include "protocol.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace rig {

/// Writes messages in the shape of Binance's combined streams. The n-th message is always the same.
class payload_maker {
public:
    explicit payload_maker(size_class payload);

    /// The text of the message with this number, counted from 0. Valid until the next call.
    [[nodiscard]] std::string_view make(std::uint64_t n);

private:
    /// One message, and where the numbers stand that change from one to the next.
    struct pattern {
        std::string text{};
        std::vector<std::size_t> ids{};
        std::size_t time = 0; ///< Zero: none.
    };
    [[nodiscard]] static pattern ticker(std::uint64_t seed);
    [[nodiscard]] static pattern depth(std::uint64_t seed, unsigned levels_a_side);

    std::vector<pattern> patterns_{};
};

/// The answer to a depth request: the book just before the first message.
[[nodiscard]] std::string snapshot_json();

} // namespace rig

#endif
