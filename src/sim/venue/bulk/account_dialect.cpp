// SPDX-License-Identifier: BSL-1.0
#include "sim/account/account_dialect.hpp"
#include "sim/venue/bulk/account_orders.hpp"
#include "sim/venue/bulk/account_rows.hpp"
#include "sim/venue/json_read.hpp"
#include "sim/venue/request_target.hpp"
#include "wire/json/json_cursor.hpp"
#include "wire/json/json_quote.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <charconv>
#include <utility>

namespace holdfast::sim {

namespace {

namespace json = boost::json;
using wire::json_quote;

// ---- messages (docs.bulk.trade, `ws-account` and `ws-trading`) --------------------------------------------

std::string topic_of(std::string_view account)
{
    return "account." + std::string(account);
}

std::string message(std::string_view account, std::string_view data)
{
    return R"({"type":"account","data":)" + std::string(data) +
           ",\"topic\":" + json_quote(topic_of(account)) + "}";
}

std::string error_text(std::string_view words)
{
    return R"({"type":"error","error":)" + json_quote(words) + "}";
}

std::string snapshot(const back_office& with)
{
    return message(with.owner.api_key,
                   R"({"type":"accountSnapshot",)" + bulk::print_account(with.accounts) + "}");
}

// The keys that an entry of a subscription names: `user` is one or a list of them.
std::vector<std::string> users_of(const json::object& entry)
{
    std::vector<std::string> users;
    const json::value* user = entry.if_contains("user");
    if (user && user->is_string())
        users.emplace_back(user->get_string());
    if (user && user->is_array())
        for (const json::value& one : user->get_array())
            users.push_back(one.is_string() ? std::string(one.get_string()) : std::string());
    return users;
}

// Whether a subscription is of accounts alone. One that mixes them with markets is the public dialect's,
// which knows no accounts: a simplification.
bool only_accounts(const json::array& entries)
{
    return !entries.empty() && std::ranges::all_of(entries, [](const json::value& entry) {
        return entry.is_object() && text_of(entry.get_object(), "type") == "account";
    });
}

// Any account may be followed by anybody; this exchange has one.
private_reaction subscribe(private_client& from, const json::array& entries, const back_office& with)
{
    private_reaction out;
    const std::string topic = topic_of(with.owner.api_key);
    for (const json::value& entry : entries)
        for (const std::string& user : users_of(entry.get_object())) {
            if (user != with.owner.api_key) {
                out.replies.push_back(error_text("Account not found: " + user));
                continue;
            }
            if (std::ranges::find(from.topics, topic) == from.topics.end())
                from.topics.push_back(topic);
            out.replies.push_back(R"({"type":"subscriptionResponse","topics":[)" + json_quote(topic) + "]}");
            out.replies.push_back(snapshot(with));
        }
    return out;
}

std::optional<private_reaction> unsubscribe(private_client& from, const std::string& topic)
{
    if (!topic.starts_with("account."))
        return std::nullopt;
    private_reaction out;
    if (std::erase(from.topics, topic) == 0)
        out.replies.push_back(error_text("Not subscribed: " + topic));
    else
        out.replies.push_back(R"({"type":"unsubscribeResponse","topic":)" + json_quote(topic) + "}");
    return out;
}

// The transaction in a `post` request, to the letter, and the request's id.
struct posted {
    std::string_view payload{};
    std::string_view id{"null"};
};

posted read_post(std::string_view text)
{
    slab memory;
    posted read;
    std::string_view key;
    wire::json_cursor in(text, memory);
    for (in.begin_object(); in.next_key(key);) {
        if (key == "id") {
            read.id = in.skip();
        } else if (key == "request" && in.peek() == wire::json_kind::object) {
            for (in.begin_object(); in.next_key(key);) {
                const std::string_view value = in.skip();
                if (key == "payload")
                    read.payload = value;
            }
        } else {
            in.skip();
        }
    }
    return read;
}

private_reaction post(std::string_view text, const back_office& with)
{
    const posted asked = read_post(text);
    bulk::transacted done = bulk::transact(asked.payload, with);
    private_reaction out;
    out.executed = done.executed;
    out.replies.push_back(R"({"type":"post","id":)" + std::string(asked.id) +
                          R"(,"data":{"type":"action","payload":)" + done.answer + "}}");
    return out;
}

// ---- REST (`getAccount`) ----------------------------------------------------------------------------------

private_reply replied(unsigned status, std::string body)
{
    return {{status, {{"Content-Type", "application/json"}}, std::move(body), false}};
}

private_reply refused(unsigned status, std::string_view code, std::string_view words)
{
    return replied(status,
                   "{\"error\":{" + bulk::member("code", code) + "," + bulk::member("message", words) + "}}");
}

// A history, the newest row first, in pages; a cursor is the number of the last row before the page.
private_reply page(const json::object& asked, const std::vector<std::string>& oldest_first)
{
    constexpr std::uint64_t most = 5000;
    constexpr std::uint64_t usual = 1000;
    const std::uint64_t limit = asked.contains("limit") ? number_of(asked, "limit").value_or(0) : usual;
    const std::string cursor = text_of(asked, "cursor");
    std::size_t behind = oldest_first.size(); // Rows that are older than the pages before.
    const auto [end, wrong] = std::from_chars(cursor.data(), cursor.data() + cursor.size(), behind);
    if (!cursor.empty() && (wrong != std::errc() || behind > oldest_first.size()))
        return refused(410, "CURSOR_EXPIRED", "history changed");
    if (limit == 0 || limit > most)
        return refused(400, "INVALID_LIMIT", "limit must be between 1 and 5000");
    const std::size_t rows = std::min<std::size_t>(limit, behind);
    std::string data;
    for (std::size_t i = 0; i < rows; ++i)
        data += (i == 0 ? "" : ",") + oldest_first[behind - 1 - i];
    const bool more = rows < behind;
    return replied(200, "{\"data\":[" + data + R"(],"page":{"nextCursor":)" +
                            (more ? json_quote(std::to_string(behind - rows)) : "null") +
                            ",\"hasMore\":" + (more ? "true" : "false") +
                            R"(,"asOfSlot":1000000,"startSlot":0,"endSlot":1000000,"coverage":"complete"}})");
}

std::vector<std::string> trades_of(const back_office& with)
{
    std::vector<std::string> rows;
    for (const execution& e : with.accounts.executions(1, 0))
        rows.push_back(bulk::print_trade(e, with.owner.api_key));
    return rows;
}

std::vector<std::string> ended_orders_of(const back_office& with)
{
    std::vector<kept_order> ended;
    for (const std::string& id : with.accounts.arrivals())
        if (const auto found = with.accounts.find({}, 0, id); found && is_final(found->state))
            ended.push_back(*found);
    std::ranges::sort(ended, {}, &kept_order::update);
    const auto repeated = std::ranges::unique(ended, {}, &kept_order::id);
    ended.erase(repeated.begin(), repeated.end());
    std::vector<std::string> rows;
    for (const kept_order& o : ended)
        rows.push_back(bulk::print_ended(o));
    return rows;
}

private_reply account(std::string_view body, const back_office& with)
{
    json::error_code failed;
    const json::value parsed = json::parse(body, failed);
    const json::object* asked = failed ? nullptr : parsed.if_object();
    if (!asked)
        return refused(400, "INVALID_REQUEST", "the body is not a JSON object");
    if (text_of(*asked, "user") != with.owner.api_key)
        return refused(404, "ACCOUNT_NOT_FOUND", "account not found");
    const std::string type = text_of(*asked, "type");
    if (type == "fullAccount")
        return replied(200, R"([{"fullAccount":{)" + bulk::print_account(with.accounts) + "}}]");
    if (type == "openOrders")
        return replied(200, bulk::print_open_orders(with.accounts));
    if (type == "fills")
        return page(*asked, trades_of(with));
    if (type == "orderHistory")
        return page(*asked, ended_orders_of(with));
    return refused(400, "INVALID_REQUEST", "unsupported type");
}

// ---- the dialect -------------------------------------------------------------------------------------------

class bulk_private final : public private_dialect {
public:
    // One kind of socket serves everything.
    bool serves(std::string_view) const override { return false; }
    void open(private_client&, const back_office&) const override {}

    std::optional<private_reaction> receive(private_client& from, std::string_view text,
                                            const back_office& with) const override
    {
        json::error_code failed;
        const json::value parsed = json::parse(text, failed);
        const json::object* said = failed ? nullptr : parsed.if_object();
        if (!said)
            return std::nullopt;
        const std::string method = text_of(*said, "method");
        if (method == "post")
            return post(text, with);
        if (method == "unsubscribe")
            return unsubscribe(from, text_of(*said, "topic"));
        const json::value* entries = said->if_contains("subscription");
        if (method == "subscribe" && entries && entries->is_array() && only_accounts(entries->get_array()))
            return subscribe(from, entries->get_array(), with);
        return std::nullopt;
    }

    std::vector<std::string> print(const private_client& to, const account_news& news,
                                   const back_office& with) const override
    {
        std::vector<std::string> out;
        if (std::ranges::find(to.topics, topic_of(with.owner.api_key)) == to.topics.end())
            return out;
        for (const std::string& data : bulk::print_news(with.accounts, news))
            out.push_back(message(with.owner.api_key, data));
        return out;
    }

    std::optional<private_reply> request(const http_question& asked, const back_office& with) const override
    {
        const std::string path = url_target(asked.target).path;
        if (path != "/api/v1/account" && path != "/api/v1/order")
            return std::nullopt;
        if (asked.verb != http_verb::post)
            return refused(405, "METHOD_NOT_ALLOWED", "POST only");
        if (path == "/api/v1/account")
            return account(asked.body, with);
        return replied(200, bulk::transact(asked.body, with).answer);
    }
};

} // namespace

const private_dialect& bulk_private_dialect()
{
    static const bulk_private instance;
    return instance;
}

} // namespace holdfast::sim
