#!/usr/bin/env bash
# Tries README's commands on a bare system of its own, in a chroot that is made for it and removed again.
set -euo pipefail
export LC_ALL=C

usage() {
    cat <<'END'
Builds, demonstrates and tests holdfast on a bare Debian. Needs root, debootstrap and this machine's own mirror.

    bash test/platforms.sh                    Debian 12 (bookworm) with clang 19, Debian 13 (trixie) with clang 19 and g++
    bash test/platforms.sh --suite NAME       only this one: bookworm, trixie; may be repeated
    bash test/platforms.sh --compiler NAME    only with this one: clang++-19, g++; may be repeated
    bash test/platforms.sh --boost VERSION    with this Boost of the suite, as 1.88 in trixie
    bash test/platforms.sh --minutes N        the most that one system may take; 60
    bash test/platforms.sh --folder DIR       makes the systems there, keeps them, and uses what it finds
END
}

suites=() compilers=() boost='' minutes=60 folder=''
while (($#)); do
    case $1 in
        --suite) suites+=("${2:?--suite wants a name}"); shift ;;
        --compiler) compilers+=("${2:?--compiler wants a name}"); shift ;;
        --boost) boost=${2:?--boost wants a version}; shift ;;
        --minutes) minutes=${2:?--minutes wants a number}; shift ;;
        --folder) folder=${2:?--folder wants a directory}; shift ;;
        -h | --help) usage; exit 0 ;;
        *) echo "unknown option: $1" >&2; usage >&2; exit 2 ;;
    esac
    shift
done
((${#suites[@]})) || suites=(bookworm trixie)

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
skip() { echo "SKIPPED: test/platforms.sh: $*" >&2; exit 0; }
((EUID == 0)) || skip "it takes root to make a chroot"
command -v debootstrap >/dev/null || skip "debootstrap is not installed (Debian: debootstrap)"
mirror=$(sed -n -E 's/^(URIs:|deb( \[[^]]*\])?) *(https?:[^ ]*).*/\3/p' \
    /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null | sed -n '/security/d; p' | sed -n 1p) || true
[[ -n $mirror ]] || skip "this machine names no mirror"

scratch=${folder:-$(mktemp -d /var/tmp/holdfast.XXXXXX)}
mkdir -p "$scratch"
system=''
leave() {
    [[ -z $system ]] || umount "$system/proc" 2>/dev/null || true
    [[ -n $folder ]] || rm -rf --one-file-system "$scratch"
}
trap leave EXIT

# make_system SUITE: a bare one, with the project's files in /holdfast.
make_system() {
    system=$scratch/$1
    if [[ ! -e $system/etc/os-release ]]; then
        echo "platforms: making a bare $1 from $mirror"
        debootstrap --variant=minbase "$1" "$system" "$mirror" >"$scratch/$1.log" 2>&1 ||
            { tail -n 20 "$scratch/$1.log" >&2; return 1; }
    fi
    mount -t proc proc "$system/proc" 2>/dev/null || true # sanitizers look there
    rm -rf "$system/holdfast"
    mkdir "$system/holdfast"
    git -C "$root" ls-files -z | (cd "$root" && tar --null -T - -cf -) | tar -C "$system/holdfast" -xf -
}

inside() { timeout "$((minutes * 60))" chroot "$system" env -i PATH="$PATH" HOME=/root LC_ALL=C "$@"; }

# try_here SUITE COMPILER: both commands; says how it went.
try_here() {
    local name="$1, $2${boost:+, Boost $boost}" chosen=() log=$scratch/$1-$2${boost:+-$boost}.log
    [[ $2 == clang++-19 ]] || chosen=(CXX="$2")
    {
        inside apt-get update &&
            { [[ -z $boost ]] || inside apt-get install -y --no-install-recommends "libboost$boost-dev"; } &&
            inside "${chosen[@]}" bash /holdfast/examples/demo.sh &&
            inside "${chosen[@]}" bash /holdfast/test/run.sh --quick
    } >"$log" 2>&1 && { echo "platforms: $name: passed"; return 0; }
    tail -n 60 "$log"
    echo "platforms: $name: failed${folder:+, the log is $log}"
    return 1
}

failed=0
for suite in "${suites[@]}"; do
    make_system "$suite" || { failed=1; continue; }
    tried=("${compilers[@]}")
    if ((${#tried[@]} == 0)); then
        tried=(clang++-19)
        [[ $suite == bookworm ]] || tried+=(g++) # bookworm's own g++ miscompiles coroutines
    fi
    for compiler in "${tried[@]}"; do
        rm -rf "$system/holdfast/build"
        try_here "$suite" "$compiler" || failed=1
    done
    umount "$system/proc" 2>/dev/null || true
    system=''
done
exit "$failed"
