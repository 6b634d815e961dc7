# What only the project's own developers want: options, warnings as errors, faster tools.

option(BUILD_SHARED_LIBS "Build shared libraries" OFF)
option(HOLDFAST_BUILD_TESTS "Build the tests" ON)
option(HOLDFAST_BUILD_EXAMPLES "Build the examples" ON)
option(HOLDFAST_BUILD_BENCH "Add the benchmarks (built by the target `bench`)" ON)
option(HOLDFAST_WERROR "Treat warnings as errors, as the project's own CI does" OFF)
option(HOLDFAST_CCACHE "Compile through ccache where it is installed" ON)
option(HOLDFAST_MOLD "Link with mold where it is installed" ON)
option(HOLDFAST_TRUST_COMPILER "Skip the test for miscompiled coroutines" OFF)

add_library(holdfast_warnings INTERFACE)
target_compile_options(holdfast_warnings INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion $<$<BOOL:${HOLDFAST_WERROR}>:-Werror>)

find_program(HOLDFAST_CCACHE_PROGRAM ccache)
if(HOLDFAST_CCACHE AND HOLDFAST_CCACHE_PROGRAM AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
    set(CMAKE_CXX_COMPILER_LAUNCHER ${HOLDFAST_CCACHE_PROGRAM})
endif()

find_program(HOLDFAST_MOLD_PROGRAM mold)
if(HOLDFAST_MOLD AND HOLDFAST_MOLD_PROGRAM)
    add_link_options(-fuse-ld=mold)
endif()

# What every test finds in its environment: strict sanitizers, and the directory of recorded traffic, if it is there.
set(holdfast_test_environment
    ASAN_OPTIONS=detect_stack_use_after_return=1:strict_string_checks=1
    UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1
    TSAN_OPTIONS=halt_on_error=1
    HOLDFAST_TEST_DATA=${PROJECT_SOURCE_DIR}/../shared/data)
