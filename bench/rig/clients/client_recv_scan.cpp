// SPDX-License-Identifier: BSL-1.0
// The same as client_recv, and what nobody can do without: the sequence numbers of every message are found,
// read and checked.
#include "plain_line.hpp"

namespace {

/// The number behind the key, searched from a place on, which moves behind it.
std::uint64_t number_behind(std::string_view key, std::string_view text, std::size_t& from)
{
    const auto found = text.find(key, from);
    if (found == std::string_view::npos)
        throw std::runtime_error("a message without a sequence number");
    std::uint64_t value = 0;
    const char* const begin = text.data() + found + key.size();
    const auto [stop, wrong] = std::from_chars(begin, text.data() + text.size(), value);
    from = static_cast<std::size_t>(stop - text.data());
    return value;
}

class sequence_check {
public:
    explicit sequence_check(rig::size_class payload) : ranges_(payload != rig::size_class::s) {}

    void examine(std::string_view text)
    {
        std::size_t from = 0;
        const std::uint64_t first = ranges_ ? number_behind("\"U\":", text, from) : last_ + 1;
        const std::uint64_t last = number_behind("\"u\":", text, from);
        if (first != last_ + 1 || last <= last_)
            throw std::runtime_error("a gap");
        last_ = last;
    }

private:
    bool ranges_;
    std::uint64_t last_ = rig::snapshot_id;
};

void receive(const rig::task_sheet& sheet, rig::meter& gauge)
{
    rig::raw::plain_line line(sheet);
    rig::raw::open(line, sheet);
    sequence_check sequence(sheet.wanted.payload);
    rig::raw::read_frames(line, [&](std::string_view text) {
        sequence.examine(text);
        return gauge.on_message(text);
    });
}

} // namespace

int main(int argc, char** argv)
{
    return rig::run_client(argc, argv, receive);
}
