// SPDX-License-Identifier: GPL-3.0-or-later
// What is clicked in the tree is what the panels work on: the recipient of a setup packet, and streams on the endpoints
// of several devices at once.
#include "tests/gui/stream_driver.h"
#include "tests/support/gui_driver.h"
#include "tests/unit/engine/fake_backend.h"
#include "ui/main_window.h"
#include "ui/models/stream_model.h"
#include "ui/text/device_text.h"
#include "ui/text/format.h"

#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QTabWidget>
#include <QTableView>
#include <QTreeView>

using namespace wb;
using namespace wb::test;

namespace {

constexpr int kAnswerMs = 8000;
enum CentreTab { ControlTab = 1, EndpointsTab = 2 };

} // namespace

class TstTreeWork : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_fixture = std::make_unique<AppFixture>();
        m_window = std::make_unique<ui::MainWindow>(m_fixture->context());
        m_window->resize(1280, 1000);
        QVERIFY(showAndWait(*m_window));
        QVERIFY(m_fixture->loopback());
    }
    void cleanup()
    {
        m_window.reset();
        m_fixture.reset();
    }

    void theRecipientIsWhatTheTreeNames();
    void aRecipientOfOnesOwnIsKept();
    void streamsOfTwoDevicesRunAndAreStartedAgain();
    void whatStreamsMayHoldIsToldBeforeTheStart();

private:
    [[nodiscard]] QTreeView& tree() { return *find<QTreeView>(*m_window, "deviceTree"); }
    [[nodiscard]] QTableView& table() { return *find<QTableView>(*m_window, "streamTable"); }
    [[nodiscard]] QString field(const char* name) { return find<QLineEdit>(*m_window, name)->text(); }
    [[nodiscard]] QString words(const char* name) { return find<QLabel>(*m_window, name)->text(); }
    [[nodiscard]] QComboBox* picker() { return find<QComboBox>(*m_window, "recipientPicker"); }
    [[nodiscard]] std::vector<engine::StreamStatus> streams() { return m_fixture->service().streams(); }
    [[nodiscard]] QString state(int row)
    {
        return table().model()->index(row, ui::StreamModel::State).data().toString();
    }

    void showCentre(CentreTab tab)
    {
        QTabBar* bar = find<QTabWidget>(*m_window, "centreTabs")->tabBar();
        QTest::mouseClick(bar, Qt::LeftButton, {}, bar->tabRect(tab).center());
    }
    [[nodiscard]] bool clickDevice(const char* name)
    {
        return clickItem(&tree(), findItem(*tree().model(), QString::fromLatin1(name)));
    }
    // The part of the device that has the words.
    [[nodiscard]] bool clickPart(const char* device, const char* part);
    [[nodiscard]] bool answerRisk();

    std::unique_ptr<AppFixture> m_fixture;
    std::unique_ptr<ui::MainWindow> m_window;
};

bool TstTreeWork::clickPart(const char* device, const char* part)
{
    if (!clickDevice(device))
        return false;
    QTest::keyClick(&tree(), Qt::Key_Asterisk); // unfolds all of it
    const QAbstractItemModel& model = *tree().model();
    const QModelIndexList found = model.match(model.index(0, 0, tree().currentIndex()), Qt::DisplayRole,
        QString::fromLatin1(part), 1, Qt::MatchContains | Qt::MatchRecursive);
    return !found.isEmpty() && clickItem(&tree(), found.first());
}

// Agrees when something is asked.
bool TstTreeWork::answerRisk()
{
    auto* question = m_window->findChild<QMessageBox*>(QStringLiteral("riskQuestion"));
    return question == nullptr || (QTest::qWaitForWindowExposed(question) && click(findWidget(*question, "riskAgree")));
}

void TstTreeWork::theRecipientIsWhatTheTreeNames()
{
    QVERIFY(m_fixture->waitForDevice(0xfffe, 0x0003));
    QVERIFY(clickPart("Keyboard", "Interface 1"));
    showCentre(ControlTab);
    QVERIFY(!picker()->isVisible()); // the request is for the device
    QVERIFY(typeInto(findWidget(*m_window, "bmRequestTypeEdit"), QStringLiteral("0x81")));
    QCOMPARE(field("wIndexEdit"), QStringLiteral("0x0001"));
    QVERIFY(picker()->isVisible());
    QVERIFY(picker()->currentText().startsWith(QStringLiteral("1, ")));
    QVERIFY(clickPart("Keyboard", "Interface 0"));
    QCOMPARE(field("wIndexEdit"), QStringLiteral("0x0000"));
    QVERIFY(clickPart("Keyboard", "EP1 IN"));
    QVERIFY(choose(find<QComboBox>(*m_window, "requestRecipient"), QStringLiteral("Endpoint")));
    QCOMPARE(field("wIndexEdit"), QStringLiteral("0x0081"));
    QVERIFY(picker()->currentText().startsWith(QStringLiteral("EP1 IN")));
    QVERIFY(choose(picker(), QStringLiteral("Control endpoint (0x00)")));
    QCOMPARE(field("wIndexEdit"), QStringLiteral("0x0000"));
    QVERIFY(choose(find<QComboBox>(*m_window, "requestRecipient"), QStringLiteral("Device")));
    QVERIFY(!picker()->isVisible());
}

void TstTreeWork::aRecipientOfOnesOwnIsKept()
{
    QVERIFY(m_fixture->waitForDevice(0xfffe, 0x0003));
    QVERIFY(clickPart("Keyboard", "Interface 1"));
    showCentre(ControlTab);
    QVERIFY(typeInto(findWidget(*m_window, "bmRequestTypeEdit"), QStringLiteral("0x81")));
    QVERIFY(typeInto(findWidget(*m_window, "wIndexEdit"), QStringLiteral("0x0507")));
    QVERIFY(picker()->currentIndex() < 0 && picker()->placeholderText().contains(QStringLiteral("0x07")));
    QVERIFY(clickPart("Keyboard", "Interface 0"));
    QCOMPARE(field("wIndexEdit"), QStringLiteral("0x0507"));
    QVERIFY(choose(picker(), picker()->itemText(1))); // the unit in the high byte stays
    QCOMPARE(field("wIndexEdit"), QStringLiteral("0x0501"));
}

void TstTreeWork::streamsOfTwoDevicesRunAndAreStartedAgain()
{
    QVERIFY(m_fixture->demoBus().setPlugged("superspeed", true));
    QVERIFY(m_fixture->waitForDevice(0xfffe, 0x0034));
    showCentre(EndpointsTab);
    const std::pair<const char*, const char*> places[] { { "Loopback", "EP2 IN" }, { "SuperSpeed", "EP1 IN" },
        { "SuperSpeed", "EP1 OUT" } };
    for (const auto& [device, endpoint] : places) {
        QVERIFY2(clickPart(device, endpoint), device);
        QVERIFY(showTab(*m_window, EndpointTab::Continuous));
        QVERIFY(click(findWidget(*m_window, "streamStart")));
        QVERIFY(answerRisk());
    }
    QTRY_COMPARE_WITH_TIMEOUT(table().model()->rowCount(), 3, kAnswerMs);
    for (std::size_t row = 0; row < 3; ++row)
        QTRY_VERIFY_WITH_TIMEOUT(streams()[row].bytes > 0 && streams()[row].isActive(), kAnswerMs);
    QVERIFY(streams()[0].device != streams()[1].device);

    QVERIFY(clickItem(&table(), table().model()->index(0, 0)));
    QVERIFY(click(findWidget(*m_window, "streamStopSelected")));
    QVERIFY(clickItem(&table(), table().model()->index(2, 0)));
    QVERIFY(click(findWidget(*m_window, "streamStopSelected")));
    QTRY_VERIFY_WITH_TIMEOUT(!streams()[0].isActive() && !streams()[2].isActive(), kAnswerMs);

    // All three: two that have ended, of two devices, and one that runs on.
    QTest::keySequence(&table(), QKeySequence(QKeySequence::SelectAll));
    QTRY_VERIFY(findWidget(*m_window, "streamAgain")->isEnabled());
    QVERIFY(click(findWidget(*m_window, "streamAgain")));
    QVERIFY(answerRisk());
    QTRY_COMPARE_WITH_TIMEOUT(table().model()->rowCount(), 5, kAnswerMs);
    for (int row = 3; row < 5; ++row)
        QTRY_COMPARE_WITH_TIMEOUT(state(row), QStringLiteral("running"), kAnswerMs);
    QCOMPARE(streams()[3].device, streams()[0].device);
    QCOMPARE(streams()[4].device, streams()[2].device);
    QVERIFY(streams()[4].config.endpoint == streams()[2].config.endpoint);
}

void TstTreeWork::whatStreamsMayHoldIsToldBeforeTheStart()
{
    const auto world = std::make_shared<FakeWorld>();
    world->memoryLimit = std::uint64_t { 1 } << 20;
    const usb::DevicePtr device = world->plug(1, 1);
    m_fixture->service().addBackend(makeFakeBackend(world));
    QTRY_VERIFY(m_fixture->service().device(device->id) != nullptr);
    QVERIFY(m_fixture->service()
                .startStream(device->id,
                    [] {
                        engine::StreamConfig config;
                        config.endpoint = { 0x82 };
                        config.depth = 4;
                        config.transferBytes = 65536;
                        return config;
                    }())
                .isValid());
    QTRY_COMPARE(world->pendingTransfers(), std::size_t { 4 });
    const QByteArray name = ui::text::deviceName(*device, m_fixture->context().ids).toUtf8();
    QVERIFY(clickPart(name.constData(), "EP1 IN"));
    showCentre(EndpointsTab);
    QVERIFY(showTab(*m_window, EndpointTab::Continuous));
    QVERIFY(typeInto(findWidget(*m_window, "streamSize"), QStringLiteral("65536")));
    QVERIFY(typeInto(findWidget(*m_window, "streamDepth"), QStringLiteral("8")));
    QVERIFY(!words("streamPlan").contains(QStringLiteral("usbfs_memory_mb")));
    QVERIFY(typeInto(findWidget(*m_window, "streamDepth"), QStringLiteral("12")));
    QVERIFY2(words("streamPlan").contains(QStringLiteral("all programs ") + ui::text::bytes(world->memoryLimit)),
        qPrintable(words("streamPlan")));
    QVERIFY(words("streamPlan").contains(QStringLiteral("running streams hold ") + ui::text::bytes(257 * 1024)));
    QVERIFY(words("streamPlan").contains(QStringLiteral("raise usbfs_memory_mb")));
    world->memoryLimit = 0;
    m_fixture->service().refresh();
    QTRY_VERIFY(!words("streamPlan").contains(QStringLiteral("usbfs_memory_mb")));
}

QTEST_MAIN(TstTreeWork)
#include "tst_tree_work.moc"
