// SPDX-License-Identifier: BSL-1.0
// libwebsockets as its minimal client examples write it: one callback, the library's own service loop, and a
// receive buffer that holds a whole message, as its documentation advises.

#include "tally.hpp"

#include <libwebsockets.h>

#include <cstring>

namespace {

constexpr std::size_t receive_buffer = 16384;

struct client {
    explicit client(const arguments& told) : seen(told), subscription(told.subscription()) {}

    void take(lws* line, std::string_view piece);

    tally seen;
    std::string subscription;
    std::string partial;
    bool sent = false;
    bool done = false;
    bool failed = false;
};

/// A message longer than the buffer comes in pieces.
void client::take(lws* line, std::string_view piece)
{
    const bool whole = lws_is_final_fragment(line) != 0 && lws_remaining_packet_payload(line) == 0;
    if (whole && partial.empty()) {
        done = seen.add(piece);
        return;
    }
    partial += piece;
    if (whole) {
        done = seen.add(partial);
        partial.clear();
    }
}

void subscribe(lws* line, const std::string& text)
{
    std::vector<unsigned char> frame(LWS_PRE + text.size());
    std::memcpy(frame.data() + LWS_PRE, text.data(), text.size());
    lws_write(line, frame.data() + LWS_PRE, text.size(), LWS_WRITE_TEXT);
}

int on_event(lws* line, lws_callback_reasons what, void*, void* in, std::size_t length)
{
    auto* self = static_cast<client*>(lws_context_user(lws_get_context(line)));
    switch (what) {
    case LWS_CALLBACK_CLIENT_ESTABLISHED: lws_callback_on_writable(line); break;
    case LWS_CALLBACK_CLIENT_WRITEABLE:
        if (!self->sent)
            subscribe(line, self->subscription);
        self->sent = true;
        break;
    case LWS_CALLBACK_CLIENT_RECEIVE:
        if (!self->done)
            self->take(line, {static_cast<const char*>(in), length});
        break;
    case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
    case LWS_CALLBACK_CLIENT_CLOSED: self->failed = true; break;
    default: break;
    }
    return 0;
}

const lws_protocols protocols[] = {{"feed", on_event, 0, receive_buffer, 0, nullptr, 0}, {}};

lws_context* make_context(client& self, const arguments& told)
{
    lws_context_creation_info settings{};
    settings.port = CONTEXT_PORT_NO_LISTEN;
    settings.protocols = protocols;
    settings.user = &self;
    settings.options = LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT;
    if (told.secure())
        settings.client_ssl_ca_filepath = told.ca_file.c_str();
    return lws_create_context(&settings);
}

void dial(lws_context* context, const arguments& told)
{
    std::string url = told.url;
    const char *scheme = nullptr, *host = nullptr, *rest = nullptr;
    int port = 0;
    if (lws_parse_uri(url.data(), &scheme, &host, &port, &rest) != 0)
        return;
    const std::string target = std::string("/") + rest;
    lws_client_connect_info to{};
    to.context = context;
    to.address = to.host = host;
    to.port = port;
    to.path = target.c_str();
    to.local_protocol_name = protocols[0].name;
    to.ssl_connection = told.secure() ? LCCSCF_USE_SSL : 0;
    lws_client_connect_via_info(&to);
}

} // namespace

int main(int argc, char** argv)
{
    const arguments told(argc, argv);
    client self(told);
    lws_set_log_level(LLL_ERR, nullptr);
    lws_context* context = make_context(self, told);
    if (context == nullptr)
        return 1;
    dial(context, told);
    while (!self.done && !self.failed && lws_service(context, 0) >= 0) {
    }
    if (!self.done) {
        std::fputs("libwebsockets: the connection failed\n", stderr);
        return 1;
    }
    self.seen.print();
    lws_context_destroy(context);
}
