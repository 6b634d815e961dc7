// SPDX-License-Identifier: BSL-1.0
#include <holdfast/account/finding.hpp>

namespace holdfast {

namespace {

std::string side_text(side which)
{
    return which == side::buy ? "buy " : "sell ";
}

std::string body_text(const order& o)
{
    return side_text(o.side) + o.quantity.str() + " at " + o.price.str() + ", " + o.filled.str() +
           " filled, " + std::string(to_string(o.state));
}

std::string order_text(const order& o)
{
    return o.symbol + " order " + o.id + (o.client_id.empty() ? "" : " (" + o.client_id + ")");
}

std::string balance_text(const balance& b)
{
    const auto part = [](const char* label, const std::optional<decimal>& amount) {
        return amount ? std::string(", ") + label + " " + amount->str() : std::string();
    };
    return b.total.str() + part("available", b.available) + part("locked", b.locked);
}

std::string text_of(const missed_fill& f)
{
    return f.theirs.symbol + " fill " + f.theirs.key + " of order " + f.theirs.order_id +
           " was missed: " + side_text(f.theirs.side) + f.theirs.quantity.str() + " at " +
           f.theirs.price.str();
}

std::string text_of(const ghost_order& f)
{
    return order_text(f.ours) + " is open here and not at the exchange: " + body_text(f.ours);
}

std::string text_of(const unknown_order& f)
{
    return order_text(f.theirs) + " is open at the exchange and not known here: " + body_text(f.theirs);
}

std::string text_of(const changed_order& f)
{
    return order_text(f.theirs) + " has changed: ours " + body_text(f.ours) + "; theirs " +
           body_text(f.theirs);
}

std::string text_of(const drifted_balance& f)
{
    return f.theirs.asset + " balance: ours " + balance_text(f.ours) + "; theirs " + balance_text(f.theirs);
}

std::string text_of(const drifted_position& f)
{
    return f.theirs.symbol + " " + std::string(to_string(f.theirs.leg)) + " position: ours " +
           f.ours.size.str() + "; theirs " + f.theirs.size.str();
}

} // namespace

std::string to_string(const finding& found)
{
    return std::visit([](const auto& f) { return text_of(f); }, found);
}

} // namespace holdfast
