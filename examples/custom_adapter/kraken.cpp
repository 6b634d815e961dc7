// SPDX-License-Identifier: BSL-1.0
#include "kraken.hpp"

#include <holdfast/adapter_kit.hpp>

#include <boost/crc.hpp>

namespace hf = holdfast;
namespace kit = holdfast::kit;
using kind = hf::decoded::kind;

namespace kraken {

namespace {

class book_adapter final : public hf::adapter {
public:
    explicit book_adapter(std::size_t depth) : depth_(depth) {}

    [[nodiscard]] std::string_view name() const noexcept override { return "kraken"; }
    [[nodiscard]] std::string endpoint(std::span<const hf::topic>) const override
    {
        return "wss://ws.kraken.com/v2";
    }
    [[nodiscard]] hf::exchange_limits limits() const override
    {
        return {.attempts = 150, .attempts_window = std::chrono::minutes(10)};
    }
    [[nodiscard]] hf::keepalive keepalive() const override
    {
        return {.ping_text = R"({"method":"ping"})", .ping_after = std::chrono::seconds(20), .always = false};
    }

    // No number tells of a loss: the checksum does, and a new subscription brings a new snapshot.
    [[nodiscard]] hf::topic_traits traits(const hf::topic&) const override
    {
        hf::topic_traits book;
        book.rule = hf::continuity::audited;
        book.recovery = hf::recovery::resubscribe;
        book.first_data = std::chrono::seconds(10);
        book.depth = depth_; // what leaves the window is not deleted by a message
        return book;
    }

    [[nodiscard]] std::string subscribe(std::uint64_t id, std::span<const hf::topic> topics) const override
    {
        return request("subscribe", id, topics);
    }
    [[nodiscard]] std::string unsubscribe(std::uint64_t id, std::span<const hf::topic> topics) const override
    {
        return request("unsubscribe", id, topics);
    }

    void decode(std::string_view bytes, bool, hf::slab& memory, std::vector<hf::decoded>& out) const override
    {
        const auto in = kit::json::parse(bytes);
        if (!in)
            return out.push_back(kit::malformed(in.error().text, memory));
        const std::string_view method = (*in)["method"].text();
        if (method == "subscribe" || method == "unsubscribe")
            return out.push_back(answer(*in, memory));
        const std::size_t first = out.size();
        for (const kit::json& one : (*in)["data"].items())
            if ((*in)["channel"].text() == "book")
                out.push_back(book_of((*in)["type"].text(), one, memory));
        if (out.size() == first) // heartbeats, pongs, the state of the exchange
            out.emplace_back().what = kind::heartbeat;
    }

private:
    [[nodiscard]] std::string request(std::string_view method, std::uint64_t id,
                                      std::span<const hf::topic> topics) const
    {
        return R"({"method":)" + kit::quoted(method) + R"(,"params":{"channel":"book","symbol":)" +
               kit::list_of(topics) + R"(,"depth":)" + std::to_string(depth_) + R"(},"req_id":)" +
               std::to_string(id) + "}";
    }

    // Each pair is answered by itself, and the id is that of the request: the pair says which one is meant.
    [[nodiscard]] static hf::decoded answer(const kit::json& in, hf::slab& memory)
    {
        const bool agreed = in["success"].truth();
        hf::decoded said;
        said.what = agreed ? kind::ack : kind::reject;
        said.topic_name = memory.copy((agreed ? in["result"]["symbol"] : in["symbol"]).text());
        said.text = memory.copy(in["error"].text());
        return said;
    }

    [[nodiscard]] static hf::decoded book_of(std::string_view type, const kit::json& one, hf::slab& memory)
    {
        const kit::level_names names{.price = "price", .quantity = "qty"};
        const auto bids = kit::read_levels(one["bids"], memory, names);
        const auto asks = kit::read_levels(one["asks"], memory, names);
        const auto check = kit::whole(one["checksum"]);
        if (!bids || !asks || !check || *check > UINT32_MAX || (type != "snapshot" && type != "update"))
            return kit::malformed("not a book", memory, one["symbol"].text());
        hf::decoded said;
        said.what = type == "snapshot" ? kind::snapshot : kind::data;
        said.topic_name = memory.copy(one["symbol"].text());
        said.exchange_time = kit::moment(one["timestamp"]).value_or(hf::wall_time());
        said.content = hf::book_levels{*bids, *asks};
        said.checksum = static_cast<std::uint32_t>(*check);
        return said;
    }

    std::size_t depth_;
};

std::string digits(std::string number)
{
    std::erase(number, '.');
    number.erase(0, number.find_first_not_of('0'));
    return number;
}

} // namespace

std::shared_ptr<const hf::adapter> make_adapter(std::size_t depth)
{
    return std::make_shared<book_adapter>(depth);
}

hf::topic book(const std::string& pair)
{
    return hf::topic(pair);
}

std::uint32_t checksum(const hf::price_levels& bids, const hf::price_levels& asks)
{
    std::string of;
    for (const hf::price_levels* side : {&asks, &bids})
        for (const hf::level& l : side->top(10))
            of += digits(l.price.str()) + digits(l.quantity.str());
    boost::crc_32_type sum;
    sum.process_bytes(of.data(), of.size());
    return sum.checksum();
}

} // namespace kraken
