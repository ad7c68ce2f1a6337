// SPDX-License-Identifier: GPL-3.0-or-later
// The descriptor sets in tests/data/descriptors and the corpora of the fuzzers, as test input.
// Thread: any. Errors: a file that cannot be read fails the test that asked for it.
#pragma once

#include "core/base/bytes.h"
#include "core/usb/types.h"

#include <QString>
#include <QStringList>

namespace wb::test {

// Names of the files of `folder` (relative to the source tree) that end with `suffix`, sorted; never empty in a
// healthy source tree.
[[nodiscard]] QStringList filesIn(const QString& folder, const QString& suffix = {});
[[nodiscard]] Bytes readBytes(const QString& folder, const QString& name);
[[nodiscard]] QString readText(const QString& folder, const QString& name);

// "webcam-high.bin" was read at high speed.
[[nodiscard]] usb::Speed speedOf(const QString& name);

} // namespace wb::test
