// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_EXCHANGE_GENERIC_TEXT_TEMPLATE_HPP
#define HOLDFAST_SRC_EXCHANGE_GENERIC_TEXT_TEMPLATE_HPP

#include <holdfast/topic.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace holdfast::generic {

/// Whether the name fits the pattern, in which `*` stands for anything.
[[nodiscard]] bool fits(std::string_view pattern, std::string_view name) noexcept;

/// What a text is for: a request has an id and topics, the others are about one topic. Values are written as
/// inside a JSON string, in a URL as inside a query.
enum class purpose : std::uint8_t { request, one_topic, url };

/// A text with placeholders: `{id}`, `{topics}`, `{topic}`; `{1}`, `{2}`, … for the parts of a topic's name,
/// `{2..}` for a part and all behind it. `{topic:upper}` and `{1:lower}` change the case of ASCII letters.
class text_template {
public:
    /// @throws error (invalid_config) for a word in braces that is no placeholder, naming `member`.
    text_template(std::string_view member, std::string_view text, purpose use, char separator);

    /// Whether it has a placeholder for all topics.
    [[nodiscard]] bool lists_topics() const noexcept;
    /// Whether it has one for a single topic or a part of one.
    [[nodiscard]] bool names_topic() const noexcept;

    /// The text for one topic.
    [[nodiscard]] std::string fill(const topic& on) const { return fill(0, {&on, 1}, nullptr); }
    /// The text for a request: `each` is the text for every topic in `{topics}`; other placeholders are those
    /// of the first topic.
    [[nodiscard]] std::string fill(std::uint64_t id, std::span<const topic> topics,
                                   const text_template* each) const;

private:
    enum class letters : std::uint8_t { as_they_are, upper, lower };
    struct piece {
        enum class kind : std::uint8_t { text, id, topics, topic, part };
        kind is = kind::text;
        std::string text{};
        std::size_t part = 0;
        bool to_the_end = false;
        letters in = letters::as_they_are;
    };

    void add_text(std::string_view text);
    void add_placeholder(std::string_view member, std::string_view word);
    [[nodiscard]] std::string_view part_of(std::string_view name, const piece& p) const noexcept;
    [[nodiscard]] std::string written(std::string_view value, letters in) const;

    std::vector<piece> pieces_{};
    purpose use_;
    char separator_;
};

/// Throws `error` (invalid_config) naming the member unless the text says what topics are asked for.
void check_request(const std::string& member, const text_template& text);

} // namespace holdfast::generic

#endif
