// SPDX-License-Identifier: BSL-1.0
// The demonstration: a session holds on to an exchange that is being broken, and an auditor looks on.

#include "demo/command_line.hpp"
#include "demo/judge/tally.hpp"
#include "demo/options.hpp"
#include "demo/performances.hpp"

#include <holdfast/task.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <iostream>

namespace hf = holdfast;

namespace {

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

} // namespace

int main(int argc, char** argv)
{
    return demo::run_program("demo", argc, argv, demo::parse, demo::help, perform);
}
