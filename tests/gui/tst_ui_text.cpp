// SPDX-License-Identifier: GPL-3.0-or-later
// Words for people: numbers, devices, errors; and the udev rule that the advice points to.
#include "core/usb/udev_rule.h"
#include "tests/support/device_builder.h"
#include "ui/text/device_text.h"
#include "ui/text/error_text.h"
#include "ui/text/format.h"

#include <QLocale>
#include <QTest>

using namespace wb;
using namespace wb::test;
namespace text = wb::ui::text;

class TestUiText : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale::c()); }
    void sizesRatesAndTimes();
    void namesFallBack();
    void sessionStates();
    void everyErrorHasAdvice();
    void errorsNameWhatAndWhere();
    void udevRule();
};

void TestUiText::sizesRatesAndTimes()
{
    const QChar nbsp(QChar::Nbsp);
    QCOMPARE(text::bytes(1), QStringLiteral("1 byte"));
    QCOMPARE(text::bytes(512), QStringLiteral("512 bytes"));
    QCOMPARE(text::bytes(65536), QStringLiteral("64.0%1KiB").arg(nbsp));
    QCOMPARE(text::rate(93.14e6), QStringLiteral("93.1%1MB/s").arg(nbsp));
    QCOMPARE(text::rate(-1), QStringLiteral("0%1B/s").arg(nbsp));
    QCOMPARE(text::rate(std::numeric_limits<double>::quiet_NaN()), QStringLiteral("0%1B/s").arg(nbsp));
    QCOMPARE(text::duration(Nanoseconds(850)), QStringLiteral("850%1ns").arg(nbsp));
    QCOMPARE(text::duration(std::chrono::microseconds(3200)), QStringLiteral("3.20%1ms").arg(nbsp));
    QCOMPARE(text::bothWays(512, 4), QStringLiteral("0x0200 (512)"));
    QCOMPARE(text::counted(1, QStringLiteral("1 device"), QStringLiteral("%1 devices")), QStringLiteral("1 device"));
    QCOMPARE(text::counted(0, QStringLiteral("1 device"), QStringLiteral("%1 devices")), QStringLiteral("0 devices"));
    QCOMPARE(text::timeOfDay(now()).size(), 8);
}

void TestUiText::namesFallBack()
{
    QCOMPARE(text::deviceName(*makeDevice({ .product = "Own name" }), testIds()), QStringLiteral("Own name"));
    QCOMPARE(text::deviceName(*makeDevice({}), testIds()), QStringLiteral("Loopback device"));
    QCOMPARE(text::deviceName(*makeDevice({ .productId = 0x77 }), testIds()), QStringLiteral("Demo vendor device"));
    QCOMPARE(text::deviceName(*makeDevice({ .vendorId = 0x1234, .productId = 0x5678 }), testIds()),
        QStringLiteral("Device 1234:5678"));
    QCOMPARE(text::deviceName(*makeDevice({ .product = "   " }), testIds()), QStringLiteral("Loopback device"));
    QCOMPARE(text::place({ 1, { 1, 2 } }), QStringLiteral("bus 1, port 1.2"));
    QCOMPARE(text::place({ 0, { 1 } }), QStringLiteral("place not known")); // of a file of raw descriptors
    QCOMPARE(text::busTitle(0), QStringLiteral("Bus not known"));
}

void TestUiText::sessionStates()
{
    engine::SessionState state;
    QCOMPARE(text::sessionState(state), QStringLiteral("closed"));
    state.phase = engine::SessionPhase::Open;
    QCOMPARE(text::sessionState(state), QStringLiteral("open"));
    state.interfaces = { { 0, true, 0, {}, {} }, { 1, false, 0, {}, {} }, { 2, true, 0, {}, {} } };
    QCOMPARE(text::sessionState(state), QStringLiteral("open, interfaces 0, 2 claimed"));
    QCOMPARE(text::sessionPhase(state), QStringLiteral("open"));
    state.isBlocked = true;
    state.blockedOperation = "claim interface 1";
    QCOMPARE(text::sessionState(state), QStringLiteral("not answering: claim interface 1"));
}

void TestUiText::everyErrorHasAdvice()
{
    for (int kind = 0; kind <= static_cast<int>(ErrorKind::Internal); ++kind)
        QVERIFY(!text::advice(static_cast<ErrorKind>(kind)).isEmpty());
}

void TestUiText::errorsNameWhatAndWhere()
{
    const Error error { ErrorKind::Busy, -6, "claim interface 2", "1-1.2: held by usbhid" };
    QCOMPARE(text::sentence(error), QStringLiteral("Claim interface 2 failed: busy (1-1.2: held by usbhid)."));
    QVERIFY(text::sentenceWithAdvice(error).startsWith(text::sentence(error)));
}

void TestUiText::udevRule()
{
    const usb::UdevRule rule = usb::udevRule(0xfffe, 0x0001);
    QCOMPARE(QString::fromStdString(rule.fileName), QStringLiteral("70-usb-workbench-fffe-0001.rules"));
    // uaccess is applied by 73-seat-late.rules (P54).
    QVERIFY(rule.fileName < "73-seat-late.rules");
    const QString words = QString::fromStdString(rule.text);
    QVERIFY(words.contains(QStringLiteral("ATTR{idVendor}==\"fffe\"")));
    QVERIFY(words.contains(QStringLiteral("ATTR{idProduct}==\"0001\"")));
    QVERIFY(words.contains(QStringLiteral("TAG+=\"uaccess\"")));
    QVERIFY(words.endsWith(QLatin1Char('\n')));
    QVERIFY(QString::fromStdString(rule.commands.front()).contains(QString::fromStdString(rule.fileName)));
}

QTEST_GUILESS_MAIN(TestUiText)
#include "tst_ui_text.moc"
