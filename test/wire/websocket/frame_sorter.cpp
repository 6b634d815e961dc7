// SPDX-License-Identifier: BSL-1.0
#include "wire/websocket/frame_sorter.hpp"

#include "wire/support/frames.hpp"
#include "wire/support/gzip.hpp"

#include <holdfast/policy/random.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

namespace hf = holdfast;
using hf::wire::found;
using hf::wire::inbox;
using hf::wire::lane_rules;
using hf::wire::sorter;

namespace {

constexpr std::size_t most = 3000;

/// A sorter, and what it has found: `t` or `b` and a message, `>` and what is passed on, `!` where it
/// settles.
struct desk {
    explicit desk(lane_rules rules = {.max_message = most})
        : sort(inbox(65'536, hf::slab::padding, std::make_shared<hf::recycler>(1'000'000)))
    {
        sort.begin(rules);
        out.memory = std::make_shared<hf::slab>();
    }

    void receive(std::string_view bytes)
    {
        while (!bytes.empty()) {
            const auto room = sort.box().room();
            const std::size_t n = std::min(room.size(), bytes.size());
            bytes.copy(room.data(), n);
            sort.box().on_received(n);
            bytes.remove_prefix(n);
            look();
        }
    }

    void look()
    {
        for (;;) {
            const found next = sort.next(out);
            if (next == found::nothing)
                return;
            if (next == found::message)
                seen.push_back((sort.binary() ? "b" : "t") + std::string(sort.bytes()));
            else
                passed(std::string(sort.bytes()));
        }
    }

    /// Pieces of one frame are put together.
    void passed(const std::string& bytes)
    {
        passage += bytes;
        if (sort.settles())
            seen.push_back('>' + std::exchange(passage, {}) + '!');
    }

    sorter sort;
    hf::batch out{}; ///< Nothing in it waits.
    std::vector<std::string> seen{};
    std::string passage{};
};

using story = std::vector<std::string>;

constexpr lane_rules deflated{.max_message = most, .deflate = true};

} // namespace

BOOST_AUTO_TEST_SUITE(sorting)

BOOST_AUTO_TEST_CASE(plain_messages_are_found_where_they_lie)
{
    desk d;
    d.receive(raw::text("one") + raw::binary("two"));
    BOOST_TEST(d.seen == (story{"tone", "btwo"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_message_in_pieces_is_found_when_it_is_whole)
{
    desk d;
    for (const char c : raw::text(std::string(200, 'x')))
        d.receive(std::string(1, c));
    BOOST_TEST(d.seen == story{'t' + std::string(200, 'x')}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_ping_is_passed_on_and_nothing_waits_for_it)
{
    desk d;
    d.receive(raw::ping("a") + raw::text("x"));
    BOOST_TEST(d.seen == story{"tx"}, boost::test_tools::per_element());
    BOOST_TEST(d.passage == raw::ping("a"));
}

BOOST_AUTO_TEST_CASE(fragments_are_passed_on_and_what_follows_waits)
{
    desk d;
    d.receive(raw::frame(0x01, "on") + raw::frame(0x80, "e") + raw::text("two"));
    BOOST_TEST(d.seen == (story{'>' + raw::frame(0x01, "on") + raw::frame(0x80, "e") + '!', "ttwo"}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(text_that_is_not_utf8_is_passed_on)
{
    desk d;
    d.receive(raw::text("\xff"));
    BOOST_TEST(d.seen == story{'>' + raw::text("\xff") + '!'}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(where_only_the_slow_lane_is_open_everything_is_passed_on)
{
    desk d({.max_message = most, .slow_only = true});
    d.receive(raw::text("x"));
    BOOST_TEST(d.seen == story{'>' + raw::text("x") + '!'}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(fault_70_only_heartbeats_are_passed_on_while_a_message_waits_to_be_delivered)
{
    desk d;
    d.out.messages.emplace_back();
    d.receive(raw::text("one") + raw::ping("a") + raw::text("two") + raw::frame(0x01, "thr") +
              raw::frame(0x80, "ee"));
    BOOST_TEST(d.seen == (story{"tone", "ttwo"}), boost::test_tools::per_element());
    BOOST_TEST(std::exchange(d.passage, {}) == raw::ping("a"));
    d.out.messages.clear();
    d.look();
    BOOST_TEST(d.seen.back() == '>' + raw::frame(0x01, "thr") + raw::frame(0x80, "ee") + '!');
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(sorting_compressed_messages)

BOOST_AUTO_TEST_CASE(fault_70_what_has_been_inflated_is_held_and_not_inflated_again)
{
    desk d(deflated);
    d.out.messages.emplace_back();
    const std::string whole = raw::permessage("hello world");
    d.receive(raw::frame(0x41, whole.substr(0, 6)) + raw::frame(0x80, whole.substr(6)) + raw::text("two"));
    BOOST_TEST(d.seen.empty());
    d.out.messages.clear();
    d.look();
    BOOST_TEST(d.seen.size() == 2u);
    BOOST_TEST(d.seen.back() == "ttwo");
}

BOOST_AUTO_TEST_CASE(fault_70_what_was_held_is_there_for_whoever_takes_everything)
{
    desk d(deflated);
    d.out.messages.emplace_back();
    const std::string whole = raw::permessage("hello world");
    d.receive(raw::frame(0x41, whole.substr(0, 6)) + raw::frame(0x80, whole.substr(6)));
    const std::string all = d.sort.take_all();
    BOOST_TEST(all.front() == '\x01'); // not compressed any more
    BOOST_TEST(d.sort.box().unread().empty());
}

BOOST_AUTO_TEST_CASE(a_compressed_message_is_found_inflated)
{
    desk d(deflated);
    d.receive(raw::frame(0xc1, raw::permessage("hello")));
    BOOST_TEST(d.seen == story{"thello"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(without_an_agreement_it_is_passed_on_to_be_refused)
{
    desk d;
    const std::string frame = raw::frame(0xc1, raw::permessage("hello"));
    d.receive(frame);
    BOOST_TEST(d.seen == story{'>' + frame + '!'}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(compressed_fragments_are_passed_on_as_plain_ones)
{
    desk d(deflated);
    const std::string whole = raw::permessage("hello world, hello world");
    const std::string compressed = raw::frame(0x41, whole.substr(0, 6)) + raw::frame(0x80, whole.substr(6));
    d.receive(compressed);
    BOOST_TEST(d.seen.size() == 1u);
    desk plain;
    plain.receive(d.seen.at(0).substr(1, d.seen[0].size() - 2));
    std::string text;
    for (const std::string& piece : plain.seen)
        text += piece;
    BOOST_TEST(text.find("hello world, hello world") == std::string::npos); // in two frames still
    BOOST_TEST(d.seen[0].find('\xc1') == std::string::npos);
}

BOOST_AUTO_TEST_CASE(plain_messages_may_stand_between_compressed_ones)
{
    desk d(deflated);
    d.receive(raw::frame(0xc2, raw::permessage("one")) + raw::text("two") +
              raw::frame(0xc1, raw::permessage("three")));
    BOOST_TEST(d.seen == (story{"bone", "ttwo", "tthree"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_message_that_inflates_beyond_the_limit_becomes_one_that_is_refused_for_it)
{
    desk d(deflated);
    d.receive(raw::frame(0xc1, raw::permessage(std::string(100'000, 'x'))));
    BOOST_TEST(d.seen == story{std::string(">\x81\x7e\x0b\xb9!")}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_broken_message_becomes_one_that_is_refused_as_broken)
{
    desk d(deflated);
    d.receive(raw::frame(0xc1, "\x07 rubbish"));
    BOOST_TEST(d.seen == story{std::string(">\xc1\x01\x07!")}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(inflated_text_that_is_not_utf8_is_passed_on_to_be_refused)
{
    desk d(deflated);
    d.receive(raw::frame(0xc1, raw::permessage("\xff")));
    BOOST_TEST(d.seen == story{'>' + raw::text("\xff") + '!'}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(any_bytes_cut_anywhere_are_sorted_to_the_end_or_wait_for_more)
{
    hf::splitmix64 dice(7);
    for (int round = 0; round != 2000; ++round) {
        desk d(round % 2 == 0 ? deflated : lane_rules{.max_message = most});
        std::string bytes;
        for (std::size_t n = dice.below(40); n != 0; --n)
            bytes +=
                dice.below(3) == 0 ? raw::text("ok") : std::string(1, static_cast<char>(dice.below(256)));
        std::size_t received = 0;
        while (received != bytes.size()) {
            const std::size_t n = 1 + dice.below(bytes.size() - received);
            d.receive(std::string_view(bytes).substr(received, n));
            received += n;
        }
        BOOST_TEST(d.sort.box().unread().size() <= bytes.size());
    }
}

BOOST_AUTO_TEST_SUITE_END()
