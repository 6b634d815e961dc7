#ifndef HOLDFAST_TOPIC_HPP
#define HOLDFAST_TOPIC_HPP

#include <compare>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace holdfast {

/// The key of a subscription, in the exchange's own spelling (`btcusdt@depth@100ms`). What exchanges call a
/// channel or a stream is a topic here. Immutable and cheap to copy: copies share one string.
class topic {
public:
    topic() = default;
    explicit topic(std::string name) : name_(std::make_shared<const std::string>(std::move(name))) {}

    [[nodiscard]] std::string_view name() const noexcept
    {
        return name_ ? std::string_view(*name_) : std::string_view();
    }
    [[nodiscard]] std::string str() const { return std::string(name()); }
    [[nodiscard]] bool empty() const noexcept { return name().empty(); }

    friend bool operator==(const topic& a, const topic& b) noexcept
    {
        return a.name_ == b.name_ || a.name() == b.name();
    }
    friend std::strong_ordering operator<=>(const topic& a, const topic& b) noexcept
    {
        return a.name() <=> b.name();
    }

private:
    std::shared_ptr<const std::string> name_;
};

} // namespace holdfast

template <>
struct std::hash<holdfast::topic> {
    std::size_t operator()(const holdfast::topic& t) const noexcept
    {
        return std::hash<std::string_view>{}(t.name());
    }
};

#endif
