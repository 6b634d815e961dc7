// Makes a market on an exchange that is being broken, and is judged by somebody who knows the truth: it quotes only
// while book and account are verified, loses no fill, sends no order twice, and leaves without a position.
#include "demo/command_line.hpp"
#include "market_maker/performance.hpp"

#include <holdfast/task.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <cstdlib>
#include <exception>
#include <iostream>

namespace hf = holdfast;

namespace {

constexpr int exit_bad_option = 2;

int run(const maker::options& chosen)
{
    demo::json_file json(chosen.json);
    maker::tally counts;
    hf::asio::io_context io{1};
    hf::asio::co_spawn(io, maker::perform(chosen, counts, std::cout), hf::rethrow);
    io.run();
    std::cout << verdict_line(counts) << std::endl;
    json.write(verdict_json(counts));
    return counts.held() ? EXIT_SUCCESS : EXIT_FAILURE;
}

} // namespace

int main(int argc, char** argv)
try {
    const maker::options chosen = maker::parse(argc, argv);
    if (chosen.help) {
        std::cout << maker::help();
        return EXIT_SUCCESS;
    }
    return run(chosen);
} catch (const demo::bad_option& e) {
    std::cerr << "market_maker: " << e.what() << "\n(--help explains the options)\n";
    return exit_bad_option;
} catch (const std::exception& e) {
    std::cerr << "market_maker: " << e.what() << '\n';
    return EXIT_FAILURE;
}
