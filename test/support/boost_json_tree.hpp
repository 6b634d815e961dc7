// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_TEST_BOOST_JSON_TREE_HPP
#define HOLDFAST_TEST_BOOST_JSON_TREE_HPP

#include <boost/json/basic_parser_impl.hpp>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// A JSON value as Boost.JSON reads it, with what its DOM would lose: repeated keys, their order, and the
/// text of numbers. The reference for our own readers.
struct json_tree {
    enum class kind { null, boolean, number, string, array, object };

    kind is = kind::null;
    bool truth = false;
    std::string text{}; ///< Of a string or a number.
    std::vector<json_tree> items{};
    std::vector<std::pair<std::string, json_tree>> members{};

    /// The members with that name.
    [[nodiscard]] std::vector<const json_tree*> all(std::string_view name) const
    {
        std::vector<const json_tree*> found;
        for (const auto& [key, value] : members)
            if (key == name)
                found.push_back(&value);
        return found;
    }
};

namespace json_tree_detail {

using boost::json::string_view;
using error_code = boost::json::error_code;

// More than 31 bits: Boost.JSON has refused such numbers until 1.82 and accepts them since. Our readers
// refuse them.
inline bool has_too_long_an_exponent(std::string_view number)
{
    const std::size_t e = number.find_first_of("eE");
    if (e == number.npos)
        return false;
    std::string_view digits = number.substr(e + 1);
    digits.remove_prefix(std::min(digits.find_first_not_of("+-0"), digits.size()));
    constexpr std::string_view most = "2147483647";
    return digits.size() != most.size() ? digits.size() > most.size() : digits > most;
}

// Collects what `basic_parser` reports.
struct builder {
    constexpr static std::size_t max_object_size = std::size_t(-1);
    constexpr static std::size_t max_array_size = std::size_t(-1);
    constexpr static std::size_t max_key_size = std::size_t(-1);
    constexpr static std::size_t max_string_size = std::size_t(-1);

    json_tree root{};
    std::vector<json_tree> open{};
    std::vector<std::string> keys{};
    std::string part{};
    bool beyond = false; ///< An exponent is.

    bool put(json_tree value)
    {
        if (open.empty()) {
            root = std::move(value);
        } else if (open.back().is == json_tree::kind::array) {
            open.back().items.push_back(std::move(value));
        } else {
            open.back().members.emplace_back(std::move(keys.back()), std::move(value));
            keys.pop_back();
        }
        return true;
    }

    bool put_text(json_tree::kind kind, string_view rest)
    {
        json_tree value;
        value.is = kind;
        value.text = std::exchange(part, {}) + std::string(rest);
        beyond = beyond || (kind == json_tree::kind::number && has_too_long_an_exponent(value.text));
        return put(std::move(value));
    }

    bool enter(json_tree::kind kind)
    {
        open.emplace_back().is = kind;
        return true;
    }

    bool leave()
    {
        json_tree value = std::move(open.back());
        open.pop_back();
        return put(std::move(value));
    }

    bool add(string_view more)
    {
        part += std::string(more);
        return true;
    }

    bool on_document_begin(error_code&) { return true; }
    bool on_document_end(error_code&) { return true; }
    bool on_object_begin(error_code&) { return enter(json_tree::kind::object); }
    bool on_object_end(std::size_t, error_code&) { return leave(); }
    bool on_array_begin(error_code&) { return enter(json_tree::kind::array); }
    bool on_array_end(std::size_t, error_code&) { return leave(); }
    bool on_key_part(string_view s, std::size_t, error_code&) { return add(s); }
    bool on_key(string_view s, std::size_t, error_code&)
    {
        keys.push_back(std::exchange(part, {}) + std::string(s));
        return true;
    }
    bool on_string_part(string_view s, std::size_t, error_code&) { return add(s); }
    bool on_string(string_view s, std::size_t, error_code&) { return put_text(json_tree::kind::string, s); }
    bool on_number_part(string_view s, error_code&) { return add(s); }
    bool on_int64(std::int64_t, string_view s, error_code&) { return put_text(json_tree::kind::number, s); }
    bool on_uint64(std::uint64_t, string_view s, error_code&) { return put_text(json_tree::kind::number, s); }
    bool on_double(double, string_view s, error_code&) { return put_text(json_tree::kind::number, s); }
    bool on_bool(bool b, error_code&)
    {
        json_tree value;
        value.is = json_tree::kind::boolean;
        value.truth = b;
        return put(std::move(value));
    }
    bool on_null(error_code&) { return put({}); }
    bool on_comment_part(string_view, error_code&) { return false; }
    bool on_comment(string_view, error_code&) { return false; }
};

} // namespace json_tree_detail

/// The whole text; nothing if Boost.JSON refuses it.
inline std::optional<json_tree> read_json_tree(std::string_view text)
{
    boost::json::basic_parser<json_tree_detail::builder> parser{boost::json::parse_options()};
    boost::json::error_code error;
    const std::size_t read = parser.write_some(false, text.data(), text.size(), error);
    if (error || read != text.size() || parser.handler().beyond)
        return std::nullopt;
    return std::move(parser.handler().root);
}

#endif
