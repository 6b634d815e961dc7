// SPDX-License-Identifier: BSL-1.0
#include <holdfast/book_keeper.hpp>

#include <holdfast/time.hpp>

#include <utility>

namespace holdfast {

struct book_keeper::impl {
    impl(session& feed, const topic& on, book_keeper_config chosen)
        : config(std::move(chosen)), from(feed.subscribe(on, config.buffer)),
          book(from.doubts(), config.book), changed_cv(feed.get_executor())
    {
    }

    task<> run()
    {
        if (std::exchange(running, true))
            throw error(
                failure(errc::misused, "book_keeper::run() may be awaited once; make another keeper"));
        while (auto batch = co_await from.receive()) {
            for (const event& next : *batch)
                book.apply(next);
            changed();
        }
        ended = true;
        changed();
    }

    void changed()
    {
        if (config.at_change)
            config.at_change(book);
        changed_cv.notify();
    }

    task<> until_verified()
    {
        while (!book.verified()) {
            if (ended)
                throw error(book.reason());
            co_await changed_cv.wait();
        }
    }

    book_keeper_config config;
    stream from;
    order_book book;
    condition_variable changed_cv;
    bool running = false;
    bool ended = false;
};

book_keeper::book_keeper(session& feed, const topic& on, book_keeper_config config)
    : impl_(std::make_shared<impl>(feed, on, std::move(config)))
{
}

book_keeper::~book_keeper() = default;

task<> book_keeper::run()
{
    return [](std::shared_ptr<impl> self) -> task<> { co_await self->run(); }(impl_);
}

const order_book& book_keeper::book() const noexcept
{
    return impl_->book;
}

task<> book_keeper::until_verified()
{
    return [](std::shared_ptr<impl> self) -> task<> { co_await self->until_verified(); }(impl_);
}

} // namespace holdfast
