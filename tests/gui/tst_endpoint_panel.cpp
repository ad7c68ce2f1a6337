// SPDX-License-Identifier: GPL-3.0-or-later
// The endpoint panel as a person uses it, against the demo devices.
#include "tests/gui/refusing_backend.h"
#include "tests/support/app_fixture.h"
#include "tests/support/gui_driver.h"
#include "ui/models/stream_model.h"
#include "ui/views/endpoint_panel.h"
#include "ui/views/hex_view.h"

#include <QAbstractItemModelTester>
#include <QCheckBox>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTabWidget>
#include <QTableView>

using namespace wb;
using wb::test::click;
using wb::test::find;
using wb::test::typeInto;

namespace {

constexpr int kAnswerMs = 8000;

ui::Selection endpointOf(const usb::DevicePtr& device, std::uint8_t address, std::uint8_t alternate = 0)
{
    ui::Selection selection;
    selection.device = device;
    selection.configuration = std::uint8_t { 1 };
    selection.interfaceNumber = std::uint8_t { 0 };
    selection.alternate = alternate;
    selection.endpoint = usb::EndpointAddress { address };
    return selection;
}

} // namespace

class TstEndpointPanel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_fixture = std::make_unique<test::AppFixture>();
        m_panel = std::make_unique<ui::EndpointPanel>(m_fixture->context());
        m_panel->resize(1200, 600);
        QVERIFY(test::showAndWait(*m_panel));
        m_loopback = m_fixture->loopback();
        QVERIFY(m_loopback);
    }
    void cleanup()
    {
        m_panel.reset();
        m_loopback.reset();
        m_fixture.reset();
    }

    void writesAndReadsBackThroughTheLoopback()
    {
        m_panel->setSubject(endpointOf(m_loopback, 0x01));
        typeHex("singleDataHex", QStringLiteral("01 02 03 04 05"));
        QVERIFY(click(button("singleSend")));
        QTRY_VERIFY_WITH_TIMEOUT(text("singleResultLine").contains(QStringLiteral("completed")), kAnswerMs);

        m_panel->setSubject(endpointOf(m_loopback, 0x81));
        QCOMPARE(find<QLineEdit>(*m_panel, "singleLength")->text(), QStringLiteral("512"));
        QVERIFY(click(button("singleSend")));
        auto* hex = find<ui::HexView>(*m_panel, "singleResultHex");
        QTRY_COMPARE_WITH_TIMEOUT(hex->bytes(), QByteArray::fromHex("0102030405"), kAnswerMs);
        // Claimed by itself, and said so (P73).
        QTRY_VERIFY(find<QCheckBox>(*m_panel, "sessionClaim0")->isChecked());
        QVERIFY(!text("endpointNoticesWords").isEmpty());
    }

    void aFileIsReadWhenItIsSent()
    {
        const QString path = m_fixture->directory() + QStringLiteral("/firmware.bin");
        write(path, "before");
        m_panel->setSubject(endpointOf(m_loopback, 0x01));
        QVERIFY(test::choose(find<QComboBox>(*m_panel, "singleDataForm"), QStringLiteral("File")));
        QVERIFY(typeInto(test::findWidget(*m_panel, "singleDataFile"), path));
        QVERIFY(button("singleSend")->isEnabled());
        write(path, "after!!");
        QVERIFY(click(button("singleSend")));
        QTRY_VERIFY_WITH_TIMEOUT(text("singleResultLine").contains(QStringLiteral("completed")), kAnswerMs);
        m_panel->setSubject(endpointOf(m_loopback, 0x81));
        QVERIFY(click(button("singleSend")));
        auto* hex = find<ui::HexView>(*m_panel, "singleResultHex");
        QTRY_COMPARE_WITH_TIMEOUT(hex->bytes(), QByteArray("after!!"), kAnswerMs);
    }

    void aFileThatIsGoneIsTold()
    {
        const QString path = m_fixture->directory() + QStringLiteral("/gone.bin");
        write(path, "soon gone");
        m_panel->setSubject(endpointOf(m_loopback, 0x01));
        QVERIFY(test::choose(find<QComboBox>(*m_panel, "singleDataForm"), QStringLiteral("File")));
        QVERIFY(typeInto(test::findWidget(*m_panel, "singleDataFile"), path));
        QVERIFY(QFile::remove(path));
        QVERIFY(click(button("singleSend")));
        QTRY_VERIFY_WITH_TIMEOUT(text("endpointFailureWords").contains(QStringLiteral("cannot be read")), kAnswerMs);
        QVERIFY(text("endpointFailureWords").contains(QStringLiteral("Choose another file")));
        QVERIFY(!text("endpointFailureWords").contains(QStringLiteral("device"))); // which has no part in it
        QVERIFY(m_fixture->service().session(m_loopback->id).inFlight == 0);
    }

    // Never to another endpoint, and never without a word.
    void aFileStillBeingReadIsNotSentElsewhere()
    {
        const QString path = m_fixture->directory() + QStringLiteral("/data.bin");
        write(path, "data");
        m_panel->setSubject(endpointOf(m_loopback, 0x01));
        QVERIFY(test::choose(find<QComboBox>(*m_panel, "singleDataForm"), QStringLiteral("File")));
        QVERIFY(typeInto(test::findWidget(*m_panel, "singleDataFile"), path));
        QVERIFY(click(button("singleSend"))); // the bytes cannot arrive before events are handled
        QVERIFY(button("singleCancel")->isEnabled());
        QVERIFY(!button("singleSend")->isEnabled());
        m_panel->setSubject(endpointOf(m_loopback, 0x02));
        QVERIFY(text("endpointFailureWords").contains(QStringLiteral("nothing was sent")));
        QVERIFY(button("singleSend")->isEnabled());

        QVERIFY(click(button("singleSend")));
        QTest::keyClick(m_panel.get(), Qt::Key_Escape);
        QVERIFY(text("endpointFailureWords").contains(QStringLiteral("nothing was sent")));
        QVERIFY(click(button("singleSend")));
        QTRY_VERIFY_WITH_TIMEOUT(text("singleResultLine").contains(QStringLiteral("completed")), kAnswerMs);
        QTRY_COMPARE(m_fixture->context().log->count(), std::size_t { 1 });
    }

    void aFileThatHasGrownBeyondItsPacketsIsRefused()
    {
        const QString path = m_fixture->directory() + QStringLiteral("/growing.bin");
        write(path, "small");
        m_panel->setSubject(endpointOf(m_loopback, 0x04, 1));
        QVERIFY(test::choose(find<QComboBox>(*m_panel, "singleDataForm"), QStringLiteral("File")));
        QVERIFY(typeInto(test::findWidget(*m_panel, "singleDataFile"), path));
        QVERIFY(button("singleSend")->isEnabled());
        write(path, QByteArray(60000, 'x'));
        QVERIFY(click(button("singleSend")));
        QTRY_VERIFY_WITH_TIMEOUT(text("endpointFailureWords").contains(QStringLiteral("does not fit")), kAnswerMs);
        QCOMPARE(m_fixture->context().log->count(), std::size_t { 0 });
    }

    void anAlternateSettingBringsItsOwnPacketSize()
    {
        test::AppFixture fixture(test::AppFixture::Bus::Off);
        fixture.service().addBackend(
            std::make_unique<test::RefusingBackend>(ErrorKind::Busy, "", test::RefusingBackend::Device::Camera));
        const usb::DevicePtr camera = fixture.waitForDevice(0x1234, 0x5678);
        QVERIFY(camera);
        ui::EndpointPanel panel(fixture.context());
        panel.resize(1100, 700);
        QVERIFY(test::showAndWait(panel));
        const auto* size = find<QLineEdit>(panel, "streamSize");
        panel.setSubject(endpointOf(camera, 0x81, 0));
        panel.setSubject(endpointOf(camera, 0x81, 1));
        QCOMPARE(size->text(), QStringLiteral("192"));
        panel.setSubject(endpointOf(camera, 0x81, 2));
        QCOMPARE(size->text(), QStringLiteral("1000"));
    }

    void writingToADiskAsksFirst()
    {
        test::AppFixture fixture(test::AppFixture::Bus::Off);
        fixture.service().addBackend(std::make_unique<test::RefusingBackend>(
            ErrorKind::Busy, "usb-storage", test::RefusingBackend::Device::Disk));
        const usb::DevicePtr disk = fixture.waitForDevice(0x1234, 0x5678);
        QVERIFY(disk);
        ui::EndpointPanel panel(fixture.context());
        panel.resize(1100, 700);
        QVERIFY(test::showAndWait(panel));
        panel.setSubject(endpointOf(disk, 0x02));
        auto* editor = find<QPlainTextEdit>(panel, "singleDataHex");
        QTest::mouseClick(editor->viewport(), Qt::LeftButton);
        QTest::keyClicks(editor, QStringLiteral("55 53 42 43"));
        auto* line = find<QLabel>(panel, "singleResultLine");
        const QString before = line->text();

        QVERIFY(click(test::findWidget(panel, "singleSend")));
        QVERIFY(answerRisk(panel, "riskCancel"));
        QCOMPARE(line->text(), before);
        QVERIFY(click(test::findWidget(panel, "singleSend")));
        QVERIFY(answerRisk(panel, "riskAgree"));
        // The device is held: that it was tried is what counts here.
        QTRY_VERIFY_WITH_TIMEOUT(test::findWidget(panel, "accessHelp")->isVisible(), kAnswerMs);
        QVERIFY(click(test::findWidget(panel, "accessHelpDismiss")));

        QTabBar* tabs = find<QTabWidget>(panel, "endpointTabs")->tabBar();
        QTest::mouseClick(tabs, Qt::LeftButton, {}, tabs->tabRect(1).center());
        QVERIFY(click(test::findWidget(panel, "streamStart")));
        QVERIFY(answerRisk(panel, "riskCancel"));
        QVERIFY(fixture.service().streams().empty());
    }

    void lengthsAreRoundedToWholePacketsUnlessToldOtherwise()
    {
        m_panel->setSubject(endpointOf(m_loopback, 0x82));
        QVERIFY(typeInto(test::findWidget(*m_panel, "singleLength"), QStringLiteral("700")));
        QVERIFY(find<QLabel>(*m_panel, "singleSize")->isVisible());
        QVERIFY(click(button("singleSend")));
        auto* hex = find<ui::HexView>(*m_panel, "singleResultHex");
        QTRY_COMPARE_WITH_TIMEOUT(hex->bytes().size(), 1024, kAnswerMs);
        QVERIFY(typeInto(test::findWidget(*m_panel, "singleLength"), QStringLiteral("0")));
        QVERIFY(!button("singleSend")->isEnabled());
        QVERIFY(text("singleReason").startsWith(QStringLiteral("Length")));
    }

    void aShortReadIsAnErrorWhenAsked()
    {
        m_panel->setSubject(endpointOf(m_loopback, 0x83)); // which sends 8 bytes at a time
        auto* box = find<QCheckBox>(*m_panel, "singleShortIsError");
        QVERIFY(click(button("singleSend")));
        QTRY_VERIFY_WITH_TIMEOUT(text("singleResultLine").contains(QStringLiteral("completed")), kAnswerMs);
        tick(box);
        QVERIFY(box->isChecked());
        QVERIFY(click(button("singleSend")));
        QTRY_VERIFY_WITH_TIMEOUT(text("singleResultLine").contains(QStringLiteral("bus error")), kAnswerMs);
        QVERIFY(text("singleResultAdvice").startsWith(QStringLiteral("Less came than was asked for")));
        QCOMPARE(find<ui::HexView>(*m_panel, "singleResultHex")->bytes().size(), 8);

        m_panel->setSubject(endpointOf(m_loopback, 0x84, 1)); // isochronous packets may always be short
        QVERIFY(!box->isVisible());
        QVERIFY(click(button("singleSend")));
        QTRY_VERIFY_WITH_TIMEOUT(text("singleResultLine").contains(QStringLiteral("completed")), kAnswerMs);
        m_panel->setSubject(endpointOf(m_loopback, 0x01));
        QVERIFY(!box->isVisible());
    }

    void switchesShowAndChangeTheSession()
    {
        m_panel->setSubject(endpointOf(m_loopback, 0x81));
        auto* open = find<QCheckBox>(*m_panel, "sessionOpen");
        auto* claim = find<QCheckBox>(*m_panel, "sessionClaim0");
        auto* alternate = find<QComboBox>(*m_panel, "sessionAlternate0");
        QVERIFY(!claim->isEnabled());
        tick(open);
        QTRY_VERIFY_WITH_TIMEOUT(open->isChecked() && claim->isEnabled(), kAnswerMs);
        QVERIFY(!alternate->isEnabled());
        tick(claim);
        QTRY_VERIFY_WITH_TIMEOUT(claim->isChecked() && alternate->isEnabled(), kAnswerMs);
        alternate->setFocus();
        QTest::keyClick(alternate, Qt::Key_Down);
        QTRY_COMPARE_WITH_TIMEOUT(int(m_fixture->service().session(m_loopback->id).find(0)->alternate), 1, kAnswerMs);
        tick(open);
        QTRY_VERIFY_WITH_TIMEOUT(!open->isChecked() && !claim->isChecked(), kAnswerMs);
    }

    void streamRunsWithLiveNumbersAndStops()
    {
        m_panel->setSubject(endpointOf(m_loopback, 0x82));
        showContinuous();
        QVERIFY(click(button("streamStart")));
        auto* table = find<QTableView>(*m_panel, "streamTable");
        const QAbstractItemModelTester tester(table->model());
        QTRY_COMPARE_WITH_TIMEOUT(table->model()->rowCount(), 1, kAnswerMs);
        QTRY_COMPARE_WITH_TIMEOUT(cell(0, ui::StreamModel::State), QStringLiteral("running"), kAnswerMs);
        QTRY_VERIFY_WITH_TIMEOUT(m_fixture->service().streams().front().transfers > 10, kAnswerMs);
        QTRY_VERIFY(!cell(0, ui::StreamModel::Rate).startsWith(QStringLiteral("0")));
        QVERIFY(find<QTabWidget>(*m_panel, "endpointTabs")->tabText(1).contains(QStringLiteral("1 running")));
        QVERIFY(!button("streamStart")->isEnabled());

        QVERIFY(click(button("streamStop")));
        QTRY_VERIFY_WITH_TIMEOUT(!m_fixture->service().streams().front().isActive(), kAnswerMs);
        QTRY_VERIFY(button("streamStart")->isEnabled());
        QCOMPARE(cell(0, ui::StreamModel::Errors), QStringLiteral("0"));
        QCOMPARE(cell(0, ui::StreamModel::InFlight), QStringLiteral("0"));
        QVERIFY(click(button("streamForget")));
        QTRY_COMPARE(table->model()->rowCount(), 0);
    }

    void severalStreamsHaveARowEach()
    {
        showContinuous();
        m_panel->setSubject(endpointOf(m_loopback, 0x82));
        QVERIFY(click(button("streamStart")));
        m_panel->setSubject(endpointOf(m_loopback, 0x02));
        QVERIFY(click(button("streamStart")));
        auto* table = find<QTableView>(*m_panel, "streamTable");
        QTRY_COMPARE_WITH_TIMEOUT(table->model()->rowCount(), 2, kAnswerMs);
        QTRY_COMPARE_WITH_TIMEOUT(cell(1, ui::StreamModel::State), QStringLiteral("running"), kAnswerMs);
        for (int row = 0; row < 2; ++row) {
            QVERIFY(test::clickItem(table, table->model()->index(row, 0)));
            QVERIFY(click(button("streamStopSelected")));
        }
        QTRY_VERIFY_WITH_TIMEOUT(
            !m_fixture->service().streams()[0].isActive() && !m_fixture->service().streams()[1].isActive(), kAnswerMs);
    }

    void isochronousStreamSelectsItsAlternateSetting()
    {
        m_panel->setSubject(endpointOf(m_loopback, 0x84, 1));
        showContinuous();
        QVERIFY(find<QLineEdit>(*m_panel, "streamPackets")->isVisible());
        QCOMPARE(find<QLineEdit>(*m_panel, "streamSize")->text(), QStringLiteral("512"));
        QVERIFY(typeInto(test::findWidget(*m_panel, "streamSize"), QStringLiteral("513")));
        QVERIFY(!button("streamStart")->isEnabled());
        QVERIFY(text("streamReason").contains(QStringLiteral("512")));
        QVERIFY(typeInto(test::findWidget(*m_panel, "streamSize"), QStringLiteral("100")));
        QVERIFY(
            text("streamPlan").contains(QStringLiteral("3,200")) || text("streamPlan").contains(QStringLiteral("3.1")));
        QVERIFY(click(button("streamStart")));
        QTRY_VERIFY_WITH_TIMEOUT(
            !m_fixture->service().streams().empty() && m_fixture->service().streams().front().packets > 64, kAnswerMs);
        QCOMPARE(m_fixture->service().streams().front().config.transferBytes, 3200U);
        QVERIFY(click(button("streamStop")));
        QTRY_VERIFY_WITH_TIMEOUT(!m_fixture->service().streams().front().isActive(), kAnswerMs);
    }

    void isochronousTransferShowsItsPackets()
    {
        m_panel->setSubject(endpointOf(m_loopback, 0x84, 1));
        QVERIFY(click(button("singleSend")));
        auto* packets = find<QTableView>(*m_panel, "singleResultPackets");
        QTRY_COMPARE_WITH_TIMEOUT(packets->model()->rowCount(), 8, kAnswerMs);
        QCOMPARE(packets->model()->index(3, 2).data().toString(), QStringLiteral("512"));
    }

    void stallIsShownAndRecovered()
    {
        const usb::DevicePtr device = m_fixture->waitForDevice(0xfffe, 0x0bad);
        QVERIFY(device);
        misbehave(device, 0x01, 0x0081);
        m_panel->setSubject(endpointOf(device, 0x81));
        QVERIFY(click(button("singleSend")));
        QTRY_VERIFY_WITH_TIMEOUT(text("singleResultLine").contains(QStringLiteral("stalled")), kAnswerMs);
        QVERIFY(text("singleResultAdvice").contains(QStringLiteral("Recover")));
        QVERIFY(click(button("endpointRecover")));
        QTRY_VERIFY_WITH_TIMEOUT(text("endpointFailureWords").contains(QStringLiteral("works again")), kAnswerMs);
        QVERIFY(click(button("singleSend")));
        QTRY_VERIFY_WITH_TIMEOUT(text("singleResultLine").contains(QStringLiteral("completed")), kAnswerMs);
    }

    void readThatIsNeverAnsweredIsCancelled()
    {
        const usb::DevicePtr device = m_fixture->waitForDevice(0xfffe, 0x0bad);
        QVERIFY(device);
        misbehave(device, 0x03, 0x0081);
        m_panel->setSubject(endpointOf(device, 0x81));
        QVERIFY(typeInto(test::findWidget(*m_panel, "singleTimeout"), QStringLiteral("0")));
        QVERIFY(click(button("singleSend")));
        QTRY_VERIFY(button("singleCancel")->isEnabled());
        QTRY_COMPARE_WITH_TIMEOUT(m_fixture->service().session(device->id).inFlight, 1U, kAnswerMs);
        QVERIFY(click(button("singleCancel")));
        QTRY_VERIFY_WITH_TIMEOUT(text("singleResultLine").contains(QStringLiteral("cancelled")), kAnswerMs);
    }

    void unplugWhileStreamingIsTold()
    {
        m_panel->setSubject(endpointOf(m_loopback, 0x82));
        showContinuous();
        QVERIFY(click(button("streamStart")));
        QTRY_VERIFY_WITH_TIMEOUT(
            !m_fixture->service().streams().empty() && m_fixture->service().streams().front().transfers > 0, kAnswerMs);
        QVERIFY(m_fixture->demoBus().setPlugged("loopback", false));
        QTRY_VERIFY_WITH_TIMEOUT(!m_fixture->service().streams().front().isActive(), kAnswerMs);
        QTRY_VERIFY_WITH_TIMEOUT(text("streamReason").contains(QStringLiteral("unplugged")), kAnswerMs);
        QVERIFY(text("sessionState").contains(QStringLiteral("unplugged")));
        QVERIFY(!find<QCheckBox>(*m_panel, "sessionOpen")->isEnabled());
        QCOMPARE(find<QTableView>(*m_panel, "streamTable")->model()->rowCount(), 1);
    }

private:
    [[nodiscard]] QPushButton* button(const char* name) { return find<QPushButton>(*m_panel, name); }
    [[nodiscard]] QString text(const char* name) { return find<QLabel>(*m_panel, name)->text(); }
    [[nodiscard]] QString cell(int row, int column)
    {
        return find<QTableView>(*m_panel, "streamTable")->model()->index(row, column).data().toString();
    }

    static void tick(QCheckBox* box) { QTest::mouseClick(box, Qt::LeftButton, {}, QPoint(8, box->height() / 2)); }

    void showContinuous()
    {
        auto* tabs = find<QTabWidget>(*m_panel, "endpointTabs");
        QTest::mouseClick(tabs->tabBar(), Qt::LeftButton, {}, tabs->tabBar()->tabRect(1).center());
        QCOMPARE(tabs->currentIndex(), 1);
    }

    static void write(const QString& path, const QByteArray& contents)
    {
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(file.write(contents), contents.size());
    }

    // Clicks a button of the question; false when none was asked.
    [[nodiscard]] static bool answerRisk(QWidget& panel, const char* choice)
    {
        auto* question = panel.findChild<QMessageBox*>(QStringLiteral("riskQuestion"));
        if (question == nullptr || !QTest::qWaitForWindowExposed(question)
            || !question->text().contains(QStringLiteral("disk")) || !click(test::findWidget(*question, choice)))
            return false;
        return QTest::qWaitFor([&panel] { return !panel.findChild<QMessageBox*>(QStringLiteral("riskQuestion")); });
    }

    void typeHex(const char* name, const QString& hex)
    {
        auto* editor = find<QPlainTextEdit>(*m_panel, name);
        QTest::mouseClick(editor->viewport(), Qt::LeftButton);
        QTest::keySequence(editor, QKeySequence(QKeySequence::SelectAll));
        QTest::keyClicks(editor, hex);
    }

    // Tells the misbehaver what to do next; the panel under test is not the one for it.
    void misbehave(const usb::DevicePtr& device, std::uint8_t request, std::uint16_t endpoint)
    {
        usb::TransferRequest order;
        order.setup.bmRequestType = 0x40;
        order.setup.bRequest = request;
        order.setup.wIndex = endpoint;
        bool isDone = false;
        const auto id = m_fixture->service().transfer(device->id, order);
        connect(&m_fixture->service(), &engine::UsbService::transfersFinished, this,
            [&isDone, id](const std::vector<engine::FinishedTransfer>& finished) {
                for (const engine::FinishedTransfer& one : finished)
                    isDone = isDone || one.request == id;
            });
        QTRY_VERIFY_WITH_TIMEOUT(isDone, kAnswerMs);
        disconnect(&m_fixture->service(), &engine::UsbService::transfersFinished, this, nullptr);
    }

    std::unique_ptr<test::AppFixture> m_fixture;
    std::unique_ptr<ui::EndpointPanel> m_panel;
    usb::DevicePtr m_loopback;
};

QTEST_MAIN(TstEndpointPanel)
#include "tst_endpoint_panel.moc"
