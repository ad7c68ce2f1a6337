# SPDX-License-Identifier: GPL-3.0-or-later
"""Holds the program's log against usbmon's recording of the same traffic, transfer by transfer."""

from captures import CONTROL, ISO, is_preamble, pair
from cases import check, equal

# libusb ends a transfer that is late by cancelling it; only the program knows why (formats.md, section 2).
KERNEL_STATUS = {-110: (-2, -104), -2: (-2, -104), -19: (-19, -108), -71: (-71, -84, -62)}


def _describe(transfer):
    submit = transfer.submit
    return f"endpoint {submit.endpoint:#04x} type {submit.type} length {submit.length}"


def _same(ours, theirs, what):
    equal((ours.submit.endpoint, ours.submit.type), (theirs.submit.endpoint, theirs.submit.type), f"{what}: endpoint, type")
    equal(ours.submit.setup, theirs.submit.setup, f"{what}: setup")
    equal(ours.submit.length, theirs.submit.length, f"{what}: requested length")
    expected = KERNEL_STATUS.get(ours.end.status, (ours.end.status,))
    check(theirs.end.status in expected, f"{what}: log has status {ours.end.status}, the kernel {theirs.end.status}")
    equal(ours.actual, theirs.actual, f"{what}: actual length")
    equal(ours.data, theirs.data, f"{what}: data")
    if ours.submit.type == ISO:
        equal(ours.submit.packets, theirs.submit.packets, f"{what}: packets submitted")
        equal(ours.end.packets, theirs.end.packets, f"{what}: packets completed")


def _is_standard(transfer):
    return transfer.submit.setup[0] & 0x60 == 0


def _compare_control(ours, theirs):
    """Ours must be among the kernel's in order; what is only the kernel's must be standard requests, its own."""
    remaining = iter(theirs)
    for number, transfer in enumerate(ours):
        for candidate in remaining:
            if candidate.submit.setup == transfer.submit.setup:
                _same(transfer, candidate, f"control transfer {number}")
                break
            check(_is_standard(candidate), f"the log lacks the control transfer {candidate.submit.setup.hex()}")
        else:
            check(False, f"usbmon did not see control transfer {number}: {transfer.submit.setup.hex()}")
    for candidate in remaining:
        check(_is_standard(candidate), f"the log lacks the control transfer {candidate.submit.setup.hex()}")


def compare(log_events, usbmon_events):
    """Raises Failure at the first difference; returns how many transfers agree."""
    ours = pair([event for event in log_events if not is_preamble(event)])
    check(ours, "the log holds no transfer")
    devices = {(t.submit.bus, t.submit.device) for t in ours}
    theirs = pair([event for event in usbmon_events if (event.bus, event.device) in devices])
    endpoints = {t.submit.endpoint for t in ours + theirs if t.submit.type != CONTROL}
    for endpoint in sorted(endpoints):
        mine = [t for t in ours if t.submit.type != CONTROL and t.submit.endpoint == endpoint]
        kernels = [t for t in theirs if t.submit.type != CONTROL and t.submit.endpoint == endpoint]
        for number, (one, other) in enumerate(zip(mine, kernels)):
            _same(one, other, f"transfer {number} of {_describe(one)}")
        equal(len(mine), len(kernels), f"transfers on endpoint {endpoint:#04x}")
    _compare_control([t for t in ours if t.submit.type == CONTROL], [t for t in theirs if t.submit.type == CONTROL])
    return len(ours)
