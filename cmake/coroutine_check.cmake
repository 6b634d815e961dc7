# Asks the compiler itself whether it gets coroutines right; versions are not looked at. The installed package asks, too.

function(holdfast_check_compiler)
    if(HOLDFAST_TRUST_COMPILER OR CMAKE_CROSSCOMPILING OR HOLDFAST_COMPILER_CHECKED STREQUAL CMAKE_CXX_COMPILER)
        return()
    endif()

    message(CHECK_START "Testing that the compiler gets coroutines right")
    try_run(HOLDFAST_COROUTINES_RUN HOLDFAST_COROUTINES_COMPILE
        SOURCES ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/coroutine_check.cpp
        CXX_STANDARD 20 CXX_STANDARD_REQUIRED ON CXX_EXTENSIONS OFF
        COMPILE_OUTPUT_VARIABLE compile_output
        RUN_OUTPUT_VARIABLE run_output)
    set(result "${HOLDFAST_COROUTINES_RUN}")
    unset(HOLDFAST_COROUTINES_RUN CACHE)
    unset(HOLDFAST_COROUTINES_COMPILE CACHE)

    if(result STREQUAL "0")
        message(CHECK_PASS "yes")
        set(HOLDFAST_COMPILER_CHECKED ${CMAKE_CXX_COMPILER} CACHE INTERNAL
            "The compiler that has passed the coroutine test")
        return()
    endif()

    message(CHECK_FAIL "no")
    if(run_output)
        string(REGEX REPLACE "[^\n]*: right\n" "" wrong "${run_output}")
        string(REGEX REPLACE ": $" ": crashes\n" wrong "${wrong}")
        set(reason "it compiles these forms of co_await wrongly, without a word:\n${wrong}")
    else()
        set(reason "it does not compile the test program:\n${compile_output}")
    endif()
    message(FATAL_ERROR
        "holdfast refuses ${CMAKE_CXX_COMPILER} (${CMAKE_CXX_COMPILER_ID} ${CMAKE_CXX_COMPILER_VERSION}): ${reason}\n"
        "A program built with it would lose code or free memory twice, in your coroutines as in ours.\n"
        "On Debian 12, run this and configure in a new directory with -DCMAKE_CXX_COMPILER=clang++-19:\n"
        "    apt-get install clang-19\n"
        "Elsewhere: a newer Clang, or GCC 13 or newer.\n"
        "To build all the same: -DHOLDFAST_TRUST_COMPILER=ON\n")
endfunction()

holdfast_check_compiler()
