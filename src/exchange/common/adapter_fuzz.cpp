// SPDX-License-Identifier: BSL-1.0
#include <holdfast/adapter_fuzz.hpp>

#include <algorithm>
#include <cstddef>
#include <exception>
#include <utility>

namespace holdfast::kit {

// ---- what was understood, as text -------------------------------------------------------------------------

std::string describe(std::span<const level> levels)
{
    std::string text = "[";
    for (const level& l : levels)
        text += l.price.str() + "x" + l.quantity.str() + " ";
    return text + "]";
}

std::string describe(const book_levels& book)
{
    return "book " + describe(book.bids) + describe(book.asks);
}

std::string describe(const content& c)
{
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

std::string describe(const sequence_ids& ids)
{
    return std::to_string(ids.first) + ".." + std::to_string(ids.last) + " after " +
           std::to_string(ids.previous) + (ids.reset ? " anew" : "");
}

/// Everything but the words for what is malformed.
std::string describe(const decoded& said)
{
    if (said.what == decoded::kind::malformed)
        return "malformed";
    return std::to_string(static_cast<int>(said.what)) + " '" + std::string(said.topic_name) + "' #" +
           std::to_string(said.request_id) + " " + describe(said.ids) + " at " +
           std::to_string(said.exchange_time.time_since_epoch().count()) + " '" + std::string(said.text) +
           "' sum " + (said.checksum ? std::to_string(*said.checksum) : "none") + " blame " +
           std::to_string(static_cast<int>(said.whom)) + (said.again ? " again" : "") +
           (said.family ? " family " : " ") + describe(said.content);
}

// ---- what is owed to any bytes ----------------------------------------------------------------------------

namespace {

// Bytes of memory that one byte of a message may cost, and what the shortest one may.
constexpr std::size_t memory_multiple = 16;
constexpr std::size_t memory_floor = std::size_t(64) << 10;

/// How a text is shown where a test fails: so that it can be pasted.
std::string shown(std::string_view text)
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

bool bounded(const slab& memory, std::string_view text)
{
    return memory.footprint() <= memory_floor + memory_multiple * text.size();
}

// What the entries of one message lack, in words.
std::string lacking(std::span<const decoded> said, std::string_view text)
{
    if (said.empty())
        return "no entry";
    if (said.size() > text.size() + 1)
        return "more entries than bytes";
    for (const decoded& one : said)
        if (one.what == decoded::kind::malformed && one.text.empty())
            return "malformed, and no word of why";
    return {};
}

std::string line_of(const decoded& said)
{
    std::string text = describe(said);
    if (said.what == decoded::kind::malformed)
        text.append(" '").append(said.topic_name).append("' ").append(said.text);
    return text + "\n";
}

fuzz_reading& because(fuzz_reading& of, const std::string& why, std::string_view text)
{
    if (of.wrong.empty() && !why.empty())
        of.wrong = why + ": " + shown(text);
    return of;
}

} // namespace

fuzz_reading read(const adapter& exchange, std::string_view text, bool binary)
{
    constexpr std::string_view other = "another message's";
    const std::vector<char> exact(text.begin(), text.end());
    slab memory;
    std::vector<decoded> out(1);
    out.front().text = other;
    fuzz_reading made;
    try {
        exchange.decode({exact.data(), exact.size()}, binary, memory, out);
    } catch (const std::exception& e) {
        return because(made, std::string("an exception, ") + e.what(), text);
    }
    if (out.empty() || out.front().text != other)
        return because(made, "an entry of another message was changed", text);
    const auto said = std::span<const decoded>(out).subspan(1);
    for (const decoded& one : said)
        made.understood += line_of(one);
    because(made, lacking(said, text), text);
    return because(made, bounded(memory, text) ? "" : "too much memory", text);
}

fuzz_reading read(const adapter& exchange, const topic& on, std::string_view body)
{
    const std::vector<char> exact(body.begin(), body.end());
    slab memory;
    fuzz_reading made;
    try {
        const auto fresh = exchange.decode_snapshot(on, {exact.data(), exact.size()}, memory);
        made.understood =
            fresh ? describe(fresh->ids) + " " + describe(fresh->levels) : fresh.error().message();
        because(made, fresh || !fresh.error().text.empty() ? "" : "a failure, and no word of why", body);
    } catch (const std::exception& e) {
        because(made, std::string("an exception, ") + e.what(), body);
    }
    return because(made, bounded(memory, body) ? "" : "too much memory", body);
}

// ---- how bytes are spoilt ---------------------------------------------------------------------------------

namespace {

constexpr std::string_view alphabet = R"({}[]",:\0123456789.-+eEuUbBaAtTpqmsn @)";

const std::vector<std::string>& words_of_json()
{
    static const std::vector<std::string> words = {"null",
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
    return words;
}

} // namespace

mutator::mutator(unsigned seed, const std::vector<std::string>& words) : bits_(seed), words_(words_of_json())
{
    words_.insert(words_.end(), words.begin(), words.end());
}

std::string mutator::operator()(std::string text)
{
    for (auto n = 1 + bits_() % 3; n > 0; --n)
        mutate(text);
    return text;
}

std::string mutator::splice(const std::string& head, const std::string& tail)
{
    std::string text = head.substr(0, bits_() % (head.size() + 1));
    return text + tail.substr(bits_() % (tail.size() + 1));
}

std::string mutator::noise(std::size_t most)
{
    std::string text(bits_() % (most + 1), '\0');
    for (char& c : text)
        c = static_cast<char>(bits_() % 256);
    return text;
}

void mutator::mutate(std::string& text)
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
            text[at] = alphabet[bits_() % alphabet.size()];
    }
}

// Changes places, and keeps most messages well-formed.
void mutator::swap_members(std::string& text)
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

namespace {

/// Texts that are wrong in a big way.
std::vector<std::string> monsters()
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

} // namespace

void spoil(const std::vector<std::string>& frames, unsigned seed,
           const std::function<void(const std::string&)>& use)
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

namespace {

// What is wrong with two readings of the same bytes.
std::string wrong_of(const fuzz_reading& one, const fuzz_reading& again, std::string_view text)
{
    if (!one.wrong.empty())
        return one.wrong;
    return again.understood == one.understood ? std::string()
                                              : "another answer to the same bytes: " + shown(text);
}

} // namespace

std::string fuzz(const adapter& exchange, const std::vector<std::string>& frames, unsigned seed)
{
    if (frames.empty())
        return "no frames to begin with";
    for (const std::string& frame : frames)
        if (const auto made = read(exchange, frame);
            !made.wrong.empty() || made.understood.starts_with("malformed"))
            return made.wrong.empty() ? "not understood: " + shown(frame) + "\n" + made.understood
                                      : made.wrong;
    std::string wrong;
    spoil(frames, seed, [&](const std::string& text) {
        if (wrong.empty())
            wrong = wrong_of(read(exchange, text), read(exchange, text), text);
        if (wrong.empty())
            wrong = read(exchange, text, true).wrong;
    });
    return wrong;
}

std::string fuzz(const adapter& exchange, const topic& on, const std::vector<std::string>& bodies,
                 unsigned seed)
{
    if (bodies.empty())
        return "no bodies to begin with";
    slab memory;
    if (const auto fresh = exchange.decode_snapshot(on, bodies.front(), memory); !fresh)
        return "the first body is no snapshot: " + fresh.error().message();
    std::string wrong;
    spoil(bodies, seed, [&](const std::string& text) {
        if (wrong.empty())
            wrong = wrong_of(read(exchange, on, text), read(exchange, on, text), text);
    });
    return wrong;
}

} // namespace holdfast::kit
