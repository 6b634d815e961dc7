// SPDX-License-Identifier: BSL-1.0
#include "line.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <openssl/bio.h>
#include <openssl/err.h>

#include <stdexcept>

namespace rig {

namespace {

/// Records are collected and sent in large pieces: the server must not be what is measured.
constexpr long record_buffer = 256 << 10;
constexpr std::chrono::seconds patience(60);

} // namespace

line::line(int socket, SSL_CTX* tls) : socket_(socket)
{
    const int on = 1;
    setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    give_up_after(patience);
    if (tls == nullptr)
        return;
    ssl_.reset(SSL_new(tls));
    SSL_set_fd(ssl_.get(), socket_);
    if (SSL_accept(ssl_.get()) != 1) {
        ERR_clear_error();
        ::close(socket_);
        throw line_ended();
    }
    BIO* const collector = BIO_new(BIO_f_buffer());
    BIO_set_write_buffer_size(collector, record_buffer);
    SSL_set0_wbio(ssl_.get(), BIO_push(collector, BIO_new_socket(socket_, BIO_NOCLOSE)));
}

line::~line()
{
    ::close(socket_);
}

std::size_t line::read(char* into, std::size_t room)
{
    const auto got =
        secure() ? SSL_read(ssl_.get(), into, static_cast<int>(room)) : recv(socket_, into, room, 0);
    if (got <= 0) {
        ERR_clear_error();
        throw line_ended();
    }
    return static_cast<std::size_t>(got);
}

void line::write(std::string_view bytes)
{
    while (!bytes.empty()) {
        const auto sent = secure() ? SSL_write(ssl_.get(), bytes.data(), static_cast<int>(bytes.size()))
                                   : send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) {
            ERR_clear_error();
            throw line_ended();
        }
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
}

void line::flush()
{
    if (secure() && BIO_flush(SSL_get_wbio(ssl_.get())) != 1)
        throw line_ended();
}

void line::wait_for_goodbye(std::chrono::seconds at_most)
{
    give_up_after(at_most);
    char ignored = 0;
    (void)recv(socket_, &ignored, sizeof ignored, 0);
}

void line::give_up_after(std::chrono::seconds silence)
{
    timeval limit{};
    limit.tv_sec = silence.count();
    setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
}

} // namespace rig
