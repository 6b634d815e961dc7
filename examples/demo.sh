#!/usr/bin/env bash
# Builds and runs the demonstration; --help lists its options.
set -euo pipefail
exec bash "$(dirname -- "${BASH_SOURCE[0]}")/run.sh" demo "$@"
