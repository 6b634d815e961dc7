// SPDX-License-Identifier: BSL-1.0
#include "tally.hpp"

#include <boost/json.hpp>

#include <sstream>

namespace maker {

namespace {

const char* verdict(const tally& t)
{
    return t.held() ? "held" : "broken";
}

/// Of the time that was looked at, in which one could trade.
std::uint64_t open_percent(const tally& t)
{
    return t.looks == 0 ? 0 : 100 * t.looks_open / t.looks;
}

} // namespace

bool tally::held() const noexcept
{
    const bool nothing_wrong = quotes_while_shut == 0 && quotes_on_wrong_book == 0 &&
                               orders_sent_twice == 0 && fills_lost == 0 && fills_doubled == 0 &&
                               disagreements == 0;
    const bool looked_at = acknowledged > 0 && reconciliations > 0 && compared > 0;
    return flat && nothing_wrong && in_doubt_settled == in_doubt && looked_at;
}

std::string verdict_line(const tally& t)
{
    std::ostringstream line;
    line << "verdict: " << verdict(t) << "; " << (t.flat ? "flat" : "NOT FLAT") << "; orders " << t.orders
         << ", fills " << t.fills << "; in doubt " << t.in_doubt << " settled " << t.in_doubt_settled
         << "; reconciliations " << t.reconciliations << " findings " << t.findings << "; quotes while shut "
         << t.quotes_while_shut << ", on a wrong book " << t.quotes_on_wrong_book << "; orders sent twice "
         << t.orders_sent_twice << "; fills lost " << t.fills_lost << " doubled " << t.fills_doubled
         << "; fates wrong " << t.fates_wrong << "; account wrong " << t.disagreements << " of "
         << t.compared;
    return line.str();
}

std::string verdict_json(const tally& t)
{
    const boost::json::object all{{"verdict", verdict(t)},
                                  {"exchange", to_string(t.exchange)},
                                  {"seed", t.seed},
                                  {"flat", t.flat},
                                  {"quotes_while_shut", t.quotes_while_shut},
                                  {"quotes_on_wrong_book", t.quotes_on_wrong_book},
                                  {"orders_sent_twice", t.orders_sent_twice},
                                  {"fills_lost", t.fills_lost},
                                  {"fills_doubled", t.fills_doubled},
                                  {"fates_wrong", t.fates_wrong},
                                  {"in_doubt", t.in_doubt},
                                  {"in_doubt_settled", t.in_doubt_settled},
                                  {"reconciliations", t.reconciliations},
                                  {"findings", t.findings},
                                  {"distrusts", t.distrusts},
                                  {"compared", t.compared},
                                  {"disagreements", t.disagreements},
                                  {"orders", t.orders},
                                  {"cancels", t.cancels},
                                  {"acknowledged", t.acknowledged},
                                  {"rejected", t.rejected},
                                  {"not_sent", t.not_sent},
                                  {"withheld", t.withheld},
                                  {"fills", t.fills},
                                  {"open_percent", open_percent(t)},
                                  {"faults_injected", t.faults_injected}};
    return boost::json::serialize(all);
}

} // namespace maker
