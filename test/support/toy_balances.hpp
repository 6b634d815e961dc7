// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_TEST_SUPPORT_TOY_BALANCES_HPP
#define HOLDFAST_TEST_SUPPORT_TOY_BALANCES_HPP

#include "support/toy_exchange.hpp"

#include <holdfast/account/dialect.hpp>

#include <sstream>
#include <string>
#include <vector>

namespace toy {

/// Accounts in plain words: balances alone, told on two topics and asked for by one request.
///
///     tell TOPIC NUMBER ASSET TOTAL     a message of a topic
///     ASSET TOTAL [ASSET TOTAL]...      the answer of `http://toy/account`
///
/// A total of `?` is one that cannot be read, and `gift` a row on which nothing depends.
///
/// Its dead man's switch is `http://toy/switch?SECONDS`.
class balances final : public exchange, public hf::account_dialect {
public:
    hf::dead_man_limits switch_limits{.shortest = std::chrono::seconds(3),
                                      .longest = std::chrono::minutes(5)};

    [[nodiscard]] const hf::account_dialect* account() const noexcept override { return this; }
    [[nodiscard]] const hf::signer* identity() const noexcept override { return nullptr; }
    [[nodiscard]] std::vector<hf::topic> topics() const override
    {
        return {hf::topic("quiet.cash"), hf::topic("quiet.margin")};
    }
    [[nodiscard]] hf::account_parts parts() const override { return {.balances = true}; }

    void decode(std::string_view bytes, bool binary, hf::slab& memory,
                std::vector<hf::decoded>& out) const override
    {
        std::istringstream words{std::string(bytes)};
        std::string verb, name, asset, total;
        hf::decoded said;
        if (!(words >> verb) || verb != "tell")
            return exchange::decode(bytes, binary, memory, out);
        words >> name >> said.ids.last >> asset >> total;
        const hf::account_change change = change_of(memory.copy(std::string_view(asset)), total);
        said.what = hf::decoded::kind::data;
        said.topic_name = memory.copy(std::string_view(name));
        said.content =
            std::span<const hf::account_change>(memory.copy(std::span<const hf::account_change>(&change, 1)));
        out.push_back(said);
        if (std::holds_alternative<hf::unread_report>(change)) {
            said.what = hf::decoded::kind::skipped;
            said.content = {};
            said.text = "a total that cannot be read";
            out.push_back(said);
        }
    }

    [[nodiscard]] std::vector<hf::account_question> questions(const hf::account_scope& scope) const override
    {
        return {{.part = scope.parts}};
    }
    [[nodiscard]] hf::http_request ask(const hf::account_question&) const override
    {
        hf::http_request asked;
        asked.url = "http://toy/account";
        return asked;
    }
    [[nodiscard]] hf::result<hf::account_page> decode(const hf::account_question&,
                                                      const hf::http_response& answer) const override
    {
        if (answer.status != 200)
            return hf::failure(hf::errc::http_status, "HTTP " + std::to_string(answer.status));
        hf::account_page page;
        std::istringstream words(answer.body);
        std::string total;
        for (std::string asset; words >> asset >> total;) {
            const hf::account_change one = change_of(asset, total);
            if (const auto* told = std::get_if<hf::balance_report>(&one))
                page.found.balances.push_back(hf::balance::from(*told));
            else
                page.found.left_out.push_back(hf::unread::from(std::get<hf::unread_report>(one)));
        }
        return page;
    }

    [[nodiscard]] static hf::account_change change_of(std::string_view asset, const std::string& total)
    {
        if (const auto number = hf::decimal::parse(total))
            return hf::balance_report{.asset = asset, .total = *number};
        return hf::unread_report{
            .about = {.balances = total == "?"}, .name = asset, .why = "a total that cannot be read"};
    }

    [[nodiscard]] hf::http_request look_up(const hf::order_reference&) const override { return {}; }
    [[nodiscard]] hf::result<std::optional<hf::order>> decode_look_up(const hf::order_reference&,
                                                                      const hf::http_response&) const override
    {
        return std::optional<hf::order>();
    }

    [[nodiscard]] hf::dead_man_limits dead_man() const override { return switch_limits; }
    [[nodiscard]] std::vector<hf::http_request> arm_dead_man(hf::duration timeout,
                                                             const std::vector<std::string>&) const override
    {
        hf::http_request asked;
        asked.url = "http://toy/switch?" + std::to_string(timeout / std::chrono::seconds(1));
        return {asked};
    }
    [[nodiscard]] hf::result<> decode_dead_man(const hf::http_response& answer) const override
    {
        if (answer.status != 200)
            return hf::failure(hf::errc::http_status, "HTTP " + std::to_string(answer.status));
        return {};
    }
};

} // namespace toy

#endif
