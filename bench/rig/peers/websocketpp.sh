#!/usr/bin/env bash
# websocketpp on its Asio transport.
name=websocketpp
transports='["ws", "wss"]'
weight=1
source "$(dirname -- "${BASH_SOURCE[0]}")/shared.bash"

build() { compile_cxx websocketpp/client.hpp "Debian: libwebsocketpp-dev, libboost-dev" -lssl -lcrypto -pthread; }
client() { exec "$out/client" "$@"; }
peer "$@"
