#!/usr/bin/env bash
# Looks for coroutine forms that the house avoids:  run.sh SOURCE BUILD [CLANG_QUERY]
# First the rules are held against forms.cpp, then the library and the examples against the rules.
set -euo pipefail
export LC_ALL=C
source=$1 build=$2 clang_query=${3-}
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)

if [[ ! -x $clang_query ]]; then
    echo "lint: SKIPPED, clang-query-19 is not installed (Debian: apt-get install clang-tools-19)"
    exit 77
fi

# What the rules find in a file, one FILE:LINE RULE a line. Ends in failure if the file or a rule is not understood.
findings() {
    local output
    output=$("$clang_query" -f "$here/await_temporaries.query" "$@" 2>&1) || true
    if grep -E '^[0-9]+:[0-9]+: |: (fatal )?error: |^Error while ' <<<"$output" >&2; then return 1; fi
    sed -nE 's/^(.*):[0-9]+: note: "([a-z]+-[a-z-]+)" binds here$/\1 \2/p' <<<"$output" | sort -u
}

wanted=$(grep -n ' // lint: ' "$here/forms.cpp" | sed -E 's/^([0-9]+):.* \/\/ lint: /\1 /' |
    while read -r line rules; do for rule in $rules; do echo "$here/forms.cpp:$line $rule"; done; done | sort -u)
if ! diff <(echo "$wanted") <(findings "$here/forms.cpp" -- -std=c++20 -w) >&2; then
    echo "lint: the rules no longer find what they should in forms.cpp, see above (< wanted, > found)"
    exit 1
fi

mapfile -t files < <(cd "$source" && grep -rlE --include='*.cpp' '\bco_await\b' src examples 2>/dev/null | sort)
found=""
for file in "${files[@]}"; do
    found+=$(findings -p "$build" "$source/$file")$'\n'
done
found=$(sort -u <<<"$found" | sed '/^$/d')
if [[ -n $found ]]; then
    echo "$found"
    echo "lint: these forms go wrong with some compilers; test/lint/forms.cpp has each beside forms that work"
    exit 1
fi
echo "lint: ${#files[@]} files, nothing found"
