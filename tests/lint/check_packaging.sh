#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The desktop file and the metainfo are valid; the Debian package can be made, holds what it should, and lintian has no
# errors to report.
#
#   tests/lint/check_packaging.sh BUILD_DIRECTORY
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
build=$1
desktop-file-validate packaging/usb-workbench.desktop
appstreamcli validate --no-net packaging/usb-workbench.metainfo.xml

rm -rf "$build/package"
(cd "$build" && cpack -G DEB -B "$build/package" >/dev/null)
package=$(find "$build/package" -maxdepth 1 -name 'usb-workbench_*.deb')
dpkg-deb -c "$package" >"$build/package/contents"
for file in bin/usb-workbench share/applications/usb-workbench.desktop share/metainfo/usb-workbench.metainfo.xml \
    share/icons/hicolor/scalable/apps/usb-workbench.svg share/man/man1/usb-workbench.1.gz \
    share/doc/usb-workbench/copyright share/doc/usb-workbench/changelog.gz share/doc/usb-workbench/changelog.Debian.gz; do
    grep -qF "./usr/$file" "$build/package/contents" || { echo "the package lacks /usr/$file" >&2; exit 1; }
done
dpkg-deb -f "$package" Depends | grep -q 'libqt6widgets6.*libusb-1.0-0\|libusb-1.0-0.*libqt6widgets6' \
    || { echo "the package does not depend on its libraries" >&2; exit 1; }
# Suppressed: a package's maintainer is whoever builds it, on a machine that need not have a mail domain; and it is no
# upload to Debian that could close a bug there.
suppressed=bogus-mail-host,bogus-mail-host-in-debian-changelog,initial-upload-closes-no-bugs
lintian --fail-on error,warning --allow-root --suppress-tags "$suppressed" "$package"
