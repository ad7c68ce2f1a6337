#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Configures and builds one preset and runs its tests: how the sanitizer rings run inside ctest.
#
#   run_preset.sh PRESET
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
preset=$1
if [ "$preset" = tsan ]; then
    # ThreadSanitizer needs its fixed address ranges: give it a layout without much randomisation where we may.
    run=(setarch -R)
    "${run[@]}" true 2>/dev/null || run=()
else
    run=()
fi
cmake --preset "$preset"
cmake --build --preset "$preset"
exec "${run[@]}" ctest --preset "$preset" -j "$(nproc)"
