#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Holds every #include against the table of allowed edges (HACKING.md, "Layers").

A file belongs to the room with the longest matching path. It may include its own room, the rooms its row
names, the C and C++ standard libraries and the system, and of other libraries only those its row names.
Qt headers are told apart by module, found in Qt's include directory.
"""

import glob
import os
import re

import sources

# room: (rooms it may include, libraries it may include)
BASE = ("core/base",)
USB = BASE + ("core/usb",)
LOG = USB + ("core/capture",)
PORT = USB + ("core/backend/backend.h",)
SYSTEM = ("core/system",)
CORE = LOG + SYSTEM + ("core/descriptors", "core/lint", "core/replay", "core/report", "core/requests", "core/snapshot",
               "core/stream", "core/backend/backend.h", "core/engine")
EDGES = {
    "core/base": ((), ("tl",)),
    "core/usb": (BASE, ()),
    "core/system": (USB, ()),
    "core/descriptors": (USB, ()),
    "core/lint": (USB + ("core/descriptors",), ()),
    "core/requests": (USB + ("core/descriptors",), ()),
    "core/report": (USB + ("core/descriptors",), ()),
    "core/capture": (USB, ()),
    "core/replay": (LOG, ()),
    "core/stream": (BASE, ()),
    "core/snapshot": (USB + ("core/descriptors",), ("nlohmann",)),
    "core/backend": (PORT, ()),
    "core/backend/libusb1": (PORT + SYSTEM, ("libusb",)),
    "core/backend/virtualbus": (PORT, ()),
    "core/backend/offline": (PORT, ()),
    "core/usbip": (PORT + ("core/backend/virtualbus",), ()),
    "core/engine": (PORT + LOG + SYSTEM + ("core/replay", "core/descriptors", "core/stream"), ("QtCore",)),
    "ui/text": (CORE, ("QtCore",)),
    "ui/models": (CORE + ("ui/text", "ui/bridge"), ("QtCore", "QtGui")),
    "ui/bridge": (CORE + ("core/backend/virtualbus", "core/backend/offline", "ui/text"), ("QtCore", "QtGui")),
    "ui": (CORE + ("core/backend/virtualbus", "ui"),
           ("QtCore", "QtGui", "QtWidgets", "QtSvg", "nlohmann", "qcustomplot")),
    "app": (CORE + ("core/backend", "app", "ui"), ("QtCore", "QtGui", "QtWidgets")),
    "app/cli": (CORE + ("core/backend", "core/usbip", "app/cli"), ("QtCore", "nlohmann", "CLI")),
    "tests": (("core", "ui", "app", "tests"), ("QtCore", "QtGui", "QtWidgets", "QtSvg", "QtTest", "nlohmann", "tl")),
    "tests/umockdev": (("core", "ui", "app", "tests"),
                       ("QtCore", "QtGui", "QtWidgets", "QtTest", "libusb", "umockdev", "glib", "nlohmann", "tl")),
    "tests/lsusb": (("core", "tests"), ("QtCore", "QtTest")),
    "tests/bench": (("core", "ui", "app", "tests"), ("QtCore", "QtGui", "QtWidgets", "QtTest", "libusb", "nlohmann")),
}
INCLUDE = re.compile(r'^\s*#\s*include\s*(["<])([^">]+)[">]')
LIBRARIES = (("tl/", "tl"), ("nlohmann/", "nlohmann"), ("CLI/", "CLI"), ("libusb", "libusb"), ("umockdev", "umockdev"),
             ("qcustomplot", "qcustomplot"), ("glib", "glib"), ("gio/", "glib"))


def qt_modules():
    """Which module each Qt header belongs to, lower-case and forwarding headers alike."""
    modules = {}
    for folder in glob.glob("/usr/include/*/qt6/Qt*"):
        for name in os.listdir(folder):
            modules.setdefault(name, os.path.basename(folder))
    return modules


def library_of(header, modules):
    """The library a <...> header belongs to, or None for the standard library and the system."""
    for prefix, library in LIBRARIES:
        if header.startswith(prefix):
            return library
    if header.startswith("Qt") and "/" in header:
        return header.split("/")[0]
    return modules.get(header)


def room_of(path):
    rooms = [room for room in EDGES if path.startswith(room + "/")]
    return max(rooms, key=len) if rooms else None


def is_allowed(target, room, rooms):
    return room_of(target) == room or any(target == allowed or target.startswith(allowed + "/") for allowed in rooms)


def check(path, modules):
    room = room_of(path)
    if room is None:
        return [f"{path}:1: no room of the table holds this file"]
    rooms, libraries = EDGES[room]
    findings = []
    for number, line in enumerate(sources.lines(path), 1):
        match = INCLUDE.match(line)
        if not match:
            continue
        quote, header = match.groups()
        if quote == "<":
            library = library_of(header, modules)
            if library and library not in libraries:
                findings.append(f"{path}:{number}: {room} may not include <{header}> ({library})")
        elif os.path.exists(os.path.join(sources.ROOT, header)):
            if not is_allowed(header, room, rooms):
                findings.append(f'{path}:{number}: {room} may not include "{header}"')
        elif not header.endswith(".moc"):
            findings.append(f'{path}:{number}: "{header}" is not a path from the project root')
    return findings


def main():
    modules = qt_modules()
    if "QObject" not in modules:
        sources.finish(["/usr/include/*/qt6: Qt's headers are missing; run packaging/install-deps.sh build"], "layering")
    findings = []
    for path in sources.files(".h", ".cpp", ".c"):
        findings += check(path, modules)
    sources.finish(findings, "layering")


main()
