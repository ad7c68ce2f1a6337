# SPDX-License-Identifier: GPL-3.0-or-later
"""Lines of lsusb (usbutils 014) that our text need not have: its mistakes, and descriptors it does not know."""

import re


class Allowance:
    """`heading` matches the line above, `line` lsusb's own; `when` sees lsusb's line and our tree at that place.

    `instead`: what our text must have there.
    """

    def __init__(self, name, heading, line, reason, spec, when=None, instead=None):
        self.name = name
        self.heading = re.compile(heading)
        self.line = re.compile(line)
        self.reason = reason
        self.spec = spec
        self.when = when
        self.instead = instead

    def fits(self, line, ours):
        match = self.line.search(line.text)
        if not match or not self.heading.search(line.parent.text):
            return False
        if self.when is not None and not self.when(line, ours):
            return False
        return self.instead is None or any(child.text == match.expand(self.instead) for child in ours.children)


def length_of(line):
    """bLength of the descriptor that the line belongs to."""
    for sibling in line.parent.children:
        match = re.match(r"bLength (\d+)$", sibling.text)
        if match:
            return int(match.group(1))
    return 0


def control_size_of(line):
    for sibling in line.parent.children:
        match = re.match(r"bControlSize (\d+)$", sibling.text)
        if match:
            return int(match.group(1))
    return 0


def is_cut(line, ours):
    """Ours has the same line with one more character."""
    return any(child.text[:-1].rstrip() == line.text for child in ours.children)


ALLOWED = (
    Allowance("last character of a string", r"^Device Descriptor:$", r"^(iManufacturer|iProduct|iSerial) \d+ ",
              "lsusb drops the last character of an attribute for a newline, which not every attribute ends with",
              "USB 2.0 §9.6.7", when=is_cut),
    Allowance("unrecognized", r"", r"\*\* UNRECOGNIZED:|UNRECOGNIZED CDC:|^(INTERFACE|DEVICE) CLASS:",
              "lsusb has no decoder for it, or not where it stands", "USB 2.0 §9.5"),
    Allowance("processing unit ends", r"VideoControl Interface Descriptor:", r"^bmVideoStandards ",
              "a processing unit of UVC 1.0 has no bmVideoStandards: lsusb prints the next descriptor's first byte",
              "UVC 1.5 §3.7.2.5", when=lambda line, ours: length_of(line) < 10 + control_size_of(line)),
    Allowance("processing unit short", r"VideoControl Interface Descriptor:", r"^Warning: Descriptor too short$",
              "the descriptor has all the fields that UVC 1.0 knows", "UVC 1.5 §3.7.2.5",
              when=lambda line, ours: line.parent.has(r"PROCESSING_UNIT")),
    Allowance("MJPEG fields per frame", r"^bmInterlaceFlags", r"^Fields per frame: 1 fields$",
              "bit 1 clear means two fields; lsusb turns it around for MJPEG only", "UVC 1.5 MJPEG payload §3.1.1",
              instead="Fields per frame: 2 fields"),
    Allowance("MJPEG fields per frame, set", r"^bmInterlaceFlags", r"^Fields per frame: 2 fields$",
              "bit 1 set means one field; lsusb turns it around for MJPEG only", "UVC 1.5 MJPEG payload §3.1.1",
              instead="Fields per frame: 1 fields"),
    Allowance("sampling rate converter", r"AudioControl Interface Descriptor:", r"",
              "lsusb prints the fields of a clock multiplier, and calls the subtype by another name",
              "Audio 2.0 Table 4-14", when=lambda line, ours: line.parent.has(r"^bDescriptorSubtype 13 ")),
    Allowance("type II format", r"AudioStreaming Interface Descriptor:", r"^Warning: Descriptor too short$",
              "lsusb takes a byte of wSamplesPerFrame for the number of frequencies", "Audio Data Formats 1.0 Table 2-4",
              when=lambda line, ours: line.parent.has(r"FORMAT_TYPE_II\)")),
    Allowance("BESL", r"USB 2.0 Extension Device Capability:", r"^(BESL value|Deep BESL value) \d+ us$",
              "lsusb prints the bits where they are instead of the latency they stand for", "USB 2.0 LPM ECN errata",
              when=lambda line, ours: ours.has("^" + " ".join(line.text.split()[:-2]) + r" \d+ us$")),
    Allowance("hub delay", r"^Hub Descriptor:$", r"^wHubDelay \d+ nano seconds$",
              "lsusb adds bHubHdrDecLat to sixteen times the delay's lower byte", "USB 3.2 §10.15.2.1",
              when=lambda line, ours: ours.has(r"^wHubDelay \d+ nano seconds$")),
    Allowance("unit exponent", r"Item\(Global\): Unit Exponent", r"^Unit Exponent: \d+$",
              "the exponent is a nibble with a sign, 8 to 15 are -8 to -1", "HID 1.11 §6.2.2.7",
              when=lambda line, ours: ours.has(r"^Unit Exponent: -[1-8]$")),
    Allowance("usage without a name", r"Item\((Global|Local )\): Usage", r"^\(null\)$",
              "lsusb prints a missing name as the C library does", "HID 1.11 §6.2.2.7",
              when=lambda line, ours: bool(ours.children)),
    Allowance("remark on the version", r"ChipCard Interface Descriptor:", r"^(bcdCCID \S+) \(Warning: Only accurate",
              "a remark of lsusb about itself", "CCID 1.1 §5.1", instead=r"\1"),
    Allowance("country code", r"Country Selection:", r"^wCountryCode 0x(..)(..)$",
              "lsusb prints the two bytes in the wrong order", "USB 2.0 §8.1", instead=r"wCountryCode 0x\2\1"),
    Allowance("reserved bits", r"^bmControls ", r"^Reserved$",
              "one line is enough for a group of reserved bits", "UVC 1.5 §3.7.2.3",
              when=lambda line, ours: ours.has(r"^Reserved$")),
    Allowance("printer capability", r"^bcdNumDescriptors ", r"^UnknownCapabilities ",
              "lsusb's line for what it does not know; ours has the type, the length and the bytes",
              "IPP over USB 1.0 §4.3", when=lambda line, ours: ours.has(r"^bCapabilityType")),
    Allowance("report of no bytes", r"HID Device Descriptor:", r"^Report Descriptor: \(length is -1\)$",
              "the mock refuses the request, and lsusb prints the error's number as a length", "HID 1.11 §7.1.1"),
)
