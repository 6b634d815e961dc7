#!/usr/bin/env bash
# Node's `ws`, which npm installs into the build folder.
name=node_ws
transports='["ws", "wss"]'
weight=1
source "$(dirname -- "${BASH_SOURCE[0]}")/shared.bash"

build() {
    needs node nodejs
    local installed=$out/node_modules/.package-lock.json
    cp "$here"/node_ws/{client.mjs,package.json,package-lock.json} "$out"
    stale "$installed" "$here/node_ws/package-lock.json" || return 0
    needs npm npm
    (cd "$out" && npm ci --no-audit --no-fund) >"$out/log" 2>&1 || absent "npm cannot install ws, see $out/log"
}
client() { exec node "$out/client.mjs" "$@"; }
peer "$@"
