// SPDX-License-Identifier: BSL-1.0
// websocketpp as its tutorial writes it: the stock Asio configurations, handlers, logging off.

#include "tally.hpp"

#include <websocketpp/client.hpp>
#include <websocketpp/config/asio_client.hpp>

#include <memory>
#include <type_traits>

namespace {

using plain = websocketpp::config::asio_client;
using secure = websocketpp::config::asio_tls_client;

[[noreturn]] void give_up(const std::string& why)
{
    std::fprintf(stderr, "websocketpp: %s\n", why.c_str());
    std::exit(1);
}

template <class Config>
void run(const arguments& told)
{
    using client = websocketpp::client<Config>;
    namespace ssl = websocketpp::lib::asio::ssl;

    client ws;
    tally seen(told);
    ws.clear_access_channels(websocketpp::log::alevel::all);
    ws.clear_error_channels(websocketpp::log::elevel::all);
    ws.init_asio();
    if constexpr (std::is_same_v<Config, secure>)
        ws.set_tls_init_handler([&](const websocketpp::connection_hdl&) {
            auto context = std::make_shared<ssl::context>(ssl::context::tls_client);
            context->set_verify_mode(ssl::verify_peer);
            context->load_verify_file(told.ca_file);
            return context;
        });
    ws.set_open_handler([&](const websocketpp::connection_hdl& line) {
        ws.send(line, told.subscription(), websocketpp::frame::opcode::text);
    });
    ws.set_message_handler(
        [&](const websocketpp::connection_hdl&, const typename client::message_ptr& message) {
            if (seen.add(message->get_payload())) {
                seen.print();
                ws.stop();
            }
        });
    ws.set_fail_handler([&](const websocketpp::connection_hdl& line) {
        give_up(ws.get_con_from_hdl(line)->get_ec().message());
    });
    ws.set_close_handler([&](const websocketpp::connection_hdl&) { give_up("closed early"); });

    websocketpp::lib::error_code error;
    const auto line = ws.get_connection(told.url, error);
    if (error)
        give_up(error.message());
    ws.connect(line);
    ws.run();
}

} // namespace

int main(int argc, char** argv)
{
    const arguments told(argc, argv);
    told.secure() ? run<secure>(told) : run<plain>(told);
}
