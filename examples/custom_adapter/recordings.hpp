// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_EXAMPLES_CUSTOM_ADAPTER_RECORDINGS_HPP
#define HOLDFAST_EXAMPLES_CUSTOM_ADAPTER_RECORDINGS_HPP

#include <holdfast/adapter.hpp>
#include <holdfast/order_book.hpp>
#include <holdfast/sim/scripted_peer.hpp>

#include <memory>
#include <string>

/// What three exchanges say to a client that follows one book of theirs, so that their adapters can be
/// watched at work without a network.
namespace recordings {

namespace hf = holdfast;

struct exchange {
    std::shared_ptr<const hf::adapter> adapter{};
    hf::topic book{};
    hf::order_book_options options{};
    /// Plays the exchange on one connection until the client drops it: agrees to everything, and sends the
    /// book to a client that subscribes it. Where `lossy` is set, one message of it is lost, and `lossy`
    /// cleared.
    hf::task<> (*play)(std::shared_ptr<hf::sim::scripted_line> line, bool* lossy) = nullptr;
    std::string best_bid{}; ///< After everything that the exchange has said.
};

/// @param name  beacon, kraken or coinbase
/// @throws std::invalid_argument  for any other
[[nodiscard]] exchange of(const std::string& name);

} // namespace recordings

#endif
