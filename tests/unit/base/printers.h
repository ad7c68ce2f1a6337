// SPDX-License-Identifier: GPL-3.0-or-later
// Lets QCOMPARE print the standard library's values when they differ.
// Thread: any. Ownership: QTest frees what toString returns.
#pragma once

#include "core/base/bytes.h"

#include <QTest>

#include <string>

namespace QTest {

template <> inline char* toString(const std::string& text) { return qstrdup(("\"" + text + "\"").c_str()); }

template <> inline char* toString(const wb::Bytes& bytes) { return qstrdup(wb::formatHex(bytes).c_str()); }

} // namespace QTest
