#!/usr/bin/env bash
# Sets up, configures and builds a preset:  build.sh PRESET [TARGET]...
# One line on standard error; the whole log only when something fails.
set -euo pipefail
preset=${1:?which preset?}
targets=("${@:2}")

cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."
bash cmake/setup.sh

mkdir -p build
log=build/$preset.log

# Two scripts that start at the same time build one after the other.
if command -v flock >/dev/null; then
    exec 9>"build/$preset.lock"
    flock 9
fi

# The compiler that CXX names; without one the reference compiler, or where that is not to be had, the system's own. CMake
# judges each of them.
options=(-DHOLDFAST_WERROR="${HOLDFAST_WERROR:-OFF}")
if [[ -n ${CXX:-} ]] || ! command -v clang++-19 >/dev/null; then
    options+=(-DCMAKE_CXX_COMPILER="$(command -v "${CXX:-c++}")")
fi

build() {
    cmake --preset "$preset" "${options[@]}" &&
        cmake --build --preset "$preset" ${targets[@]+--target "${targets[@]}"}
}

echo "building ${targets[*]:-everything} ($preset), the log is $PWD/$log" >&2
if ! build >"$log" 2>&1 </dev/null; then
    cat "$log" >&2
    echo "the build has failed, see above" >&2
    exit 1
fi
