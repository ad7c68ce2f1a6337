// SPDX-License-Identifier: GPL-3.0-or-later
// Requests by name, and requests sent again and again, in the control panel as a person uses it on the demo devices.
#include "tests/support/app_fixture.h"
#include "tests/support/gui_driver.h"
#include "ui/views/control_panel.h"
#include "ui/views/hex_view.h"

#include <QCheckBox>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMessageBox>
#include <QPushButton>
#include <QTabWidget>
#include <QTreeWidget>

using namespace wb;
using wb::test::choose;
using wb::test::click;
using wb::test::find;
using wb::test::findWidget;
using wb::test::typeInto;

namespace {

constexpr int kAnswerMs = 5000;
constexpr std::uint16_t kVendor = 0xfffe;
constexpr std::uint16_t kKeyboard = 0x0003; // and mouse
constexpr std::uint16_t kCamera = 0x0020;
constexpr std::uint16_t kMisbehaver = 0x0bad;

} // namespace

class TstRequestForm : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void offersWhatSuitsTheDevice();
    void filterFindsByNameClassAndSection();
    void chosenRequestFillsTheSetupPacket();
    void parametersChangeTheSetupPacket();
    void setupPacketChangesTheParameters();
    void unknownPacketIsToldSo();
    void wrongValueIsMarkedAndSendSaysWhy();
    void bitsAreBoxes();
    void interfaceHasItsOwnUnits();
    void selectionInTheTreeIsAddressed();
    void payloadIsSent();
    void answerIsDecoded();
    void worksByKeyboardAlone();
    void tooLongIsRefusedWithTheReason();
    void repeatsAsOftenAsAsked();
    void repeatsUntilItIsStopped();
    void repeatingEndsWithTheDevice();
    void repeatingCountsFailures();

private:
    void use(std::uint16_t product);
    void openByName();
    void pick(const QString& filter);
    [[nodiscard]] QString words(const char* name) { return find<QLabel>(*m_panel, name)->text(); }
    [[nodiscard]] QString typed(const char* name) { return find<QLineEdit>(*m_panel, name)->text(); }
    [[nodiscard]] QLineEdit* spin(const char* name) { return findWidget(*m_panel, name)->findChild<QLineEdit*>(); }
    [[nodiscard]] QPushButton* send() { return find<QPushButton>(*m_panel, "controlSend"); }
    [[nodiscard]] QStringList offered();
    [[nodiscard]] int sent() { return words("repeatCount").section(u' ', 0, 0).remove(u',').toInt(); }
    void showPage(int page);

    std::unique_ptr<test::AppFixture> m_fixture;
    std::unique_ptr<ui::ControlPanel> m_panel;
};

void TstRequestForm::init()
{
    m_fixture = std::make_unique<test::AppFixture>();
    m_panel = std::make_unique<ui::ControlPanel>(m_fixture->context());
    m_panel->resize(1400, 700);
    QVERIFY(test::showAndWait(*m_panel));
    use(kKeyboard);
    engine::AccessPolicy policy;
    policy.detachKernelDriver = true; // requests to an interface need it claimed
    m_fixture->service().setPolicy(m_fixture->waitForDevice(kVendor, kKeyboard)->id, policy);
    openByName();
}

void TstRequestForm::cleanup()
{
    m_panel.reset();
    m_fixture.reset();
}

void TstRequestForm::use(std::uint16_t product)
{
    ui::Selection selection;
    selection.device = m_fixture->waitForDevice(kVendor, product);
    QVERIFY(selection.device);
    m_panel->setSubject(selection);
}

void TstRequestForm::showPage(int page)
{
    QTabBar* tabs = find<QTabWidget>(*m_panel, "controlPages")->tabBar();
    QTest::mouseClick(tabs, Qt::LeftButton, {}, tabs->tabRect(page).center());
}

void TstRequestForm::openByName() { showPage(1); }

// The rows that can be seen.
QStringList TstRequestForm::offered()
{
    const auto* list = find<QListWidget>(*m_panel, "requestList");
    QStringList names;
    for (int row = 0; row < list->count(); ++row)
        if (!list->item(row)->isHidden())
            names << list->item(row)->text();
    return names;
}

// Types the filter and clicks the first row that is left.
void TstRequestForm::pick(const QString& filter)
{
    QVERIFY(typeInto(findWidget(*m_panel, "requestFilter"), filter));
    auto* list = find<QListWidget>(*m_panel, "requestList");
    for (int row = 0; row < list->count(); ++row) {
        if (list->item(row)->isHidden())
            continue;
        QVERIFY(test::clickItem(list, list->model()->index(row, 0)));
        return;
    }
    QFAIL("no request is left");
}

void TstRequestForm::offersWhatSuitsTheDevice()
{
    QVERIFY(offered().contains(QStringLiteral("SET_IDLE · HID")));
    QVERIFY(!offered().contains(QStringLiteral("SET_LINE_CODING · CDC PSTN")));
    use(kCamera);
    QVERIFY(!offered().contains(QStringLiteral("SET_IDLE · HID")));
    QVERIFY(offered().contains(QStringLiteral("Get PU_BRIGHTNESS_CONTROL · Video")));
}

void TstRequestForm::filterFindsByNameClassAndSection()
{
    QVERIFY(typeInto(findWidget(*m_panel, "requestFilter"), QStringLiteral("idle hid")));
    QCOMPARE(offered(), (QStringList { QStringLiteral("GET_IDLE · HID"), QStringLiteral("SET_IDLE · HID") }));
    QVERIFY(typeInto(findWidget(*m_panel, "requestFilter"), QStringLiteral("7.2.6")));
    QCOMPARE(offered(), QStringList { QStringLiteral("SET_PROTOCOL · HID") });
    QVERIFY(!findWidget(*m_panel, "requestNoMatch")->isVisible());
    QVERIFY(typeInto(findWidget(*m_panel, "requestFilter"), QStringLiteral("nothing is called so")));
    QCOMPARE(offered(), QStringList());
    QVERIFY(findWidget(*m_panel, "requestNoMatch")->isVisible());
}

void TstRequestForm::chosenRequestFillsTheSetupPacket()
{
    pick(QStringLiteral("GET_PROTOCOL"));
    QCOMPARE(words("requestSection"), QStringLiteral("HID 1.11 §7.2.5"));
    QCOMPARE(typed("bmRequestTypeEdit"), QStringLiteral("0xa1"));
    QCOMPARE(find<QComboBox>(*m_panel, "bRequestEdit")->currentText(), QStringLiteral("0x03"));
    QCOMPARE(typed("wLengthEdit"), QStringLiteral("1"));
    QCOMPARE(words("controlWords"), QStringLiteral("HID request GET_PROTOCOL to interface 0: reads up to 1 byte."));
}

void TstRequestForm::parametersChangeTheSetupPacket()
{
    pick(QStringLiteral("SET_IDLE"));
    QVERIFY(typeInto(spin("requestDuration"), QStringLiteral("0x7d")));
    QCOMPARE(words("requestDurationMeaning"), QStringLiteral("500 ms"));
    QCOMPARE(spin("requestDuration")->text(), QStringLiteral("0x7d")); // what is being typed is left alone
    QCOMPARE(typed("wValueEdit"), QStringLiteral("0x7d00"));
    QTest::keyClick(spin("requestDuration"), Qt::Key_Up);
    QCOMPARE(typed("wValueEdit"), QStringLiteral("0x7e00"));
    auto* interface = find<QComboBox>(*m_panel, "requestInterface");
    QVERIFY(choose(interface, interface->itemText(1)));
    QCOMPARE(typed("wIndexEdit"), QStringLiteral("0x0001"));
    QVERIFY(words("controlWords").contains(QStringLiteral("to interface 1: Duration 126 (504 ms)")));
}

void TstRequestForm::setupPacketChangesTheParameters()
{
    m_panel->editRequest({ 0x21, 0x0a, 0x0302, 1, 0 }, {});
    QCOMPARE(spin("requestDuration")->text(), QStringLiteral("3"));
    QCOMPARE(spin("requestReportID")->text(), QStringLiteral("2"));
    QCOMPARE(find<QComboBox>(*m_panel, "requestInterface")->currentIndex(), 1);
    QCOMPARE(find<QListWidget>(*m_panel, "requestList")->currentItem()->text(), QStringLiteral("SET_IDLE · HID"));
    showPage(0);
    QVERIFY(typeInto(findWidget(*m_panel, "wValueEdit"), QStringLiteral("0x0405")));
    openByName();
    QCOMPARE(spin("requestDuration")->text(), QStringLiteral("4"));
    QCOMPARE(spin("requestReportID")->text(), QStringLiteral("5"));
}

void TstRequestForm::unknownPacketIsToldSo()
{
    m_panel->editRequest({ 0xc0, 0x5c, 0, 0, 4 }, {});
    QVERIFY(words("requestSection").contains(QStringLiteral("in no specification")));
    QVERIFY(find<QListWidget>(*m_panel, "requestList")->currentItem() == nullptr);
    QVERIFY(send()->isEnabled());
}

void TstRequestForm::wrongValueIsMarkedAndSendSaysWhy()
{
    pick(QStringLiteral("SET_IDLE"));
    QVERIFY(typeInto(spin("requestDuration"), QStringLiteral("256")));
    QVERIFY(!send()->isEnabled());
    QVERIFY(words("controlReason").startsWith(QStringLiteral("Duration: 256 is not possible here")));
    QVERIFY(findWidget(*m_panel, "requestProblem")->isVisible());
    QVERIFY(words("controlWords").isEmpty());
    QVERIFY(typeInto(spin("requestDuration"), QStringLiteral("255")));
    QVERIFY(send()->isEnabled());
    QVERIFY(!findWidget(*m_panel, "requestProblem")->isVisible());
    // What no specification allows can still be sent by its numbers.
    m_panel->editRequest({ 0x21, 0x0b, 7, 0, 0 }, {});
    QVERIFY(send()->isEnabled());
}

void TstRequestForm::bitsAreBoxes()
{
    pick(QStringLiteral("SET_FEATURE (interface)"));
    auto* suspend = find<QCheckBox>(*m_panel, "requestSuspendOptionslow-powersuspend");
    QVERIFY(!suspend->isChecked());
    QTest::mouseClick(suspend, Qt::LeftButton, {}, QPoint(8, suspend->height() / 2));
    QVERIFY(suspend->isChecked());
    QCOMPARE(typed("wIndexEdit"), QStringLiteral("0x0100"));
}

void TstRequestForm::interfaceHasItsOwnUnits()
{
    use(kCamera);
    pick(QStringLiteral("Get PU_BRIGHTNESS"));
    auto* unit = find<QComboBox>(*m_panel, "requestEntity");
    QCOMPARE(unit->count(), 1);
    QVERIFY(unit->currentText().endsWith(QStringLiteral(", processing unit")));
    auto* code = find<QComboBox>(*m_panel, "requestbRequest");
    QVERIFY(choose(code, QStringLiteral("GET_INFO")));
    QCOMPARE(typed("wLengthEdit"), QStringLiteral("1"));
    QVERIFY(words("controlWords")
                .startsWith(QStringLiteral("Video request GET_INFO PU_BRIGHTNESS_CONTROL to processing unit ")));
}

void TstRequestForm::selectionInTheTreeIsAddressed()
{
    ui::Selection selection;
    selection.device = m_fixture->waitForDevice(kVendor, kKeyboard);
    selection.interfaceNumber = 1;
    m_panel->setSubject(selection);
    pick(QStringLiteral("GET_PROTOCOL"));
    QCOMPARE(typed("wIndexEdit"), QStringLiteral("0x0001"));
    selection.endpoint = selection.device->active()->interfaces.at(1).alternates.at(0).endpoints.at(0).address;
    m_panel->setSubject(selection);
    pick(QStringLiteral("GET_STATUS (endpoint)"));
    QCOMPARE(typed("wIndexEdit"), QStringLiteral("0x00") + QString::number(selection.endpoint->value, 16));
}

void TstRequestForm::payloadIsSent()
{
    pick(QStringLiteral("SET_REPORT"));
    QVERIFY(choose(find<QComboBox>(*m_panel, "requestReportType"), QStringLiteral("Output")));
    QTRY_VERIFY(findWidget(*m_panel, "requestPayload")->isVisible());
    QVERIFY(typeInto(findWidget(*m_panel, "requestPayload"), QStringLiteral("2")));
    QVERIFY(!send()->isEnabled());
    QVERIFY(typeInto(findWidget(*m_panel, "requestPayload"), QStringLiteral("02")));
    QVERIFY(click(send()));
    QTRY_VERIFY_WITH_TIMEOUT(words("controlResultLine").contains(QStringLiteral("completed")), kAnswerMs);
    QCOMPARE(find<ui::HexView>(*m_panel, "controlResultHex")->bytes(), QByteArray::fromHex("02"));
}

void TstRequestForm::answerIsDecoded()
{
    pick(QStringLiteral("GET_PROTOCOL"));
    QVERIFY(click(send()));
    QTRY_VERIFY_WITH_TIMEOUT(words("controlResultLine").contains(QStringLiteral("completed")), kAnswerMs);
    const auto* decoded = find<QTreeWidget>(*m_panel, "controlResultDecoded");
    QCOMPARE(decoded->topLevelItemCount(), 1);
    QCOMPARE(decoded->topLevelItem(0)->text(0), QStringLiteral("GET_PROTOCOL"));
    QCOMPARE(decoded->topLevelItem(0)->child(0)->text(2), QStringLiteral("Report Protocol"));
}

void TstRequestForm::worksByKeyboardAlone()
{
    auto* filter = find<QLineEdit>(*m_panel, "requestFilter");
    filter->setFocus();
    QTest::keyClicks(filter, QStringLiteral("GET_IDLE"));
    auto* list = find<QListWidget>(*m_panel, "requestList");
    const QString before = words("requestSection");
    QTest::keyClick(filter, Qt::Key_Tab);
    QTRY_VERIFY(list->hasFocus());
    QCOMPARE(words("requestSection"), before); // walking through chooses nothing
    QTest::keyClick(list, Qt::Key_Backtab);
    QTRY_VERIFY(filter->hasFocus());
    QTest::keyClick(filter, Qt::Key_Down);
    QVERIFY(list->hasFocus());
    QCOMPARE(words("requestSection"), QStringLiteral("HID 1.11 §7.2.3"));
    QTest::keyClick(list, Qt::Key_Return, Qt::ControlModifier);
    QTRY_VERIFY_WITH_TIMEOUT(words("controlResultLine").contains(QStringLiteral("completed")), kAnswerMs);
}

void TstRequestForm::tooLongIsRefusedWithTheReason()
{
    pick(QStringLiteral("GET_REPORT"));
    QVERIFY(typeInto(spin("requestwLength"), QStringLiteral("4097")));
    QVERIFY(!send()->isEnabled());
    QCOMPARE(words("controlReason"),
        QStringLiteral("wLength: Linux (usbfs) takes at most 4,096 bytes in one control request."));
    QVERIFY(typeInto(spin("requestwLength"), QStringLiteral("4096")));
    QVERIFY(send()->isEnabled());
}

void TstRequestForm::repeatsAsOftenAsAsked()
{
    pick(QStringLiteral("GET_PROTOCOL"));
    QVERIFY(typeInto(findWidget(*m_panel, "repeatTimes"), QStringLiteral("5")));
    QVERIFY(!findWidget(*m_panel, "repeatStop")->isEnabled());
    QVERIFY(click(send()));
    QVERIFY(!send()->isEnabled());
    QTRY_COMPARE_WITH_TIMEOUT(words("repeatCount"), QStringLiteral("5 of 5 sent"), kAnswerMs);
    QTRY_VERIFY_WITH_TIMEOUT(send()->isEnabled(), kAnswerMs);
    QVERIFY(!findWidget(*m_panel, "repeatStop")->isEnabled());
    QCOMPARE(find<QListWidget>(*m_panel, "controlHistory")->count(), 1);
}

void TstRequestForm::repeatsUntilItIsStopped()
{
    pick(QStringLiteral("GET_PROTOCOL"));
    QVERIFY(typeInto(findWidget(*m_panel, "repeatTimes"), QStringLiteral("0")));
    QVERIFY(typeInto(findWidget(*m_panel, "repeatInterval"), QStringLiteral("1")));
    QVERIFY(click(send()));
    QTRY_VERIFY_WITH_TIMEOUT(sent() > 3, kAnswerMs);
    QVERIFY(click(findWidget(*m_panel, "repeatStop")));
    QTRY_VERIFY_WITH_TIMEOUT(send()->isEnabled(), kAnswerMs);
    QVERIFY(typeInto(findWidget(*m_panel, "repeatTimes"), QStringLiteral("x")));
    QVERIFY(!send()->isEnabled());
}

void TstRequestForm::repeatingEndsWithTheDevice()
{
    pick(QStringLiteral("GET_PROTOCOL"));
    QVERIFY(typeInto(findWidget(*m_panel, "repeatTimes"), QStringLiteral("0")));
    QVERIFY(click(send()));
    QTRY_VERIFY_WITH_TIMEOUT(sent() > 1, kAnswerMs);
    QVERIFY(m_fixture->demoBus().setPlugged("hid", false));
    QTRY_VERIFY_WITH_TIMEOUT(!findWidget(*m_panel, "repeatStop")->isEnabled(), kAnswerMs);
    QTRY_VERIFY_WITH_TIMEOUT(words("controlReason").contains(QStringLiteral("unplugged")), kAnswerMs);
}

void TstRequestForm::repeatingCountsFailures()
{
    use(kMisbehaver);
    m_panel->editRequest({ 0xc0, 0x11, 0, 0, 8 }, {}); // stalls
    QVERIFY(typeInto(findWidget(*m_panel, "repeatTimes"), QStringLiteral("3")));
    QVERIFY(click(send()));
    QTRY_COMPARE_WITH_TIMEOUT(words("repeatCount"), QStringLiteral("3 of 3 sent, 3 failed"), kAnswerMs);
    QTRY_VERIFY(send()->isEnabled());
}

QTEST_MAIN(TstRequestForm)
#include "tst_request_form.moc"
