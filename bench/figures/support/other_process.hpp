// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_BENCH_FIGURES_SUPPORT_OTHER_PROCESS_HPP
#define HOLDFAST_BENCH_FIGURES_SUPPORT_OTHER_PROCESS_HPP

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <functional>
#include <string>
#include <string_view>
#include <system_error>

#include <sys/wait.h>
#include <unistd.h>

namespace figure {

/// The other end of the line, in a process of its own, so that its memory, its allocations and its CPU time
/// are not ours. To be made before anything else. It lives as long as the object, and five minutes at most.
class other_process {
public:
    using say_function = std::function<void(std::string_view)>;

    /// @param play  runs over there: first says, once, what has to be known here, then does its work
    explicit other_process(const std::function<void(const say_function&)>& play)
    {
        int ends[2];
        if (::pipe(ends) != 0 || (child_ = ::fork()) < 0)
            throw std::system_error(errno, std::generic_category(), "cannot start a process");
        if (child_ == 0)
            be_the_other(ends, play);
        ::close(ends[1]);
        hear(ends[0]);
    }
    ~other_process()
    {
        ::kill(child_, SIGKILL);
        ::waitpid(child_, nullptr, 0);
    }
    other_process(const other_process&) = delete;
    other_process& operator=(const other_process&) = delete;

    /// What it said.
    [[nodiscard]] const std::string& told() const noexcept { return told_; }

private:
    [[noreturn]] static void be_the_other(const int (&ends)[2],
                                          const std::function<void(const say_function&)>& play)
    {
        constexpr unsigned longest_life_s = 300;
        ::alarm(longest_life_s);
        ::close(ends[0]);
        play([out = ends[1]](std::string_view words) {
            while (!words.empty()) {
                const ::ssize_t n = ::write(out, words.data(), words.size());
                if (n <= 0)
                    std::_Exit(1);
                words.remove_prefix(static_cast<std::size_t>(n));
            }
            ::close(out);
        });
        std::_Exit(0);
    }

    void hear(int from)
    {
        char some[4096];
        for (::ssize_t n; (n = ::read(from, some, sizeof some)) > 0;)
            told_.append(some, static_cast<std::size_t>(n));
        ::close(from);
    }

    ::pid_t child_ = -1;
    std::string told_{};
};

} // namespace figure

#endif
