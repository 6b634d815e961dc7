#ifndef HOLDFAST_EXCHANGE_BINANCE_MEMBERS_HPP
#define HOLDFAST_EXCHANGE_BINANCE_MEMBERS_HPP

#include "exchange/binance_frame.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace holdfast::binance {

/// A number without sign, fraction or exponent that 64 bits hold.
[[nodiscard]] std::optional<std::uint64_t> to_id(const member& m) noexcept;

/// A moment in milliseconds, or in microseconds where the connection asked for them (`timeUnit=MICROSECOND`).
[[nodiscard]] std::optional<wall_time> to_time(const member& m) noexcept;

/// Takes members for what they have to be. The first one that is something else is remembered; what is read
/// is then worthless.
class member_reader {
public:
    [[nodiscard]] std::uint64_t id(const member& m, std::string_view name);
    [[nodiscard]] wall_time time(const member& m, std::string_view name);
    [[nodiscard]] decimal amount(const member& m, std::string_view name);
    [[nodiscard]] bool flag(const member& m, std::string_view name);
    [[nodiscard]] std::span<const level> levels(const member& m, std::string_view name);
    void expect(bool met, std::string_view otherwise);

    [[nodiscard]] bool good() const noexcept { return error_.empty(); }
    [[nodiscard]] const std::string& error() const noexcept { return error_; }

private:
    void refuse(std::string_view name, const member& m, std::string_view wanted);

    std::string error_{};
};

} // namespace holdfast::binance

#endif
