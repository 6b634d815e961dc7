#!/usr/bin/env bash
# The house's rules on what may be named where, held by grep:  rules.sh SOURCE_DIRECTORY
set -euo pipefail
export LC_ALL=C
cd -- "${1:?which tree?}"

# The only ones that may ask the system for time, randomness or the network.
readonly runtime="src/runtime.cpp and src/io"

broken=0

# complain RULE LINES: reports the lines, if there are any.
complain() {
    [[ -n $2 ]] || return 0
    printf '%s\n%s\n' "$1" "$2"
    broken=1
}

# Lines of the files on standard input that match, with comments left out.
code_matching() {
    local file
    while read -r file; do
        sed -E 's,//.*,,' "$file" | grep -nE "$1" | sed "s,^,    $file:," || true
    done
}

headers() { find include -name '*.hpp' | sort; }

complain "A public header includes Beast, OpenSSL or a JSON parser; that belongs in src/:" \
    "$(headers | code_matching '#[[:space:]]*include[[:space:]]*[<"](boost/(beast|asio/ssl|json\.hpp|json/src)|openssl/|zlib\.h)')"

complain "A policy includes more than the standard library and other policies:" \
    "$(headers | grep '/policy/' | code_matching '#[[:space:]]*include' |
        grep -vE 'include[[:space:]]*(<[a-z_0-9]+>|[<"]holdfast/policy/[a-z_0-9]+\.hpp[>"])' || true)"

complain "A policy awaits:" "$(headers | grep '/policy/' | code_matching '\bco_(await|return|yield)\b')"

complain "A public header defines a macro:" \
    "$(headers | code_matching '#[[:space:]]*define' | grep -vE 'define[[:space:]]+HOLDFAST_[A-Z0-9_]+_HPP[[:space:]]*$' ||
        true)"

complain "A public header opens a whole namespace:" "$(headers | code_matching '\busing[[:space:]]+namespace\b')"

sources() { find include src -name '*.hpp' -o -name '*.cpp' | grep -v '^src/runtime\.cpp$\|^src/io/' | sort; }

complain "Time, randomness and sockets come from the runtime only ($runtime):" "$(sources | code_matching \
    '(steady|system|high_resolution|utc|file)_clock::now|(steady|system|high_resolution|deadline|waitable)_timer\b|\b(clock_gettime|gettimeofday|std::time)[[:space:]]*\(|\bsleep_(for|until)[[:space:]]*\(.*this_thread|this_thread::sleep|random_device|\bmt19937|\bs?rand[[:space:]]*\(|getrandom|getentropy|RAND_(priv_)?bytes|(tcp|udp)::(socket|resolver|acceptor)\b|tcp_stream\b')"

if ((broken)); then exit 1; fi
echo "headers: every rule holds"
