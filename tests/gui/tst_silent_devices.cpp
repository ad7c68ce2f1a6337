// SPDX-License-Identifier: GPL-3.0-or-later
// The window beside a device that never answers, waited for without a timeout: it stays alive, other devices answer,
// and closing the device by its button and the program by its menu takes no time, whatever the type of the transfers.
#include "tests/bench/heartbeat.h"
#include "tests/support/app_fixture.h"
#include "tests/support/gui_driver.h"
#include "ui/main_window.h"

#include <QAbstractButton>
#include <QLabel>
#include <QTreeView>
#include <QtTest>

using namespace wb;
using namespace wb::test;
using usb::TransferType;

namespace {

constexpr qint64 kBarMs = 1000; // for closing the device, and for the end of the program
constexpr int kPatienceMs = 8000;
constexpr double kMaxBlockMs = 250; // of the GUI thread; what a person takes for a hitch, and room for sanitizers
constexpr std::uint8_t kNeverAnswered = 0x13; // vendor requests of the misbehaver
constexpr std::uint8_t kSilence = 0x03;

} // namespace

class TestSilentDevices : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void everythingGoesOn_data();
    void everythingGoesOn();

private:
    [[nodiscard]] engine::UsbService& service() { return m_fixture->service(); }
    [[nodiscard]] bool isAnswered(const usb::DevicePtr& device, const usb::TransferRequest& request);
    // The endpoint falls silent; then transfers and a stream wait for it.
    void waitForEver(TransferType type, std::uint8_t endpoint);
    void browse(bench::Heartbeat& heartbeat);
    // From the click to what a person waits for; both start the clock.
    void closeTheDevice();
    void quitTheProgram();
    // In a window of its own. True as well when something else has failed.
    [[nodiscard]] bool isImmediate(TransferType type, std::uint8_t endpoint, void (TestSilentDevices::*deed)());

    QElapsedTimer m_clock;
    std::unique_ptr<AppFixture> m_fixture;
    std::unique_ptr<ui::MainWindow> m_window;
    usb::DevicePtr m_silent;
};

void TestSilentDevices::init()
{
    m_fixture = std::make_unique<AppFixture>();
    m_window = std::make_unique<ui::MainWindow>(m_fixture->context());
    m_window->resize(1280, 800);
    QVERIFY(showAndWait(*m_window));
    m_silent = m_fixture->waitForDevice(0xfffe, 0x0bad);
    QVERIFY(m_silent && m_fixture->loopback());
}

void TestSilentDevices::cleanup()
{
    m_window.reset();
    m_fixture.reset();
}

bool TestSilentDevices::isAnswered(const usb::DevicePtr& device, const usb::TransferRequest& request)
{
    engine::RequestId sent;
    bool isDone = false;
    const QMetaObject::Connection connection = connect(&service(), &engine::UsbService::transfersFinished, this,
        [&](const std::vector<engine::FinishedTransfer>& finished) {
            for (const engine::FinishedTransfer& one : finished)
                isDone = isDone || (one.request == sent && !one.error);
        });
    sent = service().transfer(device->id, request);
    const bool isInTime = QTest::qWaitFor([&] { return isDone; }, kPatienceMs);
    disconnect(connection);
    return isInTime;
}

void TestSilentDevices::waitForEver(TransferType type, std::uint8_t endpoint)
{
    usb::TransferRequest order;
    order.setup = { 0x40, kSilence, 0, endpoint, 0 };
    QVERIFY(isAnswered(m_silent, order));
    usb::TransferRequest wanted;
    wanted.timeoutMs = 0;
    if (type == TransferType::Control) {
        wanted.setup = { 0xc0, kNeverAnswered, 0, 0, 8 };
        wanted.length = 8;
        for (int i = 0; i < 4; ++i)
            (void)service().transfer(m_silent->id, wanted);
    } else {
        engine::StreamConfig config;
        config.endpoint = { endpoint };
        config.transferBytes = type == TransferType::Isochronous ? 0 : 512;
        (void)service().startStream(m_silent->id, config);
    }
    QTRY_VERIFY(service().session(m_silent->id).inFlight >= 4);
}

// A person looks at other devices meanwhile.
void TestSilentDevices::browse(bench::Heartbeat& heartbeat)
{
    auto* view = find<QTreeView>(*m_window, "deviceTree");
    QVERIFY(view);
    for (const char* name : { "Loopback", "Misbehaver", "Loopback", "Misbehaver" }) {
        const int before = heartbeat.beats();
        QVERIFY(clickItem(view, findItem(*view->model(), QString::fromLatin1(name))));
        QTRY_VERIFY(heartbeat.beats() > before + 5);
    }
}

void TestSilentDevices::closeTheDevice()
{
    auto* tree = find<QTreeView>(*m_window, "deviceTree");
    QVERIFY(tree);
    QTRY_VERIFY(clickItem(tree, findItem(*tree->model(), QStringLiteral("Misbehaver"))));
    auto* button = find<QAbstractButton>(*m_window, "openDeviceButton");
    auto* state = find<QLabel>(*m_window, "deviceState");
    QVERIFY(button && state);
    QTRY_COMPARE(button->text(), QStringLiteral("Close"));
    m_clock.start();
    QVERIFY(click(button));
    QTRY_COMPARE_WITH_TIMEOUT(state->text(), QStringLiteral("closed"), kPatienceMs);
}

void TestSilentDevices::quitTheProgram()
{
    m_clock.start();
    QVERIFY(clickMenu(*m_window, { QStringLiteral("File"), QStringLiteral("Quit") }));
    QTRY_VERIFY(!m_window->isVisible());
    cleanup(); // as the program does when its last window is closed
}

bool TestSilentDevices::isImmediate(TransferType type, std::uint8_t endpoint, void (TestSilentDevices::*deed)())
{
    cleanup();
    init();
    if (!QTest::currentTestFailed())
        waitForEver(type, endpoint);
    if (!QTest::currentTestFailed())
        (this->*deed)();
    if (QTest::currentTestFailed())
        return true;
    const qint64 elapsed = m_clock.elapsed();
    if (elapsed >= kBarMs)
        qInfo("it took %lld ms", static_cast<long long>(elapsed));
    return elapsed < kBarMs;
}

void TestSilentDevices::everythingGoesOn_data()
{
    QTest::addColumn<int>("type");
    QTest::addColumn<int>("endpoint");
    QTest::newRow("control") << static_cast<int>(TransferType::Control) << 0x81;
    QTest::newRow("bulk") << static_cast<int>(TransferType::Bulk) << 0x81;
    QTest::newRow("interrupt") << static_cast<int>(TransferType::Interrupt) << 0x83;
    // Time goes on all the same where there are no handshakes: every packet is missing.
    QTest::newRow("isochronous") << static_cast<int>(TransferType::Isochronous) << 0x84;
}

void TestSilentDevices::everythingGoesOn()
{
    QFETCH(int, type);
    QFETCH(int, endpoint);
    waitForEver(static_cast<TransferType>(type), static_cast<std::uint8_t>(endpoint));
    if (QTest::currentTestFailed())
        return;
    usb::TransferRequest device;
    device.setup = { 0x80, 6, 0x0100, 0, 18 };
    device.length = 18;
    const auto isSmooth = [&] {
        bench::Heartbeat heartbeat;
        heartbeat.start();
        browse(heartbeat);
        return heartbeat.longestBlockMs() < kMaxBlockMs || QTest::currentTestFailed();
    };
    QVERIFY(bench::holdsInSomeRound(isSmooth));
    QVERIFY(isAnswered(m_fixture->loopback(), device));
    QVERIFY(service().session(m_silent->id).inFlight >= 4); // still

    for (const auto deed : { &TestSilentDevices::closeTheDevice, &TestSilentDevices::quitTheProgram })
        QVERIFY(bench::holdsInSomeRound(
            [&] { return isImmediate(static_cast<TransferType>(type), static_cast<std::uint8_t>(endpoint), deed); }));
}

QTEST_MAIN(TestSilentDevices)
#include "tst_silent_devices.moc"
