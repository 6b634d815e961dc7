// SPDX-License-Identifier: BSL-1.0
#ifndef HOLDFAST_SRC_SIM_ENGINE_EDGE_PAGE_HPP
#define HOLDFAST_SRC_SIM_ENGINE_EDGE_PAGE_HPP

#include <holdfast/sim/exchange.hpp>

namespace holdfast::sim {

/// What stands in front of an exchange (a web application firewall, a content delivery network) says when it
/// lets a client not through.
[[nodiscard]] inline http_reply page_of_the_edge()
{
    return {
        403,
        {{"Server", "CloudFront"}, {"Content-Type", "text/html"}, {"X-Cache", "Error from cloudfront"}},
        "<!DOCTYPE HTML>\n<HTML><HEAD><TITLE>ERROR: The request could not be satisfied</TITLE></HEAD><BODY>\n"
        "<H1>403 ERROR</H1>Request blocked. We can't connect to the server for this app or website at this "
        "time.\n</BODY></HTML>\n",
        false};
}

} // namespace holdfast::sim

#endif
