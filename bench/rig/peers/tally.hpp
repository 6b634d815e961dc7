// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_BENCH_PEERS_TALLY_HPP
#define HOLDFAST_BENCH_PEERS_TALLY_HPP

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string>
#include <string_view>
#include <vector>

/// What a client was told to do: `client URL COUNT [CAFILE]`.
struct arguments {
    arguments(int argc, char** argv)
    {
        if (argc < 3) {
            std::fprintf(stderr, "usage: %s URL COUNT [CAFILE]\n", argv[0]);
            std::exit(2);
        }
        url = argv[1];
        count = std::strtoull(argv[2], nullptr, 10);
        ca_file = argc > 3 ? argv[3] : "";
    }

    [[nodiscard]] bool secure() const { return url.compare(0, 4, "wss:") == 0; }
    [[nodiscard]] bool timed() const { return url.find("mode=blast") == std::string::npos; }

    /// The text that asks for the messages.
    [[nodiscard]] std::string subscription() const
    {
        const bool quotes = url.find("payload=s") != std::string::npos;
        return std::string(R"({"method":"SUBSCRIBE","params":[")") +
               (quotes ? "btcusdt@bookTicker" : "btcusdt@depth@100ms") + R"("],"id":1})";
    }

    std::string url;
    std::uint64_t count = 0;
    std::string ca_file;
};

/// Counts messages, and takes the CPU time of the process for those after the first tenth, which warms up.
/// The answer to the subscription, which comes first, is none of them.
class tally {
public:
    explicit tally(const arguments& told)
        : count_(told.count), warm_up_(told.count / 10), timed_(told.timed())
    {
        if (timed_)
            latencies_.reserve(count_);
    }

    /// Takes a message; true when it was the last.
    bool add(std::string_view message)
    {
        if (seen_++ == 0)
            return false;
        if (timed_)
            latencies_.push_back(now(CLOCK_MONOTONIC) - stamp(message));
        if (seen_ == 2 + warm_up_)
            first_ = now(CLOCK_PROCESS_CPUTIME_ID);
        if (seen_ <= count_)
            return false;
        last_ = now(CLOCK_PROCESS_CPUTIME_ID);
        return true;
    }

    void print()
    {
        const auto pairs = count_ > 1 ? count_ - 1 - warm_up_ : 1;
        std::printf(R"({"messages":%llu,"cpu_ns":%.1f,)", static_cast<unsigned long long>(count_),
                    static_cast<double>(last_ - first_) / static_cast<double>(pairs));
        if (timed_)
            std::printf(R"("p50_us":%.2f,"p99_us":%.2f})"
                        "\n",
                        percentile(50), percentile(99));
        else
            std::puts(R"("p50_us":null,"p99_us":null})");
        std::fflush(stdout);
    }

private:
    static std::int64_t now(clockid_t clock)
    {
        timespec t{};
        clock_gettime(clock, &t);
        return static_cast<std::int64_t>(t.tv_sec) * 1'000'000'000 + t.tv_nsec;
    }

    /// When the server sent it: the 19 characters before the final `}}`, less 10^18.
    static std::int64_t stamp(std::string_view message)
    {
        std::int64_t value = 0;
        for (const char digit : message.substr(message.size() - 20, 18))
            value = value * 10 + (digit - '0');
        return value;
    }

    [[nodiscard]] double percentile(std::size_t percent)
    {
        const auto at =
            latencies_.begin() + static_cast<std::ptrdiff_t>((latencies_.size() - 1) * percent / 100);
        std::nth_element(latencies_.begin(), at, latencies_.end());
        return static_cast<double>(*at) / 1000;
    }

    std::uint64_t count_;
    std::uint64_t warm_up_;
    bool timed_;
    std::uint64_t seen_ = 0;
    std::int64_t first_ = 0;
    std::int64_t last_ = 0;
    std::vector<std::int64_t> latencies_;
};

#endif
