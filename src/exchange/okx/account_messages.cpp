// SPDX-License-Identifier: BSL-1.0
#include "exchange/okx/account_messages.hpp"

#include "exchange/common/left_out.hpp"
#include "exchange/okx/account_rows.hpp"
#include "exchange/okx/control.hpp"
#include "exchange/okx/market_messages.hpp"
#include "exchange/okx/rest_answer.hpp"
#include "exchange/okx/topic_names.hpp"
#include "wire/json/json_cursor.hpp"
#include "wire/json/json_member.hpp"

#include <holdfast/redacted.hpp>

#include <algorithm>
#include <array>
#include <string>

namespace holdfast::okx {

using wire::json_cursor;

namespace {

/// The members of a message beside its argument and its rows.
enum class name : std::uint8_t { event, id, op, code, msg, channel, count };

constexpr std::array<std::string_view, std::size_t(name::count)> names{"event", "id",  "op",
                                                                       "code",  "msg", "channel"};

/// "Error code", WebSocket: a login is the only thing that they are said of.
constexpr std::array login_refusals{60004, 60005, 60006, 60007, 60009, 60023,
                                    60024, 60026, 60031, 60032, 63999};
constexpr int internal_error = 63999;
constexpr int logins_too_frequent = 60023;
constexpr int please_log_in = 60011;

class account_message_reader {
public:
    account_message_reader(const signer& by, slab& memory, std::vector<decoded>& out)
        : by_(by), memory_(memory), out_(out), first_(out.size())
    {
    }

    void operator()(std::string_view text)
    {
        json_cursor in(text, memory_);
        read_outer(in);
        if (in.finish())
            understand(text);
        else
            complain(in.complaint());
        if (wrong_.empty())
            return;
        out_.resize(first_);
        say(decoded::kind::malformed).text = kept(wrong_);
    }

private:
    void read_outer(json_cursor& in)
    {
        std::string_view key;
        for (in.begin_object(); in.next_key(key);) {
            const auto known = std::ranges::find(names, key);
            if (key == "arg")
                read_arg(in);
            else if (key == "data")
                read_data(in);
            else if (known != names.end())
                outer_.read(static_cast<name>(known - names.begin()), in, memory_);
            else
                in.skip();
        }
    }

    void read_arg(json_cursor& in)
    {
        if (!topic_.empty())
            return in.fail("a member comes twice");
        const argument read = read_argument(in);
        topic_ = okx::name_of(read, memory_);
        channel_ = read.channel;
    }

    void read_data(json_cursor& in)
    {
        if (!data_.empty())
            return in.fail("a member comes twice");
        data_ = in.skip();
    }

    void understand(std::string_view text)
    {
        if (outer_.has(name::event))
            return on_event();
        if (outer_.has(name::op))
            return on_answer();
        if (data_.empty() || topic_.empty())
            return complain(data_.empty() ? "not a message of this exchange" : "data without a channel");
        if (channel_ == "orders")
            return on_orders();
        if (channel_ == "account")
            return on_balances();
        if (channel_ == "positions")
            return on_positions();
        read_message(text, reading(), memory_, out_);
    }

    // ---- what the account is told ------------------------------------------------------------------------

    void on_orders()
    {
        const auto rows = read_rows(data_, memory_, &read_order_row);
        if (!rows)
            return complain(rows.error().text);
        std::vector<account_change> changes;
        wall_time newest{};
        for (const order_row& row : *rows) {
            add({.orders = true}, row.order.symbol, row.order, row.wrong, changes);
            if (row.executed)
                add({.fills = true}, row.order.symbol, *row.executed, row.execution_wrong, changes);
            newest = std::max(newest, row.order.updated);
        }
        tell(changes, newest);
    }

    void on_balances()
    {
        const auto rows = read_rows(data_, memory_, &read_balances_row);
        if (!rows)
            return complain(rows.error().text);
        std::vector<account_change> changes;
        wall_time newest{};
        for (const balances_row& row : *rows) {
            for (const balance_row& one : row.balances) {
                balance_report balance = one.balance;
                balance.at = row.at;
                add({.balances = true}, balance.asset, balance, one.wrong, changes);
            }
            newest = std::max(newest, row.at);
        }
        tell(changes, newest);
    }

    void on_positions()
    {
        const auto rows = read_rows(data_, memory_, &read_position_row);
        if (!rows)
            return complain(rows.error().text);
        std::vector<account_change> changes;
        wall_time newest{};
        for (const position_row& row : *rows) {
            add({.positions = true}, row.position.symbol, row.position, row.wrong, changes);
            newest = std::max(newest, row.position.at);
        }
        tell(changes, newest);
    }

    // What a row says, or that it was left out.
    void add(const account_parts& about, std::string_view of, const account_change& told,
             const std::string& wrong, std::vector<account_change>& to)
    {
        if (wrong.empty())
            to.push_back(told);
        else
            to.emplace_back(row_left_out(about, of, wrong, memory_));
    }

    void tell(const std::vector<account_change>& changes, wall_time newest)
    {
        decoded& said = say(decoded::kind::data);
        said.exchange_time = newest;
        said.content = memory_.copy(std::span<const account_change>(changes));
        tell_left_out(changes, topic_, out_);
    }

    // ---- what the connection is told ---------------------------------------------------------------------

    void on_event()
    {
        const std::string_view event = text_of(name::event);
        const std::int64_t code = code_of(text_of(name::code)).value_or(0);
        if (event == "login" && code == 0) {
            say(decoded::kind::login);
            return;
        }
        const bool of_login = std::ranges::find(login_refusals, code) != login_refusals.end();
        if (event == "login" || (event == "error" && of_login))
            return on_login_refused(static_cast<int>(code));
        if (event == "error" && code == please_log_in) {
            say(decoded::kind::login_expired).text = words();
            return;
        }
        const control_event said{.event = event,
                                 .code = text_of(name::code),
                                 .words = text_of(name::msg),
                                 .channel = text_of(name::channel),
                                 .topic_name = topic_,
                                 .request_id = request_id()};
        if (const std::string_view wrong = read_event(said, memory_, out_); !wrong.empty())
            return complain(std::string(wrong));
        for (decoded& entry : std::span(out_).subspan(first_))
            entry.text = kept(redacted_excerpt(entry.text, 500));
    }

    void on_login_refused(int code)
    {
        decoded& said = say(decoded::kind::login_refused);
        said.text = words();
        said.again = by_.blames_the_clock(code) || code == internal_error || code == logins_too_frequent;
        said.answer = &report({.verdict = order_answer::rejected, .code = code});
    }

    // "Place order", "Cancel order": what became of the order stands in its row, where there is one.
    void on_answer()
    {
        using rows_of_answer = std::vector<order_answer_row>;
        const auto rows = data_.empty() ? result<rows_of_answer>(rows_of_answer())
                                        : read_rows(data_, memory_, &read_order_answer_row);
        if (!rows)
            return complain(rows.error().text);
        if (rows->size() > 1)
            return complain("an answer to several orders");
        const auto whole = code_of(text_of(name::code));
        const auto own = rows->empty() ? whole : code_of(rows->front().code);
        if (!whole || !own || (rows->empty() && *whole == 0))
            return complain("an answer that does not say what became of the order");
        tell_fate(*whole, *own, rows->empty() ? order_answer_row() : rows->front());
    }

    // An answer that says both yes and no leaves the order in doubt.
    void tell_fate(std::int64_t whole, std::int64_t own, const order_answer_row& row)
    {
        answer_report made;
        made.code = own != 0 ? own : whole;
        made.verdict = own == 0 && whole != 0 ? order_answer::in_doubt : judge_answer(0, made.code, doubts);
        if (made.verdict == order_answer::acknowledged)
            made.order_id = row.order_id;
        decoded& said = say(decoded::kind::answer);
        said.request_id = request_id();
        said.answer = &report(made);
        if (made.code != 0)
            said.text = row.code.empty() || own == 0
                            ? words()
                            : kept(redacted_excerpt(words_of(row.code, row.words), 500));
        if (whole == please_log_in)
            say(decoded::kind::login_expired).text = words();
    }

    // ---- with what ----------------------------------------------------------------------------------------

    decoded& say(decoded::kind what)
    {
        decoded& said = out_.emplace_back();
        said.what = what;
        said.topic_name = topic_;
        return said;
    }

    void complain(std::string why)
    {
        if (wrong_.empty())
            wrong_ = std::move(why);
    }

    [[nodiscard]] const answer_report& report(const answer_report& made)
    {
        return memory_.copy(std::span<const answer_report>(&made, 1)).front();
    }

    [[nodiscard]] std::string_view kept(std::string_view text) { return memory_.copy(text); }
    [[nodiscard]] std::string_view words()
    {
        return kept(redacted_excerpt(words_of(text_of(name::code), text_of(name::msg)), 500));
    }

    [[nodiscard]] std::string_view text_of(name which) const noexcept { return outer_[which].text; }
    [[nodiscard]] std::uint64_t request_id() const noexcept
    {
        return wire::to_id(outer_[name::id], wire::written::either).value_or(0);
    }

    const signer& by_;
    slab& memory_;
    std::vector<decoded>& out_;
    std::size_t first_; // Entries before it are of other messages.
    wire::json_members<name> outer_{};
    std::string_view topic_{};
    std::string_view channel_{};
    std::string_view data_{};
    std::string wrong_{};
};

} // namespace

void read_account_message(std::string_view text, const signer& by, slab& memory, std::vector<decoded>& out)
{
    if (text == "pong")
        return read_message(text, reading(), memory, out);
    account_message_reader(by, memory, out)(text);
}

} // namespace holdfast::okx
