# SPDX-License-Identifier: GPL-3.0-or-later
"""The smallest test runner that says which case failed, why, and how long each took.

A group is a script that decorates functions with @case and ends with run(). Cases run in the order written;
one that fails does not stop the next. Nothing is ever skipped: what a case needs and does not find is a failure.
"""

import sys
import time
import traceback

from patience import Patience

_cases = []


class Failure(AssertionError):
    """A check that did not hold; its text is the whole report."""


def case(function):
    _cases.append(function)
    return function


def check(holds, message):
    if not holds:
        raise Failure(message)


def equal(actual, expected, what):
    if actual != expected:
        raise Failure(f"{what}: got {actual!r}, expected {expected!r}")


def wait_until(condition, seconds, what):
    """Polls the condition until it holds; its value is returned. For facts no descriptor or pipe announces."""
    patience = Patience(seconds)
    while True:
        value = condition()
        if value:
            return value
        if not patience.left():
            raise Failure(f"waited {seconds} s for {what}")
        time.sleep(0.01)


def note(text):
    """A measured figure that belongs in the report."""
    print(f"       {text}", flush=True)


def run():
    failed = 0
    for function in _cases:
        start = time.monotonic()
        try:
            function()
            verdict, why = "ok    ", ""
        except Failure as failure:
            verdict, why = "FAILED", str(failure)
        except Exception:
            verdict, why = "FAILED", traceback.format_exc()
        failed += verdict == "FAILED"
        print(f"{verdict} {function.__name__} ({time.monotonic() - start:.1f} s)", flush=True)
        for line in why.splitlines():
            print(f"       {line}", flush=True)
    print(f"{len(_cases) - failed} of {len(_cases)} cases hold", flush=True)
    sys.exit(1 if failed or not _cases else 0)
