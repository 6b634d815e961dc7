// SPDX-License-Identifier: BSL-1.0
// The server of the benchmarks: one thread a connection, frames encoded beforehand. Prints one line of JSON
// when it listens: {"port":P,"tls_port":Q,"ca":"<path of a PEM file>"}, and ends when its standard input is
// closed.
#include "line.hpp"
#include "venue.hpp"

#include <holdfast/sim/certificates.hpp>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <openssl/pem.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <string>
#include <system_error>
#include <thread>

namespace {

using rig::ssl_free;

[[noreturn]] void fail(const char* doing)
{
    throw std::system_error(errno, std::generic_category(), doing);
}

struct open_port {
    int socket = -1;
    int number = 0;
};

open_port listen_anywhere()
{
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof at;
    auto* const any = reinterpret_cast<sockaddr*>(&at);
    const int made = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (made < 0 || bind(made, any, size) != 0 || listen(made, 128) != 0 ||
        getsockname(made, any, &size) != 0)
        fail("listening");
    return {made, ntohs(at.sin_port)};
}

/// What `BIO_new_mem_buf` reads; OpenSSL wants a pointer that it may free itself.
std::unique_ptr<BIO, decltype(&BIO_free_all)> reader_of(const std::string& pem)
{
    return {BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), BIO_free_all};
}

std::unique_ptr<SSL_CTX, ssl_free> tls_with(const holdfast::sim::identity& shown)
{
    std::unique_ptr<SSL_CTX, ssl_free> context(SSL_CTX_new(TLS_server_method()));
    const auto certificate_text = reader_of(shown.certificate_pem);
    const auto key_text = reader_of(shown.key_pem);
    X509* const certificate = PEM_read_bio_X509(certificate_text.get(), nullptr, nullptr, nullptr);
    EVP_PKEY* const key = PEM_read_bio_PrivateKey(key_text.get(), nullptr, nullptr, nullptr);
    const bool taken = SSL_CTX_use_certificate(context.get(), certificate) == 1 &&
                       SSL_CTX_use_PrivateKey(context.get(), key) == 1;
    X509_free(certificate);
    EVP_PKEY_free(key);
    if (!taken)
        throw std::runtime_error("the certificate cannot be used");
    return context;
}

/// A file for the authority's certificate that goes with the process.
class temporary_file {
public:
    explicit temporary_file(const std::string& text)
    {
        const int file = mkstemp(path_.data());
        if (file < 0 || ::write(file, text.data(), text.size()) != static_cast<ssize_t>(text.size()))
            fail("writing the certificate");
        ::close(file);
    }
    ~temporary_file() { ::unlink(path_.c_str()); }
    temporary_file(const temporary_file&) = delete;
    temporary_file& operator=(const temporary_file&) = delete;
    [[nodiscard]] const std::string& path() const noexcept { return path_; }

private:
    std::string path_ = "/tmp/bench_server_ca_XXXXXX";
};

void serve(rig::venue& venue, int socket, SSL_CTX* tls)
{
    try {
        rig::line client(socket, tls);
        venue.serve(client);
    } catch (const rig::line_ended&) {
        // The client has what it wanted, or does not want it.
    } catch (const std::exception& wrong) {
        std::cerr << "bench_server: " << wrong.what() << std::endl;
    }
}

void accept_for_ever(rig::venue& venue, int listener, SSL_CTX* tls)
{
    for (;;) {
        const int socket = accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
        if (socket >= 0)
            std::thread(serve, std::ref(venue), socket, tls).detach();
    }
}

void wait_for_end_of_input()
{
    std::array<char, 64> ignored{};
    while (::read(STDIN_FILENO, ignored.data(), ignored.size()) > 0) {
    }
}

} // namespace

int main()
try {
    std::signal(SIGPIPE, SIG_IGN);
    holdfast::sim::certificate_authority authority(std::chrono::system_clock::now());
    const auto tls = tls_with(authority.issue({"localhost", "127.0.0.1"}));
    const temporary_file ca(authority.pem());
    const open_port plain = listen_anywhere();
    const open_port secure = listen_anywhere();

    rig::venue venue;
    std::thread(accept_for_ever, std::ref(venue), plain.socket, nullptr).detach();
    std::thread(accept_for_ever, std::ref(venue), secure.socket, tls.get()).detach();
    std::cout << "{\"port\":" << plain.number << ",\"tls_port\":" << secure.number << ",\"ca\":\""
              << ca.path() << "\"}" << std::endl;

    wait_for_end_of_input();
    ::unlink(ca.path().c_str());
    std::_Exit(EXIT_SUCCESS); // Connections may still be served; there is nothing to tidy up for them.
} catch (const std::exception& wrong) {
    std::cerr << "bench_server: " << wrong.what() << '\n';
    return EXIT_FAILURE;
}
