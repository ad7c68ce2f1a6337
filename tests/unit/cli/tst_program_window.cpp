// SPDX-License-Identifier: GPL-3.0-or-later
// The built program without a command: what its window leaves on the disk, and that it ends well when told to.
#include "core/capture/transfer_source.h"
#include "tests/unit/cli/program.h"

#include <QDir>
#include <QtTest>

#include <csignal>

using namespace wb;
using wb::test::Finished;
using wb::test::Running;
using wb::test::runProgram;

class TestProgramWindow : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void keepsALogOfItsRun();
    void keepsOnlyTheNewestLogs();
    void logGoesWhereItIsTold();
    void noDisplayIsTold();
    void wrongArguments();

private:
    [[nodiscard]] QDir logs() const { return QDir(m_home->filePath(QStringLiteral("usb-workbench/logs"))); }
    [[nodiscard]] QStringList logNames() const { return logs().entryList(QDir::Files, QDir::Name); }

    std::unique_ptr<QTemporaryDir> m_home;
};

// Nothing of the person's own settings and logs is touched.
void TestProgramWindow::init()
{
    m_home = std::make_unique<QTemporaryDir>();
    qputenv("XDG_DATA_HOME", m_home->path().toUtf8());
    qputenv("XDG_CONFIG_HOME", m_home->path().toUtf8());
    qputenv("QT_QPA_PLATFORM", "offscreen");
}

void TestProgramWindow::keepsALogOfItsRun()
{
    Running window({ QStringLiteral("--demo"), QStringLiteral("-style"), QStringLiteral("fusion") });
    QTRY_COMPARE_WITH_TIMEOUT(logNames().size(), qsizetype { 1 }, 60000);
    window.signal(SIGTERM);
    const Finished done = window.finish();
    QVERIFY2(done.code == 0, done.summary().constData());
    QCOMPARE(done.out, QByteArray());
    QVERIFY(QRegularExpression(QStringLiteral("^session-\\d{8}-\\d{6}-\\d+\\.pcapng$"))
                .match(logNames().first())
                .hasMatch());
    QVERIFY(capture::openCapture(logs().filePath(logNames().first()).toStdString()).has_value());
}

void TestProgramWindow::keepsOnlyTheNewestLogs()
{
    QVERIFY(QDir().mkpath(logs().path()));
    for (int day = 10; day < 22; ++day) {
        QFile old(logs().filePath(QStringLiteral("session-202001%1-000000-1.pcapng").arg(day)));
        QVERIFY(old.open(QIODevice::WriteOnly));
    }
    Running window({ QStringLiteral("--demo") });
    QTRY_COMPARE_WITH_TIMEOUT(logNames().size(), qsizetype { 10 }, 60000);
    QCOMPARE(logNames().first(), QStringLiteral("session-20200113-000000-1.pcapng"));
    window.signal(SIGINT);
    QCOMPARE(window.finish().code, 0);
}

void TestProgramWindow::logGoesWhereItIsTold()
{
    const QString path = m_home->filePath(QStringLiteral("own.pcapng"));
    Running window({ QStringLiteral("--demo"), QStringLiteral("--log"), path });
    QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(path), 60000);
    window.signal(SIGTERM);
    QCOMPARE(window.finish().code, 0);
    QVERIFY(logNames().isEmpty());
}

void TestProgramWindow::noDisplayIsTold()
{
    qunsetenv("QT_QPA_PLATFORM");
    for (const char* name : { "DISPLAY", "WAYLAND_DISPLAY" })
        qunsetenv(name);
    const Finished done = runProgram({ QStringLiteral("--demo") });
    QVERIFY2(done.code == 1, done.summary().constData());
    QVERIFY2(done.err.contains(QStringLiteral("there is no display")), done.summary().constData());
    QVERIFY(done.err.contains(QStringLiteral("usb-workbench list")));
    QVERIFY(logNames().isEmpty());
}

void TestProgramWindow::wrongArguments()
{
    const Finished log
        = runProgram({ QStringLiteral("--demo"), QStringLiteral("--log"), QStringLiteral("/nonexistent/a") });
    QCOMPARE(log.code, 7);
    QVERIFY2(log.err.contains(QStringLiteral("/nonexistent/a")), log.summary().constData());
    const Finished file = runProgram({ QStringLiteral("no-such-file.pcapng") });
    QCOMPARE(file.code, 2);
    QVERIFY2(file.err.contains(QStringLiteral("neither a command nor a file")), file.summary().constData());
}

QTEST_GUILESS_MAIN(TestProgramWindow)
#include "tst_program_window.moc"
