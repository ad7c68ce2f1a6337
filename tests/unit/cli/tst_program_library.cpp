// SPDX-License-Identifier: GPL-3.0-or-later
// The built program: what it says of libusb, and the raw bytes of an answer.
#include "tests/unit/cli/program.h"

#include <QtTest>

using wb::test::Finished;
using wb::test::Json;
using wb::test::runDemo;
using wb::test::runProgram;

#define COMPARE_CODE(finished, expected) QVERIFY2((finished).code == (expected), (finished).summary().constData())

namespace {

QStringList words(const char* line) { return QString::fromLatin1(line).split(u' ', Qt::SkipEmptyParts); }

} // namespace

class TestProgramLibrary : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void tellsWhatIsThere();
    void tellsAsJson();
    void speaksOtherLanguages();
    void refusesOtherLanguages();
    void refusesOtherLevels();
    void keepsTheBytesOfAnAnswer();
    void anAnswerOnStdoutIsAllThereIs();
    void refusesToKeepWhatDoesNotCome();
};

void TestProgramLibrary::tellsWhatIsThere()
{
    const Finished done = runProgram(words("library"));
    COMPARE_CODE(done, 0);
    const QString text = QString::fromUtf8(done.out);
    QVERIFY2(text.startsWith(QStringLiteral("libusb 1.0.")), done.summary().constData());
    QVERIFY(text.contains(QStringLiteral("LIBUSB_CAP_HAS_HOTPLUG")));
    static const QRegularExpression busy(
        QStringLiteral("^  LIBUSB_ERROR_BUSY +-6 +EBUSY +Resource busy$"), QRegularExpression::MultilineOption);
    QVERIFY2(busy.match(text).hasMatch(), done.summary().constData());
    static const QRegularExpression stall(
        QStringLiteral("^  LIBUSB_TRANSFER_STALL +4 +EIO +stall$"), QRegularExpression::MultilineOption);
    QVERIFY2(stall.match(text).hasMatch(), done.summary().constData());
    QVERIFY(text.contains(QStringLiteral("\nfiles\n  used ")));
    QVERIFY(text.contains(QStringLiteral("LD_LIBRARY_PATH")));
    static const QRegularExpression function(
        QStringLiteral("^  libusb_init_context +(present|needs libusb 1\\.0\\.27)  "),
        QRegularExpression::MultilineOption);
    QVERIFY2(function.match(text).hasMatch(), done.summary().constData());
}

void TestProgramLibrary::tellsAsJson()
{
    const Finished done = runProgram(words("library --json"));
    COMPARE_CODE(done, 0);
    const Json facts = done.last();
    QCOMPARE(facts["schema"].get<std::string>(), std::string("usb-workbench.library/1"));
    QCOMPARE(facts["language"].get<std::string>(), std::string("en"));
    QCOMPARE(facts["capabilities"].size(), std::size_t { 4 });
    QVERIFY(facts["functions"].size() > 10);
    QCOMPARE(facts["files"].at(0)["state"].get<std::string>(), std::string("used"));
    QCOMPARE(facts["files"].at(0)["file"], facts["file"]);
    const Json& busy = facts["errors"].at(5);
    QCOMPARE(busy["name"].get<std::string>(), std::string("LIBUSB_ERROR_BUSY"));
    QCOMPARE(busy["code"].get<int>(), -6);
    QCOMPARE(busy["kind"].get<std::string>(), std::string("busy"));
    QCOMPARE(busy["text"].get<std::string>(), std::string("Resource busy"));
    QCOMPARE(busy["errno"].get<std::string>(), std::string("EBUSY"));
    QVERIFY(facts["errors"].back()["errno"].is_null()); // OTHER
    const Json& stall = facts["statuses"].at(4);
    QCOMPARE(stall["name"].get<std::string>(), std::string("LIBUSB_TRANSFER_STALL"));
    QCOMPARE(stall["code"].get<int>(), 4);
    QCOMPARE(stall["status"].get<std::string>(), std::string("stall"));
    QCOMPARE(stall["errno"].get<std::string>(), std::string("EIO"));
}

void TestProgramLibrary::speaksOtherLanguages()
{
    const Finished done = runProgram(words("library --language de --json"));
    COMPARE_CODE(done, 0);
    QCOMPARE(done.last()["language"].get<std::string>(), std::string("de"));
    QCOMPARE(done.last()["errors"].at(5)["text"].get<std::string>(), std::string("Die Ressource ist belegt"));
}

void TestProgramLibrary::refusesOtherLanguages()
{
    const Finished done = runProgram(words("library --language xx"));
    COMPARE_CODE(done, 2);
    QVERIFY2(done.err.contains(QStringLiteral("nl, fr, ru, de, hu, en, not \"xx\"")), done.summary().constData());
}

void TestProgramLibrary::refusesOtherLevels()
{
    const Finished done = runDemo(words("list --libusb-log loud"));
    COMPARE_CODE(done, 2);
    QVERIFY2(done.err.contains(QStringLiteral("--libusb-log is none, error,")), done.summary().constData());
    COMPARE_CODE(runDemo(words("list --libusb-log debug")), 2); // which is without libusb
}

void TestProgramLibrary::keepsTheBytesOfAnAnswer()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("device.bin"));
    const QStringList request = words("control fffe:0001 0x80 GET_DESCRIPTOR 0x0100 0 18 --out");
    const Finished done = runDemo(request + QStringList { path });
    COMPARE_CODE(done, 0);
    QVERIFY2(done.out.startsWith("read 18 of 18 bytes"), done.summary().constData());
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray bytes = file.readAll();
    QCOMPARE(bytes.size(), 18);
    QVERIFY(bytes.startsWith(QByteArray::fromHex("1201")));
}

// A string descriptor, by its index and language.
void TestProgramLibrary::anAnswerOnStdoutIsAllThereIs()
{
    const Finished done = runDemo(words("control fffe:0001 0x80 GET_DESCRIPTOR 0x0302 0x0409 255 --out -"));
    COMPARE_CODE(done, 0);
    QVERIFY2(done.out.size() > 2 && done.out.at(1) == '\x03', done.summary().constData());
    QCOMPARE(static_cast<int>(static_cast<unsigned char>(done.out.at(0))), static_cast<int>(done.out.size()));
}

void TestProgramLibrary::refusesToKeepWhatDoesNotCome()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("never.bin"));
    const QStringList out { QStringLiteral("--out"), path };
    const Finished sent = runDemo(words("control fffe:0001 0x40 0x5b 0 0 --data 01 --yes") + out);
    COMPARE_CODE(sent, 2);
    QVERIFY2(sent.err.contains(QStringLiteral("--out is of no use")), sent.summary().constData());
    COMPARE_CODE(runDemo(words("control fffe:0001 --list-requests") + out), 2);
    COMPARE_CODE(runDemo(words("control fffe:0001 0x80 6 0x100 0 18 --json --out -")), 2);
    QVERIFY(!QFile::exists(path));
    const QStringList nowhere { QStringLiteral("--out"), folder.filePath(QStringLiteral("no/such/folder")) };
    COMPARE_CODE(runDemo(words("control fffe:0001 0x80 6 0x100 0 18") + nowhere), 7);
}

QTEST_GUILESS_MAIN(TestProgramLibrary)
#include "tst_program_library.moc"
