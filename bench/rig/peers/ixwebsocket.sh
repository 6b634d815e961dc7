#!/usr/bin/env bash
# IXWebSocket; few distributions have it, so it takes part only where it was installed by hand.
name=ixwebsocket
transports='["ws", "wss"]'
weight=1
source "$(dirname -- "${BASH_SOURCE[0]}")/shared.bash"

build() { compile_cxx ixwebsocket/IXWebSocket.h "machinezone/IXWebSocket" -lixwebsocket -lssl -lcrypto -lz -pthread; }
client() { exec "$out/client" "$@"; }
peer "$@"
