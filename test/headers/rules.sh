#!/usr/bin/env bash
# The house's rules on what may be named where, held by grep:  rules.sh SOURCE_DIRECTORY
set -euo pipefail
export LC_ALL=C
cd -- "${1:?which tree?}"

# The only ones that may ask the system for time, randomness or the network.
readonly runtime="src/io"

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

# Which rooms of src/ a file may include from, beside its own.
wrong_arrows() {
    find src -name '*.hpp' -o -name '*.cpp' | sort | xargs awk '
        BEGIN {
            may["core"] = "-"
            may["wire"] = may["io"] = may["policy"] = "core"
            may["net"] = "core|wire|io"
            may["book"] = may["account"] = "core|wire|policy"
            may["topics"] = "core|wire|policy|book"
            may["session"] = "core|wire|policy|book|topics"
            may["exchange/common"] = "core|wire|policy"
            may["exchange"] = "core|wire|policy|exchange/common"
            may["sim/world"] = "core|wire|policy"
            may["sim"] = "core|wire|policy|net|sim/(world|server|engine|market|tape|account|venue)"
        }
        # exchange/okx, sim/venue/okx, sim/engine; everywhere else the first folder.
        function room_of(path, part, n) {
            n = split(path, part, "/")
            if (part[1] == "exchange" || part[1] == "sim")
                return part[1] "/" part[2] (part[2] == "venue" && n > 3 ? "/" part[3] : "")
            return part[1]
        }
        function allowed(room) { return room in may ? may[room] : may[substr(room, 1, index(room, "/") - 1)] }
        FNR == 1 { room = room_of(substr(FILENAME, 5)) }
        /^#include "/ {
            split($0, quoted, "\"")
            to = room_of(quoted[2])
            if (to != room && to !~ "^(" allowed(room) ")$")
                print "    " FILENAME ":" FNR ": " $0
        }'
}

complain "A room includes what stands above or beside it (wrong_arrows in test/headers/rules.sh has the layers):" \
    "$(wrong_arrows)"

complain "The simulated exchange includes an adapter; a misspelling that both share would agree with itself:" \
    "$(find src/sim include/holdfast/sim -name '*.[ch]pp' | sort | code_matching '#[[:space:]]*include[[:space:]]*<holdfast/exchange/')"

complain "A folder has more than 24 files:" \
    "$(find src test examples -name '*.[ch]pp' -printf '%h\n' | sort | uniq -c | awk '$1 > 24 { print "    " $2 ": " $1 }')"

complain "What decides includes Asio; that belongs to the coroutines (src/session, src/io, src/net):" \
    "$(find src/policy src/book src/topics src/account src/exchange -name '*.[ch]pp' |
        grep -vE '/(book_keeper|account_keeper|dead_mans_switch|exposure_gate|stream|event_queue)\.' | sort |
        code_matching '#[[:space:]]*include[[:space:]]*[<"](boost/asio|core/wakeup)')"

complain "A header of the tests has the path of one of src/, and hides it:" \
    "$(cd test && find . -name '*.hpp' | while read -r header; do if [[ -e ../src/$header ]]; then echo "    $header"; fi; done)"

complain "A file does not name its licence in its first line (SPDX-License-Identifier: BSL-1.0):" \
    "$(find include src test examples bench cmake -name '*.[ch]pp' -exec awk 'FNR == 1 && !/SPDX-License-Identifier: BSL-1.0/ { print "    " FILENAME }' {} +)"

sources() { find include src -name '*.hpp' -o -name '*.cpp' | grep -v "^src/io/" | sort; }

complain "Time, randomness and sockets come from the runtime only ($runtime):" "$(sources | code_matching \
    '(steady|system|high_resolution|utc|file)_clock::now|(steady|system|high_resolution|deadline|waitable)_timer\b|\b(clock_gettime|gettimeofday|std::time)[[:space:]]*\(|\bsleep_(for|until)[[:space:]]*\(.*this_thread|this_thread::sleep|random_device|\bmt19937|\bs?rand[[:space:]]*\(|getrandom|getentropy|RAND_(priv_)?bytes|(tcp|udp)::(socket|resolver|acceptor)\b|tcp_stream\b')"

if ((broken)); then exit 1; fi
echo "headers: every rule holds"
