#!/usr/bin/env bash
# Drives one client against the simulated exchange:  run.sh CLIENT VENUE_PROGRAM BUILD_DIRECTORY
# Exit code 77: it cannot be done here, and a line says why.
set -euo pipefail
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
client=${1:?which client?}
venue=${2:?the venue program}
build=${3:?where to install the packages}

skip() {
    echo "SKIPPED: $*"
    exit 77
}

command -v node >/dev/null || skip "node is not installed (Debian: nodejs)"
command -v npm >/dev/null || skip "npm is not installed (Debian: npm)"

# One installation for all clients; whoever comes second waits. What is run lies beside it, where Node looks for packages.
mkdir -p "$build"
exec 9>"$build/install.lock"
flock 9
cp -r "$here"/{package.json,package-lock.json,support,clients} "$build"
if ! cmp -s "$here/package-lock.json" "$build/installed.json"; then
    (cd "$build" && timeout 240 npm ci --ignore-scripts --no-audit --no-fund) >"$build/install.log" 2>&1 ||
        skip "npm cannot install the clients, see $build/install.log"
    cp "$here/package-lock.json" "$build/installed.json"
fi
flock -u 9

exec timeout 60 node "$build/clients/$client.mjs" "$venue"
