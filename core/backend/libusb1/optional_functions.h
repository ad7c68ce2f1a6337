// SPDX-License-Identifier: GPL-3.0-or-later
// The functions that libusb got after 1.0.26, the release this is built against, and whether the library that is
// loaded has them. A version number alone would not tell: distributions take single functions over (P60).
// Source of truth: libusb's ChangeLog for the releases, the dynamic linker for what is there.
// Thread: any. Errors: none; a function that cannot be looked up is not there.
#pragma once

#include "core/usb/library_facts.h"

namespace wb::backend {

// By release, then by name; each asked for anew.
[[nodiscard]] std::vector<usb::LibraryFunction> optionalFunctions();

// Where the loaded library, or anything else of this process, has the function.
[[nodiscard]] bool isFunctionPresent(const char* name);
[[nodiscard]] void* functionAddress(const char* name); // nullptr: nowhere

// The file that the loaded library comes from; empty when the system does not tell.
[[nodiscard]] std::string libraryFile();

} // namespace wb::backend
