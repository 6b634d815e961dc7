// SPDX-License-Identifier: BSL-1.0
#include <holdfast/secret.hpp>

#include "core/secret/guarded_memory.hpp"

#include <openssl/crypto.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <system_error>
#include <utility>

namespace holdfast {

namespace {

constexpr std::size_t longest = std::size_t(16) << 10;

/// An open file of the operating system. Streams of the standard library keep copies in buffers that nobody
/// wipes.
class open_file {
public:
    explicit open_file(const std::string& path) noexcept
        : descriptor_(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY))
    {
    }
    ~open_file()
    {
        if (opened())
            ::close(descriptor_);
    }
    open_file(const open_file&) = delete;
    open_file& operator=(const open_file&) = delete;

    [[nodiscard]] bool opened() const noexcept { return descriptor_ >= 0; }

    [[nodiscard]] bool others_may_read() const noexcept
    {
        struct stat found{};
        const bool regular = ::fstat(descriptor_, &found) == 0 && S_ISREG(found.st_mode);
        return regular && (found.st_mode & (S_IRGRP | S_IROTH)) != 0;
    }

    /// Reads to the end of the file or of the room. Returns how much that was; negative after an error.
    [[nodiscard]] ssize_t read(char* to, std::size_t room) const noexcept
    {
        std::size_t size = 0;
        while (size != room) {
            const ssize_t got = ::read(descriptor_, to + size, room - size);
            if (got < 0 && errno == EINTR)
                continue;
            if (got < 0)
                return got;
            if (got == 0)
                break;
            size += static_cast<std::size_t>(got);
        }
        return static_cast<ssize_t>(size);
    }

private:
    int descriptor_;
};

std::string_view without_end_of_line(std::string_view text) noexcept
{
    const std::size_t last = text.find_last_not_of("\r\n");
    return text.substr(0, last == std::string_view::npos ? 0 : last + 1);
}

failure system_says(const std::string& source, int error)
{
    const key_errc code = error == ENOENT ? key_errc::missing : key_errc::unreadable;
    return {make_error_code(code), source + ": " + std::generic_category().message(error)};
}

result<secret> not_empty(secret made)
{
    if (made.empty())
        return failure(make_error_code(key_errc::empty), made.source());
    return made;
}

} // namespace

secret::secret(std::size_t room, std::string source)
    : text_(room == 0 ? nullptr : static_cast<char*>(take_guarded(room))), size_(room), room_(room),
      source_(std::move(source))
{
}

secret::~secret()
{
    if (text_)
        wipe_and_release(text_, room_);
}

secret::secret(secret&& other) noexcept
    : text_(std::exchange(other.text_, nullptr)), size_(std::exchange(other.size_, 0)),
      room_(std::exchange(other.room_, 0)), source_(std::move(other.source_))
{
}

secret& secret::operator=(secret&& other) noexcept
{
    secret taken(std::move(other));
    std::swap(text_, taken.text_);
    std::swap(size_, taken.size_);
    std::swap(room_, taken.room_);
    std::swap(source_, taken.source_);
    return *this;
}

secret secret::from_text(std::string_view text, std::string source)
{
    secret made(text.size(), std::move(source));
    std::ranges::copy(text, made.text_);
    return made;
}

secret secret::taken_from(std::string& text, std::string source)
{
    secret made = from_text(text, std::move(source));
    OPENSSL_cleanse(text.data(), text.size());
    text.clear();
    return made;
}

result<secret> secret::from_environment(const std::string& name)
{
    const std::string source = "environment variable " + name;
    const char* const value = std::getenv(name.c_str());
    if (!value)
        return failure(make_error_code(key_errc::missing), source);
    return not_empty(from_text(without_end_of_line(value), source));
}

result<secret> secret::from_file(const std::string& path, readers who)
{
    const std::string source = "file " + path;
    const open_file file(path);
    if (!file.opened())
        return system_says(source, errno);
    if (who == readers::owner && file.others_may_read())
        return failure(make_error_code(key_errc::readable_by_others),
                       source + ": chmod 600, or readers::anybody for one that is mounted into a container");

    secret all(longest + 1, source);
    const ssize_t size = file.read(all.text_, all.room_);
    if (size < 0)
        return system_says(source, errno);
    if (static_cast<std::size_t>(size) > longest)
        return failure(make_error_code(key_errc::too_long), source);
    all.size_ = static_cast<std::size_t>(size);
    return not_empty(from_text(without_end_of_line(all.expose()), source));
}

bool secret::equal(std::string_view a, std::string_view b) noexcept
{
    return a.size() == b.size() && (a.empty() || CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0);
}

} // namespace holdfast
