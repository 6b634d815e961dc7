// SPDX-License-Identifier: BSL-1.0
// A stranger's program: it needs both libraries to link, and nothing but their targets to compile.

#include <holdfast/holdfast.hpp>
#include <holdfast/sim/exchange.hpp>

#include <iostream>
#include <string>

int main()
{
    const holdfast::error_code lost = holdfast::errc::disconnected;
    holdfast::sim::exchange_config config;
    config.symbols.clear();
    const std::string complaint = holdfast::sim::check(config);
    std::cout << lost.message() << '\n' << complaint << '\n';
    return complaint.empty() ? 1 : 0;
}
