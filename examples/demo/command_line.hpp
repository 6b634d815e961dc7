#ifndef HOLDFAST_EXAMPLES_DEMO_COMMAND_LINE_HPP
#define HOLDFAST_EXAMPLES_DEMO_COMMAND_LINE_HPP

#include <holdfast/sim/exchange.hpp>
#include <holdfast/sim/faults.hpp>

#include <boost/program_options.hpp>

#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>

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

/// `all`, `none`, or names separated by commas.
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

} // namespace demo

#endif
