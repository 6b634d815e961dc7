// SPDX-License-Identifier: BSL-1.0
#include "coinbase.hpp"

#include <holdfast/adapter_kit.hpp>

namespace hf = holdfast;
namespace kit = holdfast::kit;
using kind = hf::decoded::kind;

namespace coinbase {

namespace {

const std::string channel_of_books = "level2:";

class market_adapter final : public hf::adapter {
public:
    [[nodiscard]] std::string_view name() const noexcept override { return "coinbase"; }
    [[nodiscard]] std::string endpoint(std::span<const hf::topic>) const override
    {
        return "wss://advanced-trade-ws.coinbase.com";
    }
    [[nodiscard]] hf::exchange_limits limits() const override { return {.messages = 8}; }
    [[nodiscard]] hf::keepalive keepalive() const override { return {}; }

    // Books are silent for minutes; heartbeats are counted, too, and show a loss within a second.
    [[nodiscard]] std::vector<hf::topic> connection_topics() const override { return {heartbeats()}; }
    // A message is about one channel.
    [[nodiscard]] std::string_view request_group(const hf::topic& on) const noexcept override
    {
        return on.name().substr(0, on.name().find(':'));
    }

    // A hole may have hit any book of the connection, and no new subscription brings a snapshot: a connection
    // does.
    [[nodiscard]] hf::topic_traits traits(const hf::topic& on) const override
    {
        hf::topic_traits known;
        known.rule = hf::continuity::per_connection;
        known.quiet = on == heartbeats();
        if (!known.quiet)
            known.recovery = hf::recovery::new_connection;
        return known;
    }

    [[nodiscard]] std::string subscribe(std::uint64_t, std::span<const hf::topic> topics) const override
    {
        return request("subscribe", topics);
    }
    [[nodiscard]] std::string unsubscribe(std::uint64_t, std::span<const hf::topic> topics) const override
    {
        return request("unsubscribe", topics);
    }

    void decode(std::string_view bytes, bool, hf::slab& memory, std::vector<hf::decoded>& out) const override
    {
        const auto in = kit::json::parse(bytes);
        if (!in)
            return out.push_back(kit::malformed(in.error().text, memory));
        const std::size_t first = out.size();
        const std::string_view channel = (*in)["channel"].text();
        for (const kit::json& one : (*in)["events"].items()) {
            if (channel == "subscriptions")
                out.push_back(subscriptions(one["subscriptions"], memory));
            else if (channel == "l2_data")
                out.push_back(book_of(one, memory));
        }
        if ((*in)["type"].text() == "error")
            out.push_back(refusal((*in)["message"].text(), memory));
        if (out.size() == first) // heartbeats, and whatever else is counted
            out.emplace_back().what = kind::heartbeat;
        for (std::size_t i = first; i != out.size(); ++i)
            out[i].connection_number = kit::whole((*in)["sequence_num"]);
    }

private:
    static std::string request(std::string_view type, std::span<const hf::topic> topics)
    {
        const bool books = topics.front() != heartbeats();
        return R"({"type":)" + kit::quoted(type) + R"(,"product_ids":)" +
               (books ? kit::list_of(topics, channel_of_books.size()) : "[]") + R"(,"channel":)" +
               kit::quoted(books ? "level2" : "heartbeats") + "}";
    }

    static hf::decoded subscriptions(const kit::json& in, hf::slab& memory)
    {
        std::vector<std::string_view> all;
        for (const auto& [channel, products] : in.members())
            for (const kit::json& product : products.items())
                all.push_back(memory.copy(std::string_view(
                    channel == "level2" ? channel_of_books + std::string(product.text()) : channel)));
        hf::decoded said;
        said.what = kind::subscriptions;
        said.topics = memory.copy(std::span<const std::string_view>(all));
        return said;
    }

    static hf::decoded refusal(std::string_view words, hf::slab& memory)
    {
        hf::decoded said;
        said.what = kind::reject;
        said.text = memory.copy(words);
        return said;
    }

    static hf::decoded book_of(const kit::json& one, hf::slab& memory)
    {
        const std::string topic = channel_of_books + std::string(one["product_id"].text());
        std::vector<hf::level> bids, asks;
        for (const kit::json& row : one["updates"].items()) {
            const auto read = kit::read_level(row, {.price = "price_level", .quantity = "new_quantity"});
            const std::string_view side = row["side"].text();
            if (!read || (side != "bid" && side != "offer"))
                return kit::malformed(read ? "neither bid nor offer" : read.error().text, memory, topic);
            (side == "bid" ? bids : asks).push_back(*read);
        }
        hf::decoded said;
        said.what = one["type"].text() == "snapshot" ? kind::snapshot : kind::data;
        said.topic_name = memory.copy(std::string_view(topic));
        said.content = hf::book_levels{memory.copy(std::span<const hf::level>(bids)),
                                       memory.copy(std::span<const hf::level>(asks))};
        return said;
    }
};

} // namespace

std::shared_ptr<const hf::adapter> make_adapter()
{
    return std::make_shared<market_adapter>();
}

hf::topic book(const std::string& product)
{
    return hf::topic(channel_of_books + product);
}

hf::topic heartbeats()
{
    return hf::topic("heartbeats");
}

} // namespace coinbase
