// SPDX-License-Identifier: BSL-1.0
#include <holdfast/adapter_kit.hpp>

#include <holdfast/adapter_fuzz.hpp>

#include <boost/test/unit_test.hpp>

#include <zlib.h>

#include <stdexcept>
#include <string>

// What an adapter of one's own reads messages with.

namespace hf = holdfast;
namespace kit = holdfast::kit;
using namespace std::chrono_literals;

namespace {

kit::json read(const std::string& text)
{
    auto in = kit::json::parse(text);
    BOOST_TEST_REQUIRE(in.has_value(), text);
    return *in;
}

/// The one item of a list.
kit::json item(const std::string& text)
{
    return read("[" + text + "]")[std::size_t(0)];
}

} // namespace

BOOST_AUTO_TEST_SUITE(adapter_kit)

BOOST_AUTO_TEST_CASE(numbers_keep_the_text_that_was_sent)
{
    for (const std::string number :
         {"45283.50", "0.10000000", "1e-7", "-0", "123456789012345678901234567890"})
        BOOST_TEST(item(number).text() == number);
}

BOOST_AUTO_TEST_CASE(strings_are_read_whatever_their_escapes)
{
    BOOST_TEST(item(R"("BTC\/USD \u20ac")").text() == "BTC/USD \xe2\x82\xac");
}

BOOST_AUTO_TEST_CASE(members_that_are_not_there_are_absent_all_the_way_down)
{
    const kit::json in = read(R"({"a":{"b":1}})");
    BOOST_TEST(in["a"]["b"].text() == "1");
    BOOST_TEST(!in["x"]["y"][std::size_t(7)]);
}

BOOST_AUTO_TEST_CASE(a_member_that_comes_twice_is_not_there)
{
    BOOST_TEST(!read(R"({"a":1,"a":2})")["a"]);
}

BOOST_AUTO_TEST_CASE(what_is_not_json_is_malformed_and_says_where)
{
    for (const std::string bad :
         {"", "{", "[1,]", "{\"a\":1} 2", "nul", "[1", "\"\xff\"", "{\"a\" 1}", "01"}) {
        const auto in = kit::json::parse(bad);
        BOOST_TEST_REQUIRE(!in.has_value(), bad);
        BOOST_TEST((in.error().code == hf::errc::malformed));
        BOOST_TEST(in.error().text.find("at byte ") != std::string::npos);
    }
}

BOOST_AUTO_TEST_CASE(what_is_nested_without_end_is_refused)
{
    BOOST_TEST(!kit::json::parse(std::string(10'000, '[')).has_value());
}

BOOST_AUTO_TEST_CASE(whole_numbers_are_whole)
{
    BOOST_TEST(kit::whole(item("18446744073709551615")).value() == UINT64_MAX);
    BOOST_TEST(kit::whole(item("\"7\"")).value() == 7u);
    for (const std::string bad :
         {"18446744073709551616", "-1", "1.0", "1e3", "\"\"", "\"7 \"", "true", "null", "[]"})
        BOOST_TEST(!kit::whole(item(bad)).has_value(), bad);
}

BOOST_AUTO_TEST_CASE(amounts_are_exact)
{
    BOOST_TEST(kit::amount(item("0.10000000")).value().str() == "0.10000000");
    BOOST_TEST(kit::amount(item("\"61837.63\"")).value().str() == "61837.63");
    for (const std::string bad : {"\"\"", "\"1,5\"", "\"nan\"", "true", "null", "{}"})
        BOOST_TEST(!kit::amount(item(bad)).has_value(), bad);
}

BOOST_AUTO_TEST_CASE(a_moment_is_read_in_every_unit)
{
    const hf::wall_time then = hf::wall_time(1'700'000'000s);
    for (const std::string same : {"1700000000", "1700000000000", "1700000000000000", "1700000000000000000",
                                   "\"1700000000000\"", "\"2023-11-14T22:13:20Z\""})
        BOOST_TEST((kit::moment(item(same)) == then), same);
}

BOOST_AUTO_TEST_CASE(a_moment_has_nanoseconds)
{
    BOOST_TEST((kit::moment(item("\"2023-11-14T22:13:20.123456789Z\"")) ==
                hf::wall_time(1'700'000'000s + 123'456'789ns)));
}

BOOST_AUTO_TEST_CASE(what_is_no_moment_is_none)
{
    for (const std::string bad : {"-1", "99999999999", "\"yesterday\"", "\"\"", "null", "true", "1.5"})
        BOOST_TEST(!kit::moment(item(bad)).has_value(), bad);
}

BOOST_AUTO_TEST_CASE(levels_are_read_from_rows_of_either_kind)
{
    hf::slab memory;
    const auto lists = kit::read_levels(read(R"([["1.5","2"],[1.4,3,"more"]])"), memory);
    const auto objects =
        kit::read_levels(read(R"([{"px":1.5,"sz":2},{"sz":"3","px":"1.4"}])"), memory, {"px", "sz"});
    BOOST_TEST_REQUIRE(lists.has_value());
    BOOST_TEST_REQUIRE(objects.has_value());
    BOOST_TEST(std::equal(lists->begin(), lists->end(), objects->begin(), objects->end()));
}

BOOST_AUTO_TEST_CASE(a_row_that_is_no_level_is_named)
{
    hf::slab memory;
    for (const std::string bad :
         {R"([["1","1"],["x","1"]])", R"([["1","1"],["1"]])", R"([["1","1"],{}])", R"([["1","1"],["0","1"]])",
          R"([["1","1"],["1","-1"]])", R"([["1","1"],7])"}) {
        const auto levels = kit::read_levels(read(bad), memory);
        BOOST_TEST_REQUIRE(!levels.has_value(), bad);
        BOOST_TEST(levels.error().text.starts_with("row 1: "));
    }
    BOOST_TEST(!kit::read_levels(read("{}"), memory).has_value());
}

BOOST_AUTO_TEST_CASE(a_text_is_quoted_as_json_wants_it)
{
    BOOST_TEST(item(kit::quoted("a\"b\\c\n")).text() == "a\"b\\c\n");
}

// ---- packed messages ----------------------------------------------------------------------------------------

namespace {

constexpr int gzip = MAX_WBITS + 16;

std::string packed(const std::string& text, int format)
{
    z_stream state{};
    BOOST_REQUIRE(deflateInit2(&state, 9, Z_DEFLATED, format, 8, Z_DEFAULT_STRATEGY) == Z_OK);
    std::string to(deflateBound(&state, text.size()) + 64, '\0');
    std::string from = text;
    state.next_in = reinterpret_cast<Bytef*>(from.data());
    state.avail_in = static_cast<uInt>(from.size());
    state.next_out = reinterpret_cast<Bytef*>(to.data());
    state.avail_out = static_cast<uInt>(to.size());
    BOOST_REQUIRE(deflate(&state, Z_FINISH) == Z_STREAM_END);
    to.resize(state.total_out);
    deflateEnd(&state);
    return to;
}

} // namespace

BOOST_AUTO_TEST_CASE(packed_messages_are_unpacked_whatever_the_format)
{
    const std::string text = R"({"ch":"market.btcusdt.mbp.150","tick":{"seqNum":100,"bids":[[1,2]]}})";
    for (const int format : {gzip, MAX_WBITS, -MAX_WBITS}) {
        hf::slab memory;
        BOOST_TEST(kit::unpacked(packed(text, format), memory).value() == text);
    }
}

BOOST_AUTO_TEST_CASE(what_is_packed_may_be_long)
{
    const std::string text(1'000'000, 'x');
    hf::slab memory;
    BOOST_TEST((kit::unpacked(packed(text, gzip), memory).value() == text));
}

BOOST_AUTO_TEST_CASE(a_message_that_would_grow_too_long_is_refused)
{
    const std::string text(1'000'000, 'x');
    hf::slab memory;
    const auto read = kit::unpacked(packed(text, gzip), memory, text.size() - 1);
    BOOST_TEST((read.error().code == hf::errc::malformed));
    BOOST_TEST(memory.footprint() < 100'000u);
}

BOOST_AUTO_TEST_CASE(what_is_cut_off_or_damaged_is_refused)
{
    for (const int format : {gzip, MAX_WBITS, -MAX_WBITS}) {
        const std::string whole = packed(R"({"ping":1700000000000})", format);
        for (std::size_t at = 0; at != whole.size(); ++at) {
            hf::slab memory;
            BOOST_TEST((kit::unpacked(whole.substr(0, at), memory).error().code == hf::errc::malformed), at);
        }
    }
    hf::slab memory;
    std::string changed = packed(R"({"ping":1700000000000})", gzip);
    changed[14] = static_cast<char>(changed[14] + 1);
    BOOST_TEST((kit::unpacked(changed, memory).error().code == hf::errc::malformed));
}

BOOST_AUTO_TEST_CASE(an_adapter_that_breaks_what_it_owes_is_told_so)
{
    struct silent final : hf::adapter {
        [[nodiscard]] std::string_view name() const noexcept override { return "silent"; }
        [[nodiscard]] std::string endpoint(std::span<const hf::topic>) const override { return {}; }
        [[nodiscard]] hf::exchange_limits limits() const override { return {}; }
        [[nodiscard]] hf::keepalive keepalive() const override { return {}; }
        [[nodiscard]] hf::topic_traits traits(const hf::topic&) const override { return {}; }
        [[nodiscard]] std::string subscribe(std::uint64_t, std::span<const hf::topic>) const override
        {
            return {};
        }
        [[nodiscard]] std::string unsubscribe(std::uint64_t, std::span<const hf::topic>) const override
        {
            return {};
        }
        void decode(std::string_view bytes, bool, hf::slab&, std::vector<hf::decoded>& out) const override
        {
            if (bytes.empty())
                return; // no entry
            if (bytes == "<html><body>502 Bad Gateway</body></html>" && throws)
                throw std::runtime_error("not JSON");
            out.emplace_back().what = hf::decoded::kind::heartbeat;
        }
        bool throws = false;
    } exchange;
    BOOST_TEST(kit::fuzz(exchange, {"{}"}).starts_with("no entry"));
    exchange.throws = true;
    BOOST_TEST(
        kit::read(exchange, "<html><body>502 Bad Gateway</body></html>").wrong.starts_with("an exception"));
}

BOOST_AUTO_TEST_SUITE_END()
