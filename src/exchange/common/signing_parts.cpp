// SPDX-License-Identifier: BSL-1.0
#include "exchange/common/signing_parts.hpp"

#include <holdfast/secret.hpp>

namespace holdfast::signing_parts {

void expect_kind(const signing_key& key, std::initializer_list<signature_kind> wanted,
                 std::string_view exchange)
{
    if (std::ranges::find(wanted, key.kind()) != wanted.end())
        return;
    throw error(failure(make_error_code(key_errc::wrong_kind),
                        std::string(exchange) + " does not take signatures of this kind of key"));
}

} // namespace holdfast::signing_parts
