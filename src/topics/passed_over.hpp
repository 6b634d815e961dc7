// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_TOPICS_PASSED_OVER_HPP
#define HOLDFAST_SRC_TOPICS_PASSED_OVER_HPP

#include <holdfast/event.hpp>

#include <cstdint>
#include <optional>

namespace holdfast {

/// What a consumer has to be told in place of the events that were dropped before it could take them: at most
/// one end of the gap that it knows of, and one gap for all that is missing. Pure.
class passed_over {
public:
    /// @param hole  whether a dropped message leaves a hole that must be declared
    explicit passed_over(bool hole) noexcept : hole_(hole) {}

    /// A message was dropped.
    void drop(const stamp& gone);
    /// A mark was taken out, because the messages before it were dropped.
    void merge(const gap_opened& mark);
    void merge(const gap_closed& mark);

    [[nodiscard]] bool declares() const noexcept { return hole_; }
    [[nodiscard]] bool empty() const noexcept { return !ended_ && !opened_; }

    /// Writes the marks that stand before everything that was kept.
    template <class Output>
    void write(Output to) const
    {
        if (ended_)
            *to++ = *ended_;
        if (opened_)
            *to++ = *opened_;
        if (closed_)
            *to++ = *closed_;
    }

    /// The consumer has taken all that waited.
    /// @param open       whether a gap is open after the last event that it has
    /// @param last_good  the number of the last message that it has
    void on_taken(bool open, std::uint64_t last_good);

    [[nodiscard]] std::uint64_t last_good() const noexcept { return last_good_; }

private:
    [[nodiscard]] bool open() const noexcept { return opened_ ? !closed_ : open_ && !ended_; }
    void close(gap_closed mark);

    bool hole_;
    bool open_ = true; // For the consumer: a stream begins closed.
    bool dropped_ = false;
    std::uint64_t last_good_ = 0;
    std::optional<gap_closed> ended_{}; // The end of the gap that the consumer knows of.
    std::optional<gap_opened> opened_{};
    std::optional<gap_closed> closed_{};
};

} // namespace holdfast

#endif
