// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_TEST_SUPPORT_SWEEPS_HPP
#define HOLDFAST_TEST_SUPPORT_SWEEPS_HPP

#include <holdfast/sim/sweep.hpp>

#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <string>

namespace lab {

/// Checks that a sweep disturbed the program so often at the least, and that nothing was wrong.
inline void require_clean(const holdfast::sim::sweep_report& report, std::size_t least_runs)
{
    for (const std::string& failure : report.failures)
        BOOST_ERROR(failure);
    BOOST_TEST(report.runs >= least_runs);
    BOOST_TEST_MESSAGE(report.runs << " runs over " << report.points << " points");
}

} // namespace lab

#endif
