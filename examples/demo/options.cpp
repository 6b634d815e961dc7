// SPDX-License-Identifier: BSL-1.0
#include "options.hpp"

#include "command_line.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>

namespace po = boost::program_options;
namespace sim = holdfast::sim;

namespace demo {

namespace {

po::options_description described()
{
    po::options_description all("options");
    const auto text = [] { return po::value<std::string>(); };
    auto add = all.add_options();
    add("help,h", "print this and exit");
    add("seconds", text()->value_name("N"), "how long to break things (20, or as long as the tape lasts)");
    add("seed", text()->value_name("N"), "repeats the same market and the same faults (1)");
    add("exchange", text()->value_name("NAME"),
        "whose dialect is spoken: binance binance-usdm bybit okx bulk (binance, or whose the tape is)");
    add("symbols", text()->value_name("N"), "how many symbols to follow (3, or all of the tape)");
    add("faults", text()->value_name("LIST"), "all, edge, none, or names separated by commas (all)");
    add("tape", text()->value_name("FILE"), "play recorded exchange traffic instead of an own market");
    add("speed", text()->value_name("X"), "how much faster than life the tape is played (1)");
    add("json", text()->value_name("FILE"), "write the verdict there as JSON, too; - is standard output");
    add("live", text()->value_name("EXCHANGE"), "follow the real exchange instead: binance");
    add("symbol", text()->value_name("NAME"), "which symbol to follow live (BTCUSDT)");
    return all;
}

/// Options that mean nothing beside others are mistakes.
void check_together(const po::variables_map& given)
{
    const auto never_with = [&](const char* option, const char* other) {
        if (given.contains(option) && given.contains(other))
            throw bad_option(std::string("--") + option + " does not go with --" + other);
    };
    const auto only_with = [&](const char* option, const char* other) {
        if (given.contains(option) && !given.contains(other))
            throw bad_option(std::string("--") + option + " needs --" + other);
    };
    for (const char* option : {"tape", "exchange", "faults", "symbols", "seed"})
        never_with("live", option);
    only_with("speed", "tape");
    only_with("symbol", "live");
}

void check_symbol(const std::string& symbol)
{
    const auto allowed = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); };
    if (symbol.empty() || symbol.size() > 20 || !std::all_of(symbol.begin(), symbol.end(), allowed))
        throw bad_option("--symbol: '" + symbol + "' is not a symbol like BTCUSDT");
}

options understood(const po::variables_map& given)
{
    check_together(given);
    options o;
    const auto text = [&](const char* option) { return given[option].as<std::string>(); };
    const auto has = [&](const char* option) { return given.contains(option); };
    o.help = has("help");
    if (has("seconds"))
        o.seconds = std::chrono::seconds(number_between<long>("--seconds", text("seconds"), 1, 1'000'000));
    if (has("seed"))
        o.seed = number_between<std::uint64_t>("--seed", text("seed"), 0, UINT64_MAX);
    if (has("exchange"))
        o.exchange = exchange_in(text("exchange"));
    if (has("symbols"))
        o.symbols = number_between<unsigned>("--symbols", text("symbols"), 1, 100);
    o.faults = faults_in(has("faults") ? text("faults") : "all");
    if (has("tape"))
        o.tape = text("tape");
    if (has("tape") && !std::ifstream(o.tape))
        throw bad_option("--tape: cannot read '" + o.tape + "'");
    if (has("speed"))
        o.speed = number_between<double>("--speed", text("speed"), 0.01, 1000);
    if (has("json"))
        o.json = text("json");
    if (has("live"))
        o.live = text("live");
    if (has("live") && o.live != "binance")
        throw bad_option("--live: '" + o.live + "' is not one of: binance");
    if (has("symbol"))
        o.symbol = text("symbol");
    check_symbol(o.symbol);
    return o;
}

} // namespace

options parse(int argc, const char* const* argv)
{
    try {
        return understood(read(argc, argv, described()));
    } catch (const po::error& e) {
        throw bad_option(e.what());
    }
}

std::string help()
{
    std::ostringstream out;
    out << "Starts a simulated exchange on this machine, breaks it in every way it knows, and follows it\n"
           "with holdfast: the story line by line, the verdict at the end. Several times a second every\n"
           "verified book is compared with the exchange's truth at the same update.\n\n"
           "usage: demo [options]\n\n"
        << described() << "\nfaults: " << fault_names() << "\n\n"
        << "The exit status is 0 only if nothing silent or wrong happened and everything healed; 1 if not;\n"
           "2 for an option that cannot be meant.\n";
    return out.str();
}

} // namespace demo
