// SPDX-License-Identifier: GPL-3.0-or-later
// Controls that the tests of the panels have no need of, each used once in the window, and what comes of it.
#include "tests/gui/stream_driver.h"
#include "tests/support/gui_driver.h"
#include "ui/main_window.h"

#include <QAction>
#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QLabel>
#include <QLineEdit>
#include <QTabWidget>
#include <QTreeView>

using namespace wb;
using namespace wb::test;

namespace {

constexpr int kAnswerMs = 8000;
enum CentreTab { DescriptorsTab, ControlTab, EndpointsTab };

} // namespace

class TstControls : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_fixture = std::make_unique<AppFixture>();
        m_window = std::make_unique<ui::MainWindow>(m_fixture->context());
        m_window->resize(1280, 800);
        QVERIFY(showAndWait(*m_window));
        m_loopback = m_fixture->loopback();
        QVERIFY(m_loopback);
        QVERIFY(clickItem(tree(), findItem(*tree()->model(), QStringLiteral("Loopback"))));
        m_finished.clear();
        connect(&m_fixture->service(), &engine::UsbService::transfersFinished, m_window.get(),
            [this](const std::vector<engine::FinishedTransfer>& finished) {
                m_finished.insert(m_finished.end(), finished.begin(), finished.end());
            });
    }
    void cleanup()
    {
        m_window.reset();
        m_loopback.reset();
        m_fixture.reset();
    }

    void theEndpointIsPicked()
    {
        showCentre(EndpointsTab);
        pickEndpoint("EP3 IN");
        QVERIFY2(text("endpointFacts").startsWith(QStringLiteral("interrupt IN")), qPrintable(text("endpointFacts")));
        pickEndpoint("EP2 OUT");
        QVERIFY2(text("endpointFacts").startsWith(QStringLiteral("bulk OUT")), qPrintable(text("endpointFacts")));
    }

    void packetsAreCounted()
    {
        showCentre(EndpointsTab);
        pickEndpoint("EP4 IN");
        QVERIFY(typeInto(findWidget(*m_window, "singlePackets"), QStringLiteral("5")));
        QVERIFY(click(findWidget(*m_window, "singleSend")));
        QTRY_VERIFY_WITH_TIMEOUT(!m_finished.empty(), kAnswerMs);
        QCOMPARE(m_finished.back().result.isoPackets.size(), std::size_t { 5 });
    }

    // 512 bytes fill their packet, and the loopback device gives back packet by packet: reading twice as much ends only
    // when an empty packet has followed.
    void aWholePacketIsEndedByAnEmptyOne()
    {
        showCentre(EndpointsTab);
        pickEndpoint("EP1 OUT");
        QVERIFY(tick(findWidget(*m_window, "singleZeroPacket")));
        QVERIFY(typeInto(findWidget(*m_window, "singleDataHex"), QStringLiteral("5a ").repeated(512)));
        QVERIFY(click(findWidget(*m_window, "singleSend")));
        QTRY_VERIFY_WITH_TIMEOUT(text("singleResultLine").contains(QStringLiteral("completed")), kAnswerMs);
        pickEndpoint("EP1 IN");
        QVERIFY(typeInto(findWidget(*m_window, "singleLength"), QStringLiteral("1024")));
        QVERIFY(click(findWidget(*m_window, "singleSend")));
        QTRY_COMPARE_WITH_TIMEOUT(m_finished.size(), std::size_t { 2 }, kAnswerMs);
        QVERIFY(m_finished.back().result.status == usb::TransferStatus::Completed);
        QCOMPARE(m_finished.back().result.actualLength, 512U);
    }

    void nothingIsOpenedUnasked()
    {
        showCentre(EndpointsTab);
        auto* automatic = find<QCheckBox>(*m_window, "sessionAutomatic");
        QVERIFY(automatic->isChecked());
        QVERIFY(tick(automatic));
        pickEndpoint("EP2 IN");
        QVERIFY(click(findWidget(*m_window, "singleSend")));
        QTRY_VERIFY_WITH_TIMEOUT(
            text("endpointFailureWords").contains(QStringLiteral("open"), Qt::CaseInsensitive), kAnswerMs);
        QVERIFY(!m_fixture->service().session(m_loopback->id).isOpen());
    }

    void theDirectionIsChosen()
    {
        showCentre(ControlTab);
        QVERIFY(choose(find<QComboBox>(*m_window, "requestDirection"), QStringLiteral("OUT, to device")));
        QCOMPARE(find<QLineEdit>(*m_window, "bmRequestTypeEdit")->text(), QStringLiteral("0x00"));
        QVERIFY(findWidget(*m_window, "controlDataHex")->isVisible());
    }

    void parametersHaveEditors()
    {
        showCentre(ControlTab);
        QTabBar* pages = find<QTabWidget>(*m_window, "controlPages")->tabBar();
        QTest::mouseClick(pages, Qt::LeftButton, {}, pages->tabRect(1).center());
        QVERIFY(findWidget(*m_window, "requestParameters")->isVisible());
        QVERIFY(!findWidget(*m_window, "requestParameters")->findChildren<QLineEdit*>().isEmpty());
    }

    void everythingIsRead()
    {
        showCentre(DescriptorsTab);
        auto* descriptors = find<QTreeView>(*m_window, "descriptorTree");
        const auto hasStrings
            = [descriptors] { return findItem(*descriptors->model(), QStringLiteral("String descriptor")).isValid(); };
        QVERIFY(!hasStrings());
        QVERIFY(click(findWidget(*m_window, "readAllDescriptors")));
        QTRY_VERIFY_WITH_TIMEOUT(hasStrings(), kAnswerMs);
    }

    void placesAndDescriptorsAreCopied()
    {
        trigger("copyPath");
        QCOMPARE(QApplication::clipboard()->text().toStdString(), usb::toString(m_loopback->path));
        auto* descriptors = find<QTreeView>(*m_window, "descriptorTree");
        QVERIFY(clickItem(descriptors, findItem(*descriptors->model(), QStringLiteral("Device descriptor"))));
        trigger("copyDescriptorPyusb");
        QVERIFY(QApplication::clipboard()->text().startsWith(QStringLiteral("DEVICE ID fffe:0001")));
    }

    void allOfADeviceIsCancelled()
    {
        const usb::DevicePtr silent = m_fixture->waitForDevice(0xfffe, 0x0bad);
        QVERIFY(silent);
        QVERIFY(clickItem(tree(), findItem(*tree()->model(), QStringLiteral("Misbehaver"))));
        usb::TransferRequest request;
        request.setup = { 0xc0, 0x13, 0, 0, 8 };
        request.length = 8;
        request.timeoutMs = 0;
        (void)m_fixture->service().transfer(silent->id, request);
        QTRY_COMPARE_WITH_TIMEOUT(m_fixture->service().session(silent->id).inFlight, 1U, kAnswerMs);
        trigger("cancelAll");
        QTRY_COMPARE_WITH_TIMEOUT(m_fixture->service().session(silent->id).inFlight, 0U, kAnswerMs);
    }

    void devicesAreLookedForAgainAndTheDemoBusGoes()
    {
        trigger("refresh");
        QTRY_VERIFY(findItem(*tree()->model(), QStringLiteral("Loopback")).isValid());
        trigger("demoOn");
        QTRY_VERIFY_WITH_TIMEOUT(m_fixture->service().devices().empty(), kAnswerMs);
        trigger("demoOn");
        QTRY_VERIFY_WITH_TIMEOUT(m_fixture->device(0xfffe, 0x0001) != nullptr, kAnswerMs);
    }

private:
    [[nodiscard]] QTreeView* tree() { return find<QTreeView>(*m_window, "deviceTree"); }
    [[nodiscard]] QString text(const char* name) { return find<QLabel>(*m_window, name)->text(); }
    void showCentre(CentreTab tab)
    {
        QTabBar* bar = find<QTabWidget>(*m_window, "centreTabs")->tabBar();
        QTest::mouseClick(bar, Qt::LeftButton, {}, bar->tabRect(tab).center());
    }
    void pickEndpoint(const char* words)
    {
        auto* picker = find<QComboBox>(*m_window, "endpointPicker");
        const int place = picker->findText(QString::fromLatin1(words), Qt::MatchStartsWith);
        QVERIFY2(place >= 0, words);
        QVERIFY(choose(picker, picker->itemText(place)));
    }
    // As a menu or a shortcut would.
    void trigger(const char* name)
    {
        auto* action = m_window->findChild<QAction*>(QString::fromLatin1(name));
        QVERIFY2(action != nullptr && action->isEnabled(), name);
        action->trigger();
    }

    std::unique_ptr<AppFixture> m_fixture;
    std::unique_ptr<ui::MainWindow> m_window;
    usb::DevicePtr m_loopback;
    std::vector<engine::FinishedTransfer> m_finished;
};

QTEST_MAIN(TstControls)
#include "tst_controls.moc"
