// SPDX-License-Identifier: BSL-1.0
#include <holdfast/channel.hpp>

namespace holdfast::detail {

waiting_line::place::place(waiting_line& line) : line_(&line)
{
    line.places_.push_back(this);
}

waiting_line::place::~place()
{
    if (!line_)
        return;
    std::erase(line_->places_, this);
    if (!line_->empty())
        line_->notify();
}

bool waiting_line::place::first() const noexcept
{
    return line_->places_.front() == this;
}

waiting_line::~waiting_line()
{
    for (place* one : places_)
        one->line_ = nullptr;
}

std::size_t checked_capacity(std::size_t capacity)
{
    if (capacity == 0)
        throw error(failure(errc::invalid_config, "channel capacity is 0; it must be at least 1"));
    return capacity;
}

} // namespace holdfast::detail
