#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""House rules no other tool checks: licence lines, header guards, forbidden words, sizes, white space."""

import re

import sources

CODE = (".h", ".cpp", ".c")
MAX_LINES = 500
PRODUCTION = ("app/", "core/", "ui/")

# (pattern, where it applies, what to do instead)
FORBIDDEN = (
    (r"\b(usleep|nanosleep|sleep_for|sleep_until)\s*\(", "", "wait for a condition, never for a time"),
    (r"QThread::m?u?sleep\s*\(|QTest::q(Wait|Sleep)\s*\((?!0\))", "",
     "wait for a condition: QTRY_*, QSignalSpy::wait; qWait(0) delivers what is queued"),
    (r"\bprocessEvents\s*\(", PRODUCTION, "return to the event loop instead"),
    (r"\bBlockingQueuedConnection\b", "", "one thread waiting for another deadlocks in the end: send the answer as a signal"),
    (r"\b(TODO|FIXME|XXX|HACK)\b", "", "mend it, or open an issue and name its number"),
    (r"\b(reinterpret_cast|const_cast)\b", PRODUCTION, "read bytes through core/base/bytes.h"),
    (r"\bQVector\s*<\s*(const\s+)?(wb::)?(capture::)?\w*Record\b|\bQList\s*<\s*(capture::)?\w*Record\b", PRODUCTION,
     "the log is the only copy of a record (HACKING.md, \"The log\")"),
    (r"\bQSKIP\s*\(", "", "a test that cannot run fails and says what is missing"),
    (r"^\s*using namespace std;", "", "name what you use"),
    (r"\blibusb_(bulk|control|interrupt)_transfer\s*\(", PRODUCTION, "not beside an event thread (P7)"),
)
NOLINT = re.compile(r"NOLINT\w*")
NOLINT_WITH_REASON = re.compile(r"NOLINT(NEXTLINE|BEGIN|END)?\([\w.,\- ]+\):? \S+")
# This file and the table above it name what they forbid; the plain peer is plain on purpose.
EXEMPT = {"tests/lint/check_style.py": None}


def applies(path, where):
    return not where or path.startswith(where)


def check_words(path, text):
    findings = []
    for number, line in enumerate(text, 1):
        for pattern, where, advice in FORBIDDEN:
            match = applies(path, where) and re.search(pattern, line)
            if match:
                findings.append(f"{path}:{number}: {match.group(0).strip()}: {advice}")
        if NOLINT.search(line) and not NOLINT_WITH_REASON.search(line):
            findings.append(f"{path}:{number}: NOLINT names the check and the reason: NOLINT(check): why")
    return findings


def check_shape(path, text):
    findings = []
    if not any("SPDX-License-Identifier: GPL-3.0-or-later" in line for line in text[:3]):
        findings.append(f"{path}:1: no SPDX-License-Identifier line")
    if path.endswith(".h") and "#pragma once" not in text:
        findings.append(f"{path}:1: no #pragma once")
    if path.endswith(CODE) and len(text) > MAX_LINES:
        findings.append(f"{path}:{MAX_LINES}: {len(text)} lines; one purpose a file, at most {MAX_LINES}")
    for number, line in enumerate(text, 1):
        if line != line.rstrip() or "\t" in line:
            findings.append(f"{path}:{number}: trailing white space or tab")
    return findings


def main():
    findings = []
    for path in sources.files(*CODE, ".sh", ".py"):
        text = sources.lines(path)
        findings += check_shape(path, text)
        if path not in EXEMPT:
            findings += check_words(path, text)
    sources.finish(findings, "style")


main()
