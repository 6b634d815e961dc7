// SPDX-License-Identifier: BSL-1.0
#include "topics/event_buffer.hpp"

#include <holdfast/policy/random.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

namespace hf = holdfast;
using namespace std::chrono_literals;

namespace {

using words = std::vector<std::string>;

const hf::topic on("trade.a");

template <class Message>
Message message(std::uint64_t id, std::uint32_t epoch = 1, const std::shared_ptr<hf::slab>& memory = {})
{
    Message made;
    made.on = on;
    made.epoch = epoch;
    made.ids.last = id;
    made.received = hf::time_point(std::chrono::seconds(id));
    made.raw.owner = memory;
    return made;
}

hf::gap_opened opened(std::uint64_t last_good, std::uint32_t epoch = 1)
{
    return {on, epoch, hf::failure(hf::errc::closed_by_peer, "gone"), last_good, {}};
}

hf::gap_closed closed(std::uint64_t last, std::uint32_t epoch = 1)
{
    return {on, epoch, hf::healing::resumed, last, {}, {}};
}

std::shared_ptr<hf::slab> memory_of(std::size_t bytes)
{
    auto made = std::make_shared<hf::slab>();
    (void)made->allocate<char>(bytes);
    return made;
}

/// How many messages with memory of their own reach the bound, the last one crossing it.
std::size_t filling(const hf::stream_config& config, std::size_t bytes)
{
    const std::size_t one = sizeof(hf::event) + memory_of(bytes)->footprint();
    return (config.max_bytes + one - 1) / one;
}

std::string text_of(const hf::data& m)
{
    return "data " + std::to_string(m.ids.last);
}
std::string text_of(const hf::snapshot& m)
{
    return "snapshot " + std::to_string(m.ids.last);
}
std::string text_of(const hf::audit&)
{
    return "audit";
}
std::string text_of(const hf::phase_changed&)
{
    return "phase";
}
std::string text_of(const hf::still_closed& m)
{
    return m.on.str() + " still closed, epoch " + std::to_string(m.epoch);
}
std::string text_of(const hf::gap_opened& m)
{
    return m.on.str() + " opened " + std::to_string(m.last_good) + " epoch " + std::to_string(m.epoch);
}
std::string text_of(const hf::gap_closed& m)
{
    return m.on.str() + " closed " + std::to_string(m.last) + " epoch " + std::to_string(m.epoch);
}

words taken(hf::event_buffer& from)
{
    words all;
    for (const hf::event& e : from.take())
        all.push_back(std::visit([](const auto& m) { return text_of(m); }, e));
    return all;
}

hf::stream_config of(hf::overflow policy, std::size_t capacity = 8192)
{
    hf::stream_config config;
    config.overflow = policy;
    config.capacity = capacity;
    return config;
}

/// Puts the messages of these numbers; returns how many were kept.
int say(hf::event_buffer& to, std::uint64_t from, std::uint64_t until, std::uint32_t epoch = 1)
{
    int kept = 0;
    for (std::uint64_t id = from; id <= until; ++id)
        kept += to.put(message<hf::data>(id, epoch)) ? 1 : 0;
    return kept;
}

/// A stream whose consumer has the messages 1 to 3.
hf::event_buffer served(const hf::stream_config& config, hf::continuity rule)
{
    hf::event_buffer buffer(config, rule);
    buffer.put_mark(closed(1));
    for (std::uint64_t id = 1; id <= 3; ++id) {
        (void)buffer.put(message<hf::data>(id));
        (void)buffer.take();
    }
    return buffer;
}

// ---- everything at random --------------------------------------------------------------------------------

struct kind {
    hf::overflow policy;
    hf::continuity rule;
    bool state;  ///< Recovered with a snapshot and the messages since.
    bool pushed; ///< The snapshot comes over the connection.
};

constexpr kind kinds[] = {
    {hf::overflow::declare_gap, hf::continuity::contiguous, false, false},
    {hf::overflow::declare_gap, hf::continuity::contiguous, true, false},
    {hf::overflow::declare_gap, hf::continuity::contiguous, true, true},
    {hf::overflow::drop_oldest, hf::continuity::contiguous, false, false},
    {hf::overflow::drop_oldest, hf::continuity::monotonic, false, false},
    {hf::overflow::drop_oldest, hf::continuity::contiguous, true, false},
    {hf::overflow::conflate, hf::continuity::contiguous, false, false},
    {hf::overflow::conflate, hf::continuity::monotonic, false, false},
    {hf::overflow::conflate, hf::continuity::monotonic, true, false},
};

/// Checks every event against the invariants of `event.hpp`.
class consumer {
public:
    explicit consumer(const kind& of) : kind_(of) {}

    void operator()(const hf::data& m)
    {
        const bool numbered = kind_.rule == hf::continuity::contiguous;
        on_epoch(m.epoch);
        if (open_)
            BOOST_TEST_REQUIRE(rebuilt_, "a message while a gap is open");
        if (fresh_ && numbered)
            BOOST_TEST_REQUIRE((m.ids.last == stands_at_ || m.ids.last == stands_at_ + 1),
                               "the state stands at " << stands_at_ << ", then comes " << m.ids.last);
        else if (numbered || open_)
            BOOST_TEST_REQUIRE(m.ids.last == last_ + 1, "after " << last_ << " comes " << m.ids.last);
        BOOST_TEST_REQUIRE(m.ids.last > last_);
        on_message(m.ids.last);
    }

    void operator()(const hf::snapshot& m)
    {
        on_epoch(m.epoch);
        rebuilt_ = true;
        on_message(m.ids.last);
    }

    void operator()(const hf::gap_opened& m)
    {
        on_epoch(m.epoch);
        BOOST_TEST_REQUIRE(!open_, "a gap is opened twice");
        BOOST_TEST_REQUIRE((m.on == on));
        BOOST_TEST_REQUIRE(m.last_good == last_);
        open_ = true;
        rebuilt_ = fresh_ = false;
    }

    void operator()(const hf::gap_closed& m)
    {
        on_epoch(m.epoch);
        BOOST_TEST_REQUIRE(open_, "a gap is closed twice");
        BOOST_TEST_REQUIRE((m.on == on));
        BOOST_TEST_REQUIRE((rebuilt_ || !kind_.state), "closed without state");
        open_ = false;
        fresh_ = !kind_.state;
        stands_at_ = m.last;
    }

    void operator()(const hf::audit& m)
    {
        on_epoch(m.epoch);
        BOOST_TEST_REQUIRE(!open_, "an audit of what is not verified");
    }

    void operator()(const hf::phase_changed& m) { on_epoch(m.epoch); }
    void operator()(const hf::still_closed& m) { on_epoch(m.epoch); }

    [[nodiscard]] std::uint64_t messages() const { return messages_; }
    [[nodiscard]] std::uint64_t last() const { return last_; }

private:
    void on_epoch(std::uint32_t epoch)
    {
        BOOST_TEST_REQUIRE(epoch >= epoch_, "epoch " << epoch << " after " << epoch_);
        epoch_ = epoch;
    }

    void on_message(std::uint64_t id)
    {
        last_ = id;
        fresh_ = false;
        ++messages_;
    }

    kind kind_;
    bool open_ = true;
    bool rebuilt_ = false;
    bool fresh_ = false; // Closed, and no message since.
    std::uint64_t stands_at_ = 0;
    std::uint64_t last_ = 0;
    std::uint64_t messages_ = 0;
    std::uint32_t epoch_ = 0;
};

/// Does what a feed does, at random, and has every batch checked.
class random_feed {
public:
    random_feed(const kind& of, std::size_t capacity, std::uint64_t seed)
        : kind_(of), capacity_(capacity), buffer_(limits(), of.rule), reads_(of), random_(seed)
    {
    }

    void run(int steps)
    {
        for (int i = 0; i < steps; ++i)
            step();
        take();
        BOOST_TEST_REQUIRE(reads_.messages() + buffer_.dropped() == said_);
    }

private:
    [[nodiscard]] hf::stream_config limits() const
    {
        hf::stream_config config = of(kind_.policy, capacity_);
        config.max_bytes = 6000;
        return config;
    }

    void step()
    {
        switch (random_.below(9)) {
        case 0: return lose();
        case 1: return take();
        case 2: return notice();
        case 3:
        case 4: return heal();
        default: return live_ ? put(message<hf::data>(++id_, epoch_, memory())) : heal();
        }
    }

    /// Some messages share the memory of the one before.
    std::shared_ptr<hf::slab> memory()
    {
        if (!shared_ || random_.below(2) == 0)
            shared_ = memory_of(random_.below(2000));
        else
            (void)shared_->allocate<char>(random_.below(500));
        return shared_;
    }

    template <class Message>
    void put(Message&& m)
    {
        ++said_;
        if (buffer_.put(std::forward<Message>(m)))
            kept_ = id_;
        else if (live_)
            open();
    }

    void open()
    {
        buffer_.put_mark(opened(kept_, epoch_));
        live_ = false;
    }

    void lose()
    {
        if (live_)
            open();
        ++epoch_;
        id_ += random_.below(3);
    }

    void heal()
    {
        if (live_ || !buffer_.has_room())
            return;
        if (kind_.state)
            rebuild();
        buffer_.put_mark(closed(kind_.state ? id_ : id_ + 1, epoch_));
        live_ = true;
    }

    void rebuild()
    {
        ++id_;
        if (kind_.pushed)
            return put(message<hf::snapshot>(id_, epoch_, memory()));
        recover(message<hf::snapshot>(id_, epoch_, memory()));
        for (std::uint64_t more = random_.below(4); more != 0; --more)
            recover(message<hf::data>(++id_, epoch_, memory()));
        kept_ = id_;
    }

    void recover(hf::event m)
    {
        ++said_;
        buffer_.put_recovered(std::move(m));
    }

    void notice()
    {
        if (live_ && random_.below(2) == 0) {
            hf::audit shown;
            shown.epoch = epoch_;
            return buffer_.put_notice(shown);
        }
        hf::phase_changed change;
        change.epoch = epoch_;
        buffer_.put_notice(change);
    }

    void take()
    {
        const hf::event_batch batch = buffer_.take();
        const std::uint64_t before = reads_.messages();
        for (const hf::event& e : batch)
            std::visit(reads_, e);
        if (kind_.policy == hf::overflow::conflate && !kind_.state)
            BOOST_TEST_REQUIRE(reads_.messages() <= before + 1);
        if (kind_.policy != hf::overflow::declare_gap)
            BOOST_TEST_REQUIRE(reads_.last() == kept_);
        BOOST_TEST_REQUIRE(buffer_.empty());
    }

    kind kind_;
    std::size_t capacity_;
    hf::event_buffer buffer_;
    consumer reads_;
    hf::splitmix64 random_;
    std::shared_ptr<hf::slab> shared_{};
    std::uint32_t epoch_ = 1;
    std::uint64_t id_ = 0;
    std::uint64_t kept_ = 0;
    std::uint64_t said_ = 0;
    bool live_ = false;
};

} // namespace

BOOST_AUTO_TEST_SUITE(buffer)

BOOST_AUTO_TEST_CASE(fault_62_the_invariants_of_a_stream_hold_under_every_policy)
{
    for (const kind& one : kinds)
        for (std::size_t capacity = 1; capacity <= 8; ++capacity)
            for (std::uint64_t seed = 1; seed <= 20; ++seed)
                BOOST_TEST_CONTEXT("policy " << static_cast<int>(one.policy) << ", rule "
                                             << to_string(one.rule) << ", state " << one.state
                                             << ", capacity " << capacity << ", seed " << seed)
    random_feed(one, capacity, seed).run(300);
}

BOOST_AUTO_TEST_CASE(fault_62_a_dropped_message_leaves_a_gap_behind_the_last_one_that_was_taken)
{
    auto buffer = served(of(hf::overflow::drop_oldest, 2), hf::continuity::contiguous);
    say(buffer, 4, 9);
    BOOST_TEST(taken(buffer) ==
                   (words{"trade.a opened 3 epoch 1", "trade.a closed 7 epoch 1", "data 8", "data 9"}),
               boost::test_tools::per_element());
    BOOST_TEST(buffer.dropped() == 4u);
}

BOOST_AUTO_TEST_CASE(fault_62_a_gap_of_the_feed_among_the_dropped_is_the_same_gap)
{
    auto buffer = served(of(hf::overflow::drop_oldest, 2), hf::continuity::contiguous);
    say(buffer, 4, 6);
    buffer.put_mark(opened(6));
    buffer.put_mark(closed(20, 2));
    say(buffer, 20, 23, 2);
    BOOST_TEST(taken(buffer) ==
                   (words{"trade.a opened 3 epoch 1", "trade.a closed 21 epoch 2", "data 22", "data 23"}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(fault_62_a_gap_that_was_declared_is_not_declared_again)
{
    auto buffer = served(of(hf::overflow::drop_oldest, 2), hf::continuity::contiguous);
    say(buffer, 4, 9);
    taken(buffer);
    say(buffer, 10, 11);
    BOOST_TEST(taken(buffer) == (words{"data 10", "data 11"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(fault_62_a_consumer_that_knows_of_the_gap_is_told_of_its_end_first)
{
    auto buffer = served(of(hf::overflow::drop_oldest, 1), hf::continuity::contiguous);
    buffer.put_mark(opened(3));
    taken(buffer);
    buffer.put_mark(closed(10, 2));
    say(buffer, 10, 12, 2);
    BOOST_TEST(taken(buffer) == (words{"trade.a closed 10 epoch 2", "trade.a opened 3 epoch 2",
                                       "trade.a closed 11 epoch 2", "data 12"}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(fault_62_marks_alone_are_no_reason_to_drop)
{
    hf::event_buffer buffer(of(hf::overflow::drop_oldest, 1), hf::continuity::contiguous);
    buffer.put_mark(closed(1));
    say(buffer, 1, 1);
    BOOST_TEST(taken(buffer) == (words{"trade.a closed 1 epoch 1", "data 1"}),
               boost::test_tools::per_element());
    BOOST_TEST(buffer.dropped() == 0u);
}

BOOST_AUTO_TEST_CASE(fault_62_a_stream_that_conflates_delivers_the_newest_message_only)
{
    auto buffer = served(of(hf::overflow::conflate), hf::continuity::monotonic);
    say(buffer, 4, 12);
    BOOST_TEST(taken(buffer) == (words{"data 12"}), boost::test_tools::per_element());
    BOOST_TEST(buffer.dropped() == 8u);
}

BOOST_AUTO_TEST_CASE(fault_62_a_stream_that_conflates_delivers_the_newest_message_only_after_marks_too)
{
    auto buffer = served(of(hf::overflow::conflate), hf::continuity::monotonic);
    say(buffer, 4, 6);
    buffer.put_mark(opened(6));
    buffer.put_mark(closed(10, 2));
    say(buffer, 10, 12, 2);
    BOOST_TEST(taken(buffer) == (words{"trade.a opened 3 epoch 1", "trade.a closed 10 epoch 2", "data 12"}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(fault_62_what_is_passed_over_where_every_number_counts_is_a_gap)
{
    auto buffer = served(of(hf::overflow::conflate), hf::continuity::contiguous);
    say(buffer, 4, 12);
    BOOST_TEST(taken(buffer) == (words{"trade.a opened 3 epoch 1", "trade.a closed 11 epoch 1", "data 12"}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(fault_62_a_full_buffer_that_drops_keeps_no_recovery_waiting)
{
    auto buffer = served(of(hf::overflow::drop_oldest, 2), hf::continuity::contiguous);
    say(buffer, 4, 9);
    BOOST_TEST(buffer.has_room());
}

BOOST_AUTO_TEST_CASE(gaps_with_nothing_between_them_do_not_pile_up)
{
    hf::event_buffer buffer(of(hf::overflow::declare_gap, 4), hf::continuity::contiguous);
    buffer.put_mark(closed(1));
    for (std::uint32_t epoch = 1; epoch < 1000; ++epoch) {
        buffer.put_mark(opened(1, epoch));
        buffer.put_mark(closed(1, epoch + 1));
    }
    const words all = taken(buffer);
    BOOST_TEST(all.size() <= 6u);
    BOOST_TEST(all.back() == "trade.a closed 1 epoch 1000");
}

BOOST_AUTO_TEST_CASE(fault_68_a_buffer_is_full_when_its_messages_keep_too_much_memory)
{
    auto config = of(hf::overflow::declare_gap);
    config.max_bytes = std::size_t(1) << 20;
    hf::event_buffer buffer(config, hf::continuity::contiguous);
    std::size_t kept = 0;
    while (buffer.put(message<hf::data>(kept + 1, 1, memory_of(200'000))))
        ++kept;
    BOOST_TEST(kept == filling(config, 200'000));
    BOOST_TEST(!buffer.has_room());
}

BOOST_AUTO_TEST_CASE(fault_68_memory_that_messages_share_counts_once)
{
    auto config = of(hf::overflow::declare_gap);
    config.max_bytes = std::size_t(1) << 20;
    hf::event_buffer buffer(config, hf::continuity::contiguous);
    const auto shared = memory_of(200'000);
    for (std::uint64_t id = 1; id <= 1000; ++id)
        BOOST_TEST_REQUIRE(buffer.put(message<hf::data>(id, 1, shared)));
}

BOOST_AUTO_TEST_CASE(fault_68_one_message_fits_however_large)
{
    auto config = of(hf::overflow::declare_gap);
    config.max_bytes = 1024;
    hf::event_buffer buffer(config, hf::continuity::contiguous);
    BOOST_TEST(buffer.put(message<hf::data>(1, 1, memory_of(200'000))));
    BOOST_TEST(!buffer.put(message<hf::data>(2)));
    (void)buffer.take();
    BOOST_TEST(buffer.put(message<hf::data>(3, 1, memory_of(200'000))));
}

BOOST_AUTO_TEST_CASE(fault_68_the_oldest_are_dropped_until_their_memory_makes_room)
{
    auto config = of(hf::overflow::drop_oldest);
    config.max_bytes = std::size_t(1) << 20;
    hf::event_buffer buffer(config, hf::continuity::contiguous);
    buffer.put_mark(closed(1));
    for (std::uint64_t id = 1; id <= 100; ++id)
        (void)buffer.put(message<hf::data>(id, 1, memory_of(200'000)));
    const words all = taken(buffer);
    const std::size_t kept = filling(config, 200'000);
    BOOST_TEST(all.size() == 3u + kept);
    BOOST_TEST(all[3] == "data " + std::to_string(101 - kept));
}

BOOST_AUTO_TEST_CASE(fault_68_what_a_recovery_delivers_comes_on_top_of_the_bytes)
{
    auto config = of(hf::overflow::declare_gap);
    config.max_bytes = std::size_t(1) << 20;
    hf::event_buffer buffer(config, hf::continuity::contiguous);
    buffer.put_recovered(message<hf::snapshot>(1, 1, memory_of(std::size_t(2) << 20)));
    buffer.put_mark(closed(1));
    BOOST_TEST(buffer.has_room());
}

BOOST_AUTO_TEST_CASE(fault_68_recoveries_that_the_consumer_has_not_taken_do_not_pile_up)
{
    auto config = of(hf::overflow::declare_gap);
    config.max_bytes = std::size_t(1) << 20;
    hf::event_buffer buffer(config, hf::continuity::contiguous);
    buffer.put_recovered(message<hf::snapshot>(1, 1, memory_of(std::size_t(2) << 20)));
    buffer.put_mark(closed(1));
    buffer.put_mark(opened(1));
    BOOST_TEST(!buffer.has_room());
}

BOOST_AUTO_TEST_SUITE_END()
