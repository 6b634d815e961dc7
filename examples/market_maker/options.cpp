// SPDX-License-Identifier: BSL-1.0
#include "options.hpp"

#include "demo/command_line.hpp"

#include <sstream>

namespace po = boost::program_options;

namespace maker {

namespace {

po::options_description described()
{
    po::options_description all("options");
    const auto text = [](const char* standard) { return po::value<std::string>()->default_value(standard); };
    auto add = all.add_options();
    add("help,h", "print this and exit");
    add("exchange", text("binance")->value_name("NAME"),
        "whose dialect is spoken: binance binance-usdm bybit okx bulk");
    add("seconds", text("20")->value_name("N"), "how long to trade, some of it in peace at the end");
    add("seed", text("1")->value_name("N"), "repeats the same market and the same faults");
    add("faults", text("all")->value_name("LIST"), "all, edge, none, or names separated by commas");
    add("json", text("")->value_name("FILE"), "write the verdict there as JSON, too; - is standard output");
    return all;
}

options understood(const po::variables_map& given)
{
    const auto text = [&](const char* option) { return given[option].as<std::string>(); };
    options o;
    o.help = given.contains("help");
    o.exchange = demo::exchange_in(text("exchange"));
    o.seconds = std::chrono::seconds(demo::number_between<long>("--seconds", text("seconds"), 2, 1'000'000));
    o.seed = demo::number_between<std::uint64_t>("--seed", text("seed"), 0, UINT64_MAX);
    o.faults = demo::faults_in(text("faults"));
    o.json = text("json");
    return o;
}

} // namespace

options parse(int argc, const char* const* argv)
{
    try {
        return understood(demo::read(argc, argv, described()));
    } catch (const po::error& e) {
        throw demo::bad_option(e.what());
    }
}

std::string help()
{
    std::ostringstream out;
    out << "Makes a market on a simulated exchange on this machine, which breaks everything it knows how to\n"
           "break: lines, messages, answers to orders, reports about the account, logins. Quotes only while\n"
           "the book and the account are verified, ends with no order and no position, and says whether the\n"
           "exchange agrees.\n\n"
           "usage: market_maker [options]\n\n"
        << described() << "\nfaults: " << demo::fault_names() << "\n\n"
        << "The exit status is 0 only if it ended flat, nothing was quoted while the gate was shut, no "
           "order\n"
           "was sent twice, no fill was lost or counted twice, and every order in doubt was settled; 1 if\n"
           "not; 2 for an option that cannot be meant.\n";
    return out.str();
}

} // namespace maker
