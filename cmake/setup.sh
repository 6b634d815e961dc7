#!/usr/bin/env bash
# Installs what holdfast needs and is not there, on Debian 12 and 13 and Ubuntu 24.04; elsewhere says what it needs. Silent,
# quick and offline when nothing is missing.
#     cmake/setup.sh [PACKAGE]...    these, too, if they are to be had
#     CXX=g++ cmake/setup.sh         for that compiler in place of clang 19
set -euo pipefail
export LC_ALL=C

say() { echo "setup: $*" >&2; }

# The Boost that the distribution brings with it.
case $(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release 2>/dev/null) in
    bookworm) boost=1.81 ;;
    trixie | noble) boost=1.83 ;;
    *) boost= ;;
esac
if [[ -z $boost ]] || ! command -v dpkg-query >/dev/null; then
    (($#)) || say "not a Debian 12 or 13, nor Ubuntu 24.04; holdfast needs CMake 3.25, Ninja, Clang 19 or GCC 13," \
        "Boost 1.81 (headers, json, url, test, program_options), OpenSSL 1.1.1 and zlib, or newer ones"
    exit 0
fi

# One that is installed already and new enough is kept: two do not fit beside each other.
newest=$(dpkg-query -W -f='${db:Status-Status} ${Package}\n' 'libboost1.*-dev' 2>/dev/null |
    sed -n 's/^installed libboost\(1\.[0-9]*\)-dev$/\1/p' | sort -V | tail -n 1) || true
[[ -z $newest || $(printf '%s\n' 1.81 "$newest" | sort -V | head -n 1) != 1.81 ]] || boost=$newest

required=(
    cmake ninja-build libssl-dev zlib1g-dev
    "libboost$boost-dev" "libboost-json$boost-dev" "libboost-url$boost-dev"
    "libboost-test$boost-dev" "libboost-program-options$boost-dev"
)
case ${CXX:-} in
    "") required+=(clang-19 libclang-rt-19-dev) ;;
    g++ | c++) required+=(g++) ;;
esac
# Faster builds and the lint; holdfast does without them, as without those that were named.
optional=("$@")

# The packages among those named that are not installed.
missing_of() {
    (($#)) || return 0
    comm -23 <(printf '%s\n' "$@" | sort) \
        <(dpkg-query -W -f='${db:Status-Status} ${Package}\n' "$@" 2>/dev/null | sed -n 's/^installed //p' | sort -u)
}

mapfile -t missing < <(missing_of "${required[@]}")
((${#missing[@]} == 0)) || optional+=(ccache mold clang-tools-19 clang-format-19)
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
