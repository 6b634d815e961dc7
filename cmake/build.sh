#!/usr/bin/env bash
# Sets up, configures and builds a preset:  build.sh PRESET [TARGET]...
# A line on standard error, and how far it is; the whole log only when something fails.
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

# Says every now and then how far the build is: on one line where there is a terminal, otherwise once a minute.
tell_progress() {
    local pause=60 begin='' end=$'\n' step nap=''
    [[ ! -t 2 ]] || { pause=1 begin=$'\r' end=$'\e[K'; }
    trap 'kill "$nap" 2>/dev/null; exit' TERM
    while true; do
        sleep "$pause" &
        nap=$!
        wait "$nap"
        step=$(grep -aoE '^\[[0-9]+/[0-9]+\]' "$log" 2>/dev/null | tail -n 1) || continue
        printf '%s  step %s%s' "$begin" "$(tr -d '[]' <<<"${step/\// of }")" "$end" >&2
    done
}

echo "building ${targets[*]:-everything} ($preset), the log is $PWD/$log" >&2
: >"$log"
tell_progress 9>&- &
teller=$!
trap 'kill "$teller" 2>/dev/null || true' EXIT
outcome=0
build >"$log" 2>&1 </dev/null || outcome=$?
[[ ! -t 2 ]] || printf '\r\e[K' >&2
if ((outcome)); then
    cat "$log" >&2
    echo "the build has failed, see above" >&2
    exit 1
fi
