// SPDX-License-Identifier: BSL-1.0
#include "sim/world/tcp_link.hpp"

#include <holdfast/time.hpp>

#include <boost/asio/ip/address.hpp>

#include <deque>

namespace holdfast::sim {

using stream_result = result<std::unique_ptr<byte_stream>>;

/// Connections that nobody has accepted yet.
class backlog {
public:
    explicit backlog(const asio::any_io_executor& executor) : executor_(executor), wakeup_(executor) {}

    [[nodiscard]] const asio::any_io_executor& executor() const noexcept { return executor_; }
    [[nodiscard]] bool closed() const noexcept { return closed_; }

    void add(std::unique_ptr<byte_stream> stream)
    {
        streams_.push_back(std::move(stream));
        wakeup_.notify();
    }

    void close()
    {
        closed_ = true;
        streams_.clear();
        wakeup_.notify();
    }

    /// Completes with the next connection, or with nothing when the backlog is closed.
    [[nodiscard]] static task<std::unique_ptr<byte_stream>> next(std::shared_ptr<backlog> of)
    {
        while (of->streams_.empty() && !of->closed_)
            co_await of->wakeup_.wait();
        if (of->streams_.empty())
            co_return nullptr;
        auto first = std::move(of->streams_.front());
        of->streams_.pop_front();
        co_return first;
    }

private:
    asio::any_io_executor executor_;
    condition_variable wakeup_;
    std::deque<std::unique_ptr<byte_stream>> streams_{};
    bool closed_ = false;
};

namespace {

class world_listener final : public listener {
public:
    world_listener(address at, std::shared_ptr<backlog> of) : at_(std::move(at)), backlog_(std::move(of)) {}
    ~world_listener() override { close(); }
    world_listener(const world_listener&) = delete;
    world_listener& operator=(const world_listener&) = delete;

    [[nodiscard]] address local() const override { return at_; }
    [[nodiscard]] task<stream_result> accept() override { return accept(at_, backlog_); }
    void close() noexcept override { backlog_->close(); }

private:
    /// Needs nothing of the listener, which may be gone when a connection comes.
    static task<stream_result> accept(address at, std::shared_ptr<backlog> of)
    {
        std::unique_ptr<byte_stream> next = co_await backlog::next(std::move(of));
        if (!next)
            co_return failure(asio::error::operation_aborted, "accept on " + at.str());
        co_return next;
    }

    address at_;
    std::shared_ptr<backlog> backlog_;
};

bool is_numeric(const std::string& host)
{
    error_code ec;
    (void)asio::ip::make_address(host, ec);
    return !ec;
}

void check(const path& how)
{
    const auto require = [](bool ok, const char* member) {
        if (!ok)
            throw error(failure(errc::invalid_config, std::string("sim::path::") + member));
    };
    require(how.latency >= duration::zero(), "latency must not be negative");
    require(how.jitter >= duration::zero(), "jitter must not be negative");
    require(how.window != 0, "window must be at least 1");
}

const path& path_to(const core& in, const std::string& ip)
{
    const auto special = in.paths.find(ip);
    return special == in.paths.end() ? in.usual : special->second;
}

reach reach_of(const core& in, const address& to)
{
    for (const address& at : {to, address{to.ip, 0}})
        if (const auto found = in.reaches.find(at.str()); found != in.reaches.end())
            return found->second;
    return reach::open;
}

std::shared_ptr<backlog> who_listens(const core& in, const address& at)
{
    const auto found = in.backlogs.find(at.str());
    const auto known = found == in.backlogs.end() ? nullptr : found->second.lock();
    return known && !known->closed() ? known : nullptr;
}

std::shared_ptr<wire> lay_wire(const std::shared_ptr<core>& in, const address& to)
{
    const address from{to.is_v6() ? "fd00::1" : "10.0.0.1", in->next_client_port++};
    const auto both = std::make_shared<wire>(in, from, to, path_to(*in, to.ip));
    std::erase_if(in->wires, [](const std::weak_ptr<wire>& one) { return one.expired(); });
    in->wires.push_back(both);
    ++in->counters.opened;
    in->trace("open", both->id());
    return both;
}

/// Makes the wire and hands its other end to the listener.
std::unique_ptr<byte_stream> join_ends(const std::shared_ptr<core>& in, const asio::any_io_executor& executor,
                                       const address& to, backlog& server)
{
    const auto both = lay_wire(in, to);
    server.add(std::make_unique<wire_stream>(in, server.executor(), both, side::server));
    return std::make_unique<wire_stream>(in, executor, both, side::client);
}

/// A wire whose other end accepts and does nothing more, or ends at once.
std::unique_ptr<byte_stream> dead_end(const std::shared_ptr<core>& in, const asio::any_io_executor& executor,
                                      const address& to, bool ends)
{
    const auto both = lay_wire(in, to);
    if (ends)
        both->close(side::server);
    return std::make_unique<wire_stream>(in, executor, both, side::client);
}

/// The sender of a direction.
bool covers(flow which, side sender)
{
    const flow one = sender == side::server ? flow::in : flow::out;
    return which == flow::both || which == one;
}

} // namespace

task<result<std::vector<address>>> world::resolve(std::string host, std::uint16_t port)
{
    if (is_numeric(host))
        co_return std::vector<address>{{std::move(host), port}};
    const auto in = core_;
    ++in->counters.lookups;
    in->trace("resolve");
    const auto known = in->names.find(host);
    const name_service behaviour = known == in->names.end() ? name_service() : known->second;
    if (behaviour.silent)
        co_await sleep_until(never);
    co_await sleep_for(behaviour.delay);
    if (behaviour.ips.empty())
        co_return failure(errc::resolve_failed, host + ": Host not found");
    std::vector<address> found;
    for (const std::string& ip : behaviour.ips)
        found.push_back(address{ip, port});
    co_return found;
}

task<result<std::unique_ptr<byte_stream>>> world::connect(address to, socket_options)
{
    const auto executor = co_await asio::this_coro::executor;
    const auto in = core_;
    ++in->counters.attempts;
    in->trace("connect", to.port);
    if (!is_numeric(to.ip))
        co_return failure(asio::error::invalid_argument, "not a numeric address: " + to.ip);
    const reach way = reach_of(*in, to);
    if (way == reach::silent)
        co_await sleep_until(never);
    co_await sleep_for(2 * path_to(*in, to.ip).latency);
    if (way == reach::unreachable)
        co_return failure(asio::error::host_unreachable, to.str());
    if (way == reach::stalls || way == reach::hangs_up)
        co_return dead_end(in, executor, to, way == reach::hangs_up);
    const auto server = who_listens(*in, to);
    if (server && way == reach::open)
        co_return join_ends(in, executor, to, *server);
    ++in->counters.refused;
    in->trace("refuse", to.port);
    co_return failure(asio::error::connection_refused, to.str());
}

result<std::unique_ptr<listener>> world::listen(const asio::any_io_executor& executor, const address& at)
{
    if (!is_numeric(at.ip))
        return failure(asio::error::invalid_argument, "not a numeric address: " + at.ip);
    address local = at;
    if (local.port == 0)
        local.port = core_->next_server_port++;
    if (who_listens(*core_, local))
        return failure(asio::error::address_in_use, "listen on " + local.str());
    const auto waiting = std::make_shared<backlog>(executor);
    core_->backlogs[local.str()] = waiting;
    return std::make_unique<world_listener>(local, waiting);
}

void world::add_host(const std::string& name, std::vector<std::string> ips)
{
    core_->names[name].ips = std::move(ips);
}

void world::set_name_service(const std::string& name, name_service behaviour)
{
    core_->names[name] = std::move(behaviour);
}

void world::set_path(const path& how)
{
    check(how);
    core_->usual = how;
}

void world::set_path(const std::string& ip, const path& how)
{
    check(how);
    core_->paths[ip] = how;
}

void world::set_reach(const address& to, reach how)
{
    core_->reaches[to.str()] = how;
}

std::vector<live_link> world::links() const
{
    std::vector<live_link> open;
    for (const auto& weak : core_->wires)
        if (auto one = weak.lock(); one && one->open())
            open.push_back(live_link(std::move(one)));
    return open;
}

const network_counters& world::counters() const noexcept
{
    return core_->counters;
}

std::shared_ptr<const std::size_t> world::live_streams() const noexcept
{
    return core_->streams;
}

std::uint64_t world::operations() const noexcept
{
    return core_->operations;
}

void world::fail_operation(std::uint64_t nth, mishap what)
{
    core_->mishaps[nth] = what;
}

live_link::live_link(std::shared_ptr<wire> of) : wire_(std::move(of)) {}

std::uint64_t live_link::id() const noexcept
{
    return wire_->id();
}

const address& live_link::client() const noexcept
{
    return wire_->address_of(side::client);
}

const address& live_link::server() const noexcept
{
    return wire_->address_of(side::server);
}

bool live_link::open() const noexcept
{
    return wire_->open();
}

std::uint64_t live_link::delivered(flow which) const noexcept
{
    std::uint64_t bytes = 0;
    for (const side sender : {side::client, side::server})
        if (covers(which, sender))
            bytes += wire_->delivered(sender);
    return bytes;
}

void live_link::cut()
{
    wire_->reset();
}

void live_link::end()
{
    wire_->end();
}

void live_link::black_hole(flow which)
{
    for (const side sender : {side::client, side::server})
        if (covers(which, sender))
            wire_->hole(sender);
}

void live_link::heal()
{
    for (const side sender : {side::client, side::server})
        wire_->heal(sender);
}

void live_link::slow(std::size_t bytes_per_second, flow which)
{
    for (const side sender : {side::client, side::server})
        if (covers(which, sender))
            wire_->slow(sender, bytes_per_second);
}

void live_link::stall(duration time, flow which)
{
    for (const side sender : {side::client, side::server})
        if (covers(which, sender)) {
            wire_->hole(sender);
            wire_->heal(sender, time);
        }
}

} // namespace holdfast::sim
