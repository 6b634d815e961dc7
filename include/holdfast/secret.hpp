// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SECRET_HPP
#define HOLDFAST_SECRET_HPP

#include <holdfast/error.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace holdfast {

/// Why a key cannot be used. All are equal to `condition::fatal`: the user has to provide another one.
enum class key_errc {
    missing = 1,        ///< There is no such environment variable or file.
    unreadable,         ///< The file cannot be read; the text has the system's words.
    readable_by_others, ///< Other users of the machine may read the file.
    empty,              ///< Nothing is in it.
    too_long,           ///< More is in it than any key has.
    bad_pem,            ///< No private key in PEM form.
    encrypted,          ///< The PEM text is encrypted; decrypt it first (`openssl pkey`).
    wrong_kind,         ///< A key, but not of the kind that is wanted here.
};

[[nodiscard]] const boost::system::error_category& key_category() noexcept;

[[nodiscard]] inline error_code make_error_code(key_errc e) noexcept
{
    return {static_cast<int>(e), key_category()};
}

} // namespace holdfast

template <>
struct boost::system::is_error_code_enum<holdfast::key_errc> : std::true_type {};

namespace holdfast {

/// Who may read a file of secrets.
enum class readers : std::uint8_t {
    /// The owner alone (`chmod 600`), as ssh wants it. Others are refused.
    owner,
    /// Every user of the machine. For secrets that an orchestrator mounts into a container: Docker makes them 0444 and
    /// Kubernetes 0644, and the wall around them is the container's.
    anybody,
};

/// Confidential text: a key, a passphrase.
///
/// It cannot be printed, formatted, copied or turned into a string without saying so, and it is compared in
/// constant time. It has pages of memory of its own, which are wiped before they are given back, are left out
/// of core dumps (Linux, FreeBSD), and are not swapped out as far as the system allows it (`ulimit -l`; a
/// secret takes a page, and beyond the limit it works without).
///
/// Thread safety: a secret that is not being changed may be read from any thread.
///
/// @code
/// auto key = secret::from_file("/run/keys/binance.pem");
/// if (!key) log(key.error().message());   // names the file, never what is in it
/// @endcode
class secret {
public:
    /// Empty.
    secret() noexcept = default;
    ~secret();
    secret(secret&& other) noexcept;
    secret& operator=(secret&& other) noexcept;

    /// Copies a text that is in the program's memory already; the other copy is the caller's to wipe.
    /// @param source  what errors call it
    [[nodiscard]] static secret from_text(std::string_view text, std::string source = "a text");

    /// The same, and wipes the other copy.
    [[nodiscard]] static secret taken_from(std::string& text, std::string source = "a text");

    /// Reads an environment variable, without the end of line behind it. Others can see it, too: child
    /// processes, and every process that may read `/proc/PID/environ`. Prefer a file.
    /// Errors: `key_errc` missing, empty.
    [[nodiscard]] static result<secret> from_environment(const std::string& name);

    /// Reads a file, without the end of line behind its text; a pipe will do. Nothing of it stays in other
    /// memory of this process.
    /// @param who  who else may read it; `readers::anybody` is for containers
    /// Errors: `key_errc` missing, unreadable, readable_by_others, empty, too_long (more than 16 KiB).
    [[nodiscard]] static result<secret> from_file(const std::string& path, readers who = readers::owner);

    /// A second one, as carefully kept as this.
    [[nodiscard]] secret copy() const { return from_text(expose(), source_); }

    /// The text itself, for as long as the secret lives. Every use of it is worth a second look.
    [[nodiscard]] std::string_view expose() const noexcept { return {text_, size_}; }

    [[nodiscard]] bool empty() const noexcept { return size_ == 0; }
    [[nodiscard]] std::size_t size() const noexcept { return size_; }

    /// Where it came from, for errors: "file /run/keys/binance.pem".
    [[nodiscard]] const std::string& source() const noexcept { return source_; }

    /// Takes the same time wherever the two differ; only their lengths show.
    [[nodiscard]] friend bool operator==(const secret& a, const secret& b) noexcept
    {
        return equal(a.expose(), b.expose());
    }

private:
    secret(std::size_t room, std::string source);

    static bool equal(std::string_view a, std::string_view b) noexcept;

    char* text_ = nullptr;
    std::size_t size_ = 0;
    std::size_t room_ = 0; // Bytes at `text_`, all of which are wiped.
    std::string source_{};
};

} // namespace holdfast

#endif
