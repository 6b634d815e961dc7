// SPDX-License-Identifier: BSL-1.0
// Runs the clients against the server, interleaved, round after round, and says what came out.
#include "contenders.hpp"
#include "plan.hpp"
#include "plot.hpp"
#include "process.hpp"
#include "report.hpp"
#include "samples.hpp"
#include "targets.hpp"

#include <boost/program_options.hpp>

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;
namespace po = boost::program_options;

struct options {
    fs::path built{};
    std::vector<std::string> peers{};
    std::vector<std::string> figures{};
    std::vector<std::string> notes{};
    std::string only{};
    std::string json{};
    std::string plot{};
    bool quick = false;
    bool list = false;
    bool help = false;
    std::size_t rounds = 0;
    int server_core = 0;
    int client_core = 1;
};

po::options_description describe(options& to)
{
    po::options_description all("bench_rig");
    auto add = all.add_options();
    add("help", po::bool_switch(&to.help), "this text");
    add("built", po::value(&to.built),
        "where bench_server and the clients are; by default beside this program");
    add("peers", po::value(&to.peers)->composing(), "a folder of other people's clients");
    add("figures", po::value(&to.figures)->composing(),
        "figures measured by other programs, to be reported here");
    add("skipped", po::value(&to.notes)->composing(), "NAME: WHY, something else that was not run");
    add("only", po::value(&to.only), "only what matches: CLIENT/SIZE/TRANSPORT/MODE, a regular expression");
    add("json", po::value(&to.json), "write the results there");
    add("plot", po::value(&to.plot), "draw the CPU times there, as an SVG file");
    add("quick", po::bool_switch(&to.quick), "a tenth of the messages, three rounds");
    add("rounds", po::value(&to.rounds), "rounds, instead of 5, or 3 with --quick");
    add("list", po::bool_switch(&to.list), "say what would be run");
    add("server-core", po::value(&to.server_core)->default_value(to.server_core), "the core of the server");
    add("client-core", po::value(&to.client_core)->default_value(to.client_core), "the core of the clients");
    return all;
}

options parse(int argc, char** argv)
{
    options chosen;
    const auto known = describe(chosen);
    po::variables_map values;
    po::store(po::parse_command_line(argc, argv, known), values);
    po::notify(values);
    if (chosen.built.empty())
        chosen.built = fs::canonical("/proc/self/exe").parent_path();
    if (chosen.rounds == 0)
        chosen.rounds = chosen.quick ? 3 : 5;
    if (chosen.help)
        std::cout << known;
    return chosen;
}

rig::omission parse_note(const std::string& text)
{
    const auto colon = text.find(": ");
    return {text.substr(0, colon), colon == std::string::npos ? "" : text.substr(colon + 2)};
}

/// Runs the whole plan so many times. What fails once is not tried again.
class runner {
public:
    runner(const options& chosen, std::vector<rig::omission>& skipped)
        : chosen_(chosen), server_(chosen.built / "bench_server", chosen.server_core), skipped_(skipped)
    {
    }

    void run_round(std::size_t round, const std::vector<rig::planned>& all)
    {
        for (const rig::planned& one : all) {
            show("round " + std::to_string(round + 1) + " of " + std::to_string(chosen_.rounds) + ": " +
                 one.what.name());
            if (!failed_.contains(one.what))
                run_one(round, one);
        }
        show({});
    }

    [[nodiscard]] const rig::samples& measured() const noexcept { return measured_; }

private:
    /// The present line of a terminal.
    static void show(const std::string& progress)
    {
        if (::isatty(STDERR_FILENO) != 0)
            std::cerr << "\r\033[K" << progress << std::flush;
    }

    void run_one(std::size_t round, const rig::planned& one)
    {
        constexpr std::chrono::seconds limit(30);
        const bool tls = one.what.over == rig::transport::tls;
        rig::command client{one.program, server_.place(tls) + one.target(), std::to_string(one.count)};
        if (tls)
            client.push_back(server_.ca_file());
        const auto ended = rig::run(client, chosen_.client_core, limit);
        try {
            if (!ended.good())
                throw std::runtime_error(ended.complaint());
            measured_.add(one.what, round, rig::parse_sample(ended.out, one.count));
        } catch (const std::exception& wrong) {
            failed_.insert(one.what);
            skipped_.push_back({one.what.name(), wrong.what()});
        }
    }

    const options& chosen_;
    rig::server_process server_;
    std::vector<rig::omission>& skipped_;
    rig::samples measured_{};
    std::set<rig::job> failed_{};
};

rig::report measure(const options& chosen)
{
    constexpr double quick_share = 0.1;
    rig::report found;
    for (const std::string& note : chosen.notes)
        found.skipped.push_back(parse_note(note));
    auto clients = rig::own_clients(chosen.built, found.skipped);
    for (const std::string& folder : chosen.peers)
        for (rig::contender& peer : rig::peers_in(folder, found.skipped))
            clients.push_back(std::move(peer));
    const auto planned = rig::plan(clients, chosen.quick ? quick_share : 1, chosen.only);
    if (chosen.list) {
        for (const rig::planned& one : planned)
            std::cout << one.what.name() << ' ' << one.count << '\n';
        return found;
    }

    std::vector<rig::figure> elsewhere;
    for (const std::string& file : chosen.figures)
        for (rig::figure& one : rig::read_figures(file))
            elsewhere.push_back(std::move(one));
    runner runs(chosen, found.skipped);
    for (std::size_t round = 0; round != chosen.rounds; ++round)
        runs.run_round(round, planned);
    found.rows = rig::rows_of(runs.measured());
    found.figures = rig::figures_of(runs.measured(), std::move(elsewhere));
    if (!chosen.only.empty())
        std::erase_if(found.figures, [](const rig::figure& one) { return !one.value; });
    return found;
}

} // namespace

int main(int argc, char** argv)
try {
    const options chosen = parse(argc, argv);
    if (chosen.help)
        return EXIT_SUCCESS;
    const rig::report found = measure(chosen);
    if (!chosen.list)
        rig::print(std::cout, found);
    if (!chosen.json.empty())
        rig::write_json(chosen.json, found);
    if (!chosen.plot.empty())
        rig::write_plot(chosen.plot, found.rows);
    return EXIT_SUCCESS;
} catch (const std::exception& wrong) {
    std::cerr << "bench_rig: " << wrong.what() << '\n';
    return EXIT_FAILURE;
}
