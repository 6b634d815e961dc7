#include <holdfast/exchange/binance.hpp>

#include "exchange/binance_messages.hpp"
#include "support/boost_json_tree.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <memory>
#include <random>
#include <string>
#include <vector>

// The adapter reads messages in one pass. Here it is held against a slow reference that reads them with
// Boost.JSON and looks at the finished tree: on any bytes both must come to the same verdict and the same
// values.

namespace {

using namespace holdfast;
using kind = decoded::kind;

// ---- what was understood, as text ----------------------------------------------------------------------

std::string describe(std::span<const level> levels)
{
    std::string text = "[";
    for (const level& l : levels)
        text += l.price.str() + "x" + l.quantity.str() + " ";
    return text + "]";
}

std::string describe(const content& c)
{
    if (const auto* book = std::get_if<book_levels>(&c))
        return "book " + describe(book->bids) + describe(book->asks);
    if (const auto* best = std::get_if<quote>(&c))
        return "quote " + describe(std::span<const level>(&best->bid, 1)) +
               describe(std::span<const level>(&best->ask, 1));
    std::string text;
    if (const auto* trades = std::get_if<std::span<const trade>>(&c))
        for (const trade& t : *trades)
            text += "trade " + std::to_string(t.id) + " " + t.price.str() + "x" + t.quantity.str() +
                    (t.taker == side::buy ? " buy " : " sell ") +
                    std::to_string(t.at.time_since_epoch().count());
    return text;
}

std::string describe(const decoded& said)
{
    if (said.what == kind::malformed)
        return "malformed";
    return std::to_string(static_cast<int>(said.what)) + " '" + std::string(said.topic_name) + "' #" +
           std::to_string(said.request_id) + " " + std::to_string(said.ids.first) + ".." +
           std::to_string(said.ids.last) + " at " +
           std::to_string(said.exchange_time.time_since_epoch().count()) + " '" + std::string(said.text) +
           "' " + describe(said.content);
}

// ---- the reference -------------------------------------------------------------------------------------

struct not_understood {};

using members = std::vector<const json_tree*>;

class reference {
public:
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
        "e", "E", "s", "U", "u", "b", "B", "a", "A", "t", "T", "p", "q", "m", "lastUpdateId", "bids", "asks"};

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
        else if (type == "trade" || type == "aggTrade")
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
        event(suffix == "@bookTicker" ? "bookTicker" : type, root);
    }

    void event(const std::string& type, const json_tree& in)
    {
        const json_tree* e = one(in, "e");
        said_.what = kind::data;
        if (type == "serverShutdown") {
            said_.what = kind::shutdown;
            said_.exchange_time = time_of(one(in, "E")).value_or(wall_time());
        } else if (type == "depthUpdate") {
            need(text_of(e) == type);
            said_.ids = {.first = id(one(in, "U")), .last = id(one(in, "u"))};
            need(said_.ids.first <= said_.ids.last);
            said_.exchange_time = time(one(in, "E"));
            said_.content = book_levels{levels(one(in, "b")), levels(one(in, "a"))};
        } else if (type == "partial") {
            said_.what = kind::snapshot;
            said_.ids.last = id(one(in, "lastUpdateId"));
            said_.content = book_levels{levels(one(in, "bids")), levels(one(in, "asks"))};
        } else if (type == "bookTicker") {
            need(e == nullptr || e->text == type);
            said_.ids.last = id(one(in, "u"));
            said_.content = quote{{amount(one(in, "b")), amount(one(in, "B"))},
                                  {amount(one(in, "a")), amount(one(in, "A"))}};
        } else {
            need(text_of(e) == type);
            trade_.id = id(one(in, type == "trade" ? "t" : "a"));
            trade_.price = amount(one(in, "p"));
            trade_.quantity = amount(one(in, "q"));
            need(is(one(in, "m"), json_tree::kind::boolean));
            trade_.taker = one(in, "m")->truth ? side::sell : side::buy;
            trade_.at = time(one(in, "T"));
            said_.ids = {.first = trade_.id, .last = trade_.id};
            said_.exchange_time = time(one(in, "E"));
            said_.content = std::span<const trade>(&trade_, 1);
        }
    }

    decoded said_{};
    trade trade_{};
    std::string text_{};
    std::vector<std::vector<level>> kept_{};
};

// ---- the comparison ------------------------------------------------------------------------------------

const std::shared_ptr<const adapter> exchange = binance::spot::make_adapter();

std::string adapter_says(const std::string& text)
{
    // Cut to size, so that the address sanitizer finds a read behind the end.
    const std::vector<char> exact(text.begin(), text.end());
    slab memory;
    std::vector<decoded> out;
    exchange->decode({exact.data(), exact.size()}, false, memory, out);
    return out.size() == 1 ? describe(out.front()) : "not one entry";
}

bool agree(const std::string& text)
{
    return adapter_says(text) == reference()(text);
}

class mutator {
public:
    explicit mutator(unsigned seed) : bits_(seed) {}

    std::string operator()(std::string text)
    {
        for (auto n = 1 + bits_() % 3; n > 0; --n)
            mutate(text);
        return text;
    }

    template <class T>
    const T& pick(const std::vector<T>& from)
    {
        return from[bits_() % from.size()];
    }

private:
    void mutate(std::string& text)
    {
        const auto at = text.empty() ? 0 : bits_() % text.size();
        const auto size = 1 + bits_() % 12;
        switch (bits_() % 9) {
        case 0: text.insert(at, 1, static_cast<char>(bits_() % 256)); return;
        case 1: text.erase(at, size); return;
        case 2: text.insert(at, text.substr(bits_() % (at + 1), size)); return;
        case 3: text.insert(at, pick(words_)); return;
        case 4: text.resize(at); return;
        case 5: text.replace(at, size, pick(words_)); return;
        case 6: return swap_members(text);
        default:
            if (!text.empty())
                text[at] = alphabet_[bits_() % alphabet_.size()];
        }
    }

    // Changes places, and keeps most messages well-formed.
    void swap_members(std::string& text)
    {
        std::vector<std::string> parts(1);
        for (const char c : text) {
            if (c == ',')
                parts.emplace_back();
            else
                parts.back() += c;
        }
        std::swap(parts[bits_() % parts.size()], parts[bits_() % parts.size()]);
        text.clear();
        for (const std::string& part : parts)
            text += (text.empty() ? "" : ",") + part;
    }

    std::mt19937 bits_;
    std::string alphabet_ = R"({}[]",:\0123456789.-+eEuUbBaAtTpqmsn @)";
    std::vector<std::string> words_ = {"\"u\":1,",
                                       "\"e\":\"trade\",",
                                       "\"e\":\"depthUpdate\",",
                                       "\"stream\":\"x@trade\",",
                                       "\"id\":5,",
                                       "\"code\":1,",
                                       "\"msg\":\"m\",",
                                       "\"result\":null,",
                                       "\"s\":\"X\",",
                                       "\"E\":1672515782136123,",
                                       "null",
                                       "true",
                                       "[]",
                                       "{}",
                                       "[[\"1\",\"2\"]]",
                                       "\"\"",
                                       "18446744073709551616",
                                       "18446744073709551615",
                                       "1e308",
                                       "-0",
                                       "0.0",
                                       "\\u0031",
                                       "\\ud83d\\ude00",
                                       "\xe5\xb8\x81",
                                       "\xff",
                                       "@depth5",
                                       "@bookTicker",
                                       "[1,2]",
                                       "\"data\":{},",
                                       " \n\t"};
};

} // namespace

BOOST_AUTO_TEST_SUITE(binance_spot_fuzz)

BOOST_AUTO_TEST_CASE(both_readers_understand_the_messages_of_the_documentation)
{
    for (const std::string& text : binance_messages::all())
        BOOST_TEST(adapter_says(text) == reference()(text));
}

BOOST_AUTO_TEST_CASE(both_readers_agree_on_every_prefix)
{
    for (const std::string& text : binance_messages::all())
        for (std::size_t size = 0; size < text.size(); ++size)
            BOOST_TEST_REQUIRE(agree(text.substr(0, size)), text.substr(0, size));
}

BOOST_AUTO_TEST_CASE(both_readers_agree_with_every_byte_changed)
{
    for (const std::string& text : binance_messages::all())
        for (std::size_t i = 0; i < text.size(); ++i)
            for (const char c : {'0', '"', '{', ']', ',', 'e', '\\', '\0', '\xff'}) {
                std::string changed = text;
                changed[i] = c;
                BOOST_TEST_REQUIRE(agree(changed), changed);
            }
}

BOOST_AUTO_TEST_CASE(both_readers_agree_on_random_mutations)
{
    mutator mutate(1);
    const std::vector<std::string> messages = binance_messages::all();
    unsigned understood = 0;
    constexpr unsigned rounds = 100'000;
    for (unsigned round = 0; round < rounds; ++round) {
        const std::string text = mutate(mutate.pick(messages));
        const std::string said = adapter_says(text);
        BOOST_TEST_REQUIRE(said == reference()(text),
                           text << "\nadapter: " << said << "\nreference: " << reference()(text));
        understood += said != "malformed";
    }
    BOOST_TEST(understood > rounds / 20);
    BOOST_TEST(understood < rounds);
}

BOOST_AUTO_TEST_SUITE_END()
