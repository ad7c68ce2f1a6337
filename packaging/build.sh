#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Configures (only when needed) and builds the release preset in build/release.
#
#   packaging/build.sh program    the program alone
#   packaging/build.sh tests      the program and every test
#
# Speaks on stderr, and only when there is something to do. Exit: 0 built, else the failing tool's status.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
build=$root/build/release
cache=$build/CMakeCache.txt

case ${1:-} in
    program) tests=OFF; target=usb-workbench ;;
    tests) tests=ON; target=all ;;
    *) sed -n '3,8s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
esac

# A build directory made for the tests builds the program as well, so it is only ever widened.
configured() {
    [ -f "$build/build.ninja" ] && [ "$build/build.ninja" -nt "$root/CMakePresets.json" ] || return 1
    [ "$tests" = OFF ] || grep -q '^WB_BUILD_TESTS:BOOL=ON$' "$cache"
}
if ! configured; then
    (cd "$root" && cmake --preset release -DWB_BUILD_TESTS="$tests") >&2
fi

quiet=()
[ ! -f "$build/.built-$target" ] || quiet=(--quiet)
ninja -C "$build" "${quiet[@]}" "$target" >&2
touch "$build/.built-$target"
