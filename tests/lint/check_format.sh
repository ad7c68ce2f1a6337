#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Every C and C++ file is as clang-format 14 with the repository's .clang-format would write it.
# `tests/lint/check_format.sh --fix` rewrites them instead.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
mode=(--dry-run --Werror)
[ "${1:-}" != --fix ] || mode=(-i)
find app core ui tests -type f \( -name '*.h' -o -name '*.cpp' -o -name '*.c' \) -print0 \
    | xargs -0 -r -n 16 -P "$(nproc)" clang-format "${mode[@]}"
