// SPDX-License-Identifier: BSL-1.0
#include "holdfast_client.hpp"

int main(int argc, char** argv)
{
    return rig::run_holdfast_client(argc, argv, rig::keep_book);
}
