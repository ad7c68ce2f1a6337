// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/version.h"

namespace wb {

std::string_view version() { return WB_VERSION; }

} // namespace wb
