#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every panel of ui/ has pictures in the gallery, and every picture says which state of which panel it shows.

tests/gui/gallery/states.toml is the table: [panel] with a line for each scene, or, in [shown_in], the panel that it is
a part of. A panel is a header of ui/views or ui/dialogs with a name of that kind (PANEL below).

    check_gallery.py --gallery build/dev/tests/gui/gallery
"""

import argparse
import os
import re
import subprocess
import tomllib

import sources

TABLE = "tests/gui/gallery/states.toml"
HOSTS = "shown_in"
WINDOW = "main_window"
FOLDERS = ("ui/views/", "ui/dialogs/")
# What a person meets as a thing of its own; fields, delegates and what draws inside one of these are none.
PANEL = re.compile(r"_(panel|page|dialog|banner|bar|strip|header|help|form|table|switches|gate|view|pane|charts|"
                   r"comparison|detail|health|line|files|lists|editor)$")


def panels(paths):
    """The names of the panels among the headers."""
    stems = [os.path.basename(path)[:-len(".h")] for path in paths if path.startswith(FOLDERS)]
    return [stem for stem in stems if PANEL.search(stem)]


def check_panels(known, table):
    hosts = table.get(HOSTS, {})
    findings = []
    for panel in known:
        if panel not in table and panel not in hosts:
            findings.append(f"{TABLE}:1: {panel} has no scene: add some, or name the panel that shows it in [{HOSTS}]")
    for panel in [*table, *hosts]:
        if panel not in (HOSTS, WINDOW) and panel not in known:
            findings.append(f"{TABLE}:1: ui/ has no panel {panel}")
    for panel, host in hosts.items():
        if host not in table or host == HOSTS:
            findings.append(f"{TABLE}:1: {panel} is shown in {host}, which has no scene")
    return findings


def check_scenes(scenes, table):
    findings = []
    told = {}
    for panel, states in table.items():
        if panel == HOSTS:
            continue
        if not states:
            findings.append(f"{TABLE}:1: {panel} has no scene")
        for scene, state in states.items():
            if scene in told:
                findings.append(f"{TABLE}:1: {scene} is told of {told[scene]} and of {panel}")
            if not str(state).strip():
                findings.append(f"{TABLE}:1: {scene} does not say which state it shows")
            told[scene] = panel
    findings += [f"{TABLE}:1: the gallery has no scene {scene}" for scene in told if scene not in scenes]
    findings += [f"{TABLE}:1: {scene} is not told of any panel" for scene in scenes if scene not in told]
    findings += [f"{TABLE}:1: two scenes are named {scene}" for scene in sorted(set(scenes)) if scenes.count(scene) > 1]
    return findings


def check(paths, scenes, table):
    return check_panels(panels(paths), table) + check_scenes(scenes, table)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--gallery", required=True, help="the program that takes the pictures")
    program = parser.parse_args().gallery
    listed = subprocess.run([program, "--list"], check=True, capture_output=True, text=True, timeout=60)
    with open(os.path.join(sources.ROOT, TABLE), "rb") as file:
        table = tomllib.load(file)
    sources.finish(check(sources.files(".h"), listed.stdout.split(), table), "gallery")


if __name__ == "__main__":
    main()
