// SPDX-License-Identifier: BSL-1.0
// Makes a market on an exchange that is being broken, and is judged by somebody who knows the truth: it
// quotes only while book and account are verified, loses no fill, sends no order twice, and leaves without a
// position.
#include "demo/command_line.hpp"
#include "market_maker/performance.hpp"

#include <holdfast/task.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <iostream>

namespace hf = holdfast;

namespace {

maker::tally perform(const maker::options& chosen)
{
    maker::tally counts;
    hf::asio::io_context io{1};
    hf::asio::co_spawn(io, maker::perform(chosen, counts, std::cout), hf::rethrow);
    io.run();
    return counts;
}

} // namespace

int main(int argc, char** argv)
{
    return demo::run_program("market_maker", argc, argv, maker::parse, maker::help, perform);
}
