// SPDX-License-Identifier: BSL-1.0
#include "demo/judge/tally.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <sstream>

namespace demo {

namespace {

std::int64_t milliseconds(holdfast::duration d)
{
    return std::chrono::round<std::chrono::milliseconds>(d).count();
}

boost::json::object spread(const std::vector<holdfast::duration>& samples)
{
    return {{"p50", milliseconds(percentile(samples, 50))}, {"p99", milliseconds(percentile(samples, 99))}};
}

const char* verdict(const tally& t)
{
    return t.held() ? "held" : "broken";
}

} // namespace

bool tally::held() const noexcept
{
    return silent_gaps == 0 && wrong_reads == 0 && false_gaps == 0 && audits > 0 && wrong_quotes == 0 &&
           wrong_trades == 0 && silent_topics == 0 && outages_healed == outages && gaps_healed == gaps;
}

holdfast::duration percentile(std::vector<holdfast::duration> samples, unsigned percent)
{
    if (samples.empty())
        return {};
    const std::size_t rank = std::max<std::size_t>(1, (samples.size() * percent + 99) / 100);
    const auto at = samples.begin() + static_cast<std::ptrdiff_t>(rank - 1);
    std::nth_element(samples.begin(), at, samples.end());
    return *at;
}

std::string verdict_line(const tally& t)
{
    std::ostringstream line;
    line << "verdict: " << verdict(t) << "; outages " << t.outages << " healed " << t.outages_healed
         << "; gaps " << t.gaps << " healed " << t.gaps_healed << "; silent gaps " << t.silent_gaps
         << "; wrong reads " << t.wrong_reads << "; false gaps " << t.false_gaps << "; quotes " << t.quotes
         << " wrong " << t.wrong_quotes << "; trades " << t.trades << " wrong " << t.wrong_trades
         << "; silent topics " << t.silent_topics << "; recovery ms p50 "
         << milliseconds(percentile(t.recoveries, 50)) << " p99 "
         << milliseconds(percentile(t.recoveries, 99));
    return line.str();
}

std::string verdict_json(const tally& t)
{
    boost::json::object all{{"verdict", verdict(t)},
                            {"outages", t.outages},
                            {"outages_healed", t.outages_healed},
                            {"gaps", t.gaps},
                            {"gaps_healed", t.gaps_healed},
                            {"false_gaps", t.false_gaps},
                            {"silent_gaps", t.silent_gaps},
                            {"wrong_reads", t.wrong_reads},
                            {"audits", t.audits},
                            {"quotes", t.quotes},
                            {"wrong_quotes", t.wrong_quotes},
                            {"trades", t.trades},
                            {"wrong_trades", t.wrong_trades},
                            {"silent_topics", t.silent_topics},
                            {"messages", t.messages},
                            {"recovery_ms", spread(t.recoveries)}};
    if (t.checksums_ok + t.checksums_bad > 0) {
        all["checksums_ok"] = t.checksums_ok;
        all["checksums_bad"] = t.checksums_bad;
    }
    if (!t.unseen.empty())
        all["unseen_ms"] = spread(t.unseen);
    return boost::json::serialize(all);
}

} // namespace demo
