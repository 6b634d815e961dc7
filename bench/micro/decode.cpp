// SPDX-License-Identifier: BSL-1.0
// What it costs to understand one message of the rig: everything checked, exact decimals, levels in the slab.
// Beside it, what others take to read the same text into a tree in which prices are still strings.

#include "server/payloads.hpp"

#include <holdfast/exchange/binance.hpp>
#include <holdfast/memory/recycler.hpp>

#include <benchmark/benchmark.h>
#include <boost/json/monotonic_resource.hpp>
#include <boost/json/parse.hpp>

#ifdef HOLDFAST_HAVE_SIMDJSON
#include <simdjson.h>
#endif

#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

using namespace holdfast;

// Messages of one size, one after another and again from the beginning; each as the reader wants its text.
template <class Text>
class supply {
public:
    explicit supply(rig::size_class payload)
    {
        constexpr std::uint64_t different = 192;
        rig::payload_maker maker(payload);
        for (std::uint64_t n = 0; n != different; ++n)
            texts_.emplace_back(std::string(maker.make(n)));
    }

    const Text& next() noexcept
    {
        const Text& text = texts_[at_];
        at_ = at_ + 1 == texts_.size() ? 0 : at_ + 1;
        bytes_ += text.size();
        return text;
    }

    void report(benchmark::State& state) const { state.SetBytesProcessed(static_cast<std::int64_t>(bytes_)); }

private:
    std::vector<Text> texts_{};
    std::size_t at_ = 0;
    std::size_t bytes_ = 0;
};

void read_with_holdfast(benchmark::State& state, rig::size_class payload)
{
    constexpr unsigned together = 32; // Messages of one read; they share a slab.
    supply<std::string> messages(payload);
    const auto exchange = binance::spot::make_adapter();
    const auto pool = std::make_shared<recycler>(std::size_t(16) << 20);
    std::optional<slab> memory;
    std::vector<decoded> said;
    unsigned left = 0;
    for (auto _ : state) {
        if (left == 0) {
            memory.emplace(pool);
            left = together;
        }
        --left;
        said.clear();
        exchange->decode(messages.next(), false, *memory, said);
        if (said.front().what != decoded::kind::data)
            throw std::runtime_error("not understood: " + std::string(said.front().text));
        benchmark::DoNotOptimize(said.data());
    }
    messages.report(state);
}

void read_with_boost_json(benchmark::State& state, rig::size_class payload)
{
    supply<std::string> messages(payload);
    std::vector<unsigned char> room(std::size_t(1) << 20);
    for (auto _ : state) {
        boost::json::monotonic_resource memory(room.data(), room.size());
        benchmark::DoNotOptimize(boost::json::parse(messages.next(), &memory));
    }
    messages.report(state);
}

#ifdef HOLDFAST_HAVE_SIMDJSON
void read_with_simdjson(benchmark::State& state, rig::size_class payload)
{
    supply<simdjson::padded_string> messages(payload);
    simdjson::dom::parser parser;
    for (auto _ : state)
        benchmark::DoNotOptimize(parser.parse(messages.next()).value());
    messages.report(state);
}
#endif

void add(const std::string& name, rig::size_class payload)
{
    benchmark::RegisterBenchmark((name + "/holdfast").c_str(), read_with_holdfast, payload);
#ifdef HOLDFAST_HAVE_SIMDJSON
    benchmark::RegisterBenchmark((name + "/simdjson_parse").c_str(), read_with_simdjson, payload);
#endif
    benchmark::RegisterBenchmark((name + "/boost_json").c_str(), read_with_boost_json, payload);
}

} // namespace

int main(int argc, char** argv)
{
    add("decode_s", rig::size_class::s);
    add("decode_m", rig::size_class::m);
    add("decode_l", rig::size_class::l);
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
}
