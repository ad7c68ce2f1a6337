// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/declaration.h"

namespace wb::cli {

void declareScan(CLI::App& app, RawArguments& raw)
{
    CLI::App& command = addCommand(app, "scan", "scan DEVICE [OPTIONS]", "Find out which control requests answer");
    addDevice(command, raw);
    addOption(command, "--type", "TYPE", raw.type, "standard, class or vendor (default: vendor)");
    addOption(command, "--recipient", "WHO", raw.recipient, "device, interface, endpoint or other (default: device)");
    addOption(command, "--direction", "WAY", raw.direction, "in (default) or out, which needs --yes");
    addOption(command, "--requests", "FIRST-LAST", raw.requests, "Codes of bRequest (default: 0x00-0xff)");
    addOption(command, "--value", "N", raw.value, "wValue of all requests (default: 0)");
    addOption(
        command, "--index", "N", raw.index, "wIndex of all: an interface or endpoint, if that is who (default: 0)");
    addOption(command, "--length", "BYTES", raw.length, "IN: wLength of all requests, at most 4096 (default: 64)");
    addOption(command, "--data", "HEX", raw.data, "OUT: bytes to send with each (default: none)");
    addOption(command, "--rate", "N", raw.rate, "At most so many requests a second (default: 100)");
    addOption(command, "--timeout", "MS", raw.timeout, "Milliseconds for each request (default: 200)");
    addConsent(command, raw, "Send requests that write, and others that could do harm; no consent to --detach-driver");
    addTarget(command, raw);
    addJson(command, raw);
}

} // namespace wb::cli
