// SPDX-License-Identifier: BSL-1.0
// The same as client_recv over TLS: SSL_read on the socket in a loop, as every tutorial has it.
#include "raw.hpp"

#include <openssl/ssl.h>

#include <unistd.h>

namespace {

class tls_line {
public:
    explicit tls_line(const rig::task_sheet& sheet)
        : context_(SSL_CTX_new(TLS_client_method())), socket_(rig::raw::dial(sheet)), ssl_(SSL_new(context_))
    {
        SSL_CTX_load_verify_file(context_, sheet.ca_file.c_str());
        SSL_set_verify(ssl_, SSL_VERIFY_PEER, nullptr);
        SSL_set1_host(ssl_, sheet.host.c_str());
        SSL_set_fd(ssl_, socket_);
        if (SSL_connect(ssl_) != 1)
            throw std::runtime_error("the TLS handshake has failed");
    }
    ~tls_line()
    {
        SSL_free(ssl_);
        SSL_CTX_free(context_);
        ::close(socket_);
    }
    tls_line(const tls_line&) = delete;
    tls_line& operator=(const tls_line&) = delete;

    std::size_t read(char* into, std::size_t room)
    {
        const int got = SSL_read(ssl_, into, static_cast<int>(room));
        if (got <= 0)
            throw std::runtime_error("the connection has ended");
        return static_cast<std::size_t>(got);
    }

    void write(std::string_view bytes)
    {
        if (SSL_write(ssl_, bytes.data(), static_cast<int>(bytes.size())) != static_cast<int>(bytes.size()))
            throw std::runtime_error("cannot send");
    }

private:
    SSL_CTX* context_;
    int socket_;
    SSL* ssl_;
};

void receive(const rig::task_sheet& sheet, rig::meter& gauge)
{
    tls_line line(sheet);
    rig::raw::open(line, sheet);
    rig::raw::read_frames(line, [&](std::string_view text) { return gauge.on_message(text); });
}

} // namespace

int main(int argc, char** argv)
{
    return rig::run_client(argc, argv, receive);
}
