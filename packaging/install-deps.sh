#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs the Debian packages this project needs, and only those that are missing.
#
#   packaging/install-deps.sh build    what packaging/run.sh needs: compiler, Qt, libusb
#   packaging/install-deps.sh tests    the above, and what tests/run.sh needs
#
# Needs root or sudo only when something is missing; answers in milliseconds when nothing is.
# Everything it says goes to stderr. Exit: 0 all there, 1 could not install, 2 wrong usage.
set -euo pipefail

build_packages=(
    cmake ninja-build g++ ccache pkg-config
    qt6-base-dev qt6-svg-dev qt6-qpa-plugins libqcustomplot-dev fonts-dejavu-core
    libusb-1.0-0-dev libexpected-dev nlohmann-json3-dev libcli11-dev usb.ids
)
test_packages=(
    clang clang-tidy clang-format libclang-rt-14-dev lld shellcheck
    libumockdev-dev umockdev tshark mandoc
    qemu-system-x86 busybox-static cpio kmod udev usbutils usbip alsa-utils python3 python3-usb1 python3-usb
    xvfb xauth openbox xdotool imagemagick
    appstream desktop-file-utils lintian dpkg-dev file git
)

say() { printf 'install-deps: %s\n' "$*" >&2; }

as_root() {
    if [ "$(id -u)" = 0 ]; then
        env DEBIAN_FRONTEND=noninteractive "$@"
    elif command -v sudo >/dev/null; then
        sudo env DEBIAN_FRONTEND=noninteractive "$@"
    else
        say "error: needs root to install packages: run as root, or install sudo"
        return 1
    fi
}

case ${1:-} in
    build) wanted=("${build_packages[@]}") ;;
    tests) wanted=("${build_packages[@]}" "${test_packages[@]}") ;;
    *) sed -n '3,9s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
esac

command -v dpkg-query >/dev/null || { say "error: this is not Debian (no dpkg-query); the packages needed are: ${wanted[*]}"; exit 1; }

installed=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' "${wanted[@]}" 2>/dev/null | sed -n 's/^installed //p' || true)
missing=()
for package in "${wanted[@]}"; do
    grep -qxF -- "$package" <<<"$installed" || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0

say "installing: ${missing[*]}"
install=(apt-get -q -y -o Dpkg::Use-Pty=0 install --no-install-recommends "${missing[@]}")
# The package lists of a fresh machine are empty or old: fetch them only when a first try fails.
if ! as_root "${install[@]}" >&2 </dev/null; then
    say "fetching the package lists"
    as_root apt-get -q update >&2 </dev/null
    as_root "${install[@]}" >&2 </dev/null || { say "error: apt-get could not install: ${missing[*]}"; exit 1; }
fi
