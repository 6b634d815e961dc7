// The demonstration: a session holds on to an exchange that is being broken, and an auditor looks on.

#include "demo/options.hpp"
#include "demo/performances.hpp"
#include "demo/tally.hpp"

#include <holdfast/task.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <cstdlib>
#include <exception>
#include <fstream>
#include <iostream>

namespace hf = holdfast;

namespace {

constexpr int exit_bad_option = 2;

/// Opened before the performance: a file that cannot be written is a bad option, not a lost verdict.
std::ofstream open_json(const demo::options& chosen)
{
    std::ofstream file;
    if (!chosen.json.empty() && chosen.json != "-") {
        file.open(chosen.json);
        if (!file)
            throw demo::bad_option("--json: cannot write '" + chosen.json + "'");
    }
    return file;
}

demo::tally perform(const demo::options& chosen)
{
    demo::tally counts;
    hf::asio::io_context io{1};
    hf::asio::co_spawn(io,
                       chosen.live.empty() ? demo::perform_simulated(chosen, counts, std::cout)
                                           : demo::perform_live(chosen, counts, std::cout),
                       hf::rethrow);
    io.run();
    return counts;
}

int run(const demo::options& chosen)
{
    std::ofstream json = open_json(chosen);
    const demo::tally counts = perform(chosen);
    std::cout << verdict_line(counts) << std::endl;
    if (chosen.json == "-")
        std::cout << verdict_json(counts) << std::endl;
    else if (json.is_open() && !(json << verdict_json(counts) << std::endl))
        throw std::runtime_error("cannot write '" + chosen.json + "'");
    return counts.held() ? EXIT_SUCCESS : EXIT_FAILURE;
}

} // namespace

int main(int argc, char** argv)
try {
    const demo::options chosen = demo::parse(argc, argv);
    if (chosen.help) {
        std::cout << demo::help();
        return EXIT_SUCCESS;
    }
    return run(chosen);
} catch (const demo::bad_option& e) {
    std::cerr << "demo: " << e.what() << "\n(--help explains the options)\n";
    return exit_bad_option;
} catch (const std::exception& e) {
    std::cerr << "demo: " << e.what() << '\n';
    return EXIT_FAILURE;
}
