#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs every fuzz target for a given CPU time each, and says which of them found something.

    tests/fuzz/soak.py build/fuzz [--minutes 10] [--jobs 2] [TARGET...]

The time is the target's own processor time, so a busy machine does not shorten the search. Exit: 0 when all ran clean.
"""
import argparse
import concurrent.futures
import os
import pathlib
import re
import signal
import subprocess
import sys
import time

import seeds

CORPUS = pathlib.Path(__file__).resolve().parent / "corpus"
TICKS = os.sysconf("SC_CLK_TCK")


def cpu_seconds(pid):
    try:
        fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except FileNotFoundError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / TICKS


def soak(program, seconds, work):
    """The programs keep what they find new, so that the next search goes on from there."""
    found = work / program.name
    found.mkdir(parents=True, exist_ok=True)
    log_path = work / f"{program.name}.log"
    command = [program, "-timeout=60", "-rss_limit_mb=2048", f"-artifact_prefix={found}/", found, CORPUS / program.name]
    if (work / "seeds" / program.name).is_dir():
        command.append(work / "seeds" / program.name)
    used = 0.0
    with open(log_path, "wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
        while process.poll() is None:
            used = max(used, cpu_seconds(process.pid))
            if used >= seconds:
                process.send_signal(signal.SIGINT)
                process.wait()
                break
            time.sleep(0.5)
    text = log_path.read_text(errors="replace")
    runs = [int(match) for match in re.findall(r"^#(\d+)", text, re.MULTILINE)]
    broke = re.search(r"==\d+== ?ERROR|runtime error:|SUMMARY: (Undefined|Address)", text) or used < seconds
    print(f"{program.name}: {'FOUND SOMETHING' if broke else 'clean'}, {used:.0f} s of CPU, "
          f"{max(runs, default=0)} inputs; {log_path}", flush=True)
    return not broke


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("build", type=pathlib.Path, help="build folder of the preset fuzz")
    parser.add_argument("targets", nargs="*", help="names; all when none is given")
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    arguments = parser.parse_intermixed_args()
    folder = arguments.build.resolve() / "tests" / "fuzz"
    programs = sorted(path for path in folder.glob("fuzz_*") if path.is_file() and os.access(path, os.X_OK))
    if arguments.targets:
        programs = [program for program in programs if program.name in arguments.targets]
    if not programs:
        parser.error(f"no such target in {folder}")
    seeds.write_seeds(folder / "soak" / "seeds")
    with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
        results = list(pool.map(lambda program: soak(program, arguments.minutes * 60, folder / "soak"), programs))
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
