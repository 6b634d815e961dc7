// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_TOPIC_HPP
#define HOLDFAST_TOPIC_HPP

#include <compare>
#include <functional>
#include <string>
#include <string_view>

namespace holdfast {

/// The key of a subscription, in the exchange's own spelling (`btcusdt@depth@100ms`). What exchanges call a
/// channel or a stream is a topic here.
///
/// As cheap as a pointer: every name is kept once, for the life of the process, so that events carry their
/// topic and equal topics are found without a look at the text. Make topics of names that you choose, not of
/// whatever a server sends.
///
/// Thread safety: safe.
class topic {
public:
    topic() = default;
    explicit topic(std::string_view name);

    [[nodiscard]] std::string_view name() const noexcept
    {
        return name_ ? std::string_view(*name_) : std::string_view();
    }
    [[nodiscard]] std::string str() const { return std::string(name()); }
    [[nodiscard]] bool empty() const noexcept { return name_ == nullptr; }

    friend bool operator==(const topic&, const topic&) = default;
    friend std::strong_ordering operator<=>(const topic& a, const topic& b) noexcept
    {
        return a.name() <=> b.name();
    }

private:
    friend std::hash<topic>;

    const std::string* name_ = nullptr;
};

} // namespace holdfast

template <>
struct std::hash<holdfast::topic> {
    std::size_t operator()(const holdfast::topic& t) const noexcept
    {
        return std::hash<const std::string*>{}(t.name_);
    }
};

#endif
