// SPDX-License-Identifier: BSL-1.0
// The physical limit: `recv` into a large buffer, frames found in place, counted.
#include "plain_line.hpp"

namespace {

void receive(const rig::task_sheet& sheet, rig::meter& gauge)
{
    rig::raw::plain_line line(sheet);
    rig::raw::open(line, sheet);
    rig::raw::read_frames(line, [&](std::string_view text) { return gauge.on_message(text); });
}

} // namespace

int main(int argc, char** argv)
{
    return rig::run_client(argc, argv, receive);
}
