#!/usr/bin/env bash
# Builds and runs an example:  bash examples/run.sh NAME [options]     (NAME with or without its number)
set -euo pipefail
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
root=$(dirname -- "$here")

names() { find "$here" -maxdepth 1 -name '*.cpp' -printf '%f\n' | sed 's/\.cpp$//' | sort; }

usage() {
    echo "usage: bash examples/run.sh NAME [options], where NAME is one of"
    names | sed 's/^/    /'
}

case ${1-} in
    -h | --help) usage; exit 0 ;;
    '') usage >&2; exit 2 ;;
esac

name=$(names | awk -v wanted="$1" '$0 == wanted || $0 ~ /^[0-9]+_/ && substr($0, index($0, "_") + 1) == wanted' | head -n 1)
if [[ -z $name ]]; then
    echo "no example is called $1" >&2
    usage >&2
    exit 2
fi

bash "$root/cmake/build.sh" release "$name"
exec "$root/build/release/examples/$name" "${@:2}"
