// SPDX-License-Identifier: BSL-1.0
#include <holdfast/policy/close_code.hpp>

#include <boost/test/unit_test.hpp>

namespace hf = holdfast;
using enum hf::close_action;

namespace {

struct row {
    std::uint16_t code;
    hf::close_action unasked;
    hf::close_action asked_for;
    const char* name;
};

constexpr row rows[] = {
    {0, reconnect_slowly, reconnect_slowly, "reserved"},
    {999, reconnect_slowly, reconnect_slowly, "reserved"},
    {1000, reconnect, finished, "normal closure"},
    {1001, reconnect, finished, "going away"},
    {1002, reconnect_slowly, reconnect_slowly, "protocol error"},
    {1003, reconnect_slowly, reconnect_slowly, "unsupported data"},
    {1004, reconnect_slowly, reconnect_slowly, "reserved"},
    {1005, reconnect, finished, "no code"},
    {1006, reconnect, finished, "no close frame"},
    {1007, reconnect_slowly, reconnect_slowly, "invalid data"},
    {1008, rate_limited, rate_limited, "policy violation"},
    {1009, reconnect_slowly, reconnect_slowly, "message too big"},
    {1010, reconnect_slowly, reconnect_slowly, "extension missing"},
    {1011, reconnect, reconnect, "internal error"},
    {1012, reconnect, reconnect, "service restart"},
    {1013, reconnect, reconnect, "try again later"},
    {1014, reconnect, reconnect, "bad gateway"},
    {1015, reconnect_slowly, reconnect_slowly, "TLS handshake failed"},
    {2999, reconnect_slowly, reconnect_slowly, "reserved"},
    {3000, adapter, adapter, "registered by a library"},
    {3999, adapter, adapter, "registered by a library"},
    {4000, adapter, adapter, "private to the exchange"},
    {4999, adapter, adapter, "private to the exchange"},
    {5000, reconnect_slowly, reconnect_slowly, "reserved"},
    {65535, reconnect_slowly, reconnect_slowly, "reserved"},
};

static_assert(hf::action_for(1000, true) == finished);
static_assert(hf::action_for(1000, false) == reconnect);

} // namespace

BOOST_AUTO_TEST_SUITE(close_code)

BOOST_AUTO_TEST_CASE(every_code_has_its_action_and_its_name)
{
    for (const row& r : rows) {
        BOOST_TEST_CONTEXT("code " << r.code)
        {
            BOOST_TEST(hf::to_string(hf::action_for(r.code, false)) == hf::to_string(r.unasked));
            BOOST_TEST(hf::to_string(hf::action_for(r.code, true)) == hf::to_string(r.asked_for));
            BOOST_TEST(hf::close_code_name(r.code) == r.name);
        }
    }
}

BOOST_AUTO_TEST_CASE(no_standard_code_ends_a_session)
{
    for (unsigned code = 0; code <= 65535; ++code)
        BOOST_TEST_REQUIRE((hf::action_for(static_cast<std::uint16_t>(code), false) != fatal));
}

BOOST_AUTO_TEST_SUITE_END()
