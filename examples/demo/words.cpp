// SPDX-License-Identifier: BSL-1.0
#include "words.hpp"

#include <chrono>
#include <iomanip>
#include <sstream>

namespace hf = holdfast;

namespace demo {

std::string line_of(hf::duration since_start, std::string_view what, std::string_view text)
{
    const std::chrono::duration<double> seconds = since_start;
    std::ostringstream line;
    line << '[' << std::fixed << std::setprecision(3) << std::setw(8) << seconds.count() << "] " << std::left
         << std::setw(9) << what << text << '\n';
    return line.str();
}

std::string milliseconds(hf::duration d)
{
    return std::to_string(std::chrono::round<std::chrono::milliseconds>(d).count()) + " ms";
}

std::string described(const hf::sim::injection& fault)
{
    std::string text(to_string(fault.what));
    if (fault.on != 0)
        text += " on connection " + std::to_string(fault.on);
    if (!fault.symbol.empty())
        text += ", " + fault.symbol;
    return fault.text.empty() ? text : text + ": " + fault.text;
}

} // namespace demo
