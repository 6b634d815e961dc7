// SPDX-License-Identifier: BSL-1.0
#include <holdfast/sim/tape.hpp>

#include <boost/json.hpp>

#include <array>
#include <string_view>
#include <utility>

namespace holdfast::sim {

namespace {

namespace json = boost::json;

std::optional<tape_entry::kind> kind_of(std::string_view name)
{
    using kind = tape_entry::kind;
    constexpr std::array<std::pair<std::string_view, kind>, 4> names{
        {{"open", kind::open}, {"send", kind::send}, {"recv", kind::recv}, {"http", kind::http}}};
    for (const auto& [text, value] : names)
        if (text == name)
            return value;
    return std::nullopt;
}

std::string_view text(const json::object& in, std::string_view key)
{
    const json::value* v = in.if_contains(key);
    return v && v->is_string() ? std::string_view(v->get_string()) : std::string_view();
}

std::optional<tape_entry> entry_of(std::string_view line)
{
    json::error_code failed;
    const json::value parsed = json::parse(line, failed);
    const json::object* fields = failed ? nullptr : parsed.if_object();
    const json::value* at = fields ? fields->if_contains("t") : nullptr;
    const auto what = fields ? kind_of(text(*fields, "k")) : std::nullopt;
    if (!at || !at->is_int64() || !what)
        return std::nullopt;
    return tape_entry{std::chrono::nanoseconds(at->get_int64()), *what, std::string(text(*fields, "c")),
                      std::string(text(*fields, "url")), std::string(text(*fields, "d"))};
}

} // namespace

tape_reader::tape_reader(std::shared_ptr<std::istream> from, std::size_t longest_line)
    : from_(std::move(from)), longest_line_(longest_line)
{
}

std::optional<tape_entry> tape_reader::next()
{
    for (std::string line; next_line(line);) {
        if (auto entry = entry_of(line))
            return entry;
        ++skipped_;
    }
    return std::nullopt;
}

// std::getline would keep a line of any length; the rest of one that is too long is dropped, and what is left
// of it is not JSON.
bool tape_reader::next_line(std::string& line)
{
    line.clear();
    std::streambuf* const bytes = from_ ? from_->rdbuf() : nullptr;
    if (!bytes)
        return false;
    constexpr int end = std::char_traits<char>::eof();
    int c = bytes->sbumpc();
    for (; c != end && c != '\n'; c = bytes->sbumpc())
        if (line.size() < longest_line_)
            line.push_back(static_cast<char>(c));
    return c != end || !line.empty();
}

} // namespace holdfast::sim
