// SPDX-License-Identifier: BSL-1.0
#include <holdfast/order.hpp>

namespace holdfast {

namespace {

struct to_reference {
    order_reference operator()(const new_order& o) const { return {o.symbol, o.client_id, {}}; }
    order_reference operator()(const order_cancel& o) const { return {o.symbol, o.client_id, o.order_id}; }
    order_reference operator()(const ready_order& o) const { return {o.symbol, o.client_id, o.order_id}; }
};

} // namespace

order_reference reference_of(const order_command& command)
{
    return std::visit(to_reference(), command);
}

bool cancels(const order_command& command) noexcept
{
    const auto* ready = std::get_if<ready_order>(&command);
    return std::holds_alternative<order_cancel>(command) || (ready && ready->cancels);
}

} // namespace holdfast
