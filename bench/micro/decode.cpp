// What it costs to understand one message of Binance: everything checked, exact decimals, levels in the slab. Beside
// it, what others take for reading the same text without keeping anything of it.

#include <holdfast/exchange/binance.hpp>
#include <holdfast/recycler.hpp>
#include <holdfast/slab.hpp>

#include <benchmark/benchmark.h>
#include <boost/json/monotonic_resource.hpp>
#include <boost/json/parse.hpp>

#if __has_include(<simdjson.h>)
#include <simdjson.h>
#define HOLDFAST_BENCH_HAS_SIMDJSON 1
#endif

#include <cstdio>
#include <memory>
#include <optional>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

using namespace holdfast;

// ---- the messages ---------------------------------------------------------------------------------------------

// "61837.63000000", the way the exchange writes prices and quantities.
std::string amount(std::uint64_t hundred_millionths)
{
    char room[32];
    std::snprintf(room, sizeof room, "\"%llu.%08llu\"",
                  static_cast<unsigned long long>(hundred_millionths / 100'000'000),
                  static_cast<unsigned long long>(hundred_millionths % 100'000'000));
    return room;
}

std::string side_of_book(unsigned levels, std::mt19937_64& bits)
{
    std::string text = "[";
    for (unsigned i = 0; i != levels; ++i) {
        const std::uint64_t price = 6'180'000'000'000 + bits() % 10'000 * 1'000'000;
        const std::uint64_t quantity = bits() % 4 == 0 ? 0 : bits() % 500'000 * 1'000;
        text += (i == 0 ? "[" : ",[") + amount(price) + "," + amount(quantity) + "]";
    }
    return text + "]";
}

std::string depth(unsigned levels, std::mt19937_64& bits)
{
    return R"({"stream":"btcusdt@depth@100ms","data":{"e":"depthUpdate","E":1723161255208,"s":"BTCUSDT",)"
           R"("U":50093239189,"u":50093239202,"b":)" +
           side_of_book(levels / 2, bits) + R"(,"a":)" + side_of_book(levels - levels / 2, bits) + "}}";
}

std::string ticker(std::mt19937_64& bits)
{
    return R"({"stream":"btcusdt@bookTicker","data":{"u":)" +
           std::to_string(50'093'239'212 + bits() % 1'000'000) +
           R"(,"s":"BTCUSDT","b":"61837.63000000","B":)" + amount(bits() % 500'000 * 1'000) +
           R"(,"a":"61837.64000000","A":)" + amount(bits() % 500'000 * 1'000) + "}}";
}

enum class payload_size { s, m, l };

// Different ones, so that no branch predictor learns a message by heart.
std::vector<std::string> messages(payload_size of)
{
    std::mt19937_64 bits(1);
    std::vector<std::string> made;
    for (int i = 0; i != 200; ++i)
        made.push_back(of == payload_size::s ? ticker(bits) : depth(of == payload_size::m ? 20 : 255, bits));
    return made;
}

// Hands out the messages one after another, and says what they amount to.
class supply {
public:
    explicit supply(payload_size of) : texts_(messages(of)) {}

    const std::string& next() noexcept
    {
        const std::string& text = texts_[at_];
        at_ = at_ + 1 == texts_.size() ? 0 : at_ + 1;
        bytes_ += text.size();
        return text;
    }

    void report(benchmark::State& state) const { state.SetBytesProcessed(static_cast<std::int64_t>(bytes_)); }

    [[nodiscard]] const std::vector<std::string>& texts() const noexcept { return texts_; }

private:
    std::vector<std::string> texts_;
    std::size_t at_ = 0;
    std::size_t bytes_ = 0;
};

// ---- the readers ----------------------------------------------------------------------------------------------

void read_with_holdfast(benchmark::State& state, payload_size of)
{
    constexpr unsigned batch = 32; // Messages of one read; they share a slab.
    supply from(of);
    const auto exchange = binance::spot::make_adapter();
    const auto pool = std::make_shared<recycler>(std::size_t(16) << 20);
    std::optional<slab> memory;
    std::vector<decoded> out;
    unsigned left = 0;
    for (auto _ : state) {
        if (left-- == 0) {
            memory.emplace(pool);
            left = batch - 1;
        }
        out.clear();
        exchange->decode(from.next(), false, *memory, out);
        if (out.front().what != decoded::kind::data)
            throw std::runtime_error("not understood: " + std::string(out.front().text));
        benchmark::DoNotOptimize(out.data());
    }
    from.report(state);
}

void read_with_boost_json(benchmark::State& state, payload_size of)
{
    supply from(of);
    std::vector<unsigned char> room(std::size_t(1) << 20);
    for (auto _ : state) {
        boost::json::monotonic_resource memory(room.data(), room.size());
        benchmark::DoNotOptimize(boost::json::parse(from.next(), &memory));
    }
    from.report(state);
}

#ifdef HOLDFAST_BENCH_HAS_SIMDJSON

// A tree of the whole message, strings unescaped, prices still text.
void read_with_simdjson(benchmark::State& state, payload_size of)
{
    supply from(of);
    std::vector<simdjson::padded_string> padded;
    for (const std::string& text : from.texts())
        padded.emplace_back(text);
    simdjson::dom::parser parser;
    std::size_t at = 0;
    for (auto _ : state) {
        from.next();
        benchmark::DoNotOptimize(parser.parse(padded[at]).value());
        at = at + 1 == padded.size() ? 0 : at + 1;
    }
    from.report(state);
}

#endif

void add(const std::string& name, payload_size of)
{
    benchmark::RegisterBenchmark((name + "/holdfast").c_str(), read_with_holdfast, of);
#ifdef HOLDFAST_BENCH_HAS_SIMDJSON
    benchmark::RegisterBenchmark((name + "/simdjson_parse").c_str(), read_with_simdjson, of);
#endif
    benchmark::RegisterBenchmark((name + "/boost_json").c_str(), read_with_boost_json, of);
}

} // namespace

int main(int argc, char** argv)
{
    add("decode_s", payload_size::s);
    add("decode_m", payload_size::m);
    add("decode_l", payload_size::l);
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
}
