// SPDX-License-Identifier: BSL-1.0
#include "client.hpp"

#include <cstdlib>
#include <exception>
#include <iostream>
#include <stdexcept>
#include <utility>

namespace rig {

namespace {

task_sheet parse_arguments(int argc, char** argv)
{
    if (argc < 3 || argc > 4)
        throw std::invalid_argument("usage: " + std::string(argv[0]) + " URL COUNT [CAFILE]");
    return parse_task_sheet(argv[1], number(argv[2]), argc == 4 ? argv[3] : "");
}

} // namespace

task_sheet parse_task_sheet(std::string url, std::uint64_t count, std::string ca_file)
{
    const auto scheme_end = url.find("://");
    const auto host = scheme_end + 3;
    const auto colon = url.find(':', host);
    const auto slash = url.find('/', host);
    if (scheme_end == std::string::npos || colon == std::string::npos || slash == std::string::npos ||
        colon > slash)
        throw std::invalid_argument("the URL has to be ws[s]://HOST:PORT/TARGET");
    task_sheet sheet;
    sheet.scheme = url.substr(0, scheme_end);
    sheet.host = url.substr(host, colon - host);
    sheet.port = url.substr(colon + 1, slash - colon - 1);
    sheet.target = url.substr(slash);
    sheet.wanted = parse_order(sheet.target);
    sheet.wanted.count = count;
    sheet.url = std::move(url);
    sheet.ca_file = std::move(ca_file);
    return sheet;
}

int run_client(int argc, char** argv, const std::function<void(const task_sheet&, meter&)>& receive)
{
    try {
        const task_sheet sheet = parse_arguments(argc, argv);
        meter gauge(sheet.wanted.mode, sheet.wanted.count);
        receive(sheet, gauge);
        if (!gauge.done())
            throw std::runtime_error("only " + std::to_string(gauge.seen()) + " messages came");
        std::cout << gauge.report() << std::endl;
        return EXIT_SUCCESS;
    } catch (const std::exception& wrong) {
        std::cerr << argv[0] << ": " << wrong.what() << '\n';
        return EXIT_FAILURE;
    }
}

} // namespace rig
