#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# clang and clang-tidy over every source file of the program, warnings being errors: that it compiles with clang, that
# -Wthread-safety has nothing to say, and the checks of .clang-tidy. Reads, compiles nothing: half the time of a build.
#
#   tests/lint/check_tidy.sh [REGEX OF PATHS]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
root=$PWD
cmake --preset tidy >/dev/null
# moc's output is included by the sources, so it must be there; its targets would build every library first.
find build/tidy -name AutogenInfo.json -exec cmake -E cmake_autogen {} Debug \;
log=build/tidy/tidy.log
status=0
run-clang-tidy -quiet -p build/tidy -j "$(nproc)" "^$root/${1:-(app|core|ui)/}" >"$log" 2>&1 || status=$?
sed -i 's/\x1b\[[0-9;]*m//g' "$log" # it colours its output whatever it writes to
grep -E '(error|warning): ' "$log" | sed "s#^$root/##" | sort -u || true
echo "clang-tidy: $(grep -c '^clang-tidy' "$log") files, $(grep -cE 'error: ' "$log" || true) findings"
exit "$status"
