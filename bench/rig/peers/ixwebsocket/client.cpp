// SPDX-License-Identifier: BSL-1.0
// IXWebSocket as its documentation writes it: a callback on the library's own thread, reconnection and
// deflate off.

#include "tally.hpp"

#include <ixwebsocket/IXNetSystem.h>
#include <ixwebsocket/IXWebSocket.h>

#include <future>

int main(int argc, char** argv)
{
    const arguments told(argc, argv);
    tally seen(told);
    std::promise<bool> ended;
    bool over = false;

    const auto end = [&](bool well) {
        if (!over)
            ended.set_value(well);
        over = true;
    };

    ix::initNetSystem();
    ix::WebSocket ws;
    ix::SocketTLSOptions tls;
    if (told.secure())
        tls.caFile = told.ca_file;
    ws.setTLSOptions(tls);
    ws.setUrl(told.url);
    ws.disableAutomaticReconnection();
    ws.disablePerMessageDeflate();
    ws.setOnMessageCallback([&](const ix::WebSocketMessagePtr& message) {
        switch (message->type) {
        case ix::WebSocketMessageType::Open: ws.sendText(told.subscription()); break;
        case ix::WebSocketMessageType::Message:
            if (!over && seen.add(message->str))
                end(true);
            break;
        case ix::WebSocketMessageType::Error:
        case ix::WebSocketMessageType::Close: end(false); break;
        default: break;
        }
    });
    ws.start();
    const bool well = ended.get_future().get();
    if (well)
        seen.print();
    else
        std::fputs("ixwebsocket: the connection failed\n", stderr);
    ws.stop();
    ix::uninitNetSystem();
    return well ? 0 : 1;
}
