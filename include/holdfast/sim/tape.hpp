// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SIM_TAPE_HPP
#define HOLDFAST_SIM_TAPE_HPP

#include <chrono>
#include <cstdint>
#include <istream>
#include <memory>
#include <optional>
#include <string>

namespace holdfast::sim {

/// One line of a tape: something that crossed the wire.
struct tape_entry {
    enum class kind : std::uint8_t { open, send, recv, http };
    std::chrono::nanoseconds at{}; ///< Since the epoch.
    kind what = kind::recv;
    std::string connection{};
    std::string url{};
    std::string text{};
};

/// Reads a tape, one JSON object a line: `{"t": ns since the epoch, "k": "open|send|recv|http",
/// "c": connection, "url"?: string, "d": text}`. One line is in memory at a time, and no more than
/// `longest_line` bytes of it; lines that cannot be understood are counted and left out.
class tape_reader {
public:
    explicit tape_reader(std::shared_ptr<std::istream> from, std::size_t longest_line = std::size_t(16)
                                                                                        << 20);

    /// The next entry; disengaged at the end.
    [[nodiscard]] std::optional<tape_entry> next();

    /// How many lines were left out.
    [[nodiscard]] std::uint64_t skipped() const noexcept { return skipped_; }

private:
    [[nodiscard]] bool next_line(std::string& line);

    std::shared_ptr<std::istream> from_;
    std::size_t longest_line_;
    std::uint64_t skipped_ = 0;
};

/// A tape to play.
struct tape_config {
    /// The file; ignored when `stream` is set.
    std::string file{};
    std::shared_ptr<std::istream> stream{};
    /// How many seconds of the tape go by in one second. 0.001 to 100 000.
    double speed = 1;
    /// How many changed levels to remember for `exchange::truth_at`, for each symbol.
    std::size_t history = 100'000;
};

} // namespace holdfast::sim

#endif
