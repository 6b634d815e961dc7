# Looks for everything first and complains once, by name, with what mends it.

set(holdfast_boost_minimum 1.81)

# Debian keeps Boost 1.74 and 1.81 side by side; the version asked for decides which one is found.
find_package(Boost ${holdfast_boost_minimum} CONFIG QUIET
    OPTIONAL_COMPONENTS headers json url unit_test_framework program_options)
find_package(OpenSSL 1.1.1 QUIET)
find_package(ZLIB QUIET)
find_package(Threads QUIET)

set(holdfast_missing "")

macro(holdfast_require target what)
    if(NOT TARGET ${target})
        string(APPEND holdfast_missing "\n  - ${what}")
    endif()
endmacro()

set(holdfast_too_old "")
if(Boost_CONSIDERED_VERSIONS)
    set(holdfast_too_old " (too old: ${Boost_CONSIDERED_VERSIONS})")
endif()
holdfast_require(Boost::headers "Boost ${holdfast_boost_minimum} or newer${holdfast_too_old}")
holdfast_require(Boost::json "Boost.JSON, of that Boost")
holdfast_require(Boost::url "Boost.URL, of that Boost")
if(HOLDFAST_BUILD_TESTS)
    holdfast_require(Boost::unit_test_framework "Boost.Test, of that Boost")
endif()
if(HOLDFAST_BUILD_EXAMPLES OR HOLDFAST_BUILD_BENCH)
    holdfast_require(Boost::program_options "Boost.Program_options, of that Boost")
endif()
holdfast_require(OpenSSL::SSL "OpenSSL 1.1.1 or newer")
holdfast_require(ZLIB::ZLIB "zlib")
holdfast_require(Threads::Threads "a threads library")

if(holdfast_missing)
    message(FATAL_ERROR
        "holdfast cannot be built, these are missing:${holdfast_missing}\n"
        "On Debian 12 and 13 and Ubuntu 24.04, this installs them:\n    bash ${PROJECT_SOURCE_DIR}/cmake/setup.sh\n"
        "Elsewhere, install them and name their place with -DCMAKE_PREFIX_PATH=...\n")
endif()
