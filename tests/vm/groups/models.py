# SPDX-License-Identifier: GPL-3.0-or-later
"""vm.models: the kernel's own drivers believe the device models: usb-storage mounts the disk, cdc_acm has its echo,
snd-usb-audio records the sine, the hub driver switches ports; firmware is replaced; and what the lossy model loses on
purpose is all that is missing, to the byte."""

import array
import fcntl
import math
import os
import pathlib
import select
import struct
import subprocess
import termios
import time
import tty
import wave
import zlib

import captures
from cases import Failure, case, check, equal, note, run, wait_until
from evidence import fast, keep, said
from gadget import read
from program import OK
from program import run as program
from served import PATIENCE, attach, attached, detach, event, insert, insert_host_controller, plugged, serving

DISK, SERIAL, MICROPHONE, SPEAKER = "fffe:0030", "fffe:0031", "fffe:0032", "fffe:0033"
SUPERSPEED, POWER_HUB, FIRMWARE, DFU_MODE, LOSSY = "fffe:0034", "fffe:0035", "fffe:0036", "fffe:0037", "fffe:0038"
MOUNT_POINT = pathlib.Path("/run/disk")
SECTORS = 16384
RATE = 48000
RATE_TEXT = str(RATE)
PACKETS_PER_SECOND, PACKET, LOSS, ROUNDS = 8000, 256, 50, 8
PACKETS, DEPTH = 128, 16  # packets of a transfer, transfers of a queue
WRITTEN = 2 * PACKETS_PER_SECOND  # packets, a whole number of transfers
DNBUSY, DFU_IDLE, DNLOAD_IDLE, MANIFEST = 4, 2, 5, 7  # bState: DFU 1.1 §6.1.2
BLOCK = 1024  # wTransferSize


def command(*arguments):
    words = [str(argument) for argument in arguments]
    done = subprocess.run(words, capture_output=True, text=True, timeout=60, check=False)
    equal(done.returncode, 0, f"{' '.join(words)}: {done.stderr}")
    return done.stdout


def block_device(device):
    """The disk that usb-storage made of the device, once it has its size."""
    def ready():
        disks = list(device.glob("*/host*/target*/*/block/sd*"))
        return disks[0] if disks and read(disks[0] / "size") == str(SECTORS) else None
    disk = wait_until(ready, PATIENCE, "a disk of the right size")
    return wait_until(lambda: pathlib.Path("/dev", disk.name).is_block_device() and disk, PATIENCE, "its node")


class Mounted:
    def __init__(self, disk):
        self._node = f"/dev/{disk.name}"

    def __enter__(self):
        MOUNT_POINT.mkdir(exist_ok=True)
        command("mount", "-t", "vfat", "-o", "codepage=437,iocharset=ascii", self._node, MOUNT_POINT)
        return MOUNT_POINT

    def __exit__(self, *_):
        command("umount", MOUNT_POINT)


def sound_card(device_id):
    def number():
        for file in pathlib.Path("/proc/asound").glob("card*/usbid"):
            if file.read_text(encoding="ascii").strip() == device_id:
                return file.parent.name.removeprefix("card")
        return None
    card = wait_until(number, PATIENCE, f"a sound card made of {device_id}")
    command("udevadm", "settle", "--timeout=20")
    return card


@case
def the_kernel_takes_part():
    insert_host_controller()
    insert("sd_mod", "usb-storage", "nls_cp437", "nls_ascii", "vfat", "cdc-acm", "snd-usb-audio")


@case
def a_file_survives_replugging_the_disk():
    kept = os.urandom(300_000)
    with serving("disk") as server:
        device = attach(DISK)
        disk = block_device(device)
        equal(read(disk / "removable"), "1", "removable")
        equal(read(disk / "device/model").strip(), "RAM disk", "model")
        with Mounted(disk) as folder:
            check("USB Workbench" in (folder / "README.TXT").read_text(encoding="ascii"), "README.TXT is another")
            (folder / "kept.bin").write_bytes(kept)
        detach(DISK)
        event(server, "detached")
        disk = block_device(attach(DISK))
        with Mounted(disk) as folder:
            equal((folder / "kept.bin").read_bytes() == kept, True, "the same bytes")
            equal(sorted(file.name for file in folder.iterdir()), ["README.TXT", "kept.bin"], "files")
            (folder / "kept.bin").unlink()
        detach(DISK)
        server.interrupt()
        server.finish(PATIENCE).expect(OK)


@case
def the_program_keeps_off_a_mounted_disk():
    with plugged("disk", DISK) as (_, device):
        with Mounted(block_device(device)):
            refused = program("read", device.name, "0x81", "--size", 13)
            check(refused.status != OK and "usb-storage" in refused.err, f"{refused}: {refused.err}")


@case
def the_serial_port_echoes():
    sent = bytes(range(256)) * 60  # several times what the device holds
    with plugged("cdc-acm", SERIAL):
        node = wait_until(lambda: pathlib.Path("/dev/ttyACM0").is_char_device() and "/dev/ttyACM0", PATIENCE, "the port")
        port = os.open(node, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
        try:
            tty.setraw(port)
            received = exchange(port, sent)
            equal(received == sent, True, f"{len(received)} of {len(sent)} bytes, the same")
            wait_until(lambda: lines_of(port) & termios.TIOCM_CD, PATIENCE, "the carrier that DTR makes")
        finally:
            os.close(port)


def lines_of(port):
    return struct.unpack("=I", fcntl.ioctl(port, termios.TIOCMGET, bytes(4)))[0]


def exchange(port, sent):
    """Writes while there is room and reads what comes, until all of it is back."""
    position, received = 0, b""
    while len(received) < len(sent):
        readable, writable, _ = select.select([port], [port] if position < len(sent) else [], [], PATIENCE)
        if not readable and not writable:
            raise Failure(f"{len(received)} of {len(sent)} bytes came back")
        if writable:
            position += os.write(port, sent[position:position + 1000])
        if readable:
            received += os.read(port, 4096)
    return received


def frequency(samples):
    """By the first and the last of the zero crossings upwards, each between two samples."""
    crossings = [i - samples[i] / (samples[i] - samples[i - 1]) for i in range(1, len(samples))
                 if samples[i - 1] < 0 <= samples[i]]
    check(len(crossings) > 100, f"only {len(crossings)} waves in {len(samples)} samples")
    return RATE * (len(crossings) - 1) / (crossings[-1] - crossings[0])


@case
def the_microphone_records_a_sine():
    with plugged("microphone", MICROPHONE):
        card = sound_card(MICROPHONE)
        command("amixer", "-q", "-c", card, "sset", "Mic", "100%", "cap")
        command("arecord", "-q", "-D", f"hw:{card}", "-f", "S16_LE", "-r", RATE_TEXT, "-c", "1", "-d", "3", "/run/sine.wav")
        with wave.open("/run/sine.wav") as recording:
            frames = recording.readframes(recording.getnframes())
        samples = struct.unpack(f"<{len(frames) // 2}h", frames)[RATE // 2:]
        heard, loudest = frequency(samples), max(samples)
        note(f"{heard:.3f} Hz, {loudest} at the loudest, {len(samples)} samples")
        check(abs(heard - 1000) < 1, f"{heard} Hz instead of 1000")
        check(abs(loudest - 16384) < 500, f"{loudest} at the loudest, not half of full scale")
        loudness = math.sqrt(sum(sample * sample for sample in samples) / len(samples))
        check(abs(loudness * math.sqrt(2) - loudest) < 500, f"no sine: effective value {loudness}")


@case
def the_speaker_gets_what_is_played():
    second = b"".join(struct.pack("<hh", n % 1000, -(n % 1000)) for n in range(RATE))
    pathlib.Path("/run/play.raw").write_bytes(second)
    with plugged("speaker", SPEAKER) as (_, device):
        command("aplay", "-q", "-D", f"hw:{sound_card(SPEAKER)}", "-f", "S16_LE", "-r", RATE_TEXT, "-c", "2", "-t", "raw",
                "-B", 1_000_000, "/run/play.raw")  # all of it lies in the driver before it begins: it cannot be late
        packets, empty, count, heard = counts(device, 4)
        note(f"{packets} packets, {empty} empty, {count} bytes")
        check(count >= len(second), f"{count} of {len(second)} bytes arrived")
        equal(heard, zlib.adler32(second.strip(b"\0")), "sum of the bytes that sounded")


def counts(device, number):
    answer = program("control", device.name, "0xc0", "0x5f", 0, 0, 8 * number, "--json").expect(OK).document()
    return struct.unpack(f"<{number}Q", bytes.fromhex(answer["data"]))


@case
def superspeed_is_superspeed():
    with plugged("superspeed", SUPERSPEED) as (_, device):
        equal(read(device / "speed"), "5000", "speed")
        end = program("stream", device.name, "0x81", "--seconds", 2, "--json").expect(OK).documents()[-1]
        equal((end["errors"], end["shortTransfers"]), (0, 0), "errors of the stream")
        note(f"bulk: {end['bytesPerSecond'] / 1e6:.1f} MB/s")


def powered_ports(hub):
    """Numbers of the ports that have power, as the hub itself says."""
    ports = program("show", hub.name, "--ports", "--json").expect(OK).document()["ports"]
    return [port["port"] for port in ports if bytes.fromhex(port["raw"])[1] & 1]  # wPortStatus, bit 8: PORT_POWER


def control(device, *words):
    return program("control", device.name, *words, "--json").expect(OK).document()["data"]


@case
def the_kernel_and_the_program_switch_the_ports_of_the_hub():
    with plugged("power-hub", POWER_HUB) as (_, device):
        equal(read(device / "maxchild"), "7", "ports")
        (device / "power/control").write_text("on", encoding="ascii")  # a hub that sleeps wakes up with all ports on
        wait_until(lambda: len(list(device.glob("*:1.0/*-port*/disable"))) == 7, PATIENCE, "the ports of the hub driver")
        switches = {number: next(device.glob(f"*:1.0/*-port{number}/disable")) for number in (3, 4)}
        equal(powered_ports(device), [1, 2, 3, 4, 5, 6, 7], "ports with power at first")
        switches[3].write_text("1", encoding="ascii")
        equal(powered_ports(device), [1, 2, 4, 5, 6, 7], "ports with power after the kernel has turned one off")
        program("control", device.name, "0x23", 1, 8, 4, 0, "--yes").expect(OK)  # PORT_POWER
        equal([read(switches[number]) for number in (3, 4)], ["1", "1"], "ports that the kernel takes for disabled")
        equal(powered_ports(device), [1, 2, 5, 6, 7], "ports with power after the program has turned one off, too")
        switches[4].write_text("0", encoding="ascii")
        program("control", device.name, "0x23", 3, 8, 3, 0, "--yes").expect(OK)
        equal([read(switches[number]) for number in (3, 4)], ["0", "0"], "ports that the kernel takes for disabled")
        equal(powered_ports(device), [1, 2, 3, 4, 5, 6, 7], "ports with power at the end")


def enter_dfu_mode(server):
    device = attach(FIRMWARE)
    program("control", device.name, "0x21", 0, 1000, 0, 0, "--yes").expect(OK)
    event(server, "detached")
    wait_until(lambda: attached(FIRMWARE) is None, PATIENCE, "the device to go by itself")
    device = attach(DFU_MODE)
    equal(control(device, "0xa1", 3, 0, 0, 6), "000000000200", "OK in dfuIDLE")
    return device


def leave_dfu_mode(server):
    detach(DFU_MODE)
    event(server, "detached")


def settled_state(device):
    """bState once the device is done. It says how long it is busy and must be left alone meanwhile."""
    for _ in range(100):
        status = bytes.fromhex(control(device, "0xa1", 3, 0, 0, 6))
        equal(status[0], 0, "bStatus")
        if status[4] not in (DNBUSY, MANIFEST):
            return status[4]
        time.sleep(int.from_bytes(status[1:4], "little") / 1000)
    raise Failure(f"the device stays busy: {status.hex()}")


def download(device, image):
    blocks = [image[at:at + BLOCK] for at in range(0, len(image), BLOCK)]
    for number, block in enumerate(blocks):
        program("control", device.name, "0x21", 1, number, 0, "--data", block.hex(), "--yes").expect(OK)
        equal(settled_state(device), DNLOAD_IDLE, f"state after block {number}")
    program("control", device.name, "0x21", 1, len(blocks), 0, 0, "--yes").expect(OK)
    equal(settled_state(device), DFU_IDLE, "state after manifestation")


def upload(device):
    image = b""
    while True:
        block = bytes.fromhex(control(device, "0xa1", 2, len(image) // BLOCK, 0, BLOCK))
        image += block
        if len(block) < BLOCK:
            return image


@case
def firmware_is_replaced_in_dfu_mode_and_stays():
    image = os.urandom(2 * BLOCK + 300)
    with serving("dfu") as server:
        device = enter_dfu_mode(server)
        check(upload(device).startswith(b"USB Workbench demo firmware"), "it came with another firmware")
        download(device, image)
        equal(upload(device) == image, True, "the image that was downloaded")
        leave_dfu_mode(server)
        equal(upload(enter_dfu_mode(server)) == image, True, "the same after two resets and its time at work")
        leave_dfu_mode(server)
        attach(FIRMWARE)
        detach(FIRMWARE)
        server.interrupt()
        server.finish(PATIENCE).expect(OK)


def packets_in(log):
    """Status and data of every isochronous packet before the first transfer that the end of the stream cut off: the
    device may have moved some packets of that one, and all of the next."""
    packets = []
    for transfer in captures.pair(captures.read_pcapng(log)):
        if transfer.submit.type != captures.ISO:
            continue
        if transfer.end.status != 0:
            break
        packets += [(status, transfer.end.data[offset:offset + length]) for status, offset, length in transfer.end.packets]
    return packets


def stream_lossy(device, endpoint, name, *limits):
    """Streams; the packets of the log, which says of exactly every LOSSth that it was lost, and how many a second."""
    program("control", device.name, "0x40", "0x5e", LOSS, 0, 0, "--yes").expect(OK)
    end = program("stream", device.name, endpoint, "--alt", 1, *limits, "--packets", PACKETS, "--size", PACKETS * PACKET,
                  "--depth", DEPTH, "--json", "--log", fast(name)).expect(OK).documents()[-1]
    packets = packets_in(fast(name))
    keep(name)
    said(name, end["log"]["transfers"], end["log"]["completed"])
    equal(end["errors"], 0, "errors of the stream")
    lost = [number for number, (status, _) in enumerate(packets) if status != 0]
    equal(lost, list(range(LOSS - 1, len(packets), LOSS)), "numbers of the packets lost")
    rate = end["packets"] / end["seconds"]
    note(f"{name}: {rate:.0f} packets/s, {len(packets)} in the log, {len(lost)} lost on purpose")
    return packets, rate


def gaps_between(heads):
    """(number of the packet after it, microframes without a packet) of every gap."""
    return [(number, frame - before_frame - (number - before))
            for (before, before_frame), (number, frame) in zip(heads, heads[1:])
            if frame - before_frame != number - before]


@case
def nothing_is_lost_but_what_the_model_loses():
    """No microframe goes without a packet from when the queue was full once. Before that one may: the device begins with
    the first transfer it is given (a host controller made of hardware waits a few milliseconds for the others), and an
    emulated kernel is slow the first time that it does anything."""
    gaps = []
    with plugged("lossy", LOSSY) as (_, device):
        for attempt in range(ROUNDS):  # the guest may be late once; what the log says of losses must always be right
            packets, rate = stream_lossy(device, "0x81", f"lossy-in-{attempt}.pcapng", "--seconds", 2)
            heads = [struct.unpack_from("<II", data) for status, data in packets if status == 0]
            equal([number for number, _ in heads], [n for n in range(len(packets)) if n % LOSS != LOSS - 1], "numbers")
            equal({data[8:] for status, data in packets if status == 0}, {bytes(i % 63 for i in range(8, PACKET))}, "bytes")
            gaps.append(gaps_between(heads))
            note(f"packets with a gap before them, microframes of it: {gaps[-1]}")
            if all(number < DEPTH * PACKETS for number, _ in gaps[-1]) and rate > 0.97 * PACKETS_PER_SECOND:
                return
    raise Failure(f"gaps, by round: {gaps}")


def kept_by_the_lossy(data):
    """What is left of these packets once every LOSSth of them is lost."""
    return b"".join(data[at:at + PACKET] for at in range(0, len(data), PACKET) if at // PACKET % LOSS != LOSS - 1)


@case
def what_is_written_is_not_lost_either():
    """The device tells the same of what it is sent: it sums up all that arrives, and counts microframes without a packet.
    What arrives must be right in every round; late, as above, the guest may be."""
    whole = zlib.adler32(kept_by_the_lossy(array.array("I", range(WRITTEN * PACKET // 4)).tobytes()))
    rounds = []
    with plugged("lossy", LOSSY) as (_, device):
        for attempt in range(ROUNDS):
            packets, rate = stream_lossy(device, "0x01", f"lossy-out-{attempt}.pcapng", "--source", "counter:4", "--count",
                                         WRITTEN // PACKETS)
            _, _, served, lost, idle, after_idle, arrived = counts(device, 7)
            equal((len(packets), served), (WRITTEN, WRITTEN), "packets in the log and at the device")
            equal(lost, served // LOSS, "packets the device lost")
            equal(arrived, whole, "sum of the bytes that arrived")
            rounds.append((f"{rate:.0f} packets/s", f"{idle} microframes without one, the last before {after_idle}"))
            note(rounds[-1])
            if after_idle < DEPTH * PACKETS and rate > 0.97 * PACKETS_PER_SECOND:
                return
    raise Failure(f"by round: {rounds}")


run()
