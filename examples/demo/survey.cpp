#include "survey.hpp"

#include "options.hpp"

#include <holdfast/sim/tape.hpp>

#include <algorithm>
#include <fstream>
#include <memory>
#include <optional>
#include <set>
#include <string_view>

namespace sim = holdfast::sim;

namespace demo {

namespace {

/// The text between a mark and the next `end`.
std::string_view behind(std::string_view text, std::string_view mark, std::string_view end)
{
    const std::size_t at = text.find(mark);
    if (at == std::string_view::npos)
        return {};
    text.remove_prefix(at + mark.size());
    return text.substr(0, text.find_first_of(end));
}

bool is_spot_update(std::string_view text)
{
    return text.find(R"("e":"depthUpdate")") != std::string_view::npos &&
           text.find(R"("pu":)") == std::string_view::npos; // the futures' updates are linked
}

} // namespace

survey survey_tape(const std::string& file)
{
    sim::tape_reader tape(std::make_shared<std::ifstream>(file, std::ios::binary));
    std::optional<std::chrono::nanoseconds> begin;
    survey found;
    std::set<std::string> updated;
    std::set<std::string> snapshots;
    while (const auto entry = tape.next()) {
        begin = begin.value_or(entry->at);
        found.length = std::max(found.length, entry->at - *begin);
        if (entry->what == sim::tape_entry::kind::recv && is_spot_update(entry->text))
            updated.emplace(behind(entry->text, R"("s":")", "\""));
        if (entry->what == sim::tape_entry::kind::http)
            snapshots.emplace(behind(entry->url, "symbol=", "&"));
    }
    const bool unnamed = snapshots.contains("") && updated.size() == 1;
    for (const std::string& symbol : updated)
        if (unnamed || snapshots.contains(symbol))
            found.symbols.push_back(symbol);
    if (found.symbols.empty())
        throw bad_option("--tape: '" + file + "' has no Binance spot book: depth updates and a snapshot");
    return found;
}

} // namespace demo
