# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the built program as a user would and reads what it prints."""

import json
import os
import queue
import signal
import subprocess
import threading
import time

from cases import Failure, check
from patience import Patience

PROGRAM = os.environ.get("WB_PROGRAM", "usb-workbench")
OK, FAILED, USAGE, NO_DEVICE, DENIED, BUSY, DISCONNECTED, FILE, DIFFERS, INTERRUPTED = 0, 1, 2, 3, 4, 5, 6, 7, 8, 130


class Finished:
    """What one run left: exit status, stdout, stderr; documents() reads stdout as JSON lines."""

    def __init__(self, arguments, status, out, err):
        self.arguments, self.status, self.out, self.err = arguments, status, out, err

    def expect(self, status):
        check(self.status == status, f"{self}: exit {self.status}, expected {status}\n{self.err.strip()}\n{self.text()[-400:]}")
        return self

    def text(self):
        return self.out.decode("utf-8", "replace")

    def documents(self):
        try:
            return [json.loads(line) for line in self.text().splitlines() if line]
        except ValueError as error:
            raise Failure(f"{self}: stdout is not JSON lines: {error}\n{self.text()[:400]}") from error

    def document(self):
        documents = self.documents()
        check(documents, f"{self}: no JSON on stdout")
        return documents[-1]

    def __str__(self):
        return "usb-workbench " + " ".join(self.arguments)


def run(*arguments, timeout=30, prefix=(), program=PROGRAM):
    """Runs one command to its end. `prefix` goes in front of it, such as setpriv and its arguments."""
    arguments = [str(a) for a in arguments]
    patience = Patience(timeout)
    with subprocess.Popen([*prefix, program, *arguments], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE) as process:
        while True:
            try:
                out, err = process.communicate(timeout=max(patience.left(), 0.1))
                return Finished(arguments, process.returncode, out, err.decode("utf-8", "replace"))
            except subprocess.TimeoutExpired as expired:
                if patience.left():
                    continue
                channels = wait_channels(process.pid)
                process.kill()
                raise Failure(f"usb-workbench {' '.join(arguments)}: no end after {timeout} s\n"
                              f"{(expired.output or b'').decode()[-400:]}\n{(expired.stderr or b'').decode()[-400:]}\n"
                              f"{channels}") from expired


class Running:
    """A command that goes on while the test does something else."""

    def __init__(self, *arguments, prefix=()):
        self.arguments = [str(a) for a in arguments]
        self._process = subprocess.Popen([*prefix, PROGRAM, *self.arguments], stdin=subprocess.DEVNULL,
                                         stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self._lines = queue.Queue()
        self._out, self._err = [], []
        self._readers = [threading.Thread(target=self._read_out), threading.Thread(target=self._read_err)]
        for reader in self._readers:
            reader.start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        for reader in self._readers:
            reader.join()

    @property
    def pid(self):
        return self._process.pid

    def _read_out(self):
        for line in self._process.stdout:
            self._out.append(line)
            self._lines.put((time.monotonic(), line))
        self._lines.put((time.monotonic(), None))

    def _read_err(self):
        for line in self._process.stderr:
            self._err.append(line)

    def next_document(self, seconds, what):
        """The next JSON line and the moment it arrived."""
        patience = Patience(seconds)
        while True:
            try:
                moment, line = self._lines.get(timeout=max(patience.left(), 0.1))
                break
            except queue.Empty:
                if not patience.left():
                    raise Failure(f"{self}: waited {seconds} s for {what}") from None
        check(line is not None, f"{self}: ended instead of {what}\n{self.stderr()[-400:]}")
        return moment, json.loads(line)

    def document_where(self, condition, seconds, what):
        """The next JSON line for which condition(document) holds; others are passed over."""
        patience = Patience(seconds)
        while True:
            moment, document = self.next_document(max(0.1, patience.left()), what)
            if condition(document):
                return moment, document

    def stderr(self):
        return b"".join(self._err).decode("utf-8", "replace")

    def has_ended(self):
        return self._process.poll() is not None

    def interrupt(self):
        self._process.send_signal(signal.SIGINT)

    def kill(self):
        self._process.kill()

    def finish(self, seconds):
        """Waits for the end: a program that hangs is a failure that says where each thread sleeps."""
        patience = Patience(seconds)
        while True:
            try:
                self._process.wait(max(patience.left(), 0.1))
                break
            except subprocess.TimeoutExpired:
                if patience.left():
                    continue
            raise Failure(f"{self}: still running after {seconds} s\n{b''.join(self._out).decode()[-600:]}\n"
                          f"{self.stderr()[-400:]}\n{wait_channels(self.pid)}") from None
        for reader in self._readers:
            reader.join()
        return Finished(self.arguments, self._process.returncode, b"".join(self._out), self.stderr())

    def resources(self):
        """Resident memory in KiB, open files, threads."""
        status = dict(line.split(":", 1) for line in open(f"/proc/{self.pid}/status", encoding="ascii"))
        return int(status["VmRSS"].split()[0]), len(os.listdir(f"/proc/{self.pid}/fd")), int(status["Threads"])

    def __str__(self):
        return "usb-workbench " + " ".join(self.arguments)


def wait_channels(pid):
    lines = []
    for task in sorted(os.listdir(f"/proc/{pid}/task")):
        with open(f"/proc/{pid}/task/{task}/comm", encoding="ascii") as comm, \
                open(f"/proc/{pid}/task/{task}/wchan", encoding="ascii") as wchan:
            lines.append(f"thread {task} {comm.read().strip()}: {wchan.read().strip()}")
    return "\n".join(lines)
