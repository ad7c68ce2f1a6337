// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/session_logs.h"

#include <QDir>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QtTest>

using namespace wb::app;

class TestSessionLogs : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void namesBeginWithTheirTime();
    void oldestAreRemoved();
    void othersAreLeftAlone();
    void unwritableHomeGivesTheTemporaryDirectory();

private:
    static void touch(const QDir& directory, const QString& name);
};

void TestSessionLogs::touch(const QDir& directory, const QString& name)
{
    QFile file(directory.filePath(name));
    QVERIFY(file.open(QIODevice::WriteOnly));
}

void TestSessionLogs::namesBeginWithTheirTime()
{
    QCOMPARE(sessionLogName(QDateTime(QDate(2026, 3, 1), QTime(12, 31, 5)), 4711),
        QStringLiteral("session-20260301-123105-4711.pcapng"));
}

void TestSessionLogs::oldestAreRemoved()
{
    const QTemporaryDir temporary;
    const QDir directory(temporary.path());
    for (int day = 10; day < 25; ++day)
        touch(directory, QStringLiteral("session-202601%1-000000-1.pcapng").arg(day));
    const QString current = QStringLiteral("session-20260124-000000-1.pcapng");
    pruneSessionLogs(directory.path(), current, 10);
    const QStringList left = directory.entryList(QDir::Files, QDir::Name);
    QCOMPARE(left.size(), qsizetype { 10 });
    QCOMPARE(left.first(), QStringLiteral("session-20260115-000000-1.pcapng"));
    QCOMPARE(left.last(), current);
}

void TestSessionLogs::othersAreLeftAlone()
{
    const QTemporaryDir temporary;
    const QDir directory(temporary.path());
    touch(directory, QStringLiteral("mine.pcapng"));
    touch(directory, QStringLiteral("session-notes.txt"));
    touch(directory, QStringLiteral("session-20260101-000000-1.pcapng"));
    touch(directory, QStringLiteral("session-20260102-000000-1.pcapng"));
    pruneSessionLogs(directory.path(), QStringLiteral("session-20260102-000000-1.pcapng"), 1);
    QCOMPARE(directory.entryList(QDir::Files, QDir::Name),
        (QStringList { QStringLiteral("mine.pcapng"), QStringLiteral("session-20260102-000000-1.pcapng"),
            QStringLiteral("session-notes.txt") }));
}

void TestSessionLogs::unwritableHomeGivesTheTemporaryDirectory()
{
    qputenv("XDG_DATA_HOME", "/proc/nowhere");
    QCOMPARE(sessionLogDirectory(), QDir::tempPath());
}

QTEST_GUILESS_MAIN(TestSessionLogs)
#include "tst_session_logs.moc"
