// SPDX-License-Identifier: BSL-1.0
#include "net/tls.hpp"

#include "core/c_deleter.hpp"
#include "core/onward.hpp"
#include "core/post_handler.hpp"
#include "wire/websocket/read_size.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/this_coro.hpp>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstring>
#include <map>
#include <mutex>
#include <optional>

namespace holdfast::net {

namespace {

using bio_ptr = std::unique_ptr<BIO, freed_by<BIO_free>>;
using x509_ptr = std::unique_ptr<X509, freed_by<X509_free>>;
using key_ptr = std::unique_ptr<EVP_PKEY, freed_by<EVP_PKEY_free>>;
using ssl_ptr = std::unique_ptr<SSL, freed_by<SSL_free>>;
using method_ptr = std::unique_ptr<BIO_METHOD, freed_by<BIO_meth_free>>;

/// OpenSSL's words for the last error of this thread.
std::string reason()
{
    const unsigned long code = ERR_get_error();
    if (const char* words = code ? ERR_reason_error_string(code) : nullptr)
        return words;
    return "unknown reason";
}

// ---- contexts ------------------------------------------------------------------------------------------

bio_ptr reader(std::string_view pem)
{
    return bio_ptr(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
}

x509_ptr next_certificate(BIO* pem)
{
    return x509_ptr(PEM_read_bio_X509(pem, nullptr, nullptr, nullptr));
}

tls_context make_context(const SSL_METHOD* method)
{
    tls_context context(SSL_CTX_new(method), [](SSL_CTX* c) { SSL_CTX_free(c); });
    if (!context)
        throw std::bad_alloc();
    SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
    SSL_CTX_set_options(context.get(), SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
    SSL_CTX_set_mode(context.get(), SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_OFF);
    return context;
}

result<tls_context> make_client_context(const std::string& extra_ca)
{
    ERR_clear_error();
    tls_context context = make_context(TLS_client_method());
    SSL_CTX_set_default_verify_paths(context.get());
    const bio_ptr pem = reader(extra_ca);
    int added = 0;
    while (const x509_ptr authority = next_certificate(pem.get()))
        added += X509_STORE_add_cert(SSL_CTX_get_cert_store(context.get()), authority.get());
    ERR_clear_error();
    if (!extra_ca.empty() && added == 0)
        return failure(errc::invalid_config, "tls_options::extra_ca holds no PEM certificate");
    return context;
}

} // namespace

bool holds_certificate(const std::string& pem)
{
    ERR_clear_error();
    const bio_ptr text = reader(pem);
    const bool found = next_certificate(text.get()) != nullptr;
    ERR_clear_error();
    return found;
}

result<tls_context> client_context(const std::string& extra_ca)
{
    static std::mutex mutex;
    static std::map<std::string, std::weak_ptr<SSL_CTX>> known;

    const std::lock_guard lock(mutex);
    std::erase_if(known, [](const auto& entry) { return entry.second.expired(); });
    if (tls_context context = known[extra_ca].lock())
        return context;
    auto made = make_client_context(extra_ca);
    if (made)
        known[extra_ca] = *made;
    return made;
}

result<tls_context> trust::in(const std::string& extra_ca)
{
    const auto known = kept_.find(extra_ca);
    if (known != kept_.end())
        return known->second;
    auto made = client_context(extra_ca);
    if (made)
        kept_.emplace(extra_ca, *made);
    return made;
}

result<tls_context> server_context(std::string_view certificate_pem, std::string_view key_pem)
{
    ERR_clear_error();
    tls_context context = make_context(TLS_server_method());
    const bio_ptr certificates = reader(certificate_pem);
    const bio_ptr secret = reader(key_pem);
    const x509_ptr own = next_certificate(certificates.get());
    const key_ptr key(PEM_read_bio_PrivateKey(secret.get(), nullptr, nullptr, nullptr));
    if (!own || SSL_CTX_use_certificate(context.get(), own.get()) != 1)
        return failure(errc::invalid_config, "the server's certificate cannot be used: " + reason());
    if (!key || SSL_CTX_use_PrivateKey(context.get(), key.get()) != 1)
        return failure(errc::invalid_config, "the server's key cannot be used: " + reason());
    while (const x509_ptr issuer = next_certificate(certificates.get()))
        SSL_CTX_add1_chain_cert(context.get(), issuer.get());
    ERR_clear_error();
    return context;
}

namespace {

// ---- the state of one connection -----------------------------------------------------------------------

/// The outcome of one read or write.
struct transfer {
    error_code ec{};
    std::size_t bytes = 0;
};

/// OpenSSL between two buffers: what came from the line, and what is to go there. No input or output.
class engine {
public:
    explicit engine(SSL_CTX* context) : ssl_(SSL_new(context))
    {
        BIO* pipe = BIO_new(pipe_method());
        if (!ssl_ || !pipe)
            throw std::bad_alloc();
        BIO_set_data(pipe, this);
        BIO_set_init(pipe, 1);
        SSL_set_bio(ssl_.get(), pipe, pipe);
    }
    engine(const engine&) = delete;
    engine& operator=(const engine&) = delete;

    [[nodiscard]] SSL* ssl() const noexcept { return ssl_.get(); }

    /// Where the next bytes from the line go. Every byte received before has been taken by OpenSSL.
    [[nodiscard]] std::span<char> room()
    {
        const std::size_t wanted = size_.next();
        if (capacity_ != wanted) {
            received_ = std::make_unique_for_overwrite<char[]>(wanted);
            capacity_ = wanted;
        }
        return {received_.get(), capacity_};
    }

    void on_received(std::size_t n)
    {
        unread_ = std::string_view(received_.get(), n);
        size_.on_read(capacity_, n);
    }

    [[nodiscard]] std::string& outgoing() noexcept { return outgoing_; }

    /// The certificate has no name where names belong (RFC 9525 §6.3).
    [[nodiscard]] bool nameless() const noexcept { return nameless_; }

    /// Decrypts what is there until the buffer is full. Zero bytes and no error: there is nothing yet. A peer
    /// that asks for new keys again and again (RFC 8446 §4.6.3) is owed an answer each time, and gets no more
    /// than so many.
    [[nodiscard]] transfer decrypt(asio::mutable_buffer into)
    {
        transfer done;
        while (done.bytes < into.size()) {
            std::size_t n = 0;
            ERR_clear_error();
            const int rc = SSL_read_ex(ssl(), static_cast<char*>(into.data()) + done.bytes,
                                       into.size() - done.bytes, &n);
            done.bytes += n;
            if (rc == 1)
                continue;
            if (done.bytes == 0)
                done.ec = read_error(SSL_get_error(ssl(), rc));
            break;
        }
        if (outgoing_.size() > most_owed)
            return {asio::error::no_buffer_space, 0};
        return done;
    }

    /// Encrypts up to one record's worth of bytes into `outgoing`.
    [[nodiscard]] transfer encrypt(std::span<const asio::const_buffer> from)
    {
        std::array<char, SSL3_RT_MAX_PLAIN_LENGTH> record;
        const std::size_t size = asio::buffer_copy(asio::buffer(record), from);
        std::size_t taken = 0;
        ERR_clear_error();
        if (size != 0 && SSL_write_ex(ssl(), record.data(), size, &taken) != 1)
            return {asio::error::connection_aborted, 0};
        return {{}, taken};
    }

    /// What the end of the line means: the end of the stream only if the peer has said so (RFC 8446 §6.1).
    [[nodiscard]] error_code end_of_line() const
    {
        if (SSL_get_shutdown(ssl()) & SSL_RECEIVED_SHUTDOWN)
            return asio::error::eof;
        return asio::ssl::error::stream_truncated;
    }

    /// For OpenSSL's verification: remembers what its verdict does not say.
    static int on_verified(int good, X509_STORE_CTX* judged)
    {
        auto* ssl =
            static_cast<SSL*>(X509_STORE_CTX_get_ex_data(judged, SSL_get_ex_data_X509_STORE_CTX_idx()));
        const X509* shown = X509_STORE_CTX_get0_cert(judged);
        if (!good && shown)
            of(SSL_get_rbio(ssl)).nameless_ = X509_get_ext_by_NID(shown, NID_subject_alt_name, -1) < 0;
        return good;
    }

private:
    static constexpr std::size_t most_owed = std::size_t(16) << 10;

    [[nodiscard]] static error_code read_error(int what)
    {
        switch (what) {
        case SSL_ERROR_WANT_READ: return {};
        case SSL_ERROR_ZERO_RETURN: return asio::error::eof;
        default: break;
        }
        const auto code = static_cast<int>(ERR_get_error());
        return code ? error_code(code, asio::error::get_ssl_category()) : asio::error::connection_aborted;
    }

    static engine& of(BIO* pipe) { return *static_cast<engine*>(BIO_get_data(pipe)); }

    static int read_pipe(BIO* pipe, char* into, std::size_t size, std::size_t* taken)
    {
        BIO_clear_retry_flags(pipe);
        std::string_view& unread = of(pipe).unread_;
        if (unread.empty()) {
            BIO_set_retry_read(pipe);
            return 0;
        }
        *taken = std::min(size, unread.size());
        std::memcpy(into, unread.data(), *taken);
        unread.remove_prefix(*taken);
        return 1;
    }

    static int write_pipe(BIO* pipe, const char* from, std::size_t size, std::size_t* taken)
    {
        BIO_clear_retry_flags(pipe);
        of(pipe).outgoing_.append(from, size);
        *taken = size;
        return 1;
    }

    static long control_pipe(BIO*, int command, long, void*) { return command == BIO_CTRL_FLUSH ? 1 : 0; }

    static BIO_METHOD* pipe_method()
    {
        static const method_ptr method = [] {
            method_ptr m(BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "holdfast"));
            BIO_meth_set_read_ex(m.get(), read_pipe);
            BIO_meth_set_write_ex(m.get(), write_pipe);
            BIO_meth_set_ctrl(m.get(), control_pipe);
            return m;
        }();
        return method.get();
    }

    ssl_ptr ssl_;
    std::unique_ptr<char[]> received_;
    std::size_t capacity_ = 0;
    wire::read_size size_{std::size_t(128) << 10};
    std::string_view unread_{};
    std::string outgoing_{};
    bool nameless_ = false;
};

// ---- the stream ----------------------------------------------------------------------------------------

/// What operations share with the stream, which may go before they have ended.
class tls_core : public std::enable_shared_from_this<tls_core> {
public:
    tls_core(std::unique_ptr<byte_stream> l, tls_context c) : line(std::move(l)), context(std::move(c)) {}

    void read(asio::mutable_buffer into, io_handler handler)
    {
        const transfer done = tls.decrypt(into);
        if (done.ec || done.bytes != 0)
            deliver(line->get_executor(), std::move(handler), done.ec, done.bytes);
        else
            receive(into, std::move(handler));
    }

    void write(std::span<const asio::const_buffer> from, io_handler handler)
    {
        const transfer done = tls.encrypt(from);
        if (done.ec || tls.outgoing().empty())
            deliver(line->get_executor(), std::move(handler), done.ec, done.bytes);
        else
            send(done.bytes, std::move(handler));
    }

    /// Sends the end of the stream if nothing is being sent; nobody waits for the outcome.
    void say_goodbye() noexcept
    {
        if (sending || SSL_shutdown(tls.ssl()) < 0 || tls.outgoing().empty())
            return;
        send(0, io_handler([](error_code, std::size_t) {}));
    }

    std::unique_ptr<byte_stream> line;
    tls_context context;
    engine tls{context.get()};

private:
    void receive(asio::mutable_buffer into, io_handler handler)
    {
        const auto room = tls.room();
        receiving_ = asio::buffer(room.data(), room.size());
        auto step = [self = shared_from_this(), into](error_code ec, std::size_t n, io_handler whole) {
            self->received(ec, n, into, std::move(whole));
        };
        line->async_read_some({&receiving_, 1}, onward{std::move(handler), std::move(step)});
    }

    void received(error_code ec, std::size_t n, asio::mutable_buffer into, io_handler handler)
    {
        if (ec)
            return std::move(handler)(ec == asio::error::eof ? tls.end_of_line() : ec, std::size_t(0));
        tls.on_received(n);
        const transfer done = tls.decrypt(into);
        if (done.ec || done.bytes != 0)
            std::move(handler)(done.ec, done.bytes);
        else
            receive(into, std::move(handler));
    }

    void send(std::size_t meaning, io_handler handler)
    {
        sending = true;
        in_flight_ = std::exchange(tls.outgoing(), {}); // a read may add to `outgoing` at any time
        send_rest(meaning, std::move(handler));
    }

    void send_rest(std::size_t meaning, io_handler handler)
    {
        sending_ = asio::buffer(in_flight_);
        auto step = [self = shared_from_this(), meaning](error_code ec, std::size_t n, io_handler whole) {
            self->sent(ec, n, meaning, std::move(whole));
        };
        line->async_write_some({&sending_, 1}, onward{std::move(handler), std::move(step)});
    }

    void sent(error_code ec, std::size_t n, std::size_t meaning, io_handler handler)
    {
        in_flight_.erase(0, n);
        if (!ec && !in_flight_.empty())
            return send_rest(meaning, std::move(handler));
        sending = false;
        std::move(handler)(ec, ec ? 0 : meaning);
    }

    bool sending = false;
    std::string in_flight_;
    asio::mutable_buffer receiving_{};
    asio::const_buffer sending_{};
};

class tls_stream final : public byte_stream {
public:
    explicit tls_stream(std::shared_ptr<tls_core> core) : core_(std::move(core)) {}
    tls_stream(const tls_stream&) = delete;
    tls_stream& operator=(const tls_stream&) = delete;
    ~tls_stream() override { core_->line->close(); }

    [[nodiscard]] asio::any_io_executor get_executor() const override { return core_->line->get_executor(); }

    void async_read_some(std::span<const asio::mutable_buffer> into, io_handler handler) override
    {
        const auto used = std::find_if(into.begin(), into.end(), [](const auto& b) { return b.size() != 0; });
        if (used == into.end())
            deliver(get_executor(), std::move(handler), error_code(), std::size_t(0));
        else
            core_->read(*used, std::move(handler));
    }

    void async_write_some(std::span<const asio::const_buffer> from, io_handler handler) override
    {
        core_->write(from, std::move(handler));
    }

    void shutdown() noexcept override { core_->say_goodbye(); }
    void close() noexcept override { core_->line->close(); }
    [[nodiscard]] address peer() const override { return core_->line->peer(); }
    [[nodiscard]] wall_time kernel_received() const noexcept override
    {
        return core_->line->kernel_received();
    }

private:
    std::shared_ptr<tls_core> core_;
};

// ---- the handshake -------------------------------------------------------------------------------------

/// The failure of a handshake, by what OpenSSL says about the peer's certificate.
failure explain(const engine& tls)
{
    const long verdict = SSL_get_verify_result(tls.ssl());
    const std::string words = X509_verify_cert_error_string(verdict);
    switch (verdict) {
    case X509_V_OK: return {errc::tls_failed, reason()};
    case X509_V_ERR_CERT_HAS_EXPIRED:
    case X509_V_ERR_CERT_NOT_YET_VALID:
        return {errc::certificate_expired, words + " (is the local clock right?)"};
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
        return {errc::certificate_wrong_host,
                words + (tls.nameless() ? " (the certificate has no subjectAltName, and a common name is not "
                                          "looked at: RFC 9525; issue it anew with one)"
                                        : "")};
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    case X509_V_ERR_CERT_UNTRUSTED:
    case X509_V_ERR_CERT_REJECTED:
    case X509_V_ERR_CERT_REVOKED:
    case X509_V_ERR_INVALID_CA:
        return {errc::certificate_untrusted,
                words + " (an authority of your own goes into tls_options::extra_ca)"};
    default: return {errc::tls_failed, words};
    }
}

/// One exchange of bytes that the handshake asks for.
task<result<>> exchange(tls_core& core, bool wants_input)
{
    const std::string out = std::exchange(core.tls.outgoing(), {});
    auto sent = co_await write_all(*core.line, asio::buffer(out));
    if (!sent || !wants_input)
        co_return sent;
    const auto room = core.tls.room();
    const auto received = co_await read_some(*core.line, asio::buffer(room.data(), room.size()));
    if (!received)
        co_return received.error();
    core.tls.on_received(*received);
    co_return result<>();
}

task<result<std::unique_ptr<byte_stream>>> shake_hands(std::shared_ptr<tls_core> core)
{
    for (;;) {
        ERR_clear_error();
        const int rc = SSL_do_handshake(core->tls.ssl());
        const bool more = rc != 1 && SSL_get_error(core->tls.ssl(), rc) == SSL_ERROR_WANT_READ;
        std::optional<failure> failed;
        if (rc != 1 && !more)
            failed = explain(core->tls);
        const auto done = co_await exchange(*core, more); // on failure: the alert that tells the peer why
        if (failed)
            co_return *std::move(failed);
        if (!done && done.error().code == asio::error::eof)
            co_return failure(errc::tls_failed, "the peer closed the line in the middle of the handshake");
        if (!done)
            co_return failure(errc::tls_failed, done.error().code.message());
        if (rc == 1)
            co_return std::make_unique<tls_stream>(std::move(core));
    }
}

/// Whom the certificate must name, and when it must be valid.
void expect(SSL* ssl, const std::string& name, wall_time now)
{
    X509_VERIFY_PARAM* rules = SSL_get0_param(ssl);
    X509_VERIFY_PARAM_set_time(
        rules, std::chrono::system_clock::to_time_t(std::chrono::time_point_cast<std::chrono::seconds>(now)));
    X509_VERIFY_PARAM_set_hostflags(rules, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS |
                                               X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
    if (X509_VERIFY_PARAM_set1_ip_asc(rules, name.c_str()) == 1)
        return;
    X509_VERIFY_PARAM_set1_host(rules, name.c_str(), name.size());
    SSL_set_tlsext_host_name(ssl, name.c_str());
}

} // namespace

task<result<std::unique_ptr<byte_stream>>> tls_connect(std::unique_ptr<byte_stream> line, tls_context context,
                                                       std::string server_name, bool accept_any_certificate)
{
    const auto executor = co_await asio::this_coro::executor;
    const auto core = std::make_shared<tls_core>(std::move(line), std::move(context));
    SSL* const ssl = core->tls.ssl();
    SSL_set_connect_state(ssl);
    SSL_set_verify(ssl, accept_any_certificate ? SSL_VERIFY_NONE : SSL_VERIFY_PEER, engine::on_verified);
    expect(ssl, server_name, runtime::of(executor).wall_now());
    co_return co_await shake_hands(core);
}

task<result<std::unique_ptr<byte_stream>>> tls_accept(std::unique_ptr<byte_stream> line, tls_context context)
{
    const auto core = std::make_shared<tls_core>(std::move(line), std::move(context));
    SSL_set_accept_state(core->tls.ssl());
    co_return co_await shake_hands(core);
}

} // namespace holdfast::net
