// SPDX-License-Identifier: BSL-1.0
// A simulated exchange on a port of this machine, for clients that we did not write. It speaks TLS in the
// name of the hosts that it is given, and takes orders on its standard input, one a line, with one line of
// JSON for an answer:
//
//     truth TOPIC PLACE   the book that a client of the topic should have at that number; null if it is not known
//     cut                 resets every WebSocket connection
//     stats               what clients did
//
//     venue EXCHANGE SYMBOL HOST...      the first line that it prints has its port and its authority's certificate
#include <holdfast/holdfast.hpp>
#include <holdfast/sim/exchange.hpp>
#include <holdfast/sim/server.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/json.hpp>

#include <iostream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <unistd.h>
#include <vector>

namespace hf = holdfast;
namespace sim = holdfast::sim;
namespace asio = boost::asio;
namespace json = boost::json;

namespace {

json::array rows(const std::vector<sim::quoted_level>& levels)
{
    json::array made;
    for (const sim::quoted_level& l : levels)
        made.push_back(json::array{l.price, l.quantity});
    return made;
}

json::value truth_at(const sim::exchange& venue, const std::string& topic, std::uint64_t place)
{
    const auto book = venue.truth_of(topic, place);
    if (!book)
        return nullptr;
    return json::object{{"bids", rows(book->bids)}, {"asks", rows(book->asks)}};
}

json::value cut_all(sim::exchange& venue)
{
    const std::vector<sim::connection_id> open = venue.connections();
    for (const sim::connection_id on : open)
        venue.faults().inject(sim::fault::cut, {.on = on});
    return open.size();
}

json::value counters(const sim::exchange_stats& seen)
{
    return json::object{{"upgraded", seen.upgraded}, {"turnedAway", seen.turned_away},
                        {"received", seen.received}, {"subscribed", seen.subscribed},
                        {"sent", seen.sent},         {"snapshots", seen.snapshots},
                        {"limited", seen.limited},   {"thrownOut", seen.thrown_out}};
}

json::value carry_out(sim::exchange& venue, const std::string& order)
{
    std::istringstream words(order);
    std::string verb, topic;
    std::uint64_t place = 0;
    words >> verb >> topic >> place;
    if (verb == "truth")
        return truth_at(venue, topic, place);
    if (verb == "cut")
        return cut_all(venue);
    if (verb == "stats")
        return counters(venue.stats());
    throw std::invalid_argument("not an order: " + order);
}

// Ends with the input.
hf::task<> take_orders(sim::exchange* venue)
{
    asio::posix::stream_descriptor in(co_await asio::this_coro::executor, ::dup(STDIN_FILENO));
    std::string text;
    for (;;) {
        hf::error_code ended;
        const std::size_t size = co_await asio::async_read_until(
            in, asio::dynamic_buffer(text), '\n', asio::redirect_error(asio::use_awaitable, ended));
        if (ended)
            co_return;
        std::cout << carry_out(*venue, text.substr(0, size - 1)) << std::endl;
        text.erase(0, size);
    }
}

sim::exchange_config config_for(const std::string& name, const std::string& symbol)
{
    const auto which = sim::venue_from_string(name);
    if (!which)
        throw std::invalid_argument("no exchange is called " + name);
    sim::exchange_config made = sim::config_of(*which);
    made.symbols = {symbol};
    return made;
}

} // namespace

int main(int argc, char** argv)
{
    try {
        const std::vector<std::string> given(argv + 1, argv + argc);
        if (given.size() < 3)
            throw std::invalid_argument("usage: venue EXCHANGE SYMBOL HOST...");
        asio::io_context io(1);
        sim::exchange venue(config_for(given[0], given[1]));
        sim::server_config secure;
        secure.tls = true;
        secure.names.assign(given.begin() + 2, given.end());
        sim::server server(io.get_executor(), venue, secure);
        std::cout << json::object{{"port", server.local().port}, {"authority", server.authority()}}
                  << std::endl;
        asio::co_spawn(io, hf::race(server.run(), take_orders(&venue)), hf::rethrow);
        io.run();
    } catch (const std::exception& e) {
        std::cerr << "venue: " << e.what() << '\n';
        return 1;
    }
    return 0;
}
