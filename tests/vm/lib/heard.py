# SPDX-License-Identifier: GPL-3.0-or-later
"""Looks in the wav file that QEMU's audio device wrote for the bytes the program sent."""

from cases import check, note

WAV_HEADER = 44


def sent_bytes_were_heard(directory):
    """Every packet sent is in the file, whole and in the order sent."""
    sent = (directory / "sent.raw").read_bytes()
    heard = (directory / "heard.wav").read_bytes()[WAV_HEADER:]
    whole = heard.find(sent)
    if whole >= 0:
        note(f"{len(sent)} bytes heard in one piece, {len(heard)} in all")
        return
    position = 0
    for number, start in enumerate(range(0, len(sent), 192)):
        at = heard.find(sent[start:start + 192], position)
        check(at >= 0, f"packet {number} of {len(sent) // 192} was not heard ({len(heard)} bytes heard)")
        position = at + 192
    note(f"{len(sent)} bytes heard in order, {len(heard)} in all")
