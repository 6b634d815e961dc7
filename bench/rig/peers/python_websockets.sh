#!/usr/bin/env bash
# Python's websockets, from Debian's package or from wherever `python3` finds it.
name=python_websockets
transports='["ws", "wss"]'
weight=3
source "$(dirname -- "${BASH_SOURCE[0]}")/shared.bash"

build() {
    for python in python3 /usr/bin/python3; do
        "$python" -c 'import websockets' 2>/dev/null && return 0
    done
    absent "no python3 has the module websockets (Debian: python3-websockets)"
}
client() { exec "$python" "$here/python_websockets/client.py" "$@"; }
peer "$@"
