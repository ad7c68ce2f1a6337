// SPDX-License-Identifier: GPL-3.0-or-later
// The man page says what --help says, and is sound mdoc.
#include "tests/unit/cli/program.h"

#include <QRegularExpression>
#include <QtTest>

using wb::test::Finished;
using wb::test::runProgram;

namespace {

const QString kPage = QStringLiteral(WB_SOURCE_DIR "/packaging/usb-workbench.1");

QString render(const QStringList& arguments)
{
    QProcess mandoc;
    mandoc.start(QStringLiteral("mandoc"), arguments + QStringList { kPage });
    if (!mandoc.waitForFinished(30000))
        return QStringLiteral("mandoc did not run: install the package mandoc");
    return QString::fromUtf8(mandoc.readAllStandardOutput() + mandoc.readAllStandardError());
}

// mandoc overstrikes bold and underlined letters.
QString plainPage()
{
    static const QRegularExpression overstrike(QStringLiteral(".\x08"));
    return render({ QStringLiteral("-Tutf8") }).remove(overstrike);
}

QStringList optionsIn(const QByteArray& help)
{
    static const QRegularExpression option(QStringLiteral("--[a-z][a-z-]*"));
    QStringList found;
    for (auto match = option.globalMatch(QString::fromUtf8(help)); match.hasNext();)
        found << match.next().captured();
    found.removeDuplicates();
    return found;
}

} // namespace

class TestManPage : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void isSoundMdoc();
    void hasEveryOption_data();
    void hasEveryOption();
    void hasEverySchemaAndExitCode();
};

void TestManPage::isSoundMdoc()
{
    QCOMPARE(render({ QStringLiteral("-Tlint"), QStringLiteral("-Wwarning") }), QString());
}

void TestManPage::hasEveryOption_data()
{
    QTest::addColumn<QString>("command");
    QTest::newRow("program") << QString();
    for (const char* command :
        { "list", "show", "control", "read", "write", "stream", "scan", "hid", "watch", "drivers", "replay", "reset",
            "snapshot", "lint", "find", "snapshot save", "snapshot show", "snapshot diff", "export", "library" })
        QTest::newRow(command) << command;
}

void TestManPage::hasEveryOption()
{
    QFETCH(QString, command);
    QStringList words { QStringLiteral("--help") };
    if (!command.isEmpty())
        words = command.split(QLatin1Char(' ')) + words;
    const Finished help = runProgram(words);
    QVERIFY2(help.code == 0, help.summary().constData());
    const QStringList options = optionsIn(help.out);
    QVERIFY(options.contains(QStringLiteral("--help")));
    const QString page = plainPage();
    for (const QString& option : options)
        QVERIFY2(page.contains(option), qPrintable(option));
    QVERIFY(page.contains(command));
}

void TestManPage::hasEverySchemaAndExitCode()
{
    const QString page = plainPage();
    for (const char* schema :
        { "devices/1", "device/1", "graphs/1", "facts/1", "ports/1", "hid-report/1", "hid-values/1", "transfer/1",
            "stream/1", "scan/1", "watch/1", "drivers/1", "replay/1", "reset/1", "repeat/1", "lint/1", "rules/1",
            "find/1", "snapshot-contents/1", "snapshot-diff/1", "export/1", "models/1", "requests/1", "library/1" })
        QVERIFY2(page.contains(QStringLiteral("usb-workbench.") + QLatin1String(schema)), schema);
    const QString status = page.mid(page.indexOf(QStringLiteral("EXIT STATUS")));
    for (const int code : { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 130 }) {
        const QRegularExpression line(QStringLiteral("^ +%1 +[A-Z]?").arg(code), QRegularExpression::MultilineOption);
        QVERIFY2(status.contains(line), QByteArray::number(code));
    }
}

QTEST_GUILESS_MAIN(TestManPage)
#include "tst_man_page.moc"
