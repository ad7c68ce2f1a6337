#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# ShellCheck over every shell script, and a parse by Python of every Python script, whatever its name.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
mapfile -t scripts < <(grep -rlIE -m1 '^#!.*\b(ba)?sh$' .ci packaging tests)
shellcheck -x "${scripts[@]}"
{
    find tests packaging -name '*.py' -print0
    grep -rlIZE -m1 '^#!.*\bpython3$' .ci packaging tests
} | xargs -0 -r python3 -c '
import ast, pathlib, sys
for path in sys.argv[1:]:
    ast.parse(pathlib.Path(path).read_text(encoding="utf-8"), path)'
echo "shell: ${#scripts[@]} scripts clean"
