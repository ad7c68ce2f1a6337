# SPDX-License-Identifier: GPL-3.0-or-later
"""vm.browse: what list and show say is what the kernel and lsusb say, for every device in the guest; wrong input and
missing rights are told apart and explained."""

import os
import shutil
import subprocess

import lsusb
from cases import case, check, equal, note, run
from gadget import DEVICES, composite, driver_of, read, source_sink, usb_devices
from program import DENIED, FAILED, NO_DEVICE, OK, PROGRAM, USAGE
from program import run as program

SPEEDS = {"1.5": "low", "12": "full", "480": "high", "5000": "super", "10000": "super-plus", "20000": "super-plus-x2"}
NOBODY = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups")


@case
def list_agrees_with_sysfs():
    listed = program("list", "--json").expect(OK).document()
    equal(listed["schema"], "usb-workbench.devices/1", "schema")
    by_path = {device["path"]: device for device in listed["devices"]}
    equal(sorted(by_path), sorted(device.name for device in usb_devices()), "device paths")
    for device in usb_devices():
        one = by_path[device.name]
        for key, attribute in (("vendorId", "idVendor"), ("productId", "idProduct"), ("bcdDevice", "bcdDevice"),
                               ("class", "bDeviceClass"), ("subclass", "bDeviceSubClass"),
                               ("protocol", "bDeviceProtocol"), ("manufacturer", "manufacturer"),
                               ("product", "product"), ("serial", "serial")):
            equal(one[key] or None, read(device / attribute) or None, f"{device.name} {key}")
        equal((one["bus"], one["address"]), (int(read(device / "busnum")), int(read(device / "devnum"))),
              f"{device.name} bus and address")
        equal(one["speed"], SPEEDS[read(device / "speed")], f"{device.name} speed")
        equal(one["activeConfiguration"], int(read(device / "bConfigurationValue")), f"{device.name} configuration")
        equal(one["problems"], [], f"{device.name} problems")
    note(f"{len(by_path)} devices")


@case
def interfaces_name_their_drivers():
    for device in program("list", "--json").expect(OK).document()["devices"]:
        for configuration in device["configurations"]:
            active = configuration["value"] == device["activeConfiguration"]
            for interface in configuration["interfaces"]:
                name = f"{device['path']}:{configuration['value']}.{interface['number']}"
                if device["path"].startswith("usb"):
                    name = f"{device['path'][3:]}-0:{configuration['value']}.{interface['number']}"
                equal(interface["driver"], driver_of(name) if active else None, f"driver of {name}")
    check(any(DEVICES.glob("*:*/driver")), "no interface in the guest has a driver: nothing was compared")


@case
def show_has_the_kernels_bytes():
    for device in usb_devices():
        shown = program("show", device.name, "--json").expect(OK).document()
        equal(shown["schema"], "usb-workbench.device/1", "schema")
        equal(shown["descriptors"], (device / "descriptors").read_bytes().hex(), f"{device.name} descriptors")


@case
def facts_agree_with_sysfs():
    compared = 0
    for device in usb_devices():
        document = program("show", device.name, "--facts", "--json").expect(OK).document()
        equal(document["schema"], "usb-workbench.facts/1", "schema")
        facts = {(group["title"], fact["name"]): fact["value"] for group in document["groups"] for fact in group["facts"]}
        equal(facts["Connection", "Authorized"], {"0": "no", "1": "yes"}[read(device / "authorized")], f"{device.name} authorized")
        equal(facts["Power", "State"], read(device / "power/runtime_status"), f"{device.name} runtime status")
        equal(facts["Connection", "Lanes"], f"{read(device / 'rx_lanes')} receive, {read(device / 'tx_lanes')} transmit",
              f"{device.name} lanes")
        for interface in device.glob("*:*"):
            number = int(interface.name.split(".")[-1])
            equal(facts["Drivers and nodes", f"Interface {number}"], driver_of(interface.name) or "no driver",
                  f"{interface.name} driver")
            compared += 1
        if (device / "port").is_symlink():
            equal(facts["Port", "Port"], (device / "port").resolve().name, f"{device.name} port")
        if read(device / "bDeviceClass") == "09":
            ports = [fact for group in document["groups"] if group["title"] == "Hub ports" for fact in group["facts"]]
            equal(len(ports), int(read(device / "maxchild")), f"{device.name} ports")
            children = [child.name for child in usb_devices() if (child / "port").is_symlink()
                        and (child / "port").resolve().parent.parent == device.resolve()]
            equal(sorted(fact["value"].split()[0] for fact in ports if not fact["value"].startswith("empty")),
                  sorted(children), f"{device.name} children")
    check(compared > 3, f"only {compared} interfaces compared")
    note(f"{compared} interfaces agree")


def node_of(device):
    return f"/dev/bus/usb/{int(read(device / 'busnum')):03}/{int(read(device / 'devnum')):03}"


@case
def a_node_alone_is_enough():
    gadget = next(device for device in usb_devices() if read(device / "idProduct") == "0010")
    one = program("list", "--json", "--node", node_of(gadget)).expect(OK).document()["devices"]
    equal([device["path"] for device in one], [gadget.name], "devices of the node")
    answer = program("control", "1209:0010", "0x80", "GET_DESCRIPTOR", "0x0100", "0", "18", "--json",
                     "--node", node_of(gadget)).expect(OK).document()
    equal(answer["data"], (gadget / "descriptors").read_bytes()[:18].hex(), "device descriptor through the node")
    moved = program("read", "1209:0010", "0x81", "--size", "512", "--json", "--node", node_of(gadget)).expect(OK)
    equal(moved.document()["actual"], 512, "bytes read through the node")
    gone = program("list", "--node", "/dev/bus/usb/001/250").expect(FAILED)
    check("/dev/bus/usb/001/250" in gone.err, f"{gone}: stderr does not name the node: {gone.err}")


@case
def an_open_descriptor_is_enough():
    """Who may not open the node uses what another has opened for him."""
    gadget = next(device for device in usb_devices() if read(device / "idProduct") == "0010")
    given = ("sh", "-c", 'exec 3<>"$0" && exec "$@"', node_of(gadget), *NOBODY)
    one = program("list", "--json", "--node", "fd:3", prefix=given).expect(OK).document()["devices"]
    equal([device["path"] for device in one], [gadget.name], "devices of the descriptor")
    moved = program("read", "1209:0010", "0x81", "--size", "512", "--json", "--node", "fd:3", prefix=given).expect(OK)
    equal(moved.document()["actual"], 512, "bytes read through the descriptor")
    closed = program("list", "--node", "fd:77").expect(FAILED)
    check("/proc/self/fd/77" in closed.err, f"{closed}: stderr does not name the descriptor: {closed.err}")


@case
def show_agrees_with_lsusb():
    compared = 0
    for device in usb_devices():
        address = f"{read(device / 'busnum')}:{read(device / 'devnum')}"
        text = subprocess.run(["lsusb", "-v", "-s", address], capture_output=True, text=True, check=True).stdout
        expected = lsusb.parse(text)
        actual = lsusb.from_decoded(program("show", device.name, "--json").expect(OK).document()["decoded"])
        equal([name for name, _ in actual], [name for name, _ in expected], f"{device.name} descriptors in order")
        for index, ((name, ours), (_, theirs)) in enumerate(zip(actual, expected)):
            equal(set(theirs), set(lsusb.FIELDS[name]), f"{device.name} fields lsusb prints of {name} {index}")
            equal(ours, theirs, f"{device.name} {name} descriptor {index}")
            compared += len(theirs)
    check(compared > 500, f"only {compared} fields compared")
    note(f"{compared} fields agree")


@case
def text_output_names_every_device():
    lines = program("list").expect(OK).text().splitlines()
    equal(len(lines), len(usb_devices()), "lines")
    for device in usb_devices():
        check(any(device.name in line.split() and f"{read(device / 'idVendor')}:{read(device / 'idProduct')}" in line
                  for line in lines), f"no line for {device.name}")
    shown = program("show", "1209:0010", "--hex").expect(OK).text()
    check("12 01" in shown, f"--hex shows no device descriptor: {shown[:200]}")


@case
def wrong_input_is_named():
    for status, arguments, words in (
            (NO_DEVICE, ("show", "dead:beef"), "dead:beef"),
            (NO_DEVICE, ("show", "1d6b:0002"), "usb1"),
            (NO_DEVICE, ("show", "9-9.9"), "9-9.9"),
            (USAGE, ("control", "1209:0010", "0x40", "0x5b", "0", "0", "--data", "12 3g"), "5"),
            (USAGE, ("list", "--no-such-option"), "--no-such-option"),
            (USAGE, ("no-such-command",), "no-such-command")):
        done = program(*arguments).expect(status)
        check(words in done.err, f"{done}: stderr does not name {words!r}: {done.err}")
        equal(done.out, b"", f"{done}: stdout")
    done = program("read", "1209:0010", "0x8e", "--size", "512", "--timeout", "500")
    check(done.status in (FAILED, USAGE, NO_DEVICE), f"{done}: exit {done.status} for an endpoint that does not exist")
    check("0x8e" in done.err.lower(), f"{done}: stderr does not name the endpoint: {done.err}")


@case
def without_rights_the_rule_is_told():
    copied = "/run/usb-workbench"  # the build directory may be closed to others
    shutil.copy(PROGRAM, copied)
    os.chmod(copied, 0o755)
    listed = program("list", "--json", prefix=NOBODY, program=copied).expect(OK).document()["devices"]
    equal(len(listed), len(usb_devices()), "devices listed without rights")
    for command in (("control", "1209:0010", "0xc0", "0x5c", "0", "0", "4"), ("read", "1209:0010", "0x81"),
                    ("stream", "1209:0010", "0x81", "--seconds", "1", "--size", "512", "--depth", "2")):
        done = program(*command, prefix=NOBODY, program=copied).expect(DENIED)
        hint = " ".join(line for line in done.err.splitlines() if "hint:" in line or "rules" in line)
        for word in ("/etc/udev/rules.d/70-", ".rules", 'ATTR{idVendor}=="1209"', 'ATTR{idProduct}=="0010"', "uaccess"):
            check(word in done.err, f"{done}: the hint lacks {word}: {done.err}")
        check("hint:" in hint, f"{done}: no hint line: {done.err}")


with source_sink(), composite():
    run()
