// SPDX-License-Identifier: GPL-3.0-or-later
// QCOMPARE for enums of wb, whose own toString() Qt Test would take for its printer: their words are compared.
#pragma once

#include "core/usb/transfer.h"
#include "tests/unit/base/printers.h"

#include <QtTest>

namespace QTest {

template <class Enum>
bool compareWords(Enum a, Enum b, const char* actual, const char* expected, const char* file, int line)
{
    const std::string wordA(toString(a));
    const std::string wordB(toString(b));
    return qCompare(wordA, wordB, actual, expected, file, line);
}

inline bool qCompare(const wb::usb::TransferStatus& a, const wb::usb::TransferStatus& b, const char* actual,
    const char* expected, const char* file, int line)
{
    return compareWords(a, b, actual, expected, file, line);
}

inline bool qCompare(const wb::usb::Speed& a, const wb::usb::Speed& b, const char* actual, const char* expected,
    const char* file, int line)
{
    return compareWords(a, b, actual, expected, file, line);
}

inline bool qCompare(const wb::ErrorKind& a, const wb::ErrorKind& b, const char* actual, const char* expected,
    const char* file, int line)
{
    return compareWords(a, b, actual, expected, file, line);
}

} // namespace QTest
