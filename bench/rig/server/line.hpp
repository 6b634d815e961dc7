// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_BENCH_RIG_SERVER_LINE_HPP
#define HOLDFAST_BENCH_RIG_SERVER_LINE_HPP

#include <openssl/ssl.h>

#include <chrono>
#include <cstddef>
#include <memory>
#include <string_view>

namespace rig {

struct ssl_free {
    void operator()(SSL* ssl) const noexcept { SSL_free(ssl); }
    void operator()(SSL_CTX* context) const noexcept { SSL_CTX_free(context); }
};

/// Thrown when the other side is gone, or does nothing for too long.
struct line_ended {};

/// One accepted connection, blocking, with or without TLS.
class line {
public:
    /// Takes the socket; `tls` may be null. Throws `line_ended` when the TLS handshake fails.
    line(int socket, SSL_CTX* tls);
    ~line();
    line(const line&) = delete;
    line& operator=(const line&) = delete;

    [[nodiscard]] bool secure() const noexcept { return ssl_ != nullptr; }

    /// At least one byte.
    [[nodiscard]] std::size_t read(char* into, std::size_t room);

    /// Sends the bytes; over TLS as one record, which may wait for `flush`.
    void write(std::string_view bytes);
    void flush();

    /// Waits until the other side ends or says anything more, no longer than so long.
    void wait_for_goodbye(std::chrono::seconds at_most);

private:
    void give_up_after(std::chrono::seconds silence);

    int socket_;
    std::unique_ptr<SSL, ssl_free> ssl_{};
};

} // namespace rig

#endif
