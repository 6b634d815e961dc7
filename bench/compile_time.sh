#!/usr/bin/env bash
# How long a user's file takes to compile with holdfast, and the same program written directly on Beast:
#     bash bench/compile_time.sh [--json FILE]
# User CPU seconds, the best of two runs, same compiler, same flags.
set -euo pipefail
export LC_ALL=C

json=
while (($#)); do
    case $1 in
        --json) json=${2:?--json wants a file}; shift ;;
        -h | --help) sed -n '2,4s/^# \?//p' "${BASH_SOURCE[0]}"; exit 0 ;;
        *) echo "unknown option: $1" >&2; exit 2 ;;
    esac
    shift
done

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
bash "$root/cmake/setup.sh"

compiler=$(command -v clang++-19 || echo "${CXX:-c++}")
object=$(mktemp)
trap 'rm -f "$object"' EXIT

compile() { "$compiler" -std=c++20 -O2 -I"$root/include" -c "$root/bench/compile_time/$1.cpp" -o "$object"; }

# User CPU seconds of one compilation.
seconds() {
    local TIMEFORMAT=%U
    { time compile "$1" >&3 2>&3; } 3>&2 2>&1
}

best_of_two() {
    local first second
    first=$(seconds "$1")
    second=$(seconds "$1")
    awk -v a="$first" -v b="$second" 'BEGIN { print a < b ? a : b }'
}

holdfast=$(best_of_two with_holdfast)
beast=$(best_of_two with_beast)
ratio=$(awk -v a="$holdfast" -v b="$beast" 'BEGIN { printf "%.3f", a / b }')

echo "compiler  $("$compiler" --version | head -n 1)"
echo "holdfast  $holdfast s"
echo "beast     $beast s"
echo "ratio     $ratio"
if [[ -n $json ]]; then
    printf '{"holdfast_s": %s, "beast_s": %s, "ratio": %s}\n' "$holdfast" "$beast" "$ratio" >"$json"
fi
