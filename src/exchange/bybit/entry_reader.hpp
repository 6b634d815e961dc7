// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_EXCHANGE_BYBIT_ENTRY_READER_HPP
#define HOLDFAST_SRC_EXCHANGE_BYBIT_ENTRY_READER_HPP

#include "wire/json/json_member.hpp"

#include <holdfast/account/change.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

/// How the entries of a list about an account are taken, and what their words mean.
namespace holdfast::bybit {

using wire::json_member;
using wire::written;
using shape = json_member::shape;

template <class Meaning, std::size_t Size>
using dictionary = std::pair<std::string_view, Meaning>[Size];

/// Takes the members of an entry for what they have to be. Ids are bare or quoted, amounts are quoted.
class entry_reader : public wire::member_reader<written::either, written::quoted> {
public:
    [[nodiscard]] std::string_view text(const json_member& m, std::string_view name) noexcept
    {
        if (m.is != shape::string || m.text.empty())
            refuse(m, name, "a text");
        return m.text;
    }

    template <class Meaning, std::size_t Size>
    [[nodiscard]] Meaning word(const json_member& m, std::string_view name,
                               const dictionary<Meaning, Size>& words) noexcept
    {
        for (const auto& [word, meaning] : words)
            if (m.is == shape::string && m.text == word)
                return meaning;
        refuse(m, name, "a known word");
        return words[0].second;
    }

    /// The same, or `otherwise` for a word that is not known, which is told.
    template <class Meaning, std::size_t Size>
    [[nodiscard]] Meaning word_or(Meaning otherwise, const json_member& m, std::string_view name,
                                  const dictionary<Meaning, Size>& words)
    {
        entry_reader probe;
        const Meaning meaning = probe.word(m, name, words);
        if (probe.good())
            return meaning;
        odd_ = probe.error();
        return otherwise;
    }

    /// What was not known, and did not matter; empty if there was nothing.
    [[nodiscard]] const std::string& odd() const noexcept { return odd_; }

    /// Where an empty text says that there is none.
    [[nodiscard]] std::optional<decimal> amount_if_any(const json_member& m, std::string_view name) noexcept
    {
        const decimal read = cut_magnitude_or_zero(m, name);
        return read.is_zero() ? std::nullopt : std::optional(read);
    }

private:
    std::string odd_{};
};

// ---- words of enum.mdx ------------------------------------------------------------------------------------

inline constexpr dictionary<side, 2> sides{{"Buy", side::buy}, {"Sell", side::sell}};

// A conditional order is `Triggered` for a moment, before it is `New`.
inline constexpr dictionary<order_state, 9> states{{"New", order_state::open},
                                                   {"PartiallyFilled", order_state::partially_filled},
                                                   {"Untriggered", order_state::pending},
                                                   {"Triggered", order_state::pending},
                                                   {"Rejected", order_state::rejected},
                                                   {"Filled", order_state::filled},
                                                   {"Cancelled", order_state::cancelled},
                                                   {"PartiallyFilledCanceled", order_state::cancelled},
                                                   {"Deactivated", order_state::cancelled}};

inline constexpr dictionary<time_in_force, 5> durations{{"GTC", time_in_force::good_till_cancelled},
                                                        {"IOC", time_in_force::immediate_or_cancel},
                                                        {"FOK", time_in_force::fill_or_kill},
                                                        {"PostOnly", time_in_force::post_only},
                                                        {"RPI", time_in_force::post_only}};

inline constexpr dictionary<order_type, 2> types{{"Limit", order_type::limit},
                                                 {"Market", order_type::market}};

/// Types of an order that waits, or has waited, for a trigger.
struct triggered_types {
    order_type at_market;
    order_type at_limit;
};

inline constexpr dictionary<triggered_types, 7> triggers{
    {"Stop", {order_type::stop, order_type::stop_limit}},
    {"StopLoss", {order_type::stop, order_type::stop_limit}},
    {"PartialStopLoss", {order_type::stop, order_type::stop_limit}},
    {"TakeProfit", {order_type::take_profit, order_type::take_profit_limit}},
    {"PartialTakeProfit", {order_type::take_profit, order_type::take_profit_limit}},
    {"TrailingStop", {order_type::trailing_stop, order_type::trailing_stop}},
    {"", {order_type::market, order_type::limit}}};

inline constexpr dictionary<order_origin, 4> origins{
    {"CreateByLiq", order_origin::liquidation},
    {"CreateByTakeOver_PassThrough", order_origin::liquidation},
    {"CreateByAdl_PassThrough", order_origin::auto_deleveraging},
    {"CreateBySettle", order_origin::settlement}};

/// Whether it changes a position.
inline constexpr dictionary<bool, 10> executions{
    {"Trade", true},        {"AdlTrade", true},     {"BustTrade", true}, {"Delivery", true},
    {"Settle", true},       {"BlockTrade", true},   {"Funding", false},  {"SessionSettlePnL", false},
    {"MovePosition", true}, {"FutureSpread", true},
};

template <class Meaning, std::size_t Size>
[[nodiscard]] Meaning meaning_of(std::string_view word, const dictionary<Meaning, Size>& words,
                                 Meaning otherwise) noexcept
{
    const auto known = std::ranges::find(words, word, [](const auto& w) { return w.first; });
    return known == std::end(words) ? otherwise : known->second;
}

[[nodiscard]] inline order_type type_of(order_type after_trigger, std::string_view trigger) noexcept
{
    if (after_trigger == order_type::other || trigger == "UNKNOWN")
        return after_trigger;
    const triggered_types both = meaning_of(trigger, triggers, {order_type::other, order_type::other});
    return after_trigger == order_type::market ? both.at_market : both.at_limit;
}

[[nodiscard]] inline position_leg leg_of(const json_member& index, entry_reader& take) noexcept
{
    if (!index) // Spot.
        return position_leg::net;
    constexpr position_leg legs[] = {position_leg::net, position_leg::long_leg, position_leg::short_leg};
    const std::uint64_t at = take.id(index, "positionIdx");
    take.expect(at < std::size(legs), "\"positionIdx\" is neither 0 nor 1 nor 2");
    return legs[std::min<std::uint64_t>(at, 2)];
}

} // namespace holdfast::bybit

#endif
