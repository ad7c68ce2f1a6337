// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/error_text.h"

#include "ui/text/format.h"

#include <QCoreApplication>

namespace wb::ui::text {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(wb::ui::text)
};

} // namespace

QString sentence(const Error& error)
{
    QString operation = safe(error.operation);
    if (!operation.isEmpty())
        operation[0] = operation[0].toUpper();
    const QString kind = fromStd(toString(error.kind));
    QString line = operation.isEmpty() ? kind : Words::tr("%1 failed: %2").arg(operation, kind);
    if (!error.detail.empty())
        line += QStringLiteral(" (%1)").arg(safe(error.detail));
    return line + QLatin1Char('.');
}

QString advice(ErrorKind kind)
{
    switch (kind) {
    case ErrorKind::AccessDenied:
        return Words::tr("Install the udev rule for this device, then plug it in again.");
    case ErrorKind::Busy:
        return Words::tr("Close the program that uses it, or let the kernel driver be detached.");
    case ErrorKind::NotFound:
        return Words::tr(
            "Check that it still exists on the device: the configuration or alternate setting may have changed.");
    case ErrorKind::Disconnected:
        return Words::tr("The device is gone. Plug it in again.");
    case ErrorKind::Timeout:
        return Words::tr(
            "The device did not answer in time. Try a longer timeout, or check that it expects this transfer.");
    case ErrorKind::Stall:
        return Words::tr(
            "The device refused the request. Clear the halt of the endpoint, or check the request's values.");
    case ErrorKind::Unsupported:
        return Words::tr("This system or this device cannot do it.");
    case ErrorKind::InvalidArgument:
        return Words::tr("Correct the marked value and try again.");
    case ErrorKind::OutOfMemory:
        return Words::tr("Use fewer or smaller transfers in flight, or raise usbfs_memory_mb.");
    case ErrorKind::NoSpace:
        return Words::tr("Free some space on the disk, then resume the log.");
    case ErrorKind::Malformed:
        return Words::tr("The data does not follow its format. What could be read is shown.");
    case ErrorKind::Cancelled:
        return Words::tr("It was cancelled. Start it again when you need it.");
    case ErrorKind::ReadOnly:
        return Words::tr("Nothing was sent. Switch off “Read only” in the Device menu to change a device.");
    case ErrorKind::Io:
        return Words::tr("Try again. If it keeps failing, reset the device or check its cable.");
    case ErrorKind::Internal:
        return Words::tr("This is a fault of the program. Please report it with the text above.");
    }
    return {};
}

QString sentenceOnFile(const Error& error)
{
    const QString what = sentence(error);
    return error.kind == ErrorKind::Cancelled
        ? what
        : what + QLatin1Char(' ') + Words::tr("Choose another file, or see that this one can be read.");
}

QString sentenceWithAdvice(const Error& error) { return sentence(error) + QLatin1Char(' ') + advice(error.kind); }

} // namespace wb::ui::text
