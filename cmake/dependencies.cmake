# Finds everything first and complains once, by name, with the command that mends it.

set(holdfast_boost_minimum 1.81)
set(holdfast_missing "")
set(holdfast_packages "")

function(holdfast_require found what package)
    if(NOT ${found})
        set(holdfast_missing "${holdfast_missing}\n  - ${what}" PARENT_SCOPE)
        set(holdfast_packages "${holdfast_packages} ${package}" PARENT_SCOPE)
    endif()
endfunction()

function(holdfast_require_boost component package)
    set(found OFF)
    if(TARGET Boost::${component})
        set(found ON)
    endif()
    holdfast_require(found "Boost.${component} ${holdfast_boost_minimum} or newer" ${package})
    set(holdfast_missing "${holdfast_missing}" PARENT_SCOPE)
    set(holdfast_packages "${holdfast_packages}" PARENT_SCOPE)
endfunction()

# Debian keeps Boost 1.74 and 1.81 side by side; the version asked for decides which one is found.
find_package(Boost ${holdfast_boost_minimum} CONFIG QUIET
    OPTIONAL_COMPONENTS headers json url unit_test_framework program_options)
find_package(OpenSSL 1.1.1 QUIET)
find_package(ZLIB QUIET)
find_package(Threads QUIET)

holdfast_require_boost(headers libboost1.81-dev)
holdfast_require_boost(json libboost-json1.81-dev)
holdfast_require_boost(url libboost-url1.81-dev)
if(HOLDFAST_BUILD_TESTS)
    holdfast_require_boost(unit_test_framework libboost-test1.81-dev)
endif()
if(HOLDFAST_BUILD_TESTS OR HOLDFAST_BUILD_EXAMPLES)
    holdfast_require_boost(program_options libboost-program-options1.81-dev)
endif()
holdfast_require(OPENSSL_FOUND "OpenSSL 1.1.1 or newer" libssl-dev)
holdfast_require(ZLIB_FOUND "zlib" zlib1g-dev)
holdfast_require(Threads_FOUND "a threads library" libc6-dev)

if(holdfast_missing)
    message(FATAL_ERROR
        "holdfast cannot be built, these are missing:${holdfast_missing}\n"
        "On Debian 12:  apt-get install${holdfast_packages}\n"
        "Elsewhere, install them and name their place with -DCMAKE_PREFIX_PATH=...\n")
endif()
