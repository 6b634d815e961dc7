// SPDX-License-Identifier: BSL-1.0
#include "process.hpp"

#include <boost/json/parse.hpp>

#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <stdexcept>
#include <system_error>

namespace rig {

namespace {

using clock = std::chrono::steady_clock;

/// Two ends of a pipe, closed where they are still open.
struct pipe_ends {
    int read = -1;
    int write = -1;

    pipe_ends()
    {
        std::array<int, 2> ends{};
        if (pipe2(ends.data(), O_CLOEXEC) != 0)
            throw std::system_error(errno, std::generic_category(), "pipe");
        read = ends[0];
        write = ends[1];
    }
    ~pipe_ends()
    {
        drop(read);
        drop(write);
    }
    pipe_ends(const pipe_ends&) = delete;
    pipe_ends& operator=(const pipe_ends&) = delete;

    static void drop(int& end)
    {
        if (end >= 0)
            ::close(end);
        end = -1;
    }
};

/// The system's own functions only: this runs between `fork` and `exec`.
[[noreturn]] void become(char* const* arguments, int core, int in, int out, int err)
{
    if (core != any_core) {
        cpu_set_t cores;
        CPU_ZERO(&cores);
        CPU_SET(static_cast<std::size_t>(core), &cores);
        sched_setaffinity(0, sizeof cores, &cores); // Where there is no such core, any will do.
    }
    dup2(in, STDIN_FILENO);
    dup2(out, STDOUT_FILENO);
    dup2(err, STDERR_FILENO);
    setpgid(0, 0);                    // What it starts itself is killed with it,
    prctl(PR_SET_PDEATHSIG, SIGKILL); // and it does not outlive us.
    execv(arguments[0], arguments);
    constexpr int not_started = 127;
    _exit(not_started);
}

pid_t start(const command& what, int core, int in, int out, int err)
{
    std::vector<char*> arguments;
    for (const std::string& one : what)
        arguments.push_back(const_cast<char*>(one.c_str()));
    arguments.push_back(nullptr);
    const pid_t child = fork();
    if (child < 0)
        throw std::system_error(errno, std::generic_category(), "fork");
    if (child == 0)
        become(arguments.data(), core, in, out, err);
    setpgid(child, child);
    return child;
}

int milliseconds_until(clock::time_point moment)
{
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(moment - clock::now());
    return static_cast<int>(std::max<std::chrono::milliseconds::rep>(left.count(), 0));
}

/// Appends what is there; closes at the end.
void read_some(int& from, std::string& to)
{
    std::array<char, 4096> piece{};
    const auto got = ::read(from, piece.data(), piece.size());
    if (got > 0)
        to.append(piece.data(), static_cast<std::size_t>(got));
    else
        pipe_ends::drop(from);
}

/// Collects both outputs until they end; false: not before the deadline.
bool collect(pipe_ends& out, pipe_ends& err, outcome& to, clock::time_point deadline)
{
    while (out.read >= 0 || err.read >= 0) {
        std::array<pollfd, 2> watched{pollfd{out.read, POLLIN, 0}, pollfd{err.read, POLLIN, 0}};
        if (poll(watched.data(), watched.size(), milliseconds_until(deadline)) <= 0)
            return false;
        if (watched[0].revents != 0)
            read_some(out.read, to.out);
        if (watched[1].revents != 0)
            read_some(err.read, to.err);
    }
    return true;
}

int wait_for(pid_t child)
{
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

std::string last_line(std::string text)
{
    text.erase(text.find_last_not_of(" \r\n") + 1);
    return text.substr(text.rfind('\n') + 1);
}

std::string first_line_of(int from)
{
    std::string line;
    for (char one = 0; ::read(from, &one, 1) == 1 && one != '\n';)
        line += one;
    return line;
}

} // namespace

std::string outcome::complaint() const
{
    if (timed_out)
        return "took too long";
    const std::string said = last_line(err);
    return said.empty() ? "ended with " + std::to_string(exit_code) : said;
}

outcome run(const command& what, int core, std::chrono::seconds limit)
{
    pipe_ends in;
    pipe_ends out;
    pipe_ends err;
    const pid_t child = start(what, core, in.read, out.write, err.write);
    pipe_ends::drop(in.write);
    pipe_ends::drop(out.write);
    pipe_ends::drop(err.write);

    outcome ended;
    ended.timed_out = !collect(out, err, ended, clock::now() + limit);
    if (ended.timed_out)
        ::kill(-child, SIGKILL);
    ended.exit_code = wait_for(child);
    return ended;
}

server_process::server_process(const std::string& program, int core)
{
    pipe_ends in;
    pipe_ends out;
    child_ = start({program}, core, in.read, out.write, STDERR_FILENO);
    input_ = in.write;
    in.write = -1;
    pipe_ends::drop(out.write);
    const std::string line = first_line_of(out.read);
    if (line.empty())
        throw std::runtime_error(program + " does not start");
    const auto said = boost::json::parse(line).as_object();
    port_ = said.at("port").to_number<int>();
    tls_port_ = said.at("tls_port").to_number<int>();
    ca_ = std::string(said.at("ca").as_string());
}

server_process::~server_process()
{
    ::close(input_);
    wait_for(child_);
}

std::string server_process::place(bool tls) const
{
    return tls ? "wss://localhost:" + std::to_string(tls_port_) : "ws://127.0.0.1:" + std::to_string(port_);
}

} // namespace rig
