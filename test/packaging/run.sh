#!/usr/bin/env bash
# Builds and runs a stranger's program against holdfast:  run.sh installed|subdirectory SOURCE BUILD COMPILER
set -euo pipefail
way=$1 source=$2 build=$3 compiler=$4
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

options=(-DCMAKE_CXX_COMPILER="$compiler" -DCMAKE_CXX_FLAGS=-O0)
if command -v ccache >/dev/null; then
    options+=(-DCMAKE_CXX_COMPILER_LAUNCHER=ccache)
fi
if [[ $way == installed ]]; then
    cmake --install "$build" --prefix "$work/prefix" >"$work/install.log"
    options+=(-DCMAKE_PREFIX_PATH="$work/prefix")
else
    options+=(-DHOLDFAST_SOURCE="$source")
fi

cmake -G Ninja -S "$here/$way" -B "$work/build" "${options[@]}"
cmake --build "$work/build" -j 2
"$work/build/consumer"
