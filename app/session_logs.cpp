// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/session_logs.h"

#include <QDir>
#include <QFileInfo>
#include <QStandardPaths>

namespace wb::app {

QString sessionLogDirectory()
{
    const QString path
        = QStandardPaths::writableLocation(QStandardPaths::AppLocalDataLocation) + QStringLiteral("/logs");
    const bool isUsable = QDir().mkpath(path) && QFileInfo(path).isWritable();
    return isUsable ? path : QDir::tempPath();
}

QString sessionLogName(const QDateTime& started, qint64 processId)
{
    return QStringLiteral("session-%1-%2.pcapng").arg(started.toString(u"yyyyMMdd-HHmmss")).arg(processId);
}

void pruneSessionLogs(const QString& directory, const QString& current, int kept)
{
    const QDir logs(directory);
    // The names begin with their time: by name is by age, whatever was done to the files since.
    QStringList names
        = logs.entryList({ QStringLiteral("session-*.pcapng") }, QDir::Files, QDir::Name | QDir::Reversed);
    names.removeAll(current);
    for (qsizetype i = qMax(0, kept - 1); i < names.size(); ++i)
        QFile::remove(logs.filePath(names[i]));
}

} // namespace wb::app
