// SPDX-License-Identifier: BSL-1.0
#include <holdfast/policy/sequence.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <initializer_list>
#include <limits>
#include <vector>

namespace hf = holdfast;
using hf::continuity;
using hf::sequence_ids;
using enum hf::verdict;

namespace {

constexpr std::uint64_t top = std::numeric_limits<std::uint64_t>::max();

constexpr sequence_ids id(std::uint64_t last)
{
    return {.first = 0, .last = last, .previous = 0, .reset = false};
}
constexpr sequence_ids span(std::uint64_t first, std::uint64_t last)
{
    return {.first = first, .last = last, .previous = 0, .reset = false};
}
constexpr sequence_ids link(std::uint64_t previous, std::uint64_t last)
{
    return {.first = 0, .last = last, .previous = previous, .reset = false};
}
constexpr sequence_ids usdm(std::uint64_t first, std::uint64_t last, std::uint64_t previous)
{
    return {.first = first, .last = last, .previous = previous, .reset = false};
}
constexpr sequence_ids snapshot(std::uint64_t last)
{
    return {.first = 0, .last = last, .previous = 0, .reset = true};
}

// A message and what it must be answered.
struct step {
    sequence_ids ids;
    hf::verdict expected;
};

constexpr bool follows(hf::sequence s, std::initializer_list<step> story)
{
    return std::all_of(story.begin(), story.end(), [&](const step& at) {
        const hf::verdict seen = s.peek(at.ids);
        return s.accept(at.ids) == at.expected && seen == at.expected;
    });
}

constexpr hf::sequence fresh(continuity rule)
{
    return hf::sequence(rule);
}
constexpr hf::sequence anchored(continuity rule, std::uint64_t last)
{
    hf::sequence s(rule);
    s.restart(last);
    return s;
}

using enum hf::continuity;

constexpr continuity every_rule[] = {contiguous, range, linked, monotonic, per_connection, audited};

// Contiguous: Bybit, Kraken private channels, trade ids.
static_assert(follows(fresh(contiguous), {{id(7), in_order}, {id(8), in_order}, {id(9), in_order}}));
static_assert(follows(fresh(contiguous), {{id(7), in_order}, {id(7), duplicate}, {id(8), in_order}}),
              "idle repeat");
static_assert(follows(fresh(contiguous), {{id(7), in_order}, {id(9), gap}}), "lost");
static_assert(follows(fresh(contiguous), {{id(7), in_order}, {id(9), gap}, {id(8), gap}, {id(9), gap}}),
              "reordered");
static_assert(follows(fresh(contiguous), {{id(7), in_order}, {id(5), gap}}), "went back unseen");
static_assert(follows(fresh(contiguous), {{id(7), in_order}, {id(1), reset}, {id(2), in_order}}), "restart");
static_assert(follows(fresh(contiguous),
                      {{id(7), in_order}, {id(9), gap}, {id(1), reset}, {id(2), in_order}}));
static_assert(follows(fresh(contiguous), {{id(1), in_order}, {id(1), duplicate}, {id(2), in_order}}));
static_assert(follows(fresh(contiguous), {{id(0), in_order}, {id(1), in_order}}));
static_assert(follows(fresh(contiguous), {{snapshot(7), reset}, {id(8), in_order}, {snapshot(8), reset}}));
static_assert(follows(anchored(contiguous, 7), {{id(5), duplicate}, {id(7), duplicate}, {id(8), in_order}}));
static_assert(follows(anchored(contiguous, 7), {{id(6), duplicate}, {id(8), in_order}, {id(6), gap}}));
static_assert(follows(anchored(contiguous, 7), {{id(9), gap}}));
static_assert(follows(anchored(contiguous, top - 1),
                      {{id(top), in_order}, {id(top), duplicate}, {id(0), gap}}));
static_assert(follows(anchored(contiguous, top), {{id(0), duplicate}, {id(top), duplicate}, {id(1), reset}}));
static_assert(follows(anchored(contiguous, 0), {{id(1), in_order}}));
static_assert(follows(anchored(contiguous, 0), {{id(top), gap}}));

// Range: Binance spot, KuCoin.
static_assert(follows(anchored(range, 160), {{span(140, 150), duplicate},
                                             {span(151, 160), duplicate},
                                             {span(161, 165), in_order},
                                             {span(166, 166), in_order}}));
static_assert(follows(anchored(range, 160), {{span(157, 165), in_order}, {span(166, 170), in_order}}),
              "the first message overlaps the snapshot");
static_assert(follows(anchored(range, 160), {{span(162, 165), gap}}), "snapshot too old");
static_assert(follows(anchored(range, 160), {{span(161, 165), in_order}, {span(167, 168), gap}}));
static_assert(follows(anchored(range, 160),
                      {{span(161, 165), in_order}, {span(161, 165), duplicate}, {span(163, 168), in_order}}));
static_assert(follows(anchored(range, 160), {{span(170, 165), gap}}), "ends before it begins");
static_assert(follows(fresh(range), {{span(170, 165), gap}}));
static_assert(follows(fresh(range), {{span(161, 165), in_order}, {span(166, 166), in_order}}));
static_assert(follows(anchored(range, top), {{span(0, top), duplicate}, {span(top, top), duplicate}}));
static_assert(follows(anchored(range, top - 1), {{span(top, top), in_order}}));
static_assert(follows(anchored(range, top - 2), {{span(top, top), gap}}));

// Linked with a first id: Binance USD-M. The ids are shared with other symbols, so `first` follows nothing.
static_assert(follows(anchored(linked, 150), {{usdm(100, 149, 90), duplicate}, {usdm(151, 160, 149), gap}}));
static_assert(follows(anchored(linked, 150),
                      {{usdm(140, 160, 130), in_order}, {usdm(180, 190, 160), in_order}}));
static_assert(follows(anchored(linked, 150),
                      {{usdm(140, 150, 130), in_order}, {usdm(170, 180, 150), in_order}}),
              "a message that ends at the snapshot is kept");
static_assert(follows(anchored(linked, 150), {{usdm(170, 180, 150), in_order}}),
              "it links to the snapshot itself");
static_assert(follows(anchored(linked, 150), {{usdm(140, 160, 130), in_order}, {usdm(161, 190, 159), gap}}));
static_assert(follows(anchored(linked, 150), {{usdm(140, 160, 130), in_order},
                                              {usdm(140, 160, 130), duplicate},
                                              {usdm(180, 190, 160), in_order}}));

// Linked by `previous` alone: OKX, Deribit, Bitget. OKX's own example: 10, 15, 15, 3, 5.
static_assert(follows(fresh(linked), {{snapshot(10), reset},
                                      {link(10, 15), in_order},
                                      {link(15, 15), no_op},
                                      {link(15, 3), reset},
                                      {link(3, 5), in_order}}));
static_assert(follows(fresh(linked), {{snapshot(10), reset}, {link(11, 15), gap}, {link(15, 16), gap}}));
static_assert(follows(fresh(linked), {{snapshot(10), reset}, {link(9, 15), gap}}),
              "a snapshot inside is exact");
static_assert(follows(fresh(linked),
                      {{snapshot(10), reset}, {link(10, 15), in_order}, {link(10, 15), duplicate}}));
static_assert(follows(fresh(linked), {{snapshot(10), reset}, {link(10, 15), in_order}, {link(3, 5), gap}}),
              "the reset itself was lost");
static_assert(follows(fresh(linked), {{snapshot(10), reset}, {link(10, 15), in_order}, {link(9, 15), gap}}),
              "the same id by another way");
static_assert(follows(anchored(linked, 12), {{link(12, 12), no_op}, {link(5, 10), gap}}),
              "the stream has come to 12");
static_assert(follows(fresh(linked), {{snapshot(10), reset}, {link(10, 15), in_order}, {link(0, 20), gap}}),
              "Bitget's pseq 0");
static_assert(
    follows(fresh(linked),
            {{snapshot(10), reset}, {link(11, 15), gap}, {snapshot(20), reset}, {link(20, 21), in_order}}));
static_assert(follows(anchored(linked, 12),
                      {{link(5, 10), duplicate}, {link(10, 12), duplicate}, {link(12, 15), in_order}}));
static_assert(follows(anchored(linked, 12), {{link(10, 15), in_order}, {link(15, 18), in_order}}),
              "it spans 12");
static_assert(follows(anchored(linked, 12), {{link(13, 15), gap}}));
static_assert(follows(anchored(linked, 12),
                      {{link(12, 12), no_op}, {link(12, 3), reset}, {link(3, 5), in_order}}));
static_assert(follows(anchored(linked, 12), {{link(12, 3), reset}}), "a reset is no leftover");
static_assert(follows(anchored(linked, top), {{link(top, top), no_op}, {link(top, 4), reset}}));

// Monotonic: order only.
static_assert(follows(fresh(monotonic), {{id(5), in_order},
                                         {id(900), in_order},
                                         {id(900), duplicate},
                                         {id(6), duplicate},
                                         {id(top), in_order},
                                         {id(top), duplicate}}));

// Per connection: Coinbase Advanced Trade, from 0.
static_assert(follows(fresh(per_connection), {{id(0), in_order},
                                              {id(1), in_order},
                                              {id(1), duplicate},
                                              {id(0), duplicate},
                                              {id(2), in_order},
                                              {id(4), gap},
                                              {id(5), gap}}));
static_assert(follows(anchored(per_connection, top), {{id(0), duplicate}}));

// Audited: BULK, timestamps.
static_assert(follows(
    fresh(audited),
    {{id(100), in_order}, {id(100), in_order}, {id(5000), in_order}, {id(4999), gap}, {id(6000), gap}}));
static_assert(follows(anchored(audited, 100), {{id(99), duplicate}, {id(100), in_order}, {id(99), gap}}));

} // namespace

BOOST_AUTO_TEST_SUITE(sequence)

BOOST_AUTO_TEST_CASE(after_a_gap_nothing_is_accepted_until_the_sequence_is_anchored_again)
{
    for (const continuity rule : {contiguous, range, linked, per_connection}) {
        BOOST_TEST_CONTEXT(hf::to_string(rule))
        {
            hf::sequence s = anchored(rule, 10);
            BOOST_TEST_REQUIRE((s.accept(usdm(20, 20, 19)) == gap));
            BOOST_TEST((s.accept(usdm(21, 21, 20)) == gap));
            BOOST_TEST(!s.anchored());
            s.restart(21);
            BOOST_TEST((s.accept(usdm(22, 22, 21)) == in_order));
        }
    }
}

BOOST_AUTO_TEST_CASE(the_last_good_id_survives_the_gap)
{
    hf::sequence s = anchored(contiguous, 10);
    BOOST_TEST_REQUIRE((s.accept(id(11)) == in_order));
    BOOST_TEST_REQUIRE((s.accept(id(20)) == gap));
    BOOST_TEST(s.last() == 11u);
    BOOST_TEST(s.expected().value() == 12u);
}

BOOST_AUTO_TEST_CASE(forgetting_accepts_whatever_comes_next)
{
    for (const continuity rule : every_rule) {
        BOOST_TEST_CONTEXT(hf::to_string(rule))
        {
            hf::sequence s = anchored(rule, 1000);
            s.forget();
            BOOST_TEST((s == hf::sequence(rule)));
            BOOST_TEST((s.accept(usdm(7, 7, 6)) == in_order));
            BOOST_TEST(s.last() == 7u);
        }
    }
}

BOOST_AUTO_TEST_CASE(a_reset_heals_every_rule_at_any_time)
{
    for (const continuity rule : every_rule) {
        BOOST_TEST_CONTEXT(hf::to_string(rule))
        {
            hf::sequence s = anchored(rule, 1000);
            (void)s.accept(usdm(2000, 2000, 1999));
            BOOST_TEST((s.accept(snapshot(5)) == reset));
            BOOST_TEST(s.last() == 5u);
            BOOST_TEST(s.anchored());
        }
    }
}

BOOST_AUTO_TEST_CASE(ids_at_the_top_never_wrap_into_order)
{
    for (const continuity rule : {contiguous, range, linked, per_connection, monotonic}) {
        BOOST_TEST_CONTEXT(hf::to_string(rule))
        {
            hf::sequence s = anchored(rule, top);
            BOOST_TEST((s.peek(id(0)) != in_order));
            BOOST_TEST((s.peek(span(0, 0)) != in_order));
            BOOST_TEST((!s.expected() || rule == linked));
        }
    }
}

BOOST_AUTO_TEST_CASE(a_duplicate_changes_nothing)
{
    hf::sequence s = anchored(range, 160);
    const hf::sequence before = s;
    BOOST_TEST_REQUIRE((s.accept(span(150, 155)) == duplicate));
    BOOST_TEST((s == before));
}

BOOST_AUTO_TEST_CASE(what_is_expected_next)
{
    BOOST_TEST(!fresh(contiguous).expected());
    BOOST_TEST(anchored(contiguous, 7).expected().value() == 8u);
    BOOST_TEST(anchored(range, 7).expected().value() == 8u);
    BOOST_TEST(anchored(linked, 7).expected().value() == 7u);
    BOOST_TEST(anchored(per_connection, 7).expected().value() == 8u);
    BOOST_TEST(!anchored(monotonic, 7).expected());
    BOOST_TEST(!anchored(audited, 7).expected());
}

// The order of a lossless stream is always in order; with any one message lost, every rule that can see it
// does.
BOOST_AUTO_TEST_CASE(any_one_lost_message_is_seen)
{
    for (const continuity rule : {contiguous, range, linked, per_connection}) {
        for (std::size_t lost = 1; lost < 20; ++lost) {
            hf::sequence s = anchored(rule, 100);
            bool seen = false;
            for (std::size_t i = 0; i < 21; ++i) {
                const std::uint64_t at = 101 + i;
                if (i != lost)
                    seen = s.accept(usdm(at, at, at - 1)) == gap || seen;
            }
            BOOST_TEST(seen, hf::to_string(rule) << " misses the loss of message " << lost);
        }
    }
}

BOOST_AUTO_TEST_CASE(names_are_distinct)
{
    std::vector<std::string_view> names;
    for (const continuity rule : every_rule)
        names.push_back(hf::to_string(rule));
    for (const hf::verdict v : {in_order, duplicate, no_op, reset, gap})
        names.push_back(hf::to_string(v));
    std::ranges::sort(names);
    BOOST_TEST((std::ranges::adjacent_find(names) == names.end()));
    BOOST_TEST((std::ranges::find(names, "unknown") == names.end()));
}

BOOST_AUTO_TEST_SUITE_END()
