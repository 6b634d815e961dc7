// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_TEST_RECORDED_TRAFFIC_HPP
#define HOLDFAST_TEST_RECORDED_TRAFFIC_HPP

#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

/// Real frames of exchanges. They are no part of the project: the environment variable HOLDFAST_TEST_DATA
/// names the directory, and tests that need a file are skipped, and say so, where it is absent.
namespace recorded_traffic {

struct line {
    std::string kind{}; ///< open, send, recv or http.
    std::string url{};
    std::string text{};
};

inline std::string path_of(const std::string& file)
{
    const char* directory = std::getenv("HOLDFAST_TEST_DATA");
    return (directory != nullptr ? std::string(directory) : std::string(".")) + "/" + file;
}

inline std::vector<line> read(const std::string& file)
{
    std::vector<line> lines;
    std::ifstream in(path_of(file));
    for (std::string text; std::getline(in, text);) {
        const boost::json::object entry = boost::json::parse(text).as_object();
        const auto member = [&entry](const char* name) {
            const auto* value = entry.if_contains(name);
            return value != nullptr ? std::string(value->as_string().c_str()) : std::string();
        };
        lines.push_back({member("k"), member("url"), member("d")});
    }
    return lines;
}

/// Precondition of a test: the file is there.
struct is_there {
    std::string file;

    boost::test_tools::assertion_result operator()(boost::unit_test::test_unit_id) const
    {
        boost::test_tools::assertion_result answer(std::ifstream(path_of(file)).good());
        if (!answer) {
            answer.message() << "no recorded traffic at " << path_of(file) << " (HOLDFAST_TEST_DATA)";
            std::cerr << "SKIPPED: a test that needs " << path_of(file) << "; set HOLDFAST_TEST_DATA\n";
        }
        return answer;
    }
};

} // namespace recorded_traffic

#endif
