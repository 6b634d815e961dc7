// SPDX-License-Identifier: BSL-1.0
#include "holdfast_client.hpp"

#include <holdfast/exchange/binance.hpp>
#include <holdfast/holdfast.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <fstream>
#include <iterator>
#include <stdexcept>
#include <utility>

namespace rig {

namespace {

namespace hf = holdfast;
namespace spot = holdfast::binance::spot;

hf::websocket_options connection_of(const task_sheet& sheet)
{
    hf::websocket_options options;
    options.deflate = sheet.wanted.deflate;
    if (!sheet.ca_file.empty()) {
        std::ifstream file(sheet.ca_file);
        options.tls.extra_ca.assign(std::istreambuf_iterator<char>(file), {});
    }
    return options;
}

/// Everything on, as by default; only the place is another.
hf::session_config session_of(const task_sheet& sheet)
{
    hf::session_config config;
    config.connection = connection_of(sheet);
    config.url = sheet.url;
    // A book begins with a snapshot: what is sent before it has been fetched would not count.
    if (sheet.wanted.payload != size_class::s && !sheet.wanted.after_rest)
        config.url += "&start=rest";
    return config;
}

hf::topic subscribed_topic(const task_sheet& sheet)
{
    return sheet.wanted.payload == size_class::s ? spot::book_ticker("BTCUSDT") : spot::depth("BTCUSDT");
}

template <class T>
T must(hf::result<T> outcome)
{
    if (!outcome)
        throw hf::error(outcome.error());
    return std::move(*outcome);
}

hf::task<> count_data(hf::stream events, meter& gauge)
{
    while (auto batch = co_await events.receive())
        for (const hf::event& ev : *batch)
            if (const auto* message = std::get_if<hf::data>(&ev))
                if (gauge.on_message(message->raw.bytes))
                    co_return;
}

hf::task<> apply_all(hf::stream depth, hf::order_book& book, meter& gauge)
{
    while (auto batch = co_await depth.receive())
        for (const hf::event& ev : *batch) {
            book.apply(ev);
            if (const auto* message = std::get_if<hf::data>(&ev))
                if (gauge.on_message(message->raw.bytes))
                    co_return;
        }
}

} // namespace

std::shared_ptr<const hf::adapter> adapter_of(const task_sheet& sheet, bool content)
{
    const std::string place = sheet.host + ':' + sheet.port;
    spot::options chosen;
    chosen.where.ws = sheet.scheme + "://" + place;
    chosen.where.rest = (sheet.secure() ? "https://" : "http://") + place;
    chosen.decode_content = content;
    return spot::make_adapter(std::move(chosen));
}

hf::task<> read_batches(const task_sheet& sheet, meter& gauge)
{
    const auto executor = co_await hf::asio::this_coro::executor;
    const auto net = hf::make_beast_network(executor);
    const auto line = must(co_await net->connect(sheet.url, connection_of(sheet), {}));
    const auto written = co_await line->write(sheet.subscribe());
    if (!written)
        throw hf::error(written.error());
    bool acknowledged = false;
    while (!gauge.done()) {
        const hf::batch received = must(co_await line->read());
        for (const hf::message& one : received.messages) {
            if (acknowledged)
                gauge.on_message(one.bytes);
            acknowledged = true;
        }
    }
    co_await line->close(1000, {});
}

namespace {

hf::task<> follow(const task_sheet& sheet, bool content, meter& gauge)
{
    const auto executor = co_await hf::asio::this_coro::executor;
    hf::session feed(executor, adapter_of(sheet, content), session_of(sheet));
    hf::stream events = feed.subscribe(subscribed_topic(sheet));
    co_await hf::race(feed.run(), count_data(std::move(events), gauge));
}

} // namespace

hf::task<> follow_session(const task_sheet& sheet, meter& gauge)
{
    return follow(sheet, false, gauge);
}

hf::task<> follow_decoded(const task_sheet& sheet, meter& gauge)
{
    return follow(sheet, true, gauge);
}

hf::task<> keep_book(const task_sheet& sheet, meter& gauge)
{
    if (sheet.wanted.payload == size_class::s)
        throw std::invalid_argument("a best bid and ask make no book");
    const auto executor = co_await hf::asio::this_coro::executor;
    hf::session feed(executor, adapter_of(sheet), session_of(sheet));
    hf::stream depth = feed.subscribe(subscribed_topic(sheet));
    hf::order_book book(depth.doubts());
    co_await hf::race(feed.run(), apply_all(std::move(depth), book, gauge));
    if (!book.verified() || book.last_id() != snapshot_id + gauge.seen() || book.times_closed() != 0)
        throw std::runtime_error("the book is not verified: " + book.reason().text);
}

int run_holdfast_client(int argc, char** argv, hf::task<> (*read)(const task_sheet&, meter&))
{
    return run_client(argc, argv, [read](const task_sheet& sheet, meter& gauge) {
        hf::asio::io_context io{1};
        hf::asio::co_spawn(io, read(sheet, gauge), hf::rethrow);
        io.run();
    });
}

} // namespace rig
