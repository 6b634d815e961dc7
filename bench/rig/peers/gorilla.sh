#!/usr/bin/env bash
# Go's gorilla/websocket, from Debian's source package.
name=gorilla
transports='["ws", "wss"]'
weight=1
source "$(dirname -- "${BASH_SOURCE[0]}")/shared.bash"

build() {
    stale "$out/client" "$here/gorilla/client.go" || return 0
    needs go golang-go
    local path=${GOPATH:-/usr/share/gocode}
    [[ -d $path/src/github.com/gorilla/websocket ]] ||
        absent "the library is not in $path (Debian: golang-github-gorilla-websocket-dev)"
    make_client env GO111MODULE=off GOPATH="$path" GOCACHE="$out/cache" GOFLAGS= \
        go build -o "$out/client" "$here/gorilla/client.go"
}
client() { exec "$out/client" "$@"; }
peer "$@"
