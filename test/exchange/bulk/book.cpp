// SPDX-License-Identifier: BSL-1.0
#include <holdfast/exchange/bulk/market.hpp>
#include <holdfast/order_book.hpp>
#include <holdfast/policy/sequence.hpp>

#include <boost/test/unit_test.hpp>

#include <memory>
#include <string>
#include <vector>

// FAULTS 25, without a session: from the text of messages that have no numbers to a book that notices what it
// has missed.

namespace {

using namespace holdfast;

std::string side_text(const std::string& levels)
{
    return "[" + levels + "]";
}

std::string level_text(const std::string& price, const std::string& size)
{
    return "{\"px\":" + price + ",\"sz\":" + size + ",\"n\":1}";
}

// A client that takes every message through the adapter, its rule of continuity and its book, as a session
// does.
class client {
public:
    client()
    {
        say("l2Delta", "snapshot", 0, level_text("100", "1") + "," + level_text("99", "2"),
            level_text("101", "1") + "," + level_text("102", "2"));
        gap_closed verified;
        verified.on = bulk::books("BTC-USD");
        book.apply(verified);
        // So that this stands behind a first audit.
        push(1000, level_text("100", "1"), level_text("101", "1"));
        delta(1001, "", level_text("103", "1"));
    }

    client& delta(int ms, const std::string& bids, const std::string& asks)
    {
        return say("l2Delta", "delta", ms, bids, asks);
    }

    client& push(int ms, const std::string& bids, const std::string& asks)
    {
        return say("l2Snapshot", "snapshot", ms, bids, asks);
    }

    order_book book{};
    bool gap = false;

private:
    client& say(const std::string& type, const std::string& update, int ms, const std::string& bids,
                const std::string& asks)
    {
        const std::string prefix = type == "l2Delta" ? "l2delta." : "l2snapshot.";
        const auto memory = std::make_shared<slab>();
        const std::string_view text = memory->copy(std::string_view(
            R"({"type":")" + type + R"(","topic":")" + prefix + R"(BTC-USD","data":{"book":{"updateType":")" +
            update + R"(","symbol":"BTC-USD","levels":[)" + side_text(bids) + "," + side_text(asks) +
            R"(],"timestamp":)" + std::to_string(1767225600000 + ms) + "}}}"));
        std::vector<decoded> out;
        exchange_->decode(text, false, *memory, out);
        for (const decoded& said : out)
            if (said.topic_name == bulk::books("BTC-USD").name())
                take(said, {memory, text});
        return *this;
    }

    void take(const decoded& said, const payload& raw)
    {
        const stamp stamped{bulk::books("BTC-USD"), 0, said.ids, {}, {}, said.exchange_time};
        const auto levels = std::get<book_levels>(said.content);
        if (said.what == decoded::kind::audit)
            return book.apply(audit{stamped, raw, levels});
        gap = gap || order_.accept(said.ids) == verdict::gap;
        if (said.what == decoded::kind::snapshot)
            return book.apply(snapshot{stamped, raw, levels, snapshot_source::stream, {}});
        book.apply(data{stamped, raw, said.content, {}});
    }

    std::shared_ptr<const adapter> exchange_ = bulk::make_adapter();
    sequence order_{bulk::make_adapter()->traits(bulk::books("BTC-USD")).rule};
};

} // namespace

BOOST_AUTO_TEST_SUITE(bulk_book)

BOOST_AUTO_TEST_CASE(fault_25_a_removed_change_is_found_by_the_next_pushed_book)
{
    client c;
    // Lost: the bid 99 went to 5.
    c.push(2500, level_text("100", "1") + "," + level_text("99", "5"), level_text("101", "1"));
    BOOST_TEST(c.book.verified());
    c.delta(2501, "", level_text("104", "1"));
    BOOST_TEST(!c.book.verified());
    BOOST_TEST((c.book.reason().code == errc::audit_failed));
    BOOST_TEST(c.book.reason().text.ends_with("bid 99: ours 2, theirs 5"));
}

BOOST_AUTO_TEST_CASE(fault_25_nothing_is_found_where_nothing_was_removed)
{
    client c;
    c.delta(2010, level_text("99", "5"), "");
    c.push(2500, level_text("100", "1") + "," + level_text("99", "5"), level_text("101", "1"));
    c.delta(2501, level_text("100", "7"), "");
    BOOST_TEST(c.book.verified());
    BOOST_TEST(c.book.audits_passed() == 2U);
    BOOST_TEST(!c.gap);
}

BOOST_AUTO_TEST_CASE(fault_25_a_crossed_book_is_found_at_once)
{
    client c;
    // Lost: the ask 101 was taken.
    c.delta(2011, level_text("101", "1"), "");
    BOOST_TEST((c.book.reason().code == errc::crossed_book));
}

BOOST_AUTO_TEST_CASE(fault_25_a_time_that_runs_backwards_is_a_gap_at_once)
{
    client c;
    c.delta(2020, level_text("98", "1"), "");
    BOOST_TEST(!c.gap);
    c.delta(2019, level_text("97", "1"), "");
    BOOST_TEST(c.gap);
}

BOOST_AUTO_TEST_CASE(changes_of_the_same_time_are_in_order)
{
    client c;
    c.delta(2020, level_text("98", "1"), "").delta(2020, "", level_text("105", "1"));
    BOOST_TEST(!c.gap);
}

BOOST_AUTO_TEST_SUITE_END()
