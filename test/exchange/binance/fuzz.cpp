// SPDX-License-Identifier: BSL-1.0
#include <holdfast/exchange/binance/market.hpp>

#include "exchange/binance/frames.hpp"
#include "exchange/binance/usdm/frames.hpp"
#include "support/boost_json_tree.hpp"
#include "support/frame_fuzz.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

// The adapter reads messages in one pass. Here it is held against a slow reference that reads them with
// Boost.JSON and looks at the finished tree: on any bytes both must come to the same verdict and the same
// values.

namespace {

using namespace holdfast;
using frame_fuzz::describe;
using kind = decoded::kind;

// ---- the reference -------------------------------------------------------------------------------------

struct not_understood {};

using members = std::vector<const json_tree*>;

enum class market { spot, usdm };

class reference {
public:
    explicit reference(market of) : of_(of) {}

    std::string operator()(std::string_view text)
    {
        try {
            const auto tree = read_json_tree(text);
            if (!tree || tree->is != json_tree::kind::object)
                return "malformed";
            understand(*tree);
            return describe(said_);
        } catch (const not_understood&) {
            return "malformed";
        }
    }

private:
    static constexpr const char* event_names[] = {
        "e",    "E",   "s", "U", "u", "b", "B", "a", "A", "t", "T", "p", "q", "m", "X", "pu", "lastUpdateId",
        "bids", "asks"};

    static void need(bool condition)
    {
        if (!condition)
            throw not_understood();
    }

    // The only member of that name, if there is one.
    static const json_tree* one(const json_tree& of, const char* name)
    {
        const members found = of.all(name);
        need(found.size() <= 1);
        return found.empty() ? nullptr : found.front();
    }

    static void check_event(const json_tree& of)
    {
        for (const char* name : event_names)
            static_cast<void>(one(of, name));
    }

    static bool is(const json_tree* value, json_tree::kind wanted)
    {
        return value != nullptr && value->is == wanted;
    }

    static std::string text_of(const json_tree* value)
    {
        return value != nullptr ? value->text : std::string();
    }

    static std::optional<std::uint64_t> id_of(const json_tree* value)
    {
        if (!is(value, json_tree::kind::number) ||
            value->text.find_first_not_of("0123456789") != std::string::npos)
            return std::nullopt;
        try {
            return std::stoull(value->text);
        } catch (const std::out_of_range&) {
            return std::nullopt;
        }
    }

    static std::uint64_t id(const json_tree* value)
    {
        need(id_of(value).has_value());
        return *id_of(value);
    }

    // Milliseconds, microseconds or nanoseconds, whichever puts it between 1973 and 2262; milliseconds may be
    // of any year before.
    static std::optional<wall_time> time_of(const json_tree* value)
    {
        const auto stamp = id_of(value);
        constexpr std::uint64_t most = 9'223'372'036'854'775'807;
        for (const std::uint64_t unit : {1U, 1'000U, 1'000'000U})
            if (stamp && *stamp <= most / (1'000'000 / unit) &&
                (unit == 1 || *stamp / unit >= 100'000'000'000))
                return wall_time(duration(static_cast<std::int64_t>(*stamp * (1'000'000 / unit))));
        return std::nullopt;
    }

    static wall_time time(const json_tree* value)
    {
        need(time_of(value).has_value());
        return *time_of(value);
    }

    static decimal amount(const json_tree* value)
    {
        need(is(value, json_tree::kind::string));
        const auto number = decimal::parse(value->text);
        need(number && *number >= decimal());
        return *number;
    }

    std::span<const level> levels(const json_tree* value)
    {
        need(is(value, json_tree::kind::array));
        auto& kept = kept_.emplace_back();
        for (const json_tree& item : value->items) {
            need(item.is == json_tree::kind::array && item.items.size() >= 2);
            kept.push_back({amount(&item.items[0]), amount(&item.items[1])});
        }
        return kept;
    }

    void understand(const json_tree& root)
    {
        const json_tree* stream = one(root, "stream");
        const json_tree* data = one(root, "data");
        const json_tree* result = one(root, "result");
        const json_tree* request = one(root, "id");
        members codes = root.all("code");
        members words = root.all("msg");
        for (const json_tree* error : root.all("error")) {
            if (error->is != json_tree::kind::object)
                words.push_back(error);
            for (const auto& [name, value] : error->members)
                if (name == "code")
                    codes.push_back(&value);
                else if (name == "msg")
                    words.push_back(&value);
        }
        need(codes.size() <= 1 && words.size() <= 1);
        check_event(root);
        if (data != nullptr)
            check_event(*data);

        if (stream != nullptr) {
            need(stream->is == json_tree::kind::string && data != nullptr);
            said_.topic_name = stream->text;
            return wrapped(*data);
        }
        if (one(root, "e") != nullptr)
            return plain(root);
        if (!codes.empty() || !words.empty())
            return refusal(codes, words, request);
        if (result == nullptr)
            return plain(root);
        const auto number = id_of(request);
        said_.what =
            result->is == json_tree::kind::null && number.value_or(0) != 0 ? kind::ack : kind::heartbeat;
        said_.request_id = number.value_or(0);
    }

    void refusal(const members& codes, const members& words, const json_tree* request)
    {
        const std::string code = codes.empty() ? "" : codes.front()->text;
        const std::string msg = words.empty() ? "" : words.front()->text;
        text_ = code.empty() || msg.empty() ? code + msg : code + ": " + msg;
        said_.what = code == "-1003" ? kind::rate_limit : kind::reject;
        for (const char* passing : {"-1000", "-1001", "-1003", "-1008"})
            said_.again = said_.again || code == passing;
        said_.request_id = id_of(request).value_or(0);
        said_.text = text_;
    }

    void wrapped(const json_tree& data)
    {
        const std::string_view stream = said_.topic_name;
        const auto symbol_end = std::min(stream.find('@'), stream.size());
        const std::string_view whole = stream.substr(symbol_end);
        const std::string_view name = whole.substr(0, whole.find('@', 1));
        if (stream == "!serverShutdown")
            return event("serverShutdown", data);
        if (name == "@depth")
            return event("depthUpdate", data);
        if (name == "@depth5" || name == "@depth10" || name == "@depth20")
            return event("partial", data);
        for (const std::string type : {"trade", "aggTrade", "bookTicker"})
            if (whole == "@" + type)
                return event(type, data);
        said_.what = kind::data;
        said_.exchange_time = time_of(one(data, "E")).value_or(wall_time());
    }

    void plain(const json_tree& root)
    {
        const std::string type = text_of(one(root, "e"));
        if (type == "serverShutdown")
            return event(type, root);
        std::string suffix;
        if (type == "depthUpdate")
            suffix = "@depth";
        else if (type == "trade" || type == "aggTrade" || type == "bookTicker")
            suffix = "@" + type;
        else if (one(root, "e") == nullptr && one(root, "u") && one(root, "B") && one(root, "A"))
            suffix = "@bookTicker";
        need(one(root, "lastUpdateId") == nullptr || (!suffix.empty() && suffix != "@bookTicker"));
        if (suffix.empty()) {
            need(one(root, "e") != nullptr);
            said_.what = kind::heartbeat;
            text_ = type;
            said_.text = text_;
            return;
        }
        need(is(one(root, "s"), json_tree::kind::string));
        text_ = one(root, "s")->text;
        std::transform(text_.begin(), text_.end(), text_.begin(),
                       [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; });
        text_ += suffix;
        said_.topic_name = text_;
        event(suffix.substr(1) == "depth" ? type : suffix.substr(1), root);
    }

    void event(const std::string& type, const json_tree& in, bool whole = false)
    {
        const json_tree* e = one(in, "e");
        said_.what = kind::data;
        if (type == "serverShutdown") {
            said_.what = kind::shutdown;
            said_.exchange_time = time_of(one(in, "E")).value_or(wall_time());
        } else if (type == "depthUpdate") {
            need(text_of(e) == type);
            said_.ids = {.first = id(one(in, "U")), .last = id(one(in, "u"))};
            if (of_ == market::usdm && !whole)
                said_.ids.previous = id(one(in, "pu"));
            need(said_.ids.first <= said_.ids.last);
            said_.exchange_time = time(one(in, "E"));
            said_.content = book_levels{levels(one(in, "b")), levels(one(in, "a"))};
        } else if (type == "partial" && of_ == market::usdm) {
            event("depthUpdate", in, true);
            said_.what = kind::snapshot;
            said_.ids = {.last = said_.ids.last};
        } else if (type == "partial") {
            said_.what = kind::snapshot;
            said_.ids.last = id(one(in, "lastUpdateId"));
            said_.content = book_levels{levels(one(in, "bids")), levels(one(in, "asks"))};
            said_.exchange_time = time_of(one(in, "E")).value_or(wall_time());
        } else if (type == "bookTicker") {
            need(e == nullptr || e->text == type);
            said_.ids.last = id(one(in, "u"));
            said_.content = quote{{amount(one(in, "b")), amount(one(in, "B"))},
                                  {amount(one(in, "a")), amount(one(in, "A"))}};
            said_.exchange_time = time_of(one(in, "E")).value_or(wall_time());
        } else {
            need(text_of(e) == type);
            trade_.id = id(one(in, type == "trade" ? "t" : "a"));
            said_.ids = {.first = trade_.id, .last = trade_.id};
            said_.exchange_time = time(one(in, "E"));
            if (of_ == market::usdm && one(in, "X") && text_of(one(in, "X")) != "MARKET") {
                said_.content = std::span<const trade>();
                return;
            }
            trade_.price = amount(one(in, "p"));
            trade_.quantity = amount(one(in, "q"));
            need(is(one(in, "m"), json_tree::kind::boolean));
            trade_.taker = one(in, "m")->truth ? side::sell : side::buy;
            trade_.at = time(one(in, "T"));
            said_.content = std::span<const trade>(&trade_, 1);
        }
    }

    market of_;
    decoded said_{};
    trade trade_{};
    std::string text_{};
    std::vector<std::vector<level>> kept_{};
};

// ---- the comparison ------------------------------------------------------------------------------------

// A market's adapter, the reference for it, and one of everything that the exchange says.
struct bench {
    market of;
    std::shared_ptr<const adapter> exchange;
    std::vector<std::string> messages;

    [[nodiscard]] std::string adapter_says(const std::string& text) const
    {
        // Cut to size, so that the address sanitizer finds a read behind the end.
        const std::vector<char> exact(text.begin(), text.end());
        slab memory;
        std::vector<decoded> out;
        exchange->decode({exact.data(), exact.size()}, false, memory, out);
        return out.size() == 1 ? describe(out.front()) : "not one entry";
    }

    [[nodiscard]] std::string reference_says(const std::string& text) const { return reference(of)(text); }
    [[nodiscard]] bool agree(const std::string& text) const
    {
        return adapter_says(text) == reference_says(text);
    }
};

std::vector<bench> both_markets()
{
    return {{market::spot, binance::spot::make_adapter(), binance_messages::all()},
            {market::usdm, binance::usdm::make_adapter(), binance_usdm_messages::all()}};
}

frame_fuzz::mutator mutator_of_events()
{
    return frame_fuzz::mutator(1, {"\"u\":1,", "\"pu\":1,", "\"e\":\"trade\",", "\"e\":\"depthUpdate\",",
                                   "\"stream\":\"x@trade\",", "\"id\":5,", "\"code\":1,", "\"msg\":\"m\",",
                                   "\"result\":null,", "\"s\":\"X\",", "\"E\":1672515782136123,", "@depth5",
                                   "@bookTicker", "\"data\":{},"});
}

} // namespace

BOOST_AUTO_TEST_SUITE(binance_fuzz)

BOOST_AUTO_TEST_CASE(both_readers_understand_the_messages_of_the_documentation)
{
    for (const bench& b : both_markets())
        for (const std::string& text : b.messages)
            BOOST_TEST(b.adapter_says(text) == b.reference_says(text));
}

BOOST_AUTO_TEST_CASE(both_readers_agree_on_every_prefix)
{
    for (const bench& b : both_markets())
        for (const std::string& text : b.messages)
            for (std::size_t size = 0; size < text.size(); ++size)
                BOOST_TEST_REQUIRE(b.agree(text.substr(0, size)), text.substr(0, size));
}

BOOST_AUTO_TEST_CASE(both_readers_agree_with_every_byte_changed)
{
    for (const bench& b : both_markets())
        for (const std::string& text : b.messages)
            for (std::size_t i = 0; i < text.size(); ++i)
                for (const char c : {'0', '"', '{', ']', ',', 'e', '\\', '\0', '\xff'}) {
                    std::string changed = text;
                    changed[i] = c;
                    BOOST_TEST_REQUIRE(b.agree(changed), changed);
                }
}

BOOST_AUTO_TEST_CASE(both_readers_agree_on_random_mutations)
{
    constexpr unsigned rounds = 100'000;
    for (const bench& b : both_markets()) {
        frame_fuzz::mutator mutate = mutator_of_events();
        unsigned understood = 0;
        for (unsigned round = 0; round < rounds; ++round) {
            const std::string text = mutate(mutate.pick(b.messages));
            const std::string said = b.adapter_says(text);
            BOOST_TEST_REQUIRE(said == b.reference_says(text),
                               text << "\nadapter: " << said << "\nreference: " << b.reference_says(text));
            understood += said != "malformed";
        }
        BOOST_TEST(understood > rounds / 20);
        BOOST_TEST(understood < rounds);
    }
}

BOOST_AUTO_TEST_CASE(fault_32_bytes_that_no_exchange_should_send)
{
    for (bench b : both_markets()) {
        std::erase(b.messages, binance_messages::partial); // Without its stream it belongs to nobody.
        frame_fuzz::survives_everything(*b.exchange, b.messages);
    }
}

BOOST_AUTO_TEST_CASE(fault_32_snapshots_that_no_exchange_should_send)
{
    const std::string refusal = R"({"code":-1003,"msg":"Too many requests; IP banned until 1562567543123."})";
    frame_fuzz::survives_everything(*binance::spot::make_adapter(), binance::spot::depth("BTCUSDT"),
                                    {binance_messages::partial, refusal});
    frame_fuzz::survives_everything(*binance::usdm::make_adapter(), binance::usdm::depth("BTCUSDT"),
                                    {binance_usdm_messages::snapshot, refusal});
}

BOOST_AUTO_TEST_CASE(fault_32_bytes_that_are_read_only_as_far_as_their_numbers)
{
    using binance_messages::combined;
    binance::spot::options spot;
    binance::usdm::options usdm;
    spot.decode_content = usdm.decode_content = false;
    frame_fuzz::survives_everything(
        *binance::spot::make_adapter(spot),
        {combined("x@depth", binance_messages::depth), combined("x@trade", binance_messages::trade)});
    frame_fuzz::survives_everything(*binance::usdm::make_adapter(usdm),
                                    {combined("x@depth", binance_usdm_messages::depth),
                                     combined("x@bookTicker", binance_usdm_messages::book_ticker)});
}

BOOST_AUTO_TEST_SUITE_END()
