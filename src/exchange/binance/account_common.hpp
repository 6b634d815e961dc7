// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_EXCHANGE_BINANCE_ACCOUNT_COMMON_HPP
#define HOLDFAST_SRC_EXCHANGE_BINANCE_ACCOUNT_COMMON_HPP

#include "exchange/binance/market_messages.hpp"
#include "wire/json/json_member.hpp"

#include <holdfast/account/change.hpp>
#include <holdfast/adapter.hpp>
#include <holdfast/error.hpp>
#include <holdfast/exchange/binance/keys.hpp>
#include <holdfast/memory/slab.hpp>
#include <holdfast/network.hpp>
#include <holdfast/order.hpp>
#include <holdfast/policy/order_state.hpp>
#include <holdfast/side.hpp>

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// What the accounts of both markets have in common: the words for orders, REST, and requests over WebSocket.
namespace holdfast::binance {

// ---- the words for orders (enums.md; USD-M, "Common Definition"): binance_account_words.cpp

[[nodiscard]] std::optional<side> side_of(std::string_view word) noexcept;
[[nodiscard]] std::optional<order_state> state_of(std::string_view status) noexcept;

struct order_kind {
    order_type type = order_type::other;
    time_in_force lasts = time_in_force::other;
};

/// What an order of that type and time in force is: the two markets do not mean the same by the same type.
[[nodiscard]] order_kind kind_of_order(market of, std::string_view type, std::string_view lasts) noexcept;

/// How an order is asked for.
struct order_words {
    std::string_view type{};
    std::string_view lasts{}; ///< Empty where a time in force must not be sent.
};

/// The words for an order that `check` has nothing against.
[[nodiscard]] order_words words_for(market of, const new_order& order) noexcept;

/// Says what the exchange would refuse for certain, naming the member; empty when there is nothing.
[[nodiscard]] std::string check(market of, const new_order& order);
[[nodiscard]] std::string check(const order_cancel& cancel);

// ---- REST: binance_account_rest.cpp

/// A URL with a query; values are percent-encoded, and a parameter without a value is left out.
[[nodiscard]] std::string
with_query(std::string where, std::initializer_list<std::pair<std::string_view, std::string>> parameters);

/// A request that the session is to sign.
[[nodiscard]] http_request signed_request(http_verb verb, std::string url, unsigned weight);

/// What the exchange says when it does not give what was asked for.
struct rest_refusal {
    std::int64_t code = 0; ///< The exchange's; zero: it has none.
    failure why{};
};

/// Nothing if the answer is one: status 200, and not an error in its body.
/// `why` has the exchange's words, and the code `rate_limited`, `banned`, `login_expired` (the clock is
/// wrong), `unauthorized`, `forbidden` or `http_status`.
[[nodiscard]] std::optional<rest_refusal> refusal_in(const http_response& answer, const holdfast::signer& by);

/// No such order (errors.md, -2013); nothing else means that.
[[nodiscard]] bool is_no_such_order(const rest_refusal& said) noexcept;

/// A list of rows. One that is not understood costs itself.
template <class Row>
struct rest_rows {
    std::vector<Row> rows{};
    std::vector<unread> left_out{};
};

/// Where a fill stands in a history, as far as that was understood: zero, and the epoch, where it was not.
struct fill_mark {
    std::uint64_t id = 0;
    wall_time at{};
};

struct fill_rows : rest_rows<fill> {
    std::vector<fill_mark> marks{}; ///< Of all rows, those that were left out included.
};

/// Orders as `openOrders` gives them, where every one is open, whatever its status is called; as `order`
/// does; and fills as `myTrades` and `userTrades` do. Errors: malformed, with what is wrong.
[[nodiscard]] result<rest_rows<order>> read_orders(market of, std::string_view body);
[[nodiscard]] result<order> read_order(market of, std::string_view body);
[[nodiscard]] result<fill_rows> read_fills(std::string_view body);

/// The answer to a request for the time: `{"serverTime":1499827319559}`.
[[nodiscard]] result<wall_time> read_server_time(const http_response& answer, const holdfast::signer& by);

/// A fee, which may be below zero; nothing where the exchange tells none. What is neither is refused.
[[nodiscard]] std::optional<decimal>
fee_in(const wire::json_member& m, std::string_view name,
       wire::member_reader<wire::written::bare, wire::written::quoted>& read);

/// Says whether a member tells that nothing was traded: zero, or nothing at all.
[[nodiscard]] bool tells_nothing(const wire::json_member& quantity) noexcept;

// ---- requests over WebSocket (web-socket-api.md, "Response format"): binance_ws_answer.cpp

/// A message of the WebSocket API, read and not yet understood; what is not there is absent, or empty.
struct ws_message {
    wire::json_member id{};
    wire::json_member status{};
    std::string_view event{};  ///< JSON.
    std::string_view result{}; ///< JSON.
    std::string_view error{};  ///< JSON.
};

/// Reads a message. Members that are not known are skipped.
/// @return what is wrong with the text, a view of the slab; empty when nothing is.
[[nodiscard]] std::string_view read_ws_message(std::string_view text, slab& memory, ws_message& to);

/// What an answer says, whatever was asked for.
struct ws_answer {
    std::string_view id{}; ///< As we sent it; empty: null, or absent.
    answer_report report{};
    std::string_view words{};  ///< Of an error, fit for a log; in the slab.
    bool passing = false;      ///< The error is the exchange's own trouble.
    bool subscription = false; ///< The result has a `subscriptionId`.
};

/// Understands an answer.
/// @return what is wrong with it; empty when nothing is.
[[nodiscard]] std::string read_ws_answer(const ws_message& in, slab& memory, ws_answer& to);

/// The answer to an order.
[[nodiscard]] decoded order_answered(const ws_answer& in, std::uint64_t request_id, slab& memory);

/// Tells by its client id where an order comes from (USD-M, "User Data Streams", ORDER_TRADE_UPDATE:
/// `autoclose-`, `adl_autoclose`, `settlement_autoclose-`).
[[nodiscard]] constexpr order_origin origin_of(std::string_view client_id) noexcept
{
    if (client_id.starts_with("autoclose-"))
        return order_origin::liquidation;
    if (client_id.starts_with("adl_autoclose"))
        return order_origin::auto_deleveraging;
    if (client_id.starts_with("settlement_autoclose-"))
        return order_origin::settlement;
    return order_origin::client;
}

} // namespace holdfast::binance

#endif
