#ifndef HOLDFAST_TEST_FRAME_FUZZ_HPP
#define HOLDFAST_TEST_FRAME_FUZZ_HPP

#include <holdfast/adapter.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstddef>
#include <exception>
#include <random>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// Bytes that no exchange should send, made of those that it does send: cut off, damaged, mixed, out of
/// proportion.
///
/// What an adapter owes to any bytes at all is checked for each of them: no exception, at least one entry,
/// no more memory than a stated multiple of what came, nothing read behind the end (the address
/// sanitizer sees that), and the same answer to the same bytes.
///
/// @code
/// frame_fuzz::survives_everything(*exchange, messages);                     // what sockets say
/// frame_fuzz::survives_everything(*exchange, depth("BTCUSDT"), snapshots);  // what REST says
/// @endcode
namespace frame_fuzz {

/// Bytes of memory that one byte of a message may cost, and what the shortest one may.
inline constexpr std::size_t memory_multiple = 16;
inline constexpr std::size_t memory_floor = std::size_t(64) << 10;

// ---- what was understood, as text -------------------------------------------------------------------------

inline std::string describe(std::span<const holdfast::level> levels)
{
    std::string text = "[";
    for (const holdfast::level& l : levels)
        text += l.price.str() + "x" + l.quantity.str() + " ";
    return text + "]";
}

inline std::string describe(const holdfast::book_levels& book)
{
    return "book " + describe(book.bids) + describe(book.asks);
}

inline std::string describe(const holdfast::content& c)
{
    using namespace holdfast;
    if (const auto* book = std::get_if<book_levels>(&c))
        return describe(*book);
    if (const auto* best = std::get_if<quote>(&c))
        return "quote " + describe(std::span<const level>(&best->bid, 1)) +
               describe(std::span<const level>(&best->ask, 1));
    std::string text;
    if (const auto* trades = std::get_if<std::span<const trade>>(&c))
        for (const trade& t : *trades)
            text += "trade " + std::to_string(t.id) + " " + t.price.str() + "x" + t.quantity.str() +
                    (t.taker == side::buy ? " buy " : " sell ") +
                    std::to_string(t.at.time_since_epoch().count()) + " ";
    return text;
}

inline std::string describe(const holdfast::sequence_ids& ids)
{
    return std::to_string(ids.first) + ".." + std::to_string(ids.last) + " after " +
           std::to_string(ids.previous) + (ids.reset ? " anew" : "");
}

/// Everything but the words for what is malformed.
inline std::string describe(const holdfast::decoded& said)
{
    if (said.what == holdfast::decoded::kind::malformed)
        return "malformed";
    return std::to_string(static_cast<int>(said.what)) + " '" + std::string(said.topic_name) + "' #" +
           std::to_string(said.request_id) + " " + describe(said.ids) + " at " +
           std::to_string(said.exchange_time.time_since_epoch().count()) + " '" + std::string(said.text) +
           "' sum " + (said.checksum ? std::to_string(*said.checksum) : "none") + " blame " +
           std::to_string(static_cast<int>(said.whom)) + (said.again ? " again" : "") +
           (said.family ? " family " : " ") + describe(said.content);
}

// ---- what is owed to any bytes ----------------------------------------------------------------------------

/// How a text is shown where a test fails: so that it can be pasted.
inline std::string shown(std::string_view text)
{
    constexpr std::string_view hex = "0123456789abcdef";
    constexpr std::size_t most = 2000;
    std::string out;
    for (const char c : text.substr(0, most)) {
        const auto code = static_cast<unsigned char>(c);
        if (code >= 0x20 && code < 0x7f)
            out += c;
        else
            out.append("\\x").append(1, hex[code >> 4]).append(1, hex[code & 15]);
    }
    return out;
}

inline void expect(bool met, std::string_view otherwise, std::string_view text)
{
    if (!met)
        BOOST_FAIL(otherwise << ": " << shown(text));
}

inline void expect_bounded(const holdfast::slab& memory, std::string_view text)
{
    expect(memory.footprint() <= memory_floor + memory_multiple * text.size(), "too much memory", text);
}

/// Reads a message as an adapter is made to: behind others, from memory that ends with it.
inline std::string read(const holdfast::adapter& exchange, std::string_view text, bool binary = false)
{
    const std::vector<char> exact(text.begin(), text.end());
    holdfast::slab memory;
    std::vector<holdfast::decoded> out(1);
    out.front().text = "somebody else's";
    try {
        exchange.decode({exact.data(), exact.size()}, binary, memory, out);
    } catch (const std::exception& e) {
        expect(false, std::string("an exception, ") + e.what(), text);
    }
    expect(out.size() > 1, "no entry", text);
    expect(out.size() <= text.size() + 2, "more entries than bytes", text);
    expect(out.front().text == "somebody else's", "an entry of another message was changed", text);
    expect_bounded(memory, text);
    std::string understood;
    for (const holdfast::decoded& said : std::span(out).subspan(1)) {
        const bool malformed = said.what == holdfast::decoded::kind::malformed;
        expect(!malformed || !said.text.empty(), "malformed, and no word of why", text);
        understood += describe(said);
        if (malformed)
            understood.append(" '").append(said.topic_name).append("' ").append(said.text);
        understood += '\n';
    }
    return understood;
}

/// The same for a snapshot.
inline std::string read(const holdfast::adapter& exchange, const holdfast::topic& on, std::string_view body)
{
    const std::vector<char> exact(body.begin(), body.end());
    holdfast::slab memory;
    try {
        const auto fresh = exchange.decode_snapshot(on, {exact.data(), exact.size()}, memory);
        expect_bounded(memory, body);
        expect(fresh || !fresh.error().text.empty(), "a failure, and no word of why", body);
        return fresh ? describe(fresh->ids) + " " + describe(fresh->levels) : fresh.error().message();
    } catch (const std::exception& e) {
        expect(false, std::string("an exception, ") + e.what(), body);
        return {};
    }
}

// ---- how bytes are spoilt -------------------------------------------------------------------------------

/// Changes texts at random; `words` are what the exchange's own grammar is made of.
class mutator {
public:
    explicit mutator(unsigned seed, std::vector<std::string> words = {}) : bits_(seed)
    {
        words_.insert(words_.end(), words.begin(), words.end());
    }

    [[nodiscard]] std::string operator()(std::string text)
    {
        for (auto n = 1 + bits_() % 3; n > 0; --n)
            mutate(text);
        return text;
    }

    template <class T>
    [[nodiscard]] const T& pick(const std::vector<T>& from)
    {
        return from[bits_() % from.size()];
    }

    /// The beginning of one and the end of another.
    [[nodiscard]] std::string splice(const std::string& head, const std::string& tail)
    {
        return head.substr(0, bits_() % (head.size() + 1)) + tail.substr(bits_() % (tail.size() + 1));
    }

    [[nodiscard]] std::string noise(std::size_t most)
    {
        std::string text(bits_() % (most + 1), '\0');
        for (char& c : text)
            c = static_cast<char>(bits_() % 256);
        return text;
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
        for (std::size_t i = 0; i < parts.size(); ++i)
            text += (i == 0 ? "" : ",") + parts[i];
    }

    std::mt19937 bits_;
    std::string alphabet_ = R"({}[]",:\0123456789.-+eEuUbBaAtTpqmsn @)";
    std::vector<std::string> words_ = {"null",
                                       "true",
                                       "[]",
                                       "{}",
                                       "[[\"1\",\"2\"]]",
                                       "\"\"",
                                       "18446744073709551616",
                                       "18446744073709551615",
                                       "-9223372036854775809",
                                       "1e308",
                                       "1e-308",
                                       "-0",
                                       "0.0",
                                       "\\u0031",
                                       "\\ud83d\\ude00",
                                       "\xe5\xb8\x81",
                                       "\xff",
                                       "[1,2]",
                                       " \n\t"};
};

/// Texts that are wrong in a big way.
inline std::vector<std::string> monsters()
{
    constexpr std::size_t many = 100'000;
    const auto repeated = [](std::string_view what, std::size_t times) {
        std::string text;
        for (; times > 0; --times)
            text += what;
        return text;
    };
    return {"",
            " ",
            std::string(1, '\0'),
            std::string(1000, '\0'),
            "\xef\xbb\xbf{}",
            "\xff\xfe{",
            "null",
            "true",
            "0",
            "\"\"",
            "{}",
            "[]",
            "[{}]",
            "{\"\":\"\"}",
            "<html><body>502 Bad Gateway</body></html>",
            std::string(many, '['),
            std::string(many, '{'),
            std::string(many, '"'),
            std::string(many, '\\'),
            std::string(many, '9'),
            std::string(many, ' '),
            repeated("{\"a\":", many),
            repeated("[{\"data\":", many),
            "[" + repeated("[],", many) + "[]]",
            "{\"data\":[" + repeated("{},", many) + "{}]}",
            "{\"id\":" + std::string(many, '9') + "}",
            "{\"id\":1e" + std::string(many, '9') + "}",
            "{\"" + std::string(many, 'x') + "\":1}",
            "{\"data\":\"" + repeated("\\u0000", many) + "\"}"};
}

/// Every text of a family, one after another, handed to `use`; `frames` are what the exchange really sends.
template <class Use>
void spoil(const std::vector<std::string>& frames, unsigned seed, const Use& use)
{
    constexpr std::size_t places = 500; // In a frame that is longer, only so many.
    constexpr unsigned rounds = 20'000;
    for (const std::string& text : monsters())
        use(text);
    for (const std::string& frame : frames) {
        use(frame);
        use(frame + std::string(1, '\0'));
        use(frame + frame);
        const std::size_t step = frame.size() / places + 1;
        for (std::size_t at = 0; at < frame.size(); at += step) {
            use(frame.substr(0, at));
            for (const char c : {'0', '"', '{', ']', ',', 'e', '\\', '\0', '\xff'}) {
                std::string changed = frame;
                changed[at] = c;
                use(changed);
            }
        }
    }
    mutator random(seed);
    for (unsigned round = 0; round < rounds; ++round) {
        use(random(random.pick(frames)));
        use(random.splice(random.pick(frames), random.pick(frames)));
        if (round % 16 == 0)
            use(random.noise(300));
    }
}

// ---- the tests --------------------------------------------------------------------------------------------

/// Holds the adapter to what it owes to any message. `frames`: one of each shape that the exchange sends, all
/// of them understood.
inline void survives_everything(const holdfast::adapter& exchange, const std::vector<std::string>& frames,
                                unsigned seed = 1)
{
    for (const std::string& frame : frames)
        expect(!read(exchange, frame).starts_with("malformed"), "not understood", frame);
    spoil(frames, seed, [&](const std::string& text) {
        const std::string understood = read(exchange, text);
        expect(read(exchange, text) == understood, "another answer to the same bytes", text);
        static_cast<void>(read(exchange, text, true));
    });
    BOOST_TEST(!frames.empty());
}

/// The same for the bodies of answers to `snapshot_request(on)`; the first one is a snapshot.
inline void survives_everything(const holdfast::adapter& exchange, const holdfast::topic& on,
                                const std::vector<std::string>& bodies, unsigned seed = 1)
{
    holdfast::slab memory;
    BOOST_TEST_REQUIRE(exchange.decode_snapshot(on, bodies.at(0), memory).has_value(), bodies.at(0));
    spoil(bodies, seed, [&](const std::string& text) {
        const std::string understood = read(exchange, on, text);
        expect(read(exchange, on, text) == understood, "another answer to the same bytes", text);
    });
}

} // namespace frame_fuzz

#endif
