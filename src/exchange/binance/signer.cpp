// SPDX-License-Identifier: BSL-1.0
#include <holdfast/exchange/binance/keys.hpp>

#include "exchange/common/signing_parts.hpp"
#include "wire/http/percent_encode.hpp"
#include "wire/json/json_quote.hpp"

#include <holdfast/detail/check.hpp>

#include <algorithm>
#include <utility>
#include <vector>

namespace holdfast::binance {

namespace {

using std::chrono::milliseconds;

constexpr std::string_view recv_window = "recvWindow";
constexpr std::string_view no_login{};
constexpr std::string_view subscribe_with_signature = "userDataStream.subscribe.signature";

bool hexadecimal(char c) noexcept
{
    return std::string_view("0123456789abcdefABCDEF").find(c) != std::string_view::npos;
}

/// Says whether an encoded character (`%2C`) stands there.
bool encoded_at(std::string_view text, std::size_t at) noexcept
{
    return text.size() - at > 2 && text[at] == '%' && hexadecimal(text[at + 1]) && hexadecimal(text[at + 2]);
}

/// Parameters as they may be sent: what separates them and what is encoded already stays.
std::string encoded(std::string_view parameters)
{
    std::string sent;
    for (std::size_t i = 0; i != parameters.size(); ++i) {
        const bool stays = parameters[i] == '&' || parameters[i] == '=' || encoded_at(parameters, i);
        sent += stays ? std::string(1, parameters[i]) : wire::percent_encode(parameters.substr(i, 1));
    }
    return sent;
}

void add(std::string& parameters, std::string_view name, std::string_view value)
{
    parameters.append(parameters.empty() ? "" : "&").append(name).append("=").append(value);
}

bool has(std::string_view parameters, std::string_view name)
{
    return ("&" + std::string(parameters)).find("&" + std::string(name) + "=") != std::string::npos;
}

/// The parameters without those of an earlier signature.
std::string unsigned_part(std::string_view parameters)
{
    std::string kept;
    while (!parameters.empty()) {
        const std::string_view one = parameters.substr(0, parameters.find('&'));
        parameters.remove_prefix(std::min(one.size() + 1, parameters.size()));
        const std::string_view name = one.substr(0, one.find('='));
        if (name != "timestamp" && name != "signature")
            kept.append(kept.empty() ? "" : "&").append(one);
    }
    return kept;
}

class binance_signer final : public signer {
public:
    binance_signer(credentials of, std::string_view login_method)
        : mine_(std::move(of)), login_method_(login_method)
    {
    }

    void identify(http_request& request) const override
    {
        signing_parts::set_header(request.headers, "X-MBX-APIKEY", mine_.api_key.expose());
    }

    void sign(http_request& request, wall_time now) const override
    {
        identify(request);
        const std::string query(signing_parts::query_of(request.url));
        const std::string path = request.url.substr(0, request.url.find('?'));
        if (request.body.empty()) {
            request.url = path + "?" + signed_form({}, query, now);
            return;
        }
        const std::string before = encoded(query);
        request.url = path + (before.empty() ? "" : "?") + before;
        request.body = signed_form(before, request.body, now);
    }

    std::string ws_request(std::string_view id, std::string_view method, std::vector<parameter> all,
                           wall_time now) const override
    {
        all.emplace_back("apiKey", mine_.api_key.expose());
        all.emplace_back("timestamp", std::chrono::floor<milliseconds>(now.time_since_epoch()).count());
        if (windowed() && std::ranges::find(all, recv_window, &parameter::name) == all.end())
            all.emplace_back(recv_window, window());
        all.emplace_back("signature", signing_parts::hex_or_base64(mine_.key, sorted_text(all)));
        return R"({"id":)" + wire::json_quote(id) + R"(,"method":)" + wire::json_quote(method) +
               R"(,"params":)" + object_of(all) + "}";
    }

    std::string login(std::string_view id, wall_time now) const override
    {
        return login_method_.empty() ? std::string() : ws_request(id, login_method_, {}, now);
    }

    bool blames_the_clock(int code) const noexcept override { return code == -1021; }

private:
    [[nodiscard]] bool windowed() const noexcept { return mine_.recv_window != duration::zero(); }
    [[nodiscard]] milliseconds::rep window() const noexcept
    {
        return std::chrono::floor<milliseconds>(mine_.recv_window).count();
    }

    /// The exchange signs query and body as one text, with nothing between them.
    [[nodiscard]] std::string signed_form(std::string_view before, std::string_view form, wall_time now) const
    {
        std::string all = encoded(unsigned_part(form));
        if (windowed() && !has(all, recv_window))
            add(all, recv_window, std::to_string(window()));
        add(all, "timestamp", signing_parts::since_1970<milliseconds>(now));
        const std::string signature = signing_parts::hex_or_base64(mine_.key, std::string(before) + all);
        add(all, "signature", wire::percent_encode(signature));
        return all;
    }

    /// Sorted by name, and not encoded: unlike REST.
    static std::string sorted_text(std::vector<parameter>& parameters)
    {
        std::ranges::sort(parameters, {}, &parameter::name);
        std::string text;
        for (const parameter& one : parameters)
            add(text, one.name, one.value);
        return text;
    }

    static std::string object_of(const std::vector<parameter>& parameters)
    {
        std::string text;
        for (const parameter& one : parameters) {
            text += text.empty() ? '{' : ',';
            text += wire::json_quote(one.name) + ":" + (one.quoted ? wire::json_quote(one.value) : one.value);
        }
        return text + "}";
    }

    credentials mine_;
    std::string_view login_method_;
};

std::shared_ptr<const signer> make(credentials of, std::string_view login_method)
{
    using namespace std::chrono_literals;
    auto problem = detail::check_zero_or_range("credentials::recv_window", of.recv_window, 1ms, 60s);
    if (!problem.empty())
        throw error(failure(errc::invalid_config, std::move(problem)));
    return std::make_shared<binance_signer>(std::move(of), login_method);
}

} // namespace

std::shared_ptr<const signer> spot::make_signer(credentials of)
{
    return make(std::move(of), subscribe_with_signature);
}

std::shared_ptr<const signer> usdm::make_signer(credentials of)
{
    return make(std::move(of), no_login);
}

} // namespace holdfast::binance
