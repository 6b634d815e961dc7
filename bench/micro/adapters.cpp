// SPDX-License-Identifier: BSL-1.0
// What it costs to understand one message of each exchange: changes of a book (20 levels), a trade, the best
// bid and ask. Everything checked, exact decimals, levels in the slab. `decode.cpp` has the parsers beside
// it.

#include <holdfast/exchange/binance.hpp>
#include <holdfast/exchange/bulk.hpp>
#include <holdfast/exchange/bybit.hpp>
#include <holdfast/exchange/okx.hpp>
#include <holdfast/memory/recycler.hpp>

#include <benchmark/benchmark.h>

#include <memory>
#include <optional>
#include <random>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

using namespace holdfast;

using language = std::shared_ptr<const adapter>;

constexpr int levels_a_side = 10;

// In what follows every `#` stands for a digit.
std::string side(const std::string& level)
{
    std::string list;
    for (int i = 0; i != levels_a_side; ++i)
        list += (i == 0 ? "" : ",") + level;
    return "[" + list + "]";
}

const std::string row = R"(["61837.##","0.32##2"])";
const std::string row_of_okx = R"(["61837.##","0.32##2","0","1#"])";
const std::string object_of_bulk = R"({"px":61837.##,"sz":0.32##2,"n":1#})";

std::string combined(const std::string& stream, const std::string& data)
{
    return R"({"stream":")" + stream + R"(","data":)" + data + "}";
}

// Different messages, so that the processor cannot learn one by heart.
std::vector<std::string> variants(const std::string& form)
{
    constexpr unsigned different = 192;
    std::mt19937 bits(1);
    std::vector<std::string> texts(different, form);
    for (std::string& text : texts)
        for (char& c : text)
            if (c == '#')
                c = static_cast<char>('1' + bits() % 9);
    return texts;
}

void read(benchmark::State& state, const language& exchange, const std::string& form)
{
    constexpr unsigned together = 32; // Messages of one read; they share a slab.
    const std::vector<std::string> texts = variants(form);
    const auto pool = std::make_shared<recycler>(std::size_t(16) << 20);
    std::optional<slab> memory;
    std::vector<decoded> said;
    std::size_t next = 0;
    std::size_t bytes = 0;
    for (auto _ : state) {
        if (next % together == 0)
            memory.emplace(pool);
        const std::string& text = texts[next++ % texts.size()];
        bytes += text.size();
        said.clear();
        exchange->decode(text, false, *memory, said);
        if (said.front().what != decoded::kind::data ||
            std::holds_alternative<std::monostate>(said.front().content))
            throw std::runtime_error("not understood: " + std::string(said.front().text));
        benchmark::DoNotOptimize(said.data());
    }
    state.SetBytesProcessed(static_cast<std::int64_t>(bytes));
}

void add(const std::string& name, const language& exchange, const std::string& form)
{
    benchmark::RegisterBenchmark(name.c_str(), read, exchange, form);
}

void add_binance_spot()
{
    const language exchange = binance::spot::make_adapter();
    add("book/binance_spot", exchange,
        combined(
            "btcusdt@depth@100ms",
            R"({"e":"depthUpdate","E":17231612552##,"s":"BTCUSDT","U":500932391##,"u":500932392##,"b":)" +
                side(row) + R"(,"a":)" + side(row) + "}"));
    add("trade/binance_spot", exchange,
        combined("btcusdt@trade",
                 R"({"e":"trade","E":17231612552##,"s":"BTCUSDT","t":37231##,"p":"61837.##","q":"0.32##2",)"
                 R"("T":17231612552##,"m":true,"M":true})"));
    add("best/binance_spot", exchange,
        combined("btcusdt@bookTicker", R"({"u":500932391##,"s":"BTCUSDT","b":"61837.##","B":"0.32##2",)"
                                       R"("a":"61838.##","A":"1.32##2"})"));
}

void add_binance_usdm()
{
    const language exchange = binance::usdm::make_adapter();
    add("book/binance_usdm", exchange,
        combined("btcusdt@depth@100ms",
                 R"({"e":"depthUpdate","E":17231612552##,"T":17231612552##,"s":"BTCUSDT","U":51231078320##,)"
                 R"("u":51231078420##,"pu":51231078319##,"b":)" +
                     side(row) + R"(,"a":)" + side(row) + R"(,"ps":"BTCUSDT","st":1})"));
    add("trade/binance_usdm", exchange,
        combined(
            "btcusdt@aggTrade",
            R"({"e":"aggTrade","E":17231612552##,"s":"BTCUSDT","a":59330##,"p":"61837.##","q":"0.32##2",)"
            R"("nq":"0.32##2","f":1##,"l":2##,"T":17231612552##,"m":true})"));
    add("best/binance_usdm", exchange,
        combined("btcusdt@bookTicker",
                 R"({"e":"bookTicker","u":51231078390##,"E":17231612552##,"T":17231612552##,"s":"BTCUSDT",)"
                 R"("b":"61837.##","B":"0.32##2","a":"61838.##","A":"1.32##2"})"));
}

void add_bybit()
{
    const language exchange = bybit::make_adapter(bybit::category::linear);
    const auto book = [](const std::string& topic, const std::string& bids, const std::string& asks) {
        return R"({"topic":")" + topic + R"(","type":"delta","ts":16879409674##,"data":{"s":"BTCUSDT","b":)" +
               bids + R"(,"a":)" + asks + R"(,"u":1774005##,"seq":665447033##},"cts":16879409674##})";
    };
    add("book/bybit", exchange, book("orderbook.50.BTCUSDT", side(row), side(row)));
    add("trade/bybit", exchange,
        R"({"topic":"publicTrade.BTCUSDT","type":"snapshot","ts":17740211642##,"data":[{"T":17740211642##,)"
        R"("s":"BTCUSDT","S":"Buy","v":"0.32##2","p":"61837.##","L":"PlusTick",)"
        R"("i":"8c931d9a-b703-5c34-9aeb-860867cf1f##","BT":false,"RPI":false,"seq":5497922100##}]})");
    add("best/bybit", exchange, book("orderbook.1.BTCUSDT", "[" + row + "]", "[" + row + "]"));
}

void add_okx()
{
    const language exchange = okx::make_adapter();
    const std::string head = R"({"arg":{"channel":)";
    add("book/okx", exchange,
        head + R"("books","instId":"BTC-USDT"},"action":"update","data":[{"asks":)" + side(row_of_okx) +
            R"(,"bids":)" + side(row_of_okx) +
            R"(,"ts":"15970263831##","checksum":0,"prevSeqId":1234##,"seqId":1235##}]})");
    add("trade/okx", exchange,
        head + R"("trades","instId":"BTC-USDT"},"data":[{"instId":"BTC-USDT","tradeId":"1306394##",)"
               R"("px":"61837.##","sz":"0.32##2","side":"buy","ts":"16300488978##","count":"1","source":"0",)"
               R"("seqId":12##}]})");
    add("best/okx", exchange,
        head + R"("bbo-tbt","instId":"BTC-USDT"},"data":[{"asks":[)" + row_of_okx + R"(],"bids":[)" +
            row_of_okx + R"(],"ts":"17900713905##","seqId":41531121##}]})");
}

// It has no best bid and ask; a change of a book is one level.
void add_bulk()
{
    const language exchange = bulk::make_adapter();
    const auto book = [](const std::string& bids, const std::string& asks) {
        return R"({"type":"l2Delta","topic":"l2delta.BTC-USD","data":{"book":{"updateType":"delta",)"
               R"("symbol":"BTC-USD","levels":[)" +
               bids + "," + asks + R"(],"timestamp":17672256001##}}})";
    };
    const std::string key = "9J8TUdEWrrcADK913r1Cs7DdqX63VdVU88imfDzT1ypt";
    add("book/bulk", exchange, book(side(object_of_bulk), side(object_of_bulk)));
    add("book/bulk_one_level", exchange, book("[" + object_of_bulk + "]", "[]"));
    add("trade/bulk", exchange,
        R"({"type":"trades","topic":"trades.BTC-USD","data":{"trades":[{"s":"BTC-USD","px":61837.##,)"
        R"("sz":0.32##2,"time":17672256001##,"side":true,"maker":")" +
            key + R"(","taker":")" + key + R"("}]}})");
}

} // namespace

int main(int argc, char** argv)
{
    add_binance_spot();
    add_binance_usdm();
    add_bybit();
    add_okx();
    add_bulk();
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
}
