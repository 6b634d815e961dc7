#include "wire/level_reader.hpp"

namespace holdfast::wire {

bool level_row::read(json_cursor& in, level& to) const
{
    if (!in.begin_array())
        return false;
    for (decimal* number : {&to.price, &to.quantity})
        if (!in.next_element() || !level_detail::read_positive(in, written::quoted, *number))
            return false;
    while (in.next_element())
        in.skip();
    return !in.failed();
}

} // namespace holdfast::wire
