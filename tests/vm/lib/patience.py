# SPDX-License-Identifier: GPL-3.0-or-later
"""How long a test waits. In a guest that skips waiting (usbvm -i) half a minute of its own time can be half a second of
the machine's, which then is still busy fetching what the guest waits for. So patience is over only when both clocks say
so: the guest's, and the machine's, which the guest's real-time clock shows in whole seconds."""

import time

MACHINE_CLOCK = "/sys/class/rtc/rtc0/since_epoch"


def machine_seconds():
    with open(MACHINE_CLOCK, encoding="ascii") as clock:
        return int(clock.read())


class Patience:
    def __init__(self, seconds):
        self._seconds = seconds
        self._end = time.monotonic() + seconds
        self._machine_start = machine_seconds()

    def left(self):
        """Seconds to wait before asking again; 0 when it is over."""
        own = self._end - time.monotonic()
        if own > 0:
            return own
        return 0 if machine_seconds() - self._machine_start >= self._seconds else 1
