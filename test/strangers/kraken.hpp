#ifndef HOLDFAST_TEST_STRANGERS_KRAKEN_HPP
#define HOLDFAST_TEST_STRANGERS_KRAKEN_HPP

#include "json.hpp"

#include <holdfast/price_levels.hpp>

#include <zlib.h>

namespace strangers {

/// The books of Kraken v2 (docs.kraken.com, "Book"), written on the public headers: windows of N levels without
/// deletions for what leaves them, no numbers, and a CRC32 after every message.
class kraken final : public hf::adapter {
public:
    explicit kraken(std::size_t depth) : depth_(depth) {}

    [[nodiscard]] std::string_view name() const noexcept override { return "kraken"; }
    [[nodiscard]] std::string endpoint(std::span<const hf::topic>) const override
    {
        return "wss://ws.kraken.com/v2";
    }
    [[nodiscard]] hf::exchange_limits limits() const override
    {
        hf::exchange_limits known;
        known.attempts = 150;
        known.attempts_window = std::chrono::minutes(10);
        return known;
    }
    [[nodiscard]] hf::keepalive keepalive() const override
    {
        return {.ping_text = R"({"method":"ping"})", .ping_after = std::chrono::seconds(20), .always = false};
    }
    [[nodiscard]] hf::topic_traits traits(const hf::topic&) const override
    {
        hf::topic_traits book;
        book.rule = hf::continuity::audited; // no numbers: the checksum tells
        book.recovery = hf::recovery::resubscribe;
        book.first_data = std::chrono::seconds(10);
        book.depth = depth_;
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
        const auto read = read_json_tree(bytes);
        if (!read)
            return malformed(out, "not JSON");
        if (text(*read, "channel") == "book")
            return on_book(*read, memory, out);
        if (const std::string& method = text(*read, "method");
            method == "subscribe" || method == "unsubscribe")
            return on_answer(*read, memory, out);
        hf::decoded sign_of_life;
        sign_of_life.what = hf::decoded::kind::heartbeat;
        out.push_back(sign_of_life);
    }

    /// "How to calculate the checksum": the ten best of each side, every number without its point and leading zeros.
    static std::uint32_t checksum(const hf::price_levels& bids, const hf::price_levels& asks)
    {
        std::string of;
        for (const hf::price_levels* side : {&asks, &bids})
            for (const hf::level& l : side->top(10))
                of += digits(l.price.str()) + digits(l.quantity.str());
        const auto* bytes = reinterpret_cast<const Bytef*>(of.data());
        return static_cast<std::uint32_t>(crc32(0, bytes, static_cast<uInt>(of.size())));
    }

private:
    static std::string digits(std::string number)
    {
        std::erase(number, '.');
        number.erase(0, number.find_first_not_of('0'));
        return number;
    }

    [[nodiscard]] std::string request(const char* method, std::uint64_t id,
                                      std::span<const hf::topic> topics) const
    {
        std::string symbols;
        for (const hf::topic& one : topics)
            symbols += (symbols.empty() ? "\"" : ",\"") + one.str() + '"';
        return std::string(R"({"method":")") + method + R"(","params":{"channel":"book","symbol":[)" +
               symbols + R"(],"depth":)" + std::to_string(depth_) + R"(},"req_id":)" + std::to_string(id) +
               "}";
    }

    static void on_answer(const json_tree& in, hf::slab& memory, std::vector<hf::decoded>& out)
    {
        hf::decoded said;
        const bool agreed = at(in, "success").truth;
        said.what = agreed ? hf::decoded::kind::ack : hf::decoded::kind::reject;
        said.topic_name = keep(memory, agreed ? text(at(in, "result"), "symbol") : text(in, "symbol"));
        said.text = keep(memory, text(in, "error"));
        out.push_back(said);
    }

    static void on_book(const json_tree& in, hf::slab& memory, std::vector<hf::decoded>& out)
    {
        for (const json_tree& one : at(in, "data").items) {
            hf::decoded said;
            said.what =
                text(in, "type") == "snapshot" ? hf::decoded::kind::snapshot : hf::decoded::kind::data;
            said.topic_name = keep(memory, text(one, "symbol"));
            said.content = hf::book_levels{side(one, "bids", memory), side(one, "asks", memory)};
            said.checksum = static_cast<std::uint32_t>(std::stoul(text(one, "checksum")));
            out.push_back(said);
        }
    }

    static std::span<const hf::level> side(const json_tree& book, std::string_view name, hf::slab& memory)
    {
        std::vector<hf::level> levels;
        for (const json_tree& row : at(book, name).items)
            levels.push_back(level_of(row, "price", "qty"));
        return keep(memory, levels);
    }

    std::size_t depth_;
};

} // namespace strangers

#endif
