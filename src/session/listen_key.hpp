// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_SESSION_LISTEN_KEY_HPP
#define HOLDFAST_SRC_SESSION_LISTEN_KEY_HPP

#include <holdfast/error.hpp>
#include <holdfast/policy/clock.hpp>
#include <holdfast/redacted.hpp>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

namespace holdfast {

/// The life of a key that stands in the URL and dies when it is not refreshed (Binance USD-M, "User Data
/// Streams": 60 minutes). It is refreshed long before half its life is over, so that several tries may fail.
/// Pure.
class listen_key {
public:
    explicit listen_key(duration life = {}) noexcept : life_(life) {}

    /// Takes what the exchange gave.
    /// @return whether it is another key than before
    bool on_given(std::string text, time_point asked)
    {
        const bool other = text != text_;
        text_ = std::move(text);
        born_ = asked;
        retry_ = time_point::min();
        return other;
    }

    /// Refreshing failed; the next try is due after the pause.
    void on_failed(time_point now, duration pause) noexcept { retry_ = now + pause; }

    /// The exchange says that it is dead.
    void on_expired() noexcept { text_.clear(); }

    /// When it has to be refreshed; `never` without one.
    [[nodiscard]] time_point due() const noexcept
    {
        return text_.empty() ? never : std::max(born_ + life_ / refreshed_in, retry_);
    }

    /// The failure without this key, which the exchange may have repeated.
    [[nodiscard]] failure without(failure why) const
    {
        const std::string_view known[] = {text_};
        why.text = redacted(why.text, known);
        return why;
    }

    [[nodiscard]] const std::string& text() const noexcept { return text_; }

private:
    static constexpr int refreshed_in = 3; // Of its life.

    duration life_;
    std::string text_{};
    time_point born_{};
    time_point retry_ = time_point::min();
};

} // namespace holdfast

#endif
