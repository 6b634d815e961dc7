#!/usr/bin/env bash
# The README's program is a piece of an example that is compiled and run, letter by letter; its links lead somewhere.
set -euo pipefail
cd -- "${1:?the project}"

program=$(sed -n '/^```cpp$/,/^```$/p' README.md | sed '/^```/d')
if [[ -z $program || $(<examples/01_order_book.cpp) != *"$program"* ]]; then
    echo "the program in README.md is not in examples/01_order_book.cpp" >&2
    exit 1
fi

status=0
while read -r target; do
    if [[ ! -e $target ]]; then
        echo "README.md names $target, which does not exist" >&2
        status=1
    fi
done < <(grep -oE '\]\([^)#:]+\)|`test/[a-z_./]+`' README.md | sed -E 's/^\]\(//; s/\)$//; s/`//g')
exit $status
