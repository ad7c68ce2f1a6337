// SPDX-License-Identifier: GPL-3.0-or-later
// Asks the libusb that is loaded for what it is and can do; needs no context and opens nothing.
// Source of truth: libusb_get_version, libusb_has_capability, libusb_strerror in every language it has,
// optional_functions.h and library_files.h.
// Thread: any, but one call at a time: the language of libusb is the process's. It is English afterwards.
#pragma once

#include "core/usb/library_facts.h"

namespace wb::backend {

[[nodiscard]] usb::LibraryFacts libraryFacts();

} // namespace wb::backend
