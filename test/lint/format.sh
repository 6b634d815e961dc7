#!/usr/bin/env bash
# Whether everything is written as .clang-format says:  format.sh SOURCE_DIRECTORY CLANG_FORMAT
set -euo pipefail
cd -- "${1:?which tree?}"
if [[ ! -x ${2-} ]]; then
    echo "SKIPPED: format: clang-format-19 is not installed"
    exit 77
fi
# forms.cpp shows forms that are wrong, one to a line.
find include src test examples bench -name '*.[ch]pp' ! -path test/lint/forms.cpp -print0 | xargs -0 "$2" --dry-run -Werror
echo "format: everything is as .clang-format says"
