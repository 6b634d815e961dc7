// SPDX-License-Identifier: BSL-1.0
#include "command_line.hpp"

#include <algorithm>
#include <iostream>
#include <utility>

namespace po = boost::program_options;
namespace sim = holdfast::sim;

namespace demo {

po::variables_map read(int argc, const char* const* argv, const po::options_description& all)
{
    using style = po::command_line_style::style_t;
    const auto words = po::command_line_parser(argc, argv)
                           .options(all)
                           .style(style::default_style & ~style::allow_guessing)
                           .run();
    for (const auto& word : words.options)
        if (word.position_key >= 0)
            throw bad_option("'" + word.value.front() + "' is not an option");
    po::variables_map given;
    po::store(words, given);
    return given;
}

std::string fault_names()
{
    std::string names;
    const auto add = [&names](sim::fault f) { names.append(names.empty() ? "" : " ").append(to_string(f)); };
    std::ranges::for_each(sim::all_faults, add);
    std::ranges::for_each(sim::edge_faults, add);
    return names;
}

sim::venue exchange_in(const std::string& name)
{
    if (const auto known = sim::venue_from_string(name))
        return *known;
    std::string all;
    for (const sim::venue v : sim::all_venues)
        all.append(" ").append(to_string(v));
    throw bad_option("--exchange: '" + name + "' is not one of:" + all);
}

sim::fault_set faults_in(const std::string& list)
{
    auto [faults, unknown] = sim::faults_from_string(list);
    if (unknown == "all" || unknown == "edge" || unknown == "none")
        throw bad_option("--faults: '" + unknown + "' goes alone");
    if (!unknown.empty())
        throw bad_option("--faults: '" + unknown + "' is not one of: all edge none " + fault_names());
    return faults;
}

json_file::json_file(std::string name) : name_(std::move(name))
{
    if (name_.empty() || name_ == "-")
        return;
    file_.open(name_);
    if (!file_)
        throw bad_option("--json: cannot write '" + name_ + "'");
}

void json_file::write(const std::string& verdict)
{
    if (name_ == "-")
        std::cout << verdict << std::endl;
    else if (file_.is_open() && !(file_ << verdict << std::endl))
        throw std::runtime_error("cannot write '" + name_ + "'");
}

} // namespace demo
