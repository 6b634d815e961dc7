// SPDX-License-Identifier: BSL-1.0
// What it costs to keep an order book.
//
// book_recorded: the changes of a recorded market, already decoded, applied to our verified book and to what
// one would write instead; the best bid and ask are read after every message. book_m and book_l: from the
// text of a message of 20 or 256 levels to the best bid and ask of the verified book; beside it, simdjson
// reading the same text, every key and every number, and keeping nothing.
//
// The recorded market is binance-spot-btcusdt.jsonl in the directory that HOLDFAST_SHARED_DATA or
// HOLDFAST_TEST_DATA names; where it is absent, a market that resembles it is made up, and the output says
// so.

#include <holdfast/exchange/binance.hpp>
#include <holdfast/memory/recycler.hpp>
#include <holdfast/order_book.hpp>

#include <benchmark/benchmark.h>
#include <boost/container/flat_map.hpp>
#include <boost/json/parse.hpp>

#ifdef HOLDFAST_HAVE_SIMDJSON
#include <simdjson.h>
#endif

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace holdfast;

const topic on("btcusdt@depth@100ms");

struct message {
    std::vector<level> bids{};
    std::vector<level> asks{};

    [[nodiscard]] std::size_t size() const noexcept { return bids.size() + asks.size(); }
};

struct market {
    std::string origin{};
    message snapshot{};
    std::vector<message> changes{};
};

message copy_of(const book_levels& levels)
{
    return {{levels.bids.begin(), levels.bids.end()}, {levels.asks.begin(), levels.asks.end()}};
}

// ---- the recorded market ----------------------------------------------------------------------------------

std::string path_of_recording()
{
    for (const char* name : {"HOLDFAST_SHARED_DATA", "HOLDFAST_TEST_DATA"})
        if (const char* directory = std::getenv(name))
            return std::string(directory) + "/binance-spot-btcusdt.jsonl";
    return "../shared/data/binance-spot-btcusdt.jsonl";
}

std::optional<market> recorded()
{
    std::ifstream in(path_of_recording());
    if (!in)
        return std::nullopt;
    const auto exchange = binance::spot::make_adapter();
    market made;
    made.origin = "recorded";
    std::uint64_t last = 0;
    std::vector<std::pair<std::uint64_t, message>> heard; // Before the snapshot, too.
    for (std::string line; std::getline(in, line);) {
        const boost::json::object entry = boost::json::parse(line).as_object();
        const std::string_view kind(entry.at("k").as_string());
        const std::string text(entry.at("d").as_string());
        slab memory;
        if (kind == "http") {
            const rest_snapshot fresh = exchange->decode_snapshot(on, text, memory).value();
            last = fresh.ids.last;
            made.snapshot = copy_of(fresh.levels);
        } else if (kind == "recv") {
            std::vector<decoded> out;
            exchange->decode(text, false, memory, out);
            if (const auto* levels = std::get_if<book_levels>(&out.front().content))
                heard.emplace_back(out.front().ids.last, copy_of(*levels));
        }
    }
    for (auto& [id, changes] : heard)
        if (id > last)
            made.changes.push_back(std::move(changes));
    return made;
}

// ---- a market that is made up -----------------------------------------------------------------------------

// Of a hundred changes that Binance sends, forty add a level, forty remove one, twelve change one and eight
// remove what is not there, at ranks that are about as often between 1 and 10 as between 10 and 100.
class made_up_side {
public:
    // @param sign  -1 for bids, 1 for asks
    made_up_side(std::int64_t sign, unsigned seed) : sign_(sign), dice_(seed)
    {
        for (std::int64_t away = 1; away <= 1000; ++away)
            levels_.emplace(away * 3, quantity());
    }

    [[nodiscard]] std::vector<level> all() const
    {
        std::vector<level> made;
        for (const auto& [away, hundredths] : levels_)
            made.push_back(level_at(away, hundredths));
        return made;
    }

    // Changes of so many prices, the best first.
    std::vector<level> change(std::size_t count, double deepest)
    {
        std::map<std::int64_t, std::int64_t> changed;
        while (changed.size() < count) {
            const auto [away, hundredths] = one_change(deepest);
            changed[away] = hundredths;
            if (hundredths == 0)
                levels_.erase(away);
            else
                levels_[away] = hundredths;
        }
        std::vector<level> made;
        for (const auto& [away, hundredths] : changed)
            made.push_back(level_at(away, hundredths));
        return made;
    }

    double uniform() { return static_cast<double>(dice_() % 1'000'000) / 1e6; }

private:
    std::pair<std::int64_t, std::int64_t> one_change(double deepest)
    {
        const auto rank = static_cast<std::ptrdiff_t>(std::pow(deepest, uniform())) - 1;
        const std::int64_t known = std::next(levels_.begin(), rank)->first;
        const std::int64_t near = known + 1 + static_cast<std::int64_t>(dice_() % 5);
        const double kind = uniform();
        if (kind < 0.4 && levels_.size() > 500)
            return {known, 0};
        if (kind < 0.52)
            return {known, quantity()};
        return {near, kind < 0.6 && !levels_.contains(near) ? 0 : quantity()};
    }

    std::int64_t quantity() { return 1 + static_cast<std::int64_t>(dice_() % 500'000); }

    // Exchanges write eight digits after the point.
    [[nodiscard]] level level_at(std::int64_t away, std::int64_t hundredths) const
    {
        constexpr std::int64_t middle = 6'183'763;
        return {*decimal::of((middle + sign_ * away) * 1'000'000, 8), *decimal::of(hundredths * 1'000, 8)};
    }

    std::int64_t sign_;
    std::minstd_rand dice_;
    std::map<std::int64_t, std::int64_t> levels_{};
};

// @param size  how many levels each message has a side, given a random number between 0 and 1
market make_up(std::size_t messages, double deepest, const std::function<std::size_t(double)>& size)
{
    made_up_side bids(-1, 1);
    made_up_side asks(1, 2);
    market made;
    made.origin = "made up";
    made.snapshot = {bids.all(), asks.all()};
    for (std::size_t i = 0; i != messages; ++i) {
        std::vector<level> lower = bids.change(size(bids.uniform()), deepest);
        std::vector<level> upper = asks.change(size(asks.uniform()), deepest);
        made.changes.push_back({std::move(lower), std::move(upper)});
    }
    return made;
}

const market& the_market()
{
    static const market found = [] {
        if (auto real = recorded())
            return *std::move(real);
        return make_up(3000, 500, [](double dice) { return static_cast<std::size_t>(std::pow(100, dice)); });
    }();
    return found;
}

// ---- the books --------------------------------------------------------------------------------------------

class our_book {
public:
    void restart(const message& whole)
    {
        snapshot s;
        s.on = on;
        s.epoch = 1;
        s.levels = {whole.bids, whole.asks};
        book_.apply(s);
        gap_closed g;
        g.on = on;
        g.epoch = 1;
        book_.apply(g);
    }

    void apply(const message& changes)
    {
        data d;
        d.on = on;
        d.epoch = 1;
        d.content = book_levels{changes.bids, changes.asks};
        book_.apply(event(std::move(d)));
    }

    [[nodiscard]] quote top() const { return book_.top().value(); }

private:
    order_book book_;
};

template <template <class...> class Map>
class plain_book {
public:
    void restart(const message& whole)
    {
        bids_.clear();
        asks_.clear();
        apply(whole);
    }

    void apply(const message& changes)
    {
        set(bids_, changes.bids);
        set(asks_, changes.asks);
    }

    [[nodiscard]] quote top() const { return {first(bids_), first(asks_)}; }

private:
    template <class Side>
    static void set(Side& side, const std::vector<level>& changes)
    {
        for (const level& l : changes) {
            if (l.quantity.is_zero())
                side.erase(l.price);
            else
                side.insert_or_assign(l.price, l.quantity);
        }
    }

    template <class Side>
    static level first(const Side& side)
    {
        return {side.begin()->first, side.begin()->second};
    }

    Map<decimal, decimal, std::greater<decimal>> bids_{};
    Map<decimal, decimal, std::less<decimal>> asks_{};
};

template <class Book>
quote top_at_the_end(const market& of)
{
    Book book;
    book.restart(of.snapshot);
    for (const message& m : of.changes)
        book.apply(m);
    return book.top();
}

template <class Book>
void keep_recorded(benchmark::State& state)
{
    const market& from = the_market();
    const quote expected = top_at_the_end<plain_book<std::map>>(from);
    const quote seen = top_at_the_end<Book>(from);
    if (seen.bid != expected.bid || seen.ask != expected.ask)
        throw std::runtime_error("the books do not agree");

    Book book;
    std::size_t at = from.changes.size();
    std::size_t levels = 0;
    for (auto _ : state) {
        if (at == from.changes.size()) {
            book.restart(from.snapshot);
            at = 0;
        }
        book.apply(from.changes[at]);
        levels += from.changes[at++].size();
        benchmark::DoNotOptimize(book.top());
    }
    state.counters["s/level"] = benchmark::Counter(static_cast<double>(levels),
                                                   benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
    state.SetLabel(from.origin);
}

// ---- from the text to the book ----------------------------------------------------------------------------

std::string text_of(const std::vector<level>& levels)
{
    std::string text;
    for (const level& l : levels)
        text += (text.empty() ? "[\"" : ",[\"") + l.price.str() + "\",\"" + l.quantity.str() + "\"]";
    return text;
}

// In the shape of a combined stream, with ids one after the other.
std::string frame_of(const message& changes, std::uint64_t n)
{
    const std::string id = std::to_string(1'000'000'001 + n);
    return R"({"stream":"btcusdt@depth@100ms","data":{"e":"depthUpdate","E":)" +
           std::to_string(1'723'161'255'208 + 100 * n) + R"(,"s":"BTCUSDT","U":)" + id + R"(,"u":)" + id +
           R"(,"b":[)" + text_of(changes.bids) + R"(],"a":[)" + text_of(changes.asks) +
           R"(],"T":1000000000000000000}})";
}

struct script {
    message snapshot{};
    std::vector<std::string> frames{};
};

script script_of(std::size_t levels)
{
    const market made = make_up(512, levels > 20 ? 900 : 300, [=](double) { return levels / 2; });
    script written{made.snapshot, {}};
    for (const message& m : made.changes)
        written.frames.push_back(frame_of(m, written.frames.size()));
    return written;
}

void report_bytes(benchmark::State& state, const script& from)
{
    std::size_t bytes = 0;
    for (const std::string& text : from.frames)
        bytes += text.size();
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(bytes / from.frames.size()));
}

void keep_from_text(benchmark::State& state, std::size_t levels)
{
    constexpr unsigned batch = 32; // Messages of one read; they share a slab.
    const script from = script_of(levels);
    const auto exchange = binance::spot::make_adapter();
    const auto pool = std::make_shared<recycler>(std::size_t(16) << 20);
    order_book book;
    const auto restart = [&] {
        snapshot s;
        s.on = on;
        s.epoch = 1;
        s.levels = {from.snapshot.bids, from.snapshot.asks};
        book.apply(s);
        gap_closed g;
        g.on = on;
        g.epoch = 1;
        book.apply(g);
    };
    std::shared_ptr<slab> memory;
    std::vector<decoded> out;
    unsigned left = 0;
    std::size_t at = from.frames.size();
    for (auto _ : state) {
        if (at == from.frames.size()) {
            restart();
            at = 0;
        }
        if (left-- == 0) {
            memory = std::make_shared<slab>(pool);
            left = batch - 1;
        }
        out.clear();
        const std::string_view text = from.frames[at++];
        exchange->decode(text, false, *memory, out);
        data d;
        d.on = on;
        d.epoch = 1;
        d.ids = out.front().ids;
        d.exchange_time = out.front().exchange_time;
        d.content = out.front().content;
        d.raw = {memory, text};
        book.apply(event(std::move(d)));
        benchmark::DoNotOptimize(book.best_bid().value());
        benchmark::DoNotOptimize(book.best_ask().value());
    }
    report_bytes(state, from);
}

#ifdef HOLDFAST_HAVE_SIMDJSON

// Reads everything; the texts in arrays are numbers.
double read_all(simdjson::ondemand::value value, bool in_array)
{
    double sum = 0;
    switch (value.type()) {
    case simdjson::ondemand::json_type::object:
        for (auto field : value.get_object()) {
            sum += static_cast<double>(std::string_view(field.unescaped_key()).size());
            sum += read_all(field.value(), false);
        }
        return sum;
    case simdjson::ondemand::json_type::array:
        for (auto element : value.get_array())
            sum += read_all(element.value(), true);
        return sum;
    case simdjson::ondemand::json_type::string:
        return in_array ? double(value.get_double_in_string())
                        : static_cast<double>(std::string_view(value.get_string()).size());
    default: return static_cast<double>(std::uint64_t(value.get_uint64()));
    }
}

void read_with_simdjson(benchmark::State& state, std::size_t levels)
{
    const script from = script_of(levels);
    std::vector<simdjson::padded_string> padded;
    for (const std::string& text : from.frames)
        padded.emplace_back(text);
    simdjson::ondemand::parser parser;
    std::size_t at = 0;
    for (auto _ : state) {
        simdjson::ondemand::document read = parser.iterate(padded[at]);
        at = at + 1 == padded.size() ? 0 : at + 1;
        benchmark::DoNotOptimize(read_all(read.get_value(), false));
    }
    report_bytes(state, from);
}

#endif

} // namespace

int main(int argc, char** argv)
{
    const std::string recorded_name = "book_recorded";
    benchmark::RegisterBenchmark((recorded_name + "/holdfast").c_str(), keep_recorded<our_book>);
    benchmark::RegisterBenchmark((recorded_name + "/std_map").c_str(), keep_recorded<plain_book<std::map>>);
    benchmark::RegisterBenchmark((recorded_name + "/flat_map").c_str(),
                                 keep_recorded<plain_book<boost::container::flat_map>>);
    for (const auto& [name, levels] : {std::pair("book_m", 20U), std::pair("book_l", 256U)}) {
        benchmark::RegisterBenchmark((std::string(name) + "/holdfast").c_str(), keep_from_text, levels);
#ifdef HOLDFAST_HAVE_SIMDJSON
        benchmark::RegisterBenchmark((std::string(name) + "/simdjson_parse").c_str(), read_with_simdjson,
                                     levels);
#endif
    }
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
}
