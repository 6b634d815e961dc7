#!/usr/bin/env bash
# Lists the tests of known faults, by number: `fault_NN_what_must_happen`.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")"
grep -rhoE 'fault_[0-9]{2}[a-z0-9_]*' --include='*.cpp' --include=CMakeLists.txt . | sort -u
