// SPDX-License-Identifier: BSL-1.0
// Boost.Beast as everyone writes it today: co_await ws.async_read(). Counts messages.
#include "beast_client.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <exception>

namespace {

using namespace rig::beast_client;

template <class Stream>
asio::awaitable<void> count(Stream& ws, rig::meter& gauge)
{
    beast::flat_buffer buffer;
    for (bool last = false; !last;) {
        co_await ws.async_read(buffer, asio::use_awaitable);
        last = gauge.on_message(text_of(buffer));
        buffer.clear();
    }
}

void rethrow(std::exception_ptr wrong)
{
    if (wrong)
        std::rethrow_exception(wrong);
}

} // namespace

int main(int argc, char** argv)
{
    return rig::run_client(argc, argv, [](const rig::task_sheet& sheet, rig::meter& gauge) {
        receive(sheet, gauge, [](asio::io_context& io, auto& ws, rig::meter& to) {
            asio::co_spawn(io, count(ws, to), rethrow);
        });
    });
}
