#!/usr/bin/env bash
# libwebsockets with its own event loop.
name=libwebsockets
transports='["ws", "wss"]'
weight=1
source "$(dirname -- "${BASH_SOURCE[0]}")/shared.bash"

build() { compile_cxx libwebsockets.h "Debian: libwebsockets-dev" -lwebsockets; }
client() { exec "$out/client" "$@"; }
peer "$@"
