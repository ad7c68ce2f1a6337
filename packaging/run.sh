#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Sets up, builds and starts USB Workbench on Debian 12, from nothing: installs what is missing (root or sudo),
# builds the release preset, then starts the program with the arguments given.
#
#   packaging/run.sh              the window
#   packaging/run.sh list         any command of the program; needs no display
#
# Only the program writes to stdout; what happens before goes to stderr. Exit: the program's own status.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

"$root/packaging/install-deps.sh" build
"$root/packaging/build.sh" program
exec "$root/build/release/app/usb-workbench" "$@"
