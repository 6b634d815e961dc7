// SPDX-License-Identifier: BSL-1.0
#include <holdfast/exchange/okx/keys.hpp>

#include "exchange/common/signing_parts.hpp"
#include "wire/json/json_quote.hpp"
#include "wire/text/iso_8601.hpp"

#include <utility>

namespace holdfast::okx {

namespace {

std::string_view name_of(http_verb verb) noexcept
{
    switch (verb) {
    case http_verb::get: return "GET";
    case http_verb::post: return "POST";
    case http_verb::put: return "PUT";
    case http_verb::del: return "DELETE";
    }
    return {};
}

class okx_signer final : public signer {
public:
    explicit okx_signer(credentials of) : mine_(std::move(of)) {}

    void sign(http_request& request, wall_time now) const override
    {
        const std::string timestamp = wire::iso_8601(now);
        std::string text = timestamp;
        text += name_of(request.verb);
        text += signing_parts::target_of(request.url);
        text += request.body;

        header_list& headers = request.headers;
        signing_parts::set_header(headers, "OK-ACCESS-KEY", mine_.api_key.expose());
        signing_parts::set_header(headers, "OK-ACCESS-TIMESTAMP", timestamp);
        signing_parts::set_header(headers, "OK-ACCESS-PASSPHRASE", mine_.passphrase.expose());
        signing_parts::set_header(headers, "OK-ACCESS-SIGN", mine_.key.sign_base64(text));
        if (mine_.simulated)
            signing_parts::set_header(headers, "x-simulated-trading", "1");
    }

    std::string login(std::string_view, wall_time now) const override
    {
        const std::string timestamp = signing_parts::since_1970<std::chrono::seconds>(now);
        return R"({"op":"login","args":[{"apiKey":)" + wire::json_quote(mine_.api_key.expose()) +
               R"(,"passphrase":)" + wire::json_quote(mine_.passphrase.expose()) + R"(,"timestamp":")" +
               timestamp + R"(","sign":)" +
               wire::json_quote(mine_.key.sign_base64(timestamp + "GET/users/self/verify")) + "}]}";
    }

    // 50102 and 50112: REST; 60004 and 60006: the login.
    bool blames_the_clock(int code) const noexcept override
    {
        return code == 50102 || code == 50112 || code == 60004 || code == 60006;
    }

private:
    credentials mine_;
};

} // namespace

std::shared_ptr<const signer> make_signer(credentials of)
{
    signing_parts::expect_kind(of.key, {signature_kind::hmac_sha256}, "OKX");
    return std::make_shared<okx_signer>(std::move(of));
}

} // namespace holdfast::okx
