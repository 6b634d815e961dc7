// SPDX-License-Identifier: BSL-1.0
#include <holdfast/sim/bulk_transaction.hpp>

#include "wire/json/json_quote.hpp"

#include <holdfast/secret.hpp>
#include <holdfast/signing.hpp>

#include <algorithm>
#include <stdexcept>

namespace holdfast::sim {

namespace {

using wire::json_quote;

// Base58 as Bitcoin and Solana have it: a number to the base 58, and a 1 for every zero byte in front.
std::string base58(std::string_view bytes)
{
    constexpr std::string_view digits = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    std::string number; // Its digits, the last one first.
    for (const char byte : bytes) {
        unsigned carry = static_cast<unsigned char>(byte);
        for (char& digit : number) {
            carry += static_cast<unsigned char>(digit) * 256U;
            digit = static_cast<char>(carry % 58);
            carry /= 58;
        }
        for (; carry > 0; carry /= 58)
            number += static_cast<char>(carry % 58);
    }
    std::string text(std::min(bytes.find_first_not_of('\0'), bytes.size()), digits.front());
    for (auto digit = number.rbegin(); digit != number.rend(); ++digit)
        text += digits[static_cast<unsigned char>(*digit)];
    return text;
}

signing_key key_of(const std::string& text)
{
    const secret kept = secret::from_text(text, "account_config::secret");
    return (text.starts_with("-----BEGIN") ? signing_key::from_pem(kept) : signing_key::hmac_sha256(kept))
        .value();
}

std::string_view word_of(time_in_force lasts)
{
    switch (lasts) {
    case time_in_force::good_till_cancelled: return "GTC";
    case time_in_force::immediate_or_cancel: return "IOC";
    case time_in_force::post_only: return "ALO";
    default: throw std::invalid_argument("new_order::lasts: BULK has no such order");
    }
}

std::string place_action(const new_order& what)
{
    const bool market = what.type == order_type::market;
    if ((!market && what.type != order_type::limit) || what.leg != position_leg::net)
        throw std::invalid_argument("new_order: neither a limit nor a market order of the only position");
    const std::string lasts(word_of(what.lasts));
    return std::string(market ? "{\"m\":{" : "{\"l\":{") + "\"c\":" + json_quote(what.symbol) +
           ",\"b\":" + (what.side == side::buy ? "true" : "false") +
           (market ? "" : ",\"px\":" + what.price.str()) + ",\"sz\":" + what.quantity.str() +
           (market ? "" : ",\"tif\":" + json_quote(lasts)) +
           ",\"r\":" + (what.reduce_only ? "true" : "false") + ",\"i\":false}}";
}

std::string transaction(const account_config& owner, const std::string& action, std::uint64_t nonce)
{
    const std::string actions = "[" + action + "]";
    const std::string account = json_quote(owner.api_key);
    return "{\"actions\":" + actions + ",\"nonce\":" + std::to_string(nonce) + ",\"account\":" + account +
           ",\"signer\":" + account + ",\"signature\":" + json_quote(bulk_signature(owner, actions, nonce)) +
           "}";
}

} // namespace

std::string bulk_signature(const account_config& owner, std::string_view actions, std::uint64_t nonce)
{
    return base58(
        key_of(owner.secret).sign(std::string(actions) + "." + std::to_string(nonce) + "." + owner.api_key));
}

std::string bulk_order_id(std::string_view account, std::string_view action, std::size_t place,
                          std::uint64_t nonce)
{
    const signing_key hash = key_of("order id"); // The same for all: HMAC is a hash then.
    return base58(hash.sign(std::string(action) + "." + std::to_string(place) + "." + std::to_string(nonce) +
                            "." + std::string(account)));
}

ready_order bulk_place(const account_config& owner, const new_order& what, std::uint64_t nonce)
{
    const std::string action = place_action(what);
    return {.body = transaction(owner, action, nonce),
            .symbol = what.symbol,
            .client_id = what.client_id,
            .order_id = bulk_order_id(owner.api_key, action, 0, nonce)};
}

ready_order bulk_cancel(const account_config& owner, const order_cancel& what, std::uint64_t nonce)
{
    const std::string action =
        "{\"cx\":{\"c\":" + json_quote(what.symbol) + ",\"oid\":" + json_quote(what.order_id) + "}}";
    return {.body = transaction(owner, action, nonce),
            .symbol = what.symbol,
            .client_id = what.client_id,
            .order_id = what.order_id,
            .cancels = true};
}

} // namespace holdfast::sim
