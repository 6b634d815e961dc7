// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_TEST_WIRE_SECURE_STAGE_HPP
#define HOLDFAST_TEST_WIRE_SECURE_STAGE_HPP

#include "raw_server.hpp"

#include "net/tls.hpp"

#include <holdfast/sim/certificates.hpp>

#include <boost/test/unit_test.hpp>

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace raw {

namespace sim = holdfast::sim;

inline const std::string wss_url = "wss://server.test/feed";

/// A server with this identity, which plays the script on every line whose handshake succeeds.
struct secure_stage : lab::laboratory {
    explicit secure_stage(server_script s = [](peer& p) -> hf::task<> { co_await p.upgrade(text("hello")); })
        : script(std::move(s)), authority(world.wall_now()), shown(authority.issue({"server.test"}))
    {
        world.add_host("server.test", {ip});
        trusting.tls.extra_ca = authority.pem();
    }

    void run(const client_script& client)
    {
        auto net = hf::make_beast_network(io.get_executor(), trusting);
        play(both(*net, client));
        net.reset();
        BOOST_TEST(*world.live_streams() == 0u);
    }

    hf::task<> both(hf::network& net, const client_script& client)
    {
        auto door = world.listen(io.get_executor(), {ip, 443});
        auto server = serve(**door);
        co_await hf::race(client(net), std::move(server));
        co_await hf::sleep_for(1s);
    }

    hf::task<> serve(hf::listener& door)
    {
        std::vector<std::unique_ptr<peer>> peers;
        for (;;) {
            auto line = co_await door.accept();
            const auto context = hf::net::server_context(shown.certificate_pem, shown.key_pem);
            if (on_context)
                on_context(context->get());
            auto secured = co_await hf::net::tls_accept(*std::move(line), *context);
            if (!secured) {
                refusals.push_back(secured.error().text);
                continue;
            }
            peers.push_back(std::make_unique<peer>(*std::move(secured)));
            co_await script(*peers.back());
        }
    }

    /// Why a client does not connect.
    hf::failure refused(const hf::websocket_options& options)
    {
        hf::failure why;
        run([&](hf::network& net) -> hf::task<> {
            const auto opened = co_await net.connect(wss_url, options, {});
            BOOST_REQUIRE(!opened.has_value());
            why = opened.error();
            co_await hf::sleep_for(1s); // the server hears about it
        });
        return why;
    }

    server_script script;
    sim::certificate_authority authority;
    sim::identity shown;
    hf::websocket_options trusting{};
    std::vector<std::string> refusals{};
    std::function<void(ssl_ctx_st*)> on_context{};
};

inline hf::task<> expect_hello(hf::network& net, const hf::websocket_options& options)
{
    auto opened = co_await net.connect(wss_url, options, {});
    auto socket = std::move(opened).value();
    const auto seen = co_await read_texts(*socket, 1);
    BOOST_TEST(seen == std::vector<std::string>{"hello"});
}

} // namespace raw

#endif
