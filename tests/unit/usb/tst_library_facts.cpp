// SPDX-License-Identifier: GPL-3.0-or-later
// Lines of libusb's log, and words for what it can do.
#include "core/usb/library_facts.h"

#include <QTest>

using namespace wb;
using namespace wb::usb;

class TestLibraryFacts : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void levelsRoundTrip();
    void linesAreTakenApart_data();
    void linesAreTakenApart();
    void whatIsMissingSaysWhatItNeeds();
    void versionsNameTheirCandidate();
};

void TestLibraryFacts::levelsRoundTrip()
{
    int number = 0;
    for (const LogLevel level : kLogLevels) {
        QVERIFY(parseLogLevel(toString(level)) == level);
        QVERIFY(parseLogLevel(std::to_string(number++)) == level);
    }
    for (const char* text : { "", "5", "-1", "Debug", "warn", "1 " })
        QVERIFY2(!parseLogLevel(text), text);
}

void TestLibraryFacts::linesAreTakenApart_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<QString>("source");
    QTest::addColumn<QString>("text");
    QTest::newRow("warning") << QByteArray("libusb: warning [libusb_exit] device 1.4 still referenced\n")
                             << "libusb_exit"
                             << "device 1.4 still referenced";
    QTest::newRow("with time and thread")
        << QByteArray("[ 0.002103] [00001a2b] libusb: debug [libusb_open] open 1.4\r\n") << "libusb_open"
        << "open 1.4";
    QTest::newRow("no text") << QByteArray("libusb: debug [libusb_get_device_list] ") << "libusb_get_device_list"
                             << "";
    QTest::newRow("brackets in the text") << QByteArray("libusb: info [parse] got [3] bytes") << "parse"
                                          << "got [3] bytes";
    QTest::newRow("no function") << QByteArray("libusb: info nothing") << ""
                                 << "libusb: info nothing";
    QTest::newRow("a function without an end") << QByteArray("libusb: info [cut") << ""
                                               << "libusb: info [cut";
    QTest::newRow("foreign") << QByteArray("something else") << ""
                             << "something else";
    QTest::newRow("empty") << QByteArray("\n") << ""
                           << "";
}

void TestLibraryFacts::linesAreTakenApart()
{
    QFETCH(const QByteArray, line);
    QFETCH(const QString, source);
    QFETCH(const QString, text);
    const LibraryMessage message = parseLibraryMessage(LogLevel::Info, line.toStdString());
    QVERIFY(message.level == LogLevel::Info);
    QVERIFY(message.time.count() > 0);
    QCOMPARE(QString::fromStdString(message.source), source);
    QCOMPARE(QString::fromStdString(message.text), text);
}

void TestLibraryFacts::whatIsMissingSaysWhatItNeeds()
{
    QCOMPARE(
        stateText(LibraryFunction { "libusb_init_context", "1.0.27", "", false }), std::string("needs libusb 1.0.27"));
    QCOMPARE(stateText(LibraryFunction { "libusb_init_context", "1.0.27", "", true }), std::string("present"));
    QCOMPARE(stateText(LibraryCapability { "LIBUSB_CAP_HAS_HOTPLUG", "", false }), std::string("missing"));
    QCOMPARE(stateText(LibraryCapability { "LIBUSB_CAP_HAS_HOTPLUG", "", true }), std::string("present"));
}

void TestLibraryFacts::versionsNameTheirCandidate()
{
    LibraryFacts facts;
    facts.name = "libusb";
    facts.version = "1.0.27";
    QCOMPARE(versionText(facts), std::string("libusb 1.0.27"));
    facts.candidate = "-rc1";
    QCOMPARE(versionText(facts), std::string("libusb 1.0.27-rc1"));
}

QTEST_APPLESS_MAIN(TestLibraryFacts)
#include "tst_library_facts.moc"
