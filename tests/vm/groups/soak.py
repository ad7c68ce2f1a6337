# SPDX-License-Identifier: GPL-3.0-or-later
"""vm.soak: random faults over libusb and usbfs, for a minute (WB_SOAK_SECONDS). Commands stream on a model that stalls,
is short, falls silent and babbles, and on a gadget that another program resets; both are unplugged and come back.
Whatever has happened, Ctrl+C comes in the middle of it. Each command must end soon and in good order, and its log must
have both records of every transfer; who serves the model must hold no more at the end than at the beginning.

The seed is noted, and WB_SOAK_SEED takes one: the same commands and faults come in the same order."""

import os
import pathlib
import random
import signal
import time

import captures
from cases import Failure, case, check, equal, note, run, wait_until
from evidence import fast
from gadget import source_sink
from program import BUSY, DISCONNECTED, FAILED, INTERRUPTED, NO_DEVICE, OK, Running
from program import run as program
from served import PATIENCE, attach, detach, event, insert_host_controller, serving

SECONDS = int(os.environ.get("WB_SOAK_SECONDS", "60"))
SEED = int(os.environ.get("WB_SOAK_SEED", str(random.SystemRandom().randrange(1 << 32))))
MISBEHAVER = "fffe:0bad"
STALL, SHORT, SILENCE, BABBLE = 1, 2, 3, 4
EVER_LASTING = "600"  # seconds: nothing ends a stream but a fault and Ctrl+C
SOON = 3.0  # seconds from Ctrl+C to the end of the command, under emulation
ORDERLY = (OK, FAILED, NO_DEVICE, BUSY, DISCONNECTED, INTERRUPTED)
KILLED = -signal.SIGINT  # the signal found the program past its end, where nothing waits for it any more
WARM_UP = 5  # rounds
gadget = source_sink()
dice = random.Random(SEED)


class Model:
    """The misbehaver, attached by USB/IP."""

    bulk, periodic = ("0x81", "0x01"), ("0x83", "0x03", "0x84", "0x04")

    def __init__(self, server):
        self.id, self._server, self._is_there = MISBEHAVER, server, False

    def faults(self):
        return [self.misbehave, self.misbehave, self.misbehave, self.unplug]

    def plug(self):
        if not self._is_there:
            attach(self.id)
        self._is_there = True

    def misbehave(self):
        endpoint = dice.choice(self.bulk + self.periodic)
        done = program("control", self.id, "0x40", dice.choice((STALL, SHORT, SILENCE, BABBLE)), dice.randrange(100), endpoint,
                       0, "--yes")
        check(done.status in ORDERLY, f"{done}: exit {done.status}\n{done.err}")

    def unplug(self):
        detach(self.id)
        event(self._server, "detached")
        self._is_there = False

    def mend(self):
        self.plug()
        program("control", self.id, "0x40", 0, 0, 0, 0, "--yes").expect(OK)  # behaves again


class Real:
    """The gadget: it is never silent, but it is there for the kernel to reset."""

    bulk, periodic = ("0x81", "0x02"), ()

    def __init__(self):
        self.id, self._is_there = gadget.id, True

    def faults(self):
        return [self.reset, self.unplug]

    def reset(self):
        done = program("reset", self.id, "--yes")
        check(done.status in ORDERLY, f"{done}: exit {done.status}\n{done.err}")

    def plug(self):
        if self._is_there:
            gadget.plug_wait()
        else:
            gadget.plug()
        self._is_there = True

    def unplug(self):
        gadget.unplug()
        wait_until(lambda: not gadget.host_path(), PATIENCE, "the gadget to go")
        self._is_there = False

    def mend(self):
        self.plug()


def command_for(device):
    """Any of its endpoints together; what only suits bulk endpoints is said when there are no others."""
    all_of_them = device.bulk + device.periodic
    endpoints = dice.sample(all_of_them, dice.randint(1, min(3, len(all_of_them))))
    words = ["stream", device.id, *endpoints, "--seconds", EVER_LASTING, "--depth", dice.randint(1, 16), "--rate",
             dice.randint(20, 200), "--payload-limit", 256, "--json"]
    if device.periodic:
        words += ["--alt", 1]
    if set(endpoints) <= set(device.bulk):
        words += ["--size", 512 * dice.randint(1, 64), "--timeout", dice.choice((0, 50, 200))]
        words += dice.choice(([], ["--on", "stall=recover", "--on", "overflow=recover"]))
    return [str(word) for word in words]


def one_round(device, number):
    """How it ended, how many transfers its log has, and how long its end took."""
    log, words = fast(f"soak-{number}.pcapng"), command_for(device)
    deeds = [dice.choice(device.faults()) for _ in range(dice.randint(0, 3))]
    with Running(*words, "--log", log) as stream:
        wait_until(lambda: captures.read_so_far(log) or stream.has_ended(), PATIENCE, f"round {number}: {stream} to begin")
        for deed in deeds:
            device.plug()  # it comes back before the next, not before the end
            deed()
        start = time.monotonic()
        stream.interrupt()
        done = stream.finish(20)
        seconds = time.monotonic() - start
    what = f"round {number}: {done}, {[deed.__name__ for deed in deeds]}"
    ended_by_itself = done.status == KILLED and "error: " in done.err
    check(done.status in ORDERLY or ended_by_itself, f"{what}: exit {done.status}\n{done.err}")
    try:
        count = len(captures.pair(captures.read_so_far(log)))
    except Failure as failure:
        raise Failure(f"{what}: {failure}") from failure
    pathlib.Path(log).unlink(missing_ok=True)
    return done.status, count, seconds


@case
def the_kernel_takes_part():
    insert_host_controller()


@case
def nothing_is_lost_whatever_happens():
    note(f"seed {SEED}")
    ends, transfers, slow, early = {}, 0, [], None
    with serving("misbehaver") as server, gadget:
        devices = (Model(server), Real())
        end = time.monotonic() + SECONDS
        number = 0
        while time.monotonic() < end or number <= WARM_UP:
            device = dice.choice(devices)
            device.mend()
            status, count, seconds = one_round(device, number)
            ends[status] = ends.get(status, 0) + 1
            transfers += count
            if seconds >= SOON:
                slow.append((number, seconds))
            devices[0].mend()  # attached, whenever what the server holds is looked at
            number += 1
            if number == WARM_UP:
                early = server.resources()
        late = server.resources()
        note(f"{number} rounds, {transfers} transfers, exits {ends}; the server: {early} -> {late} KiB, files, threads")
        equal(slow, [], f"rounds that took {SOON} s to end")
        check(transfers > 5 * number, f"only {transfers} transfers in {number} rounds")
        equal(late[1:], early[1:], "open files and threads of the server")
        check(late[0] - early[0] < 16 * 1024, f"the server grew from {early[0]} to {late[0]} KiB")
        devices[0].unplug()
        server.interrupt()
        server.finish(PATIENCE).expect(OK)


run()
