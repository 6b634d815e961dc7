// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_BOOK_KEEPER_HPP
#define HOLDFAST_BOOK_KEEPER_HPP

#include <holdfast/order_book.hpp>
#include <holdfast/session.hpp>
#include <holdfast/stream.hpp>
#include <holdfast/task.hpp>

#include <functional>
#include <memory>

namespace holdfast {

struct book_keeper_config {
    order_book_options book{};
    stream_config buffer{};
    /// Is called after every batch of events that was taken, the end included; return quickly. May be empty.
    std::function<void(const order_book&)> at_change{};
};

/// Keeps the book of one topic: takes its events as they come, and tells the session what the book does not
/// believe. For programs that want a book and no events; those that want both apply the events of a `stream`
/// to an `order_book` themselves.
///
/// @code
/// hf::session feed(executor, hf::binance::spot::make_adapter());
/// hf::book_keeper btc(feed, hf::binance::spot::depth("BTCUSDT"));
/// co_await hf::race(feed.run(), btc.run(), trade(btc.book()));
/// @endcode
///
/// Thread safety: as the session, which may be destroyed before the keeper.
class book_keeper {
public:
    /// Subscribes the topic.
    /// @throws error as `session::subscribe`.
    book_keeper(session& feed, const topic& on, book_keeper_config config = book_keeper_config());
    ~book_keeper();
    book_keeper(const book_keeper&) = delete;
    book_keeper& operator=(const book_keeper&) = delete;

    /// Keeps the book; awaited once. Completes when the session has stopped or the topic was unsubscribed;
    /// the book is closed then, and says why.
    /// Errors: throws `error` (misused) when it is awaited twice. Cancellation: throws `operation_aborted`.
    [[nodiscard]] task<> run();

    /// The book: verified, or closed and why.
    [[nodiscard]] const order_book& book() const noexcept;

    /// Completes when the book is verified, at once if it is.
    /// Errors: throws `error` with the reason of the book when it ends first. Cancellation: throws
    /// `operation_aborted`.
    [[nodiscard]] task<> until_verified();

private:
    struct impl;
    std::shared_ptr<impl> impl_;
};

} // namespace holdfast

#endif
