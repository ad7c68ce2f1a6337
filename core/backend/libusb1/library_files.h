// SPDX-License-Identifier: GPL-3.0-or-later
// The files that are, or could be, the libusb of this program: what the dynamic linker has loaded under that name, and
// what lies in the folders that it searches.
// Source of truth: dl_iterate_phdr for what is loaded, dlinfo for the folders, in the linker's order (LD_LIBRARY_PATH,
// the program's own, the system's). What only its cache names (ldconfig) is not told by any function.
// Thread: any. Errors: none; a system that does not tell has fewer rows.
#pragma once

#include "core/usb/library_facts.h"

namespace wb::backend {

// Loaded ones first, `used` before all: the file that the program's calls go to.
[[nodiscard]] std::vector<usb::LibraryFile> libraryFiles(const std::string& used);

} // namespace wb::backend
