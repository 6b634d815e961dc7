// SPDX-License-Identifier: BSL-1.0
#include <holdfast/exchange/bybit/keys.hpp>

#include "exchange/common/signing_parts.hpp"
#include "wire/json/json_quote.hpp"

#include <holdfast/detail/check.hpp>

#include <utility>

namespace holdfast::bybit {

namespace {

using std::chrono::milliseconds;

class bybit_signer final : public signer {
public:
    explicit bybit_signer(credentials of) : mine_(std::move(of)) {}

    void sign(http_request& request, wall_time now) const override
    {
        const std::string timestamp = signing_parts::since_1970<milliseconds>(now);
        const std::string window =
            std::to_string(std::chrono::floor<milliseconds>(mine_.recv_window).count());
        std::string text = timestamp;
        text += mine_.api_key.expose();
        text += window;
        text += request.verb == http_verb::get ? signing_parts::query_of(request.url) : request.body;

        header_list& headers = request.headers;
        signing_parts::set_header(headers, "X-BAPI-API-KEY", mine_.api_key.expose());
        signing_parts::set_header(headers, "X-BAPI-TIMESTAMP", timestamp);
        signing_parts::set_header(headers, "X-BAPI-RECV-WINDOW", window);
        signing_parts::set_header(headers, "X-BAPI-SIGN", signing_parts::hex_or_base64(mine_.key, text));
    }

    std::string login(std::string_view id, wall_time now) const override
    {
        using namespace std::chrono_literals;
        const std::string expires = signing_parts::since_1970<milliseconds>(now + 10s);
        return "{\"req_id\":" + wire::json_quote(id) + ",\"op\":\"auth\",\"args\":[" +
               wire::json_quote(mine_.api_key.expose()) + "," + expires + "," +
               wire::json_quote(signing_parts::hex_or_base64(mine_.key, "GET/realtime" + expires)) + "]}";
    }

    bool blames_the_clock(int code) const noexcept override { return code == 10002; }

private:
    credentials mine_;
};

} // namespace

std::shared_ptr<const signer> make_signer(credentials of)
{
    using namespace std::chrono_literals;
    signing_parts::expect_kind(of.key, {signature_kind::hmac_sha256, signature_kind::rsa_sha256}, "Bybit");
    if (auto problem = detail::check_range("credentials::recv_window", of.recv_window, 1ms, 60s);
        !problem.empty())
        throw error(failure(errc::invalid_config, std::move(problem)));
    return std::make_shared<bybit_signer>(std::move(of));
}

} // namespace holdfast::bybit
