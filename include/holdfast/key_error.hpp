#ifndef HOLDFAST_KEY_ERROR_HPP
#define HOLDFAST_KEY_ERROR_HPP

#include <holdfast/error.hpp>

namespace holdfast {

/// Why a key cannot be used. All are equal to `condition::fatal`: somebody has to provide another one.
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

#endif
