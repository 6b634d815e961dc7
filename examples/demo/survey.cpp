#include "survey.hpp"

#include "options.hpp"

#include <holdfast/sim/tape.hpp>

#include <algorithm>
#include <fstream>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string_view>

namespace hf = holdfast;
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

struct rhythm {
    hf::duration last{};
    hf::duration silence{};

    void beat(hf::duration now)
    {
        silence = std::max(silence, now - last);
        last = now;
    }
};

} // namespace

survey survey_tape(const std::string& file)
{
    sim::tape_reader tape(std::make_shared<std::ifstream>(file, std::ios::binary));
    std::optional<hf::duration> begin;
    hf::duration now{};
    std::map<std::string, rhythm> updated;
    std::set<std::string> snapshots;
    while (const auto entry = tape.next()) {
        begin = begin.value_or(entry->at);
        now = std::max(now, entry->at - *begin);
        if (entry->what == sim::tape_entry::kind::recv && is_spot_update(entry->text))
            updated[std::string(behind(entry->text, R"("s":")", "\""))].beat(now);
        if (entry->what == sim::tape_entry::kind::http)
            snapshots.emplace(behind(entry->url, "symbol=", "&"));
    }
    survey found{.length = now};
    const bool unnamed = snapshots.contains("") && updated.size() == 1;
    for (auto& [symbol, beats] : updated)
        if (unnamed || snapshots.contains(symbol)) {
            beats.beat(now);
            found.symbols.push_back(symbol);
            found.silence = std::max(found.silence, beats.silence);
        }
    if (found.symbols.empty())
        throw bad_option("--tape: '" + file + "' has no Binance spot book: depth updates and a snapshot");
    return found;
}

} // namespace demo
