#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""clang-tidy over many source files at once: most of its time goes into Qt's headers, so files that are compiled alike
are put behind one another into units and checked together. Files that do not go together (two constants of one name)
are put into different units. What is found is told with the file and line of the source.

    tests/lint/tidy_units.py BUILD [REGEX OF PATHS]     BUILD holds compile_commands.json

Prints each finding once; exit 0 when there is none, 1 when there are some, 2 when nothing could be checked."""
import concurrent.futures
import json
import os
import pathlib
import re
import shlex
import subprocess
import sys
import threading

MOST_FILES = 12  # more make a unit that one processor still works on when the others are done
SMALLER = 2  # by this much in each round: what did not go together will hardly do so in the next
PLACE = re.compile(r"^(?P<file>/[^:\n]+):(?P<line>\d+)(?P<rest>:\d+: (?P<kind>error|warning|note|fatal error): .*)$")
INCLUDE = re.compile(r'#include [<"]')


def first_time_only(lines, included):
    """The lines without the first of each include that an earlier source has: what is there twice in one is found."""
    missing = set(included)
    result = []
    for line in lines:
        result.append("" if line in missing else line)
        missing.discard(line)
    return result


class Unit:
    """Sources of one target, one behind the other, in one file."""

    def __init__(self, path, sources, flags):
        self.path, self.sources, self.flags = path, sources, flags
        self.starts = []  # line of the unit at which each source begins, counted from 1
        text, included = [], set()
        for source in sources:
            self.starts.append(len(text) + 1)
            lines = source.read_text(encoding="utf-8").splitlines()
            text += first_time_only(lines, included)
            included |= set(filter(INCLUDE.match, lines))
        path.write_text("\n".join(text) + "\n", encoding="utf-8")

    def source_of(self, line):
        index = max(i for i, start in enumerate(self.starts) if start <= line)
        return self.sources[index], line - self.starts[index] + 1

    def places(self, output):
        """(source, line, rest of the message, kind) of every message; a header's stand as they are."""
        for match in filter(None, map(PLACE.match, output.splitlines())):
            source, line = pathlib.Path(match["file"]), int(match["line"])
            if source == self.path:
                source, line = self.source_of(line)
            yield source, line, match["rest"], match["kind"]

    def misfits(self):
        """Sources that do not compile behind those before them."""
        run = subprocess.run(["clang++", *self.flags, "-w", "-fsyntax-only", "-ferror-limit=0", str(self.path)],
                             capture_output=True, text=True)
        if run.returncode == 0:
            return set()
        wrong = {source for source, _, _, kind in self.places(run.stderr) if "error" in kind}
        return wrong & set(self.sources) or set(self.sources)

    def check(self):
        run = subprocess.run(["clang-tidy", "--quiet", "--config-file=.clang-tidy", str(self.path), "--", *self.flags], capture_output=True, text=True)
        findings = {(str(source), line, rest) for source, line, rest, kind in self.places(run.stdout) if kind != "note"}
        if run.returncode != 0 and not findings:
            findings.add((str(self.path), 0, ": error: clang-tidy failed: " + (run.stdout + run.stderr)[-2000:]))
        return findings


def flags_of(command):
    """What the compiler is given beside the names of the source and of its object."""
    words = shlex.split(command["command"])[1:]
    kept, skip = [], False
    for word in words:
        if skip:
            skip = False
        elif word == "-o":
            skip = True
        elif word != "-c" and word != command["file"]:
            kept.append(word)
    return tuple(kept)


class Checker:
    def __init__(self, folder):
        self.folder, self.lock = folder, threading.Lock()
        self.number, self.done, self.findings = 0, 0, set()

    def unit(self, sources, flags):
        with self.lock:
            self.number += 1
            return Unit(self.folder / f"unit{self.number}.cpp", sources, flags)

    def run(self, sources, flags):
        """Checks those that go together; returns those that need another unit."""
        left = []
        if len(sources) > 1:
            misfits = self.unit(sources, flags).misfits() - {sources[0]}
            left = [source for source in sources if source in misfits]
            sources = [source for source in sources if source not in misfits]
        findings = self.unit(sources, flags).check()
        if len(sources) > 1 and any("[clang-diagnostic-error" in rest for _, _, rest in findings):
            findings = set().union(*(self.unit([source], flags).check() for source in sources))
        with self.lock:
            self.findings |= findings
            self.done += len(sources)
        return left


def batches(sources, most):
    count = -(-len(sources) // most)
    return [sources[i::count] for i in range(count)]


def check(build, pattern):
    root = pathlib.Path.cwd()
    folder = build / "units"
    folder.mkdir(exist_ok=True)
    waiting = {}
    for command in json.loads((build / "compile_commands.json").read_text(encoding="utf-8")):
        path = pathlib.Path(command["file"])
        if path.is_relative_to(root) and re.match(pattern, str(path.relative_to(root))):
            waiting.setdefault(flags_of(command), []).append(path)
    checker = Checker(folder)
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        most = MOST_FILES
        while waiting:
            jobs = [(flags, batch) for flags, sources in waiting.items() for batch in batches(sources, most)]
            jobs.sort(key=lambda job: -len(job[1]))
            waiting = {}
            most = max(1, most // SMALLER)
            for (flags, _), left in zip(jobs, pool.map(lambda job: checker.run(job[1], job[0]), jobs)):
                if left:
                    waiting.setdefault(flags, []).extend(left)
    for file, line, rest in sorted(checker.findings):
        print(f"{os.path.relpath(file, root)}:{line}{rest}")
    print(f"clang-tidy: {checker.done} files in {checker.number} units, {len(checker.findings)} findings")
    return 2 if checker.done == 0 else 1 if checker.findings else 0


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    sys.exit(check(pathlib.Path(sys.argv[1]).resolve(), sys.argv[2] if len(sys.argv) == 3 else r"(app|core|ui)/"))
