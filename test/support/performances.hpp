// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_TEST_SUPPORT_PERFORMANCES_HPP
#define HOLDFAST_TEST_SUPPORT_PERFORMANCES_HPP

#include "support/laboratory.hpp"

#include <holdfast/sim/faults.hpp>

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <ostream>
#include <sstream>
#include <string>

namespace lab {

/// What a performance came to, and its story.
template <class Tally>
struct outcome {
    Tally counts{};
    std::string story{};
    bool ended = false;
};

/// Plays an example in virtual time, to its end or for ten minutes.
/// @param play  a task that counts into the tally and tells its story
template <class Tally, class Play>
[[nodiscard]] outcome<Tally> perform(std::uint64_t seed, const Play& play)
{
    outcome<Tally> result;
    std::ostringstream story;
    {
        laboratory room(seed);
        const run performed = room.spawn(play(result.counts, static_cast<std::ostream&>(story)));
        result.ended = room.world.run_until([&] { return performed.ended(); }, std::chrono::minutes(10));
        performed.check();
    }
    result.story = story.str();
    return result;
}

[[nodiscard]] inline hf::sim::fault_set every_fault()
{
    return hf::sim::faults_from_string("all").faults;
}

/// How many seeds to play: as the environment says.
[[nodiscard]] inline unsigned long seeds(unsigned long otherwise)
{
    const char* asked = std::getenv("HOLDFAST_TEST_SEEDS");
    return asked ? std::strtoul(asked, nullptr, 10) : otherwise;
}

} // namespace lab

#endif
