// The demonstration: a session holds on to an exchange that is being broken, and an auditor looks on.

#include "demo/options.hpp"
#include "demo/performances.hpp"
#include "demo/tally.hpp"

#include <holdfast/task.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <cstdlib>
#include <exception>
#include <iostream>

namespace hf = holdfast;

namespace {

constexpr int exit_bad_option = 2;

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
    demo::json_file json(chosen.json);
    const demo::tally counts = perform(chosen);
    std::cout << verdict_line(counts) << std::endl;
    json.write(verdict_json(counts));
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
