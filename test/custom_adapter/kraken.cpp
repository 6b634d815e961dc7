// SPDX-License-Identifier: BSL-1.0
#include "custom_adapter/kraken.hpp"

#include "custom_adapter/room.hpp"
#include "support/frame_fuzz.hpp"

#include <map>
#include <random>

// Kraken's books, by an adapter that knows the public headers only.

namespace hf = holdfast;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t window = 10;

/// Kraken's matching engine: the whole book, of which clients see the best ten levels a side.
class market {
public:
    market()
    {
        for (int i = 1; i <= 40; ++i) {
            bids_[100'00 - i] = 1000 + i;
            asks_[100'00 + i] = 2000 + i;
        }
    }

    [[nodiscard]] std::string snapshot() const { return frame("snapshot", rows(bids()), rows(asks())); }

    /// Changes something, and says what a client sees of it: levels that come into the window, and none that
    /// leave it.
    std::string move(std::mt19937& bits)
    {
        const auto bids_before = bids();
        const auto asks_before = asks();
        change(bids_, 100'00 - 1 - static_cast<int>(bits() % 15), static_cast<int>(bits() % 3) * 500);
        change(asks_, 100'00 + 1 + static_cast<int>(bits() % 15), static_cast<int>(bits() % 3) * 700);
        return frame("update", news(bids_before, bids(), bids_), news(asks_before, asks(), asks_));
    }

    [[nodiscard]] std::vector<std::pair<int, int>> bids() const
    {
        std::vector<std::pair<int, int>> best;
        for (auto next = bids_.rbegin(); next != bids_.rend() && best.size() < window; ++next)
            best.push_back(*next);
        return best;
    }
    [[nodiscard]] std::vector<std::pair<int, int>> asks() const
    {
        std::vector<std::pair<int, int>> best;
        for (auto next = asks_.begin(); next != asks_.end() && best.size() < window; ++next)
            best.push_back(*next);
        return best;
    }

    static std::string price(int cents)
    {
        const std::string digits = std::to_string(cents % 100 + 100).substr(1);
        return std::to_string(cents / 100) + "." + digits;
    }
    static std::string quantity(int thousandths)
    {
        const std::string digits = std::to_string(thousandths % 1000 + 1000).substr(1);
        return std::to_string(thousandths / 1000) + "." + digits + "00000";
    }

private:
    using levels = std::vector<std::pair<int, int>>;

    static void change(std::map<int, int>& side, int at, int quantity)
    {
        if (quantity == 0 && side.size() > window + 2)
            side.erase(at);
        else if (quantity != 0)
            side[at] = quantity;
    }

    static std::string row(int at, int quantity_there)
    {
        return R"({"price":)" + price(at) + R"(,"qty":)" + quantity(quantity_there) + "}";
    }
    static std::string rows(const levels& all)
    {
        std::string text;
        for (const auto& [at, quantity_there] : all)
            text += (text.empty() ? "" : ",") + row(at, quantity_there);
        return text;
    }
    static std::string news(const levels& before, const levels& after, const std::map<int, int>& all)
    {
        std::string text;
        const auto say = [&text](int at, int quantity_there) {
            text += (text.empty() ? "" : ",") + row(at, quantity_there);
        };
        for (const auto& [at, quantity_there] : before)
            if (!all.contains(at))
                say(at, 0);
        for (const auto& one : after)
            if (std::find(before.begin(), before.end(), one) == before.end())
                say(one.first, one.second);
        return text;
    }

    [[nodiscard]] std::uint32_t checksum() const
    {
        hf::price_levels bid_side(hf::side::buy), ask_side(hf::side::sell);
        const auto fill = [](hf::price_levels& side, const levels& from) {
            for (const auto& [at, quantity_there] : from)
                side.set({*hf::decimal::parse(price(at)), *hf::decimal::parse(quantity(quantity_there))});
        };
        fill(bid_side, bids());
        fill(ask_side, asks());
        return kraken::checksum(bid_side, ask_side);
    }
    [[nodiscard]] std::string frame(const char* type, const std::string& bid_rows,
                                    const std::string& ask_rows) const
    {
        return std::string(R"({"channel":"book","type":")") + type +
               R"(","data":[{"symbol":"BTC/USD","bids":[)" + bid_rows + R"(],"asks":[)" + ask_rows +
               R"(],"checksum":)" + std::to_string(checksum()) + "}]}";
    }

    std::map<int, int> bids_{};
    std::map<int, int> asks_{};
};

struct scene : lab::room {
    market exchange{};
    std::mt19937 bits{7};

    scene() : room(kraken::make_adapter(window), kraken::books()) {}

    std::shared_ptr<hf::sim::scripted_line> verified()
    {
        follow("BTC/USD");
        auto on = line();
        agree(*on);
        return on;
    }
    /// Answers one request as Kraken does, and sends the snapshot that comes with a subscription.
    void agree(hf::sim::scripted_line& on)
    {
        const std::string request = next_request(on);
        const bool subscribes = request.find("unsubscribe") == std::string::npos;
        on.say(
            std::string(R"({"method":")") + (subscribes ? "" : "un") +
            R"(subscribe","result":{"channel":"book","depth":10,"symbol":"BTC/USD"},"success":true,"req_id":1})");
        if (subscribes)
            on.say(exchange.snapshot());
        world.run_for(10ms);
    }
    [[nodiscard]] bool right() const
    {
        const auto bids = exchange.bids();
        const auto ours = book().bids(100);
        if (!ours || ours->size() != bids.size())
            return false;
        for (std::size_t i = 0; i != bids.size(); ++i)
            if ((*ours)[i].price != *hf::decimal::parse(market::price(bids[i].first)) ||
                (*ours)[i].quantity != *hf::decimal::parse(market::quantity(bids[i].second)))
                return false;
        return true;
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(kraken_adapter, scene)

BOOST_AUTO_TEST_CASE(the_checksum_is_that_of_krakens_documentation)
{
    const std::vector<std::pair<const char*, const char*>> asks = {
        {"45285.2", "0.00100000"}, {"45286.4", "1.54571953"}, {"45286.6", "1.54571109"},
        {"45289.6", "1.54560911"}, {"45290.2", "0.15890660"}, {"45291.8", "1.54553491"},
        {"45294.7", "0.04454749"}, {"45296.1", "0.35380000"}, {"45297.5", "0.09945542"},
        {"45299.5", "0.18772827"}};
    const std::vector<std::pair<const char*, const char*>> bids = {
        {"45283.5", "0.10000000"}, {"45283.4", "1.54582015"}, {"45282.1", "0.10000000"},
        {"45281.0", "0.10000000"}, {"45280.3", "1.54592586"}, {"45279.0", "0.07990000"},
        {"45277.6", "0.03310103"}, {"45277.5", "0.30000000"}, {"45277.3", "1.54602737"},
        {"45276.6", "0.15445238"}};
    hf::price_levels ours(hf::side::buy), theirs(hf::side::sell);
    for (const auto& [price, quantity] : bids)
        ours.set({*hf::decimal::parse(price), *hf::decimal::parse(quantity)});
    for (const auto& [price, quantity] : asks)
        theirs.set({*hf::decimal::parse(price), *hf::decimal::parse(quantity)});
    BOOST_TEST(kraken::checksum(ours, theirs) == 3310070434u);
}

BOOST_AUTO_TEST_CASE(fault_37_a_window_is_right_in_every_verified_state_and_no_checksum_fails)
{
    auto on = verified();
    for (int i = 0; i < 2000; ++i) {
        on->say(exchange.move(bits));
        world.run_for(10ms);
        BOOST_TEST_REQUIRE(right(), "after message " << i << ": " << book().reason().message());
    }
    BOOST_TEST(book().checksums_bad() == 0u);
    BOOST_TEST(book().times_closed() == 0u);
}

BOOST_AUTO_TEST_CASE(fault_37_a_lost_message_fails_a_checksum_and_costs_one_subscription)
{
    auto on = verified();
    const std::string before = exchange.snapshot();
    std::string lost;
    while (exchange.snapshot() == before)
        lost = exchange.move(bits); // never sent
    for (int i = 0; i < 50 && book().verified(); ++i) {
        on->say(exchange.move(bits));
        world.run_for(10ms);
    }
    BOOST_TEST((book().reason().code == hf::errc::checksum_mismatch));
    agree(*on); // unsubscribe
    agree(*on); // subscribe
    BOOST_TEST(right());
}

BOOST_AUTO_TEST_CASE(fault_40_a_pair_that_kraken_does_not_know_is_explained_in_its_words)
{
    follow("XXX/USD");
    auto on = line();
    (void)next_request(*on);
    on->say(
        R"({"error":"Currency pair not supported XXX/USD","method":"subscribe","success":false,"symbol":"XXX/USD"})");
    world.run_for(10ms);
    BOOST_TEST(book().reason().message().find("Currency pair not supported") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(bad_frames_are_malformed_and_nothing_worse)
{
    const std::vector<std::string> messages = {
        exchange.snapshot(), exchange.move(bits), R"({"channel":"heartbeat"})",
        R"({"method":"subscribe","result":{"channel":"book","depth":10,"symbol":"BTC/USD"},"success":true,"req_id":1})",
        R"({"error":"Currency pair not supported XXX/USD","method":"subscribe","success":false,"symbol":"XXX/USD"})"};
    frame_fuzz::survives_everything(*kraken::make_adapter(window), messages);
}

BOOST_AUTO_TEST_CASE(a_book_without_its_checksum_is_not_believed)
{
    auto on = verified();
    on->say(R"({"channel":"book","type":"update","data":[{"symbol":"BTC/USD","bids":[],"asks":[]}]})");
    world.run_for(1ms);
    BOOST_TEST((book().reason().code == hf::errc::malformed));
}

BOOST_AUTO_TEST_SUITE_END()
