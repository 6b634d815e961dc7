// SPDX-License-Identifier: BSL-1.0
#include "wiretap.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <regex>
#include <string_view>
#include <utility>

namespace hf = holdfast;

namespace secrets {

namespace {

/// Binance, BULK: `signature`; OKX: `sign`; Bybit: the third argument of `auth`; Binance USD-M: `listenKey`,
/// in answers and in the path of the stream.
const std::array patterns{
    std::regex(R"re("(?:signature|sign|listenKey)"\s*:\s*"([^"]+)")re"),
    std::regex(R"re([?&](?:signature|listenKey)=([^&\s]+))re"),
    std::regex(R"re("op":"auth","args":\["[^"]*",\d+,"([^"]+)"\])re"),
    std::regex(R"re(/private/ws/([^/?\s]+))re"),
};

class tapped_websocket final : public hf::websocket {
public:
    tapped_websocket(std::unique_ptr<hf::websocket> real, loot& into) : real_(std::move(real)), into_(into) {}

    [[nodiscard]] hf::task<hf::result<hf::batch>> read() override { return real_->read(); }
    [[nodiscard]] hf::task<hf::result<>> write(std::string text) override
    {
        into_.search(text);
        return real_->write(std::move(text));
    }
    [[nodiscard]] hf::task<hf::result<>> write_binary(std::string bytes) override
    {
        into_.search(bytes);
        return real_->write_binary(std::move(bytes));
    }
    [[nodiscard]] hf::task<hf::result<>> ping() override { return real_->ping(); }
    [[nodiscard]] hf::task<> close(std::uint16_t code, std::string reason) override
    {
        return real_->close(code, std::move(reason));
    }
    void drop() noexcept override { real_->drop(); }
    [[nodiscard]] hf::time_point last_bytes() const noexcept override { return real_->last_bytes(); }
    [[nodiscard]] hf::close_reason reason() const override { return real_->reason(); }

private:
    std::unique_ptr<hf::websocket> real_;
    loot& into_;
};

class tapped_network final : public hf::network {
public:
    tapped_network(std::shared_ptr<hf::network> real, loot& into, bool repeats)
        : real_(std::move(real)), into_(into), repeats_(repeats)
    {
    }

    [[nodiscard]] hf::task<hf::result<std::unique_ptr<hf::websocket>>>
    connect(std::string url, const hf::websocket_options& options,
            std::function<void(hf::phase)> at_stage) override
    {
        into_.search(url);
        auto line = co_await real_->connect(std::move(url), options, std::move(at_stage));
        if (!line)
            co_return line.error();
        co_return std::make_unique<tapped_websocket>(std::move(*line), into_);
    }

    [[nodiscard]] hf::task<hf::result<hf::http_response>> request(hf::http_request asked) override
    {
        into_.search(asked);
        if (repeats_ && ++requests_ % 2 == 0)
            co_return repeating(asked);
        auto answer = co_await real_->request(std::move(asked));
        if (answer)
            into_.search(answer->body);
        co_return answer;
    }

    void tidy() override { real_->tidy(); }

private:
    /// The refusal with which a careless exchange gives away what it was asked.
    [[nodiscard]] hf::http_response repeating(const hf::http_request& asked) const
    {
        std::string words = asked.url + " " + asked.body;
        for (const auto& [name, value] : asked.headers)
            words += "\r\n" + name + ": " + value;
        for (const std::string& secret : into_.found())
            words += " " + secret;
        hf::http_response refused;
        refused.status = 400;
        refused.body = "\x1b[2J" + words;
        return refused;
    }

    std::shared_ptr<hf::network> real_;
    loot& into_;
    bool repeats_;
    unsigned requests_ = 0;
};

} // namespace

void loot::search(const std::string& text)
{
    for (const std::regex& pattern : patterns)
        for (std::sregex_iterator at(text.begin(), text.end(), pattern), end; at != end; ++at)
            take((*at)[1].str());
}

void loot::search(const hf::http_request& request)
{
    search(request.url);
    search(request.body);
    for (const auto& [name, value] : request.headers) {
        std::string upper = name;
        std::ranges::transform(upper, upper.begin(), [](unsigned char c) { return char(std::toupper(c)); });
        if (upper.ends_with("-SIGN"))
            take(value);
    }
}

/// Too short to be a secret, and likely to stand anywhere: not taken.
void loot::take(std::string secret)
{
    if (secret.size() >= 16)
        found_.insert(std::move(secret));
}

std::shared_ptr<hf::network> tapped(std::shared_ptr<hf::network> real, loot& into, bool repeats)
{
    return std::make_shared<tapped_network>(std::move(real), into, repeats);
}

} // namespace secrets
