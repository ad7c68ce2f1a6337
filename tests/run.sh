#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Sets up, builds and runs every ring of tests on Debian 12, from nothing; ends with ctest's own summary.
#
#   tests/run.sh                  everything: unit, gui, umockdev, lint, vm, bench, sanitizers
#   tests/run.sh -L unit          any ctest arguments: here one ring
#   tests/run.sh -R vm.hotplug    one test
#
# Needs root or sudo for missing packages only. No USB hardware, no display, no KVM. Exit: ctest's status.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

"$root/packaging/install-deps.sh" tests
"$root/packaging/build.sh" tests
cd "$root"
exec ctest --preset release -j "$(nproc)" "$@" </dev/null
