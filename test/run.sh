#!/usr/bin/env bash
set -euo pipefail

# Labels of the tests that mean something only at full speed, or only without sanitizers.
readonly real_speed=(scenario net io wire example packaging)

usage() {
    cat <<'END'
Builds and runs the tests.

    bash test/run.sh                     all tests under ASan and UBSan, then those that need real speed, optimised
    bash test/run.sh --quick             all tests in a debug build, the fastest way to an answer
    bash test/run.sh --preset NAME       all tests in that preset: dev, release, asan-ubsan, tsan; may be repeated
    bash test/run.sh --label NAME        only the tests with this label, a directory under test/; may be repeated
END
}

presets=() labels=()
while (($#)); do
    case $1 in
        --quick) presets+=(dev) ;;
        --preset) presets+=("${2:?--preset wants a name}"); shift ;;
        --label) labels+=("${2:?--label wants a name}"); shift ;;
        -h | --help) usage; exit 0 ;;
        *) echo "unknown option: $1" >&2; usage >&2; exit 2 ;;
    esac
    shift
done

cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."
passed=() failed=()

# check PRESET [LABEL]...: builds what is needed and runs it.
check() {
    local preset=$1 labels=("${@:2}") selection=()
    if ((${#labels[@]})); then
        selection=(--label-regex "^($(IFS='|'; echo "${labels[*]}"))\$")
    fi
    if bash cmake/build.sh "$preset" "${labels[@]/#/test_}" && ctest --preset "$preset" "${selection[@]}"; then
        passed+=("$preset")
    else
        failed+=("$preset")
    fi
}

if ((${#presets[@]})); then
    for preset in "${presets[@]}"; do check "$preset" "${labels[@]}"; done
elif ((${#labels[@]})); then
    check asan-ubsan "${labels[@]}"
else
    check asan-ubsan
    check release "${real_speed[@]}"
fi

if ((${#failed[@]})); then
    echo "test/run.sh: failed in ${failed[*]}${passed[*]:+; passed in ${passed[*]}}"
    exit 1
fi
echo "test/run.sh: all passed in ${passed[*]}"
