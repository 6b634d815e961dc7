// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_TEST_SUPPORT_TOY_ACCOUNT_HPP
#define HOLDFAST_TEST_SUPPORT_TOY_ACCOUNT_HPP

#include "support/toy_exchange.hpp"

#include <holdfast/account/dialect.hpp>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

namespace toy {

/// Signs with nothing but the time, in seconds since 1970.
class signer final : public hf::signer {
public:
    void sign(hf::http_request& request, hf::wall_time now) const override
    {
        request.headers = {{"signed-at", seconds(now)}};
    }
    void identify(hf::http_request& request) const override { request.headers = {{"key", "mine"}}; }
    [[nodiscard]] std::string login(std::string_view id, hf::wall_time now) const override
    {
        return "login " + std::string(id) + " " + seconds(now);
    }
    [[nodiscard]] bool blames_the_clock(int code) const noexcept override { return code == -1021; }

    static std::string seconds(hf::wall_time t)
    {
        return std::to_string(std::chrono::floor<std::chrono::seconds>(t.time_since_epoch()).count());
    }
};

/// The private side of the toy exchange:
///
///     login ID SECONDS | order ID CLIENT_ID | cancel ID CLIENT_ID     what is sent
///     GET http://toy/time           -> seconds since 1970
///     POST, PUT http://toy/key      -> the key, or `dead`
///     GET http://toy/order?CLIENT   -> `none`, `not here`, or the order's state: open, filled
///     GET http://toy/ended?CLIENT   -> the same, after `not here`
class account final : public hf::account_dialect {
public:
    bool logs_in = true;
    hf::duration life{};
    std::vector<hf::topic> private_topics{hf::topic("quiet.orders")};

    [[nodiscard]] const hf::signer* identity() const noexcept override { return &who_; }
    [[nodiscard]] std::string login(std::uint64_t id, hf::wall_time now) const override
    {
        return logs_in ? who_.login(std::to_string(id), now) : "";
    }
    [[nodiscard]] hf::http_request time_request() const override { return asked("http://toy/time"); }
    [[nodiscard]] hf::result<hf::wall_time> decode_time(const hf::http_response& answer) const override
    {
        if (answer.status != 200)
            return hf::failure(hf::errc::http_status, "no time");
        return hf::wall_time(std::chrono::seconds(std::stoll(answer.body)));
    }
    [[nodiscard]] hf::duration key_life() const override { return life; }
    [[nodiscard]] hf::http_request create_key() const override { return key(hf::http_verb::post); }
    [[nodiscard]] hf::http_request refresh_key(std::string_view) const override
    {
        return key(hf::http_verb::put);
    }
    [[nodiscard]] hf::result<std::string> decode_key(const hf::http_response& answer) const override
    {
        if (answer.status != 200)
            return hf::failure(hf::errc::http_status, "no key");
        if (answer.body == "dead")
            return hf::failure(hf::errc::login_expired, "there is no such key");
        return answer.body;
    }
    [[nodiscard]] std::string endpoint(std::string_view key) const override
    {
        return "ws://toy/user/" + std::string(key);
    }

    [[nodiscard]] std::vector<hf::topic> topics() const override { return private_topics; }
    [[nodiscard]] hf::account_parts parts() const override { return hf::whole_account; }
    [[nodiscard]] std::vector<hf::account_question> questions(const hf::account_scope&) const override
    {
        return {};
    }
    [[nodiscard]] hf::http_request ask(const hf::account_question&) const override { return {}; }
    [[nodiscard]] hf::result<hf::account_page> decode(const hf::account_question&,
                                                      const hf::http_response&) const override
    {
        return hf::account_page{};
    }

    [[nodiscard]] hf::result<std::string> write(std::uint64_t id, const hf::order_command& command,
                                                hf::wall_time) const override
    {
        const hf::order_reference which = reference_of(command);
        if (which.symbol.empty())
            return hf::failure(hf::errc::invalid_config, "new_order::symbol is empty");
        return (cancels(command) ? "cancel " : "order ") + std::to_string(id) + " " + which.client_id;
    }
    [[nodiscard]] hf::http_request look_up(const hf::order_reference& which) const override
    {
        hf::http_request r = asked("http://toy/order?" + which.client_id);
        r.auth = hf::request_auth::signature;
        return r;
    }
    [[nodiscard]] hf::http_request look_up_ended(const hf::order_reference& which) const override
    {
        return asked("http://toy/ended?" + which.client_id);
    }
    [[nodiscard]] hf::result<std::optional<hf::order>>
    decode_look_up(const hf::order_reference& which, const hf::http_response& answer) const override
    {
        if (answer.status != 200)
            return hf::failure(hf::errc::http_status, "HTTP " + std::to_string(answer.status));
        if (answer.body == "late")
            return hf::failure(hf::errc::login_expired, "the signature is too old");
        if (answer.body == "not here")
            return hf::failure(hf::errc::order_not_found, "it is not open");
        if (answer.body == "none")
            return std::optional<hf::order>();
        hf::order found;
        found.symbol = which.symbol;
        found.client_id = which.client_id;
        found.id = "77";
        found.state = answer.body == "filled" ? hf::order_state::filled : hf::order_state::open;
        return std::optional<hf::order>(found);
    }

private:
    static hf::http_request asked(std::string url)
    {
        hf::http_request r;
        r.url = std::move(url);
        return r;
    }
    static hf::http_request key(hf::http_verb verb)
    {
        hf::http_request r = asked("http://toy/key");
        r.verb = verb;
        r.auth = hf::request_auth::key;
        return r;
    }

    signer who_;
};

/// The toy exchange with accounts.
class private_exchange final : public exchange {
public:
    toy::account mine{};
    [[nodiscard]] const hf::account_dialect* account() const noexcept override { return &mine; }
};

} // namespace toy

#endif
