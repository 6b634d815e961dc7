#ifndef HOLDFAST_NET_STREAM_IO_HPP
#define HOLDFAST_NET_STREAM_IO_HPP

#include <holdfast/runtime.hpp>
#include <holdfast/task.hpp>

#include <cstddef>
#include <span>
#include <string_view>
#include <utility>

namespace holdfast::net {

/// The outcome of one read or write.
struct transfer {
    error_code ec{};
    std::size_t bytes = 0;
};

/// Reads what is there, at least one byte. The result may be an error; cancellation is one too.
[[nodiscard]] task<transfer> read_some(byte_stream& from, std::span<char> into);

/// Writes everything.
[[nodiscard]] task<error_code> write_all(byte_stream& to, std::string_view bytes);

} // namespace holdfast::net

#endif
