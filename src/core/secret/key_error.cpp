// SPDX-License-Identifier: BSL-1.0
#include <holdfast/secret.hpp>

namespace holdfast {

namespace {

class key_errors final : public boost::system::error_category {
public:
    key_errors() noexcept : error_category(0x686f'6c64'6661'7376) {}
    const char* name() const noexcept override { return "holdfast.key"; }

    std::string message(int value) const override
    {
        switch (static_cast<key_errc>(value)) {
        case key_errc::missing: return "there is no such key";
        case key_errc::unreadable: return "the key cannot be read";
        case key_errc::readable_by_others: return "other users may read the key";
        case key_errc::empty: return "the key is empty";
        case key_errc::too_long: return "this is too long for a key";
        case key_errc::bad_pem: return "no private key in PEM form";
        case key_errc::encrypted: return "the key is encrypted; decrypt it first";
        case key_errc::wrong_kind: return "the key is of another kind than is wanted";
        }
        return "unknown error";
    }

    bool equivalent(int, const boost::system::error_condition& kind) const noexcept override
    {
        return kind == make_error_condition(condition::fatal);
    }
};

} // namespace

const boost::system::error_category& key_category() noexcept
{
    static const key_errors errors;
    return errors;
}

} // namespace holdfast
