// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_IO_LOOKUPS_HPP
#define HOLDFAST_SRC_IO_LOOKUPS_HPP

#include <holdfast/runtime.hpp>

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace holdfast::io {

/// Asks the system's resolver, which blocks and cannot be interrupted: every host is asked in a thread of its
/// own that nobody waits for, and lookups of a host that is being asked already share the answer.
class lookups : public std::enable_shared_from_this<lookups> {
public:
    using answer = result<std::vector<address>>;
    using handler = asio::any_completion_handler<void(answer)>;

    void ask(const std::string& host, const asio::any_io_executor& executor, handler h);

    /// Drops every handler; answers that come later find nobody.
    void shutdown();

private:
    struct waiter {
        asio::any_io_executor executor;
        handler done;
    };
    using waiters = std::map<std::uint64_t, waiter>;

    void start(const std::string& host);
    void answered(const std::string& host, const answer& found);
    void cancel(const std::string& host, std::uint64_t ticket);

    std::mutex mutex_{};
    std::map<std::string, waiters> open_{};
    std::uint64_t next_ = 0;
    bool down_ = false;
};

} // namespace holdfast::io

#endif
