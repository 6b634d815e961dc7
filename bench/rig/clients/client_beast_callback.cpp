// SPDX-License-Identifier: BSL-1.0
// Boost.Beast with callbacks. Counts messages.
#include "beast_client.hpp"

namespace {

using namespace rig::beast_client;

template <class Stream>
class counter {
public:
    counter(Stream& ws, rig::meter& gauge) : ws_(ws), gauge_(gauge) {}

    void read()
    {
        ws_.async_read(buffer_, [this](beast::error_code wrong, std::size_t) {
            if (wrong)
                throw beast::system_error(wrong);
            const bool last = gauge_.on_message(text_of(buffer_));
            buffer_.clear();
            if (!last)
                read();
        });
    }

private:
    Stream& ws_;
    rig::meter& gauge_;
    beast::flat_buffer buffer_;
};

} // namespace

int main(int argc, char** argv)
{
    return rig::run_client(argc, argv, [](const rig::task_sheet& sheet, rig::meter& gauge) {
        receive(sheet, gauge, [](asio::io_context& io, auto& ws, rig::meter& to) {
            counter reader(ws, to);
            reader.read();
            io.run();
        });
    });
}
