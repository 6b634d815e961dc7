// SPDX-License-Identifier: BSL-1.0
#include "exchange/binance/account_common.hpp"

#include "exchange/binance/errors.hpp"
#include "wire/json/json_cursor.hpp"

#include <holdfast/policy/order_fate.hpp>
#include <holdfast/redacted.hpp>

#include <charconv>

namespace holdfast::binance {

namespace {

using wire::json_cursor;
using wire::json_member;
using wire::read_member;
using wire::written;

/// Reads a member once; a second one of that name is an error.
void read_once(json_cursor& in, slab& memory, json_member& to)
{
    if (to)
        return in.fail("a member comes twice");
    to = read_member(in, memory);
}

void skip_once(json_cursor& in, std::string_view& to)
{
    if (!to.empty())
        return in.fail("a member comes twice");
    static_cast<void>(in.peek()); // Goes over blanks.
    to = in.skip();
}

/// What an order's answer, or a login's, says; what else there is in it does not matter.
void read_result(std::string_view text, slab& memory, ws_answer& to)
{
    json_cursor in(text, memory);
    if (in.peek() != wire::json_kind::object)
        return;
    json_member order_id;
    std::string_view key;
    for (in.begin_object(); in.next_key(key);)
        if (key == "orderId") {
            order_id = read_member(in, memory);
        } else {
            to.subscription |= key == "subscriptionId";
            in.skip();
        }
    if (to_id(order_id, written::bare))
        to.report.order_id = order_id.text;
}

/// @return what is wrong with it; empty when nothing is.
std::string read_error(std::string_view text, slab& memory, ws_answer& to)
{
    frame read;
    const std::string_view broken = read_frame(text, memory, read);
    const json_member& code = read.outer[name::code];
    const char* const end = code.text.data() + code.text.size();
    const auto [behind, wrong] = std::from_chars(code.text.data(), end, to.report.code);
    if (!broken.empty() || wrong != std::errc() || behind != end || to.report.code == 0)
        return "an error without a code";
    to.passing = is_passing(code.text);
    to.words = memory.copy(std::string_view(redacted_excerpt(words_of(read.outer), 500)));
    return {};
}

} // namespace

std::string_view read_ws_message(std::string_view text, slab& memory, ws_message& to)
{
    json_cursor in(text, memory);
    std::string_view key;
    for (in.begin_object(); in.next_key(key);)
        if (key == "id")
            read_once(in, memory, to.id);
        else if (key == "status")
            read_once(in, memory, to.status);
        else if (key == "event")
            skip_once(in, to.event);
        else if (key == "result")
            skip_once(in, to.result);
        else if (key == "error")
            skip_once(in, to.error);
        else
            in.skip();
    if (in.finish())
        return {};
    return memory.copy(std::string_view(in.complaint()));
}

std::string read_ws_answer(const ws_message& in, slab& memory, ws_answer& to)
{
    const auto status = to_id(in.status, written::bare);
    if (!status || *status < 100 || *status > 599)
        return "an answer without a status";
    to.id = in.id.text;
    to.report.http_status = static_cast<unsigned>(*status);
    if (in.error.empty())
        read_result(in.result, memory, to);
    else if (std::string wrong = read_error(in.error, memory, to); !wrong.empty())
        return wrong;
    to.report.verdict = judge_answer(to.report.http_status, to.report.code, doubts);
    return {};
}

decoded order_answered(const ws_answer& in, std::uint64_t request_id, slab& memory)
{
    decoded said;
    said.what = decoded::kind::answer;
    said.request_id = request_id;
    said.text = in.words;
    said.answer = memory.copy(std::span<const answer_report>(&in.report, 1)).data();
    return said;
}

} // namespace holdfast::binance
