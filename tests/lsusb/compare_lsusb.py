#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Shows that our text contains every field and every value that `lsusb -v` prints.

Both texts are read as trees of lines by their indentation. Every line of lsusb's must stand in ours below the same
heading, with the same name, value and text, and as often; ours may say more. What lsusb itself gets wrong is
listed in allowed_differences.py, with the reason and the specification's section.

    compare_lsusb.py LSUSB.txt OURS.txt
"""

import re
import sys

from allowed_differences import ALLOWED

INDEX = re.compile(r"([(\[]) +(\d)")
# Strings that the mock cannot answer for, and lines about requests instead of descriptors.
UNREAD = (" (error)", " (??)")
REQUESTS = re.compile(r"^(can't get|cannot read|Couldn't|#)")


class Line:
    """One line with the lines that are indented below it."""

    def __init__(self, text, indent, parent):
        self.text = text
        self.indent = indent
        self.parent = parent
        self.children = []

    def path(self):
        above = self.parent.path() if self.parent and self.parent.parent else ""
        return f"{above} / {self.text}" if above else self.text

    def has(self, pattern):
        """A line below this one matches."""
        return any(re.search(pattern, child.text) for child in self.children)


def normalized(text):
    return INDEX.sub(r"\1\2", " ".join(text.split()))


def parse(text):
    """One tree a device: a line without indentation that starts with "Bus" or "Device:" begins one."""
    devices = []
    stack = []
    for raw in text.splitlines():
        content = normalized(raw)
        if not content or REQUESTS.match(content):
            continue
        if re.match(r"(Bus \d+ )?Device( \d+)?: ID ", content):
            root = Line(re.sub(r"^.*?: ID", "ID", content), -1, Line("", -2, None))
            devices.append(root)
            stack = [root]
            continue
        if not stack:  # a text that was cut out of a longer one
            stack = [Line("ID", -1, Line("", -2, None))]
            devices.append(stack[0])
        if content.startswith("Warning:"):  # lsusb indents its own less than what they are about
            indent = stack[-1].indent
        else:
            indent = len(raw) - len(raw.lstrip(" "))
        while stack[-1].indent >= indent:
            stack.pop()
        line = Line(content, indent, stack[-1])
        stack[-1].children.append(line)
        stack.append(line)
    return devices


def says(ours, theirs):
    """Our line says what theirs does; where theirs has no text behind the value, ours may."""
    wanted = theirs
    for word in UNREAD:
        wanted = wanted.removesuffix(word)
    return ours == wanted or (len(wanted.split()) == 2 and ours.startswith(wanted + " "))


def find_allowance(line, ours):
    for allowance in ALLOWED:
        if allowance.fits(line, ours):
            return allowance
    return None


class Comparison:
    def __init__(self):
        self.lines = 0
        self.missing = []
        self.used = {}

    def contains(self, ours, theirs, report):
        """Every line below `theirs` stands below `ours`; with `report`, what does not is kept."""
        taken = set()
        position = 0
        for wanted in theirs.children:
            found = self.find(ours, wanted, position, taken)
            if found is not None:
                position = found + 1
                taken.add(found)
                if report:
                    self.lines += 1
                    self.contains(ours.children[found], wanted, True)
                continue
            allowance = find_allowance(wanted, ours)
            if allowance is None and not report:
                return False
            if report:
                self.explain(ours, wanted, taken, allowance)
        return True

    def find(self, ours, wanted, position, taken):
        """In lsusb's order where that is possible; no line of ours counts twice."""
        indexes = [*range(position, len(ours.children)), *range(position)]
        for index in indexes:
            candidate = ours.children[index]
            if index not in taken and says(candidate.text, wanted.text) and self.contains(candidate, wanted, False):
                return index
        return None

    def explain(self, ours, wanted, taken, allowance):
        if allowance is not None:
            self.used[allowance.name] = self.used.get(allowance.name, 0) + 1
            return
        for index, candidate in enumerate(ours.children):
            if index not in taken and says(candidate.text, wanted.text):
                taken.add(index)  # the line is there: what is missing is below it
                self.contains(candidate, wanted, True)
                return
        self.missing.append(wanted.path())


def compare(theirs, ours):
    """theirs, ours: one device's Line each."""
    comparison = Comparison()
    is_cut = ours.text[:-1].rstrip() == theirs.text  # of a string, see allowed_differences.py
    if not says(ours.text, theirs.text) and not is_cut and theirs.text != "ID":
        comparison.missing.append(theirs.text)
    comparison.contains(ours, theirs, True)
    return comparison


def main():
    theirs, ours = ([line for line in parse(open(path, encoding="utf-8", errors="replace").read())]
                    for path in sys.argv[1:3])
    if len(theirs) != len(ours) or not theirs:
        sys.exit(f"{len(theirs)} devices in {sys.argv[1]}, {len(ours)} in {sys.argv[2]}")
    failed = False
    for their, our in zip(theirs, ours):
        comparison = compare(their, our)
        for path in comparison.missing:
            print("missing:", path)
            failed = True
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
