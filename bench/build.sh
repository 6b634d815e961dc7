#!/usr/bin/env bash
# Builds targets of the benchmarks, optimised, in build/bench:  build.sh TARGET...
# One line on standard error; the whole log only when something fails. Prints where the programs are.
set -euo pipefail
export LC_ALL=C

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
tree=$root/build/bench
log=$root/build/bench.log
mkdir -p "$root/build"
bash "$root/cmake/setup.sh"

# Two scripts that start at the same time build one after the other.
if command -v flock >/dev/null; then
    exec 9>"$root/build/bench.lock"
    flock 9
fi

build() {
    cmake -S "$root" -B "$tree" -G Ninja -DCMAKE_BUILD_TYPE=Release \
        -DCMAKE_CXX_COMPILER="$(command -v clang++-19 || echo "${CXX:-c++}")" \
        -DHOLDFAST_BUILD_TESTS=OFF -DHOLDFAST_BUILD_EXAMPLES=OFF &&
        cmake --build "$tree" --parallel "${HOLDFAST_BENCH_JOBS:-2}" --target "$@"
}

echo "building $* (optimised), the log is $log" >&2
if ! build "$@" >"$log" 2>&1 </dev/null; then
    cat "$log" >&2
    echo "the build has failed, see above" >&2
    exit 1
fi
echo "$tree/bench"
