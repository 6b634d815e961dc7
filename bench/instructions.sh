#!/usr/bin/env bash
# Instructions a message, which no busy neighbour disturbs: bench/instructions/main.cpp under callgrind, with two numbers of
# messages; the difference is what the messages cost. What the simulated link takes is left out.
#
#     bash bench/instructions.sh              compares with bench/instructions/expected.txt; fails when 10 % slower
#     bash bench/instructions.sh --record     writes that file anew
#     bash bench/instructions.sh --built DIR  uses the bench_instructions in DIR instead of building it
set -euo pipefail
export LC_ALL=C

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
expected=$here/instructions/expected.txt
tolerance=10 # percent

record=0
built=
while (($#)); do
    case $1 in
        --record) record=1 ;;
        --built) built=${2:?--built wants a folder}; shift ;;
        -h | --help) sed -n '2,7s/^# \?//p' "${BASH_SOURCE[0]}"; exit 0 ;;
        *) echo "unknown option: $1" >&2; exit 2 ;;
    esac
    shift
done

if ! command -v valgrind >/dev/null; then
    echo "SKIPPED: bench/instructions.sh wants valgrind (Debian: valgrind)" >&2
    exit 0
fi
[[ -n $built ]] || built=$(bash "$here/build.sh" bench_instructions)

# instructions STAGE SIZE COUNT: of the whole program.
instructions() {
    local said
    if ! said=$(timeout 120 valgrind --tool=callgrind --callgrind-out-file=/dev/null \
        "$built/bench_instructions" "$@" 2>&1); then
        echo "$said" >&2
        exit 1
    fi
    sed -n 's/.*Collected : *//p' <<<"$said"
}

# a_message STAGE SIZE: what one more message costs.
a_message() {
    local few=1000 many=4000 less more
    less=$(instructions "$1" "$2" "$few")
    more=$(instructions "$1" "$2" "$many")
    echo $(((more - less) / (many - few)))
}

measure() {
    local size stage link
    for size in s m; do
        echo "decode_$size $(a_message decode "$size")"
        link=$(a_message link "$size")
        for stage in port session decoded book; do
            [[ $stage$size == books ]] || echo "${stage}_$size $(($(a_message "$stage" "$size") - link))"
        done
    done
}

measured=$(measure)

if ((record)); then
    {
        echo "# Instructions a message, written by: bash bench/instructions.sh --record"
        echo "$measured"
    } >"$expected"
    echo "$measured"
    exit 0
fi

awk -v tolerance="$tolerance" '
    FNR == NR { if ($1 !~ /^#/) expected[$1] = $2; next }
    !($1 in expected) { printf "%-12s %8d  nothing is expected: --record\n", $1, $2; next }
    {
        percent = 100 * ($2 / expected[$1] - 1)
        word = percent > tolerance ? "SLOWER" : percent < -tolerance ? "faster: --record" : "as expected"
        failed = failed || percent > tolerance
        printf "%-12s %8d  expected %8d  %+6.1f %%  %s\n", $1, $2, expected[$1], percent, word
    }
    END { exit failed }
' "$expected" - <<<"$measured"
