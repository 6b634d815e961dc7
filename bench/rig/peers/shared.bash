# What the peers' scripts share. A script sets `name`, `transports` and `weight`, defines `build` (which leaves the
# client ready under $out, or calls `absent`) and `client` (which runs it), and ends with `peer "$@"`:
#
#     NAME.sh --describe              one line of JSON; builds what has to be built
#     NAME.sh URL COUNT [CAFILE]      counts COUNT messages; one line of JSON
#
# `weight` says how dear a message is: a full-size count is divided by it. Exit code 77: something is not installed,
# and one line on standard error says what. HOLDFAST_BENCH_BUILD names the folder for what is built.
set -euo pipefail
export LC_ALL=C

here=$(cd -- "$(dirname -- "${BASH_SOURCE[1]}")" && pwd)

absent() {
    echo "${name:?}: $*" >&2
    exit 77
}

needs() {
    command -v "$1" >/dev/null || absent "$1 is not installed (Debian: $2)"
}

# Whether a file is older than one of those it is made of.
stale() {
    local made=$1 source
    shift
    [[ -e $made ]] || return 0
    for source; do
        [[ $source -nt $made ]] && return 0
    done
    return 1
}

# Runs a command that makes $out/client; what it says is kept in $out/log.
make_client() {
    "$@" >"$out/log" 2>&1 || absent "does not build, see $out/log"
}

# compile_cxx HEADER PACKAGE FLAGS...: compiles NAME/client.cpp, if the library's header is there.
compile_cxx() {
    local header=$1 package=$2 compiler
    shift 2
    stale "$out/client" "$here/$name/client.cpp" "$here/tally.hpp" || return 0
    compiler=$(command -v "${CXX:-clang++-19}" || command -v c++) || absent "there is no C++ compiler"
    "$compiler" -x c++ -fsyntax-only -include "$header" -std=c++17 -w /dev/null 2>/dev/null ||
        absent "<$header> is not there ($package)"
    make_client "$compiler" -std=c++17 -O3 -DNDEBUG -w -I"$here" "$here/$name/client.cpp" -o "$out/client.new" "$@"
    mv "$out/client.new" "$out/client"
}

peer() {
    out=${HOLDFAST_BENCH_BUILD:-${XDG_CACHE_HOME:-$HOME/.cache}/holdfast-bench}/$name
    mkdir -p "$out"
    build
    if [[ ${1-} == --describe ]]; then
        printf '{"name": "%s", "transports": %s, "weight": %s}\n' "$name" "$transports" "$weight"
    else
        client "$@"
    fi
}
