// SPDX-License-Identifier: BSL-1.0
#include <holdfast/adapter_kit.hpp>

#include "wire/json/json_cursor.hpp"
#include "wire/json/json_member.hpp"
#include "wire/json/json_quote.hpp"
#include "wire/text/time_text.hpp"

#include <boost/json/basic_parser_impl.hpp>

#include <algorithm>
#include <chrono>

namespace holdfast::kit {

namespace {

const json absent;

using boost_text = boost::json::string_view;
using boost_error = boost::json::error_code;

} // namespace

/// Collects what `boost::json::basic_parser` reports. Its own DOM would turn numbers into doubles.
struct json::builder {
    constexpr static std::size_t max_object_size = std::size_t(-1);
    constexpr static std::size_t max_array_size = std::size_t(-1);
    constexpr static std::size_t max_key_size = std::size_t(-1);
    constexpr static std::size_t max_string_size = std::size_t(-1);

    json root{};
    std::vector<json> open{};
    std::vector<std::string> keys{};
    std::string part{};

    bool put(json value)
    {
        if (open.empty()) {
            root = std::move(value);
        } else if (open.back().is_ == kind::array) {
            open.back().items_.push_back(std::move(value));
        } else {
            open.back().members_.emplace_back(std::move(keys.back()), std::move(value));
            keys.pop_back();
        }
        return true;
    }
    bool put(kind is, bool truth = false)
    {
        json value;
        value.is_ = is;
        value.truth_ = truth;
        return put(std::move(value));
    }
    bool put_text(kind is, boost_text rest)
    {
        json value;
        value.is_ = is;
        value.text_ = std::exchange(part, {}).append(rest.data(), rest.size());
        return put(std::move(value));
    }
    bool enter(kind is)
    {
        open.emplace_back().is_ = is;
        return true;
    }
    bool leave()
    {
        json value = std::move(open.back());
        open.pop_back();
        return put(std::move(value));
    }
    bool add(boost_text more)
    {
        part.append(more.data(), more.size());
        return true;
    }

    bool on_document_begin(boost_error&) { return true; }
    bool on_document_end(boost_error&) { return true; }
    bool on_object_begin(boost_error&) { return enter(kind::object); }
    bool on_object_end(std::size_t, boost_error&) { return leave(); }
    bool on_array_begin(boost_error&) { return enter(kind::array); }
    bool on_array_end(std::size_t, boost_error&) { return leave(); }
    bool on_key_part(boost_text s, std::size_t, boost_error&) { return add(s); }
    bool on_key(boost_text s, std::size_t, boost_error&)
    {
        keys.push_back(std::exchange(part, {}).append(s.data(), s.size()));
        return true;
    }
    bool on_string_part(boost_text s, std::size_t, boost_error&) { return add(s); }
    bool on_string(boost_text s, std::size_t, boost_error&) { return put_text(kind::string, s); }
    bool on_number_part(boost_text s, boost_error&) { return add(s); }
    bool on_int64(std::int64_t, boost_text s, boost_error&) { return put_text(kind::number, s); }
    bool on_uint64(std::uint64_t, boost_text s, boost_error&) { return put_text(kind::number, s); }
    bool on_double(double, boost_text s, boost_error&) { return put_text(kind::number, s); }
    bool on_bool(bool b, boost_error&) { return put(kind::boolean, b); }
    bool on_null(boost_error&) { return put(kind::null); }
    bool on_comment_part(boost_text, boost_error&) { return false; }
    bool on_comment(boost_text, boost_error&) { return false; }
};

result<json> json::parse(std::string_view text)
{
    boost::json::basic_parser<builder> parser{boost::json::parse_options()};
    boost_error wrong;
    const std::size_t read = parser.write_some(false, text.data(), text.size(), wrong);
    if (wrong)
        return failure(errc::malformed, "not JSON: " + wrong.message() + " at byte " + std::to_string(read));
    if (read != text.size())
        return failure(errc::malformed, "not JSON: more follows at byte " + std::to_string(read));
    return std::move(parser.handler().root);
}

const json& json::operator[](std::string_view name) const noexcept
{
    const json* found = nullptr;
    for (const auto& [key, value] : members_) {
        if (key != name)
            continue;
        if (found)
            return absent;
        found = &value;
    }
    return found ? *found : absent;
}

const json& json::operator[](std::size_t at) const noexcept
{
    return at < items_.size() ? items_[at] : absent;
}

std::optional<std::uint64_t> whole(const json& value) noexcept
{
    return wire::read_id(value.text());
}

std::optional<decimal> amount(const json& value) noexcept
{
    const auto read = decimal::parse(value.text());
    return read ? std::optional(*read) : std::nullopt;
}

namespace {

std::optional<wall_time> in_seconds(std::uint64_t count) noexcept
{
    constexpr std::uint64_t year_2262 = 9'223'372'036; // the last that nanoseconds can hold
    return count <= year_2262 ? std::optional(wall_time(std::chrono::seconds(count))) : std::nullopt;
}

} // namespace

std::optional<wall_time> moment(const json& value) noexcept
{
    constexpr std::uint64_t seconds_end = 100'000'000'000; // as milliseconds, that was in 1973
    if (const auto number = whole(value))
        return *number < seconds_end ? in_seconds(*number) : wire::to_time(*number);
    return value.is() == json::kind::string ? wire::read_rfc3339(value.text()) : std::nullopt;
}

result<level> read_level(const json& row, const level_names& names)
{
    const bool list = row.is() == json::kind::array;
    const json& price = list ? row[0] : row[names.price];
    const json& quantity = list ? row[1] : row[names.quantity];
    const auto p = amount(price);
    const auto q = amount(quantity);
    if (!p || !q)
        return failure(errc::malformed,
                       std::string(p ? "the quantity" : "the price") + " of a level is no number");
    if (p->sign() <= 0 || q->sign() < 0)
        return failure(errc::malformed, "a level has a price of zero or less, or a quantity below zero");
    return level{*p, *q};
}

result<std::span<const level>> read_levels(const json& rows, slab& memory, const level_names& names)
{
    if (rows.is() != json::kind::array)
        return failure(errc::malformed, "the levels are no list");
    std::vector<level> read;
    for (const json& row : rows.items()) {
        const auto one = read_level(row, names);
        if (!one)
            return failure(errc::malformed, "row " + std::to_string(read.size()) + ": " + one.error().text);
        read.push_back(*one);
    }
    return memory.copy(std::span<const level>(read));
}

decoded malformed(std::string_view why, slab& memory, std::string_view topic)
{
    decoded said;
    said.text = memory.copy(why);
    said.topic_name = memory.copy(topic);
    return said;
}

decoded reply(std::string_view text, slab& memory)
{
    decoded said;
    said.what = decoded::kind::reply;
    said.text = memory.copy(text);
    return said;
}

std::string quoted(std::string_view text)
{
    return wire::json_quote(text);
}

std::string list_of(std::span<const topic> topics, std::size_t prefix)
{
    std::string list;
    for (const topic& one : topics)
        list += (list.empty() ? "[" : ",") + quoted(one.name().substr(std::min(prefix, one.name().size())));
    return list.empty() ? "[]" : list + "]";
}

} // namespace holdfast::kit
