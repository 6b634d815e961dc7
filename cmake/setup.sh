#!/usr/bin/env bash
# Installs what holdfast needs from Debian 12 and is not there. Silent, quick and offline when nothing is missing.
#     cmake/setup.sh [PACKAGE]...    these, too, if they are to be had
set -euo pipefail
export LC_ALL=C

required=(
    clang-19 libclang-rt-19-dev cmake ninja-build
    libboost1.81-dev libboost-json1.81-dev libboost-url1.81-dev
    libboost-test1.81-dev libboost-program-options1.81-dev
    libssl-dev zlib1g-dev
)
# Faster builds and the lint; holdfast does without them, as without those that were named.
optional=("$@")

say() { echo "setup: $*" >&2; }

is_debian_12() {
    command -v dpkg-query >/dev/null && grep -qx 'VERSION_CODENAME=bookworm' /etc/os-release 2>/dev/null
}

# The packages among those named that are not installed.
missing_of() {
    (($#)) || return 0
    comm -23 <(printf '%s\n' "$@" | sort) \
        <(dpkg-query -W -f='${db:Status-Status} ${Package}\n' "$@" 2>/dev/null | sed -n 's/^installed //p' | sort -u)
}

# Elsewhere CMake names whatever it cannot find.
is_debian_12 || exit 0

mapfile -t missing < <(missing_of "${required[@]}")
((${#missing[@]} == 0)) || optional+=(ccache mold clang-tools-19)
mapfile -t wanted < <(missing_of "${optional[@]}")
((${#missing[@]} + ${#wanted[@]})) || exit 0

if ((EUID == 0)); then
    as_root=(env)
elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
    as_root=(sudo -n env)
elif ((${#missing[@]} == 0)); then
    say "going on without ${wanted[*]}"
    exit 0
else
    say "these packages are missing, and installing them takes root. Run this, then try again:"
    say "    apt-get update && apt-get install -y --no-install-recommends ${missing[*]}"
    exit 1
fi

log=$(mktemp)
trap 'rm -f "$log"' EXIT

apt_get() {
    "${as_root[@]}" DEBIAN_FRONTEND=noninteractive apt-get -y -o DPkg::Lock::Timeout=300 "$@" >>"$log" 2>&1
}

say "installing ${missing[*]} ${wanted[*]}"
if ! apt_get update || { ((${#missing[@]})) && ! apt_get install --no-install-recommends "${missing[@]}"; }; then
    ((${#missing[@]})) || { say "${wanted[*]} are not to be had; going on without"; exit 0; }
    cat "$log" >&2
    say "apt-get failed, see above; what is needed: ${missing[*]}"
    exit 1
fi
for package in "${wanted[@]}"; do
    apt_get install --no-install-recommends "$package" || say "$package is not to be had; going on without"
done
