// SPDX-License-Identifier: GPL-3.0-or-later
// Which other programs have a device node open: usbfs says only that an interface is taken, not by whom (P56).
// Source of truth: the file descriptors in /proc (proc(5)); those of other users stay hidden, so the list may be short.
// Thread: any, but it reads a few thousand links: not the event loop's. Errors: none; what cannot be read is left out.
#pragma once

#include <string>
#include <vector>

namespace wb::engine {

// "name (process 123)", ascending by number, without this process; names are as hostile as any other input.
[[nodiscard]] std::vector<std::string> holdersOf(const std::string& deviceNode);

} // namespace wb::engine
