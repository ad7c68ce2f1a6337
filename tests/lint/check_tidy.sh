#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# clang and clang-tidy over every source file of the program, warnings being errors: that it compiles with clang, that
# -Wthread-safety has nothing to say, and the checks of .clang-tidy. Reads, compiles nothing.
#
#   tests/lint/check_tidy.sh [REGEX OF PATHS]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
cmake --preset tidy >/dev/null
# moc's output is included by the sources, so it must be there; its targets would build every library first.
find build/tidy -name AutogenInfo.json -exec cmake -E cmake_autogen {} Debug \;
exec python3 tests/lint/tidy_units.py build/tidy "${1:-(app|core|ui)/}"
