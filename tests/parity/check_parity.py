#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Holds parity.toml against the tree: what python-libusb1, PyUSB and libusb can do, and where it is here.

usage: check_parity.py [--program USB-WORKBENCH] [--root DIR] [--rows PARITY.TOML]

A row names a capability and
    core      "file: symbol", one or several: a file of core/, of which the symbol is a word outside the comments
    gui       objectName of a widget or action: a string of ui/, which a test of the window uses, as it is or with
              something behind it ("sessionClaim0"); what a test looks for and does not find fails there
    cli       a form of the command line: its command, its options and its ARGUMENTS are in --help (--program), else in
              app/cli/declare_*.cpp
    proof     "ring.test: function": CMake knows the test, the function is in its source
A row without gui and cli says why in `core_only`. One that has no sense here says why in `senseless`, and nothing else.
`needs` is the release of libusb that has the function `symbol`, which is then looked for at run time. What is not there
yet says so in `missing`, and fails.
"""

import argparse
import functools
import glob
import os
import re
import subprocess
import sys
import tomllib

KEYS = {"id", "words", "core", "gui", "cli", "proof", "core_only", "senseless", "needs", "symbol", "missing"}
TEXTS = ("words", "core_only", "senseless", "needs", "missing")
LISTS = ("core", "gui", "cli", "proof", "symbol")
FUNCTIONS = "core/backend/libusb1/optional_functions.cpp"
FUNCTION = re.compile(r"^[^\n#/ ][^\n;]*?\b(\w+)\([^;{]*?\)\n\{\n(.*?)^\}", re.M | re.S)  # name and body, as formatted


class Tree:
    """The source tree, and the program built from it if there is one."""

    def __init__(self, root, program=None):
        self.root = root
        self.program = program

    def read(self, path):
        """The text of a file, or None."""
        try:
            with open(os.path.join(self.root, path), encoding="utf-8") as file:
                return file.read()
        except OSError:
            return None

    def paths(self, pattern):
        found = glob.glob(os.path.join(self.root, pattern), recursive=True)
        return sorted(os.path.relpath(path, self.root) for path in found)

    @functools.cached_property
    def object_names(self):
        names = set()
        for path in self.paths("ui/**/*.cpp"):
            names.update(re.findall(r'"([a-z][A-Za-z0-9]{3,})"', self.read(path)))
        return names

    @functools.cached_property
    def used_names(self):
        """What the tests of the window look for: the pictures of the gallery prove nothing."""
        paths = self.paths("tests/gui/*.cpp") + self.paths("tests/gui/*.h") + self.paths("tests/umockdev/tst_window*.cpp")
        return "\n".join(name for path in paths for name in re.findall(r'"([a-z][A-Za-z0-9]{3,})"', self.read(path)))

    @functools.cached_property
    def tests(self):
        """Source file of every test, by ring and name."""
        found = {}
        for path in self.paths("tests/**/CMakeLists.txt"):
            text, folder = with_loops(self.read(path)), os.path.dirname(path)
            for name, ring in re.findall(r"wb_add_test\((\w+)\s+RING\s+(\w+)", text):
                found[f"{ring}.{name}"] = f"{folder}/{name}.cpp"
            for name in re.findall(r"wb_add_program_test\((\w+)", text):
                found[f"unit.{name}"] = f"{folder}/{name}.cpp"
            for group in re.findall(r"add_test\(NAME vm\.(\w+)", text):
                found[f"vm.{group}"] = f"{folder}/groups/{group}.py"
        return found

    @functools.cache
    def help(self, command):
        """What the program or its sources say of a command; "" is the program itself; None: there is no such one."""
        return self.printed_help(command) if self.program else self.declared_help(command)

    def printed_help(self, command):
        done = subprocess.run([self.program, *command.split(), "--help"], capture_output=True, text=True, timeout=60,
                              check=False)
        return done.stdout if done.returncode == 0 else None

    def declared_help(self, command):
        bodies = {}
        for path in self.paths("app/cli/declar*.cpp"):
            bodies.update(FUNCTION.findall(self.read(path)))
        if not command:
            return self.with_what_it_calls(bodies, {"declareCommands"}, False)
        start = {name for name, body in bodies.items()
                 if all(re.search(rf'addCommand\(\s*\w+, "{word}"', body) for word in command.split())}
        return self.with_what_it_calls(bodies, start, True) if start else None

    @staticmethod
    def with_what_it_calls(bodies, names, follows):
        text = ""
        seen = set()
        while names:
            name = names.pop()
            seen.add(name)
            text += bodies.get(name, "")
            if follows:
                names |= set(bodies) & set(re.findall(r"\b(\w+)\(", bodies.get(name, ""))) - seen
        return text


def with_loops(text):
    """A CMakeLists with the bodies of its loops behind it, once for each turn."""
    for variable, items, body in re.findall(r"foreach\((\w+) ([^)]*)\)(.*?)endforeach", text, re.S):
        text += "".join(body.replace(f"${{{variable}}}", item) for item in items.split())
    return text


def as_list(value):
    return [value] if isinstance(value, str) else list(value)


def has_word(text, word):
    return re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", text) is not None


def check_core(tree, entry):
    path, _, symbol = entry.partition(": ")
    text = tree.read(path)
    if text is None or not symbol:
        return f'core: no file "{path}"' if symbol else f'core: "{entry}" is not "file: symbol"'
    if not path.startswith("core/"):
        return f"core: {path} is not of the core library"
    return None if has_word(re.sub(r"//[^\n]*", "", text), symbol) else f'core: no "{symbol}" in {path}'


def check_gui(tree, name):
    if name not in tree.object_names:
        return f'gui: nothing in ui/ is called "{name}"'
    if not re.search(rf"^{name}", tree.used_names, re.M):
        return f'gui: no test of the window uses "{name}"'
    return None


def check_cli(tree, form):
    words = form.split()
    command = []
    while words and re.fullmatch(r"[a-z]+", words[0]):
        command.append(words.pop(0))
    text = tree.help(" ".join(command))
    if text is None:
        return f'cli: no command "{" ".join(command)}"'
    for word in words:
        if not has_word(text, word) and not (word.startswith("--") and has_word(tree.help(""), word)):
            return f'cli: "{form}": no {word}'
    return None


def check_proof(tree, entry):
    test, _, function = entry.partition(": ")
    path = tree.tests.get(test)
    if path is None or not function:
        return f'proof: CMake knows no test "{test}"' if function else f'proof: "{entry}" is not "ring.test: function"'
    text = tree.read(path)
    if text is None:
        return f"proof: no file {path}"
    pattern = rf"\bdef {function}\(" if path.endswith(".py") else rf"\bvoid (\w+::)?{function}\(\)"
    return None if re.search(pattern, text) else f'proof: no function "{function}" in {path}'


def check_symbol(tree, row, name):
    table = tree.read(FUNCTIONS) or ""
    if re.search(rf'\{{ "{re.escape(name)}", "{re.escape(row["needs"])}"', table):
        return None
    return f'needs: {FUNCTIONS} has no row for "{name}" of {row["needs"]}'


def check_shape(row):
    """What is wrong with a row before the tree is looked at."""
    for key in row:
        if key not in KEYS:
            yield f'unknown key "{key}"'
    for key in TEXTS:
        if key in row and (not isinstance(row[key], str) or not row[key].strip()):
            yield f"{key} says nothing"
    if "words" not in row:
        yield "no words"
    if "missing" in row:
        yield f"missing: {row['missing']}"
    elif "senseless" in row:
        if set(row) - {"id", "words", "senseless"}:
            yield "a senseless row has no other keys"
    else:
        for key in ("core", "proof"):
            if not row.get(key):
                yield f"no {key}"
        if not row.get("gui") and not row.get("cli") and "core_only" not in row:
            yield "neither gui nor cli, and no core_only that says why"
        if ("needs" in row) != bool(row.get("symbol")):
            yield "needs and symbol belong together"


def check_row(tree, row):
    findings = list(check_shape(row))
    if findings:
        return findings
    checks = {"core": check_core, "gui": check_gui, "cli": check_cli, "proof": check_proof,
              "symbol": lambda tree, name: check_symbol(tree, row, name)}
    for key in LISTS:
        findings += [finding for entry in as_list(row.get(key, [])) if (finding := checks[key](tree, entry))]
    return findings


def check_ids(document):
    """Every id there is, once, in order."""
    wanted = [f"{section}.{number}" for section, count in document.get("sections", {}).items()
              for number in range(1, count + 1)]
    found = [row.get("id", "") for row in document.get("row", [])]
    for number in wanted:
        if number not in found:
            yield f"{number}: no such row"
    for number in sorted(set(found)):
        if number not in wanted:
            yield f"{number}: the sections have no such row"
        if found.count(number) > 1:
            yield f"{number}: more than once"
    if not wanted:
        yield "no sections"


def check(tree, document):
    findings = list(check_ids(document))
    for row in document.get("row", []):
        findings += [f"{row.get('id', '?')}: {finding}" for finding in check_row(tree, row)]
    return findings


def main():
    here = os.path.dirname(os.path.abspath(__file__))
    parser = argparse.ArgumentParser()
    parser.add_argument("--program")
    parser.add_argument("--root", default=os.path.dirname(os.path.dirname(here)))
    parser.add_argument("--rows", default=os.path.join(here, "parity.toml"))
    arguments = parser.parse_args()
    with open(arguments.rows, "rb") as file:
        document = tomllib.load(file)
    findings = check(Tree(arguments.root, arguments.program), document)
    for finding in findings:
        print(finding)
    print(f"parity: {len(document.get('row', []))} rows, {len(findings)} finding(s)")
    sys.exit(1 if findings else 0)


if __name__ == "__main__":
    main()
