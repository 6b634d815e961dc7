// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_EXAMPLES_DEMO_COMMAND_LINE_HPP
#define HOLDFAST_EXAMPLES_DEMO_COMMAND_LINE_HPP

#include <holdfast/sim/exchange.hpp>
#include <holdfast/sim/faults.hpp>

#include <boost/program_options.hpp>

#include <cstdlib>
#include <exception>
#include <fstream>
#include <iostream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>

namespace demo {

// What the command lines of the examples have in common.

/// A command line that cannot be meant; the text names the option.
struct bad_option : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Reads a command line of long options; values are not looked at.
/// @throws bad_option, and boost::program_options::error
[[nodiscard]] boost::program_options::variables_map
read(int argc, const char* const* argv, const boost::program_options::options_description& all);

/// An integer between `least` and `most`.
/// @throws bad_option naming the range
template <class T>
[[nodiscard]] T number_between(const std::string& option, const std::string& text, T least, T most)
{
    std::istringstream in(text);
    T value{};
    if (text.starts_with('-') || !(in >> value) || !in.eof() || value < least || value > most) {
        std::ostringstream why;
        why << option << ": '" << text << "' is not a number from " << least << " to " << most;
        throw bad_option(why.str());
    }
    return value;
}

/// The exchange of that name.
/// @throws bad_option naming all of them
[[nodiscard]] holdfast::sim::venue exchange_in(const std::string& name);

/// `all`, `edge` (what exchanges do seldom), `none`, or names separated by commas.
/// @throws bad_option naming the word that is none
[[nodiscard]] holdfast::sim::fault_set faults_in(const std::string& list);

/// The names of all faults, for `--help`.
[[nodiscard]] std::string fault_names();

/// Where the verdict goes as JSON: nowhere (an empty name), to the standard output (`-`), or into a file.
class json_file {
public:
    /// Opens it before the performance: a file that cannot be written is a bad option, not a lost verdict.
    /// @throws bad_option
    explicit json_file(std::string name);

    void write(const std::string& verdict);

private:
    std::string name_;
    std::ofstream file_{};
};

/// The whole of a main function: understands the command line, performs, and writes down the verdict.
/// @param perform  makes a tally of the options
/// @return the exit code
template <class Options, class Perform>
[[nodiscard]] int run_program(std::string_view name, int argc, const char* const* argv,
                              Options (*parse)(int, const char* const*), std::string (*help)(),
                              const Perform& perform)
try {
    const Options chosen = parse(argc, argv);
    if (chosen.help) {
        std::cout << help();
        return EXIT_SUCCESS;
    }
    json_file json(chosen.json);
    const auto counts = perform(chosen);
    std::cout << verdict_line(counts) << std::endl;
    json.write(verdict_json(counts));
    return counts.held() ? EXIT_SUCCESS : EXIT_FAILURE;
} catch (const bad_option& e) {
    constexpr int exit_bad_option = 2;
    std::cerr << name << ": " << e.what() << "\n(--help explains the options)\n";
    return exit_bad_option;
} catch (const std::exception& e) {
    std::cerr << name << ": " << e.what() << '\n';
    return EXIT_FAILURE;
}

} // namespace demo

#endif
