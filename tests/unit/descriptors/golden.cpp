// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/descriptors/golden.h"

#include <QDir>
#include <QFile>
#include <QTest>

namespace wb::test {
namespace {

QString pathOf(const QString& folder) { return QStringLiteral(WB_SOURCE_DIR "/") + folder; }

QByteArray readFile(const QString& folder, const QString& name)
{
    QFile file(pathOf(folder) + QLatin1Char('/') + name);
    if (!file.open(QIODevice::ReadOnly))
        QTest::qFail(qPrintable(QStringLiteral("cannot read ") + file.fileName()), __FILE__, __LINE__);
    return file.readAll();
}

} // namespace

QStringList filesIn(const QString& folder, const QString& suffix)
{
    return QDir(pathOf(folder)).entryList({ QStringLiteral("*") + suffix }, QDir::Files, QDir::Name);
}

Bytes readBytes(const QString& folder, const QString& name)
{
    const QByteArray content = readFile(folder, name);
    return { content.begin(), content.end() };
}

QString readText(const QString& folder, const QString& name) { return QString::fromUtf8(readFile(folder, name)); }

usb::Speed speedOf(const QString& name)
{
    for (const usb::Speed speed : { usb::Speed::Low, usb::Speed::Full, usb::Speed::High, usb::Speed::Super }) {
        const QString word = QString::fromUtf8(usb::shortName(speed).data());
        if (name.contains(QLatin1Char('-') + word + QLatin1Char('.')))
            return speed;
    }
    return usb::Speed::Unknown;
}

} // namespace wb::test
