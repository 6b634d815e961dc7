// SPDX-License-Identifier: BSL-1.0
#include "custom_adapter/beacon.hpp"

#include <boost/json.hpp>

#include <stdexcept>
#include <utility>

namespace beacon {

namespace json = boost::json;
using namespace std::chrono_literals;
using kind = hf::decoded::kind;

namespace {

/// Prices and quantities are text, so that nothing is rounded.
hf::decimal amount(const json::value& v)
{
    const auto number = hf::decimal::parse(std::string_view(v.as_string()));
    if (!number || number->sign() < 0)
        throw std::invalid_argument("a price or a quantity is no number");
    return *number;
}

std::span<const hf::level> levels(const json::value& v, hf::slab& memory)
{
    const json::array& rows = v.as_array();
    const std::span<hf::level> made = memory.allocate<hf::level>(rows.size());
    for (std::size_t i = 0; i < made.size(); ++i)
        made[i] = {amount(rows[i].at(0)), amount(rows[i].at(1))};
    return made;
}

/// Milliseconds since 1970, of this century.
hf::wall_time moment(const json::value& v)
{
    const auto ms = v.to_number<std::int64_t>();
    if (ms < 0 || ms > 4'102'444'800'000)
        throw std::invalid_argument("a time is out of range");
    return hf::wall_time(std::chrono::milliseconds(ms));
}

class beacon_adapter final : public hf::adapter {
public:
    explicit beacon_adapter(std::string url) : url_(std::move(url)) {}

    [[nodiscard]] std::string_view name() const noexcept override { return "beacon"; }
    [[nodiscard]] std::string endpoint(std::span<const hf::topic>) const override { return url_; }

    // Ten messages a second, fifty topics in one of them.
    [[nodiscard]] hf::exchange_limits limits() const override
    {
        return {.messages = 10, .topics_per_request = 50};
    }
    [[nodiscard]] hf::keepalive keepalive() const override
    {
        return {.ping_text = R"({"do":"ping"})", .ping_after = 15s, .always = true};
    }

    // A book is put right by subscribing again; a trade that was missed is gone, and the gap says so.
    [[nodiscard]] hf::topic_traits traits(const hf::topic& on) const override
    {
        hf::topic_traits known{.rule = hf::continuity::contiguous};
        if (on.name().starts_with("book.")) {
            known.recovery = hf::recovery::resubscribe;
            known.first_data = 5s;
        }
        return known;
    }

    [[nodiscard]] std::string subscribe(std::uint64_t id, std::span<const hf::topic> topics) const override
    {
        return request("subscribe", id, topics);
    }
    [[nodiscard]] std::string unsubscribe(std::uint64_t id, std::span<const hf::topic> topics) const override
    {
        return request("unsubscribe", id, topics);
    }

    // No exception may leave an adapter: whatever is not as it has to be is malformed.
    void decode(std::string_view bytes, bool, hf::slab& memory, std::vector<hf::decoded>& out) const override
    {
        hf::decoded& to = out.emplace_back();
        try {
            understand(json::parse(bytes), memory, to);
        } catch (const std::exception& e) {
            to = {.topic_name = to.topic_name, .text = memory.copy(std::string_view(e.what()))};
        }
    }

private:
    static std::string request(const char* what, std::uint64_t id, std::span<const hf::topic> topics)
    {
        json::array names;
        for (const hf::topic& t : topics)
            names.emplace_back(t.name());
        return json::serialize(json::object{{"do", what}, {"topics", std::move(names)}, {"ref", id}});
    }

    static void understand(const json::value& said, hf::slab& memory, hf::decoded& to)
    {
        const json::object& in = said.as_object();
        if (in.contains("topic"))
            understand_data(in, memory, to);
        else if (in.contains("ref"))
            understand_answer(in, memory, to);
        else if (in.contains("notice"))
            to.what = kind::shutdown;
        else if (in.contains("pong"))
            to.what = kind::heartbeat;
        else
            to.text = "not a message of this exchange";
    }

    static void understand_answer(const json::object& in, hf::slab& memory, hf::decoded& to)
    {
        to.request_id = in.at("ref").to_number<std::uint64_t>();
        to.what = in.at("ok").as_bool() ? kind::ack : kind::reject;
        if (to.what == kind::reject)
            to.text = memory.copy(std::string_view(in.at("why").as_string()));
    }

    // What is kept goes into the slab: the parsed text will be gone.
    static void understand_data(const json::object& in, hf::slab& memory, hf::decoded& to)
    {
        to.topic_name = memory.copy(std::string_view(in.at("topic").as_string()));
        to.ids.last = in.at("n").to_number<std::uint64_t>();
        to.what = in.contains("whole") ? kind::snapshot : kind::data;
        if (to.topic_name.starts_with("book.")) {
            to.content = hf::book_levels{levels(in.at("bids"), memory), levels(in.at("asks"), memory)};
            return;
        }
        hf::trade made{to.ids.last, amount(in.at("price")), amount(in.at("size"))};
        made.taker = in.at("side") == "buy" ? hf::side::buy : hf::side::sell;
        made.at = to.exchange_time = moment(in.at("at"));
        to.content = memory.copy(std::span<const hf::trade>(&made, 1));
    }

    std::string url_;
};

} // namespace

hf::topic book(std::string_view symbol)
{
    return hf::topic("book." + std::string(symbol));
}

hf::topic trades(std::string_view symbol)
{
    return hf::topic("trades." + std::string(symbol));
}

std::shared_ptr<const hf::adapter> make_adapter(std::string url)
{
    return std::make_shared<beacon_adapter>(std::move(url));
}

} // namespace beacon
