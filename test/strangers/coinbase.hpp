#ifndef HOLDFAST_TEST_STRANGERS_COINBASE_HPP
#define HOLDFAST_TEST_STRANGERS_COINBASE_HPP

#include "json.hpp"

namespace strangers {

/// Coinbase Advanced Trade (docs.cdp.coinbase.com, "Advanced Trade WebSocket"), written on the public headers: one
/// counter for everything that a connection carries, acknowledgements that are the whole list of subscriptions, and
/// snapshots only on a new connection. Topics are `CHANNEL:PRODUCT`, and `heartbeats`.
class coinbase final : public hf::adapter {
public:
    [[nodiscard]] std::string_view name() const noexcept override { return "coinbase"; }
    [[nodiscard]] std::string endpoint(std::span<const hf::topic>) const override
    {
        return "wss://advanced-trade-ws.coinbase.com";
    }
    [[nodiscard]] hf::exchange_limits limits() const override
    {
        hf::exchange_limits known;
        known.messages = 8;
        known.topics_per_request = 1; // one channel a message
        return known;
    }
    [[nodiscard]] hf::keepalive keepalive() const override { return {}; }
    [[nodiscard]] hf::topic_traits traits(const hf::topic& on) const override
    {
        hf::topic_traits known;
        known.rule = hf::continuity::per_connection;
        known.quiet = on.name() == "heartbeats";
        if (on.name().starts_with("level2:"))
            known.recovery = hf::recovery::new_connection;
        return known;
    }
    [[nodiscard]] std::string subscribe(std::uint64_t, std::span<const hf::topic> topics) const override
    {
        return request("subscribe", topics.front().name());
    }
    [[nodiscard]] std::string unsubscribe(std::uint64_t, std::span<const hf::topic> topics) const override
    {
        return request("unsubscribe", topics.front().name());
    }

    void decode(std::string_view bytes, bool, hf::slab& memory, std::vector<hf::decoded>& out) const override
    {
        const auto read = read_json_tree(bytes);
        if (!read)
            return malformed(out, "not JSON");
        const std::size_t first = out.size();
        const std::string& channel = text(*read, "channel");
        if (channel == "subscriptions")
            on_subscriptions(*read, memory, out);
        else if (channel == "l2_data")
            on_book(*read, memory, out);
        if (out.size() == first) { // heartbeats, and whatever else is counted
            out.emplace_back();
            out.back().what = hf::decoded::kind::heartbeat;
        }
        if (const std::string& number = text(*read, "sequence_num"); !number.empty())
            for (std::size_t i = first; i != out.size(); ++i)
                out[i].connection_number = std::stoull(number);
    }

private:
    static std::string request(const char* type, std::string_view topic)
    {
        const auto colon = topic.find(':');
        const std::string channel(topic.substr(0, colon));
        const std::string product(colon == std::string_view::npos ? "" : topic.substr(colon + 1));
        return std::string(R"({"type":")") + type + R"(","product_ids":[)" +
               (product.empty() ? "" : '"' + product + '"') + R"(],"channel":")" + channel + R"("})";
    }

    static void on_subscriptions(const json_tree& in, hf::slab& memory, std::vector<hf::decoded>& out)
    {
        std::vector<std::string_view> all;
        for (const json_tree& one : at(in, "events").items)
            for (const auto& [channel, products] : at(one, "subscriptions").members)
                for (const json_tree& product : products.items)
                    all.push_back(
                        keep(memory, channel == "heartbeats" ? channel : channel + ":" + product.text));
        hf::decoded said;
        said.what = hf::decoded::kind::subscriptions;
        said.topics = keep(memory, all);
        out.push_back(said);
    }

    static void on_book(const json_tree& in, hf::slab& memory, std::vector<hf::decoded>& out)
    {
        for (const json_tree& one : at(in, "events").items) {
            std::vector<hf::level> bids, asks;
            for (const json_tree& row : at(one, "updates").items)
                (text(row, "side") == "bid" ? bids : asks)
                    .push_back(level_of(row, "price_level", "new_quantity"));
            hf::decoded said;
            said.what =
                text(one, "type") == "snapshot" ? hf::decoded::kind::snapshot : hf::decoded::kind::data;
            said.topic_name = keep(memory, "level2:" + text(one, "product_id"));
            said.content = hf::book_levels{keep(memory, bids), keep(memory, asks)};
            out.push_back(said);
        }
    }
};

} // namespace strangers

#endif
