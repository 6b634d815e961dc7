#ifndef HOLDFAST_EXAMPLES_DEMO_AUDIT_HPP
#define HOLDFAST_EXAMPLES_DEMO_AUDIT_HPP

#include "evidence.hpp"
#include "story.hpp"
#include "tally.hpp"

#include <holdfast/event.hpp>
#include <holdfast/order_book.hpp>
#include <holdfast/stream.hpp>
#include <holdfast/task.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace demo {

/// Looks over the shoulder of a consumer: is each message really the next one, is each verified book right?
/// Believes only the messages' own text and its witnesses.
class audit {
public:
    audit(story& told, tally& counts) : story_(told), counts_(counts) {}

    void call(std::unique_ptr<evidence> witness) { witnesses_.push_back(std::move(witness)); }

    /// Before the consumer takes the event.
    void examine(const holdfast::event& next);
    /// After that.
    void examine(const holdfast::order_book& book);

private:
    void examine_order(const holdfast::data& message);

    story& story_;
    tally& counts_;
    std::vector<std::unique_ptr<evidence>> witnesses_{};
    std::optional<std::uint64_t> last_{}; ///< Disengaged where a gap is declared.
};

/// Keeps a book from the stream, as any program would, with an auditor beside it.
[[nodiscard]] holdfast::task<> keep_book(holdfast::stream depth, audit& auditor);

} // namespace demo

#endif
