#include "audit.hpp"

#include <charconv>
#include <string_view>
#include <utility>

namespace hf = holdfast;

namespace demo {

namespace {

/// The number behind a key in the text as the exchange sent it.
std::optional<std::uint64_t> number_in(std::string_view json, std::string_view key)
{
    const std::size_t at = json.find(key);
    if (at == std::string_view::npos)
        return std::nullopt;
    std::uint64_t number = 0;
    const char* const begin = json.data() + at + key.size();
    if (std::from_chars(begin, json.data() + json.size(), number).ec != std::errc())
        return std::nullopt;
    return number;
}

} // namespace

void audit::examine(const hf::event& next)
{
    if (std::holds_alternative<hf::gap_opened>(next)) {
        last_.reset();
        for (const auto& witness : witnesses_)
            witness->interrupted();
    } else if (const auto* whole = std::get_if<hf::snapshot>(&next)) {
        last_ = whole->ids.last;
    } else if (const auto* message = std::get_if<hf::data>(&next)) {
        examine_order(*message);
    }
}

void audit::examine_order(const hf::data& message)
{
    const auto first = number_in(message.raw.bytes, R"("U":)");
    const auto last = number_in(message.raw.bytes, R"("u":)");
    if (!first || !last || (last_ && *first > *last_ + 1)) {
        ++counts_.silent_gaps;
        story_.say("WRONG", message.on.str() +
                                " went on without a word: " + std::string(message.raw.bytes.substr(0, 120)));
    }
    last_ = last;
}

void audit::examine(const hf::order_book& book)
{
    if (!book.verified())
        return;
    for (const auto& witness : witnesses_) {
        const auto said = witness->against(book);
        if (!said)
            continue;
        ++counts_.audits;
        if (said->empty())
            continue;
        ++counts_.wrong_reads;
        story_.say("WRONG", book.on().str() + ": " + *said);
    }
}

hf::task<> keep_book(hf::stream depth, audit& auditor)
{
    hf::order_book book(depth.doubts());
    while (auto batch = co_await depth.receive())
        for (const hf::event& next : *batch) {
            auditor.examine(next);
            book.apply(next);
            if (std::holds_alternative<hf::data>(next))
                auditor.examine(book);
        }
}

} // namespace demo
