// SPDX-License-Identifier: BSL-1.0
#include "exchange/bybit/account_messages.hpp"

#include "exchange/bybit/account_rows.hpp"
#include "exchange/bybit/answer_codes.hpp"
#include "exchange/bybit/control.hpp"
#include "exchange/common/left_out.hpp"

#include <holdfast/policy/order_fate.hpp>

#include <array>
#include <span>
#include <string>

namespace holdfast::bybit {

using wire::json_cursor;
using wire::json_member;
using wire::json_members;
using wire::written;

namespace {

void malformed(decoded& to, std::string_view why)
{
    decoded bad;
    bad.topic_name = to.topic_name;
    bad.text = why;
    to = bad;
}

// ---- messages of a topic ----------------------------------------------------------------------------------

void read_event(const frame& in, category of, slab& memory, std::vector<decoded>& out)
{
    decoded& to = out.emplace_back();
    if (in.outer[member::topic].is != json_member::shape::string || !in.has_data)
        return malformed(to, "\"topic\" without a name, or without \"data\"");
    to.topic_name = in.outer[member::topic].text;
    to.what = decoded::kind::data;
    const entry_kind kind = kind_of_entries(to.topic_name);
    if (kind == entry_kind::other)
        return;
    wire::member_reader<written::bare, written::quoted> take;
    to.exchange_time = take.time(in.outer[member::time], "creationTime");
    if (!take.good())
        return malformed(to, memory.copy(std::string_view(take.error())));
    std::vector<account_change> told;
    if (const std::string_view wrong = read_entries(in.data, {kind, of, to.exchange_time}, memory, told);
        !wrong.empty())
        return malformed(to, wrong);
    to.content = memory.copy(std::span<const account_change>(told));
    tell_left_out(told, std::string_view(to.topic_name), out);
}

// ---- logins and orders ------------------------------------------------------------------------------------

// v5/error, v5/websocket/trade/guideline: codes that do not say whether an order was executed, besides those
// of all products: a system in trouble, and on spot timeouts of what stands behind it.
constexpr std::array<std::int64_t, 9> doubts{common_doubts[0], common_doubts[1], 3'400'214, 170'001, 170'007,
                                             170'032,          170'146,          170'147,   170'234};

answer_report& report_of(const frame& in, slab& memory, decoded& to)
{
    answer_report& report = memory.allocate<answer_report>(1).front();
    report.code = code_of(in.outer);
    to.answer = &report;
    return report;
}

// What REST calls by this code (v5/error) is "Params Error" here, without a code or with the one of
// parameters: a login that is out of date. Ours are right otherwise.
constexpr std::int64_t out_of_date = 10'002;

bool says_out_of_date(std::string_view code, std::string_view words) noexcept
{
    return code == "10001" || words == "Params Error" || words.ends_with("request expired");
}

// 20001: we are in already (v5/websocket/trade/guideline).
void read_login(const frame& in, const signer& identity, slab& memory, decoded& to)
{
    const std::string_view code = in.outer[member::ret_code].text;
    const std::string_view words = in.outer[member::ret_msg].text;
    to.request_id = request_of(in.outer);
    if (code == "20001" || agrees(in.outer)) {
        to.what = decoded::kind::login;
        return;
    }
    if (!refuses(in.outer))
        return malformed(to, "the answer to a login says neither yes nor no");
    to.what = decoded::kind::login_refused;
    to.text = words_of(in.outer, memory);
    answer_report& report = report_of(in, memory, to);
    if (says_out_of_date(code, words))
        report.code = out_of_date;
    to.again = blames_the_clock(identity, report.code) || says_later(code) || complains_of_speed(in.outer);
}

// The exchange's id of an order, if the answer has it.
std::string_view order_in(std::string_view data, slab& memory)
{
    json_cursor in(data, memory);
    std::string_view id;
    std::string_view key;
    for (in.begin_object(); in.next_key(key);) {
        if (key == "orderId")
            id = in.string();
        else
            in.skip();
    }
    return in.finish() ? id : std::string_view();
}

void read_answer(const frame& in, slab& memory, std::vector<decoded>& out)
{
    const std::string_view code = in.outer[member::ret_code].text;
    decoded& to = out.emplace_back();
    if (!agrees(in.outer) && !refuses(in.outer))
        return malformed(to, "the answer to an order says neither yes nor no");
    to.what = decoded::kind::answer;
    to.request_id = request_of(in.outer);
    to.text = refuses(in.outer) ? words_of(in.outer, memory) : std::string_view();
    answer_report& report = report_of(in, memory, to);
    const bool unexplained = refuses(in.outer) && report.code == 0;
    report.verdict = unexplained ? order_answer::in_doubt : judge_answer(0, report.code, doubts);
    if (report.verdict == order_answer::acknowledged)
        report.order_id = order_in(in.data, memory);
    // 10007: the login is not good any more. 10019: restarting, takes nothing new
    // (v5/websocket/trade/guideline).
    const std::string_view words = to.text;
    if (code == "10007" || code == "10019") {
        decoded& also = out.emplace_back();
        also.what = code == "10007" ? decoded::kind::login_expired : decoded::kind::shutdown;
        also.text = words;
    }
}

void understand(const frame& in, category of, const signer& identity, slab& memory, std::vector<decoded>& out)
{
    const std::string_view op = in.outer[member::op].text;
    if (in.outer.has(member::topic))
        read_event(in, of, memory, out);
    else if (op == "auth")
        read_login(in, identity, memory, out.emplace_back());
    else if (op.starts_with("order."))
        read_answer(in, memory, out);
    else if (in.outer.has(member::op) || in.outer.has(member::success) || in.outer.has(member::ret_code) ||
             in.outer.has(member::ret_msg))
        understand_reply(in, memory, out);
    else
        out.emplace_back().text = "not a message of this exchange";
}

} // namespace

void understand_private(std::string_view text, category of, const signer& identity, slab& memory,
                        std::vector<decoded>& out)
{
    const std::size_t before = out.size();
    frame read;
    if (const std::string_view wrong = read_frame(text, memory, read); !wrong.empty()) {
        decoded& said = out.emplace_back();
        said.text = wrong;
        said.topic_name = read.outer[member::topic].text;
        return;
    }
    understand(read, of, identity, memory, out);
    for (decoded& said : std::span(out).subspan(before))
        if (!said.text.empty())
            said.text = memory.copy(std::string_view(fit_to_tell(said.text)));
}

} // namespace holdfast::bybit
