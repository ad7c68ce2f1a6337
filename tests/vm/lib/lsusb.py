# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads `lsusb -v` and the program's decoded tree into the same shape, so that they can be compared field by field:
a list of (descriptor name, {field: raw value}) in document order, standard descriptors only."""

import re

TYPES = {1: "device", 2: "configuration", 4: "interface", 5: "endpoint", 11: "association"}
TITLES = {"Device Descriptor": "device", "Configuration Descriptor": "configuration", "Interface Descriptor": "interface",
          "Endpoint Descriptor": "endpoint", "Interface Association": "association"}
FIELDS = {
    "device": ("bLength bDescriptorType bcdUSB bDeviceClass bDeviceSubClass bDeviceProtocol bMaxPacketSize0 idVendor "
               "idProduct bcdDevice iManufacturer iProduct iSerial bNumConfigurations"),
    "configuration": ("bLength bDescriptorType wTotalLength bNumInterfaces bConfigurationValue iConfiguration "
                      "bmAttributes bMaxPower"),
    "association": ("bLength bDescriptorType bFirstInterface bInterfaceCount bFunctionClass bFunctionSubClass "
                    "bFunctionProtocol iFunction"),
    "interface": ("bLength bDescriptorType bInterfaceNumber bAlternateSetting bNumEndpoints bInterfaceClass "
                  "bInterfaceSubClass bInterfaceProtocol iInterface"),
    "endpoint": "bLength bDescriptorType bEndpointAddress bmAttributes wMaxPacketSize bInterval",
}
FIELDS = {name: tuple(fields.split()) for name, fields in FIELDS.items()}
# lsusb's own spellings of the specification's names.
ALIASES = {"MaxPower": "bMaxPower", "iSerialNumber": "iSerial"}
BCD = ("bcdUSB", "bcdDevice")


def _value(name, text, milliamps_per_unit):
    if name in BCD:
        major, minor = text.split()[0].split(".")
        return int(major, 16) << 8 | int(minor, 16)
    number = re.match(r"0x[0-9a-fA-F]+|\d+", text).group(0)
    value = int(number, 0)
    return value // milliamps_per_unit if name == "bMaxPower" else value


def parse(text):
    """The standard descriptors of one device from `lsusb -v -s bus:device`."""
    descriptors, current, name = [], None, None
    per_unit = 8 if re.search(r"^\s*bcdUSB\s+3", text, re.M) else 2
    for line in text.splitlines():
        title = re.match(r"\s*(.+):$", line)
        if title:
            name = TITLES.get(title.group(1))
            current = {}
            if name:
                descriptors.append((name, current))
            continue
        field = re.match(r"\s*(\w+)\s+(\S.*)$", line)
        key = field and ALIASES.get(field.group(1), field.group(1))
        if name and key in FIELDS[name] and key not in current:
            current[key] = _value(key, field.group(2), per_unit)
        elif not line.strip():
            name = None
    return descriptors


def from_decoded(nodes):
    """The same from `show --json`'s decoded nodes."""
    descriptors = []
    for node in nodes:
        fields = {ALIASES.get(f["name"], f["name"]): f["raw"] for f in node["fields"]}
        name = TYPES.get(fields.get("bDescriptorType"))
        if name:
            descriptors.append((name, {key: fields[key] for key in FIELDS[name] if key in fields}))
        descriptors += from_decoded(node["children"])
    return descriptors
