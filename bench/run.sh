#!/usr/bin/env bash
# Builds the benchmarks, runs them, and says how far every figure is from its target.
#
#     bash bench/run.sh [--quick] [--only REGEX] [--json FILE] [--plot FILE.svg]
#
#     --quick       a tenth of the messages, three rounds, no compile times: under three minutes once everything is built
#     --only REGEX  only what matches CLIENT/SIZE/TRANSPORT/MODE, or the name of a program: figure_..., micro_...,
#                   compile_time
#     --json FILE   the results for other programs
#     --plot FILE   a picture of the CPU time a message
#     --built DIR   uses the programs in DIR instead of building them
#
# What a machine lacks is left out and named. Nothing runs for ever. bench/README.md says what the numbers mean.
set -euo pipefail
export LC_ALL=C

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)

quick=0
only=
built=
rig_options=()
while (($#)); do
    case $1 in
        --quick) quick=1; rig_options+=(--quick) ;;
        --only) only=${2:?--only wants a regular expression}; rig_options+=(--only "$only"); shift ;;
        --built) built=$(realpath -- "${2:?--built wants a folder}"); shift ;;
        --json | --plot) rig_options+=("$1" "$(realpath -m -- "${2:?$1 wants a file}")"); shift ;;
        -h | --help) sed -n '2,14s/^# \?//p' "${BASH_SOURCE[0]}"; exit 0 ;;
        *) echo "unknown option: $1" >&2; exit 2 ;;
    esac
    shift
done

[[ -n $built ]] || built=$(bash "$here/build.sh" bench)
# Other people's clients are compiled by asking them what they can do.
export HOLDFAST_BENCH_BUILD=$built/peers
if [[ -d $here/rig/peers ]]; then
    echo "building the peers that this machine has the libraries for" >&2
    "$built/bench_rig" --list --only '^$' --peers "$here/rig/peers" >/dev/null
    rig_options+=(--peers "$here/rig/peers")
fi
# Programs beside the rig that can do with less may look at this.
export HOLDFAST_BENCH_QUICK=$quick
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT

wanted() { [[ -z $only || $1 =~ $only ]]; }
skip() { rig_options+=(--skipped "$1: $2"); }

# bounded SECONDS NAME COMMAND...: runs it in silence and in time; its standard output goes to a file of that name.
bounded() {
    local limit=$1 name=$2 status=0
    shift 2
    echo "running $name" >&2
    timeout --kill-after=5 "$limit" "$@" >"$results/$name.out" 2>"$results/$name.err" </dev/null || status=$?
    ((status == 0)) && return
    if ((status == 124)); then
        skip "$name" "took too long"
    else
        skip "$name" "$(tail -n 1 "$results/$name.err") (exit code $status)"
    fi
    return 1
}

for program in "$built"/figure_*; do
    name=$(basename "$program")
    [[ -x $program ]] && wanted "$name" && bounded 180 "$name" "$program" || continue
    grep '^{' "$results/$name.out" >"$results/$name.json" && rig_options+=(--figures "$results/$name.json")
done

shortest=0.3
((quick)) && shortest=0.05
for program in "$built"/micro_*; do
    name=$(basename "$program")
    [[ -x $program ]] && wanted "$name" || continue
    bounded 300 "$name" "$program" --benchmark_repetitions=3 --benchmark_report_aggregates_only=true \
        --benchmark_min_time="$shortest" --benchmark_out="$results/$name.json" || continue
    rig_options+=(--figures "$results/$name.json")
    awk '/^Benchmark/ || /_median/ { sub(/_median/, ""); print }' "$results/$name.out"
    echo
done

if wanted compile_time; then
    if ((quick)); then
        skip compile_time "takes minutes; not with --quick"
    elif bounded 900 compile_time bash "$here/compile_time.sh" --json "$results/compile_time.raw"; then
        sed -n 's/.*"ratio": *\([0-9.]*\).*/{"name": "compile_time", "value": \1, "target": 0.33, "better": "lower"}/p' \
            "$results/compile_time.raw" >"$results/compile_time.json"
        rig_options+=(--figures "$results/compile_time.json")
    fi
fi

"$built/bench_rig" "${rig_options[@]}"
