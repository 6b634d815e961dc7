#!/usr/bin/env bash
# Builds and runs a stranger's program against holdfast:  run.sh installed|subdirectory|refused SOURCE BUILD COMPILER
# `refused` wants the installed package to refuse Debian 12's g++, which miscompiles coroutines; 77: it is not here.
set -euo pipefail
way=$1 source=$2 build=$3 compiler=$4
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

if [[ $way == refused ]]; then
    compiler=$(command -v g++-12) || { echo "SKIPPED: there is no g++ 12 here"; exit 77; }
fi
options=(-DCMAKE_CXX_COMPILER="$compiler" -DCMAKE_CXX_FLAGS=-O0)
if command -v ccache >/dev/null; then
    options+=(-DCMAKE_CXX_COMPILER_LAUNCHER=ccache)
fi
if [[ $way == subdirectory ]]; then
    options+=(-DHOLDFAST_SOURCE="$source")
else
    cmake --install "$build" --prefix "$work/prefix" >"$work/install.log"
    options+=(-DCMAKE_PREFIX_PATH="$work/prefix")
fi

if [[ $way == refused ]]; then
    ! cmake -G Ninja -S "$here/installed" -B "$work/build" "${options[@]}" >"$work/log" 2>&1 &&
        grep -q "holdfast refuses $compiler" "$work/log" && exit 0
    cat "$work/log"
    echo "the installed package has taken $compiler"
    exit 1
fi
# README's first program, as a reader copies it; and what it says to CMake.
first() { awk -v kind="$1" '$0 == "```" kind && !seen { on = seen = 1; next } /^```/ { on = 0 } on' "$source/README.md"; }
mkdir "$work/program"
first cpp >"$work/program/main.cpp"
first cmake >"$work/program/CMakeLists.txt"
options+=(-DREADME_PROGRAM="$work/program/main.cpp")
if [[ $way == installed ]]; then
    cmake -G Ninja -S "$work/program" -B "$work/program/build" "${options[@]}"
    cmake --build "$work/program/build"
fi

cmake -G Ninja -S "$here/$way" -B "$work/build" "${options[@]}"
cmake --build "$work/build" -j 2
"$work/build/consumer"
