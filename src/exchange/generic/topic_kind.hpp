// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_EXCHANGE_GENERIC_TOPIC_KIND_HPP
#define HOLDFAST_SRC_EXCHANGE_GENERIC_TOPIC_KIND_HPP

#include "exchange/generic/lookup.hpp"
#include "exchange/generic/text_template.hpp"

#include <holdfast/adapter.hpp>
#include <holdfast/exchange/generic.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace holdfast::generic {

/// The exchange's words in an answer, and where they stand.
struct complaint_words {
    lookup code{};
    lookup words{};

    /// `404: topic does not exist`
    [[nodiscard]] std::string in(const frame& message) const;
};

/// Topics of one kind, ready to be understood.
class kind_reader {
public:
    /// Puts what the kind looks for into the shape that all kinds share. `member` is how the kind is named
    /// where it is wrong: `options::kinds[0]`.
    /// @throws error (invalid_config)
    kind_reader(const std::string& member, topic_kind chosen, const options& of, shape_builder& build);

    [[nodiscard]] const topic_kind& is() const noexcept { return is_; }
    /// The texts that its topics are asked for with; null where they are those of all.
    [[nodiscard]] const text_template* subscribe() const noexcept
    {
        return subscribe_ ? &*subscribe_ : nullptr;
    }
    [[nodiscard]] const text_template* unsubscribe() const noexcept
    {
        return unsubscribe_ ? &*unsubscribe_ : nullptr;
    }

    /// Understands one message of a topic.
    /// @return what is wrong with it; empty when nothing is. `to` is worthless then.
    [[nodiscard]] std::string understand(const frame& message, slab& memory, decoded& to) const;

    [[nodiscard]] http_request snapshot_request(const topic& on) const;
    [[nodiscard]] result<rest_snapshot> decode_snapshot(const topic& on, std::string_view body,
                                                        slab& memory) const;

private:
    using reader = wire::member_reader<wire::written::either, wire::written::either>;

    struct book_lookup {
        lookup bids{};
        lookup asks{};
        lookup rows{};
    };
    // Of a REST answer.
    struct rest_reader {
        message_shape shape{};
        text_template url;
        lookup last{};
        lookup time{};
        book_lookup book{};
        complaint_words complaint{};
    };

    void build_content(const std::string& member, shape_builder& build);
    void build_rest(const std::string& member, const options& of);

    void read_ids(const frame& message, bool whole, reader& take, sequence_ids& to) const;
    void read_trade(const frame& message, reader& take, slab& memory, decoded& to) const;
    void read_quote(const frame& message, reader& take, decoded& to) const;
    void read_checksum(const frame& message, reader& take, decoded& to) const;
    [[nodiscard]] book_levels read_book(const book_lookup& where, const frame& message, bool whole,
                                        reader& take, slab& memory) const;
    [[nodiscard]] bool wants_time() const noexcept { return is_.traits.audit_every > duration::zero(); }

    topic_kind is_;
    level_form form_;
    std::optional<text_template> subscribe_{};
    std::optional<text_template> unsubscribe_{};
    lookup checksum_{};
    lookup last_{};
    lookup first_{};
    lookup previous_{};
    lookup time_{};
    marks snapshot_{};
    book_lookup book_{};
    lookup price_{};
    lookup quantity_{};
    lookup side_{};
    lookup trade_id_{};
    lookup bid_{};
    lookup bid_quantity_{};
    lookup ask_{};
    lookup ask_quantity_{};
    std::shared_ptr<const rest_reader> rest_{};
};

} // namespace holdfast::generic

#endif
