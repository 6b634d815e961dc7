#!/usr/bin/env bash
# The README's programs are pieces of examples that are compiled and run, letter by letter; the links of every page lead somewhere.
set -euo pipefail
cd -- "${1:?the project}"

examples=$(cat examples/*.cpp)
blocks=$(mktemp -d)
trap 'rm -r "$blocks"' EXIT
awk -v into="$blocks" '/^```cpp$/ { n++; on = 1; next } /^```$/ { on = 0 } on { print > (into "/" n) }' README.md
programs=("$blocks"/*)
for program in "${programs[@]}"; do
    if [[ ! -s $program || $examples != *"$(<"$program")"* ]]; then
        echo "a program in README.md is in no example:" >&2
        cat "$program" >&2
        exit 1
    fi
done

# links FILE: what it names, from where it stands.
links() { grep -oE '\]\([^)#:]+\)' "$1" | sed -E 's/^\]\(//; s/\)$//' || true; }

status=0
while read -r page; do
    while read -r target; do
        if [[ -n $target && ! -e $(dirname "$page")/$target ]]; then
            echo "$page names $target, which does not exist" >&2
            status=1
        fi
    done < <(links "$page")
done < <(git ls-files '*.md' 2>/dev/null || find . -name '*.md' -not -path './build/*')
while read -r target; do
    if [[ ! -e $target ]]; then
        echo "README.md names $target, which does not exist" >&2
        status=1
    fi
done < <(grep -oE '`test/[a-z_./]+`' README.md | tr -d '`')
exit $status
